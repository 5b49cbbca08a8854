"""Real runs: their objects and links, catalogs of runnable, kinds of FlowyML, atoms of motools, and `icefloe show`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icefloe.cli.app import app
from icefloe_runtimes.step.registry import registered

pytestmark = pytest.mark.executes

PROJECT = """[project]
name = "p"
version = "1"
[tool.icefloe.formats]
"lines.Line" = "shapes:Slope"
[tool.icefloe.routes]
model = "models/{name}"
"""
CATALOG = """
from pathlib import Path
from runnable import Catalog, Pipeline, PythonTask, metric


def make(rows: int = 3):
    Path("data").mkdir(exist_ok=True)
    Path("data/raw.csv").write_text("a\\n" + "1\\n" * rows)
    Path("data/notes.txt").write_text("hello")


def spoil():
    Path("data/raw.csv").unlink()


def count():
    return len(Path("data/raw.csv").read_text().splitlines()) - 1


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="make", function=make, catalog=Catalog(put=["data/*"])),
            PythonTask(name="spoil", function=spoil),
            PythonTask(name="count", function=count, returns=[metric("rows")], catalog=Catalog(get=["data/*.csv"])),
        ]
    )
    pipeline.execute()
    return pipeline
"""
BRANCHES = """
from pathlib import Path
from runnable import Catalog, Map, Parallel, Pipeline, PythonTask, ShellTask, metric


def make():
    Path("rows.csv").write_text("1\\n2\\n")
    return [1, 2]


def spoil():
    Path("rows.csv").write_text("spoilt")


def left():
    return len(Path("rows.csv").read_text().splitlines())


def part(n: int):
    Path(f"part-{n}.txt").write_text(str(n))


def lose():
    for path in Path().glob("part-*.txt"):
        path.unlink()


def total():
    return sum(int(path.read_text()) for path in Path().glob("part-*.txt"))


def main():
    branches = {
        "a": Pipeline(
            steps=[PythonTask(name="left", function=left, returns=[metric("left")], catalog=Catalog(get=["*.csv"]))]
        ),
        "b": Pipeline(
            steps=[ShellTask(name="right", command="test $(wc -l < rows.csv) = 2", catalog=Catalog(get=["rows.csv"]))]
        ),
    }
    each = PythonTask(name="part", function=part, catalog=Catalog(put=["part-*.txt"])).as_pipeline()
    pipeline = Pipeline(
        steps=[
            PythonTask(name="make", function=make, returns=["ns"], catalog=Catalog(put=["rows.csv"])),
            PythonTask(name="spoil", function=spoil),
            Parallel(name="both", branches=branches),
            Map(name="each", iterate_on="ns", iterate_as="n", branch=each),
            PythonTask(name="lose", function=lose),
            PythonTask(name="total", function=total, returns=[metric("total")], catalog=Catalog(get=["part-*.txt"])),
        ]
    )
    pipeline.execute()
    return pipeline
"""
LINES = '''
from flowyml import Dataset, Metrics, Model, Pipeline, step


class Line:
    def __init__(self, slope):
        self.slope = slope


@step(outputs=["data"])
def load(n: int = 4) -> Dataset:
    """Make the data."""
    return Dataset([{"x": i, "y": 2 * i} for i in range(n)], name="numbers")


@step(inputs=["data"], outputs=["model"])
def train(data) -> Model:
    """Train a line."""
    return Model(Line(data[1]["y"]), name="line")


@step(inputs=["model"], outputs=["metrics"])
def evaluate(model) -> Metrics:
    """Look at the line."""
    return Metrics({"slope": model.slope}, name="eval")


@step(inputs=["model"], outputs=["blob"])
def pack(model):
    """Make something that can only be pickled."""
    return {model.slope, frozenset([1])}


p = Pipeline("lines")
for one in (load, train, evaluate, pack):
    p.add_step(one)
'''
SHAPES = """
from lines import Line


class Slope:
    suffix = ".slope"

    def write(self, value, path):
        path.write_text(str(value.slope))

    def read(self, path):
        return Line(int(path.read_text()))
"""
ATOMS = """
import json
from motools.atom import DatasetAtom
from motools.workflow import AtomConstructor, StepDefinition, Workflow


