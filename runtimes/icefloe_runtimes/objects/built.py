"""A pipeline that has been put together."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from icefloe_schema.plan import Body, Parameter
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A pipeline as a body. `given` are its outputs by name, and its steps with one output, as pairs of step and name.

    `folders` are where its modules are imported from, in order. `kept` are values that no plan can hold, by the names
    of the items that stand for them.
    """

    name: str
    body: Body
    given: Mapping[str, tuple[str, str]]
    folders: tuple[Path, ...] = ()
    kept: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it takes."""
        return self.body.parameters
