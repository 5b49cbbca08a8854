"""Calls: of functions, classes and methods of the project by their code, of everything else by what is known of it."""

from collections.abc import Mapping, Sequence
from functools import partial

from icefloe.body import Attribute, Call, Constant, Expression, Given, Inner, Local
from icefloe.infer import signature
from icefloe.infer.arguments import Given as Handed
from icefloe.infer.bodies import growing, members
from icefloe.infer.bodies.joining import each, each_but_none, first_unknown, joined, plain
from icefloe.infer.bodies.state import State, root_of
from icefloe.infer.bodies.walk import Calling, Typed, Walk, text, unread
from icefloe.infer.members import has_variables
from icefloe.types import (
    NONE,
    AnyType,
    Named,
    NeverType,
    Type,
    TypedDictType,
    UnknownType,
    substitute,
)
from icefloe.values import Argument, Class, Function, Known, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

_ENDS = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort"})
# Functions from outside that keep nothing of what they are given.
_HARMLESS = ("builtins.", "json.dumps", "math.", "statistics.", "pandas.", "numpy.", "itertools.", "functools.reduce")
_COPIES = frozenset({"copy.copy", "copy.deepcopy", "dataclasses.replace"})


@dataclass(frozen=True, slots=True)
class Passed:
    """The arguments of a call with their types, in the order in which they stand.

    `calling` tells, by position, what those that are functions give when they are called.
    """

    given: tuple[tuple[Given, Type], ...]
    calling: Mapping[int, Calling]

    def handed(self) -> tuple[Handed, ...]:
        """The arguments as a signature is matched with them."""
        return tuple(
            Handed(type=type, name=one.name, star=one.star, called=self.calling.get(index))
            for index, (one, type) in enumerate(self.given)
        )

    @property
    def exact(self) -> bool:
        """Whether there is no argument of unknown length."""
        return not any(one.star for one, _ in self.given)

    @property
    def positional(self) -> tuple[Type, ...]:
        """The types of those given by position."""
        return tuple(type for one, type in self.given if one.name is None and not one.star)


def call(walk: Walk, state: State, node: Call) -> Type:
    """The type of a call."""
    match node.function:
        case Constant(value=value):
            return _of_value(walk, state, node, value)
        case Attribute(Call(Constant(Reference(path="builtins.super"))), name):
            return _inherited(walk, state, node, name)
        case Attribute(Constant(Class() as of), name):
            return _of_class(walk, of, name, node, _passed(walk, state, node, keeps=True))
        case Attribute(owner, name):
            return _method(walk, state, node, owner, name)
        case Local(name) if name in state.functions:
            return _of_inner(walk, state, node, state.functions[name])
        case Inner() as function:
            return _of_inner(walk, state, node, function)
        case function:
            callee = walk.of(state, function)
            passed = _passed(walk, state, node, keeps=True)
            return each(callee, lambda one: _of_type(walk, one, passed))


def _of_inner(walk: Walk, state: State, node: Call, function: Inner) -> Type:
    """A call of a function that is defined inside, by its name or on the spot."""
    passed = _passed(walk, state, node, keeps=True)
    for name in function.reads:
        state.give_away(name)
    if passed.exact and all(one.name is None for one, _ in passed.given) and len(passed.given) == len(function.names):
        return plain(inner(walk, state, function, passed.positional))
    return unread("what a function defined inside gives is not followed")


def _passed(walk: Walk, state: State, node: Call, *, keeps: bool) -> Passed:
    """The arguments; where the callee may keep them, others hold their values from here on."""
    given = tuple((one, walk.of(state, one.value)) for one in node.arguments)
    for one in node.arguments if keeps else ():
        root = root_of(one.value)
        if root is not None:
            state.give_away(root)
    functions = {
        index: partial(called, walk, state.copy(), one.value)
        for index, one in enumerate(node.arguments)
        if _is_function(one.value) or (isinstance(one.value, Local) and one.value.name in state.functions)
    }
    return Passed(given, functions)


def _is_function(value: Expression) -> bool:
    """Whether an argument is a function without annotations, or one that is written out there."""
    if isinstance(value, Constant) and isinstance(value.value, Function):
        function = value.value
        return function.returns is None or any(one.annotation is None for one in function.parameters)
    return isinstance(value, Inner) and (value.value is not None or value.block is not None)


