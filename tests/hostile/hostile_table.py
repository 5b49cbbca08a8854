"""Everything hostile by name: single files, and folders."""

from hostile_folders import FOLDERS, write_folder
from hostile_sources import DEPTH, WORK
from hostile_texts import TABLES

__all__ = ["FOLDERS", "SOURCES", "write_folder"]

SOURCES: dict[str, tuple[str | bytes, str]] = {}
for _table in (DEPTH, WORK, *TABLES):
    SOURCES.update(_table)
