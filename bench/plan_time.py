"""What a plan of 10,000 steps costs beside `json.dumps(document, sort_keys=True)` of the same data.

Canonical bytes and their digest, of a plan in ASCII and of one with other texts, may cost at most LIMIT times that.
Beside them, without a limit: from the classes to the document, from the text to the classes with everything refused
that does not belong there, and `jsonschema`, which only documents from outside are held against. In turns in one
process, processor time, the least of each: what else runs on the machine can only add to it. Writes
`docs/results/DATE-plan-time.md`; exits with 1 beyond.
"""

import argparse
import datetime as dt
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from icefloe_schema import canonical, codec, strict
from icefloe_schema import plan as p
from icefloe_schema.validate import validate

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "results"
STEPS = 10_000
LIMIT = 1.5
BASE = "`json.dumps(document, sort_keys=True)`"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    options = parser.parse_args()
    plan, other = made("computes the mean"), made("berechnet den größten Wert – „roh“")
    ascii_times = measure(things(plan, whole=True), options.rounds)
    other_times = measure(things(other, whole=False), options.rounds)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    text, dear = report({"ASCII": ascii_times, "other texts": other_times}, len(codec.dumps(plan)), today)
    path = options.output or RESULTS / f"{today}-plan-time.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    if dear:
        sys.exit(f"more than {LIMIT} times json.dumps: {', '.join(dear)}")


def made(description: str) -> p.Plan:
    """A plan of STEPS steps, each with a function, inputs of three kinds, a policy and a text."""
    return p.Plan(
        name="bench",
        dialect="native",
        parameters=(p.Parameter(name="start", type="int", required=True),),
        steps=tuple(_step(number, description) for number in range(STEPS)),
    )


def _step(number: int, description: str) -> p.Step:
    earlier = [p.FromOutput(step=f"step_{one}", name=f"value_{one}") for one in range(max(0, number - 2), number)]
    bindings = [p.Binding(parameter=f"x{place}", value=value) for place, value in enumerate(earlier)]
    bindings.append(p.Binding(parameter="start", value=p.FromParameter(name="start")))
    bindings.append(p.Binding(parameter="rate", value=p.FromLiteral(value={"$float": "0.5"})))
    return p.Step(
        id=f"step_{number}",
        description=description,
        run=p.PythonRun(function=p.FunctionRef(module="flows.train", qualname=f"step_{number}")),
        imports=("pandas",),
        bindings=tuple(bindings),
        outputs=(p.Output(name=f"value_{number}", type="list[float]"),),
        policy=p.Policy(retry=p.Retry(attempts=3), timeout=60, resources=p.Resources(cpu="0.5")),
    )


def things(plan: p.Plan, *, whole: bool) -> dict[str, Callable[[], object]]:
    """What is measured: the base first, then what has a limit, then with `whole` what has none."""
    document = codec.to_json(plan)
    text = codec.dumps(plan)
    assert strict.parse(text) == document
    limited: dict[str, Callable[[], object]] = {
        BASE: lambda: json.dumps(document, sort_keys=True),
        "canonical bytes and digest": lambda: canonical.digest(document),
    }
    if not whole:
        return limited
    few = codec.to_json(p.Plan(name="few", dialect="native", steps=plan.steps[: STEPS // 20]))
    return {
        **limited,
        "classes to document": lambda: codec.to_json(plan),
        "`json.loads(text)`": lambda: json.loads(text),
        "text to document, strictly": lambda: strict.parse(text),
        "text to classes, strictly": lambda: codec.loads(text),
        f"`jsonschema`, of {STEPS // 20:,} of the steps": partial(validate, few),
    }


def measure(rows: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """The processor time of each, in turns, after one turn that does not count."""
    found: dict[str, list[float]] = {name: [] for name in rows}
    for turn in range(rounds + 1):
        for name, do in rows.items():
            begin = time.process_time()
            do()
            if turn:
                found[name].append(time.process_time() - begin)
    return found


def report(times: Mapping[str, dict[str, list[float]]], size: int, today: str) -> tuple[str, list[str]]:
    """The table, and what is over the limit."""
    rounds = len(next(iter(times.values()))[BASE])
    dear: list[str] = []
    lines = [
        f"# What a long plan costs, {today}",
        "",
        (
            f"A plan of {STEPS:,} steps ({size / 2**20:.0f} MiB, indented); in turns in one process, {rounds} turns, "
            f"processor time; Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} cores. Canonical bytes and digest may cost {LIMIT} times the first line. "
            "Written by `bench/plan_time.py`."
        ),
        "",
        "| texts | | least | ratio |",
        "|---|---|---|---|",
    ]
    for texts, rows in times.items():
        for name, taken in rows.items():
            ratio = min(taken) / min(rows[BASE])
            lines.append(f"| {texts} | {name} | {min(taken) * 1000:.0f} ms | {ratio:.2f} |")
            if name.startswith("canonical") and ratio > LIMIT:
                dear.append(f"{name}, {texts}: {ratio:.2f}")
    return "\n".join(lines) + "\n", dear


if __name__ == "__main__":
    main()
