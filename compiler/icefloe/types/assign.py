"""May a value of one type stand where another type is asked for?

Only what is certain is a yes or a no. A class whose bases are not known may be anything, so it never gives a no; a
class that is not known may be a protocol or another name of what is given, so asking for it never gives a no either.
"""

from collections import Counter

from icefloe.types import parts
from icefloe.types.declaration import Hierarchy
from icefloe.types.model import (
    NONE,
    OBJECT,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NeverType,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    is_fresh,
    is_large,
    union,
)
from icefloe.types.spell import spell, widened
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import Ancestry, ancestry, arguments, members, substitute, variables

_BOOL = Named("builtins.bool")
_TYPE = "builtins.type"
_TOWER = {"builtins.float": ("builtins.int",), "builtins.complex": ("builtins.int", "builtins.float")}
_BUFFERS = frozenset({"builtins.bytearray", "builtins.memoryview"})
_DEEPEST = 60
_LONGEST = 10_000


def assignable(producer: Type, consumer: Type, hierarchy: Hierarchy) -> Verdict:
    """Whether a value of type `producer` may be given where `consumer` is asked for."""
    if is_large(producer) or is_large(consumer):
        return unknown("the types are too large to compare")
    verdict = _Comparison(hierarchy).fits(producer, consumer)
    twice = [name for name, count in Counter(variables(consumer)).items() if count > 1]
    if verdict.answer == "yes" and twice:
        return unknown(f"the type variable {twice[0]} stands in several places and is not solved")
    return verdict


