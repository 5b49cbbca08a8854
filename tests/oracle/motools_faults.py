"""Run the wrong programs of `motools_faults.toml` in the original, and write down what it does.

    python motools_faults.py [NAME…]

`make truth` runs it; where the original is, and when it is skipped, is as in `motools_check.py`. It writes
`motools_measured.toml` and `docs/results/DATE-motools-faults.md`, and exits with 1 if anything but the day differs from
what was measured before, or if icefloe says other codes than the table. With programs named it prints what those do,
and writes nothing.
"""

import datetime as dt
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from motools_original import MOTOOLS
from motools_wrong import MEASURED, Program, measured, programs
from original_asked import Told, ask, told_dict, told_list, written
from originals_kept import ready

from icefloe.findings import Finding, Severity

Outcome = Mapping[str, str]
WHEN = {"import": "when the file is run", "run": "in the run, between its steps", "step": "in a step", "never": "never"}


def outcome(told: Told) -> Outcome:
    """What the original did with one program: when it failed (`when`), what it said, and how its steps ended."""
    stopped = told_dict(told.get("stopped"))
    if stopped:
        return {"when": "import", "said": _first(f"{stopped.get('error')}: {stopped.get('text')}")}
    runs = [told_dict(one) for one in told_list(told.get("runs"))]
    if not runs:
        return {"when": "never", "said": "", "ends": "nothing runs"}
    if not any(run.get("awaited") for run in runs):
        return {"when": "never", "said": "", "ends": "nothing runs: nobody awaits it"}
    real = [told_dict(run.get("real")) for run in runs if run.get("real")]
    if not real:
        return {"when": "never", "said": "", "ends": f"{len(runs)} runs of a sweep"}
    steps = {name: told_dict(one) for name, one in told_dict(real[0].get("steps")).items()}
    said = _first(real[0].get("raised"))
    ended = any(one.get("status") == "FAILED" for one in steps.values())
    return {
        "when": "step" if ended else "run" if said else "never",
        "said": said,
        "steps": ", ".join(f"{name}: {str(one.get('status')).lower()}" for name, one in steps.items()),
    }


def _first(text: object) -> str:
    """The first line of a message, not too long, without the names that differ each time."""
    line = (str(text).splitlines() or [""])[0]
    place = line.find("/tmp/")
    return f"{line if place < 0 else line[:place] + '…':.160}"


def document(about: Told, outcomes: Mapping[str, Outcome], day: str) -> str:
    """The data file."""
    lines = ["# Written by `make truth` (tests/oracle/motools_faults.py). Do not edit.", "", "[about]"]
    lines += [f"motools = {_toml(str(about.get('version')))}", f"python = {_toml(str(about.get('python')))}"]
    lines += [f"day = {_toml(day)}"]
    for name, one in outcomes.items():
        lines += ["", f"[programs.{_toml(name)}]", *(f"{word} = {_toml(text)}" for word, text in one.items() if text)]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def page(about: Told, outcomes: Mapping[str, Outcome], said: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    """The result in words."""
    when = Counter(one["when"] for one in outcomes.values())
    errors = sum(any(one.severity is Severity.ERROR for one in found) for found in said.values())
    yield f"{len(outcomes)} wrong programs, run by motools {about.get('version')} on Python {about.get('python')}:"
    yield ""
    yield f"* {when['import']} fail when the file is run, {when['run']} in the run between its steps,"
    yield f"  {when['step']} in a step, and {when['never']} never say anything."
    yield f"* icefloe says it of {sum(map(bool, said.values()))} before anything runs; {errors} of them are errors."
    yield ""
    yield "| program | motools | icefloe |"
    yield "|---|---|---|"
    for one in programs():
        ends = outcomes[one.name]
        words = [WHEN[ends["when"]], *(ends[word] for word in ("said", "steps", "ends") if ends.get(word))]
        found = [f"{finding.severity.value} {finding.code}: {finding.message}" for finding in said[one.name]]
        yield f"| **{one.name}**: {one.what} | {_cell(words)} | {_cell(found) or 'nothing'} |"


def _cell(lines: Sequence[str]) -> str:
    return "<br>".join(line.replace("|", "\\|").replace("<", "&lt;") for line in lines)


def main(named: Sequence[str]) -> int:
    """Measure; gives the exit code."""
    original = ready(MOTOOLS)
    chosen: list[Program] = [one for one in programs() if not named or one.name in named]
    with tempfile.TemporaryDirectory() as folder:
        paths = [one.write(Path(folder)) for one in chosen]
        about, answers = ask(original.python, "motools_probe.py", paths, original.environment)
    outcomes = {one.name: outcome(told) for one, told in zip(chosen, answers, strict=True)}
    text = document(about, outcomes, dt.datetime.now(tz=dt.UTC).date().isoformat())
    if named:
        sys.stdout.write(text)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        said = {one.name: one.findings(Path(folder)) for one in chosen}
    others = [one for one in chosen if {finding.code for finding in said[one.name]} != set(one.says)]
    for one in others:
        sys.stdout.write(f"{one.name}: icefloe says {sorted({finding.code for finding in said[one.name]})}\n")
    before = measured()[1] if MEASURED.exists() else None
    MEASURED.write_text(text, encoding="utf-8", newline="\n")
    same = before is None or before == measured()[1]
    written("motools-faults", "Wrong programs for motools", "\n".join(page(about, outcomes, said)) + "\n")
    if not same:
        sys.stdout.write(f"{MEASURED.name} has changed: look at the difference, and commit it\n")
    return 0 if same and not others else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
