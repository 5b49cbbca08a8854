"""Types that are compared part by part: type arguments, tuples, callables, typed dictionaries, protocols.

Each function is handed `fits`, the comparison of two parts, so that nothing here depends on the whole.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from icefloe.types.declaration import Declaration, Member
from icefloe.types.model import AnyType, CallableType, Key, Named, TupleType, Type, TypedDictType, TypeVar, UnknownType
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import variables

Fits: TypeAlias = Callable[[Type, Type], Verdict]

_MAPPINGS = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "MappingProxyType"})


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several: no before unknown before yes."""
    result = YES
    for verdict in verdicts:
        if verdict.answer == "no":
            return verdict
        if verdict.answer == "unknown" and result.answer == "yes":
            result = verdict
    return result


def inside(label: str, verdict: Verdict) -> Verdict:
    """A verdict about a part, with the part named."""
    return verdict if verdict.answer == "yes" else Verdict(verdict.answer, f"{label}: {verdict.why}")


def same(producer: Type, consumer: Type, invariant: str, fits: Fits) -> Verdict:
    """Both are one type, as far as values can tell; `invariant` says what demands it."""
    there = fits(producer, consumer)
    if there.answer == "no":
        return there
    if any(True for _ in variables(consumer)):
        return _solved(there, producer, consumer, fits)
    back = fits(consumer, producer)
    if back.answer == "no":
        return no(f"{spell(producer)} is not exactly {spell(consumer)} ({invariant} is invariant)")
    return all_of((there, back))


def _solved(there: Verdict, producer: Type, consumer: Type, fits: Fits) -> Verdict:
    """Type variables of the consumer become what is given, where nothing around them could stand in the way."""
    doubt = unknown(f"the type variables of {spell(consumer)} are not solved")
    match consumer:
        case TypeVar(constraints=()):
            return there
        case TypeVar(constraints=constraints):
            exact = any(same(producer, one, "", fits) == YES for one in constraints)
            return there if exact else doubt
        case Named(path, arguments) if isinstance(producer, Named) and producer.path == path:
            return there if all(isinstance(a, TypeVar) for a in arguments) else doubt
        case _:
            return doubt


def type_arguments(producer: Named, consumer: Named, declaration: Declaration | None, fits: Fits) -> Verdict:
    """The type arguments of one class in two uses; a missing one is `Any`."""
    if not producer.arguments or not consumer.arguments:
        return YES
    parameters = () if declaration is None else declaration.parameters
    producer, consumer = padded(producer, len(parameters)), padded(consumer, len(parameters))
    if not len(producer.arguments) == len(consumer.arguments) == len(parameters):
        verdicts = [same(p, c, "", fits) for p, c in zip(producer.arguments, consumer.arguments, strict=False)]
        if len(producer.arguments) == len(consumer.arguments) and all_of(verdicts) == YES:
            return YES
        return unknown(f"the type parameters of {spell(Named(producer.path))} are not known here")
    return all_of(
        inside(
            _label(producer.path, i, len(parameters)),
            _argument(producer, i, parameters[i].variance, consumer.arguments[i], fits),
        )
        for i in range(len(parameters))
    )


def padded(type: Named, count: int) -> Named:
    """With `Any` for each type argument that is left out, as defaults of type parameters may be."""
    return replace(type, arguments=type.arguments + (AnyType(),) * (count - len(type.arguments)))


def _argument(producer: Named, index: int, variance: str, wanted: Type, fits: Fits) -> Verdict:
    given = producer.arguments[index]
    if variance == "covariant" or (producer.fresh and variance == "invariant"):
        return fits(given, wanted)
    if variance == "contravariant":
        return fits(wanted, given)
    verdict = same(given, wanted, spell(Named(producer.path)), fits)
    if variance == "inferred" and verdict.answer == "no":
        return unknown(f"the variance of {spell(Named(producer.path))} is not written down")
    return verdict


def _label(path: str, index: int, count: int) -> str:
    if count == 2 and path.rpartition(".")[2] in _MAPPINGS:
        return ("key type", "value type")[index]
    return "element type" if count == 1 else f"type argument {index + 1}"


