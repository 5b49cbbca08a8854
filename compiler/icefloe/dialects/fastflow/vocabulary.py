"""The words of fastflow."""

from icefloe.values import Record


def word(record: Record) -> str:
    """Which word of fastflow a call spells; nothing if it is none."""
    package, _, name = record.path.rpartition(".")
    return name if package.split(".")[0] == "fastflow" else ""
