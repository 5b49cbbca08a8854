"""Run the catalogue of wrong wirings in the original, and write down what it does.

    python runnable_wirings.py PYTHON [CASE…]

`make truth` runs it with the Python of a venv that holds runnable and pandas. It writes
`tests/dialects/runnable_wirings/measured.toml`, from which `docs/runnable-wirings.md` is made, and exits with 1 if a
corrected program does not run, if a wrong one does the same as the corrected one, or if anything but the day differs
from what was written there before. With cases named (`GROUP/CASE`) it prints what those do, and writes nothing.
"""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "dialects"))
from wiring_cases import MEASURED, PROGRAMS, Case, Outcome, cases, measured

Outcomes = dict[str, dict[str, Outcome]]
ABOUT = """
import importlib.metadata as them, platform
print(them.version("runnable"), platform.python_version(), them.version("pandas"), them.version("pydantic"))
"""
# `ValueError: …`, `runnable.exceptions.ExecutionFailedError: …`, `Exception: …`, at the start of a line.
ERROR = re.compile(r"^((?:[a-z_]\w*\.)*(?:[A-Z]\w*)?(?:Error|Exception|Exit|Interrupt|NotFound))(?::\s*(.*))?$")
SUCCEEDED = re.compile(r"✅ Node (?!(?:\S+\.)?(?:success|fail) )\S+.* succeeded")
EMPTY = ("CommandCallError", "runnable.exceptions.ExecutionFailedError", "ExecutionFailedError")
PYDANTIC = re.compile(r"\s*\[type=.*$")
LOOSE = (
    (re.compile(r"0x[0-9a-f]+"), "0x…"),
    (re.compile(r"^\s*For further information visit .*$", re.MULTILINE), ""),
)


def run(python: str, case: Case, which: str) -> Outcome:
    """What the original does with one program, in a copy of the case's folder."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve() / "project"
        shutil.copytree(case.folder, folder)
        name = case.program(which).name
        command = [python, name]
        if name.endswith(".yaml"):
            command = [str(Path(python).with_name("runnable")), "execute", name]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": scratch,
            "COLUMNS": "400",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "RUNNABLE_RUN_ID": "run-1",
            **case.environment,
        }
        said = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        return outcome(said.returncode, _even(said.stdout, folder), _even(said.stderr, folder))


def _even(text: str, folder: Path) -> str:
    """A text without what differs from run to run."""
    text = text.replace(f"{folder}/", "").replace(str(folder), ".")
    for pattern, instead in LOOSE:
        text = pattern.sub(instead, text)
    return text


def outcome(code: int, stdout: str, stderr: str) -> Outcome:
    """What an exit code and two streams say."""
    lines = stdout.splitlines()
    ended, logged = _errors(stderr), [error for error in _errors(stdout) if not error.startswith(EMPTY)]
    return Outcome(
        fails="never" if code == 0 else "during" if "Working with context:" in lines else "before",
        done=sum(1 for line in lines if SUCCEEDED.fullmatch(line)),
        ends="" if code == 0 else (ended or [""])[-1],
        reason="" if code == 0 else (logged[-1:] or ended or [""])[0],
        received=tuple(
            line.strip().removeprefix("received:").strip() for line in lines if line.strip().startswith("received:")
        ),
    )


def _errors(text: str) -> list[str]:
    """The error messages in a text, in order, with the lines that a message goes on over."""
    found: list[str] = []
    lines = [line.strip() for line in text.splitlines()]
    for at, line in enumerate(lines):
        if ERROR.match(line):
            # pydantic says where and what in the two lines after the first, others end the first with a colon.
            more = 2 if "validation error" in line else 1 if line.endswith(":") else 0
            found.append(PYDANTIC.sub("", " ".join(lines[at : at + 1 + more]))[:300].strip())
    return found


def faults(outcomes: Outcomes) -> list[str]:
    """What a catalogue must not have: corrections that fail, and wrong programs that do nothing wrong."""
    found: list[str] = []
    for id, both in outcomes.items():
        wrong, fixed = both["wrong"], both["fixed"]
        if fixed.fails != "never":
            found.append(f"{id}: the corrected program fails: {fixed.reason}")
        if wrong.fails == "never" and wrong.received == fixed.received:
            found.append(f"{id}: the wrong program does what the corrected one does")
        if wrong.fails != "never" and not wrong.ends:
            found.append(f"{id}: no message was found in what the wrong program printed")
    return found


def document(about: dict[str, str], outcomes: Outcomes) -> str:
    """The data file."""
    lines = ["# Written by `make truth` (tests/oracle/runnable_wirings.py). Do not edit.", "", "[about]"]
    lines += [f"{key} = {_toml(value)}" for key, value in about.items()]
    for id, both in outcomes.items():
        for which, one in both.items():
            lines += ["", f'[case."{id}".{which}]']
            lines += [f"{key} = {_toml(value)}" for key, value in asdict(one).items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(python: str, named: Sequence[str]) -> int:
    """Measure; gives the exit code."""
    # A venv's interpreter is a link: following it would lose the venv.
    python = str(Path(python).absolute())
    them = [case for case in cases() if not named or case.id in named]
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda job: run(python, *job), [(case, which) for case in them for which in PROGRAMS]))
    outcomes = {case.id: dict(zip(PROGRAMS, runs[2 * at : 2 * at + 2], strict=True)) for at, case in enumerate(them)}
    wrong = faults(outcomes)
    said = subprocess.run([python, "-c", ABOUT], capture_output=True, text=True, check=True)
    about = dict(zip(("runnable", "python", "pandas", "pydantic"), said.stdout.split(), strict=True))
    about["day"] = dt.datetime.now(tz=dt.UTC).date().isoformat()
    if named:
        sys.stdout.write(document(about, outcomes))
    else:
        before = measured()[1] if MEASURED.exists() else {}
        wrong += [
            f"{id}: not as it was" for id in sorted(before.keys() | outcomes) if before.get(id) != outcomes.get(id)
        ]
        MEASURED.write_text(document(about, outcomes), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{len(outcomes)} wrong wirings, run by runnable {about['runnable']}; {_counts(outcomes)}\n")
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


def _counts(outcomes: Outcomes) -> str:
    fails = [both["wrong"].fails for both in outcomes.values()]
    return ", ".join(f"{fails.count(when)} fail {when}" for when in ("before", "during", "never"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit((__doc__ or "").split("\n\n")[1].strip())
    sys.exit(main(sys.argv[1], sys.argv[2:]))
