"""What Python builds and what the compiler reads are the same plan: two ways, one of which never runs the code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What one of the two ways cannot see, by pipeline; everything else of these plans is compared too.
KNOWN = {
    "conditions:pipeline": {"steps"},  # which keys a dictionary has is read from the text of its function
    "deploy_fluent:pipeline": {"steps"},  # `or` of a condition is a choice between its two outcomes
    "dict_outputs:pipeline": {"steps"},  # keys of a returned dictionary: a run takes them from the dictionary itself
    "discovered:newsletter": {"steps", "results"},  # steps that nobody adds
    "dynamic_branch:pipeline": {"steps"},  # a template is read from the text
    "dynamic_search:pipeline": {"steps"},
    "from_env:pipeline": {"parameters"},  # Python has read the environment before the pipeline is there
    "frozen_context:pipeline": {"parameters"},  # what was used while the pipeline was built is not told to objects
    "groups:pipeline": {"steps"},  # amounts are normalised by the compiler alone
    "routing:pipeline": {"steps"},  # names of models are read from the text
    "subpipeline_plain:cleaning": {"steps", "results", "parameters"},  # a child that is nothing by itself
}
FOLDERS = ("tests/dialects/flowyml", "examples/flowyml", "examples/native")
COMPARED = ("name", "steps", "results", "parameters", "cache", "resume", "version", "project", "tags", "concurrency")
#: What only the text says, and what changes nothing of the values.
LEFT_OUT = {"type", "adapt", "imports", "registry", "hints", "display", "groups", "group"}


def plain(document: object) -> object:
    if isinstance(document, dict):
        return {key: plain(item) for key, item in document.items() if key not in LEFT_OUT}
    return [plain(item) for item in document] if isinstance(document, list) else document


@pytest.mark.parametrize("folder", FOLDERS)
def test_objects_and_compiler_make_the_same_plans(folder: str) -> None:
    place = ROOT / folder
    goldens: dict[str, dict[str, object]] = {}
    for path in sorted(place.glob("*.plan.json")):
        golden = json.loads(path.read_text("utf-8"))
        goldens[golden.get("entry", "")] = golden
    modules = sorted(
        {entry.partition(":")[0] for entry in goldens if (place / f"{entry.partition(':')[0]}.py").exists()}
    )
    command = [sys.executable, str(Path(__file__).with_name("objects_made.py")), str(place), *modules]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    both = sorted(goldens.keys() & made.keys())
    assert both
    for entry in both:
        known = KNOWN.get(entry, set())
        if isinstance(made[entry], str):
            assert known, f"{entry}: {made[entry]}"
            continue
        other = {part for part in COMPARED if plain(goldens[entry].get(part)) != plain(made[entry].get(part))}
        assert other == known, entry
