"""Fuzz the evaluator: no source ends it, and no program gets an answer that Python contradicts.

`make faults` runs it; it writes `docs/results/DATE-evaluator.md`, and exits with 1 where something was found. Parts are
run in processes of their own, as a source may end the process: then the part is told by its first seed.
"""

import argparse
import datetime as dt
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from looking import look
from mutations import source
from programs import program
from test_against_python import compare

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
PART = 250
TODAY = dt.datetime.now(dt.UTC).date()


def broken(first: int, count: int) -> dict[str, object]:
    """Read broken sources; what was found, and what was slowest."""
    codes: Counter[str] = Counter()
    slowest, failures = 0.0, list[str]()
    for seed in range(first, first + count):
        try:
            looked = look(source(seed))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            failures.append(f"source {seed}: {type(error).__name__}: {error}")
            continue
        codes.update(set(looked.codes) or {"nothing"})
        slowest = max(slowest, looked.seconds)
    return {"sources": count, "codes": dict(codes), "slowest": slowest, "failures": failures}


def compared(first: int, count: int) -> dict[str, object]:
    """Compare programs with Python, under every result of the tests that are not known."""
    totals: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(first, first + count):
        chance = random.Random(seed)
        text = program(chance.randrange, seed % 4 > 0, chance.choice((3, 6, 10)))
        try:
            found = compare(text, flags=seed % 4 > 0)
        except AssertionError as error:
            failures.append(f"program {seed}: {str(error).splitlines()[0][:200]}")
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            failures.append(f"program {seed}: {type(error).__name__}: {error}")
            continue
        totals.update(programs=1, runs=found.runs, names=found.names, known=found.known, logs=found.logs)
    return {**totals, "failures": failures}


PARTS = {"broken": broken, "compared": compared}


def part(kind: str, first: int, count: int) -> dict[str, object]:
    """One part in a process of its own."""
    command = [sys.executable, __file__, "--part", kind, "--seed", str(first), "--count", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failures": [f"{kind} from {first}: the process ended with {done.returncode}: {done.stderr[-200:]}"]}
    found: dict[str, object] = json.loads(done.stdout)
    return found


def gathered(kind: str, first: int, count: int, until: float) -> tuple[Counter[str], Counter[str], list[str], float]:
    """All parts of one kind: numbers, codes, failures, the slowest."""
    numbers: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    for start in range(first, first + count, PART):
        if time.monotonic() > until:
            break
        found = part(kind, start, min(PART, first + count - start))
        for name, value in found.items():
            if name == "failures" and isinstance(value, list):
                failures += value
            elif name == "codes" and isinstance(value, dict):
                codes.update(value)
            elif name == "slowest" and isinstance(value, float):
                slowest = max(slowest, value)
            elif isinstance(value, int):
                numbers[name] += value
    return numbers, codes, failures, slowest


def report(
    sources: tuple[Counter[str], Counter[str], list[str], float],
    programs: tuple[Counter[str], Counter[str], list[str], float],
    seed: int,
) -> str:
    """The page of results."""
    numbers, codes, failures, slowest = sources
    totals, _, wrong, _ = programs
    shown = ", ".join(f"{code} {count:,}" for code, count in sorted(codes.items()))
    share = 100 * totals["known"] / max(totals["names"], 1)
    logs = 100 * totals["logs"] / max(totals["runs"], 1)
    version = ".".join(map(str, sys.version_info[:3]))
    lines = [
        f"# The evaluator against Python {version}, {TODAY.isoformat()}",
        "",
        f"`make faults`, from seed {seed}.",
        "",
        f"**Programs.** {totals['programs']:,} generated programs, run {totals['runs']:,} times under every result of",
        f"the tests that are not known: {len(wrong):,} answers that Python denies. Of {totals['names']:,} names at",
        f"the end of a run {share:.1f} % had a known value, and {logs:.1f} % of the runs a log of calls known",
        "to its end; the others are *unknown*, which is always allowed.",
        "",
        f"**Sources.** {numbers['sources']:,} programs with broken tokens, lines and bytes, from the guard to the",
        f"summaries of their functions: {len(failures):,} ended in an error of the evaluator; the slowest took",
        f"{slowest:.1f} s of processor time. Found in them: {shown}.",
        "",
        *(f"* {one}" for one in (*wrong, *failures)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Run all parts; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=sorted(PARTS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=60, help="no further part is begun after so many minutes")
    given = parser.parse_args()
    if given.part:
        sys.stdout.write(json.dumps(PARTS[given.part](given.seed, given.count)))
        return 0
    begin = time.monotonic()
    sources = gathered("broken", given.seed, given.count, begin + given.minutes * 20)
    programs = gathered("compared", given.seed, given.count, begin + given.minutes * 60)
    text = report(sources, programs, given.seed)
    (RESULTS / f"{TODAY.isoformat()}-evaluator.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 1 if sources[2] or programs[2] else 0


if __name__ == "__main__":
    sys.exit(main())