async def prepare(config, atoms, temp_workspace):
    path = temp_workspace / "rows.jsonl"
    path.write_text("{}\\n")
    return [AtomConstructor(name="rows", path=path, type="dataset")]


async def score(config, atoms, temp_workspace):
    path = temp_workspace / "scores.json"
    path.write_text(json.dumps({"rows": len(atoms["rows"].load())}))
    return [AtomConstructor(name="scores", path=path, type="eval")]


flow = Workflow(
    name="flow",
    input_atom_types={},
    steps=[
        StepDefinition(
            name="prepare",
            fn=prepare,
            input_atom_types={},
            output_atom_types={"rows": "dataset"},
            config_class=dict,
        ),
        StepDefinition(
            name="score",
            fn=score,
            input_atom_types={"rows": "dataset"},
            output_atom_types={"scores": "eval"},
            config_class=dict,
        ),
    ],
    config_class=dict,
)
"""


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(app, arguments, prog_name="icefloe")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose pipelines have been run."""
    root = tmp_path_factory.mktemp("project")
    before = Path.cwd()
    os.chdir(root)
    files = {"pyproject.toml": PROJECT, "files.py": CATALOG, "lines.py": LINES, "shapes.py": SHAPES, "flow.py": ATOMS}
    files["branches.py"] = BRANCHES
    for name, text in files.items():
        (root / name).write_text(text)
    try:
        for name in ("branches.py", "files.py", "flow.py", "lines.py"):
            done = call("run", name)
            assert done.exit_code == 0, done.output
        yield root
    finally:
        os.chdir(before)


def folder(project: Path, pipeline: str) -> Path:
    """The folder of the one run of a pipeline."""
    runs = (project / ".icefloe" / "runs").iterdir()
    return next(run for run in runs if json.loads((run / "plan.json").read_text())["name"] == pipeline)


def outputs(project: Path, pipeline: str, step: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((folder(project, pipeline) / step / "outputs.json").read_text())
    return found


def test_what_a_step_leaves_are_links_into_the_store(project):
    link = folder(project, "lines") / "load" / "data.json"
    assert link.is_symlink()
    assert link.resolve().is_relative_to((project / ".icefloe" / "objects").resolve())
    assert link.resolve().name == outputs(project, "lines", "load")["outputs"]["data"]["sha256"]
    assert sorted(path.name for path in link.parent.iterdir()) == ["data.json", "outputs.json"]


def test_the_catalog_of_runnable_brings_files_back(project):
    kept = outputs(project, "files", "make")["catalog"]
    assert sorted(kept) == ["data/notes.txt", "data/raw.csv"]
    assert (project / "data" / "raw.csv").read_text() == "a\n1\n1\n1\n"
    assert json.loads(call("show", folder(project, "files").name, "rows", "--format", "json").stdout) == 3


def test_the_catalog_reaches_into_branches_and_out_of_them(project):
    run = folder(project, "branches").name
    assert json.loads(call("show", run, "left", "--format", "json").stdout) == 2
    assert json.loads(call("show", run, "total.total", "--format", "json").stdout) == 3
    told = json.loads(call("lineage", f"{run}:total.total", "--format", "json").stdout)
    edges = {(edge["from"], edge["to"]) for edge in told["edges"]}
    assert ("each//part-2.txt", "total:total") in edges
    assert ("each.inside/1/part//part-2.txt", "each//part-2.txt") in edges
    assert ("make:ns", "each.inside/1/part//part-2.txt") in edges


def test_dataset_model_and_metrics_are_registered_by_kind(project):
    found = {(one.kind, one.name): one for one in registered(project / ".icefloe" / "registry")}
    assert {("dataset", "numbers"), ("model", "line"), ("metrics", "eval")} <= set(found)
    assert found["dataset", "numbers"].entry.facts == {"rows": 4, "columns": ["x", "y"], "width": 2}
    assert found["model", "line"].entry.facts == {"class": "lines.Line"}
    assert found["metrics", "eval"].entry.facts == {"slope": 2}


def test_formats_and_routes_of_the_configuration_are_obeyed(project):
    entry = outputs(project, "lines", "train")["outputs"]["model"]
    assert (entry["format"], entry["place"]) == ("shapes:Slope", "models/line.slope")
    assert (project / "models" / "line.slope").read_text() == "2"


def test_atoms_keep_what_they_were_made_of(project):
    rows = outputs(project, "flow", "prepare")["outputs"]["rows"]
    scores = outputs(project, "flow", "score")["outputs"]["scores"]
    assert scores["wrapper"]["made_from"] == {"rows": rows["wrapper"]["id"]}
    told = json.loads(call("lineage", "scores", "--format", "json").stdout)
    assert {"from": "prepare:rows", "to": "score:scores"} in told["edges"]


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        ("data", ["[{'x': 0, 'y': 0}, {'x': 1, 'y': 2}, {'x': 2, 'y': 4}, {'x': 3, 'y': 6}]", "rows: 4"]),
        ("evaluate.metrics", ["{'slope': 2}", "slope: 2"]),
        ("model", ["lines.Line, stored as shapes:Slope (1 B), which is not opened here: -o FILE writes it out"]),
        ("pack.blob", ["set, stored as a pickle"]),
    ],
)
def test_a_value_is_shown_without_running_anything(project, what, lines):
    shown = call("show", "last", what).stdout
    assert [line for line in lines if line not in shown] == []


