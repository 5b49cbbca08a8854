"""Hold types against mypy, pyright and ty: icefloe may say unknown where they say yes or no, never the opposite.

Four lots of pairs: the table in `edges/`, which the compiler reads as the connections of projects; the types of the
table, each with every other; pairs made at random; and classes made at random. `make truth` runs it; it writes
`docs/results/DATE-types.md`, and exits with 1 where icefloe contradicts the checkers, or does not know too often.
"""

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from edge_oracles import CHECKERS, Told, ask
from oracle_lots import Lot, Question, at_random, classes, crossed, table

from icefloe.types import Verdict

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "results"
MOST_UNKNOWN = 5.0  # of a hundred pairs
RESULTS_OF_PAIRS = ("same", "unknown", "opposite", "differ", "side")
CANARY = "def take(value: int) -> None: ...\ndef give(one: bool, other: str) -> None:\n    take(one)\n    take(other)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with what icefloe says and what each checker says."""

    question: Question
    own: Verdict
    theirs: tuple[str, ...]

    @property
    def result(self) -> str:
        """How the verdicts compare: `differ` where checkers disagree and icefloe keeps out of it, `side` where not."""
        if len(set(self.theirs)) > 1:
            return "differ" if self.own.answer == "unknown" else "side"
        if self.own.answer == "unknown":
            return "unknown"
        return "same" if self.own.answer == self.theirs[0] else "opposite"

    def __str__(self) -> str:
        told = ", ".join(f"{name} {answer}" for name, answer in zip(CHECKERS, self.theirs, strict=True))
        reason = f" ({self.own.why})" if self.own.why else ""
        return f"{self.question.given} -> {self.question.asked}: icefloe {self.own.answer}{reason}; {told}"


def main() -> int:
    """Compare all pairs; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5_000, help="pairs made at random (%(default)s)")
    parser.add_argument("--cross", type=int, default=50_000, help="pairs of the types of the table (%(default)s)")
    parser.add_argument("--classes", type=int, default=80, help="classes made at random, twice (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of both choices (%(default)s)")
    parser.add_argument("--show", type=int, default=30, help="how many of each kind of disagreement to print")
    options = parser.parse_args()
    begin = time.monotonic()
    with TemporaryDirectory(prefix="icefloe-types-") as name:
        folder = Path(name)
        lots = [table(folder), crossed(folder, options.cross, options.seed)]
        lots += [at_random(folder, options.pairs, options.seed), classes(folder, options.classes, options.seed)]
        (folder / "canary.py").write_text(CANARY, encoding="utf-8")
        told = [ask(checker, folder) for checker in CHECKERS]
    for one in told:
        trust(one, lots)
    answered = {lot.name: list(answers(lot, told)) for lot in lots}
    text = report(answered, [one.version for one in told], options.seed, time.monotonic() - begin)
    sys.stdout.write("".join(details(answered, options.show)) + text)
    RESULTS.mkdir(exist_ok=True)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    heading = f"# Types against mypy, pyright and ty, {today}\n\n"
    (RESULTS / f"{today}-types.md").write_text(heading + text, encoding="utf-8", newline="\n")
    counts = [Counter(one.result for one in some) for some in answered.values()]
    return int(any(one["opposite"] or unknown(one) >= MOST_UNKNOWN for one in counts))


def trust(told: Told, lots: Sequence[Lot]) -> None:
    """Leave where a checker was not asked what we think: it misses the canary, or has something against the files."""
    if told.refused("canary.py") != {4}:
        sys.exit(f"{told.checker} does not tell a str from an int: nothing was compared")
    lines: dict[str, set[int]] = {"canary.py": {4}}
    for lot in lots:
        for one in lot.questions:
            lines.setdefault(one.file, set()).add(one.line)
    strange = told.strange(lines)
    for one in strange[:10]:
        sys.stdout.write(f"{told.checker} on {one.file}:{one.line}: {one.text} [{one.code}]\n")
    if strange:
        sys.exit(f"{told.checker} says {len(strange)} things that are no answers: nothing was compared")


def answers(lot: Lot, told: Sequence[Told]) -> Iterator[Answered]:
    """The answers to the questions of a lot."""
    refused = {file: [one.refused(file) for one in told] for file in {one.file for one in lot.questions}}
    for question, own in zip(lot.questions, lot.own(), strict=True):
        theirs = tuple("no" if question.line in lines else "yes" for lines in refused[question.file])
        yield Answered(question=question, own=own, theirs=theirs)


def details(answered: dict[str, list[Answered]], show: int) -> Iterator[str]:
    """The shortest disagreements of each kind, and why icefloe does not know."""
    for name, some in answered.items():
        for result in ("opposite", "side", "unknown"):
            found = sorted((str(one) for one in some if one.result == result), key=lambda text: (len(text), text))
            if found:
                yield f"\n{name}, {result}: {len(found)}\n" + "".join(f"  {text}\n" for text in found[:show])
        why = Counter(one.own.cause or one.own.why for one in some if one.result == "unknown")
        yield "".join(f"  {count:6,} unknown: {text}\n" for text, count in why.most_common(show))
    yield "\n"


def unknown(counts: Counter[str]) -> float:
    """How many of a hundred pairs, on which the checkers agree, icefloe does not know."""
    return 100 * counts["unknown"] / max(1, counts["same"] + counts["unknown"] + counts["opposite"])


def report(answered: dict[str, list[Answered]], versions: Sequence[str], seed: int, seconds: float) -> str:
    """The results in words and tables."""
    lines = [
        (
            f"Held against {', '.join(versions[:-1])} and {versions[-1]}, each over the same files, without any "
            f"configuration; chosen and made with seed {seed}; {seconds:.0f} s in all."
        ),
        "",
        "Where the three agree, icefloe says the same, *unknown* or the opposite; where they differ among themselves,",
        "it keeps out of it (*unknown*) or takes a side.",
    ]
    for name, some in answered.items():
        lines += ["", f"## Pairs: {name}", "", *_rows(some)]
    return "\n".join([*lines, ""])


def _rows(some: Sequence[Answered]) -> Iterator[str]:
    yield "| kind of types | pairs | same | unknown | opposite | they differ, icefloe keeps out | … takes a side |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    yield _row("**all**", some)
    for kind in sorted({kind for one in some for kind in one.question.kinds if kind}):
        yield _row(kind, [one for one in some if kind in one.question.kinds])


def _row(name: str, some: Sequence[Answered]) -> str:
    counts = Counter(one.result for one in some)
    cells = [f"{counts[result]:,}" for result in RESULTS_OF_PAIRS]
    cells[1] += f" ({unknown(counts):.1f} %)"
    return f"| {name} | {len(some):,} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
