"""Protocols: a class, a function or a class object, member by member."""

from collections.abc import Mapping
from dataclasses import replace

from icefloe.types.callables import callables
from icefloe.types.causes import DIFFER
from icefloe.types.declaration import Member
from icefloe.types.model import AnyType, CallableType, Named, OverloadType, Type, UnknownType
from icefloe.types.parts import Asking, all_of, inside, same
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import arguments, substitute, variables
from icefloe_schema.records import dataclass

_OBJECT = Named("builtins.object")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a value of a type shows to a protocol: its `members`, and why there may be more (empty: these are all)."""

    type: Type
    members: Mapping[str, Member]
    more: str = ""

    @property
    def name(self) -> str:
        """The type as text."""
        return spell(self.type)


def asked_of(consumer: Named, ask: Asking, me: Type | None = None) -> Mapping[str, Member] | str:
    """The members that a protocol asks for, or why they are not known; `Self` in them is what is given (`me`)."""
    above = ask.ancestry(consumer)
    if above.open:
        return above.open
    found: dict[str, Member] = {}
    for one in above.types:
        declaration = ask.declaration(one.path) if isinstance(one, Named) else None
        if declaration is None or not isinstance(one, Named) or not declaration.protocol:
            continue
        whole = ask.members(one)
        for member in declaration.members:
            if member.name in found:
                continue
            found[member.name] = whole[member.name]
            if me is not None and any(variable.name == "Self" for variable in variables(member.type)):
                solved = {**arguments(declaration, one), "Self": me}
                found[member.name] = replace(member, type=substitute(member.type, solved))
    return found


def protocol(shown: Shown, consumer: Named, ask: Asking, *, is_protocol: bool = False) -> Verdict:
    """Whether all members that a protocol asks for are there with fitting types."""
    asked = asked_of(consumer, ask, shown.type)
    if isinstance(asked, str):
        return unknown(asked)
    plain = all(isinstance(argument, AnyType) for argument in consumer.arguments)
    verdict = all_of(_member(shown, member, plain, ask) for member in asked.values())
    everywhere = ask.members(_OBJECT)
    if verdict == YES and is_protocol and any(name in everywhere for name in asked):
        return unknown(f"{shown.name} does not ask for what every object has", DIFFER)
    return verdict


def _member(shown: Shown, asked: Member, plain: bool, ask: Asking) -> Verdict:
    what = "method" if asked.method else "attribute"
    given = shown.members.get(asked.name)
    if given is None:
        if not shown.more:
            return no(f"{shown.name} has no {what} {asked.name}")
        return unknown(f"{shown.name} declares no {what} {asked.name}, but {shown.more}")
    if given.absent:
        return no(f"{shown.name} has no {asked.name}")
    if isinstance(given.type, UnknownType) and given.type.cause == DIFFER:
        return unknown(given.type.why, DIFFER)
    if isinstance(asked.type, UnknownType) and plain:
        return YES
    return inside(f"{what} {asked.name}", _typed(given, asked, ask))


def _typed(given: Member, asked: Member, ask: Asking) -> Verdict:
    """Two members of one name by their types."""
    if isinstance(asked.type, CallableType | OverloadType) and isinstance(given.type, CallableType | OverloadType):
        found = callables(given.type, asked.type, ask, method=asked.name != "__call__")
        loose = isinstance(given.type, CallableType) and given.type.parameters is None
        if found == YES and asked.shared and not given.shared:
            return unknown("a method of objects stands for one of the class", DIFFER)
        if found == YES and asked.method and not (given.method or given.shared or loose):
            return unknown("an attribute stands for a method", DIFFER)
        return found
    if given.method and isinstance(given.type, UnknownType):
        given = replace(given, type=CallableType(None, given.type))
    if asked.method:
        return ask.fits(given.type, asked.type)
    found = _attribute(given, asked, ask)
    disputed = given.through == "cache" or (given.through == "setter" and asked.settable)
    return unknown("it is a property that can be set", DIFFER) if found == YES and disputed else found


def _attribute(given: Member, asked: Member, ask: Asking) -> Verdict:
    """Whether something stands for an attribute."""
    if not asked.settable:
        return ask.fits(given.type, asked.type)
    if asked.shared and not given.shared:
        return no("it is not declared as `ClassVar`")
    if given.shared and not asked.shared:
        return no("it is declared as `ClassVar`")
    if not given.settable or given.method:
        there = ask.fits(given.type, asked.type)
        return there if there.answer == "no" else no("it can only be read")
    return same(given.type, asked.type, "an attribute", ask)


def is_protocol(type: Type, ask: Asking) -> bool:
    """Whether a type is a protocol."""
    declaration = ask.declaration(type.path) if isinstance(type, Named) else None
    return declaration is not None and declaration.protocol
