"""Classes as objects: into other classes' objects, into callables, into what their metaclass is."""

from collections.abc import Mapping
from dataclasses import replace

from icefloe.types.callables import callables
from icefloe.types.causes import DIFFER, OPAQUE
from icefloe.types.declaration import Member
from icefloe.types.model import (
    OBJECT,
    TYPE,
    AnyType,
    CallableType,
    Named,
    OverloadType,
    Type,
    TypeVar,
    Union,
    UnknownType,
)
from icefloe.types.parts import Asking, inside
from icefloe.types.protocols import Shown, asked_of, protocol
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import arguments, substitute

_METACLASSES = {"enum.Enum": "enum.EnumMeta", "abc.ABC": "abc.ABCMeta"}


def class_object(producer: Named, consumer: Type, ask: Asking) -> Verdict:
    """Whether a class may be given where something is asked for."""
    made = producer.arguments[0] if producer.arguments else None
    if isinstance(consumer, Named) and consumer.path == TYPE:
        return _classes(made, consumer, ask)
    if isinstance(consumer, CallableType | OverloadType):
        return _called(producer, made, consumer, ask)
    if isinstance(consumer, Named):
        return _object(producer, made, consumer, ask)
    return no(f"{spell(producer)} is a class, not an object of type {spell(consumer)}")


def _called(producer: Named, made: Type | None, consumer: CallableType | OverloadType, ask: Asking) -> Verdict:
    """A class that is called to make an object; of one that may be derived from, not all ask for the arguments."""
    called = constructor(made, ask)
    if isinstance(called, str):
        return unknown(called)
    verdict = callables(called, consumer, ask)
    if verdict.answer != "no" or producer.fresh or not isinstance(consumer, CallableType):
        return verdict
    if ask.fits(made or OBJECT, consumer.returns).answer == "no":
        return verdict
    return unknown(verdict.why, DIFFER)


def _classes(made: Type | None, consumer: Named, ask: Asking) -> Verdict:
    if not consumer.arguments or isinstance(consumer.arguments[0], AnyType):
        return YES
    wanted = consumer.arguments[0]
    if made is None:
        return YES if wanted == OBJECT else unknown("`type` does not tell which class it is", DIFFER)
    return inside("class", ask.fits(made, wanted))


def _object(producer: Named, made: Type | None, consumer: Named, ask: Asking) -> Verdict:
    """A class where an object is asked for: it is one of its metaclass."""
    metaclass = _metaclass(made, ask)
    above = None if metaclass is None else ask.ancestry(metaclass)
    if above is not None and above.named(consumer.path) is not None:
        return YES
    declaration = ask.declaration(consumer.path)
    if declaration is None:
        return ask.fits(OBJECT, consumer)
    if metaclass is None:
        if declaration.protocol or ask.ancestry(consumer).named(TYPE) is not None:
            return unknown(f"the class of {spell(producer)} is not known", OPAQUE)
        return _not(producer, consumer)
    if above is not None and above.open:
        return unknown(above.open)
    if declaration.protocol:
        verdict = protocol(_shown(producer, made, metaclass, ask), consumer, ask)
        return _certain(producer, made, consumer, verdict, ask)
    return _not(producer, consumer)


def _shown(producer: Named, made: Type | None, metaclass: Named, ask: Asking) -> Shown:
    """What a class shows to a protocol: what its metaclass gives it, and the names that stand in it."""
    own: Mapping[str, Member] = ask.members(made) if isinstance(made, Named) else {}
    shown: dict[str, Member] = dict(ask.members(metaclass).items())
    for name in own:
        if not (name.startswith("__") and name.endswith("__")) and name not in shown:
            shown[name] = replace(own[name], type=UnknownType("it is asked of a class", DIFFER))
    called = constructor(made, ask)
    unread = UnknownType(called if isinstance(called, str) else "", OPAQUE)
    shown["__call__"] = Member("__call__", unread if isinstance(called, str) else called)
    inner = ask.declaration(made.path) if isinstance(made, Named) else None
    closed = not isinstance(made, Named) or (inner is not None and not ask.ancestry(made).open)
    more = "its class may have it" if not closed or isinstance(made, TypeVar | AnyType) else ""
    return Shown(producer, shown, more)


def _certain(producer: Named, made: Type | None, consumer: Named, verdict: Verdict, ask: Asking) -> Verdict:
    """Not all say the same of what every class has, and of what an enumeration holds."""
    asked = asked_of(consumer, ask)
    if verdict != YES or isinstance(asked, str):
        return verdict
    if "__hash__" in asked:
        return unknown(f"whether {spell(producer)} can be hashed", DIFFER)
    if "__iter__" in asked and made is not None:
        return (
            verdict
            if all(ask.fits(made, one) == YES for one in consumer.arguments)
            else unknown(f"what {spell(producer)} holds is not certain", DIFFER)
        )
    return verdict


def _not(producer: Named, consumer: Type) -> Verdict:
    return no(f"{spell(producer)} is a class, not an object of type {spell(consumer)}")


def _metaclass(made: Type | None, ask: Asking) -> Named | None:
    """The class of a class, or None where that is not known."""
    if not isinstance(made, Named):
        return Named(TYPE)
    above = ask.ancestry(made)
    for one in above.types:
        declaration = ask.declaration(one.path) if isinstance(one, Named) else None
        if isinstance(one, Named) and one.path in _METACLASSES:
            return Named(_METACLASSES[one.path])
        if declaration is not None and declaration.metaclass is not None:
            return declaration.metaclass if isinstance(declaration.metaclass, Named) else None
    return None if above.open else Named(TYPE)


def constructor(made: Type | None, ask: Asking) -> CallableType | OverloadType | str:
    """How a class is called to make an object, or why that is not known."""
    if made is None or isinstance(made, AnyType):
        return CallableType(None, AnyType())
    if made == OBJECT:
        return CallableType(None, OBJECT)
    if isinstance(made, Union):
        return "one of several classes is called"
    if isinstance(made, TypeVar):
        return f"the type variable {made.name.strip()} is not solved"
    if not isinstance(made, Named):
        return f"how {spell(made)} is made is not known"
    above = ask.ancestry(made)
    for one in above.types:
        declaration = ask.declaration(one.path) if isinstance(one, Named) else None
        if declaration is None or not isinstance(one, Named):
            break
        making = declaration.constructor()
        if making is not None:
            solved: Mapping[str, Type] = arguments(declaration, one) if one.arguments else {}
            called = substitute(making, solved)
            if isinstance(called, CallableType | OverloadType):
                return called if one.path == made.path else _returning(called, _whole(made, ask))
    return above.open or f"how {spell(made)} is made is not known"


def _whole(made: Named, ask: Asking) -> Named:
    """A class with its type parameters, where it is named without arguments."""
    declaration = ask.declaration(made.path)
    return made if made.arguments or declaration is None else Named(made.path, declaration.parameters)


def _returning(called: CallableType | OverloadType, made: Named) -> CallableType | OverloadType:
    if isinstance(called, OverloadType):
        return OverloadType(tuple(replace(one, returns=made) for one in called.items))
    return replace(called, returns=made)
