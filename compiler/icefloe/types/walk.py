"""A class and everything it derives from, with type arguments put in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from icefloe.types.causes import LARGE, OPAQUE, unresolvable
from icefloe.types.declaration import Declaration, Hierarchy, Member
from icefloe.types.model import (
    OBJECT,
    AnyType,
    CallableType,
    Key,
    Named,
    NewTypeType,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    is_large,
    parts,
    union,
)
from icefloe.types.table import MembersOf
from icefloe_schema.records import dataclass

_MOST = 400
_OFTEN = 8
_TRANSPARENT = frozenset({"typing.Generic", "typing.Protocol"})


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The supertypes of a type, itself first, each before what it derives from.

    `open` says why there may be more (empty when these are all), `cause` what a summary counts that under.
    """

    types: tuple[Type, ...]
    open: str = ""
    cause: str = ""

    def named(self, path: str) -> Named | None:
        """The supertype of that path."""
        return next((t for t in self.types if isinstance(t, Named) and t.path == path), None)

    def tuple(self) -> TupleType | None:
        """The tuple among them."""
        return next((t for t in self.types if isinstance(t, TupleType)), None)


def ancestry(type: Type, hierarchy: Hierarchy) -> Ancestry:
    """All that a type is: its class, that class's bases with arguments put in, and so on up to `object`."""
    seen: list[Type] = []
    above: dict[Type, tuple[Type, ...]] = {}
    holes: list[UnknownType] = []
    waiting = [type]
    while waiting and len(seen) < _MOST:
        one = waiting.pop(0)
        if one not in above:
            found = _bases(one, hierarchy)
            above[one] = () if isinstance(found, UnknownType) or any(map(is_large, found)) else found
            if isinstance(found, UnknownType):
                holes.append(found)
            elif not above[one] and found:
                holes.append(UnknownType("the type arguments of its bases are too large", LARGE))
        elif one in seen[-1:] or seen.count(one) > _OFTEN:
            continue
        seen.append(one)
        waiting = [*above[one], *waiting]
    if waiting:
        holes.append(UnknownType("it has too many bases", LARGE))
    # A class that several derive from comes behind the last of them.
    last = dict.fromkeys(reversed(seen))
    last.pop(OBJECT, None)
    hole = holes[0] if holes else UnknownType("")
    return Ancestry((*reversed(last), OBJECT), hole.why, hole.cause)


def _bases(type: Type, hierarchy: Hierarchy) -> tuple[Type, ...] | UnknownType:
    match type:
        case Named(path):
            declaration = hierarchy(path)
            if declaration is None:
                return UnknownType(f"the class {path} is not known here", unresolvable(path))
            solved = arguments(declaration, type)
            return tuple(
                substitute(base, solved)
                for base in declaration.bases
                if not (isinstance(base, Named) and base.path in _TRANSPARENT)
            )
        case TupleType(items, rest, tail):
            return (Named("builtins.tuple", (union(*items, *(() if rest is None else (rest,)), *tail),)),)
        case TypedDictType():
            return (Named("collections.abc.Mapping", (Named("builtins.str"), OBJECT)),)
        case NewTypeType(_, base):
            return (base,)
        case UnknownType():
            return type
        case _:
            return UnknownType("one of its bases is computed", OPAQUE)


def arguments(declaration: Declaration, type: Named) -> Mapping[str, Type]:
    """What each type parameter of a class stands for in this use of it."""
    given = filled(declaration.parameters, type.arguments)
    if given is None:
        return {parameter.name: AnyType() for parameter in declaration.parameters}
    return {parameter.name: given[i] for i, parameter in enumerate(declaration.parameters)}


def filled(parameters: tuple[TypeVar, ...], given: tuple[Type, ...]) -> tuple[Type, ...] | None:
    """One type for each type parameter, defaults put in; None where the numbers do not fit.

    What a parameter for several types takes is a tuple of them, for parameters a callable.
    """
    if len(parameters) == 1 and parameters[0].kind == "parameters" and given and not _is_parameters(given[0]):
        given = (CallableType(given, AnyType()),)
    several = next((i for i, one in enumerate(parameters) if one.kind == "several"), None)
    if several is not None and given:
        after = len(parameters) - several - 1
        if len(given) < several + after:
            return None
        packed = given[several : len(given) - after]
        given = (*given[:several], _packed(packed), *given[len(given) - after :])
    if len(given) > len(parameters):
        return None
    found = list(given)
    for parameter in parameters[len(found) :]:
        solved = {one.name: found[i] for i, one in enumerate(parameters[: len(found)])}
        found.append(AnyType() if parameter.default is None else substitute(parameter.default, solved))
    return tuple(found)


