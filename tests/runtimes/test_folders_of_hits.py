"""The folder of a step that was found: as the step had left it, whatever has become of the run that first had it."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runtime_project import Project, one

from icefloe_runtimes import local
from icefloe_schema.plan import Output, Plan, Step

Flow = Callable[[str], Project]
SOURCE = "def number(): return 7\ndef pair(): return (1, 2)\n"


def steps() -> tuple[Step, ...]:
    return (one("number"), one("pair", outputs=(Output(name="left"), Output(name="right"))))


@pytest.fixture
def project(flow: Flow) -> Project:
    return flow(SOURCE)


def run(project: Project) -> local.RunResult:
    return local.run(Plan(name="few", dialect="native", cache=True, steps=steps()), root=project.root)


def hits(result: local.RunResult) -> bool:
    return all(step.cached for step in result.step_results.values())


def rewritten(at: Path) -> None:
    (at / "outputs.json").write_text("{}")


def written_over(at: Path) -> None:
    text = (at / "outputs.json").read_text()
    (at / "outputs.json").write_text(text.replace("7", "8"))


def led_elsewhere(at: Path) -> None:
    (at.parent / "copy.json").write_bytes((at / "outputs.json").read_bytes())
    (at / "outputs.json").unlink()
    (at / "outputs.json").symlink_to(at.parent / "copy.json")


def a_folder(at: Path) -> None:
    (at / "outputs.json").unlink()
    (at / "outputs.json").mkdir()


def another_link(at: Path) -> None:
    (at / "number.json").unlink()
    (at / "number.json").symlink_to("/etc/hosts")


def a_file(at: Path) -> None:
    data = (at / "number.json").read_bytes()
    (at / "number.json").unlink()
    (at / "number.json").write_bytes(data)


def gone(at: Path) -> None:
    shutil.rmtree(at.parent)


@pytest.mark.parametrize("change", [rewritten, written_over, led_elsewhere, a_folder, another_link, a_file, gone])
def test_a_hit_is_what_was_kept_and_not_what_has_become_of_it(project: Project, change: Callable[[Path], None]) -> None:
    first = run(project)
    record = (first.folder / "number" / "outputs.json").read_bytes()
    change(first.folder / "number")
    again = run(project)
    assert hits(again)
    left = again.folder / "number"
    assert sorted(path.name for path in left.iterdir()) == ["number.json", "outputs.json"]
    assert (left / "outputs.json").read_bytes() == record
    assert not (left / "outputs.json").is_symlink()
    target = (left / "number.json").resolve()
    assert target.is_relative_to(project.root / ".icefloe" / "objects")
    assert json.loads(target.read_text()) == 7
    assert again["number"] == 7


@pytest.mark.skipif(sys.platform != "linux", reason="links have no further names everywhere")
def test_a_hit_makes_nothing_new_but_its_folder(project: Project) -> None:
    first, again = run(project), run(project)
    for path in ("number/outputs.json", "number/number.json", "pair/outputs.json", "pair/left.json"):
        there, here = (os.lstat(one.folder / path) for one in (first, again))
        assert there.st_ino == here.st_ino


def test_where_nothing_has_a_further_name_it_is_made_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_given: object, **_more: object) -> None:
        raise NotImplementedError

    first = run(project)
    monkeypatch.setattr(os, "link", link)
    again = run(project)
    assert hits(again)
    record = "number/outputs.json"
    assert (again.folder / record).read_bytes() == (first.folder / record).read_bytes()
    assert again["number"] == 7


def test_a_run_goes_on_from_one_that_found_everything(project: Project) -> None:
    first, again = run(project), run(project)
    plan = Plan(name="few", dialect="native", cache=True, steps=steps())
    resumed = local.run(plan, root=project.root, resume=again.run_id, cache=False)
    assert {step.taken_from for step in resumed.step_results.values()} == {first.run_id}
    assert resumed["number"] == 7
