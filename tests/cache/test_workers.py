"""Files read by several processes give the same answer, and a process that dies is told of."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_projects import FINE, MAIN, PROJECT, WRONG, told, write

from icefloe import api
from icefloe.api import Wanted
from icefloe.api.workers import share
from icefloe.survey import FileSurvey, Survey

pytestmark = pytest.mark.executes


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(
        tmp_path / "p",
        {"pyproject.toml": PROJECT, "steps.py": FINE, "wrong.py": WRONG, "bad.py": "import flowyml\nx = (\n"},
    )
    modules = {
        f"p{number}.py": MAIN.format(module="wrong" if number % 3 else "steps", name="p") for number in range(12)
    }
    return write(tmp_path / "p", modules)


@pytest.mark.parametrize("jobs", [2, 3, 7, 100])
def test_the_answer_does_not_depend_on_the_number_of_processes(jobs: int, project: Path) -> None:
    alone = api.check([str(project)])
    assert told(api.check([str(project)], Wanted(jobs=jobs))) == told(alone)
    assert alone.findings


def test_what_processes_read_is_kept_and_counts(project: Path, tmp_path: Path) -> None:
    wanted = Wanted(jobs=3, cache=tmp_path / "cache")
    first = api.check([str(project)], wanted)
    assert len(first.anew) == 15
    assert first.facts is not None
    again = api.check([str(project)], wanted)
    assert again.anew == ()
    assert told(again) == told(first)


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told_whoever_reads(jobs: int, project: Path) -> None:
    seen: list[tuple[int, int]] = []
    api.check([str(project)], Wanted(jobs=jobs, progress=lambda done, total: seen.append((done, total))))
    assert seen == [(done, 15) for done in range(1, 16)]


def dying_at(tmp_path: Path, times: int, name: str, how: int) -> Callable[[Survey, str], FileSurvey]:
    """A way of reading that ends its process at one file, so many times."""
    real = Survey.file
    here = os.getpid()

    def file(self: Survey, path: str) -> FileSurvey:
        tries = tmp_path / "tries"
        count = len(tries.read_text()) if tries.exists() else 0
        if path == name and os.getpid() != here and count < times:
            tries.write_text("x" * (count + 1))
            os.kill(os.getpid(), how)
        return real(self, path)

    return file


def test_a_file_that_kills_its_reader_is_told(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = api.check([str(project)])
    monkeypatch.setattr("icefloe.survey.Survey.file", dying_at(tmp_path, 100, "p5.py", signal.SIGKILL))
    checked = api.check([str(project)], Wanted(jobs=2, cache=tmp_path / "cache"))
    why = "it was ended by signal 9 (SIGKILL), perhaps for want of memory"
    assert checked.refused == (f"p5.py was not checked: {why} [FLO923]",)
    assert {one.path for one in alone.pipelines} - {one.path for one in checked.pipelines} == {"p5.py"}
    assert checked.facts is None, "such an answer is not kept"


def test_a_file_whose_reader_died_once_is_read_again(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = api.check([str(project)])
    monkeypatch.setattr("icefloe.survey.Survey.file", dying_at(tmp_path, 1, "p5.py", signal.SIGTERM))
    assert told(api.check([str(project)], Wanted(jobs=2))) == told(alone)


def test_what_a_reader_raises_is_raised_here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def file(self: Survey, path: str) -> FileSurvey:
        raise ValueError(path)

    monkeypatch.setattr("icefloe.survey.Survey.file", file)
    with pytest.raises(ValueError, match=r"\.py"):
        api.check([str(project)], Wanted(jobs=2))


def children() -> list[str]:
    """The processes that this one has started and that are still there."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


def test_an_interrupt_ends_all_processes() -> None:
    def take(task: int, data: bytes) -> None:
        raise KeyboardInterrupt

    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(KeyboardInterrupt):
        share(50, lambda task: b"x" * 1_000_000, 3, take)
    assert children() == []
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_more_tasks_than_a_pipe_holds() -> None:
    seen: list[int] = []
    lost = share(40_000, lambda task: task.to_bytes(4, "big"), 3, lambda task, data: seen.append(task))
    assert lost == ()
    assert sorted(seen) == list(range(40_000))
    assert children() == []


def test_all_processes_that_die_at_everything_end() -> None:
    def work(task: int) -> bytes:
        os._exit(4)

    lost = share(5, work, 2, lambda task, data: None)
    assert [(one.task, one.why) for one in lost] == [(task, "it ended with status 4") for task in range(5)]
