"""Walk through the main job with real commands and their real output, and fail when one does not do what it should.

`make demo` runs this. It needs icefloe, pandas and scikit-learn beside the standard library; FlowyML is not needed.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
PROJECT = CLONE / "examples" / "flowyml"
TERMINAL = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class UnexpectedError(Exception):
    """A command did not do what the demonstration says that it does."""


def say(text: str) -> None:
    """Print what comes next."""
    print(f"\n\033[1m# {text}\033[0m" if TERMINAL else f"\n# {text}", flush=True)


def icefloe(*arguments: str, folder: Path, status: int = 0, shows: Sequence[str] = ()) -> str:
    """Run one command, pass its output on as it comes, and hold it to its exit status and to patterns it must show."""
    print(f"$ icefloe {' '.join(arguments)}", flush=True)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **({"FORCE_COLOR": "1"} if TERMINAL else {})}
    command = [sys.executable, "-m", "icefloe", *arguments]
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    output = re.sub(r"\x1b\[[0-9;]*m", "", "".join(lines))
    if process.returncode != status:
        raise UnexpectedError(f"`icefloe {' '.join(arguments)}` exited with {process.returncode}, not with {status}")
    for pattern in shows:
        if not re.search(pattern, output):
            raise UnexpectedError(f"`icefloe {' '.join(arguments)}` does not show {pattern!r}")
    return output


def expect_file(path: Path, pattern: str) -> None:
    """Hold a file that a command wrote to a pattern."""
    if not path.is_file():
        raise UnexpectedError(f"{path.name} was not written")
    if not re.search(pattern, path.read_text(encoding="utf-8")):
        raise UnexpectedError(f"{path.name} does not hold {pattern!r}")


def change(path: Path, before: str, after: str) -> None:
    """Replace the one place of a file that reads `before`, and show the difference."""
    old = path.read_text(encoding="utf-8")
    if old.count(before) != 1:
        raise UnexpectedError(f"{path.name} does not hold {before!r} exactly once")
    new = old.replace(before, after)
    path.write_text(new, encoding="utf-8")
    print("".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), path.name, path.name, n=1)), end="")


def state() -> str:
    """What git says of the clone's files; nothing outside a clone."""
    if shutil.which("git") is None or not (CLONE / ".git").exists():
        return ""
    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    return subprocess.run(command, cwd=CLONE, check=True, capture_output=True, text=True).stdout


def check() -> None:
    """The checks, in the clone: they write nothing."""
    say("broken.py has a mistake in it. It is found without importing or running a line, FlowyML need not be there:")
    ends = [r"broken\.py", "cross_validate", "summarise", r"dict\[str, float\]", r"list\[float\]"]
    icefloe("check", "broken.py", folder=PROJECT, status=1, shows=ends)
    say("ml_training.py is clean:")
    icefloe("check", "ml_training.py", folder=PROJECT, shows=[r"checked 1 file"])


def compile_and_draw(project: Path) -> None:
    """The plan and its picture."""
    say("The rest happens in a copy of the project. Source becomes a plan:")
    icefloe("compile", "ml_training.py", folder=project)
    expect_file(project / "ml_training.plan.json", r'"plan": "1\.0"')
    say("A picture of it, as Mermaid (GitHub renders it):")
    icefloe("graph", "ml_training.py", folder=project, shows=[r"(?m)^(flowchart|graph) ", "split_data"])
    if shutil.which("dot"):
        say("And as SVG:")
        icefloe("graph", "ml_training.py", "--format", "svg", "-o", "ml_training.svg", folder=project)
        expect_file(project / "ml_training.svg", r"<svg[\s\S]*split_data")
    else:
        say("(No SVG: the command dot is not installed here.)")


def freeze_and_run(project: Path) -> None:
    """The lock, the run, and the lock again after a change."""
    say("Freeze: digests of everything that can change a result.")
    icefloe("freeze", folder=project)
    expect_file(project / "icefloe.lock", "helpers.py")
    say("Nothing has changed since:")
    icefloe("verify", folder=project)
    say("Run it here; each step is a process of its own:")
    icefloe("run", "ml_training.py", folder=project, shows=["train", r"accuracy\W+0\.\d+"])
    say("Change one character of a helper function in another module:")
    change(project / "helpers.py", "distance < 4", "distance < 3")
    say("verify says which helper it is, and which step it reaches:")
    icefloe("verify", folder=project, status=1, shows=["clean", "load_data", r"helpers\.py"])
    say("Put it back:")
    change(project / "helpers.py", "distance < 3", "distance < 4")


def export(project: Path) -> None:
    """The same plan in two other notations."""
    say("The plan as an Argo workflow:")
    icefloe("export", "argo", "ml_training.py", "-o", "exports", folder=project)
    say("And as a GitHub Actions workflow:")
    icefloe("export", "github", "ml_training.py", "-o", "exports", folder=project)
    files = sorted(path for path in (project / "exports").rglob("*") if path.is_file())
    for path in files:
        print(f"--- {path.relative_to(project).as_posix()}")
        print(path.read_text(encoding="utf-8"), end="")
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    for pattern in (r'(?m)^kind: "?Workflow', r"(?m)^jobs:", r"icefloe_runtimes\.step"):
        if not re.search(pattern, text):
            raise UnexpectedError(f"the exports do not hold {pattern!r}")


def walk(project: Path) -> None:
    """All of it, in order; the clone must be as it was."""
    before = state()
    check()
    left_out = ("broken*", "*.plan.json", "*.places.json", "icefloe.lock", ".icefloe", "__pycache__")
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns(*left_out))
    compile_and_draw(project)
    freeze_and_run(project)
    export(project)
    if state() != before:
        raise UnexpectedError("the clone has changed: see `git status`")


def main() -> int:
    """Walk in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="icefloe-demo-") as folder:
        try:
            walk(Path(folder).resolve() / "flowyml")
        except UnexpectedError as reason:
            print(f"\ndemo: {reason}", file=sys.stderr)
            return 1
    say("All of it did what it should, and the clone is as it was.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
