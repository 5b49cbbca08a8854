"""Paths of the file system as values: `pathlib.Path("a") / "b"`, `os.path.join`, `Path(__file__).parent`.

A path of the project is relative to its root, which is the working directory of every step: what makes a path
absolute changes nothing here.
"""

import posixpath
from collections.abc import Callable
from pathlib import PurePosixPath

from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Record, Reference, Unknown, Value

PATHS = frozenset(
    f"pathlib.{name}" for name in ("Path", "PosixPath", "PurePath", "PurePosixPath", "WindowsPath", "PureWindowsPath")
)
_OUTSIDE = "the path leads out of the project"
_SAME = frozenset({"resolve", "absolute"})
_TEXT = 4_096


def text_of(value: Value) -> str | None:
    """A path or a text as the text of a path, or None."""
    if isinstance(value, Known):
        return value.value if isinstance(value.value, str) else None
    if not isinstance(value, Record) or value.path not in PATHS or any(a.name or a.star for a in value.arguments):
        return None
    parts = [text_of(argument.value) for argument in value.arguments]
    texts = [part for part in parts if part is not None]
    return str(PurePosixPath(*texts)) if len(texts) == len(parts) else None


def is_path(value: Value) -> bool:
    """Whether a value is a path object whose text is known."""
    return isinstance(value, Record) and value.path in PATHS and text_of(value) is not None


def made(token: int, text: str, span: Span, path: str = "pathlib.Path") -> Value:
    """A path object."""
    if len(text) > _TEXT:
        return Unknown(why="the path is too long", span=span)
    argument = Argument(name=None, value=Known(value=text, span=span), span=span)
    return Record(path=path, function=Reference(path=path, span=span), arguments=(argument,), token=token, span=span)


def divided(left: Value, right: Value, token: int, span: Span) -> Value | None:
    """`left / right`, if that is a path."""
    if not (is_path(left) or is_path(right)):
        return None
    first, second = text_of(left), text_of(right)
    if first is None or second is None:
        return None
    return made(token, str(PurePosixPath(first, second)), span)


def attribute(machine: Machine, value: Record, name: str, span: Span) -> Value | None:
    """The value of `path.name`, `path.parent`, …"""
    text = text_of(value)
    if text is None:
        return None
    path = PurePosixPath(text)
    if name in {"name", "stem", "suffix", "anchor", "root", "drive"}:
        found: object = getattr(path, name)
        return Known(value=str(found), span=span)
    if name == "parent":
        return _parent(machine, path, span)
    return None


def _parent(machine: Machine, path: PurePosixPath, span: Span) -> Value:
    if not path.parts or path.parts[-1] == "..":
        return Unknown(why=_OUTSIDE, span=span)
    return made(machine.token(), str(path.parent), span)


def item_of_parents(machine: Machine, value: Value, key: Value, span: Span) -> Value | None:
    """The value of `path.parents[n]`."""
    text = text_of(value)
    if text is None or not (isinstance(key, Known) and type(key.value) is int and key.value >= 0):
        return None
    path = PurePosixPath(text)
    if key.value >= len(path.parts):
        return Unknown(why=_OUTSIDE, span=span)
    return made(machine.token(), str(path.parents[key.value]), span)


def method(machine: Machine, value: Record, name: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of `path.joinpath(…)`, `path.with_suffix(…)`, …"""
    text = text_of(value)
    texts = [text_of(argument.value) for argument in arguments if argument.name is None and not argument.star]
    given = [one for one in texts if one is not None]
    if text is None:
        return None
    if name in _SAME:
        return made(machine.token(), posixpath.normpath(text), span)
    if len(given) != len(arguments):
        return None
    if name in {"as_posix", "__str__", "__fspath__"}:
        return Known(value=text, span=span)
    try:
        return _other(machine, PurePosixPath(text), name, given, span)
    except ValueError as error:
        return Unknown(why=f"`.{name}()` fails: {error}", span=span)


def _other(machine: Machine, path: PurePosixPath, name: str, given: list[str], span: Span) -> Value | None:
    if name == "joinpath":
        return made(machine.token(), str(path.joinpath(*given)), span)
    if name in {"with_suffix", "with_name", "with_stem"} and len(given) == 1:
        changed: object = getattr(path, name)(given[0])
        return made(machine.token(), str(changed), span)
    if name == "relative_to" and len(given) == 1:
        return made(machine.token(), str(path.relative_to(given[0])), span)
    if name == "is_absolute" and not given:
        return Known(value=path.is_absolute(), span=span)
    return None


def _texts(arguments: tuple[Argument, ...]) -> list[str] | None:
    found = [text_of(argument.value) for argument in arguments if argument.name is None]
    texts = [one for one in found if one is not None]
    return texts if len(texts) == len(arguments) else None


def _join(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    texts = _texts(arguments)
    return None if not texts else Known(value=posixpath.join(*texts), span=span)


def _dirname(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    texts = _texts(arguments)
    if texts is None or len(texts) != 1:
        return None
    return Known(value=posixpath.dirname(texts[0]), span=span) if texts[0] else Unknown(why=_OUTSIDE, span=span)


def _plain(function: Callable[[str], str]) -> Callable[[Machine, tuple[Argument, ...], Span], Value | None]:
    def handler(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
        texts = _texts(arguments)
        return Known(value=function(texts[0]), span=span) if texts is not None and len(texts) == 1 else None

    return handler


def _splitext(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    texts = _texts(arguments)
    if texts is None or len(texts) != 1:
        return None
    items = tuple(Known(value=part, span=span) for part in posixpath.splitext(texts[0]))
    return Items(kind="tuple", items=items, token=machine.token(), span=span)


def _here(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return made(machine.token(), ".", span) if not arguments else None


def _working(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return Known(value=".", span=span) if not arguments else None


HANDLERS = {
    "os.path.join": _join,
    "os.path.dirname": _dirname,
    "os.path.basename": _plain(posixpath.basename),
    "os.path.normpath": _plain(posixpath.normpath),
    "os.path.abspath": _plain(posixpath.normpath),
    "os.path.realpath": _plain(posixpath.normpath),
    "os.path.splitext": _splitext,
    "os.fspath": _plain(str),
    "os.getcwd": _working,
    **{f"{path}.cwd": _here for path in PATHS},
}
