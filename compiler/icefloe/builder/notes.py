"""What reading a pipeline has found so far."""

from dataclasses import field

from icefloe import originals, reach
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix
from icefloe.graph import Hole
from icefloe.source import Span
from icefloe.values import Unknown, Value
from icefloe_schema.records import dataclass

_SHOWN = 3


@dataclass(slots=True)
class Notes:
    """Findings that reading has made so far, and holes in the graph that is being read.

    `dialect` and its `version` decide which entries of `icefloe.originals` apply; by default none does.
    """

    findings: list[Finding] = field(default_factory=list[Finding])
    holes: list[Hole] = field(default_factory=list[Hole])
    dialect: str = ""
    version: str = ""
    _originals: dict[tuple[str, str], tuple[Span, list[str], Fix | None]] = field(
        default_factory=dict[tuple[str, str], tuple[Span, list[str], Fix | None]]
    )

    def hole(self, what: str, value: Value, span: Span, otherwise: str = "", *, help: str = "") -> None:
        """Something that decides the graph's shape is not known; `help` says what to do, if there is more to say."""
        why = value.why if isinstance(value, Unknown) else otherwise or "it depends on what only a run can tell"
        help = (value.help if isinstance(value, Unknown) else "") or help
        origin, asks = reach.origin(value, span), reach.asks(value)
        self.holes.append(Hole(what=what, why=why, span=span, origin=origin, asks=asks, help=help))

    def add(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        help: str = "",
        severity: Severity = Severity.ERROR,
        fix: Fix | None = None,
        related: tuple[Note, ...] = (),
    ) -> None:
        """One more finding."""
        self.findings.append(
            Finding(code=code, message=message, span=span, severity=severity, related=related, help=help, fix=fix)
        )

    def original(self, code: str, span: Span, *, step: str = "", detail: str = "", fix: Fix | None = None) -> None:
        """Note that the original would do otherwise, if it would in the version that is read.

        There is one note for each code and `detail`, at the first place, with the fix for that place; `step` joins the
        list of steps that it names.
        """
        entry = originals.entry(code)
        if entry is None or not entry.applies(self.dialect, self.version):
            return
        _, steps, _ = self._originals.setdefault((code, detail), (span, [], fix))
        if step and step not in steps:
            steps.append(step)

    def all(self) -> tuple[Finding, ...]:
        """All findings, those about the original at the end."""
        return (*self.findings, *self._gathered())

    def _gathered(self) -> list[Finding]:
        found: list[Finding] = []
        for (code, detail), (span, steps, fix) in self._originals.items():
            entry = originals.entry(code)
            if entry is not None:
                title = originals.TITLES[entry.dialect]
                message = f"{title} {self.version} {entry.does}" + (f": {detail}" if detail else "") + _listed(steps)
                here = f"here {entry.here}"
                found.append(Finding(code=code, message=message, span=span, severity=Severity.NOTE, help=here, fix=fix))
        return found


def _listed(steps: list[str]) -> str:
    """The names of steps in brackets."""
    if not steps:
        return ""
    names = [f"`{name}`" for name in steps[:_SHOWN]]
    if len(steps) > _SHOWN:
        names.append(f"{len(steps) - _SHOWN} more")
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f" (step{'s' if len(steps) > 1 else ''} {text})"
