"""One operation on typed values: an attribute, a call, a subscript, iteration, `with`.

Each answers over types alone, the same for classes of the library, of the project and of outside: by the members that
their declarations have. A union answers where all of its members do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from icefloe.infer.arguments import Given
from icefloe.infer.invoke import Invocation
from icefloe.infer.members import member_of
from icefloe.infer.solve import UNSOLVED, constructor, tidy
from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    Declaration,
    Key,
    LiteralType,
    Member,
    Named,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    Union,
    UnknownType,
    ancestry,
    causes,
    substitute,
    union,
    widened,
)
from icefloe.types.table import named
from icefloe.types.walk import arguments
from icefloe_schema.records import dataclass

_TYPE = "builtins.type"
_STR = Named("builtins.str")
_ANY_OF_THEM = UnknownType(causes.MIXED, causes.MIXED)
_ITERATORS = frozenset(f"collections.abc.{n}" for n in ("Iterator", "Generator", "Iterable", "AsyncIterator"))
_COROUTINES = frozenset({"collections.abc.Coroutine", "types.CoroutineType", "collections.abc.Awaitable"})


@dataclass(frozen=True, slots=True)
class Operations:
    """Operations over one hierarchy of classes."""

    invocation: Invocation

    def _declaration(self, type: Type) -> Declaration | None:
        return self.invocation.hierarchy(type.path) if isinstance(type, Named) else None

    def each(self, type: Type, answer: Callable[[Type], Type]) -> Type:
        """The answers for the members of a union; of what is not known or `Any`, the same.

        Where it can be done with all but None, the value is not None, as it would fail.
        """
        if isinstance(type, AnyType | UnknownType):
            return type
        if not isinstance(type, Union):
            return answer(type)
        loose = [m for m in type.members if isinstance(m, UnknownType) and m.cause in causes.LOOSE]
        answers = [self.each(member, answer) for member in type.members if member != NONE and member not in loose]
        without = answer(NONE) if NONE in type.members else None
        if without is not None and not isinstance(without, UnknownType):
            answers.append(without)
        doubt = next((a for a in answers if isinstance(a, UnknownType)), None)
        return doubt or tidy(union(*answers, *loose))

    def attribute(self, type: Type, name: str) -> Type:
        """The type of an attribute, or of a method as something that can be called."""
        return self.each(type, lambda one: self._attribute(one, name))

    def _attribute(self, type: Type, name: str) -> Type:
        missing = UnknownType(f"the type of .{name} is not known")
        if isinstance(type, Named) and type.path == _TYPE:
            return self._of_class(type, name) or missing
        member = member_of(type, name, self.invocation.hierarchy)
        if member is None:
            computed = member_of(type, "__getattr__", self.invocation.hierarchy)
            if computed is not None and isinstance(computed.type, CallableType):
                return computed.type.returns
            return missing
        if isinstance(type, LiteralType) and name in ("name", "_name_"):
            return LiteralType(_STR.path, type.value, fresh=True)
        return self._described(member, type) or member.type

    def _described(self, member: Member, type: Type) -> Type | None:
        """What a descriptor in the class (an object with `__get__`) gives in place of itself."""
        if member.method or not member.shared or not isinstance(member.type, Named) or member.type.path == _TYPE:
            return None
        getter = member_of(member.type, "__get__", self.invocation.hierarchy)
        if getter is None or not isinstance(getter.type, CallableType | OverloadType):
            return None
        given = (Given(type=type), Given(type=Named(_TYPE, (type,))))
        return self.invocation.result(getter.type, given, receiver=member.type)

    def _of_class(self, type: Named, name: str) -> Type | None:
        """An attribute of a class itself."""
        of = type.arguments[0] if type.arguments else None
        if isinstance(of, Named):
            declaration = self._declaration(of)
            if declaration is not None and declaration.values is not None:
                member = next((m for m in declaration.values if m.value == name), None)
                if member is not None:
                    return replace(member, fresh=True)
            found = member_of(of, name, self.invocation.hierarchy)
            if found is not None:
                return found.type if found.shared else _unbound(of, found.type) if found.method else None
        meta = member_of(Named(_TYPE), name, self.invocation.hierarchy)
        return None if meta is None or meta.method else meta.type

    def method(self, type: Type, name: str, given: Sequence[Given]) -> Type:
        """What a call of a method gives."""
        return self.each(type, lambda one: self._method(one, name, given))

    def _method(self, type: Type, name: str, given: Sequence[Given]) -> Type:
        missing = UnknownType(f"what .{name}() gives is not known")
        if isinstance(type, Named) and type.path == _TYPE and type.arguments:
            return self._method_of_class(type.arguments[0], name, given) or missing
        member = member_of(type, name, self.invocation.hierarchy)
        if member is None:
            cause = ancestry(type, self.invocation.hierarchy).cause
            return self._of_keys(type, name, given) or UnknownType(missing.why, cause)
        if isinstance(member.type, CallableType | OverloadType):
            kept = widened(type) if isinstance(type, LiteralType) else type
            return one_of(_tuples(self.invocation.result(member.type, given, receiver=kept)), kept)
        if isinstance(member.type, UnknownType):
            return UnknownType(missing.why, member.type.cause)
        return self.call(member.type, given)

    def _method_of_class(self, of: Type, name: str, given: Sequence[Given]) -> Type | None:
        member = member_of(of, name, self.invocation.hierarchy) if isinstance(of, Named) else None
        if member is None or not isinstance(member.type, CallableType | OverloadType):
            return None
        if member.shared:
            return _tuples(self.invocation.result(member.type, given))
        # `str.upper(text)`: the object is the first argument.
        if not given or given[0].name or given[0].star:
            return None
        return self.method(given[0].type, name, given[1:])

    def _of_keys(self, type: Type, name: str, given: Sequence[Given]) -> Type | None:
        if name == "_asdict" and ancestry(type, self.invocation.hierarchy).tuple() is not None:
            return Named("builtins.dict", (_STR, AnyType()), fresh=True)
        if name == "_replace" and ancestry(type, self.invocation.hierarchy).tuple() is not None:
            return type
        shape = self.invocation.hierarchy("typing._TypedDict") if self.keys(type) is not None else None
        found = None if shape is None else named(shape.members, name)
        if found is not None and isinstance(found.type, CallableType | OverloadType):
            return self.invocation.result(found.type, given, {"Self": type})
        return None

    def call(self, type: Type, given: Sequence[Given]) -> Type:
        """What a call of something gives."""
        return self.each(type, lambda one: self._call(one, given))

    def _call(self, type: Type, given: Sequence[Given]) -> Type:
        if isinstance(type, CallableType | OverloadType):
            return _tuples(self.invocation.result(type, given))
        if isinstance(type, Named) and type.path == _TYPE:
            of = type.arguments[0] if type.arguments else None
            return self.construct(of, given) if isinstance(of, Named) else UNSOLVED
        return self._method(type, "__call__", given)

    def construct(self, of: Named, given: Sequence[Given]) -> Type:
        """The object that a call of a class makes."""
        declaration = self._declaration(of)
        if of.path == _TYPE:
            return Named(_TYPE, (_plain(given[0].type),)) if len(given) == 1 else UNSOLVED
        if declaration is None or not declaration.parameters or of.arguments:
            return TupleType((), of.arguments[0]) if of.path == "builtins.tuple" and of.arguments else of
        own = Named(of.path, declaration.parameters)
        blank = Named(of.path, tuple(UNSOLVED for _ in declaration.parameters))
        made = constructor(own, self.invocation.hierarchy)
        if made is None:
            return blank
        inherited = made if declaration.constructor() is not None else self._inherited(made, own)
        result = self.invocation.result(inherited, given)
        if isinstance(result, UnknownType):
            return TupleType((), UNSOLVED) if of.path == "builtins.tuple" else blank
        return _tuples(replace(result, fresh=True) if isinstance(result, Named) else result)

    @staticmethod
    def _inherited(made: CallableType | OverloadType, own: Named) -> CallableType | OverloadType:
        """A constructor of a base gives an object of the class itself."""
        if isinstance(made, CallableType):
            return replace(made, returns=own)
        return OverloadType(tuple(replace(one, returns=own) for one in made.items))

    def element(self, type: Type) -> Type:
        """What iterating over something gives, one after another."""
        return self.each(type, self._element)

    def _element(self, type: Type) -> Type:
        missing = UnknownType("what it holds is not known")
        held = ancestry(type, self.invocation.hierarchy).tuple()
        if held is not None:
            items = (*held.items, *(() if held.rest is None else (held.rest,)), *held.tail)
            return one_of(tidy(union(*items)), type) if items else missing
        if isinstance(type, Named) and type.path == _TYPE:
            of = type.arguments[0] if type.arguments else None
            return of if of is not None and self.is_enumeration(of) else missing
        iterator = self._method(type, "__iter__", ())
        if isinstance(iterator, Named) and iterator.path in _ITERATORS and iterator.arguments:
            return one_of(iterator.arguments[0], type)
        found = self.method(iterator, "__next__", ())
        return missing if isinstance(found, UnknownType) else found

    def is_enumeration(self, type: Type) -> bool:
        """Whether a class is an enumeration."""
        return isinstance(type, Named) and ancestry(type, self.invocation.hierarchy).named("enum.Enum") is not None

    def entered(self, type: Type) -> Type:
        """What `with … as` binds."""
        return self.method(type, "__enter__", ())

    def awaited(self, type: Type) -> Type:
        """What `await` gives."""
        return self.each(type, self._awaited)

    def _awaited(self, type: Type) -> Type:
        above = ancestry(type, self.invocation.hierarchy)
        for one in above.types:
            if isinstance(one, Named) and one.path in _COROUTINES and one.arguments:
                return one.arguments[-1]
        answer = self._method(type, "__await__", ())
        if isinstance(answer, Named) and answer.path == "collections.abc.Generator" and len(answer.arguments) == 3:
            return answer.arguments[2]
        return UnknownType("what it gives when it is waited for is not known")

    @staticmethod
    def opened(type: Type) -> Type:
        """The class `tuple` with its argument, as the tuple that it is."""
        return _tuples(type)

    def keys(self, type: Type) -> Sequence[Key] | None:
        """The keys of a TypedDict, or None."""
        if isinstance(type, TypedDictType):
            return type.keys
        declaration = self._declaration(type)
        if declaration is None or declaration.keys is None or not isinstance(type, Named):
            return None
        solved = arguments(declaration, type)
        return tuple(replace(key, type=substitute(key.type, solved)) for key in declaration.keys)


def one_of(taken: Type, whole: Type) -> Type:
    """What is taken from a container of several types: one of them, and the types alone do not tell which."""
    holds = whole.arguments if isinstance(whole, Named) else (whole,) if isinstance(whole, TupleType) else ()
    several = any(isinstance(one, Union | TupleType) for one in holds)
    return union(taken, _ANY_OF_THEM) if several and isinstance(taken, Union) else taken


def _unbound(of: Named, type: Type) -> Type | None:
    """A method as the class has it: the object is its first parameter."""
    if isinstance(type, CallableType) and type.parameters is not None:
        required = None if type.required is None else type.required + 1
        takes = (type.receiver or of, *type.parameters)
        return replace(type, parameters=takes, names=("", *type.names), required=required, receiver=None)
    if isinstance(type, OverloadType):
        made = [_unbound(of, one) for one in type.items]
        return OverloadType(tuple(one for one in made if isinstance(one, CallableType)))
    return None


def _plain(type: Type) -> Type:
    return widened(type) if isinstance(type, LiteralType) else type


def _tuples(type: Type) -> Type:
    """The class `tuple` with its argument, as the tuple that it is."""
    if isinstance(type, Named) and type.path == "builtins.tuple":
        return TupleType((), type.arguments[0] if type.arguments else AnyType())
    return type
