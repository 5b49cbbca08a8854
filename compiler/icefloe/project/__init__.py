"""A project on disk: where its root is, what `[tool.icefloe]` says, which files it has."""

from icefloe.project.candidates import Candidates, is_marked
from icefloe.project.environments import packages
from icefloe.project.files import ProjectFiles, read_document
from icefloe.project.ignores import Patterns, ignores, is_ignored
from icefloe.project.limits import Limits, settings_within
from icefloe.project.root import ProjectError, absolute, find_root
from icefloe.project.roots import import_roots
from icefloe.project.select import Selected, below, closed_below, is_loose, loose_root, select, source_file_or_folder
from icefloe.project.settings import Settings, read_settings
from icefloe.project.versions import known as known_versions
from icefloe.project.versions import newer, version
from icefloe.project.walk import SOURCES, is_document, passed_over, walk

__all__ = [
    "SOURCES",
    "Candidates",
    "Limits",
    "Patterns",
    "ProjectError",
    "ProjectFiles",
    "Selected",
    "Settings",
    "absolute",
    "below",
    "closed_below",
    "find_root",
    "ignores",
    "import_roots",
    "is_document",
    "is_ignored",
    "is_loose",
    "is_marked",
    "known_versions",
    "loose_root",
    "newer",
    "packages",
    "passed_over",
    "read_document",
    "read_settings",
    "select",
    "settings_within",
    "source_file_or_folder",
    "version",
    "walk",
]
