"""Typed dictionaries: two of them key by key, a display with its keys, and one as a mapping."""

from icefloe.types.causes import DIFFER
from icefloe.types.model import AnyType, Key, Named, NeverType, Type, TypedDictType, union
from icefloe.types.parts import Asking, all_of, inside, same
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no, unknown

_OBJECT = Named("builtins.object")


def typed_dicts(producer: TypedDictType, consumer: TypedDictType, ask: Asking) -> Verdict:
    """Two typed dictionaries, key by key; more keys than asked for are fine unless the consumer has no others."""
    has = {key.name: key for key in producer.keys}
    asked = {key.name for key in consumer.keys}
    verdicts = [_key(producer, has.get(key.name), key, ask) for key in consumer.keys]
    if consumer.extra is not None:
        verdicts += [_extra(key, consumer, ask) for key in producer.keys if key.name not in asked]
        verdicts.append(_extras(producer, consumer.extra, ask))
    return all_of(verdicts)


def _extra(key: Key, consumer: TypedDictType, ask: Asking) -> Verdict:
    """A key of the producer that the consumer does not name."""
    if isinstance(consumer.extra, NeverType) or consumer.extra is None:
        return no(f"{spell(consumer)} has no key {key.name!r}")
    if key.required:
        return no(f"the key {key.name!r} may not be missing")
    return inside(f"key {key.name!r}", same(key.type, consumer.extra, "a TypedDict", ask))


def _extras(producer: TypedDictType, wanted: Type, ask: Asking) -> Verdict:
    if producer.extra is None:
        return no(f"{spell(producer)} may have more keys")
    if isinstance(producer.extra, NeverType):
        return YES if isinstance(wanted, NeverType) else no(f"{spell(producer)} takes no more keys")
    return inside("further keys", same(producer.extra, wanted, "a TypedDict", ask))


def _key(producer: TypedDictType, given: Key | None, asked: Key, ask: Asking) -> Verdict:
    if given is None:
        return _missing(producer, asked, ask)
    if asked.required and not given.required:
        return no(f"the key {asked.name!r} may be missing")
    if asked.read_only:
        return inside(f"key {asked.name!r}", ask.fits(given.type, asked.type))
    if given.read_only:
        return no(f"the key {asked.name!r} can only be read")
    if given.required and not asked.required:
        return no(f"the key {asked.name!r} may be removed where it is taken, but not where it is made")
    return inside(f"key {asked.name!r}", same(given.type, asked.type, "a TypedDict", ask))


def _missing(producer: TypedDictType, asked: Key, ask: Asking) -> Verdict:
    if asked.required:
        return no(f"the key {asked.name!r} is missing")
    if producer.extra is not None and not isinstance(producer.extra, NeverType):
        return inside(f"key {asked.name!r}", ask.fits(producer.extra, asked.type))
    if asked.read_only and (asked.type == _OBJECT or isinstance(asked.type, AnyType) or producer.extra is not None):
        return YES
    if isinstance(producer.extra, NeverType):
        return unknown(f"the key {asked.name!r} is not declared", DIFFER)
    return no(f"the key {asked.name!r} is not declared, but could be there with another type")


def as_mapping(type: TypedDictType) -> Named:
    """What a typed dictionary is as a mapping: of objects, unless all its keys are known."""
    text = Named("builtins.str")
    if type.extra is None:
        return Named("collections.abc.Mapping", (text, _OBJECT))
    return Named("collections.abc.Mapping", (text, union(*(key.type for key in type.keys), type.extra)))
