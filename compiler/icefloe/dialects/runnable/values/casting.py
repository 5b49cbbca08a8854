"""What calling a class with a stored value gives: the same value, another one, or an exception."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from icefloe.dialects.runnable.values.shapes import Shape, shape
from icefloe.infer import Types
from icefloe.infer.parts import element_of
from icefloe.types import NONE, LiteralType, Named, NewTypeType, TupleType, Type, TypedDictType, Union, UnknownType
from icefloe_schema.records import dataclass

Outcome: TypeAlias = Literal["works", "changes", "doubtful", "depends", "fails", "unknown"]

_NUMBERS: Mapping[str, Callable[[str], object]] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.complex": complex,
}
_PLAIN = frozenset({"builtins.int", "builtins.float", "builtins.bool"})
_LISTS = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "collections.deque"})
_DICTS = frozenset({"builtins.dict", "collections.OrderedDict"})
_GIVEN_LISTS = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset"})
_PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"})
_TIMES = frozenset({"datetime.datetime", "datetime.date", "datetime.time"})
_TEXT = "builtins.str"


@dataclass(frozen=True, slots=True)
class Cast:
    """What becomes of a value: `changes` is certainly not what was meant, `doubtful` perhaps not, `depends` on it."""

    outcome: Outcome
    why: str = ""


_WORKS = Cast("works")
_UNKNOWN = Cast("unknown")


def cast(given: Type, wanted: Type, types: Types) -> Cast:
    """What calling `wanted` with a value of type `given` does; both as they lie in runnable's storage."""
    match given:
        case NewTypeType(_, base):
            return cast(base, wanted, types)
        case Union(members):
            return _members([cast(member, wanted, types) for member in members])
        case UnknownType():
            return _UNKNOWN
        case _:
            path = _path(given)
    match wanted:
        case TupleType():
            return _into_list(given, path, Named("builtins.tuple"), wanted, types) if path else _UNKNOWN
        case TypedDictType():
            return _into_dict(given, path, Named("builtins.dict"), types) if path else _UNKNOWN
        case Named():
            return _into(given, path, wanted, types) if path else _UNKNOWN
        case NewTypeType(_, base):
            return _renamed(given, base, types)
        case _:
            return _UNKNOWN


def _renamed(given: Type, base: Type, types: Types) -> Cast:
    """A `NewType` gives back what it is called with."""
    verdict = types.assignable(given, base)
    if verdict.answer == "no":
        return Cast("changes", f"a `NewType` of `{types.spell(base)}` leaves a `{types.spell(given)}` as it is")
    return _WORKS if verdict.answer == "yes" else _UNKNOWN


def _path(given: Type) -> str:
    match given:
        case TupleType():
            return "builtins.list"
        case TypedDictType():
            return "builtins.dict"
        case Named(path) | LiteralType(path):
            return path
        case _:
            return ""


def _members(found: list[Cast]) -> Cast:
    """The cast of a value of one of several types."""
    if all(one.outcome == found[0].outcome for one in found):
        return found[0]
    bad = next((one for one in found if one.outcome in ("fails", "changes")), None)
    if bad is not None:
        return Cast("depends", bad.why)
    return next((one for one in found if one.outcome in ("doubtful", "depends")), _UNKNOWN)


def _into(given: Type, path: str, wanted: Named, types: Types) -> Cast:
    target = wanted.path
    if target in _NUMBERS:
        return _into_number(given, path, target)
    if target == "builtins.bool":
        return _into_bool(path)
    if target == _TEXT:
        return _into_text(given, path, types)
    if target in _LISTS:
        return _into_list(given, path, wanted, wanted, types)
    if target in _DICTS:
        return _into_dict(given, path, wanted, types)
    if target == "numpy.ndarray":
        return Cast("changes", "`ndarray(x)` makes an array of that shape, with whatever lies in memory")
    if target in _PATHS:
        return _WORKS if path == _TEXT else Cast("fails", f"a path is not made from `{types.spell(given)}`")
    if target in _TIMES:
        return Cast("fails", f"`{target.rpartition('.')[2]}(x)` needs more than one number")
    if target == "builtins.type":
        return Cast("changes", "`type(x)` is the class of the value")
    if target == "builtins.bytes":
        return _into_bytes(given, path)
    if target == "pandas.DataFrame" and path in _PLAIN | {_TEXT}:
        return Cast("fails", "a DataFrame is not made from one value")
    return _into_class(given, path, target, types)


def _into_number(given: Type, path: str, target: str) -> Cast:
    if path in _PLAIN:
        if path == "builtins.float" and target == "builtins.int":
            return Cast("doubtful", "what stands behind the point is cut off")
        return _WORKS
    if path == _TEXT and isinstance(given, LiteralType):
        return _read(str(given.value), target)
    if path == _TEXT:
        return Cast("depends", f"only a text that is a number can be read as `{target.removeprefix('builtins.')}`")
    return _fails(given, path, target)


def _read(text: str, target: str) -> Cast:
    """Whether one text can be read as a number."""
    if len(text) > 1000:
        return _UNKNOWN
    try:
        _NUMBERS[target](text)
    except ValueError:
        return Cast("fails", f"`{target.removeprefix('builtins.')}({text!r})` cannot be read")
    return _WORKS


