"""Where Python would look for what a file imports."""

from icefloe.project.walk import is_document
from icefloe.source import Files


def import_roots(files: Files, source: tuple[str, ...], path: str) -> tuple[str, ...]:
    """The folders on a file's import path: the one that a script there would have, or that its package stands in,
    and the project's own; `source` are those that its settings name.

    What a document names is imported by a run that is started in the project's root, so that comes first there.
    """
    base = path.rpartition("/")[0] or "."
    if is_document(path):
        return tuple(dict.fromkeys((".", *source, "src", base)))
    while base != "." and files.read(f"{base}/__init__.py") is not None:
        base = base.rpartition("/")[0] or "."
    return tuple(dict.fromkeys((base, *source, ".", "src")))
