"""Where in two plans one is while they are compared."""

from collections.abc import Mapping
from dataclasses import field, replace

from icefloe.diff.codes import Codes
from icefloe.diff.renaming import Aliases, same
from icefloe.diff.side import Fits
from icefloe.diff.spots import Spots
from icefloe_schema.difference import Change, How, Kind, Place, Severity
from icefloe_schema.jsonvalue import Json
from icefloe_schema.leaves import escape
from icefloe_schema.plan import Step
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A body on both sides, or one step of it.

    `steps` is the way to it from the outside in, `was` the way on the old side; `inner` tells a body inside a step
    from the plan itself. `old` and `new` are the places of this part, `folders` what comes before the addresses of
    functions below it on both sides. `fits` judges types, `codes` compares functions, `aliases` knows which steps were
    renamed.
    """

    steps: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    inner: bool = False
    old: Spots = field(default_factory=Spots)
    new: Spots = field(default_factory=Spots)
    folders: tuple[str, str] = ("", "")
    fits: Fits
    codes: Codes
    partial: bool = False
    aliases: Aliases = field(default_factory=Aliases)

    def step(self, old: Step, new: Step) -> "Level":
        """The level of a step that is on both sides."""
        return replace(
            self,
            steps=(*self.steps, new.id),
            was=(*self.was, old.id),
            old=self.old.of("steps", old.id),
            new=self.new.of("steps", new.id),
            folders=(f"{self.folders[0]}{escape(old.id)}", f"{self.folders[1]}{escape(new.id)}"),
        )

    def body(self, folders: tuple[str, str], indexes: tuple[int, int], label: str = "") -> "Level":
        """The level of a body of this step; `label` is the name of its branch, if it has one."""
        more = (label,) if label else ()
        return replace(
            self,
            steps=(*self.steps, *more),
            was=(*self.was, *more),
            inner=True,
            old=self.old.of("bodies", indexes[0]),
            new=self.new.of("bodies", indexes[1]),
            folders=(f"{self.folders[0]}/{folders[0]}/", f"{self.folders[1]}/{folders[1]}/"),
        )

    def place(self, key: str = "", name: str | int | None = None, *, gone: bool = False) -> Place | None:
        """Where a part stands: in the new source, or in the old one if it is gone."""
        spots = self.old if gone else self.new
        found = (spots.of(key, name) if key else spots).place(new=not gone)
        return found if found is not None or not key else spots.place(new=not gone)

    def change(
        self,
        kind: Kind,
        how: How,
        severity: Severity,
        message: str,
        *,
        at: str = "",
        old: str = "",
        new: str = "",
        place: Place | None = None,
    ) -> "Found":
        """One change at this level; inside a step nothing breaks who calls the pipeline."""
        if self.inner and severity == "breaking" and kind in ("parameter", "result", "step"):
            severity = "behaviour"
        change = Change(
            kind=kind, how=how, severity=severity, message=message, at=at, old=old, new=new, place=place or self.place()
        )
        here = self.place() or self.place(gone=True)
        return Found(steps=self.steps, was=self.was, change=change, place=here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One change, with the way to the step that it is in, and where that stands."""

    steps: tuple[str, ...]
    was: tuple[str, ...]
    change: Change
    place: Place | None = None


def flat(document: Mapping[str, Json], above: str = "") -> dict[str, Json]:
    """The values of a document by dotted path; encoded literals and lists stay whole."""
    found: dict[str, Json] = {}
    for key, value in document.items():
        path = f"{above}.{key}" if above else key
        if isinstance(value, Mapping) and value and not any(name.startswith("$") for name in value):
            found.update(flat(value, path))
        else:
            found[path] = value
    return found


__all__ = ["Found", "Level", "flat", "same"]
