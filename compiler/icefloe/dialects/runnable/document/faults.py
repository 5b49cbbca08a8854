"""What is wrong with a runnable pipeline or a configuration that YAML writes."""

from collections.abc import Iterable
from dataclasses import field, replace

from icefloe.dialects.runnable.written import Text
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches, listed, quoted, renamed
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Unknown, Value
from icefloe_schema.records import dataclass

#: How runnable ends when it builds such a pipeline.
REFUSED = "runnable refuses it when it builds the pipeline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Collects findings."""

    findings: list[Finding] = field(default_factory=list[Finding])

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = REFUSED,
        help: str = "",
        other: Note | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Something that the user must change."""
        related = () if other is None else (other,)
        self._add(Finding(code=code, message=message, span=span, label=label, related=related, help=help, fix=fix))

    def warn(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        help: str = "",
        other: Note | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Something that is likely not meant, or that only runnable cannot do."""
        related = () if other is None else (other,)
        found = Finding(code=code, message=message, span=span, label=label, related=related, help=help, fix=fix)
        self._add(replace(found, severity=Severity.WARNING))

    def _add(self, found: Finding) -> None:
        if found not in self.findings:
            self.findings.append(found)

    def form(self, what: str, must: str, value: Value) -> None:
        """A value that is not of the form that it must have."""
        if isinstance(value, Unknown):
            self.error("FLO231", f"{what} cannot be read: {value.why}", value.span, help=f"write {must}")
        else:
            message, help = f"{what} must be {must}, and is {_said(value)}", _form_help(value, must)
            self.error("FLO231", message, value.span, help=help, fix=_form_fix(value, must))

    def absent(self, what: str, key: str, span: Span) -> None:
        """A key that is not there and must be."""
        self.error("FLO231", f"{what} has no `{key}`", span, help=f"add `{key}:`")


def _said(value: Value) -> str:
    """A value in a few words."""
    match value:
        case Known(value=None):
            return "empty"
        case Known(value=bool(found)):
            return f"the truth value `{str(found).lower()}`"
        case Known(value=str(found)):
            return f'the text "{found[:40]}"'
        case Known():
            return f"the number {value.value!s}"
        case Items():
            return "a list"
        case Table():
            return "a mapping"
        case _:
            return "something else"


def _form_help(value: Value, must: str) -> str:
    if isinstance(value, Known) and value.value is not None:
        text = str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
        if must.startswith("a list of texts"):
            return f"write `[{text}]`"
        if must.startswith("a text") and not isinstance(value.value, str):
            return f'put it in quotes: `"{text}"`'
    return f"write {must}"


def _form_fix(value: Value, must: str) -> Fix | None:
    """Brackets or quotes around a value, where there is no doubt of what is meant."""
    if not isinstance(value, Known) or value.value is None:
        return None
    is_text = isinstance(value.value, str)
    if must.startswith("a list of texts") and is_text:
        return listed(value.span)
    if must.startswith("a text") and not is_text:
        return quoted(value.span)
    return None


def near(name: str, names: Iterable[str]) -> str:
    """`did you mean …`, or nothing."""
    found = closest(name, names)
    return f"did you mean `{found}`?" if found else ""


def closest(name: str, names: Iterable[str]) -> str:
    """The name that may have been meant, or nothing."""
    return next(iter(close_matches(name, sorted(names), 1)), "")


def respelt(found: Text, names: Iterable[str]) -> Fix | None:
    """The fix that writes the name that may have been meant."""
    return renamed(found.span, found.value, closest(found.value, names))


def note(message: str, found: Text | Span) -> Note:
    """The other end of a finding."""
    return Note(message=message, span=found if isinstance(found, Span) else found.span)
