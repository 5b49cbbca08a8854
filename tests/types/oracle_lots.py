"""The pairs that the oracles are asked about: those of the table, its types crossed, and others made at random."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import random_classes
from edge_project import Module, Pair, common, lay, modules, questions, types_of, verdicts
from random_pairs import Maker

from icefloe.types import Verdict

HEADER = "from __future__ import annotations\n" + common()
FILE = 1_000  # pairs in one file: a checker is slow on very large ones
PROJECT = 2_500  # pairs that the compiler reads as one project
CALLS = 40  # calls in one function


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One pair: what is given, what is asked for, the kinds of types in both, and the place that asks a checker."""

    given: str
    asked: str
    kinds: frozenset[str]
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Questions of one origin; `own` gives icefloe's verdicts on them, in order."""

    name: str
    questions: tuple[Question, ...]
    own: Callable[[], list[Verdict]]


def table(folder: Path) -> Lot:
    """The pairs of the table, which the compiler reads as connections."""
    found = [module for module in modules() if module.asked]
    asked: list[Question] = []
    for module in found:
        lay(folder, module.files)
        asked += _write(folder, f"table_{module.name}.py", module, [frozenset({module.name})] * len(module.pairs))

    def own() -> list[Verdict]:
        said: list[Verdict] = []
        for module in found:
            with TemporaryDirectory(prefix="icefloe-edges-") as name:
                said += verdicts(module, Path(name))
        return said

    return Lot(name="the table", questions=tuple(asked), own=own)


def at_random(folder: Path, count: int, seed: int) -> Lot:
    """Pairs made at random."""
    lay(folder)
    made = Maker(seed).pairs(count)
    asked: list[Question] = []
    for start in range(0, count, FILE):
        some = made[start : start + FILE]
        pairs = tuple(Pair(producer=str(p), consumer=str(c), verdict="", why="") for p, c in some)
        module = Module(name=f"random_{start}", about="", header=HEADER, pairs=pairs)
        asked += _write(folder, f"random_{start:06}.py", module, [frozenset((*p.kinds(), *c.kinds())) for p, c in some])
    return Lot(name="made at random", questions=tuple(asked), own=lambda: _compared(asked))


def crossed(folder: Path, count: int, seed: int) -> Lot:
    """Types of the table, each with every other: so many of these pairs, by chance."""
    lay(folder)
    kinds: dict[str, set[str]] = {}
    for module in modules():
        if module.asked and module.header == common():
            for pair in module.pairs:
                kinds.setdefault(pair.producer, set()).add(module.name)
                kinds.setdefault(pair.consumer, set()).add(module.name)
    names = list(kinds)
    whole = len(names) ** 2
    chosen = sorted(random.Random(seed).sample(range(whole), min(count, whole)))
    takers = [f"def take{number}(value: {name}) -> None: ..." for number, name in enumerate(names)]
    (folder / "takers.py").write_text("\n".join([HEADER, *takers, ""]), encoding="utf-8")
    asked: list[Question] = []
    for start in range(0, len(chosen), FILE * 20):
        file = f"crossed_{start:06}.py"
        lines = [*HEADER.splitlines(), "import takers"]
        before = (-1, 0)
        for number, place in enumerate(chosen[start : start + FILE * 20]):
            given, taken = divmod(place, len(names))
            if (given, number // CALLS) != before:
                before = (given, number // CALLS)
                lines.append(f"def give{number}(value: {names[given]}) -> None:")
            lines.append(f"    takers.take{taken}(value)")
            both = frozenset(kinds[names[given]] | kinds[names[taken]])
            asked.append(Question(given=names[given], asked=names[taken], kinds=both, file=file, line=len(lines)))
        (folder / file).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return Lot(name="every type with every other", questions=tuple(asked), own=lambda: _compared(asked))


def classes(folder: Path, count: int, seed: int) -> Lot:
    """Classes and protocols made at random, each into each protocol."""
    asked: list[Question] = []
    headers: list[tuple[str, int]] = []
    maker = random_classes.Maker(seed)
    for kind, made in (("members", maker.members(count)), ("calls", maker.calls(count))):
        header = "\n".join([random_classes.IMPORTS, *(one.source for one in made)])
        pairs = [Pair(producer=p.name, consumer=c.name, verdict="", why="") for p in made for c in made if c.protocol]
        module = Module(name=kind, about="", header=header, pairs=tuple(pairs))
        asked += _write(folder, f"classes_{kind}.py", module, [frozenset({kind})] * len(pairs))
        headers.append((header, len(pairs)))

    def own() -> list[Verdict]:
        said: list[Verdict] = []
        for header, number in headers:
            said += _compared(asked[len(said) : len(said) + number], header)
        return said

    return Lot(name="classes made at random", questions=tuple(asked), own=own)


def _write(folder: Path, file: str, module: Module, kinds: Sequence[frozenset[str]]) -> Iterator[Question]:
    """Write a file that asks about the pairs of a module."""
    text, where = questions(module)
    (folder / file).write_text(text, encoding="utf-8")
    for line, number in where.items():
        pair = module.pairs[number]
        yield Question(given=pair.producer, asked=pair.consumer, kinds=kinds[number], file=file, line=line)


def _compared(asked: Sequence[Question], header: str = HEADER) -> list[Verdict]:
    """The verdicts on types that stand below a header."""
    said: list[Verdict] = []
    texts: list[str] = []
    waiting: list[Question] = []
    for number, one in enumerate(asked):
        waiting.append(one)
        texts += [one.given, one.asked]
        if len(dict.fromkeys(texts)) >= PROJECT or number == len(asked) - 1:
            with TemporaryDirectory(prefix="icefloe-edges-") as name:
                unique = list(dict.fromkeys(texts))
                found, types = types_of(unique, header, Path(name))
                known = dict(zip(unique, found, strict=True))
                said += [types.assignable(known[one.given], known[one.asked]) for one in waiting]
            texts, waiting = [], []
    return said