def tuples(producer: TupleType, consumer: TupleType, fits: Fits) -> Verdict:
    """Two tuples, item by item."""
    if consumer.rest is None and producer.rest is not None:
        if isinstance(producer.rest, AnyType) and not producer.items:
            return YES
        return no(f"its length is not fixed, {len(consumer.items)} items are asked for")
    given, asked = len(producer.items), len(consumer.items)
    if (consumer.rest is None and given != asked) or (producer.rest is None and given < asked):
        more = "" if consumer.rest is None else "at least "
        return no(f"it has {_items(given)}, {more}{asked} asked for")
    verdicts: list[Verdict] = []
    for index in range(max(given, asked)):
        left = producer.items[index] if index < given else producer.rest
        right = consumer.items[index] if index < asked else consumer.rest
        if left is not None and right is not None:
            verdicts.append(inside(f"item {index + 1}", fits(left, right)))
    if producer.rest is not None and consumer.rest is not None:
        verdicts.append(inside("further items", fits(producer.rest, consumer.rest)))
        if given < asked and not isinstance(producer.rest, AnyType):
            verdicts.append(no(f"it may have fewer than {_items(asked)}"))
    return all_of(verdicts)


def _items(count: int) -> str:
    return f"{count} item" if count == 1 else f"{count} items"


def callables(producer: CallableType, consumer: CallableType, fits: Fits) -> Verdict:
    """Two callables: parameters the other way round, results as they are."""
    result = inside("result", fits(producer.returns, consumer.returns))
    given, taken = consumer.parameters, producer.parameters
    if given is None or taken is None or producer.rest is not None:
        return result
    if consumer.rest is not None or consumer.required is not None:
        return all_of((result, unknown("its parameters may be left out")))
    required = len(taken) if producer.required is None else producer.required
    if not required <= len(given) <= len(taken):
        return no(f"it takes {_count(required, len(taken))}, {len(given)} will be given")
    pairs = zip(given, taken, strict=False)
    return all_of((*(inside(f"parameter {i + 1}", fits(g, t)) for i, (g, t) in enumerate(pairs)), result))


def _count(least: int, most: int) -> str:
    number = str(most) if least == most else f"{least} to {most}"
    return f"{number} parameter{'' if number == '1' else 's'}"


def typed_dicts(producer: TypedDictType, consumer: TypedDictType, fits: Fits) -> Verdict:
    """Two typed dictionaries, key by key; more keys than asked for are fine."""
    if producer.path == consumer.path and producer.path:
        return YES
    has = {key.name: key for key in producer.keys}
    return all_of(_key(has.get(key.name), key, fits) for key in consumer.keys)


def _key(given: Key | None, asked: Key, fits: Fits) -> Verdict:
    if given is None:
        if asked.required:
            return no(f"the key {asked.name!r} is missing")
        return unknown(f"the key {asked.name!r} is not declared, but could be there with another type")
    if asked.required and not given.required:
        return no(f"the key {asked.name!r} may be missing")
    if asked.read_only:
        return inside(f"key {asked.name!r}", fits(given.type, asked.type))
    verdict = inside(f"key {asked.name!r}", same(given.type, asked.type, "a TypedDict", fits))
    if verdict == YES and (given.read_only or given.required != asked.required):
        return unknown(f"the key {asked.name!r} may be written or removed")
    return verdict


def protocol(
    name: str, has: Mapping[str, Member], asked: Mapping[str, Member], final: bool, plain: bool, fits: Fits
) -> Verdict:
    """A class against a protocol's members. `final`: it has no names but these; `plain`: types do not matter."""
    return all_of(_member(name, has.get(member.name), member, final, plain, fits) for member in asked.values())


def _member(name: str, given: Member | None, asked: Member, final: bool, plain: bool, fits: Fits) -> Verdict:
    what = "method" if asked.method else "attribute"
    if given is None:
        if final and asked.method:
            return no(f"{name} has no method {asked.name}")
        return unknown(f"{name} declares no {what} {asked.name}, but may get it at run time")
    if given.absent:
        return no(f"{name} has no {asked.name}")
    if isinstance(asked.type, UnknownType) and plain:
        return YES
    verdict = inside(f"{what} {asked.name}", fits(given.type, asked.type))
    if verdict.answer == "no" and given.method and asked.method and isinstance(given.type, CallableType):
        return verdict
    return verdict if verdict.answer == "yes" else unknown(verdict.why)