def test_a_run_and_a_step_are_shown(project):
    assert "lines succeeded" in call("show", "last").stdout
    assert json.loads(call("show", "last", "--format", "json").stdout)["pipeline_name"] == "lines"
    step = call("show", "last", "train").stdout
    assert "took load:data" in step
    assert "gave model: model, lines.Line, shapes:Slope, 1 B" in step
    assert json.loads(call("show", "last", "train", "--format", "json").stdout)["outputs"]["model"]["size"] == 1


def test_a_value_is_written_out(project, tmp_path):
    assert call("show", "last", "model", "-o", str(tmp_path / "new" / "m.txt")).exit_code == 0
    assert (tmp_path / "new" / "m.txt").read_text() == "2"
    call("show", "last", "model", "-o", f"{tmp_path}/")
    assert (tmp_path / "model.slope").read_text() == "2"
    call("show", folder(project, "flow").name, "scores", "-o", str(tmp_path / "scores"))
    assert json.loads((tmp_path / "scores" / "scores.json").read_text()) == {"rows": 1}
    said = call("show", "last", "train", "-o", str(tmp_path / "train.txt"))
    assert (said.exit_code, said.stderr) == (0, f"wrote {tmp_path / 'train.txt'}\n")
    # What is asked for is the value, and not what is known of the step.
    wrong = call("show", "last", "train", "-o", str(tmp_path / "new.slope"))
    assert (wrong.exit_code, "its value is train.model" in wrong.stderr) == (2, True)
    assert not (tmp_path / "new.slope").exists()
    assert call("lineage", "model", "-o", str(tmp_path / "l.txt")).stderr == f"wrote {tmp_path / 'l.txt'}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("last", "modle"), "did you mean 'model'"),
        (("last", "pack.blob", "--format", "json"), "cannot be shown as JSON"),
        (("lines.py", "model"), "lines.py is no run"),
        (("2019", "model"), "2019"),
    ],
)
def test_what_cannot_be_shown_says_why(project, arguments, message):
    shown = call("show", *arguments)
    assert (shown.exit_code, message in shown.output) == (2, True), shown.output


def test_a_changed_value_is_not_shown(project):
    link = folder(project, "files") / "make" / "notes.txt"
    kept, text = link.resolve(), link.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(b"other")
    try:
        shown = call("show", folder(project, "files").name, "make.catalog/data/notes.txt")
        assert (shown.exit_code, "was changed since it was stored" in shown.output) == (2, True)
    finally:
        kept.write_bytes(text)


def test_a_second_run_adds_only_what_is_new(project):
    before = {path.name for path in (project / ".icefloe" / "objects").glob("??/*")}
    assert call("run", "files.py", "-p", "rows=3").exit_code == 0
    assert {path.name for path in (project / ".icefloe" / "objects").glob("??/*")} == before
