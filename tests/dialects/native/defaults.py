# Covers: parameters of a pipeline: types and defaults of all kinds, and defaults that are no constants (findings).
import datetime as dt
import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Optional

from icefloe import pipeline, step


class Mode(enum.Enum):
    FULL = "full"
    DELTA = "delta"


@dataclass(frozen=True)
class Paths:
    raw: str = "raw/"
    out: str = "out/"


DEFAULT_DAYS = 7
ROOT = Path("/data") / "lake"


@step
def run(*values): return values


@pipeline
def constants(
    path: Path = ROOT / "raw",
    days: int = DEFAULT_DAYS * 2,
    ratio: float = 1,
    names: tuple[str, ...] = ("a", "b"),
    limits: Optional[dict] = None,
    level: Literal["low", "high"] = "low",
    flag=True,
    *,
    seed: int | None = None,
):
    return run(path, days, ratio, names, limits, level, flag, seed)


@pipeline
def computed(day: dt.date = dt.date.today(), mode: Mode = Mode.FULL, paths: Paths = Paths()):
    return run(day, mode.value, paths.raw)
