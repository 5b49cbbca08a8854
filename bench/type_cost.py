"""What types cost: `icefloe check` on a project of 500 steps, beside the same check that asks nothing of types.

The second check has an object in place of the types that knows nothing, so that neither annotations nor code are read
for types and nothing is compared. Both are whole processes, in turns; read the ratio of their processor time. Writes
`docs/results/DATE-type-cost.md` and exits with 1 where types add more than 40 %.
"""

import argparse
import datetime as dt
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from type_project import CONNECTIONS, FILES, STEPS, write_project

from icefloe import survey
from icefloe.api import check
from icefloe.findings import Severity
from icefloe.infer import Misfit, Returned, Types
from icefloe.trace import Summary
from icefloe.types import AnyType, Type, UnknownType, Verdict
from icefloe.values import Parameter, Value

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "results"
LIMIT = 1.4
NOTHING = UnknownType("types are not asked")


class Unasked(Types):
    """Types that know nothing, at no cost."""

    def annotation(self, value: Value) -> Type:
        return NOTHING

    def parameter(self, parameter: Parameter) -> Type:
        return NOTHING

    def of(self, value: Value) -> Type:
        return NOTHING

    def returned(self, summary: Summary, *_: object, **__: object) -> Returned:
        function = summary.function
        return Returned(type=AnyType(), span=function.returns_span or function.name_span, inferred=False)

    def element(self, type: Type, position: int, count: int) -> Type:
        return NOTHING

    def arity_problem(self, of: Type | Summary, count: int) -> str | None:
        return None

    def misfits(self, summary: Summary, count: int, *_: object, **__: object) -> tuple[Misfit, ...]:
        return ()

    def assignable(self, producer: Type, consumer: Type) -> Verdict:
        return Verdict("unknown", NOTHING.why)


def main() -> int:
    """Measure and write; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--output", type=Path, help="write there instead of into docs/results/")
    parser.add_argument("--once", choices=("with", "without"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        return once(options.once == "with")
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        project = Path(folder) / "project"
        write_project(project)
        rows: dict[str, list[float]] = {"without": [], "with": []}
        for name in rows:
            seconds(name, project)
        for _ in range(options.rounds):
            for name, values in rows.items():
                values.append(seconds(name, project))
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path = options.output or RESULTS / f"{today}-type-cost.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    ratio = statistics.median(rows["with"]) / statistics.median(rows["without"])
    text = report(rows, ratio, today)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    return 0 if ratio <= LIMIT else 1


def once(asked: bool) -> int:
    """Check the project in the current folder, with types or without, and say how many connections were told."""
    if not asked:
        survey.Types = Unasked  # type: ignore[misc]
    found = check(["."])
    tally = found.tally
    wrong = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    told = tally.total >= CONNECTIONS and not wrong and (tally.checked > 0.7 * CONNECTIONS) is asked
    if not told:
        print(tally, *wrong[:3], sep="\n")
    return 0 if told else 1


def seconds(name: str, project: Path) -> float:
    """The processor time of a whole check, with types or without."""
    command: Sequence[str] = [sys.executable, str(Path(__file__).resolve()), "--once", name]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{name}: {done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(rows: dict[str, list[float]], ratio: float, today: str) -> str:
    """The table."""
    lines = [
        f"# What types cost, {today}",
        "",
        (
            f"`icefloe check` on {STEPS} steps in {FILES} pipelines of FlowyML, runnable and native words, half of "
            "the steps without annotations, pandas not resolvable; beside the same check with an object in place of "
            "the types that knows nothing. Processor time of whole processes, in turns, median of "
            f"{len(rows['with'])}; "
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores. "
            f"The limit is {LIMIT}."
        ),
        "",
        "| check | median | ratio |",
        "|---|---|---|",
        f"| without types | {statistics.median(rows['without']):.2f} s | 1.00 |",
        f"| with types | {statistics.median(rows['with']):.2f} s | {ratio:.2f} |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
