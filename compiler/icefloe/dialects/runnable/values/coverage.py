"""The branches of a Conditional against the values that its parameter can have: `str(value)` must be a key."""

from collections.abc import Iterator, Sequence

from icefloe.dialect import Reader
from icefloe.dialects.runnable.values.shapes import shape
from icefloe.dialects.runnable.written import Text
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import removed
from icefloe.infer import Types
from icefloe.source import Span
from icefloe.types import LiteralType, Named, NewTypeType, Type, Union
from icefloe_schema.records import dataclass

_FLOAT = "builtins.float"
_INT = "builtins.int"
_BOOL = "builtins.bool"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Possible:
    """The texts that a value can have as a key. `more` tells that there may be others, all of them whole numbers if
    `numbers`; `point` that some have a point in them, which no key has."""

    texts: tuple[str, ...] = ()
    more: bool = False
    numbers: bool = False
    point: bool = False


def coverage(
    parameter: Text, given: Type, place: Span | None, keys: Sequence[Text], reader: Reader
) -> Iterator[Finding]:
    """What is wrong between the values of a Conditional's parameter and the keys of its branches."""
    possible = _possible(given, reader.types)
    names = {key.value for key in keys}
    missing = [text for text in possible.texts if text not in names]
    spelled = reader.types.spell(given)
    related = (Note(message=f"gives `{spelled}`", span=place),) if place is not None else ()
    dead = [key for key in keys if _is_dead(key.value, possible)]
    if possible.point:
        yield _pointed(parameter, spelled, related)
    elif missing or (dead and len(dead) == len(keys)):
        yield _missing(parameter, missing, dead, related)
    elif not isinstance(given, LiteralType):
        # A function that returns one constant is a switch that somebody turns by hand.
        yield from (_dead(parameter, key, possible, related) for key in dead)


def _possible(given: Type, types: Types) -> _Possible:
    match given:
        case NewTypeType(_, base):
            return _possible(base, types)
        case Union(members):
            found = [_possible(member, types) for member in members]
            texts = tuple(dict.fromkeys(text for one in found for text in one.texts))
            more = [one for one in found if one.more]
            numbers = all(one.numbers for one in more)
            return _Possible(texts=texts, more=bool(more), numbers=numbers, point=any(one.point for one in found))
        case LiteralType(path=path, value=value) if path.startswith("builtins."):
            return _Possible(texts=(str(value),))
        case LiteralType(path=path, value=value):
            known = dict(shape(path, types).members or ()).get(str(value))
            return _Possible(more=True) if known is None else _Possible(texts=(str(known),))
        case Named(path) if path == _BOOL:
            return _Possible(texts=("True", "False"))
        case Named(path) if path == _INT:
            return _Possible(more=True, numbers=True)
        case Named(path) if path == _FLOAT:
            return _Possible(more=True, point=True)
        case Named(path):
            values = shape(path, types).members
            return _Possible(more=True) if not values else _Possible(texts=tuple(str(one) for _, one in values))
        case _:
            return _Possible(more=True)


def _is_dead(key: str, possible: _Possible) -> bool:
    """Whether no value can ever be this key."""
    if key in possible.texts:
        return False
    return not possible.more or (possible.numbers and not key.lstrip("-").isdecimal())


def _missing(parameter: Text, missing: list[str], dead: list[Text], related: tuple[Note, ...]) -> Finding:
    texts = ", ".join(f"`{text}`" for text in missing[:5])
    if missing:
        message = f"`{parameter.value}` can be {texts}, for which there is no branch: the run fails there"
    else:
        message = f"no branch can ever be chosen by `{parameter.value}`: the run fails there"
    never = ", ".join(f"`{key.value}`" for key in dead[:5])
    aside = f"; it is never {never}" if dead else ""
    return Finding(
        code="FLO321",
        message=message + aside,
        span=parameter.span,
        label="decides",
        related=(*related, *(Note(message="never chosen", span=key.span) for key in dead[:3])),
        help="write a branch for every value: its key is `str(value)`, so `True` and `False` for a bool",
    )


def _dead(parameter: Text, key: Text, possible: _Possible, related: tuple[Note, ...]) -> Finding:
    *most, last = [f"`{text}`" for text in possible.texts[:5]] or [""]
    texts = "a whole number" if possible.numbers else f"{', '.join(most)} or {last}" if most else last
    return Finding(
        code="FLO322",
        message=f"the branch `{key.value}` is never chosen: `{parameter.value}` is always {texts}",
        span=key.span,
        severity=Severity.WARNING,
        label="never chosen",
        related=related,
        help="correct the key, or take the branch out",
        fix=removed(key.span, "the branch"),
    )


def _pointed(parameter: Text, spelled: str, related: tuple[Note, ...]) -> Finding:
    return Finding(
        code="FLO321",
        message=f"`{parameter.value}` can be a number with a point (`{spelled}`), and no key of a branch has one: the "
        "run fails there",
        span=parameter.span,
        label="decides",
        related=related,
        help="return a text that names the branch",
    )