def _of_value(walk: Walk, state: State, node: Call, value: Value) -> Type:
    path = value.path if isinstance(value, Reference) else ""
    passed = _passed(walk, state, node, keeps=not path.startswith(_HARMLESS))
    if isinstance(value, Function):
        return of_function(walk, value, passed)
    if isinstance(value, Class):
        return _made(walk, value, passed)
    if path in _ENDS:
        return NeverType()
    if path in _COPIES and passed.positional and _is_project(walk, passed.positional[0]):
        return passed.positional[0]
    if path == "dataclasses.asdict":
        return Named("builtins.dict", (Named("builtins.str"), AnyType()))
    if path in ("typing.cast", "typing.assert_type") and len(node.arguments) == 2:
        kind = node.arguments[0 if path.endswith("cast") else 1].value
        return walk.project.annotation(kind.value) if isinstance(kind, Constant) else unread("a computed type")
    if path in ("builtins.list", "builtins.dict", "builtins.set") and not node.arguments:
        return Named(path, (NeverType(),) * (2 if path == "builtins.dict" else 1), fresh=True)
    if path == "collections.defaultdict" and len(node.arguments) == 1:
        return Named(path, (NeverType(), plain(called(walk, state, node.arguments[0].value, ()))), fresh=True)
    return outside(walk, node, value, passed)


def inner(walk: Walk, state: State, function: Inner, given: Sequence[Type]) -> Type:
    """What a function that is defined inside gives for arguments of these types."""
    if function.returns is not None:
        return walk.project.annotation(function.returns)
    local = state.copy()
    # One that calls itself is not followed into itself.
    local.functions = {name: one for name, one in state.functions.items() if one is not function}
    for index, name in enumerate(function.names):
        local.types[name] = plain(given[index]) if index < len(given) else unread("a parameter of it is not followed")
    if function.value is not None:
        return walk.of(local, function.value)
    if function.block is None:
        return unread("what a function defined inside gives is not followed")
    own = Walk(walk.project, walk.body, walk.read, walk.run, me=walk.me)
    end = walk.run(own, local, function.block)
    return joined(*(back.type for back in own.backs), *(() if end is None else (NONE,)))


def called(walk: Walk, state: State, function: Expression, given: Sequence[Type]) -> Type:
    """What a function that is handed on gives when it is called with values of these types."""
    known = state.functions.get(function.name) if isinstance(function, Local) else function
    if isinstance(known, Inner):
        return inner(walk, state, known, given)
    names = tuple(f"$given{index}" for index in range(len(given)))
    local = state.copy()
    local.types.update(zip(names, given, strict=True))
    return call(walk, local, Call(function, tuple(Given(None, Local(name)) for name in names), walk.body.function.span))


def of_function(walk: Walk, function: Function, passed: Passed, first: Type | None = None) -> Type:
    """What a call of a function of the project gives: where it has overloads, they alone say it."""
    one = signature.function if first is None else signature.method
    if function.overloads:
        whole = signature.callable_of(function, lambda each: one(each, walk.project.annotation))
        return walk.project.operations.call(whole, passed.handed()) if whole is not None else unread("an overload")
    given = bound(function, passed, first)
    result = walk.project.called(function, given)
    if first is not None:
        me = first.arguments[0] if isinstance(first, Named) and first.path == "builtins.type" else first
        result = substitute(result, {"Self": me})
    if not has_variables(result):
        return result
    return walk.project.operations.call(one(function, walk.project.annotation), passed.handed())


def bound(function: Function, passed: Passed, first: Type | None = None) -> dict[str, Type]:
    """The types that a call gives to the parameters; those that get nothing are absent."""
    places = [one for one in function.parameters if one.kind in ("positional", "normal")]
    found: dict[str, Type] = {}
    types = passed.positional if first is None else (first, *passed.positional)
    if passed.exact or not any(one.star == "*" for one, _ in passed.given):
        found.update((place.name, type) for place, type in zip(places, types, strict=False))
    elif first is not None and places:
        found[places[0].name] = first
    names = {one.name for one in function.parameters if one.kind in ("normal", "keyword")}
    found.update((one.name, type) for one, type in passed.given if one.name in names)
    if not passed.exact:
        rest = (one for one in function.parameters if one.name not in found and one.kind not in ("args", "kwargs"))
        found.update((one.name, unread("arguments of unknown number are given")) for one in rest)
    return found


def _made(walk: Walk, of: Class, passed: Passed) -> Type:
    """A call of a class: an object of it."""
    if members.method(of, "__new__") is not None or any(one.name == "metaclass" for one in of.keywords or ()):
        return unread(f"what calling {of.name} gives is decided by its code")
    type = walk.project.annotation(of)
    count = walk.project.parameters(type.path) if isinstance(type, Named) else 0
    if count and isinstance(type, Named):
        return walk.project.operations.construct(type, passed.handed())
    return type


def _of_class(walk: Walk, of: Class, name: str, node: Call, passed: Passed) -> Type:
    """`Class.method(…)`."""
    found = members.method(of, name)
    type = Named(members.path_of(of))
    if found is None:
        special = members.of_model(of, name)
        return special or outside(walk, node, None, passed, Typed(Named("builtins.type", (type,)), Constant(of)))
    if found.how == "class":
        return of_function(walk, found.function, passed, Named("builtins.type", (type,)))
    return of_function(walk, found.function, passed)


