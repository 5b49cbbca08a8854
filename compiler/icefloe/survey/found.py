"""What a look at a project finds in its files."""

from dataclasses import field

from icefloe.connections import Tally
from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe.project.touched import Touched
from icefloe.syntax.modules import ModuleTable
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """One pipeline of a file.

    `label` tells it from others of the same name in the same file; `variables` are the names that it is bound to.
    `findings` are those that are of this pipeline alone, among those of the file.
    """

    path: str
    label: str
    graph: Graph
    variables: tuple[str, ...] = ()
    types: Types = field(repr=False)
    table: ModuleTable = field(repr=False)
    roots: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A pipeline that a file has under a name, and that another file builds: there it is the variable `variable`."""

    name: str
    path: str
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A file of configuration that the user gives beside the source: its path from the project's root, its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSurvey:
    """What one file holds; `touched` is everything that this depends on."""

    path: str
    pipelines: tuple[Pipeline, ...] = ()
    imported: tuple[Imported, ...] = ()
    findings: tuple[Finding, ...] = ()
    tally: Tally = field(default_factory=Tally)
    touched: Touched = field(default_factory=Touched, repr=False)
