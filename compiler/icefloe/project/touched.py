"""What the reading of one file touched: that is what its outcome depends on."""

from collections.abc import Generator
from contextlib import contextmanager

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The paths that were read or looked for, the names that were looked for in folders, the folders whose names were
    asked for, and the dialects whose versions were."""

    read: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()


class Record:
    """One record while it is written."""

    __slots__ = ("listed", "named", "read", "versions")

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.named: set[str] = set()
        self.listed: set[str] = set()
        self.versions: set[str] = set()

    def add(self, more: Touched) -> None:
        """Count what something touched that was read before, and is now leant on."""
        self.read |= more.read
        self.named |= more.named
        self.listed |= more.listed
        self.versions |= more.versions

    def done(self) -> Touched:
        """What was touched until now."""
        return Touched(
            read=frozenset(self.read),
            named=frozenset(self.named),
            listed=frozenset(self.listed),
            versions=frozenset(self.versions),
        )


class Records:
    """The records that are open: what is touched counts for the innermost, and when that ends for the one around it."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now: Record | None = None

    @contextmanager
    def open(self) -> Generator[Record, None, None]:
        """Record what is touched in this block."""
        around, self.now = self.now, Record()
        record = self.now
        try:
            yield record
        finally:
            self.now = around
            if around is not None:
                around.add(record.done())

    @contextmanager
    def closed(self) -> Generator[None, None, None]:
        """Record nothing in this block, whose answer counts as a whole."""
        around, self.now = self.now, None
        try:
            yield
        finally:
            self.now = around
