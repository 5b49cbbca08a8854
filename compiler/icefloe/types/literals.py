"""Values as types: members of `Literal`, of enumerations, and classes that have few values."""

from icefloe.types.causes import DIFFER, RUN_TIME
from icefloe.types.model import LiteralType, Named, Type, Union
from icefloe.types.parts import Asking, all_of
from icefloe.types.spell import spell, widened
from icefloe.types.verdict import YES, Verdict, no, unknown

BOOL = "builtins.bool"
TEXT = "typing.LiteralString"
_STR = Named("builtins.str")


def values_of(type: Type, ask: Asking) -> tuple[LiteralType, ...] | None:
    """All values of a class that has few, or None."""
    if not isinstance(type, Named):
        return None
    if type.path == BOOL:
        return (LiteralType(BOOL, True), LiteralType(BOOL, False))
    declaration = ask.declaration(type.path)
    return declaration.values if declaration is not None else None


def literal(producer: LiteralType, consumer: Type, ask: Asking) -> Verdict:
    """Whether one value may be given where something is asked for."""
    if isinstance(consumer, LiteralType):
        return _values(producer, consumer, ask)
    if isinstance(consumer, Named) and consumer.path == TEXT:
        return YES if producer.path == _STR.path else ask.fits(widened(producer), consumer)
    return ask.fits(widened(producer), consumer)


def _values(producer: LiteralType, consumer: LiteralType, ask: Asking) -> Verdict:
    if producer == consumer and type(producer.value) is type(consumer.value):
        return YES
    if producer.path != consumer.path or producer.path.startswith("builtins."):
        return no(f"{_shown(producer)} is not {_shown(consumer)}")
    values = values_of(Named(producer.path), ask)
    if values is not None and producer in values and consumer in values:
        return no(f"{_shown(producer)} is not {_shown(consumer)}")
    return unknown("members of an enumeration may be aliases of each other", DIFFER)


def _shown(type: LiteralType) -> str:
    return repr(type.value) if type.path.startswith("builtins.") else f"{type.path}.{type.value!s}"


def into_literal(producer: Type, consumer: LiteralType, ask: Asking) -> Verdict:
    """Whether an object of a class may be given where one value is asked for."""
    verdict = ask.fits(producer, Named(consumer.path))
    if verdict.answer != "yes":
        return verdict
    if isinstance(producer, Named) and producer.fresh:
        return unknown("the value is not kept", RUN_TIME)
    values = values_of(producer, ask)
    if values is not None and len(values) == 1:
        return unknown(f"{spell(producer)} has one member", DIFFER)
    if values is not None:
        return all_of(_wider(producer, _values(one, consumer, ask), spell(consumer)) for one in values)
    if not consumer.path.startswith("builtins.") and producer == Named(consumer.path):
        return unknown(f"{spell(producer)} may have no other members")
    return no(f"{spell(producer)} is wider than {spell(consumer)}")


def _wider(producer: Type, verdict: Verdict, consumer: str) -> Verdict:
    return no(f"{spell(producer)} is wider than {consumer}") if verdict.answer == "no" else verdict


def into_literals(producer: Type, consumer: Union, ask: Asking) -> Verdict | None:
    """Whether each value of a class that has few is among those asked for; None where it is no such class."""
    paths = {member.path for member in consumer.members if isinstance(member, LiteralType)}
    if not isinstance(producer, Named) or producer.path not in paths:
        return None
    values = values_of(producer, ask)
    if values is None:
        return None
    found = all_of(ask.fits(value, consumer) for value in values)
    return _wider(producer, found, spell(consumer))
