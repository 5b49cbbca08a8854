"""The door: what a project's annotations and unannotated code say about types."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from icefloe.infer import parts, signature
from icefloe.infer.annotation import Annotations, ClassAt, ValueAt
from icefloe.infer.budget import Budget
from icefloe.infer.classes import Classes
from icefloe.infer.foreign import Foreign
from icefloe.infer.returned import Misfit, Returned
from icefloe.infer.scalars import scalar
from icefloe.infer.stdlib import standard_library
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.types import (
    NONE,
    Declaration,
    Named,
    Relation,
    TupleType,
    Type,
    UnknownType,
    Verdict,
    causes,
    is_known,
    spell,
    union,
)
from icefloe.values import Class, Function, Known, Parameter, Reference, Value

if TYPE_CHECKING:  # what follows unannotated code is half of this room; annotated code does without
    from icefloe.body import Body
    from icefloe.infer.bodies import Bodies, Result
    from icefloe.infer.operations import Operations
    from icefloe.infer.value import Inference

_STEPS = 20_000


class Types:
    """Types from annotations and from unannotated code of one project.

    `lookup` finds the project's classes by dotted path, `module_of` the import name of one of its files. `foreign` is
    what is installed beside it: for findings alone, never where a plan is made. `body` gives the code of a function,
    `value_at` what a name of a module of the project stands for.
    """

    def __init__(
        self,
        lookup: ClassAt,
        module_of: Callable[[str], str] | None = None,
        foreign: Foreign | None = None,
        body: "Callable[[Function], Body | None] | None" = None,
        value_at: ValueAt | None = None,
    ) -> None:
        self._lookup = lookup
        self._foreign = foreign
        self._value_at = value_at
        self._module_of = module_of or _module_of
        self._library = standard_library()
        declared = None if foreign is None else foreign.declaration
        attributes = None if body is None else self._attributes
        self._classes = Classes(self._library, lookup, self._annotations, declared, attributes)
        self._relation = Relation(self._classes.declaration)
        self._body = body or _no_body
        self._read: tuple[Operations, Bodies] | None = None
        # What classes of the standard library mean in an annotation, by their path.
        self._named: dict[str, Type] = {}

    @property
    def _operations(self) -> "Operations":
        return self._unannotated()[0]

    @property
    def _bodies(self) -> "Bodies":
        return self._unannotated()[1]

    def _unannotated(self) -> "tuple[Operations, Bodies]":
        """What reads code without annotations, made when the first is met."""
        if self._read is None:
            from icefloe.infer.bodies import Bodies
            from icefloe.infer.invoke import Invocation
            from icefloe.infer.operations import Operations

            declared = self._classes.declaration
            operations = Operations(Invocation(declared))
            given = (self._body, self.annotation, self.of, self.assignable, self._lookup, declared, operations)
            self._read = (operations, Bodies(*given))
        return self._read

    def _attributes(self, path: str) -> Mapping[str, Type] | None:
        """What the methods of a class set on its objects; None where that takes too long to read."""
        from icefloe.infer.bodies.walk import TooMuch

        try:
            return self._bodies.attributes(path)
        except TooMuch:
            return None

    def _annotations(self) -> Annotations:
        meaning = None if self._foreign is None else self._foreign.meaning
        return Annotations(self._library, self._lookup, self._module_of, Budget(_STEPS), meaning, None, self._value_at)

    def _inference(
        self, parameters: Mapping[str, Type], calling: Mapping[str, Callable[[Sequence[Type]], Type]] | None = None
    ) -> "Inference":
        from icefloe.infer.value import Inference

        outside = None if self._foreign is None else self._foreign.type
        return Inference(
            self._annotations(),
            self._classes,
            parameters,
            Budget(_STEPS),
            outside=outside,
            operations=self._operations,
            calling=calling,
        )

    def annotation(self, value: Value) -> Type:
        """The type that an annotation means."""
        if not isinstance(value, Reference):
            return self._annotations().read(value)
        found = self._named.get(value.path)
        if found is None:
            found = self._annotations().read(value)
            if self._library.has(self._library.path(value.path)):
                self._named[value.path] = found  # it is the same wherever it is written
        return found

    def parameter(self, parameter: Parameter) -> Type:
        """The type that a parameter takes: its annotation, and None as well where that is its default."""
        return signature.parameter(parameter, self.annotation)

    def of(
        self,
        value: Value,
        parameters: Mapping[str, Type] | None = None,
        calling: Mapping[str, Callable[[Sequence[Type]], Type]] | None = None,
    ) -> Type:
        """The type of a value, as far as the code shows it.

        `parameters` are the types of those that it names, `calling` what they give when they are called.
        """
        return scalar(value.value) if isinstance(value, Known) else self._inference(parameters or {}, calling).of(value)

    def item(self, type: Type) -> Type:
        """What iterating over something gives, one after another."""
        return self._operations.element(type)

    def attribute(self, type: Type, name: str) -> Type:
        """The type of an attribute."""
        return self._operations.attribute(type, name)

    def part(self, type: Type, key: Type) -> Type:
        """The type of what a subscript takes."""
        from icefloe.infer.subscripts import Subscripts

        return Subscripts(self._operations).of(type, key)

    def operator(self, op: str, left: Type, right: Type) -> Type:
        """The result of an operator between two values."""
        from icefloe.infer.operators import Operators

        return Operators(self._operations).binary(op, left, right)

    def returned(self, summary: Summary, given: Mapping[str, Type] | None = None) -> Returned:
        """What a function returns when it is called and waited for: its annotation, or what its code shows.

        `given` are types that arrive at parameters without annotation.
        """
        function = summary.function
        if function.returns is not None:
            span = function.returns_span or function.name_span
            return Returned(type=self.annotation(function.returns), span=span, inferred=False)
        span = summary.returns[0].span if summary.returns else function.name_span
        if summary.placeholder:
            unwritten = UnknownType("its body is not written yet", causes.UNWRITTEN)
            return Returned(type=unwritten, span=span, inferred=True)
        result = self._bodies.result(function, given)
        if result is not None:
            return _shown(function, result)
        if function.is_generator:
            return Returned(type=UnknownType("its code is not followed", causes.NO_RETURN), span=span, inferred=True)
        if not summary.returns:
            return Returned(type=NONE, span=span, inferred=True)
        inference = self._inference({**self.parameters(function), **(given or {})})
        return Returned(type=union(*(inference.of(r.value) for r in summary.returns)), span=span, inferred=True)

    def parameters(self, function: Function) -> Mapping[str, Type]:
        """The types of a function's parameters, as its body meets them."""
        found: dict[str, Type] = {}
        for one in function.parameters:
            taken = self.parameter(one)
            if one.kind == "args":
                taken = TupleType((), taken)
            elif one.kind == "kwargs":
                taken = Named("builtins.dict", (Named("builtins.str"), taken))
            found[one.name] = taken
        return found

    def element(self, type: Type, position: int, count: int) -> Type:
        """The type of output `position` (from 0) of `count` that a returned value is split over.

        A single output is the whole value.
        """
        return parts.output(self._opened(type), position, count)

    def arity_problem(self, of: Type | Summary, count: int) -> str | None:
        """Why what is returned cannot be split over `count` outputs, or None where it may fit."""
        if isinstance(of, Summary):
            found = self.misfits(of, count)
            return found[0].message if found else None
        return parts.misfit(self._opened(of), count)

    def misfits(self, summary: Summary, count: int) -> tuple[Misfit, ...]:
        """The `return`s of a function that cannot be split over `count` outputs, each at its place."""
        function = summary.function
        types = [(self._opened(type), span) for type, span in self._backs(summary)]
        # An early `return None` beside others hands on nothing at all, which is for the run to tell.
        kept = [(t, span) for t, span in types if t != NONE] or types
        found = [(parts.misfit(t, count), span) for t, span in kept]
        if not summary.returns and function.returns is None and self._ends(summary):
            found = [(parts.misfit(NONE, count), function.name_span)]
        if function.returns is not None and not any(message for message, _ in found):
            declared = self.arity_problem(self.annotation(function.returns), count)
            found = [(declared, function.returns_span or function.name_span)]
        return tuple(Misfit(message=message, span=span) for message, span in found if message)

    def _ends(self, summary: Summary) -> bool:
        """Whether a function may come to its end without a `return`."""
        if summary.placeholder or summary.function.is_generator:
            return False
        result = self._bodies.result(summary.function)
        return result is None or result.falls

    def _backs(self, summary: Summary) -> list[tuple[Type, Span]]:
        """The type of each `return`, with its place."""
        result = None if summary.function.is_generator else self._bodies.result(summary.function)
        if result is not None:
            return [(back.type, back.span) for back in result.backs]
        inference = self._inference(self.parameters(summary.function))
        return [(inference.of(one.value), one.span) for one in summary.returns]

    def _opened(self, type: Type) -> Type:
        """A class that is a named tuple, as the tuple that it is."""
        declaration = self.declaration(type.path) if isinstance(type, Named) else None
        bases = declaration.bases if declaration else ()
        return next((base for base in bases if isinstance(base, TupleType)), type)

    def assignable(self, producer: Type, consumer: Type) -> Verdict:
        """Whether a value of one type may be given where another is asked for."""
        return self._relation.assignable(producer, consumer)

    def class_at(self, path: str) -> Class | None:
        """The project's class of that dotted path as it is written, or None."""
        return self._lookup(path)

    def declaration(self, path: str) -> Declaration | None:
        """What is known of a class, by its dotted path."""
        return self._classes.declaration(path)

    def spell(self, type: Type) -> str:
        """A type as stable text, by import path."""
        return spell(type)

    @staticmethod
    def written(type: Type) -> str:
        """A type as a plan has it: nothing at all where a part of it is not known."""
        return spell(type) if is_known(type) else ""


def _no_body(_: Function) -> "Body | None":
    """Where nobody gives the code of functions."""
    return None


def _shown(function: Function, result: "Result") -> Returned:
    """What a body shows, with the place of the first `return`."""
    span = result.backs[0].span if result.backs else function.name_span
    if result.yields is None:
        type = result.type
    else:
        from icefloe.infer.bodies.bodies import generator

        type = generator(function, result)
    one = result.backs[0] if len(result.backs) == 1 and not result.falls else None
    keys, items = (one.keys, one.items) if one is not None else (None, ())
    return Returned(type=type, span=span, inferred=True, keys=keys, items=items)


def _module_of(path: str) -> str:
    """The import name of a file where nobody can tell it better."""
    return path.removesuffix(".py").removesuffix("/__init__").removeprefix("src/").replace("/", ".")
