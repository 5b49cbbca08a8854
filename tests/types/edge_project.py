"""The table of pairs as a project: every pair is one connection, which the compiler reads from real source text."""

import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from icefloe.connections import connections
from icefloe.dialects import flowyml, native
from icefloe.infer import Types
from icefloe.survey import Survey
from icefloe.types import Type, Verdict

EDGES = Path(__file__).resolve().parent / "edges"
DIALECTS = {"flowyml": flowyml.DIALECT, "icefloe": native.DIALECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A type that is produced, one that is asked for, what type checkers answer, and why.

    `why` says the rule behind a yes, and of a no what does not fit, down to the part. Of an `open` pair
    icefloe may say that it does not know, though they do.
    """

    producer: str
    consumer: str
    verdict: str
    why: str
    open: bool = False

    def __str__(self) -> str:
        return f"{self.producer} -> {self.consumer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Pairs of one kind, with the text above them, the files beside it, and who is not to be asked about them."""

    name: str
    about: str
    header: str
    pairs: tuple[Pair, ...]
    words: str = "flowyml"
    files: Mapping[str, str] = field(default_factory=dict)
    asked: bool = True


def common() -> str:
    """What stands above pairs that have no header of their own."""
    return str(tomllib.loads((EDGES / "common.toml").read_text(encoding="utf-8"))["header"])


def modules() -> tuple[Module, ...]:
    """All modules of the table."""
    found: list[Module] = []
    for path in sorted(EDGES.glob("*.toml")):
        for name, content in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name == "header":
                continue
            rows = [
                Pair(producer=p, consumer=c, verdict=v, why=w, open=bool(more))
                for p, c, v, w, *more in content.pop("pairs")
            ]
            content.setdefault("header", common())
            found.append(Module(name=name, pairs=tuple(rows), **content))
    return tuple(found)


def lay(folder: Path, files: Mapping[str, str] | None = None) -> None:
    """Put the classes that pairs speak of, and further files, into a folder."""
    for path in EDGES.glob("*.py"):
        shutil.copy(path, folder / path.name)
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def pipeline(module: Module) -> str:
    """The module as a file of steps: every producer is joined to its consumer by a name of its own."""
    lines = [module.header, f"from {module.words} import Pipeline, step", ""]
    for number, pair in enumerate(module.pairs):
        lines += [f'@step(outputs=["edge{number}"])', f"def give{number}() -> {pair.producer}:"]
        lines += ["    raise NotImplementedError", "", f'@step(inputs=["edge{number}"], outputs=["end{number}"])']
        lines += [f"def take{number}(edge{number}: {pair.consumer}) -> None:", f"    print(edge{number})", ""]
    steps = [name for number in range(len(module.pairs)) for name in (f"give{number}", f"take{number}")]
    return "\n".join([*lines, 'pipeline = Pipeline("edges")', *(f"pipeline.add_step({name})" for name in steps), ""])


def verdicts(module: Module, folder: Path) -> list[Verdict]:
    """What the compiler says of each pair of a module, which is written into an empty folder as a project."""
    lay(folder, module.files)
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "main.py").write_text(pipeline(module), encoding="utf-8")
    survey = Survey(folder, (DIALECTS[module.words],)).file("main.py")
    (found,) = survey.pipelines
    said = {one.asset: one.verdict for one in connections(found.graph, found.types)}
    return [said[f"edge{number}"] for number in range(len(module.pairs))]


def types_of(texts: Iterable[str], header: str, folder: Path) -> tuple[list[Type], Types]:
    """The types of annotations, which the compiler reads from a file in an empty folder; and who compares them."""
    lay(folder)
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    texts = list(texts)
    lines = [header, "from flowyml import Pipeline, step", ""]
    for number, text in enumerate(texts):
        lines += [
            f'@step(outputs=["value{number}"])',
            f"def give{number}() -> {text}:",
            "    raise NotImplementedError",
        ]
    lines += ['pipeline = Pipeline("types")', *(f"pipeline.add_step(give{i})" for i in range(len(texts))), ""]
    (folder / "main.py").write_text("\n".join(lines), encoding="utf-8")
    (found,) = Survey(folder, (flowyml.DIALECT,)).file("main.py").pipelines
    return [step.outputs[0].type for step in found.graph.steps], found.types


def questions(module: Module) -> tuple[str, dict[int, int]]:
    """The module as a type checker reads it: no words of a dialect, a call for each pair; and which line is which."""
    lines = module.header.splitlines()
    where: dict[int, int] = {}
    for number, pair in enumerate(module.pairs):
        lines.append(f"def take{number}(value: {pair.consumer}) -> None: ...")
        lines.append(f"def give{number}(value: {pair.producer}) -> None:")
        lines.append(f"    take{number}(value)")
        where[len(lines)] = number
    return "\n".join(lines) + "\n", where


PART = re.compile(
    r"(?:element type|key type|value type|class|result|further items|key '\w+'|"
    r"(?:item|parameter|type argument|method|attribute) \w+): "
)


def part(why: str) -> str:
    """The part of the types that does not fit, by what is said of a pair: `value type: element type`."""
    found: list[str] = []
    while match := PART.match(why):
        found.append(match[0].removesuffix(": "))
        why = why[match.end() :]
    return ": ".join(found)
