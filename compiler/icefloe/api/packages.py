"""The packages from outside that a function needs."""

import sys

from icefloe.syntax.closure import closure
from icefloe.syntax.modules import ModuleTable
from icefloe.values import Function

#: Modules that some Python from 3.11 on has, and this one perhaps not: a plan must not depend on which one reads it.
_SOMETIMES = frozenset(
    (
        *("aifc", "annotationlib", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "compression", "crypt"),
        *("distutils", "imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes"),
        *("smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"),
    )
)


def third_party(table: ModuleTable, function: Function) -> tuple[str, ...]:
    """Name the top-level packages that a function reaches and that are neither the project's nor Python's own."""
    found = closure(table, function.module, function.qualname, function.ordinal)
    names = {reached.module.partition(".")[0] for reached in found.reached if table.path_of(reached.module) is None}
    return tuple(sorted(name for name in names if not _is_standard(name)))


def _is_standard(name: str) -> bool:
    return not name or name in sys.stdlib_module_names or name in _SOMETIMES or name == "__future__"
