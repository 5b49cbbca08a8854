"""The table of pairs through `check --types=deep`: what ty is shown is what the source says, as its answers show."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from edge_project import DIALECTS, EDGES, Module, Pair, modules, pipeline

from icefloe.connections import everywhere
from icefloe.deep import deepened, deepening, find_checker
from icefloe.project import ProjectError
from icefloe.survey import FileSurvey, Survey
from icefloe.types import Verdict

Asked = tuple[Path, dict[str, Module], list[FileSurvey]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The pairs that type checkers were asked about, as one project that is read once."""
    folder = tmp_path_factory.mktemp("pairs")
    for path in EDGES.glob("*.py"):
        shutil.copy(path, folder / path.name)
    files = {f"edges_of_{module.name}.py": module for module in modules() if module.asked and not module.files}
    for name, module in files.items():
        (folder / name).write_text(pipeline(module), encoding="utf-8")
    survey = Survey(folder, tuple(DIALECTS.values()))
    return folder, files, [survey.file(name) for name in files]


def answers(asked: Asked) -> list[tuple[Pair, str, str]]:
    """Each pair with the verdict and the reason."""
    folder, files, surveys = asked
    try:
        checker = find_checker(folder)
    except ProjectError:
        pytest.skip("ty is not installed (pip install 'icefloe[types]')")
    found = deepened(surveys, checker, ())
    assert [finding for finding in found.findings if finding.code != "FLO301"] == []
    return [
        (files[one.step.span.path].pairs[int(one.binding.parameter[4:])], verdict.answer, verdict.why)
        for one, verdict in found.verdicts
    ]


def test_with_ty_there_is_no_opposite_verdict_and_hardly_anything_is_unknown(asked: Asked) -> None:
    told = answers(asked)
    opposite = [(str(p), answer, why) for p, answer, why in told if {p.verdict, answer} == {"yes", "no"}]
    assert opposite == []
    decided = [answer for p, answer, _ in told if p.verdict != "unknown"]
    assert len(decided) > 900
    assert decided.count("unknown") <= 0.01 * len(decided)


def test_ty_alone_says_the_same_of_what_it_is_shown(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(graph, types):
        return (replace(one, verdict=Verdict("unknown", "not asked")) for one in everywhere(graph, types))

    monkeypatch.setattr(deepening, "everywhere", unknown)
    told = answers(asked)
    assert [(str(p), answer, why) for p, answer, why in told if {p.verdict, answer} == {"yes", "no"}] == []
    decided = [answer for p, answer, _ in told if p.verdict != "unknown"]
    assert decided.count("unknown") <= 0.02 * len(decided)
