"""One question, and all the questions that it leads to.

Only what is certain is a yes or a no. A class whose bases are not known may be anything, so it never gives a no; a
class that is not known may be a protocol or another name of what is given, so asking for it never gives a no either.
"""

from collections.abc import Mapping
from typing import Protocol

from icefloe.types import literals
from icefloe.types.causes import LARGE, LOOSE, UNSOLVED
from icefloe.types.declaration import Declaration, Member
from icefloe.types.model import (
    NONE,
    OBJECT,
    TYPE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    NeverType,
    NewTypeType,
    OverloadType,
    TupleType,
    Type,
    TypedDictType,
    TypeVar,
    Union,
    UnknownType,
    is_fresh,
    union,
)
from icefloe.types.objects import into_class, into_object
from icefloe.types.parts import all_of
from icefloe.types.solving import Solver
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import Ancestry, arguments, substitute, variables

_DEEPEST = 25
_LONGEST = 10_000


class Known(Protocol):
    """What is known of classes, kept from one question to the next."""

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class."""
        ...

    def ancestry(self, type: Type) -> Ancestry:
        """All that a type is."""
        ...

    def members(self, type: Type) -> Mapping[str, Member]:
        """The members of a type by name."""
        ...


class Comparison:
    """One question; an answer is kept, as invariance asks for many of them twice.

    What is being asked already holds for the time being: that is how types that speak of themselves end.
    """

    def __init__(self, known: Known) -> None:
        self.declaration = known.declaration
        self.ancestry = known.ancestry
        self.members = known.members
        self.solver = Solver()
        self._depth = 0
        self._left = _LONGEST
        self._kept: dict[tuple[Type, Type], Verdict] = {}
        self._asking: dict[tuple[Type, Type], bool] = {}

    def verdict(self, producer: Type, consumer: Type) -> Verdict:
        """The answer, with the type variables of what is asked for solved."""
        if any(True for _ in variables(consumer)):
            self.solver.open(consumer)
            clash = {one.name: TypeVar(f"{one.name} ", one.bound, one.constraints) for one in variables(producer)}
            producer = substitute(producer, {n: t for n, t in clash.items() if n in self.solver.free})
        self.solver.keep(producer)
        verdict = self.fits(producer, consumer)
        if verdict.answer == "no" and self.solver.guessed:
            return unknown(verdict.why, UNSOLVED)
        if verdict.answer == "no" or not self.solver.free:
            return verdict
        self.solver.spread = isinstance(producer, Union)
        return all_of((verdict, self.solver.verdict(self)))

    def fits(self, producer: Type, consumer: Type) -> Verdict:
        """One comparison, which may ask for others."""
        if isinstance(consumer, UnknownType):
            return unknown(consumer.why, consumer.cause)
        if isinstance(consumer, AnyType) or consumer == OBJECT or isinstance(producer, AnyType):
            return self._anything(producer, consumer)
        if isinstance(producer, UnknownType):
            return unknown(producer.why, producer.cause)
        if self._depth > _DEEPEST or self._left == 0:
            return unknown("the types are too large to compare", LARGE)
        if is_fresh(producer) or self.solver.holds(consumer) or self.solver.holds(producer):
            return self._open(producer, consumer)
        key = (producer, consumer)
        if key in self._asking:
            self._asking[key] = True
            return YES
        if key not in self._kept:
            self._keep(key)
        return self._kept[key]

    def _open(self, producer: Type, consumer: Type) -> Verdict:
        """A comparison that leaves notes on variables, or of something just written out: it is not kept."""
        key = (producer, consumer)
        if key in self._asking:
            return YES
        self._asking[key] = False
        found = self._asked(producer, consumer)
        del self._asking[key]
        return found

    def _anything(self, producer: Type, consumer: Type) -> Verdict:
        if self.is_free(consumer) and isinstance(consumer, TypeVar):
            self.solver.ask(consumer, "lower", producer)
        return YES

    def _keep(self, key: tuple[Type, Type]) -> None:
        count = len(self._kept)
        self._asking[key] = False
        found = self._asked(*key)
        if self._asking.pop(key) and found.answer != "yes":
            for later in list(self._kept)[count:]:
                del self._kept[later]
        self._kept[key] = found

    def _asked(self, producer: Type, consumer: Type) -> Verdict:
        self._depth, self._left = self._depth + 1, self._left - 1
        found = self._one(self._view(producer), self._view(consumer))
        self._depth -= 1
        return found

    def _view(self, type: Type) -> Type:
        """A class that is a TypedDict by its keys; another name of a type as that type."""
        for _ in range(_DEEPEST):
            declaration = self.declaration(type.path) if isinstance(type, Named) else None
            if declaration is None or not isinstance(type, Named):
                return type
            if declaration.keys is not None:
                dictionary = TypedDictType(type.path, declaration.keys, declaration.extra)
                return substitute(dictionary, arguments(declaration, type))
            if declaration.alias is None:
                return type
            type = substitute(declaration.alias, arguments(declaration, type))
        return UnknownType(f"{spell(type)} stands for itself")

    def _one(self, producer: Type, consumer: Type) -> Verdict:
        if isinstance(producer, NeverType | AnyType) or isinstance(consumer, AnyType) or consumer == OBJECT:
            return YES
        for one in (consumer, producer):
            if isinstance(one, UnknownType):
                return unknown(one.why, one.cause)
        if isinstance(producer, Union):
            return self._each(producer, consumer)
        if isinstance(producer, TypeVar) and self.is_free(producer):
            return self.solver.ask(producer, "upper", consumer)
        if isinstance(consumer, Union):
            return self._into_union(producer, consumer)
        if isinstance(producer, TypeVar) or isinstance(consumer, TypeVar):
            return self._variable(producer, consumer)
        if isinstance(consumer, NeverType):
            return no(f"nothing can be given to Never, {spell(producer)} is given")
        return self._plain(producer, consumer)

    def _each(self, producer: Union, consumer: Type) -> Verdict:
        """One of several types; where a package or a container tells no more, any one of them may be meant."""
        loose = next((m for m in producer.members if isinstance(m, UnknownType) and m.cause in LOOSE), None)
        verdicts = [self.fits(member, consumer) for member in producer.members if member is not loose]
        whole = all_of(verdicts)
        if loose is None or whole.answer == "yes" or all(verdict.answer == "no" for verdict in verdicts):
            return whole
        return unknown(loose.why, loose.cause)

    def _plain(self, producer: Type, consumer: Type) -> Verdict:
        """Two types of which neither is a union or a variable."""
        match producer:
            case LiteralType():
                return literals.literal(producer, consumer, self)
            case NewTypeType(path, base):
                same = isinstance(consumer, NewTypeType) and consumer.path == path
                return YES if same else self.fits(base, consumer)
            case CallableType() | OverloadType():
                return self._callable(producer, consumer)
            case Named(path) if path == TYPE:
                from icefloe.types.classobjects import class_object

                return class_object(producer, consumer, self)
            case _:
                return into_object(producer, consumer, self)

    def _into_union(self, producer: Type, consumer: Union) -> Verdict:
        plain = [member for member in consumer.members if not self.solver.holds(member)]
        verdicts = [self._tried(producer, member) for member in plain]
        if any(v.answer == "yes" for v in verdicts):
            return YES
        free = [member for member in consumer.members if self.solver.holds(member)]
        for index, member in enumerate(sorted(free, key=self.is_free)):
            verdict = self._tried(producer, member)
            if verdict.answer == "yes":
                self.solver.guessed = self.solver.guessed or index + 1 < len(free)
                return YES
            verdicts.append(verdict)
        split = literals.into_literals(producer, consumer, self) or self._split(producer, consumer)
        if split is not None:
            return split
        doubt = next((v for v in verdicts if v.answer == "unknown"), None)
        if doubt is not None:
            return doubt
        real = [v for v, member in zip(verdicts, (*plain, *free), strict=True) if member != NONE]
        if len(real) == 1:
            return real[0]
        wider = all(isinstance(m, LiteralType) and Named(m.path) == producer for m in consumer.members)
        return no(f"{spell(producer)} {'is wider than' if wider else 'is none of'} {spell(consumer)}")

    def _tried(self, producer: Type, consumer: Type) -> Verdict:
        mark = self.solver.mark()
        verdict = self.fits(producer, consumer)
        if verdict.answer != "yes":
            self.solver.back(mark)
        return verdict

    def _split(self, producer: Type, consumer: Union) -> Verdict | None:
        """A tuple of unions may fit several tuples together; that is not followed."""
        if not isinstance(producer, TupleType) or not any(isinstance(m, TupleType) for m in consumer.members):
            return None
        if not any(isinstance(item, Union) for item in producer.items):
            return None
        return unknown(f"{spell(producer)} is not compared with each of {spell(consumer)}")

    def _variable(self, producer: Type, consumer: Type) -> Verdict:
        if isinstance(consumer, TypeVar) and self.is_free(consumer):
            self.solver.ask(consumer, "lower", producer)
            limit = union(*consumer.constraints) if consumer.constraints else consumer.bound
            return YES if limit is None else self.fits(producer, limit)
        if isinstance(producer, TypeVar):
            if isinstance(consumer, TypeVar) and consumer.name == producer.name:
                return YES
            return self._rigid(producer, consumer)
        return unknown(f"the type variable {spell(consumer)} is not solved", UNSOLVED)

    def _rigid(self, producer: TypeVar, consumer: Type) -> Verdict:
        """A variable of the producer: its arguments decide what it is, within its bound or its constraints."""
        doubt = unknown(f"the type variable {producer.name.strip()} is not solved where it is produced", UNSOLVED)
        if producer.constraints:
            answers = [self.fits(one, consumer) for one in producer.constraints]
            return answers[0] if len({one.answer for one in answers}) == 1 else doubt
        if producer.bound is None:
            return doubt
        found = self.fits(producer.bound, consumer)
        never = found.answer == "no" and self.fits(consumer, producer.bound).answer == "no"
        return found if found == YES or never else doubt

    def _callable(self, producer: CallableType | OverloadType, consumer: Type) -> Verdict:
        if isinstance(consumer, CallableType | OverloadType):
            from icefloe.types.callables import callables

            return callables(producer, consumer, self)
        if isinstance(consumer, Named):
            return into_class(producer, consumer, self)
        return no(f"{spell(producer)} is not {spell(consumer)}")

    def is_free(self, type: Type) -> bool:
        """Whether a type is a variable that is being solved."""
        return self.solver.is_free(type)

    def solve(self, name: TypeVar, type: Type) -> Verdict:
        """Let a free variable be exactly that type."""
        self.solver.ask(name, "exact", type)
        if name.kind != "one" or name.constraints or name.bound is None:
            return YES
        return self.fits(type, name.bound)

    def mark(self) -> int:
        """Where the notes on free variables stand."""
        return self.solver.mark()

    def back(self, mark: int, *, guessed: bool = False) -> None:
        """Forget what was noted since; `guessed` tells that there was another choice."""
        self.solver.back(mark)
        self.solver.guessed = self.solver.guessed or guessed

    def opened(self, type: Type) -> Type:
        """The same type, with variables of its own that are free."""
        return self.solver.renamed(type)
