"""What a notebook says of names, for a dialect whose steps run notebooks."""

from collections.abc import Mapping
from typing import Final

from icefloe.dialect import NotebookNames
from icefloe.evaluate.scopes import BUILTINS
from icefloe.source import Span
from icefloe.syntax.cellnames import CellNames, cell_names
from icefloe.syntax.notebook import Notebook
from icefloe.syntax.parser import Parsed
from icefloe.trace import Name
from icefloe.values import Unknown, Value

#: What IPython gives to every notebook, beside Python's own names.
_GIVEN: Final = frozenset(
    {"display", "get_ipython", "exit", "quit", "In", "Out", "_", "__", "___", "__name__", "__file__", "__doc__"}
) | frozenset(BUILTINS)


def notebook_names(parsed: Parsed, notebook: Notebook, scope: Mapping[str, Value]) -> NotebookNames:
    """The names of a notebook; `scope` are those that it has bound at its end, as far as they are known."""
    cells = tuple(notebook.lines(number) for number in notebook.parameters)
    found = cell_names(parsed, cells)
    start = Span(path=parsed.source.path, line=1, column=1, end_line=1, end_column=1)
    unread = Unknown(why="it is bound in a way that is not followed", span=start)
    binds = {name: scope.get(name, unread) for name in sorted(found.binds | scope.keys())}
    return NotebookNames(
        parameters=tuple((name, scope.get(name, unread), span) for name, span in found.parameters),
        reads=_reads(found),
        binds=binds,
        open=found.anything,
    )


def _reads(found: CellNames) -> tuple[Name, ...]:
    """What a notebook reads and nothing in it binds; nothing where something may bind any name."""
    if found.anything:
        return ()
    return tuple(Name(name=name, span=span) for name, span in found.reads if name not in _GIVEN)
