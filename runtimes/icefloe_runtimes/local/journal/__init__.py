"""The journal of a run: what happened in it, in order, written as it happens and read also when the runner has died."""

from icefloe_runtimes.local.journal.errors import JournalError
from icefloe_runtimes.local.journal.held import is_held
from icefloe_runtimes.local.journal.line import NAME
from icefloe_runtimes.local.journal.reading import Record, Records, read
from icefloe_runtimes.local.journal.writing import Journal

__all__ = ["NAME", "Journal", "JournalError", "Record", "Records", "is_held", "read"]