def _fails(given: Type, path: str, target: str) -> Cast:
    if path not in _GIVEN_LISTS | _DICTS and given != NONE:
        return _UNKNOWN
    short = path.rpartition(".")[2].replace("NoneType", "None")
    return Cast("fails", f"`{target.removeprefix('builtins.')}` is not made from a `{short}`")


def _into_bool(path: str) -> Cast:
    if path == _TEXT:
        return Cast("doubtful", "every text but the empty one is True, `'False'` too")
    if path in _GIVEN_LISTS | _DICTS:
        return Cast("doubtful", "it is True unless it is empty")
    return _WORKS if path in _PLAIN or path == NONE.path else _UNKNOWN


def _into_text(given: Type, path: str, types: Types) -> Cast:
    if path in _GIVEN_LISTS | _DICTS or given == NONE:
        return Cast("doubtful", f"a `{types.spell(given)}` becomes the text that `print` shows of it")
    return _WORKS if path in _PLAIN or path == _TEXT else _UNKNOWN


def _into_bytes(given: Type, path: str) -> Cast:
    negative = isinstance(given, LiteralType) and isinstance(given.value, int) and given.value < 0
    if path in ("builtins.int", "builtins.bool") and not negative:
        return Cast("changes", "`bytes(3)` is three zero bytes")
    element = element_of(given) if path in _GIVEN_LISTS else None
    nested = element is not None and _path(element) in _GIVEN_LISTS | _DICTS | {_TEXT}
    return Cast("fails", "bytes are not made from it") if nested or path in _PLAIN | {_TEXT} else _UNKNOWN


def _into_list(given: Type, path: str, maker: Named, wanted: Type, types: Types) -> Cast:
    name = maker.path.rpartition(".")[2]
    if path == _TEXT:
        return Cast("changes", f"`{name}(text)` holds the text's characters one by one")
    if path in _DICTS:
        return Cast("changes", f"`{name}(dict)` holds its keys only")
    if path in _PLAIN or given == NONE:
        return Cast("fails", f"`{types.spell(given)}` cannot be gone through")
    if path not in _GIVEN_LISTS:
        return _UNKNOWN
    inside, taken = element_of(given), element_of(wanted)
    if inside is None:
        return _WORKS
    if name in ("set", "frozenset"):
        members = inside.members if isinstance(inside, Union) else (inside,)
        flat = [_path(one) not in _GIVEN_LISTS | _DICTS for one in members]
        if not any(flat):
            return Cast("fails", f"`{types.spell(inside)}` cannot be a member of a set")
        if not all(flat):
            return _UNKNOWN
    return _WORKS if taken is None else _elements(inside, taken, types)


def _elements(inside: Type, taken: Type, types: Types) -> Cast:
    """Elements are not cast: they must fit as they are."""
    verdict = types.assignable(inside, taken)
    if verdict.answer == "no":
        return Cast("changes", f"its elements stay `{types.spell(inside)}`, they are not made `{types.spell(taken)}`")
    return _WORKS if verdict.answer == "yes" else _UNKNOWN


def _into_dict(given: Type, path: str, wanted: Named, types: Types) -> Cast:
    if path in _PLAIN or given == NONE:
        return Cast("fails", f"a dict is not made from `{types.spell(given)}`")
    if path == _TEXT:
        return Cast("fails", "a dict is not made from a text")
    if path in _GIVEN_LISTS:
        return _pairs(element_of(given))
    if path not in _DICTS:
        return _UNKNOWN
    if not isinstance(given, Named) or len(given.arguments) != 2 or len(wanted.arguments) != 2:
        return _WORKS
    return _elements(given.arguments[1], wanted.arguments[1], types)


def _pairs(element: Type | None) -> Cast:
    """The elements of a list that a dict is made from: each must be a pair, as a text of two letters is."""
    members = element.members if isinstance(element, Union) else () if element is None else (element,)
    single = [
        _path(one) in _PLAIN or one == NONE or (isinstance(one, LiteralType) and len(str(one.value)) != 2)
        for one in members
    ]
    return Cast("fails", "a dict is not made from a list of single values") if single and all(single) else _UNKNOWN


def _into_class(given: Type, path: str, target: str, types: Types) -> Cast:
    found = shape(target, types)
    if found.form == "enum":
        return _member(given, found, target)
    if found.form == "keys":
        return _into_dict(given, path, Named("builtins.dict"), types)
    if found.takes is not None:
        least, most = found.takes
        if not least <= 1 <= most:
            needs = "takes no arguments" if most == 0 else f"needs {least} arguments"
            return Cast("fails", f"`{target.rpartition('.')[2]}` {needs}, and is called with the stored value alone")
    return _UNKNOWN


def _member(given: Type, found: Shape, target: str) -> Cast:
    if not found.members:
        return _UNKNOWN
    if _path(given) in _GIVEN_LISTS | _DICTS:
        return Cast("fails", f"no value of `{target.rpartition('.')[2]}` is a list or a dict")
    if not isinstance(given, LiteralType):
        return _UNKNOWN
    if any(given.value == value for _, value in found.members):
        return _WORKS
    return Cast("fails", f"{given.value!r} is no value of `{target.rpartition('.')[2]}`")
