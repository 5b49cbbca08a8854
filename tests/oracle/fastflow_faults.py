"""Run the wrong programs of `fastflow_faults.toml` in the original, and write down what it does.

    python fastflow_faults.py [NAME…]

`make truth` runs it; where the original is, and when it is skipped, is as in `fastflow_check.py`. It writes
`fastflow_measured.toml`, from which `docs/fastflow-faults.md` is made, and exits with 1 if anything but the day differs
from what was written there before. With programs named it prints what those do, and writes nothing.
"""

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastflow_original import FASTFLOW
from fastflow_wrong import MEASURED, Program, measured, programs
from original_asked import Told, ask, told_dict, told_list
from originals_kept import ready

from icefloe_schema.jsonvalue import Json

Outcome = Mapping[str, str]


def outcome(told: Told) -> Outcome:
    """What the original did with one program: when it failed (`when`), what it said, and how each step ended."""
    stopped = told_dict(told.get("stopped"))
    if stopped:
        return {"when": "import", "said": _error(stopped)}
    errors = [told_dict(one) for one in told_list(told.get("errors"))]
    if errors:
        return {"when": "page", "said": _error(errors[0])}
    executors = [told_dict(one) for one in told_list(told.get("executors"))]
    if executors:
        return _run(executors[0])
    flows = [told_dict(one) for one in told_list(told.get("flows"))]
    if flows:
        wrong = told_list(told_list(flows[0].get("valid"))[1])
        return {"when": "asked", "said": "; ".join(map(str, wrong))} if wrong else {"when": "never", "said": ""}
    editors = [told_dict(one) for one in told_list(told.get("editors"))]
    parts = [f"{len(told_list(editors[0].get(word)))} {word}" for word in ("nodes", "edges")] if editors else []
    return {"when": "never", "said": "", "drawn": ", ".join(parts)}


def _error(told: Told) -> str:
    return _first(f"{told.get('error')}: {told.get('text')}")


def _run(executor: Told) -> Outcome:
    """How a run of an executor went."""
    if not told_list(executor.get("contexts")):
        return {"when": "never", "said": "", "ends": "nothing runs"}
    real = told_dict(executor.get("real"))
    if real.get("raised"):
        return {"when": "stream", "said": str(real["raised"])}
    statuses = {name: told_list(said) for name, said in told_dict(real.get("statuses")).items()}
    errors = list(dict.fromkeys(_first(told_list(one)[1]) for one in told_list(real.get("errors"))))
    warned = [_first(one) for one in told_list(real.get("warned"))]
    results = told_dict(real.get("results"))
    return {
        "when": "run" if errors else "never",
        "said": "; ".join([*errors, *(f"log: {one}" for one in warned)]),
        "ends": str(real.get("end")) or "no event",
        "steps": ", ".join(f"{_short(name)}: {said[-1]}" for name, said in statuses.items()),
        "results": ", ".join(f"{name} = {_value(value)}" for name, value in results.items()),
    }


def _first(text: object) -> str:
    """The first line of a message, not too long."""
    return f"{(str(text).splitlines() or [''])[0]:.140}"


def _short(name: str) -> str:
    return name if len(name) < 20 else f"{name[:18]}…"


def _value(value: Json) -> str:
    """A result as Python writes it; what JSON does not have, by its type."""
    pairs = told_dict(value).get("dict")
    if isinstance(pairs, list):
        return "{" + ", ".join(f"{key!r}: {_value(item)}" for key, item in map(told_list, pairs)) + "}"
    return f"a {told_dict(value)['object']}" if "object" in told_dict(value) else repr(value)


def document(about: Told, outcomes: Mapping[str, Outcome], day: str) -> str:
    """The data file."""
    lines = ["# Written by `make truth` (tests/oracle/fastflow_faults.py). Do not edit.", "", "[about]"]
    lines += [f"fastflow = {_toml(str(about.get('version')))}", f"python = {_toml(str(about.get('python')))}"]
    lines += [f"day = {_toml(day)}"]
    for name, one in outcomes.items():
        lines += ["", f"[programs.{_toml(name)}]", *(f"{word} = {_toml(text)}" for word, text in one.items() if text)]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main(named: Sequence[str]) -> int:
    """Measure; gives the exit code."""
    original = ready(FASTFLOW)
    chosen: list[Program] = [one for one in programs() if not named or one.name in named]
    with tempfile.TemporaryDirectory() as folder:
        paths = [one.write(Path(folder)) for one in chosen]
        about, answers = ask(original.python, "fastflow_probe.py", paths, original.environment)
    outcomes = {one.name: outcome(told) for one, told in zip(chosen, answers, strict=True)}
    text = document(about, outcomes, dt.datetime.now(tz=dt.UTC).date().isoformat())
    if named:
        sys.stdout.write(text)
        return 0
    before = measured() if MEASURED.exists() else None
    MEASURED.write_text(text, encoding="utf-8", newline="\n")
    same = before is None or before[1] == measured()[1]
    changed = "" if same else f"; {MEASURED.name} has changed: look at the difference, and commit it"
    sys.stdout.write(f"{len(outcomes)} wrong programs, run by fastflow {about.get('version')}{changed}\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
