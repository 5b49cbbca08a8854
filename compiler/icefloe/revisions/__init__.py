"""Revisions of a repository, read from its objects: nothing is checked out, and nothing is fetched."""

from icefloe.revisions.git import Entry, Repository, repository_of
from icefloe.revisions.tree import Tree

__all__ = ["Entry", "Repository", "Tree", "repository_of"]
