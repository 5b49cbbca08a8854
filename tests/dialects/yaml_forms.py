"""The table of what may stand in a runnable pipeline in YAML."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("runnable_yaml_forms.toml")
FUNCTIONS = """\
def one() -> int:
    return 1


def two() -> tuple[int, int]:
    return 1, 2


def nothing() -> None:
    print("nothing")


def items() -> list[int]:
    return [1, 2]


def which() -> str:
    return "x"


def done() -> bool:
    return True
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One pipeline: `codes` are reported (`*`: whichever), `refused` is what runnable says when it builds it."""

    name: str
    text: str
    codes: tuple[str, ...]
    refused: str
    later: bool


def forms() -> tuple[Form, ...]:
    """The whole table."""
    found = tomllib.loads(TABLE.read_text(encoding="utf-8"))["form"]
    return tuple(
        Form(
            name=one["name"],
            text=one["text"],
            codes=tuple(one["codes"]),
            refused=one["refused"],
            later=one.get("later", False),
        )
        for one in found
    )
