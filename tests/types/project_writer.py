"""Writes a project of many pipelines over the pairs of `project_pairs.py`, in the words of three dialects.

Producers, consumers and pipelines stand in modules of their own. Importing any of them leaves a file behind, so that
whoever runs what it reads is found out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from project_pairs import PAIRS, Pair

TRACE = "EXECUTED"
SIZE = 10
DIALECTS = ("flowyml", "runnable", "function", "builder")
LIBRARY = """
import os
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Optional, Union
"""
OTHERS = {
    "pandas": "import pandas as pd\n",
    "numpy": "import numpy as np\nimport numpy.typing as npt\n",
    "sklearn": (
        "from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin\n"
        "from sklearn.ensemble import RandomForestClassifier\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.pipeline import Pipeline as MakePipeline\n"
        "from sklearn.preprocessing import StandardScaler\n"
    ),
}
SHOP = """
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Generic, NamedTuple, NewType, Protocol, TypedDict, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
UserId = NewType("UserId", int)
OrderId = NewType("OrderId", int)
Score = Annotated[float, "0 to 1"]


class Base: ...


class Child(Base): ...


class Row(TypedDict):
    name: str
    price: float


class LongRow(Row):
    weight: float


class TextRow(TypedDict):
    name: str
    price: str


Rows = list[Row]


@dataclass
class Order:
    number: int
    price: float

    def title(self) -> str:
        return f"order {self.number}"


class Point(NamedTuple):
    x: int
    y: int


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Box(Generic[T]):
    def __init__(self, held: T) -> None:
        self.held = held

    def get(self) -> T:
        return self.held

    def put(self, held: T) -> None:
        self.held = held


class IntBox(Box[int]): ...


class Source(Generic[T_co]):
    def get(self) -> T_co:
        raise NotImplementedError


class Sink(Generic[T_contra]):
    def put(self, value: T_contra) -> None:
        raise NotImplementedError


class Fits(Protocol):
    def fit(self, data: list[float]) -> None: ...

    def predict(self, data: list[float]) -> list[int]: ...


class Forest:
    def fit(self, data: list[float]) -> None: ...

    def predict(self, data: list[float]) -> list[int]:
        return [1]


class Tree:
    def fit(self, data: list[str]) -> None: ...

    def predict(self, data: list[float]) -> list[int]:
        return [1]


class Stump:
    def fit(self, data: list[float]) -> None: ...


class Adder:
    def __call__(self, left: int, right: int) -> int:
        return left + right


def label(number: int) -> str:
    return str(number)


def cheap():
    return Order(number=0, price=0.5)
"""
NAMES = tuple(re.findall(r"^(?:class |def )?(\w+)(?=\(|:| = |\[)", SHOP, re.MULTILINE))
OWN = re.compile(rf"\b({'|'.join(name for name in NAMES if name not in ('T', 'T_co', 'T_contra'))})\b(?!\")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One connection of the project: a pair, and the names that its two steps have."""

    number: int
    pair: Pair
    dialect: str

    @property
    def giver(self) -> str:
        """The step that gives."""
        return f"give_{self.number:03}"

    @property
    def taker(self) -> str:
        """The step that takes; findings name it."""
        return f"take_{self.number:03}"

    @property
    def asset(self) -> str:
        """What joins the two."""
        return f"value_{self.number:03}"


