"""What the configuration of a workflow is, for the one who reads the workflow."""

from collections.abc import Mapping
from dataclasses import field

from icefloe.dialects.motools.config.inside import Inside
from icefloe.dialects.motools.config.shape import Form
from icefloe.findings import Finding
from icefloe.graph import Binding, Hole, Parameter
from icefloe.source import Span
from icefloe.values import Function, Table, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step, as far as its configuration goes: its name, where that is written, its `config_class`, if any, and the
    function that it runs, if that is of the project."""

    name: str
    span: Span
    of: Value | None = None
    function: Function | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """The sections of a configuration, one for each step that takes one.

    `values` are those that are given, by step: a table, or None; `complete` are all that are known, with the defaults
    of their classes; `forms` tell what each may be, `inside` fits values to them.
    `bindings` are the `config` of steps, by step; a step
    without one is given nothing.
    """

    parameters: tuple[Parameter, ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict[str, Binding])
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    complete: Mapping[str, Table] = field(default_factory=dict[str, Table])
    forms: Mapping[str, Form] = field(default_factory=dict[str, Form])
    inside: Inside | None = None
    findings: tuple[Finding, ...] = ()
    holes: tuple[Hole, ...] = ()
    files: tuple[plan.InputFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the grid of a sweep: the configuration there, and the values of the grid that it is made of."""

    config: Table
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The configurations of a sweep, one for each point of its grid; None where the grid is not known."""

    points: tuple[Point, ...] | None = None
    findings: tuple[Finding, ...] = ()
    holes: tuple[Hole, ...] = ()
