"""How what steps make is kept."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where contents are stored, in which formats, and where kinds of outputs go besides.

    Without a `store` each step's folder holds its files itself. `durable` forces everything to the disk before a step
    is told to have ended; a runner that does this for many steps at once wants it off. `formats` give for a type by
    its import path what writes and reads it (`module:name`), `routes` the place for a kind of outputs. `registry` is
    the folder in which outputs are registered by kind and name, and `run` what the run is called there.
    """

    store: Path | None = None
    durable: bool = True
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    routes: Mapping[str, str] = field(default_factory=dict[str, str])
    registry: Path | None = None
    run: str = ""
