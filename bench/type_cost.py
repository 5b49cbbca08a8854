"""What types cost: `icefloe check` on a project of 500 steps, beside the same check that asks nothing of types.

The second check has an object in place of the types that knows nothing, so that neither annotations nor code are read
for types and nothing is compared. Both are whole processes, in turns; read the ratio of their processor time. Writes
`docs/results/DATE-type-cost.md` and exits with 1 where types add more than 40 %.
"""

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path

from processes import in_turns, machine, median, options, publish, run, today
from type_project import CONNECTIONS, FILES, STEPS, write_project

from icefloe.api import check
from icefloe.findings import Severity
from icefloe.infer import Misfit, Returned, Types
from icefloe.survey import walk
from icefloe.trace import Summary
from icefloe.types import AnyType, Type, UnknownType, Verdict
from icefloe.values import Parameter, Value

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
    parser = options(__doc__, 9)
    parser.add_argument("--once", choices=("with", "without"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        return once(asked.once == "with")
    with tempfile.TemporaryDirectory(prefix="icefloe-bench-") as folder:
        project = Path(folder) / "project"
        write_project(project)
        command = [sys.executable, str(Path(__file__).resolve()), "--once"]
        rows = {name: partial(run, [*command, name], project) for name in ("without", "with")}
        in_turns(1, rows)  # the first run compiles what is imported
        times = in_turns(asked.rounds, rows)
    without, whole = median(times["without"]).cpu, median(times["with"]).cpu
    publish("type-cost", report(without, whole, asked.rounds), asked.output)
    return 0 if whole / without <= LIMIT else 1


def once(asked: bool) -> int:
    """Check the project in the current folder, with types or without, and say how many connections were told."""
    if not asked:
        setattr(walk, "Types", Unasked)  # noqa: B010 - a type checker knows better
    found = check(["."])
    tally = found.tally
    wrong = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    told = tally.total >= CONNECTIONS and not wrong and (tally.checked > 0.7 * CONNECTIONS) is asked
    if not told:
        print(tally, *wrong[:3], sep="\n")
    return 0 if told else 1


def report(without: float, whole: float, rounds: int) -> list[str]:
    """The table."""
    return [
        f"# What types cost, {today()}",
        "",
        (
            f"`icefloe check` on {STEPS} steps in {FILES} pipelines of FlowyML, runnable and native words, half of "
            "the steps without annotations, pandas not resolvable; beside the same check with an object in place of "
            "the types that knows nothing. Processor time of whole processes, in turns, median of "
            f"{rounds}; {machine()}. The limit is {LIMIT}."
        ),
        "",
        "| check | median | ratio |",
        "|---|---|---|",
        f"| without types | {without:.2f} s | 1.00 |",
        f"| with types | {whole:.2f} s | {whole / without:.2f} |",
    ]


if __name__ == "__main__":
    sys.exit(main())