class _Comparison:
    """One question and all that it leads to; an answer is kept, as invariance asks for many of them twice."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self.hierarchy = hierarchy
        self._depth = 0
        self._left = _LONGEST
        self._known: dict[tuple[Type, Type, bool], Verdict] = {}

    def fits(self, producer: Type, consumer: Type) -> Verdict:
        """One comparison, which may ask for others."""
        if isinstance(consumer, UnknownType):
            return unknown(consumer.why)
        if isinstance(consumer, AnyType) or consumer == OBJECT or isinstance(producer, AnyType):
            return YES
        if isinstance(producer, UnknownType):
            return unknown(producer.why)
        if self._depth > _DEEPEST or self._left == 0:
            return unknown("the types are too large to compare")
        key = (producer, consumer, is_fresh(producer))
        if key not in self._known:
            self._depth, self._left = self._depth + 1, self._left - 1
            self._known[key] = self._one(self._view(producer), self._view(consumer))
            self._depth -= 1
        return self._known[key]

    def _view(self, type: Type) -> Type:
        """A class that is a TypedDict, by its keys."""
        declaration = self.hierarchy(type.path) if isinstance(type, Named) else None
        if declaration is None or declaration.keys is None or not isinstance(type, Named):
            return type
        return substitute(TypedDictType(type.path, declaration.keys), arguments(declaration, type))

    def _one(self, producer: Type, consumer: Type) -> Verdict:
        if isinstance(producer, NeverType):
            return YES
        if isinstance(producer, Union):
            if isinstance(consumer, TypeVar) and consumer.constraints:
                whole = any(self.fits(producer, one) == YES for one in consumer.constraints)
                return YES if whole else unknown(f"{spell(producer)} is not one of the constraints of {consumer.name}")
            return parts.all_of(self.fits(member, consumer) for member in producer.members)
        if isinstance(consumer, Union):
            return self._into_union(producer, consumer)
        if isinstance(producer, TypeVar) or isinstance(consumer, TypeVar):
            return self._variable(producer, consumer)
        if isinstance(consumer, NeverType):
            return unknown("nothing can be given to Never")
        match producer:
            case LiteralType():
                return self._literal(producer, consumer)
            case NewTypeType(path, base):
                same = isinstance(consumer, NewTypeType) and consumer.path == path
                return YES if same else self.fits(base, consumer)
            case CallableType():
                return self._callable(producer, consumer)
            case Named(path) if path == _TYPE:
                return self._class_object(producer, consumer)
            case _:
                return self._object(producer, consumer)

    def _into_union(self, producer: Type, consumer: Union) -> Verdict:
        verdicts = [self.fits(producer, member) for member in consumer.members]
        if any(v.answer == "yes" for v in verdicts):
            return YES
        if producer == _BOOL and any(isinstance(m, LiteralType) for m in consumer.members):
            halves = (LiteralType(_BOOL.path, True), LiteralType(_BOOL.path, False))
            return parts.all_of(self.fits(half, consumer) for half in halves)
        doubt = next((v for v in verdicts if v.answer == "unknown"), None)
        if doubt is not None:
            return doubt
        if isinstance(producer, TupleType) and any(isinstance(item, Union) for item in producer.items):
            return unknown(f"{spell(producer)} is not compared with each of {spell(consumer)}")
        real = [v for v, member in zip(verdicts, consumer.members, strict=True) if member != NONE]
        return real[0] if len(real) == 1 else no(f"{spell(producer)} is none of {spell(consumer)}")

    def _variable(self, producer: Type, consumer: Type) -> Verdict:
        if isinstance(producer, TypeVar):
            limit = union(*producer.constraints) if producer.constraints else producer.bound
            if limit is not None and self.fits(limit, consumer) == YES:
                return YES
            if isinstance(consumer, TypeVar) and not consumer.constraints and consumer.bound is None:
                return YES
            return unknown(f"the type variable {producer.name} is not solved where it is produced")
        if not isinstance(consumer, TypeVar):
            return YES
        if consumer.constraints:
            return self.fits(producer, union(*consumer.constraints))
        return YES if consumer.bound is None else self.fits(producer, consumer.bound)

    def _literal(self, producer: LiteralType, consumer: Type) -> Verdict:
        if not isinstance(consumer, LiteralType):
            if isinstance(consumer, Named) and consumer.path == "typing.LiteralString":
                return self.fits(widened(producer), Named("builtins.str"))
            return self.fits(widened(producer), consumer)
        if producer == consumer and type(producer.value) is type(consumer.value):
            return YES
        if producer.path.startswith("builtins.") and consumer.path.startswith("builtins."):
            return no(f"{producer.value!r} is not {consumer.value!r}")
        return unknown("members of an enumeration may be aliases of each other")

    def _callable(self, producer: CallableType, consumer: Type) -> Verdict:
        if isinstance(consumer, CallableType):
            return parts.callables(producer, consumer, self.fits)
        declaration = self.hierarchy(consumer.path) if isinstance(consumer, Named) else None
        if isinstance(consumer, Named) and declaration is None:
            return unknown(f"the class {consumer.path} is not known here")
        if declaration is not None and (declaration.protocol or declaration.path == "types.FunctionType"):
            return unknown(f"a callable is not compared with {spell(consumer)}")
        return no(f"{spell(producer)} is not {spell(consumer)}")

    def _class_object(self, producer: Named, consumer: Type) -> Verdict:
        if isinstance(consumer, Named) and consumer.path == _TYPE:
            pair = zip(producer.arguments[:1], consumer.arguments[:1], strict=False)
            return parts.all_of(parts.inside("class", self.fits(p, c)) for p, c in pair)
        if isinstance(consumer, Named) and not consumer.path.startswith("builtins."):
            return unknown(f"a class is not compared with {spell(consumer)}")
        if isinstance(consumer, CallableType):
            return unknown("the arguments of a class are not compared")
        return no(f"{spell(producer)} is a class, not an object of type {spell(consumer)}")

    def _object(self, producer: Type, consumer: Type) -> Verdict:
        """An object whose supertypes can be listed: of a class, a tuple or a typed dictionary."""
        ancestors = ancestry(producer, self.hierarchy)
        match consumer:
            case Named():
                return self._into_class(producer, consumer, ancestors)
            case TupleType():
                held = ancestors.tuple()
                if held is not None:
                    return parts.tuples(held, consumer, self.fits)
            case TypedDictType():
                return self._into_typed_dict(producer, consumer, ancestors)
            case CallableType():
                return self._into_callable(producer, consumer, ancestors)
            case LiteralType(path):
                return self._into_literal(producer, Named(path), consumer)
            case _:
                pass
        if ancestors.open:
            return unknown(ancestors.open)
        return no(f"{spell(producer)} is not {spell(consumer)}")

    def _into_class(self, producer: Type, consumer: Named, ancestors: Ancestry) -> Verdict:
        found = ancestors.named(consumer.path)
        if found is not None:
            return parts.type_arguments(found, consumer, self.hierarchy(consumer.path), self.fits)
        if any(ancestors.named(path) for path in _TOWER.get(consumer.path, ())):
            return YES
        if ancestors.open:
            return unknown(ancestors.open)
        declaration = self.hierarchy(consumer.path)
        if declaration is None:
            return unknown(f"the class {consumer.path} is not known here")
        if declaration.protocol:
            return self._into_protocol(producer, consumer, ancestors)
        doubt = self._lenient(producer, consumer)
        return unknown(doubt) if doubt else no(f"{spell(producer)} is not {spell(consumer)}")

    def _lenient(self, producer: Type, consumer: Named) -> str:
        """Why a class that is not a base may still be meant."""
        if consumer.path == "builtins.bytes" and isinstance(producer, Named) and producer.path in _BUFFERS:
            return f"type checkers differ on whether {spell(producer)} may stand for bytes"
        if consumer.path.startswith("numbers."):
            return f"{spell(producer)} may be registered as {spell(consumer)}"
        if isinstance(producer, TypedDictType) and consumer.path in ("builtins.dict", "collections.abc.MutableMapping"):
            return "a TypedDict is a dict at run time only"
        if consumer.path == "typing.LiteralString" and producer == Named("builtins.str"):
            return "the text may be written out in the code or not"
        above = ancestry(consumer, self.hierarchy)
        if above.open:
            return above.open
        return ""

    def _into_protocol(self, producer: Type, consumer: Named, ancestors: Ancestry) -> Verdict:
        above = ancestry(consumer, self.hierarchy)
        kept = Ancestry(tuple(t for t in above.types if t != OBJECT and self._is_protocol(t)))
        if above.open:
            return unknown(above.open)
        declarations = [self.hierarchy(t.path) for t in ancestors.types if isinstance(t, Named)]
        final = all(d is not None and d.final_names for d in declarations)
        plain = all(isinstance(a, AnyType) for a in consumer.arguments)
        has, asked = members(ancestors, self.hierarchy), members(kept, self.hierarchy)
        verdict = parts.protocol(spell(producer), has, asked, final, plain, self.fits)
        everywhere = members(Ancestry((OBJECT,)), self.hierarchy)
        if verdict == YES and self._is_protocol(producer) and any(name in everywhere for name in asked):
            return unknown(f"{spell(producer)} does not ask for what every object has")
        return verdict

    def _is_protocol(self, type: Type) -> bool:
        declaration = self.hierarchy(type.path) if isinstance(type, Named) else None
        return declaration is not None and declaration.protocol

    def _into_typed_dict(self, producer: Type, consumer: TypedDictType, ancestors: Ancestry) -> Verdict:
        if isinstance(producer, TypedDictType):
            return parts.typed_dicts(producer, consumer, self.fits)
        if ancestors.open:
            return unknown(ancestors.open)
        if ancestors.named("collections.abc.Mapping"):
            return unknown(f"the keys of {spell(producer)} are not known")
        return no(f"{spell(producer)} is not {spell(consumer)}")

    def _into_callable(self, producer: Type, consumer: CallableType, ancestors: Ancestry) -> Verdict:
        call = members(ancestors, self.hierarchy).get("__call__")
        if call is not None:
            if isinstance(call.type, CallableType):
                return parts.callables(call.type, consumer, self.fits)
            return unknown(f"the signature of {spell(producer)} is not known")
        if ancestors.open:
            return unknown(ancestors.open)
        return no(f"{spell(producer)} cannot be called")

    def _into_literal(self, producer: Type, kind: Named, consumer: LiteralType) -> Verdict:
        verdict = self.fits(producer, kind)
        if verdict.answer != "yes":
            return verdict
        if isinstance(producer, Named) and producer.fresh:
            return unknown("the value is not kept")
        if not kind.path.startswith("builtins."):
            return unknown(f"{spell(producer)} may have no other members")
        return no(f"{spell(producer)} is wider than {spell(consumer)}")
