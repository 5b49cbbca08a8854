"""Reading a journal, of a run that has ended, is under way, or has died."""

from collections.abc import Iterator
from pathlib import Path

from icefloe_runtimes.local.journal.held import is_held
from icefloe_runtimes.local.journal.line import NAME, parsed
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing that happened: what, so many seconds after the run began, and what there is to know of it."""

    kind: str
    at: float
    fields: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What a journal says.

    `held` tells whether its runner lives. `torn` are the bytes of a last line that was never finished: the runner died
    while it wrote it, and nothing was built on it. `damage` says where the journal is not what was written; what stands
    before that place is sound.
    """

    records: tuple[Record, ...] = ()
    held: bool = False
    torn: int = 0
    damage: str = ""

    def of(self, kind: str) -> Iterator[Record]:
        """The records of one kind, in their order."""
        return (record for record in self.records if record.kind == kind)


def read(folder: Path) -> Records:
    """Read the journal of the run in a folder; `OSError` where there is none."""
    # Asked first: a runner that died after this has left all that it ever will.
    held = is_held(folder / NAME)
    data = (folder / NAME).read_bytes()
    found: list[Record] = []
    checksum, start = 0, 0
    while start < len(data):
        end = data.find(b"\n", start)
        line = None if end < 0 else parsed(data[start:end], checksum)
        if line is None:
            return _broken(found, data, start, held)
        fields, checksum = line
        found.append(_record(fields))
        start = end + 1
    return Records(records=tuple(found), held=held)


def _record(fields: dict[str, Json]) -> Record:
    kind, at = fields.pop("kind", ""), fields.pop("at", 0)
    return Record(kind=str(kind), at=float(at) if isinstance(at, int | float) else 0.0, fields=fields)


def _broken(found: list[Record], data: bytes, start: int, held: bool) -> Records:
    """What was read up to a line that is not sound: the last one may be torn, any other one must not."""
    rest = data[start:]
    is_last = b"\n" not in rest.rstrip(b"\n\0")
    damage = "" if is_last else f"{NAME} is damaged at byte {start} (line {len(found) + 1})"
    return Records(records=tuple(found), held=held, torn=len(rest) if is_last else 0, damage=damage)