def _is_parameters(type: Type) -> bool:
    return isinstance(type, CallableType | AnyType) or (isinstance(type, TypeVar) and type.kind == "parameters")


def _packed(types: tuple[Type, ...]) -> TupleType:
    """Type arguments as one tuple; `*tuple[int, ...]` and `*Ts` among them stand in its middle."""
    for index, one in enumerate(types):
        if isinstance(one, TypeVar) and one.kind == "several":
            return TupleType(types[:index], one, types[index + 1 :])
    return TupleType(types)


def substitute(type: Type, solved: Mapping[str, Type]) -> Type:
    """A type with its variables replaced by what they stand for."""
    if not solved:
        return type
    match type:
        case TypeVar(name):
            return solved.get(name, type)
        case Named(path, given, fresh):
            inside = tuple(substitute(a, solved) for a in given)
            return type if inside == given else Named(path, inside, fresh)
        case Union(members):
            return union(*(substitute(m, solved) for m in members))
        case TupleType():
            return _tuple(type, solved)
        case CallableType():
            return _callable(type, solved)
        case OverloadType(items):
            return OverloadType(tuple(_callable(one, solved) for one in items))
        case TypedDictType(path, keys, extra):
            more = None if extra is None else substitute(extra, solved)
            return TypedDictType(path, tuple(_key(k, solved) for k in keys), more)
        case _:
            return type


def _each(types: tuple[Type, ...], solved: Mapping[str, Type]) -> tuple[Type, ...]:
    return tuple(substitute(one, solved) for one in types)


def _key(key: Key, solved: Mapping[str, Type]) -> Key:
    return replace(key, type=substitute(key.type, solved))


def _tuple(type: TupleType, solved: Mapping[str, Type]) -> TupleType:
    items, tail = _each(type.items, solved), _each(type.tail, solved)
    rest = None if type.rest is None else substitute(type.rest, solved)
    if isinstance(type.rest, TypeVar) and type.rest.kind == "several" and isinstance(rest, TupleType):
        if rest.rest is None:
            return TupleType((*items, *rest.items, *tail))
        return TupleType((*items, *rest.items), rest.rest, (*rest.tail, *tail))
    return TupleType(items, rest, tail)


def _callable(type: CallableType, solved: Mapping[str, Type]) -> CallableType:
    changed = replace(
        type,
        parameters=None if type.parameters is None else _each(type.parameters, solved),
        returns=substitute(type.returns, solved),
        rest=None if type.rest is None else substitute(type.rest, solved),
        keywords=tuple(_key(k, solved) for k in type.keywords),
        options=None if type.options is None else substitute(type.options, solved),
    )
    spec = None if type.spec is None else solved.get(type.spec.name)
    match spec:
        case TypeVar():
            return replace(changed, spec=spec)
        case AnyType() | CallableType(parameters=None):
            return replace(changed, spec=None, rest=AnyType(), options=AnyType())
        case CallableType():
            return _joined(changed, spec)
        case _:
            return changed


def _joined(first: CallableType, more: CallableType) -> CallableType:
    """The parameters of one callable before those of another."""
    before, after = first.parameters or (), more.parameters or ()
    required = None if more.required is None else len(before) + more.required
    names = (*first.names, *("" for _ in before[len(first.names) :]), *more.names)
    return replace(more, parameters=(*before, *after), returns=first.returns, required=required, names=names)


def members(type: Type, ancestors: Ancestry, hierarchy: Hierarchy) -> Mapping[str, Member]:
    """The members of a type by name, nearest first, with type arguments and `Self` put in."""
    found: list[tuple[Declaration, Mapping[str, Type]]] = []
    for ancestor in ancestors.types:
        declaration = hierarchy(ancestor.path) if isinstance(ancestor, Named) else None
        if declaration is not None and isinstance(ancestor, Named):
            found.append((declaration, {**arguments(declaration, ancestor), "Self": type}))
    return MembersOf(found, substitute)


def variables(type: Type) -> Iterator[TypeVar]:
    """The type variables in a type, once for each occurrence."""
    if isinstance(type, TypeVar):
        yield type
    for part in parts(type):
        yield from variables(part)
