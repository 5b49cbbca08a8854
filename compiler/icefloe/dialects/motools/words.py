"""The words of motools in all the spellings that its versions have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from icefloe.dialect import Reader
from icefloe.findings import Finding, Severity
from icefloe.graph import Hole
from icefloe.reach import given, text, why
from icefloe.source import Span
from icefloe.types import OBJECT, NewTypeType
from icefloe.values import Record, Table, Value

WORKFLOW = "Workflow"
ATOM = "AtomConstructor"
RUN = "run_workflow"

# The arguments of each kind of step, in their order as positional ones.
STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Step": ("name", "function", "input_atom_types", "config_class", "output_atom_types"),
        "StepDefinition": ("name", "fn", "input_atom_types", "output_atom_types", "config_class"),
        "FunctionStep": ("name", "input_atom_types", "output_atom_types", "config_class", "fn"),
    }
)
ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        WORKFLOW: ("name", "input_atom_types", "steps", "config_class"),
        ATOM: ("name", "path", "type", "tags", "metadata"),
        RUN: ("workflow", "input_atoms", "config", "user", "config_name", "selected_stages", "force_rerun", "no_cache"),
        **STEPS,
    }
)
ATOM_TYPES = frozenset({"dataset", "model", "training_job", "eval", "task"})


def word(record: Record) -> str:
    """Which word of motools a call spells; nothing if it is none."""
    package, _, name = record.path.rpartition(".")
    return name if package.split(".")[0] in ("motools", "mozoo") and name in ARGUMENTS else ""


def atom(type_name: str) -> NewTypeType:
    """The type of an atom: two atoms fit only if the names of their types are equal."""
    return NewTypeType(f"motools.atom.{type_name}", OBJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The reader, and what was found on the way: both lists are filled while the workflows are read."""

    reader: Reader
    holes: list[Hole] = field(default_factory=list[Hole])
    findings: list[Finding] = field(default_factory=list[Finding])

    def value(self, record: Record, name: str) -> Value | None:
        """An argument of a word, by its name or its position."""
        names = ARGUMENTS[word(record)]
        return given(record, name, names.index(name) if name in names else None)

    def hole(self, what: str, because: str, span: Span) -> None:
        """Something that keeps the workflow from becoming a plan."""
        self.holes.append(Hole(what=what, why=because, span=span))

    def found(self, code: str, message: str, span: Span, severity: Severity = Severity.ERROR, help: str = "") -> None:
        """Something that only this dialect can see."""
        self.findings.append(Finding(code=code, message=message, span=span, severity=severity, help=help))

    def refuse(self, record: Record) -> None:
        """Report arguments that motools does not take."""
        allowed = ARGUMENTS[word(record)]
        for argument in record.arguments:
            if argument.star:
                self.hole("the arguments", "what a star unpacks is only known in a run", argument.span)
            elif argument.name is not None and argument.name not in allowed:
                message = f"`{word(record)}` takes no argument `{argument.name}`"
                self.found("FLO105", message, argument.span, help="remove the argument, or correct its name")

    def text(self, record: Record, name: str, what: str) -> str | None:
        """A text argument; a hole if it is none."""
        value = self.value(record, name)
        found = text(value)
        if found is None:
            self.hole(what, why(value), record.span if value is None else value.span)
        return found

    def atoms(self, record: Record, name: str) -> tuple[tuple[str, str, Span, Span], ...]:
        """A table of atom names and types, with the places of both."""
        value = self.value(record, name)
        if value is None:
            return ()
        if not isinstance(value, Table):
            self.hole(f"`{name}`", why(value), value.span)
            return ()
        found: list[tuple[str, str, Span, Span]] = []
        for key, item in value.entries:
            left, right = text(key), text(item)
            if left is None or right is None:
                self.hole(f"`{name}`", why(key if left is None else item), key.span)
                continue
            self.known(right, item.span)
            found.append((left, right, key.span, item.span))
        return tuple(found)

    def known(self, type_name: str, span: Span) -> None:
        """Report an atom type that motools does not have."""
        if type_name not in ATOM_TYPES:
            self.found(
                "FLO141",
                f"`{type_name}` is not a type of atom",
                span,
                help=f"motools has {', '.join(sorted(ATOM_TYPES))}",
            )
