"""Functions without a return annotation, as people write them: what they return is read from their bodies."""

import collections
import contextlib
import copy
import csv
import dataclasses
import datetime
import enum
import functools
import json
import math
import os
import pathlib
import random
import re
import statistics
import sys
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, NewType, Protocol, TypedDict

LIMIT = 3
NAMES = ["a", "b"]
RATES = {"low": 0.1, "high": 0.9}
NOTHING = None
UserId = NewType("UserId", int)


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Point(NamedTuple):
    x: int
    y: float = 0.0


class Movie(TypedDict):
    title: str
    year: int


class Sized(Protocol):
    def size(self) -> int: ...


@dataclass
class Row:
    id: int
    name: str = ""
    tags: list[str] = field(default_factory=list)

    def upper(self):
        return self.name.upper()

    @property
    def double(self):
        return self.id * 2

    @property
    def label(self) -> str:
        return f"{self.id}"

    @classmethod
    def make(cls, id):
        return cls(id)

    @staticmethod
    def parse(text: str):
        return text.split(",")

    def __len__(self):
        return self.id


class Base:
    kind = "base"

    def __init__(self, path: str, n=3):
        self.path = path
        self.count = 0
        self.rows: list[Row] = []
        self.last = None
        self.scores = {"a": 1.0}

    def load(self):
        return self.rows

    def first(self):
        return self.rows[0] if self.rows else None

    def step(self):
        self.count += 1
        self.last = Row(self.count)
        return self

    def total(self):
        return sum(row.id for row in self.rows)


class Sub(Base):
    def __init__(self, path: str):
        super().__init__(path)
        self.extra = {"a": 1}

    def load(self):
        rows = super().load()
        return len(rows), rows


class Plain:
    pass


@contextlib.contextmanager
def opened(path: str):
    yield Row(1)


def helper(x):
    return x


def add_one(x: int):
    return x + 1


def annotated(x) -> dict[str, int]:
    return {}


def fails():
    raise ValueError("no")


# --- constants and displays


def f001():
    return 1


def f002():
    return "a"


def f003():
    return 1.5


def f004():
    return None


def f005():
    return True


def f006():
    return b"x"


def f007():
    return [1, 2]


def f008():
    return ["a", 1]


def f009():
    return {"a": 1, "b": 2}


def f010():
    return {"a": 1, "b": "x"}


def f011():
    return {1, 2}


def f012():
    return 1, "a"


def f013():
    return (1, (2.0, "b"))


def f014():
    return [[1], [2]]


def f015():
    return {"a": [1], "b": [2]}


def f016(n: int):
    return [n] * 3


def f017(n: int):
    return (n, *("a", "b"))


def f018(rows: list[int]):
    return [*rows, 1]


def f019(d: dict[str, int]):
    return {**d, "x": 1}


def f020(n: int):
    return f"{n}!"


def f021():
    return "a" "b"


def f022():
    pass


def f023():
    return -1


def f024():
    return not 1


def f025():
    return LIMIT, NAMES


def f026():
    return Row


def f027():
    return Color.RED


def f028():
    return UserId(3)


def f029():
    return Point(1, 2.0)


def f030():
    return Row(1)


# --- operators


def f031(a: int, b: int):
    return a + b


def f032(a: int, b: int):
    return a / b


def f033(a: int, b: float):
    return a * b


def f034(a: int, b: int):
    return a // b, a % b


def f035(a: str, b: str):
    return a + b


def f036(a: str):
    return a * 3


def f037(a: list[int], b: list[int]):
    return a + b


def f038(a: int):
    return a > 3


def f039(a: int):
    return a > 3 and a < 5


def f040(a: int | None):
    return a or 0


def f041(a: str | None):
    return a and len(a)


def f042(a: int):
    return a if a > 3 else None


def f043(a: set[int], b: set[int]):
    return a | b


def f044(a: list[int]):
    return a[0]


def f045(a: list[int]):
    return a[1:]


