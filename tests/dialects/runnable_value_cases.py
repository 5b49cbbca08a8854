"""One value on its way from one task of runnable to another: the cases, and the program that each of them is."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("runnable_values")
HEAD = """\
import argparse, collections, collections.abc, dataclasses, datetime, decimal, enum, pathlib, typing, uuid
from typing import (
    Annotated, Any, Dict, Iterable, List, Literal, Mapping, NamedTuple, NewType, Optional, Protocol, Sequence, Set,
    Tuple, TypedDict, TypeVar, Union,
)

import numpy as np
import pandas as pd
from pydantic import BaseModel
from runnable import Pipeline, PythonTask, metric, pickled


class Options(BaseModel):
    depth: int
    trees: int = 10


class Wide(BaseModel):
    depth: int
    width: int


class Dated(BaseModel):
    day: datetime.date


class Plain:
    pass


class Wrapped:
    def __init__(self, value):
        self.value = value


@dataclasses.dataclass
class Point:
    x: int
    y: int


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Keys(TypedDict):
    depth: int


class Pair(NamedTuple):
    first: int
    second: int


class Sized(Protocol):
    size: int


UserId = NewType("UserId", int)
T = TypeVar("T")
"""
TASKS = """

def give() -> {gives}:
    return {value}


def take(x: {takes}) -> None:
    print(x)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="give", function=give, returns=[{returned}]),
            PythonTask(name="take", function=take),
        ]
    )
    pipeline.execute()
    return pipeline
"""
RETURNED = {"json": '"x"', "metric": 'metric("x")', "pickled": 'pickled("x")'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A value, as what it is given, taken and kept, and what is to be said of it: `error FLO312`.

    `quiet` is the reason why nothing is said although another value arrives.
    """

    name: str
    gives: str
    value: str
    takes: str
    kind: str = "json"
    says: tuple[str, ...] = ()
    future: bool = False
    quiet: str = ""

    @property
    def source(self) -> str:
        """The program."""
        future = "from __future__ import annotations\n\n" if self.future else ""
        body = TASKS.format(gives=self.gives, value=self.value, takes=self.takes, returned=RETURNED[self.kind])
        return f"{future}{HEAD}{body}"


def cases() -> tuple[Case, ...]:
    """All cases, in the order of the file."""
    document = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
    return tuple(Case(**{**one, "says": tuple(one.get("says", ()))}) for one in document["cases"])
