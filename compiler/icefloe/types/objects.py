"""Objects whose supertypes can be listed: of a class, a tuple, a typed dictionary, and functions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from icefloe.types.arguments import type_arguments
from icefloe.types.causes import DIFFER, RUN_TIME, unresolvable
from icefloe.types.declaration import Declaration, Member
from icefloe.types.literals import TEXT, into_literal
from icefloe.types.model import (
    OBJECT,
    CallableType,
    LiteralType,
    Named,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    UnknownType,
)
from icefloe.types.parts import Asking
from icefloe.types.spell import spell
from icefloe.types.table import Changed, names_of
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import Ancestry

if TYPE_CHECKING:  # few values are compared with a protocol
    from icefloe.types.protocols import Shown

_TOWER = {"builtins.float": ("builtins.int",), "builtins.complex": ("builtins.int", "builtins.float")}
_NUMBERS = ("builtins.int", "builtins.float", "builtins.complex", "decimal.Decimal")
_CONTAINER, _ITERABLE = "collections.abc.Container", "collections.abc.Iterable"
_FUNCTION = Named("types.FunctionType")


def into_object(producer: Type, consumer: Type, ask: Asking) -> Verdict:
    """Whether an object may be given where something is asked for."""
    ancestors = ask.ancestry(producer)
    match consumer:
        case Named():
            return into_class(producer, consumer, ask)
        case TupleType():
            held = ancestors.tuple()
            if held is not None:
                from icefloe.types.tuples import tuples

                return tuples(held, consumer, ask)
        case TypedDictType():
            return _into_typed_dict(producer, consumer, ancestors, ask)
        case CallableType() | OverloadType():
            return _into_callable(producer, consumer, ancestors, ask)
        case LiteralType():
            return into_literal(producer, consumer, ask)
        case _:
            pass
    if ancestors.open:
        return unknown(ancestors.open, ancestors.cause)
    return no(f"{spell(producer)} is not {spell(consumer)}")


def into_class(producer: Type, consumer: Named, ask: Asking) -> Verdict:
    """Whether an object or a function may be given where an object of a class is asked for."""
    function = isinstance(producer, CallableType | OverloadType)
    ancestors = Ancestry((OBJECT,)) if function else ask.ancestry(producer)
    if isinstance(producer, TypedDictType) and consumer.path == "collections.abc.Mapping":
        from icefloe.types.typeddicts import as_mapping

        return type_arguments(as_mapping(producer), consumer, ask.declaration(consumer.path), ask)
    found = ancestors.named(consumer.path)
    if found is not None:
        return _nominal(producer, found, consumer, ancestors, ask)
    if any(ancestors.named(path) for path in _TOWER.get(consumer.path, ())):
        return YES
    if ancestors.open:
        return unknown(ancestors.open, ancestors.cause)
    declaration = ask.declaration(consumer.path)
    if declaration is None:
        return unknown(f"the class {consumer.path} is not known here", unresolvable(consumer.path))
    if declaration.protocol:
        from icefloe.types.protocols import is_protocol, protocol

        return protocol(_shown(producer, ancestors, ask), consumer, ask, is_protocol=is_protocol(producer, ask))
    return _lenient(producer, consumer, ask) or no(f"{spell(producer)} is not {spell(consumer)}")


def _nominal(producer: Type, found: Named, consumer: Named, ancestors: Ancestry, ask: Asking) -> Verdict:
    """By its type arguments; a protocol whose members do not use them is taken by some checkers nevertheless."""
    declaration = ask.declaration(consumer.path)
    if consumer.path == _CONTAINER and consumer.arguments and found != producer:
        held, wanted = ancestors.named(_ITERABLE), replace(consumer, path=_ITERABLE)
        fits = held is None or type_arguments(held, wanted, ask.declaration(_ITERABLE), ask) == YES
        return YES if fits else unknown(f"{spell(found)} may hold other things", DIFFER)
    verdict = type_arguments(found, consumer, declaration, ask)
    if verdict.answer != "no" or declaration is None or not declaration.protocol:
        return verdict
    from icefloe.types.protocols import protocol

    alike = protocol(_shown(producer, ancestors, ask), consumer, ask) == YES
    return unknown(verdict.why, DIFFER) if alike else verdict


def _shown(producer: Type, ancestors: Ancestry, ask: Asking) -> "Shown":
    """What an object has for a protocol."""
    from icefloe.types.protocols import Shown

    if isinstance(producer, CallableType | OverloadType):
        untold = UnknownType(f"{spell(producer)} may be a function or another object that can be called", DIFFER)
        function = {name: Member(name, untold) for name in ask.members(_FUNCTION)}
        return Shown(producer, {**function, **ask.members(OBJECT), "__call__": Member("__call__", producer)})
    declarations = [ask.declaration(one.path) for one in ancestors.types if isinstance(one, Named)]
    members = ask.members(producer)
    final = all(one is not None and one.final_names for one in declarations) and not _is_dynamic(declarations)
    if not members["__hash__"].absent and _compared_without_hash(declarations):
        members = Changed(members, Member("__hash__", UnknownType("it is compared by value", DIFFER)))
    return Shown(producer, members, "" if final else "may get it at run time")


def _is_dynamic(declarations: Sequence[Declaration | None]) -> bool:
    """Whether a class answers to any name."""
    names = (names_of(one.members) for one in declarations if one is not None and one.path != OBJECT.path)
    return any("__getattr__" in each or "__getattribute__" in each for each in names)


def _compared_without_hash(declarations: list[Declaration | None]) -> bool:
    """Whether the nearest class that says how its objects are compared does not say how they are hashed."""
    for one in declarations:
        names = names_of(one.members) if one is not None and one.path != OBJECT.path else ()
        if "__eq__" in names or "__hash__" in names:
            return "__hash__" not in names
    return False


def _lenient(producer: Type, consumer: Named, ask: Asking) -> Verdict | None:
    """Why a class that is not a base may still be meant."""
    if consumer.path.startswith("numbers."):
        above = ask.ancestry(producer)
        if any(above.named(one) for one in _NUMBERS):
            return unknown(f"{spell(producer)} is registered as {spell(consumer)} at run time only", DIFFER)
    if consumer.path == TEXT and ask.ancestry(producer).named("builtins.str"):
        return unknown("the text may be written out in the code or not", DIFFER)
    if isinstance(producer, CallableType | OverloadType) and ask.ancestry(_FUNCTION).named(consumer.path):
        return unknown(f"{spell(producer)} may be a function or another object that can be called", DIFFER)
    above = ask.ancestry(consumer)
    return unknown(above.open, above.cause) if above.open else None


def _into_typed_dict(producer: Type, consumer: TypedDictType, ancestors: Ancestry, ask: Asking) -> Verdict:
    if isinstance(producer, TypedDictType):
        from icefloe.types.typeddicts import typed_dicts

        return YES if producer == consumer and producer.path else typed_dicts(producer, consumer, ask)
    if ancestors.open:
        return unknown(ancestors.open, ancestors.cause)
    if isinstance(producer, Named) and producer.fresh and ancestors.named("builtins.dict"):
        return unknown(f"the keys of {spell(producer)} are not known", RUN_TIME)
    return no(f"{spell(producer)} is not {spell(consumer)}")


def _into_callable(producer: Type, consumer: CallableType | OverloadType, ancestors: Ancestry, ask: Asking) -> Verdict:
    call = ask.members(producer).get("__call__")
    if call is not None and not call.absent:
        if isinstance(call.type, CallableType | OverloadType):
            from icefloe.types.callables import callables

            return callables(call.type, consumer, ask)
        return unknown(f"the signature of {spell(producer)} is not known")
    if ancestors.open:
        return unknown(ancestors.open, ancestors.cause)
    return no(f"{spell(producer)} cannot be called")
