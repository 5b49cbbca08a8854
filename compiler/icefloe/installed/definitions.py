"""Functions and classes of modules outside of the project as values."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from icefloe.installed.conditions import dotted
from icefloe.installed.decorators import Decorators, own
from icefloe.installed.expressions import Expressions, Place, callee, reference
from icefloe.installed.modules import Located, Modules
from icefloe.installed.returns import Returns, is_generator
from icefloe.installed.scope import Assigned, Bound, Defined, Definition, Functions, Imported
from icefloe.source import Span
from icefloe.values import (
    Argument,
    Class,
    Field,
    Function,
    Items,
    Known,
    Parameter,
    Record,
    Reference,
    Symbol,
    Unknown,
    Value,
)

_WRAPPERS = {
    "property": "builtins.property",
    "cached_property": "builtins.property",
    "cache_readonly": "builtins.property",
    "abstractproperty": "builtins.property",
    "classmethod": "builtins.classmethod",
    "abstractclassmethod": "builtins.classmethod",
    "staticmethod": "builtins.staticmethod",
    "abstractstaticmethod": "builtins.staticmethod",
}
_MOST = 4_000
_Kind: TypeAlias = Literal["positional", "normal", "keyword", "args", "kwargs"]


class Definitions:
    """Makes the values; each definition once."""

    def __init__(self, modules: Modules, expressions: Expressions) -> None:
        self._modules = modules
        self._expressions = expressions
        self._decorators = Decorators(modules)
        self._returns = Returns(modules, self._decorators)
        self._made: dict[ast.AST, Value] = {}

    def value(self, at: Located, address: str) -> Value | None:
        """What a place defines; `address` is the path that a class goes by."""
        bound = at.bound
        if bound is None:
            return None
        node = bound.node if isinstance(bound, Defined) else bound.nodes[0] if isinstance(bound, Functions) else None
        if node is not None and node in self._made:
            return self._made[node]
        made = self._value(at, bound, address)
        if node is not None:
            self._made[node] = made
        return made

    def _value(self, at: Located, bound: Bound, address: str) -> Value:
        place = Place(module=at.module, qualname=at.qualname, around=at.around)
        owner = self._modules.locate(at.path.rpartition(".")[0]) if at.around else None
        if owner is not None and isinstance(owner.bound, Defined):
            place = replace(place, variables=self._variables(getattr(owner.bound.node, "type_params", ()), place))
        match bound:
            case Defined(node=node):
                return self._class(node, at, place, address)
            case Functions():
                return self._functions(bound, at, place, owner)
            case Assigned():
                return self._assigned(bound, place)
            case Imported(path=path):
                return reference(path, Span(path=at.module.place.shown, line=1, column=1, end_line=1, end_column=2))

    def _assigned(self, bound: Assigned, place: Place) -> Value:
        """A variable: its value where that is an alias or made by a call, else something of its annotation."""
        annotation, value = bound.annotation, bound.value
        name = "" if annotation is None else dotted(annotation).rpartition(".")[2]
        if isinstance(annotation, ast.Subscript) and dotted(annotation.value).rpartition(".")[2] == "Final":
            annotation = annotation.slice
        if value is not None and not _is_ellipsis(value) and (annotation is None or name in ("TypeAlias", "Final")):
            inside = replace(place, variables=self._variables(bound.parameters, place))
            is_type = name == "TypeAlias" or bool(bound.parameters) or not isinstance(value, ast.Constant)
            read = self._expressions.annotation if is_type else self._expressions.value
            return read(value, inside)
        if annotation is None:
            span = place.span(value) if value is not None else place.span(ast.Pass())
            return reference("typing.Any", span)
        operands = (self._expressions.annotation(annotation, place),)
        return Symbol(op="annotated", operands=operands, span=place.span(annotation))

    def _variables(self, parameters: Sequence[ast.AST], place: Place) -> tuple[tuple[str, Record], ...]:
        """The type parameters in brackets (`class A[T: int]`), as the calls that would make them."""
        made = list(place.variables)
        for one in parameters[:_MOST]:
            name, bound = str(getattr(one, "name", "")), getattr(one, "bound", None)
            span = place.span(one)
            arguments = [Argument(name=None, value=Known(value=name, span=span), span=span)]
            reach = replace(place, variables=tuple(made))
            if isinstance(bound, ast.Tuple):
                limits = [self._expressions.annotation(limit, reach) for limit in bound.elts]
                arguments += [Argument(name=None, value=limit, span=span) for limit in limits]
            elif isinstance(bound, ast.expr):
                arguments.append(Argument(name="bound", value=self._expressions.annotation(bound, reach), span=span))
            inferred = Argument(name="infer_variance", value=Known(value=True, span=span), span=span)
            path = f"typing.{type(one).__name__}"
            record = Record(
                path=path,
                function=reference(path, span),
                arguments=(*arguments, inferred),
                token=self._expressions.token(),
                span=span,
            )
            made.append((name, record))
        return tuple(made)

    def _class(self, node: ast.ClassDef, at: Located, place: Place, address: str) -> Class:
        parameters = getattr(node, "type_params", ())
        outer = replace(place, variables=self._variables(parameters, place), eager=True)
        bases = tuple(self._expressions.annotation(base, outer) for base in node.bases)
        if parameters:
            bases = (*bases, _generic(outer.variables[len(place.variables) :], self._expressions.token()))
        names = self._modules.body(at.module, node)
        inner = replace(outer, around=(*at.around, names), eager=False)
        module, _, qualname = address.rpartition(".")
        if "." in at.qualname:
            split = len(address.split(".")) - len(at.qualname.split("."))
            module, qualname = ".".join(address.split(".")[:split]), ".".join(address.split(".")[split:])
        span = place.span(node)
        return Class(
            token=self._expressions.token(),
            module=module,
            qualname=qualname,
            name=node.name,
            bases=bases,
            decorators=tuple(self._expressions.value(one, place) for one in node.decorator_list),
            fields=tuple(self._fields(inner)),
            methods=tuple(self._members(node, at, inner)),
            keywords=tuple(
                Argument(name=k.arg, value=self._expressions.value(k.value, place), span=place.span(k.value))
                for k in node.keywords
            ),
            span=span,
            name_span=span,
        )

    def _fields(self, place: Place) -> Iterator[Field]:
        bound = place.around[-1].bound
        for name, one in bound.items():
            if isinstance(one, Assigned) and one.annotation is not None:
                default = None if one.value is None else self._expressions.value(one.value, place)
                annotation = self._expressions.annotation(one.annotation, place)
                yield Field(name=name, annotation=annotation, default=default, span=place.span(one.annotation))

    def _members(self, node: ast.ClassDef, at: Located, place: Place) -> Iterator[tuple[str, Value]]:
        """All names of a class body that have a value, as the project's own classes tell them."""
        names = place.around[-1]
        for count, (name, bound) in enumerate(names.bound.items()):
            if count >= _MOST:
                return
            match bound:
                case Functions(nodes=(inner, *_)) | Defined(node=inner):
                    yield name, reference(f"{at.path}.{name}", place.span(inner))
                case Assigned(value=ast.Name(id=other) as value) if isinstance(names.bound.get(other), Functions):
                    yield name, reference(f"{at.path}.{other}", place.span(value))
                case Assigned(value=ast.expr() as value):
                    yield name, self._expressions.value(value, place)
                case Imported(path=path):
                    yield name, reference(path, place.span(node))
                case _:
                    pass
        if not at.module.place.is_stub:
            told = Unknown(why="a method sets it", span=place.span(node))
            yield from ((name, told) for name in _set_by_methods(node) if name not in names.bound)

    def _functions(self, bound: Functions, at: Located, place: Place, owner: Located | None = None) -> Value:
        made = [self._function(node, at, place, owner) for node in bound.nodes]
        wrapped = [self._decorated(one, node, place) for one, node in zip(made, bound.nodes, strict=True)]
        first = wrapped[0]
        if len(wrapped) == 1:
            if bound.settable and isinstance(first, Record):
                setter = Argument(name="fset", value=first.function, span=first.span)
                return replace(first, arguments=(*first.arguments, setter))
            return first
        if isinstance(first, Record) and first.path in _WRAPPERS.values():
            inside = tuple(one.arguments[0].value for one in wrapped if isinstance(one, Record))
            return self._record(first.path, (self._record("typing.overload", inside, first.span),), first.span)
        return self._record("typing.overload", tuple(wrapped), made[0].span)

    def _record(self, path: str, values: tuple[Value, ...], span: Span) -> Record:
        return Record(
            path=path,
            function=reference(path, span),
            arguments=tuple(Argument(name=None, value=one, span=span) for one in values),
            token=self._expressions.token(),
            span=span,
        )

    def _decorated(self, made: Function, node: Definition, place: Place) -> Value:
        """A function below its decorators: those that keep its signature are left out."""
        value: Value = made
        for decorator in reversed(node.decorator_list):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = dotted(called).rpartition(".")[2]
            if name in _WRAPPERS and not isinstance(decorator, ast.Call):
                value = self._record(_WRAPPERS[name], (value,), made.span)
            elif not self._decorators.keeps(decorator, place.module, place.around, place.qualname):
                path = callee(self._expressions.value(decorator, place))
                value = self._record(path, (value,), made.span)
        return value

    def _function(self, node: Definition, at: Located, place: Place, owner: Located | None) -> Function:
        inside = replace(place, variables=self._variables(getattr(node, "type_params", ()), place))
        returns = None if node.returns is None else self._expressions.annotation(node.returns, inside)
        if returns is None and not at.module.place.is_stub:
            returns = self._returns.of(node, at, owner)
        span = place.span(node)
        return Function(
            token=self._expressions.token(),
            module=at.module.name,
            qualname=at.qualname,
            ordinal=0,
            name=node.name,
            parameters=tuple(self._parameters(node.args, inside)),
            returns=returns,
            captured=(),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=not at.module.place.is_stub and is_generator(node),
            docstring=None,
            span=span,
            name_span=span,
            returns_span=None if node.returns is None else place.span(node.returns),
        )

    def _parameters(self, given: ast.arguments, place: Place) -> Iterator[Parameter]:
        named = [*given.posonlyargs, *given.args]
        defaults = [None] * (len(named) - len(given.defaults)) + list(given.defaults)
        for index, (argument, default) in enumerate(zip(named, defaults, strict=True)):
            dunder = argument.arg.startswith("__") and not argument.arg.endswith("__")
            by_position = dunder or index < len(given.posonlyargs)
            yield self._parameter(argument, "positional" if by_position else "normal", default, place)
        if given.vararg is not None:
            yield self._parameter(given.vararg, "args", None, place)
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            yield self._parameter(argument, "keyword", default, place)
        if given.kwarg is not None:
            yield self._parameter(given.kwarg, "kwargs", None, place)

    def _parameter(self, argument: ast.arg, kind: _Kind, default: ast.expr | None, place: Place) -> Parameter:
        span = place.span(argument)
        value: Value | None = None
        if default is not None:
            plain = isinstance(default, ast.Constant) and not _is_ellipsis(default)
            value = self._expressions.value(default, place) if plain else reference("builtins.Ellipsis", span)
        return Parameter(
            name=argument.arg,
            kind=kind,
            annotation=None
            if argument.annotation is None
            else self._expressions.annotation(argument.annotation, place),
            default=value,
            span=span,
        )


def _set_by_methods(node: ast.ClassDef) -> Iterator[str]:
    """The attributes that the methods of a class set on its objects."""
    found: dict[str, None] = {}
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.args.args:
            this = method.args.args[0].arg
            for one in own(method.body):
                if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and dotted(one.value) == this:
                    found[one.attr] = None
    yield from found


def _generic(variables: tuple[tuple[str, Record], ...], token: int) -> Symbol:
    span = variables[0][1].span
    inside = Items(kind="tuple", items=tuple(record for _, record in variables), token=token, span=span)
    return Symbol(op="index", operands=(Reference(path="typing.Generic", span=span), inside), span=span)


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...
