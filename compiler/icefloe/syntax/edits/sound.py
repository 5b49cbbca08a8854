"""Whether a file can still be read."""

from icefloe.findings import Finding
from icefloe.syntax.notebook import Notebook, is_notebook, read
from icefloe.syntax.parser import parse


def is_sound(data: bytes, path: str) -> bool:
    """Whether Python, or the code of a notebook, parses; of other files it is told when they are checked again."""
    if is_notebook(path):
        notebook = read(data, path)
        return isinstance(notebook, Notebook) and not isinstance(parse(notebook.text.encode(), path), Finding)
    return not path.endswith(".py") or not isinstance(parse(data, path), Finding)
