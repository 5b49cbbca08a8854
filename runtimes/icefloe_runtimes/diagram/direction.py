"""Which way a picture runs."""

from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["TB", "LR"]
