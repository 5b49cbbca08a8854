"""Packages from outside of the project: their stubs and sources, found by path, read without importing anything."""

from icefloe.installed.library import Installed

__all__ = ["Installed"]
