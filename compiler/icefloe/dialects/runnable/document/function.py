"""The function that a `command` in YAML names by its dotted path."""

import re

from icefloe.dialect import Reader
from icefloe.dialects.runnable.document.faults import Faults
from icefloe.dialects.runnable.python.function import NOWHERE, is_bound, named
from icefloe.dialects.runnable.written import Text
from icefloe.findings import Note
from icefloe.fixes import Fix, renamed
from icefloe.values import Function, Items, Known, Module, Reference, Table, Unknown, Value

_MEANT = r"did you mean `(\w+)`\?"


def function(command: Text, path: str, reader: Reader, faults: Faults) -> Function | Reference:
    """What the command in the file `path` names; one of a module that is not there is one from outside."""
    nowhere = Reference(path=NOWHERE, span=command.span)
    module, _, name = command.value.rpartition(".")
    if not module or not all(piece.isidentifier() for piece in (*module.split("."), name)):
        _tell(
            faults,
            command,
            f"`{command.value}` is no function: it takes a module and a name, `module.function`",
            "write the path of the function with dots, as an import would: no `:`, no `.py`, no brackets",
        )
        return nowhere
    value = reader.function(command.value, path)
    if isinstance(value, Unknown):
        _missing(faults, command, value, module, path, reader)
        return nowhere
    if isinstance(value, Module | Known | Items | Table):
        what = "a module" if isinstance(value, Module) else "a value"
        _tell(faults, command, f"`{command.value}` is {what}, and no function", "name a function that is in it")
        return nowhere
    found = named(value)
    if found is None or isinstance(found, Reference) or is_bound(value):
        # It is imported by this path, whatever it is.
        return Reference(path=command.value, span=command.span)
    return found


def _missing(faults: Faults, command: Text, value: Unknown, module: str, path: str, reader: Reader) -> None:
    """Say that a module of the project does not have what is named, and where the next best is."""
    why, _, meant = value.why.partition("; ")
    guess = re.match(_MEANT, meant)
    near: Value | None = None if guess is None else reader.function(f"{module}.{guess[1]}", path)
    note = Note(message="what it has", span=near.name_span) if isinstance(near, Function) else None
    fix = None if guess is None else renamed(command.span, command.value.rpartition(".")[2], guess[1])
    _tell(faults, command, why, meant or "correct the path, or define the function there", note, fix)


def _tell(
    faults: Faults, command: Text, message: str, help: str, other: Note | None = None, fix: Fix | None = None
) -> None:
    faults.error("FLO237", message, command.span, label="the run fails here", help=help, other=other, fix=fix)