def _inherited(walk: Walk, state: State, node: Call, name: str) -> Type:
    """`super().method(…)`."""
    passed = _passed(walk, state, node, keeps=True)
    me = state.types.get(walk.me) if walk.me else None
    of = _class_of(walk, me) if me is not None else None
    found = members.method(of, name, walk.body.me) if of is not None else None
    if found is None:
        return unread("what the class above does is not known")
    return of_function(walk, found.function, passed, None if found.how == "static" else me)


def _method(walk: Walk, state: State, node: Call, owner: Expression, name: str) -> Type:
    """`owner.method(…)`."""
    whole = walk.of(state, owner)
    is_growing = name in growing.GROWING
    passed = _passed(walk, state, node, keeps=not is_growing and _keeps(walk, whole))
    if is_growing:
        for one, _ in passed.given:
            root = root_of(one.value)
            if root is not None:
                state.give_away(root)
        growing.by_call(walk, state, owner, name, passed.given)
    elif name in growing.SHRINKING:
        growing.by_removal(walk, state, owner, name)

    def one_of(type: Type) -> Type:
        if name == "get" and len(passed.positional) == 2 and growing.is_empty(type):
            return passed.positional[1]
        return of_method(walk, state, type, name, node, passed, owner)

    return each_but_none(whole, one_of)


def _keeps(walk: Walk, owner: Type) -> bool:
    return not (isinstance(owner, Named) and owner.path.startswith("builtins.") and not _is_project(walk, owner))


def _is_project(walk: Walk, type: Type) -> bool:
    return _class_of(walk, type) is not None


def _class_of(walk: Walk, type: Type) -> Class | None:
    """The project's class that a type is of, or that `type[…]` names."""
    if isinstance(type, Named) and type.path == "builtins.type" and len(type.arguments) == 1:
        return _class_of(walk, type.arguments[0])
    return walk.project.class_at(type.path) if isinstance(type, Named | TypedDictType) else None


def of_method(
    walk: Walk, state: State, type: Type, name: str, node: Call, passed: Passed, owner: Expression | None
) -> Type:
    """A call of a method of a value of one type."""
    del state
    of = _class_of(walk, type)
    if isinstance(type, UnknownType) or of is None:
        return type if isinstance(type, UnknownType) else outside(walk, node, None, passed, Typed(type, owner))
    if isinstance(type, Named) and type.path == "builtins.type":
        return _of_class(walk, of, name, node, passed)
    found = members.method(of, name)
    if found is not None and found.how == "property":
        first = found.function.parameters[0].name if found.function.parameters else ""
        return _of_type(walk, walk.project.called(found.function, {first: type}), passed)
    if found is not None:
        if isinstance(type, Named) and type.arguments:
            return outside(walk, node, None, passed, Typed(type))
        if found.how == "static":
            return of_function(walk, found.function, passed)
        me = Named("builtins.type", (type,)) if found.how == "class" else type
        return of_function(walk, found.function, passed, me)
    special = members.of_model(of, name)
    if special is not None:
        return special
    held = members.attribute(walk.project, type, of, name) if isinstance(type, Named) else None
    if held is not None:
        return each(held, lambda one: _of_type(walk, one, passed))
    return outside(walk, node, None, passed, Typed(type, owner))


def _of_type(walk: Walk, callee: Type, passed: Passed) -> Type:
    """A call of a value of which the type is known."""
    of = _class_of(walk, callee)
    if of is not None and isinstance(callee, Named):
        if callee.path == "builtins.type":
            return _made(walk, of, passed)
        found = members.method(of, "__call__")
        if found is not None and found.how == "object" and not callee.arguments:
            return of_function(walk, found.function, passed, callee)
    if isinstance(callee, UnknownType | NeverType):
        return callee
    return walk.project.operations.call(callee, passed.handed())


def outside(walk: Walk, node: Call, value: Value | None, passed: Passed, owner: Typed | None = None) -> Type:
    """A call of something that is not the project's: by its name, and the types of what it is given."""
    operands = [Typed(type, one.value, passed.calling.get(index)) for index, (one, type) in enumerate(passed.given)]
    unknown = first_unknown((owner.type,)) if owner is not None and owner.expression is None else None
    if unknown is not None:
        return unknown

    def record(*values: Value) -> Value:
        function, rest = (value, values) if value is not None else (_bound_method(node, values[0]), values[1:])
        arguments = tuple(
            Argument(name=one.name, value=given, span=node.span, star=one.star)
            for (one, _), given in zip(passed.given, rest, strict=True)
        )
        name = node.function.name if isinstance(node.function, Attribute) else ""
        path = getattr(function, "path", "") or f"?.{name}"
        return Record(path=path, function=function, arguments=arguments, token=0, span=node.span)

    return walk.ask(record, *((owner,) if value is None and owner is not None else ()), *operands)


def _bound_method(node: Call, owner: Value) -> Value:
    name = node.function.name if isinstance(node.function, Attribute) else ""
    known: Known = text(name)
    return Symbol(op="attribute", operands=(owner, known), span=node.span)
