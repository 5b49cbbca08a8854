"""What reading the workflows of one file has found so far, and how arguments of motools' words are read."""

from dataclasses import field
from types import MappingProxyType

from icefloe import reach
from icefloe.builder.notes import Notes
from icefloe.dialect import Reader
from icefloe.dialects.motools.vocabulary import ATOM_TYPES, argument, names, word
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches, removed, renamed
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Known, Record, Table, Value
from icefloe_schema.records import dataclass

# How many of their arguments have no default.
_NEEDED = MappingProxyType({"Workflow": 4, "Step": 5, "StepDefinition": 5, "FunctionStep": 5})


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomType:
    """One entry of a table of atoms: its name and the name of its type, with the places of both."""

    name: str
    type: str
    span: Span
    type_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The reader, the effects of the program, and the notes that reading one workflow makes."""

    reader: Reader
    effects: tuple[Effect, ...] = ()
    notes: Notes = field(default_factory=Notes)

    def found(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        severity: Severity = Severity.ERROR,
        label: str = "",
        help: str = "",
        other: tuple[str, Span] | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Something that only this dialect can see; `other` is the second end, with what is to be seen there."""
        related = () if other is None else (Note(message=other[0], span=other[1]),)
        self.notes.findings.append(
            Finding(
                code=code,
                message=message,
                span=span,
                severity=severity,
                label=label,
                help=help,
                related=related,
                fix=fix,
            )
        )

    def hole(self, what: str, value: Value | None, span: Span, why: str = "", *, help: str = "") -> None:
        """Something that decides the shape of the workflow, and is not known."""
        if value is None:
            value, why = Known(value=None, span=span), why or "it is not given"
        self.notes.hole(what, value, span, why, help=help)

    def refuse(self, record: Record) -> None:
        """Report arguments that a word does not take; what a star unpacks is not known."""
        allowed = names(record)
        for one in record.arguments:
            if one.star:
                self.hole(f"what `{word(record)}` is given", one.value, one.span, "what a star unpacks is not known")
            elif one.name is not None and one.name not in allowed:
                near = near_to(one.name, allowed)
                message = f"`{word(record)}` takes no argument `{one.name}`{near}"
                fix = renamed(one.span, one.name, nearest(one.name, allowed)) or removed(one.span, f"`{one.name}`")
                self.found("FLO105", message, one.span, help="remove the argument, or correct its name", fix=fix)
        positional = [one for one in record.arguments if one.name is None and not one.star]
        if len(positional) > len(allowed):
            extra = positional[len(allowed)]
            message = f"`{word(record)}` takes {len(allowed)} arguments, and is given {len(positional)}"
            fix = removed(extra.span, "the argument")
            self.found("FLO105", message, extra.span, help="remove the argument", fix=fix)

    def complete(self, record: Record) -> None:
        """Note arguments that the original cannot do without, and a plan can."""
        needed = () if _is_of_the_page(record) else names(record)[: _NEEDED[word(record)]]
        missing = [name for name in needed if argument(record, name) is None]
        if missing and not any(one.star for one in record.arguments):
            listed = ", ".join(f"`{name}`" for name in missing)
            self.notes.original("FLO585", record.span, detail=f"`{word(record)}` without {listed}")

    def words(self, value: Value | None, span: Span, what: str) -> str | None:
        """A text; a hole if it is none."""
        found = text(value)
        if found is None:
            self.hole(what, value, span if value is None else value.span, reach.why(value) if value is None else "")
        return found

    def atoms(self, value: Value | None, what: str) -> tuple[AtomType, ...]:
        """A table of atoms; a hole for what is not known of it."""
        if value is None or (isinstance(value, Known) and value.value is None):
            return ()
        if not isinstance(value, Table):
            self.hole(what, value, value.span)
            return ()
        found: dict[str, AtomType] = {}
        for key, item in value.entries:
            name, type_name = text(key), text(item)
            if name is None or type_name is None:
                self.hole(what, key if name is None else item, key.span)
                continue
            self.known(type_name, item.span)
            found[name] = AtomType(name=name, type=type_name, span=key.span, type_span=item.span)
        return tuple(found.values())

    def known(self, type_name: str, span: Span) -> None:
        """Report a type of atom that motools does not have."""
        if type_name not in ATOM_TYPES:
            kinds = sorted(ATOM_TYPES)
            message = f"`{type_name}` is not a type of atom{near_to(type_name, kinds)}"
            fix = renamed(span, type_name, nearest(type_name, kinds))
            self.found("FLO141", message, span, help=f"motools has {', '.join(kinds)}", fix=fix)

    def flag(self, record: Record, name: str) -> bool:
        """Whether an argument is known to be true."""
        value = argument(record, name)
        return isinstance(value, Known) and bool(value.value)


def _is_of_the_page(record: Record) -> bool:
    """Whether a call makes a step in the shape that no version has, and so needs nothing."""
    return word(record) == "Step" and "function" in names(record)


def near_to(name: str, among: "tuple[str, ...] | list[str]") -> str:
    """The question for the nearest of several names, or nothing."""
    near = nearest(name, among)
    return f"; did you mean `{near}`?" if near else ""


def nearest(name: str, among: "tuple[str, ...] | list[str]") -> str:
    """The nearest of several names, or nothing."""
    near = next(iter(close_matches(name, among, n=1, cutoff=0.6)), "")
    return "" if near == name else near