def f046(a: str):
    return a[0], a[1:]


def f047(a: dict[str, float]):
    return a["x"]


def f048(a: tuple[int, str]):
    return a[1]


def f049(a: tuple[int, ...]):
    return a[0]


def f050(a: tuple[int, str, float]):
    return a[:2]


def f051(a: float):
    return -a


def f052(a: int):
    return a in (1, 2)


def f053(a: int):
    return a is None


def f054(a: bytes):
    return a.decode()


def f055(a: Path):
    return a / "x"


# --- calls of the project


def f056(x: int):
    return helper(x)


def f057():
    return annotated(1)


def f058(x: int):
    return add_one(x)


def f059():
    return Row.make(3)


def f060():
    return Row.parse("a,b")


def f061(r: Row):
    return r.upper()


def f062(r: Row):
    return r.double, r.label


def f063(b: Base):
    return b.load()


def f064(b: Base):
    return b.count, b.path


def f065(b: Base):
    return b.last


def f066(b: Base):
    return b.first()


def f067(b: Base):
    return b.step()


def f068(b: Base):
    return b.total()


def f069():
    return Sub("p").extra


def f070(s: Sub):
    return s.load()


def f071(s: Sub):
    return s.count, s.path, s.rows


def f072(b: Base):
    return b.kind


def f073(b: Base):
    return b.scores["a"]


def f074(p: Point):
    return p.x, p.y


def f075(m: Movie):
    return m["title"]


def f076(r: Row):
    return r.tags


def f077(s: Sized):
    return s.size()


def f078(r: Row):
    return len(r)


def f079():
    with opened("x") as row:
        return row


def f080():
    return helper(helper("a"))


# --- loops


def f081():
    out = []
    for i in range(10):
        out.append(i * 2)
    return out


def f082(rows: list[Row]):
    total = 0
    for row in rows:
        total += row.id
    return total


def f083(rows: list[Row]):
    total = 0.0
    for row in rows:
        total += row.id
    return total


def f084(words: list[str]):
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def f085(rows: list[Row]):
    best = None
    for row in rows:
        if best is None or row.id > best.id:
            best = row
    return best


def f086(n: int):
    while n > 0:
        n -= 1
    return n


def f087(names: list[str]):
    for name in names:
        if name:
            return name
    return None


def f088(names: list[str]):
    for name in names:
        return name


def f089():
    while True:
        if random.random() > 0.5:
            return 1


def f090(names: list[str]):
    for index, name in enumerate(names):
        if name == "x":
            return index, name
    return -1, ""


def f091(a: list[int], b: list[str]):
    out = {}
    for x, y in zip(a, b):
        out[y] = x
    return out


def f092(d: dict[str, int]):
    out = {}
    for key, value in d.items():
        out[key] = value * 2.0
    return out


def f093(rows: list[list[int]]):
    flat = []
    for row in rows:
        for one in row:
            flat.append(one)
    return flat


def f094(n: int):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def f095(names: list[str]):
    found = False
    for name in names:
        if name == "a":
            found = True
            break
    return found


def f096(names: list[str]):
    for name in names:
        if name == "a":
            break
    else:
        return None
    return name


def f097(rows: list[Row]):
    groups = defaultdict(list)
    for row in rows:
        groups[row.name].append(row.id)
    return groups


def f098(rows: list[Row]):
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.name, []).append(row)
    return groups


def f099():
    items = [1]
    items += [2, 3]
    items.extend([4])
    return items


def f100():
    x = {"a": 1}
    x["b"] = 2
    return x


# --- comprehensions


def f101(rows: list[Row]):
    return [row.name for row in rows]


def f102(rows: list[Row]):
    return {row.name: row.id for row in rows}


def f103(rows: list[Row]):
    return {row.id for row in rows if row.id}


def f104(rows: list[Row]):
    return (row.id for row in rows)


def f105(rows: list[Row]):
    return [(row.id, row.name) for row in rows]


