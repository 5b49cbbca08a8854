"""The door: what calls of the project's functions give, each body read once for the same types of arguments."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from icefloe.body import (
    Assign,
    Attribute,
    Augment,
    Block,
    Body,
    Branch,
    For,
    Local,
    Match,
    Parts,
    Statement,
    Target,
    Try,
    While,
    With,
)
from icefloe.infer.bodies import members
from icefloe.infer.bodies.expressions import read
from icefloe.infer.bodies.joining import joined, plain
from icefloe.infer.bodies.state import State
from icefloe.infer.bodies.statements import block
from icefloe.infer.bodies.walk import Back, Calling, Result, TooMuch, Walk, unread
from icefloe.infer.operations import Operations
from icefloe.types import NONE, AnyType, Declaration, Named, NeverType, TupleType, Type, UnknownType, Verdict, causes
from icefloe.values import Class, Function, Known, Value

_STEPS = 4_000
_CALLS = 6
_ANY = AnyType()

__all__ = ["Back", "Bodies", "Result"]


class Bodies:
    """Reads bodies of one project. The functions that it is given close the circle to types without imports."""

    def __init__(
        self,
        body: Callable[[Function], Body | None],
        annotation: Callable[[Value], Type],
        infer: Callable[[Value, Mapping[str, Type], Mapping[str, Calling] | None], Type],
        fits: Callable[[Type, Type], Verdict],
        class_at: Callable[[str], Class | None],
        declaration: Callable[[str], Declaration | None],
        operations: Operations,
    ) -> None:
        self.body = body
        self.annotation = annotation
        self.operations = operations
        self._infer = infer
        self.fits = fits
        self.class_at = class_at
        self._declaration = declaration
        self._results: dict[tuple[int, tuple[tuple[str, Type], ...]], Result | None] = {}
        self._running: list[tuple[int, tuple[tuple[str, Type], ...]]] = []
        self._assumed: dict[tuple[int, tuple[tuple[str, Type], ...]], Type] = {}
        self._leaned: set[tuple[int, tuple[tuple[str, Type], ...]]] = set()
        self._doubtful: set[tuple[str, str]] = set()
        self._attributes: dict[str, dict[str, Type]] = {}
        self._left = _STEPS

    def infer(self, value: Value, parameters: Mapping[str, Type], calling: Mapping[str, Calling] | None = None) -> Type:
        """The type of a value, whose symbols for parameters have these types, and give this when they are called."""
        return self._infer(value, parameters, calling)

    def spend(self) -> None:
        """Take one step of what reading may cost."""
        self._left -= 1
        if self._left < 0:
            raise TooMuch

    def parameters(self, path: str) -> int:
        """How many type parameters a class has."""
        declaration = self._declaration(path)
        return len(declaration.parameters) if declaration is not None else 0

    def result(self, function: Function, given: Mapping[str, Type] | None = None) -> Result | None:
        """What a body gives back for arguments of these types; None where that is too much to read."""
        if not self._running:
            self._left = _STEPS
        try:
            return self._result(function, given or {})
        except TooMuch:
            if self._running:
                raise
            return None

    def _result(self, function: Function, given: Mapping[str, Type]) -> Result | None:
        key = (function.token, tuple(sorted(((name, plain(type)) for name, type in given.items()), key=_name)))
        if key in self._results:
            return self._results[key]
        if key in self._running or len(self._running) >= _CALLS:
            type = self._assumed.get(key, unread(f"`{function.name}` calls itself, or calls nest too deep"))
            self._leaned.add(key)
            return Result((), type) if not function.is_generator else None
        body = self.body(function)
        if body is None:
            return None
        self._running.append(key)
        try:
            found = self._settled(key, body, dict(key[1]))
        finally:
            self._running.pop()
        self._leaned.discard(key)
        if not self._running:
            self._leaned.clear()
        if not self._leaned:
            # What leans on a guess of something around it is only as good as that guess.
            self._results[key] = found
        return found

    def _settled(self, key: tuple[int, tuple[tuple[str, Type], ...]], body: Body, given: dict[str, Type]) -> Result:
        """The result of a body; of one that calls itself, what a further round does not change."""
        self._assumed[key] = NeverType()
        found = self._once(body, given)
        for _ in range(2):
            if key not in self._leaned or found.type == self._assumed[key]:
                break
            self._assumed[key] = plain(found.type)
            found, before = self._once(body, given), found
            if plain(found.type) == plain(before.type):
                break
        else:
            found = Result(found.backs, unread("what it gives depends on itself"), found.falls, found.yields)
        del self._assumed[key]
        return found

    def _once(self, body: Body, given: Mapping[str, Type]) -> Result:
        walk = self._walk(body)
        end = block(walk, self._start(walk, given), body.block)
        backs = walk.backs
        types = [back.type for back in backs] + ([NONE] if end is not None else [])
        yields = joined(*(plain(one) for one in walk.yields)) if body.function.is_generator else None
        return Result(tuple(backs), joined(*types), falls=end is not None, yields=yields)

    def _walk(self, body: Body) -> Walk:
        first = body.function.parameters[:1] if body.method in ("object", "class") else ()
        return Walk(self, body, read, block, me=first[0].name if first else "")

    def _start(self, walk: Walk, given: Mapping[str, Type]) -> State:
        """What is known when a body begins: annotations, then what is given, then defaults."""
        state = State()
        for one in walk.body.function.parameters:
            if one.annotation is not None:
                type = self.annotation(one.annotation)
                if isinstance(one.default, Known) and one.default.value is None and not isinstance(type, UnknownType):
                    type = joined(type, NONE)
                if one.kind in ("normal", "positional", "keyword"):
                    state.declared[one.name] = type
            elif one.name in given:
                type = given[one.name]
            elif one.name == walk.me:
                type = self._me(walk.body)
            elif one.default is not None and not (isinstance(one.default, Known) and one.default.value is None):
                type = plain(self.infer(one.default, {}))
            else:
                type = UnknownType(f"the parameter {one.name} has no annotation", causes.NO_PARAMETER)
            if one.kind == "args":
                type = TupleType((), type)
            elif one.kind == "kwargs":
                type = Named("builtins.dict", (Named("builtins.str"), type))
            state.types[one.name] = type
        return state

    def _me(self, body: Body) -> Type:
        count = self.parameters(body.me)
        me = Named(body.me, tuple(unread("what it holds is not told") for _ in range(count)))
        return Named("builtins.type", (me,)) if body.method == "class" else me

    def called(self, function: Function, given: Mapping[str, Type]) -> Type:
        """What a call gives, not waited for: its annotation, or what its body shows."""
        managed = False
        if function.returns is not None:
            type = self.annotation(function.returns)
            body = self.body(function) if function.is_generator else None
            managed = body is not None and "contextlib.contextmanager" in body.decorators
            if managed and isinstance(type, Named) and type.arguments:
                return Named("contextlib.AbstractContextManager", type.arguments[:1])
            return _coroutine(type) if function.is_async and not function.is_generator else type
        body = self.body(function)
        if body is None or body.placeholder:
            return UnknownType(f"the body of {function.name} does not tell", causes.NO_RETURN)
        if any(one.startswith("contextlib.asynccontextmanager") for one in body.decorators):
            return unread("an asynchronous manager")
        try:
            found = self._result(function, {**self._defaults(function, given), **given})
        except TooMuch:
            if self._running:
                raise
            found = None
        if found is None:
            return UnknownType(f"what {function.name} gives is too much to follow", causes.NO_RETURN)
        if found.yields is not None:
            if "contextlib.contextmanager" in body.decorators:
                return Named("contextlib.AbstractContextManager", (found.yields,))
            return generator(function, found)
        type = plain(found.type) if not isinstance(found.type, NeverType) else found.type
        return _coroutine(type) if function.is_async else type

    def _defaults(self, function: Function, given: Mapping[str, Type]) -> dict[str, Type]:
        return {
            one.name: NONE
            for one in function.parameters
            if one.name not in given and isinstance(one.default, Known) and one.default.value is None
        }

    def attributes(self, path: str) -> Mapping[str, Type]:
        """What the methods of a class set on their object, in sum; what is annotated there is that."""
        if path in self._attributes:
            return self._attributes[path]
        of = self.class_at(path)
        self._attributes[path] = {}
        if of is None:
            return {}
        try:
            return self._set_by(path, self._setting(of))
        except TooMuch:
            self._attributes[path] = {}
            raise

    def is_doubtful(self, of: Class, name: str) -> bool:
        """Whether methods of a class set an attribute to different things, so that it depends on which were called."""
        return any((members.path_of(one), name) in self._doubtful for one in members.lineage(of).classes)

    def _set_by(self, path: str, bodies: Sequence[Body]) -> Mapping[str, Type]:
        before: dict[str, Type] = {}
        declared: dict[str, Type] = {}
        for _ in range(2):
            before = dict(self._attributes[path])
            found: dict[str, list[Type]] = {}
            for body in bodies:
                walk = self._walk(body)
                block(walk, self._start(walk, {}), body.block)
                for name, types in walk.sets.items():
                    found.setdefault(name, []).extend(types)
                declared.update(walk.declared)
                self._attributes[path] = before | {n: joined(*types) for n, types in found.items()} | declared
            self._doubtful |= {(path, n) for n, types in found.items() if n not in declared and len(set(types)) > 1}
            if self._attributes[path] == before:
                return before
        now = self._attributes[path]
        for name in [one for one, type in now.items() if before.get(one) != type]:
            now[name] = now[name] if name in declared else unread(f"what .{name} is set to depends on itself")
        return now

    def _setting(self, of: Class) -> list[Body]:
        """The methods that set something on their object, the one that makes it first."""
        found: list[Body] = []
        for _, value in of.methods:
            unwrapped = members.unwrapped(value)
            body = self.body(unwrapped[0]) if unwrapped is not None and unwrapped[1] in ("object", "property") else None
            if body is not None and body.function.parameters and _sets(body.block, body.function.parameters[0].name):
                found.append(body)
        first = ("__init__", "__post_init__")
        return sorted(found, key=lambda body: body.function.name not in first)


def _name(item: tuple[str, Type]) -> str:
    return item[0]


def _coroutine(type: Type) -> Type:
    return Named("collections.abc.Coroutine", (_ANY, _ANY, type))


def generator(function: Function, result: Result) -> Type:
    """What a call of a generator function gives."""
    yields = unread("it gives nothing") if result.yields is None else result.yields
    if function.is_async:
        return Named("collections.abc.AsyncGenerator", (yields, _ANY))
    return Named("collections.abc.Generator", (yields, _ANY, plain(result.type)))


def _sets(lines: Block, me: str) -> bool:
    return any(_sets_one(line, me) for line in lines)


def _sets_one(line: Statement, me: str) -> bool:
    match line:
        case Assign(targets):
            return any(isinstance(one, Attribute) and one.owner == Local(me) for one in _flat(targets))
        case Augment(Attribute(Local(name)), _, _):
            return name == me
        case Branch(_, then, otherwise):
            return _sets(then, me) or _sets(otherwise, me)
        case For(_, _, inside, rest) | While(_, inside, rest):
            return _sets(inside, me) or _sets(rest, me)
        case Try(inside, handlers, rest, final):
            parts = (inside, rest, final, *(one.body for one in handlers))
            return any(_sets(part, me) for part in parts)
        case With(_, _, inside):
            return _sets(inside, me)
        case Match(_, cases):
            return any(_sets(one.body, me) for one in cases)
        case _:
            return False


def _flat(targets: Sequence[Target]) -> Iterator[Target]:
    for one in targets:
        if isinstance(one, Parts):
            yield from _flat(one.targets)
        else:
            yield one