def links(count: int, pairs: Sequence[Pair] = PAIRS) -> tuple[Link, ...]:
    """That many connections, through all pairs again and again, in the words of one dialect after the other.

    Tuples are not for runnable, which hands on their items instead.
    """
    found: dict[str, list[Pair]] = {dialect: [] for dialect in DIALECTS}
    for number in range(count):
        pair = pairs[number % len(pairs)]
        dialect = DIALECTS[(number + number // len(DIALECTS)) % len(DIALECTS)]
        split = dialect == "runnable" and pair.gives.startswith(("tuple", "Point"))
        found["flowyml" if split else dialect].append(pair)
    ordered = [(dialect, pair) for dialect, some in found.items() for pair in some]
    return tuple(Link(number=n, pair=pair, dialect=dialect) for n, (dialect, pair) in enumerate(ordered))


def flows(wanted: Sequence[Link]) -> Iterator[tuple[Link, ...]]:
    """The connections of each pipeline."""
    for dialect in DIALECTS:
        some = [link for link in wanted if link.dialect == dialect]
        for first in range(0, len(some), SIZE):
            yield tuple(some[first : first + SIZE])


def write(folder: Path, wanted: Sequence[Link]) -> None:
    """Write the project of these connections."""
    package = folder / "shop"
    package.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "0"\n', encoding="utf-8")
    (package / "__init__.py").write_text(_trap(folder), encoding="utf-8")
    (package / "models.py").write_text(SHOP + _trap(folder), encoding="utf-8")
    for number, part in enumerate(flows(wanted)):
        for name, text in (
            (f"sources_{number}", _sources(part)),
            (f"uses_{number}", _uses(part, number)),
            (f"flow_{number}", _flow(part, number)),
        ):
            (package / f"{name}.py").write_text(text + _trap(folder), encoding="utf-8")


def _trap(folder: Path) -> str:
    """Code that leaves a file behind when it is run."""
    return f'\nopen({str(folder / TRACE)!r}, "a").write(__name__)\n'


def _head(part: Sequence[Link]) -> str:
    words = {"flowyml": "from flowyml import step\n", "runnable": "", "function": "from icefloe import step\n"}
    others = "".join(OTHERS.get(name, "") for name in sorted({link.pair.category for link in part}))
    return LIBRARY + "\n" + others + words.get(part[0].dialect, words["function"])


def _sources(part: Sequence[Link]) -> str:
    """The producers: those without an annotation show in their code what they give."""
    names = ", ".join(name for name in NAMES if not name.startswith("T_") and name != "T")
    text = _head(part) + f"from shop.models import {names}\n"
    for link in part:
        lines = link.pair.body.split(" ; ") if link.pair.body else ["raise NotImplementedError"]
        returns = "" if link.pair.body else f" -> {link.pair.gives}"
        body = "\n".join(f"    {line}" for line in lines)
        decorator = {
            "flowyml": f'@step(outputs=["{link.asset}"])\n',
            "builder": f'@step(outputs=["{link.asset}"])\n',
            "function": "@step\n",
        }.get(link.dialect, "")
        text += f"\n\n{decorator}def {link.giver}(){returns}:\n{body}\n"
    return text


def _uses(part: Sequence[Link], number: int) -> str:
    """The consumers: every other module postpones its annotations and writes them through the module's name."""
    postponed = number % 2
    future = "from __future__ import annotations\n" if postponed else ""
    names = ", ".join(name for name in NAMES if not name.startswith("T_") and name != "T")
    text = future + _head(part) + ("from shop import models\n" if postponed else f"from shop.models import {names}\n")
    for link in part:
        takes = OWN.sub(r"models.\1", link.pair.takes) if postponed else link.pair.takes
        decorator = {
            "flowyml": f'@step(inputs=["{link.asset}"])\n',
            "builder": f'@step(inputs=["{link.asset}"])\n',
            "function": "@step\n",
        }.get(link.dialect, "")
        text += f"\n\n{decorator}def {link.taker}({link.asset}: {takes}) -> None:\n    print({link.asset})\n"
    return text


def _flow(part: Sequence[Link], number: int) -> str:
    """The pipeline that joins them."""
    text = f"from shop.sources_{number} import {', '.join(link.giver for link in part)}\n"
    text += f"from shop.uses_{number} import {', '.join(link.taker for link in part)}\n"
    match part[0].dialect:
        case "flowyml" | "builder" as word:
            text += f"from {'flowyml' if word == 'flowyml' else 'icefloe'} import Pipeline\n\n"
            text += f'pipeline = Pipeline("flow_{number}")\n'
            steps = [name for link in part for name in (link.giver, link.taker)]
            return text + "".join(f"pipeline.add_step({name})\n" for name in steps)
        case "function":
            text += f"from icefloe import pipeline\n\n\n@pipeline\ndef flow_{number}():\n"
            return text + "".join(
                f"    {link.asset} = {link.giver}()\n    {link.taker}({link.asset})\n" for link in part
            )
        case _:
            text += "from runnable import Pipeline, PythonTask, pickled\n\n\ndef main():\n    steps = []\n"
            for link in part:
                text += (
                    dedent(f"""
                    steps.append(
                        PythonTask(function={link.giver}, name="{link.giver}", returns=[pickled("{link.asset}")])
                    )
                    steps.append(PythonTask(function={link.taker}, name="{link.taker}"))
                """)
                    .replace("\n", "\n    ")
                    .rstrip()
                )
            return text + "\n    pipeline = Pipeline(steps=steps)\n    pipeline.execute()\n    return pipeline\n"
