"""Type arguments of one class in two uses of it, by the variance of its parameters."""

from icefloe.types.causes import DIFFER
from icefloe.types.declaration import Declaration
from icefloe.types.model import AnyType, Named, TupleType, Type, TypeVar
from icefloe.types.parts import Asking, all_of, inside, same
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, unknown
from icefloe.types.walk import filled

_MAPPINGS = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "MappingProxyType"})


def type_arguments(producer: Named, consumer: Named, declaration: Declaration | None, ask: Asking) -> Verdict:
    """The type arguments of one class in two uses; a missing one is what the parameter says, or `Any`."""
    if producer.arguments == consumer.arguments and not (producer.fresh or _has_variables(consumer)):
        return YES
    parameters = () if declaration is None else declaration.parameters
    if not parameters:
        return _unknown_parameters(producer, consumer, ask)
    given, wanted = filled(parameters, producer.arguments), filled(parameters, consumer.arguments)
    if given is None or wanted is None:
        return unknown(f"{spell(producer)} and {spell(consumer)} do not have the same number of type arguments")
    return all_of(
        inside(_label(producer.path, i, parameters), _argument(producer, given[i], parameter, wanted[i], ask))
        for i, parameter in enumerate(parameters)
    )


def _has_variables(type: Named) -> bool:
    return any(isinstance(one, TypeVar) or (isinstance(one, Named) and one.arguments) for one in type.arguments)


def _unknown_parameters(producer: Named, consumer: Named, ask: Asking) -> Verdict:
    """Two uses of a class whose parameters are not known: only what is the same in both is certain."""
    if not producer.arguments or not consumer.arguments:
        return YES
    if len(producer.arguments) == len(consumer.arguments):
        pairs = zip(producer.arguments, consumer.arguments, strict=True)
        if all_of(same(p, c, "", ask) for p, c in pairs) == YES:
            return YES
    return unknown(f"the type parameters of {spell(Named(producer.path))} are not known here")


def _argument(producer: Named, given: Type, parameter: TypeVar, wanted: Type, ask: Asking) -> Verdict:
    if isinstance(given, AnyType) or isinstance(wanted, AnyType):
        return YES
    name = spell(Named(producer.path))
    if parameter.kind == "several" and isinstance(given, TupleType) and isinstance(wanted, TupleType):
        if given.rest is None and wanted.rest is None and len(given.items) == len(wanted.items):
            pairs = zip(given.items, wanted.items, strict=True)
            return all_of(inside(f"{i}", same(p, c, name, ask)) for i, (p, c) in enumerate(pairs, 1))
        return ask.fits(given, wanted)
    if parameter.variance == "covariant" or (producer.fresh and parameter.variance != "contravariant"):
        return ask.fits(given, wanted)
    if parameter.variance == "contravariant":
        return ask.fits(wanted, given)
    verdict = same(given, wanted, name, ask)
    if parameter.variance == "inferred" and verdict.answer == "no":
        return unknown(f"the variance of {name} is not written down", DIFFER)
    return verdict


def _label(path: str, index: int, parameters: tuple[TypeVar, ...]) -> str:
    if len(parameters) == 2 and path.rpartition(".")[2] in _MAPPINGS:
        return ("key type", "value type")[index]
    return "element type" if len(parameters) == 1 else f"type argument {index + 1}"