def f106(rows: list[int | None]):
    return [row for row in rows if row is not None]


def f107(rows: list[int | str]):
    return [row for row in rows if isinstance(row, int)]


def f108(rows: list[list[int]]):
    return [one for row in rows for one in row]


def f109(text: str):
    return [line.strip() for line in text.splitlines() if line]


def f110(d: dict[str, int]):
    return sorted(d.items(), key=lambda item: item[1])


def f111(rows: list[int]):
    return sum(rows), max(rows), min(rows), len(rows)


def f112(rows: list[int]):
    return sorted(rows, reverse=True)


def f113(rows: list[int]):
    return list(map(str, rows))


def f114(rows: list[str]):
    return list(map(lambda x: len(x), rows))


def f115(rows: list[int]):
    return list(filter(lambda x: x > 2, rows))


def f116(rows: list[int]):
    return any(row > 3 for row in rows), all(rows)


def f117(rows: list[int]):
    return dict(enumerate(rows))


def f118(a: list[str], b: list[int]):
    return dict(zip(a, b))


def f119(rows: list[int]):
    return tuple(rows), set(rows), list(reversed(rows))


def f120(rows: list[str]):
    return ",".join(rows)


# --- branches and narrowing


def f121(x: int | None):
    if x is None:
        return "none"
    return x


def f122(x: int | str):
    if isinstance(x, int):
        return x
    return len(x)


def f123(x: int | None):
    if x is None:
        x = 3
    return x


def f124(x: int | None):
    if x is None:
        raise ValueError
    return x


def f125(x: str | None):
    if not x:
        return "empty"
    return x


def f126(n: int):
    if n > 3:
        return "a"


def f127(n: int):
    if n > 3:
        return "a"
    if n > 2:
        return 1
    return None


def f128(n: int):
    if n > 3:
        v = 1
    else:
        v = "a"
    return v


def f129(x: int | str | None):
    if isinstance(x, (int, str)):
        return x
    return 0


def f130(x: list[int] | int):
    return x if isinstance(x, list) else [x]


def f131(x: Base):
    if isinstance(x, Sub):
        return x
    return None


def f132(x: int | None):
    assert x is not None
    return x


def f133(x: int | None, y: int | None):
    if x is None or y is None:
        return None
    return x + y


def f134(x: Literal["a", "b"]):
    if x == "a":
        return 1
    return x


def f135(b: Base):
    if b.last is None:
        return 0
    return b.last


def f136(x: int | None):
    return x + 1 if x is not None else 0


def f137(x: int | str):
    match x:
        case int():
            return x
        case str():
            return len(x)


def f138(x: Color):
    if x is Color.RED:
        return 1
    return "other"


def f139(n: int):
    match n:
        case 1:
            return "one"
        case 2:
            return 2
        case _:
            return None


def f140(x: int | None):
    ok = x is not None
    if ok:
        return x
    return "a"


# --- try, with, generators, async


def f141(text: str):
    try:
        return int(text)
    except ValueError:
        return None


def f142(text: str):
    try:
        value = int(text)
    except ValueError:
        value = None
    return value


def f143(text: str):
    try:
        value = int(text)
    except ValueError:
        fails()
    else:
        return value


def f144(path: str):
    with open(path) as f:
        return f.read()


def f145(path: str):
    with open(path, "rb") as f:
        return f.read()


def f146(path: str):
    with open(path) as f:
        return f.readlines()


def f147(path: str):
    rows = []
    with open(path) as f:
        for line in f:
            rows.append(line.strip().split(","))
    return rows


def f148(n: int):
    for i in range(n):
        yield i


def f149(n: int):
    yield 1
    yield "a"
    return True


async def f150(n: int):
    return n


async def f151(n: int):
    return await f150(n)


def f152():
    with contextlib.suppress(ValueError):
        return 1
    return "a"


def f153(text: str):
    try:
        return json.loads(text)
    finally:
        print("done")


