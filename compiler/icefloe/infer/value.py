"""Unannotated code read as types: what a value must be, as far as the code shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from icefloe.infer import signature
from icefloe.infer.annotation import Annotations
from icefloe.infer.arguments import Given
from icefloe.infer.budget import Budget
from icefloe.infer.classes import Classes
from icefloe.infer.dotted import Dotted
from icefloe.infer.functional import Functional
from icefloe.infer.invoke import Invocation
from icefloe.infer.operations import Operations
from icefloe.infer.operators import Operators
from icefloe.infer.scalars import scalar
from icefloe.infer.solve import UNSOLVED, tidy
from icefloe.infer.subscripts import Slice, Subscripts
from icefloe.types import (
    LiteralType,
    Named,
    TupleType,
    Type,
    Union,
    UnknownType,
    causes,
    union,
    widened,
)
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Symbol,
    Table,
    Unknown,
    Value,
)

_STR = Named("builtins.str")
_MOST_LITERALS = 8
_VALUE_MAKERS = ("__new__", "__init__", "_generate_next_value_")


class Inference:
    """Reads values; `parameters` are the types of the parameters of the function that they stand in.

    `outside` tells the type of what stands under a dotted path of an installed package, `called` what a function of
    the project gives for arguments of these types by position, `calling` the same of parameters that are functions.
    """

    def __init__(
        self,
        annotations: Annotations,
        classes: Classes,
        parameters: Mapping[str, Type],
        budget: Budget,
        *,
        outside: Callable[[str], Type | None] | None = None,
        called: Callable[[Function, Sequence[Type]], Type] | None = None,
        operations: Operations | None = None,
        calling: Mapping[str, Callable[[Sequence[Type]], Type]] | None = None,
    ) -> None:
        self.annotations = annotations
        self.classes = classes
        self.parameters = parameters
        self.budget = budget
        self.called = called
        self.calling = calling or {}
        self.operations = operations or Operations(Invocation(classes.declaration))
        self.operators = Operators(self.operations)
        self.subscripts = Subscripts(self.operations)
        self.dotted = Dotted(annotations.library, self.operations, outside)

    def of(self, value: Value) -> Type:
        """The type of a value."""
        return self.budget.within(self._of, value)

    def _of(self, value: Value) -> Type:
        match value:
            case Known(value=one):
                return scalar(one)
            case Items() | Table():
                return self._display(value)
            case Instance(of=of):
                return self._instance(of)
            case Class(module=module, qualname=qualname):
                return Named("builtins.type", (Named(f"{module}.{qualname}"),))
            case Function():
                return signature.function(value, self.annotations.read)
            case Record():
                return self._call(value)
            case Symbol():
                return self._symbol(value)
            case Module():
                return Named("types.ModuleType")
            case Reference(path=path):
                return self.dotted.type(path) or self._unread(path, f"{path} is not read")
            case Unknown(why=why):
                return UnknownType(why, causes.RUN_TIME)

    def _unread(self, path: str, why: str) -> UnknownType:
        return UnknownType(why, "" if self.annotations.library.knows(path) else causes.unresolvable(path))

    def _instance(self, of: Class) -> Type:
        path = f"{of.module}.{of.qualname}"
        declaration = self.classes.declaration(path)
        return Named(path, tuple(UNSOLVED for _ in declaration.parameters) if declaration else ())

    def _display(self, value: Items | Table) -> Type:
        if isinstance(value, Table):
            keys = self._joined((key for key, _ in value.entries), "an empty dictionary")
            values = self._joined((v for _, v in value.entries), "an empty dictionary")
            return Named("builtins.dict", (keys, values), fresh=True)
        if value.kind == "tuple":
            return TupleType(tuple(self.of(item) for item in value.items))
        return Named(f"builtins.{value.kind}", (self._joined(value.items, f"an empty {value.kind}"),), fresh=True)

    def _joined(self, values: Iterable[Value], empty: str) -> Type:
        return joined((self.of(v) for v in values), empty)

    def given(self, arguments: Iterable[Argument]) -> list[Given]:
        """The arguments of a call with their types."""
        return [
            Given(type=self.of(a.value), name=a.name, star=a.star, called=self._calling(a.value)) for a in arguments
        ]

    def _calling(self, value: Value) -> Callable[[Sequence[Type]], Type] | None:
        """What a function that has no annotations gives when it is called."""
        if isinstance(value, Symbol) and value.op == "parameter" and isinstance(value.operands[0], Known):
            return self.calling.get(str(value.operands[0].value))
        if not isinstance(value, Function) or self.called is None:
            return None
        if value.returns is not None and all(p.annotation is not None for p in value.parameters):
            return None
        called = self.called
        return lambda types: called(value, types)

    def _call(self, record: Record) -> Type:
        """The result of a call of something outside the project."""
        callee = record.function
        if isinstance(callee, Record):
            made = Functional(self.annotations.read, self.annotations.name).type(callee)
            return made or self.operations.call(self.of(callee), self.given(record.arguments))
        if record.receiver is not None:
            name = record.path.rpartition(".")[2]
            owner = self.of(record.receiver)
            return self._told(record, self.operations.method(owner, name, self.given(record.arguments)))
        if not isinstance(callee, Reference):
            return self._told(record, self.operations.call(self.of(callee), self.given(record.arguments)))
        path = self.annotations.library.path(callee.path)
        if path == "typing.cast" and record.arguments:
            return self.annotations.read(record.arguments[0].value)
        if path == "builtins.super":
            return UnknownType(f"what {record.path} gives is not known")
        found = self.dotted.called(path, lambda: self.given(record.arguments))
        if found is not None:
            return self._told(record, found)
        if _is_class_name(path) and not self.annotations.library.knows(path):
            return self.annotations.reference(path)
        return self._unread(path, f"what {record.path} gives is not known")

    @staticmethod
    def _told(record: Record, found: Type) -> Type:
        """With the call named where its result is not known."""
        if not isinstance(found, UnknownType):
            return found
        path = record.path.removeprefix("?").removeprefix("builtins.")
        return UnknownType(f"what {path}() gives is not known", found.cause)

    def _symbol(self, symbol: Symbol) -> Type:
        operands = symbol.operands
        if self.operators.knows(symbol.op) and len(operands) == 1:
            return self.operators.unary(symbol.op, self.of(operands[0]))
        if self.operators.knows(symbol.op) and len(operands) == 2:
            return self.operators.binary(symbol.op, self.of(operands[0]), self.of(operands[1]))
        match symbol.op, operands:
            case "parameter", (Known(value=str(name)),):
                untold = UnknownType(f"the parameter {name} has no annotation", causes.NO_PARAMETER)
                return self.parameters.get(name) or untold
            case "environment", (_, *default):
                return union(_STR, *(self.of(d) for d in default))
            case "index", (whole, key):
                return self.subscripts.of(self.of(whole), self.of(key), _slice(key))
            case "attribute", (owner, Known(value=str(name))):
                return self._attribute(owner, name)
            case "each", _:
                return UnknownType("a comprehension over something whose length is not known", causes.RUN_TIME)
            case "format" | "formatted", _:
                return _STR
            case _:
                return self._plain(symbol.op, [self.of(o) for o in operands])

    def _plain(self, op: str, types: Sequence[Type]) -> Type:
        """What depends on the types of its parts alone."""
        match op, types:
            case "or", [left, right]:
                return self.operators.either(left, right)
            case "and", [left, right]:
                return self.operators.both(left, right)
            case "choice", [*_, left, right]:
                return tidy(union(left, right))
            case "item", [iterable]:
                return self.operations.element(iterable)
            case "entered", [manager]:
                return self.operations.entered(manager)
            case "awaited", [awaitable]:
                return self.operations.awaited(awaitable)
            case _:
                return UnknownType(f"the result of `{op}` is not known")

    def _attribute(self, owner: Value, name: str) -> Type:
        kind = self.of(owner)
        if name in ("value", "_value_"):
            return self.operations.each(kind, lambda one: self._value(one, name))
        return self.operations.attribute(kind, name)

    def _value(self, of: Type, name: str) -> Type:
        """The value of a member of an enumeration of the project, and any other attribute of that name."""
        path = of.path if isinstance(of, Named | LiteralType) else ""
        declaration = self.classes.declaration(path) if path else None
        found = self.annotations.class_at(path) if declaration is not None and declaration.values else None
        if found is None or declaration is None or any(m.name == "value" for m in declaration.members):
            return self.operations.attribute(of, name)
        wanted = [of.value] if isinstance(of, LiteralType) else [m.value for m in declaration.values or ()]
        made = dict(found.methods)
        values = [made[str(one)] for one in wanted if str(one) in made]
        if len(values) != len(wanted) or any(name in made for name in _VALUE_MAKERS):
            return UnknownType(f"the values of {found.name} are not known")
        types = [self.of(value) for value in values]
        return tidy(union(*(widened(t) if isinstance(t, LiteralType) and len(types) > 1 else t for t in types)))


def joined(types: Iterable[Type], empty: str) -> Type:
    """What a collection with elements of these types holds."""
    found = tidy(union(*types))
    members = found.members if isinstance(found, Union) else (found,)
    if sum(isinstance(m, LiteralType) for m in members) > _MOST_LITERALS:
        found = union(*(widened(m) if isinstance(m, LiteralType) else m for m in members))
    return UnknownType(f"{empty} does not tell what it holds") if found == union() else found


def _slice(key: Value) -> Slice | None:
    """The bounds of a slice, where each is written out."""
    if not isinstance(key, Record) or key.path != "builtins.slice":
        return None
    bounds = [a.value.value for a in key.arguments if isinstance(a.value, Known)]
    numbers = [b if isinstance(b, int) and not isinstance(b, bool) else None for b in bounds]
    if len(bounds) != 3 or any(b is not None and n is None for b, n in zip(bounds, numbers, strict=True)):
        return None
    return None if numbers[2] == 0 else (numbers[0], numbers[1], numbers[2])


def _is_class_name(path: str) -> bool:
    """Whether a name outside the project looks like a class: `RandomForestClassifier`, not `DEFAULT` or `load`."""
    name = path.rpartition(".")[2]
    return "." in path and name[:1].isupper() and (len(name) == 1 or not name.isupper())
