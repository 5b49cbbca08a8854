"""Expressions over typed parameters, to be held against type checkers: those beside in a text file, and operators."""

from pathlib import Path

HEAD = """
from __future__ import annotations
import array, bz2, calendar, cmath, codecs, configparser, contextvars, difflib, fnmatch, getpass, graphlib, hmac
import html, http.client
import inspect, multiprocessing, platform, pprint, queue, secrets, shlex, struct, tarfile, traceback, unicodedata
import warnings, xml.etree.ElementTree, zlib
import argparse, asyncio, base64, bisect, collections, concurrent.futures, contextlib, copy, csv, dataclasses
import datetime, decimal, enum, fractions, functools, glob, gzip, hashlib, heapq, io, itertools, json, logging, math
import operator, os, pathlib, pickle, random, re, shutil, sqlite3, statistics, string, subprocess, sys, tempfile
import textwrap, threading, time, typing, urllib.parse, urllib.request, uuid, zipfile, zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypedDict, TypeVar

T = TypeVar("T")

class Color(enum.Enum):
    RED = "r"
    BLUE = "b"

class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2

@dataclass
class Order:
    number: int
    names: list[str]
    price: float | None = None
    def total(self) -> float:
        return 1.0
    @property
    def label(self) -> str:
        return ""
    def __add__(self, other: Order) -> Order:
        return self
    def __mul__(self, other: int) -> list[Order]:
        return [self]
    def __rmul__(self, other: int) -> str:
        return ""
    def __getitem__(self, key: str) -> int:
        return 1
    def __len__(self) -> int:
        return 1
    def __iter__(self) -> Iterator[str]:
        return iter(self.names)
    def __lt__(self, other: Order) -> bool:
        return True
    def __enter__(self) -> str:
        return ""
    def __exit__(self, *details: object) -> None: ...
    def __neg__(self) -> int:
        return 1
    def __call__(self, x: int) -> bytes:
        return b""

class Point(NamedTuple):
    x: int
    y: str

class Movie(TypedDict):
    title: str
    year: int

class Box(Generic[T]):
    def __init__(self, held: T) -> None:
        self.held = held
    def get(self) -> T:
        return self.held
    def many(self) -> list[T]:
        return [self.held]
"""

PARAMETERS = {
    "i": "int",
    "f": "float",
    "c": "complex",
    "b": "bool",
    "s": "str",
    "y": "bytes",
    "li": "list[int]",
    "lf": "list[float]",
    "ls": "list[str]",
    "ll": "list[list[int]]",
    "d": "dict[str, int]",
    "dl": "dict[str, list[float]]",
    "si": "set[int]",
    "fs": "frozenset[str]",
    "t": "tuple[int, str]",
    "tv": "tuple[float, ...]",
    "n": "int | None",
    "u": "int | str",
    "o": "Order",
    "p": "Point",
    "m": "Movie",
    "bx": "Box[int]",
    "col": "Color",
    "lev": "Level",
    "q": "Path",
    "dt": "datetime.datetime",
    "da": "datetime.date",
    "td": "datetime.timedelta",
    "de": "Decimal",
    "fr": "Fraction",
    "it": "Iterator[int]",
    "mp": "Mapping[str, float]",
    "sq": "Sequence[str]",
    "cn": "Counter[str]",
    "dd": "defaultdict[str, list[int]]",
    "fn": "Callable[[int], str]",
    "an": "Any",
    "lo": "list[Order]",
    "lit": "Literal['a', 'b']",
    "pat": "re.Pattern[str]",
    "mat": "re.Match[str]",
}

OPERANDS = ("i", "f", "b", "s", "y", "li", "ls", "d", "si", "t", "o", "q", "dt", "td", "de", "cn")
OPERATORS = ("+", "-", "*", "/", "//", "%", "|", "==", "<")


def expressions() -> list[str]:
    """All of them: the table, and every operator between every two operands."""
    single = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    between = [f"{a} {op} {b}" for a in OPERANDS for b in OPERANDS for op in OPERATORS]
    return list(dict.fromkeys([*single, *between]))