def f154(n: int):
    if n > 3:
        sys.exit(1)
    return n


def f155(n: int):
    if n > 3:
        fails()
        return "never"
    return n


def f156(n: int):
    if n <= 1:
        return 1
    return n * f156(n - 1)


def f157(xs: list[int]):
    yield from xs


def f158(n: int):
    def inner():
        return n

    return inner()


def f159(a: int):
    total = a
    total += 1.5
    return total


def f160(x):
    return str(x)


# --- standard library


def f161(path: str):
    return Path(path).read_text()


def f162(path: str):
    return [p.name for p in Path(path).glob("*.csv")]


def f163():
    return datetime.datetime.now()


def f164(a: datetime.datetime, b: datetime.datetime):
    return a - b


def f165(text: str):
    return re.match("a", text)


def f166(text: str):
    m = re.match("a", text)
    if m is None:
        return None
    return m.group(0)


def f167(rows: list[float]):
    return statistics.mean(rows), math.sqrt(2)


def f168(words: list[str]):
    return Counter(words)


def f169(words: list[str]):
    return Counter(words).most_common(3)


def f170(path: str):
    with open(path) as f:
        return list(csv.reader(f))


def f171(row: Row):
    return dataclasses.asdict(row)


def f172(row: Row):
    return dataclasses.replace(row, id=3)


def f173(row: Row):
    return copy.deepcopy(row)


def f174():
    return os.environ.get("X"), os.environ["Y"], os.getenv("Z", "a")


def f175():
    return random.choice([1, 2]), random.random()


def f176(x: dict[str, int]):
    return x.get("a"), x.get("a", 0), list(x.keys()), list(x.values())


def f177(x: list[tuple[str, int]]):
    return [b for a, b in x], dict(x)


def f178(text: str):
    a, b = text.split(",")
    return a


def f179(text: str):
    first, *rest = text.split(",")
    return first, rest


def f180(path: str):
    return os.path.join(path, "a"), os.path.exists(path)


def f181(xs: list[int]):
    return functools.reduce(lambda a, b: a + b, xs)


def f182(xs: list[int]):
    mean = sum(xs) / len(xs)
    return {"mean": mean, "n": len(xs)}


def f183(xs: list[float]):
    return [round(x, 2) for x in xs], round(1.5), abs(-2)


def f184(xs: deque[int]):
    return xs.popleft(), xs


def f185(n=3, name="a", flag=False):
    return n, name, flag


def f186(rows: list[dict[str, float]]):
    return {key: [row[key] for row in rows] for key in rows[0]}


def f187(rows: list[Row]):
    rows.sort(key=lambda row: row.id)
    return rows


def f188(rows: list[Row]):
    return max(rows, key=lambda row: row.id)


def f189(path: Path):
    return path.suffix, path.parent, path.exists(), path.stat().st_size


def f190(xs: list[int]):
    cut = int(len(xs) * 0.8)
    return xs[:cut], xs[cut:]


def f191(text: str):
    return {word: len(word) for word in text.split()}


def f192(xs: list[int], by: int = 2):
    return [xs[i : i + by] for i in range(0, len(xs), by)]


def f193(d: dict[str, list[int]]):
    return {key: sum(value) for key, value in d.items()}


def f194(xs: list[str]):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out


def f195(d: dict[str, int] | None = None):
    if d is None:
        d = {}
    return d


def f196(xs: list[int]):
    it = iter(xs)
    return next(it)


def f197(x: object):
    if isinstance(x, str):
        return x
    return ""


def f198(n: int):
    return "big" if n > 10 else "small"


def f199(x: int):
    return lambda y: x + y


def f200(xs: list[int]):
    return (y := len(xs)), y


def f201():
    return collections.OrderedDict(a=1)


def f202(xs: list[int]):
    result = None
    if xs:
        result = xs[0]
    return result


def f203(p: pathlib.Path):
    try:
        text = p.read_text()
    except OSError as error:
        return error
    return text
