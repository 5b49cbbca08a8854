"""What runnable does with a value between two tasks: `python runnable_values.py PYTHON` measures all cases anew.

PYTHON has runnable and pandas. Storage and casts are runnable's own functions, called as its tasks and its run log on
files call them. What was measured is kept in `tests/dialects/runnable_values/measured.toml`; the exit status is 1 if
it changes in anything but the date.
"""

import datetime as dt
import importlib
import json
import pickle
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

CASES = Path(__file__).parents[1] / "dialects"
FILE = CASES / "runnable_values" / "measured.toml"


def measured(case: dict[str, str], number: int) -> dict[str, str]:
    """What arrives of one value; runs where runnable is installed."""
    from runnable.datastore import JsonParameter, RunLog
    from runnable.parameters import filter_arguments_for_func
    from runnable.tasks import TaskReturns, task_return_to_parameter

    try:
        module = importlib.import_module(f"case{number}")
        given = module.give()
        if case["kind"] == "pickled":
            # An object parameter is handed over as the pickle gives it back.
            got = pickle.loads(pickle.dumps(given))
        else:
            kept = task_return_to_parameter(TaskReturns(name="x", kind=case["kind"]), given)
            log = RunLog(run_id="measured", parameters={"x": kept})
            stored = RunLog(**json.loads(json.dumps(log.model_dump()))).parameters["x"].get_value()
            taken = JsonParameter(kind="json", value=stored)
            got = filter_arguments_for_func(module.take, {"x": taken})["x"]
    except Exception as error:  # noqa: BLE001 - whatever it is, the run of a task fails by it
        return {"outcome": "fails", "detail": f"{type(error).__name__}: {str(error).splitlines()[0]}"[:100]}
    same = type(got) is type(given) and repr(got) == repr(given)
    return {"outcome": "same" if same else "other", "detail": f"{type(got).__name__}"}


def inside() -> None:
    """Measure what stands on the standard input; runs where runnable is installed."""
    work = json.loads(sys.stdin.read())
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        found = []
        for number, case in enumerate(work):
            Path(folder, f"case{number}.py").write_text(case["source"], encoding="utf-8")
        importlib.invalidate_caches()
        for number, case in enumerate(work):
            found.append({"name": case["name"], **measured(case, number)})
    sys.stdout.write(json.dumps({"python": sys.version.split()[0], "cases": found}) + "\n")


def write(python: str, found: list[dict[str, str]], version: str) -> str:
    """The measurement as TOML."""
    lines = [
        "# Written by tests/oracle/runnable_values.py; do not edit.",
        f"runnable = {json.dumps(version)}",
        f"python = {json.dumps(python)}",
        f"date = {json.dumps(dt.datetime.now(dt.UTC).date().isoformat())}",
    ]
    for one in found:
        lines += ["", "[[cases]]", *(f"{key} = {json.dumps(value)}" for key, value in one.items())]
    return "\n".join(lines) + "\n"


def main(python: str) -> int:
    """Measure, keep it, and tell what changed."""
    sys.path.insert(0, str(CASES))
    from runnable_value_cases import cases

    work = [{"name": case.name, "source": case.source, "kind": case.kind} for case in cases()]
    done = subprocess.run(
        [python, "-W", "ignore", __file__, "--inside"],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    shown = "import importlib.metadata as m; print(m.version('runnable'))"
    version = subprocess.run([python, "-c", shown], capture_output=True, text=True, check=True).stdout.strip()
    before = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    known = {one["name"]: one for one in before.get("cases", ())}
    changed = [one for one in answer["cases"] if known.get(one["name"]) != one]
    gone = set(known) - {one["name"] for one in answer["cases"]}
    if changed or gone or before.get("runnable") != version:
        FILE.write_text(write(answer["python"], answer["cases"], version), encoding="utf-8")
    for one in changed:
        sys.stdout.write(f"{one['name']}: {one['outcome']} ({one['detail']})\n")
    count = len(changed) + len(gone)
    sys.stdout.write(f"{len(answer['cases'])} values measured with runnable {version}, {count} changed\n")
    return 1 if changed or gone else 0


if __name__ == "__main__":
    if "--inside" in sys.argv:
        inside()
    else:
        raise SystemExit(main(sys.argv[1]))
