"""The texts in which a comment may speak of findings, told from a word in them: most have none."""

from collections.abc import Mapping

from icefloe.project.files import ProjectFiles
from icefloe.source import Source

#: No text without one of these has anything to say.
WORDS = ("icefloe:", "noqa")


def speaking(sources: Mapping[str, Source], files: ProjectFiles, paths: tuple[str, ...]) -> dict[str, Source]:
    """Those of the sources, and of the files at `paths` (notebooks cell by cell), that hold a word of ours."""
    found = {path: source for path, source in sources.items() if any(word in source.text for word in WORDS)}
    for path in paths:
        data = None if path in sources else files.read(path)
        if data is not None and b"icefloe:" in data:
            found.update({one.path: one for one in _texts(path, data) if WORDS[0] in one.text})
    return found


def _texts(path: str, data: bytes) -> list[Source]:
    """A file as text; a notebook cell by cell."""
    if path.endswith(".ipynb"):
        from icefloe.syntax.notebook import Notebook, read  # the parser's room, which few calls need

        notebook = read(data, path)
        if not isinstance(notebook, Notebook):
            return []
        return [Source(path=f"{path}:cell {one}", text=notebook.cell(one)) for one in notebook.numbers]
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return [Source(path=path, text=text)]
