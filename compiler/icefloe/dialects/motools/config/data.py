"""What the configuration of a workflow is, for the one who reads the workflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from icefloe.findings import Finding
from icefloe.graph import Binding, Hole, Parameter
from icefloe.source import Span
from icefloe.values import Table, Value
from icefloe_schema import plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step, as far as its configuration goes: its name, where that is written, and its `config_class`, if any."""

    name: str
    span: Span
    of: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """The sections of a configuration, one for each step that takes one.

    `values` are those that are given, by step: a table, or None; `complete` are all that are known, with the defaults
    of their classes. `bindings` are the `config` of steps, by step; a step
    without one is given nothing.
    """

    parameters: tuple[Parameter, ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict[str, Binding])
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    complete: Mapping[str, Table] = field(default_factory=dict[str, Table])
    findings: tuple[Finding, ...] = ()
    holes: tuple[Hole, ...] = ()
    files: tuple[plan.InputFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The configurations of a sweep, one for each point of its grid; None where the grid is not known."""

    items: tuple[Table, ...] | None = None
    findings: tuple[Finding, ...] = ()
    holes: tuple[Hole, ...] = ()
