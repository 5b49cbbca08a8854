"""Which names from outside a piece of code uses, with the attributes asked of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import libcst as cst

from icefloe.syntax.bindings import Imported, Locals, bound_by, defining_parts, dotted, imports, local_names
from icefloe.syntax.fields import children
from icefloe.syntax.parser import expression
from icefloe.syntax.readparts import read_parts
from icefloe.syntax.text import identifier
from icefloe_schema.records import dataclass

Scoped: TypeAlias = cst.FunctionDef | cst.ClassDef | cst.Lambda


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a name that the code does not bind itself.

    `attributes` are those read from it in a row (`np.random.rand`: `random`, `rand`); `call` is the call of that
    whole chain, if it is called; `local` are the imports inside a function that bind the name; `owner` is the
    enclosing function whose variable it is; `decorator` tells a name that only decorates, `quoted` one that stands in
    a quoted annotation, which nothing may ever evaluate.
    """

    name: str
    node: cst.CSTNode
    attributes: tuple[str, ...] = ()
    call: cst.Call | None = None
    local: tuple[Imported, ...] = ()
    owner: Scoped | None = None
    decorator: bool = False
    imports: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    node: Scoped | None
    local: Locals
    foreign: bool = False

    @property
    def is_class(self) -> bool:
        return type(self.node) is cst.ClassDef


def uses(node: cst.CSTNode, enclosing: Sequence[Scoped] = (), *, strings: bool = False) -> tuple[Use, ...]:
    """Every use of a name from outside the node, in source order.

    `enclosing` are the functions and classes around it, outermost first: a variable of theirs has an `owner`. With
    `strings` also those in quoted annotations, and `getattr(name, "attribute")` is a use of that attribute.
    """
    scopes = tuple(_Scope(node=around, local=_with_types(around), foreign=True) for around in enclosing)
    found: list[Use] = []
    _uses(node, _Around(scopes, strings=strings), found)
    return tuple(found)


def _with_types(node: Scoped) -> Locals:
    local = local_names(node)
    return Locals(names={**dict.fromkeys(_type_names(node), ()), **local.names}, outside=local.outside)


@dataclass(frozen=True, slots=True)
class _Around:
    """The scopes around a node, outermost first, whether it only decorates, and whether strings are read and quote."""

    scopes: tuple[_Scope, ...]
    decorator: bool = False
    strings: bool = False
    quoted: bool = False

    def within(self, scope: _Scope) -> "_Around":
        """The same with one more scope."""
        return _Around((*self.scopes, scope), self.decorator, self.strings, self.quoted)


def _uses(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    """Add the uses in one node, by its kind."""
    kind = type(node)
    handler = _HANDLERS.get(kind)
    if handler is not None:
        handler(node, around, found)
        return
    for part in read_parts(node):
        _uses(part, around, found)


def _call(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    assert isinstance(node, cst.Call)
    _chain(node.func, around, found, node)
    asked = literal_attribute(node) if around.strings else ""
    if asked:
        name, *attributes = asked.split(".")
        _named(name, node, tuple(attributes), None, around, found)
    for arg in node.args[2:] if asked else node.args:
        _uses(arg.value, around, found)


_BY_NAME: Final = frozenset({"getattr", "setattr", "delattr", "hasattr"})


def literal_attribute(call: cst.Call) -> str:
    """The dotted path that `getattr(name.path, "attribute")` and its like mean, or an empty string."""
    if dotted(call.func) not in _BY_NAME or len(call.args) < 2 or any(arg.star or arg.keyword for arg in call.args):
        return ""
    holder, attribute = dotted(call.args[0].value), call.args[1].value
    spelled = attribute.evaluated_value if isinstance(attribute, cst.SimpleString) else ""
    return f"{holder}.{identifier(spelled)}" if holder and isinstance(spelled, str) and spelled.isidentifier() else ""


def _annotation(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    """An annotation: what it quotes is read as well, if strings are."""
    assert isinstance(node, cst.Annotation)
    if around.strings:
        _hint(node.annotation, around, found)
    else:
        _uses(node.annotation, around, found)


def _hint(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    """A type: a string in it is another, but for `Literal`'s and what `Annotated` adds."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        quoted = expression(value) if isinstance(value, str) else None
        if quoted is not None:
            _hint(quoted, replace(around, quoted=True), found)
    elif isinstance(node, cst.Subscript):
        _uses(node.value, around, found)
        kind = dotted(node.value).rpartition(".")[2]
        for position, element in enumerate(node.slice):
            plain = kind == "Literal" or (kind == "Annotated" and position > 0)
            (_uses if plain else _hint)(element.slice, around, found)
    elif isinstance(node, cst.Index | cst.Element):
        _hint(node.value, around, found)
    elif isinstance(node, cst.BinaryOperation | cst.List | cst.Tuple):
        for part in children(node):
            _hint(part, around, found)
    else:
        _uses(node, around, found)


def _imports(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    if around.scopes and not around.scopes[-1].foreign:
        for name, imported in imports(node):
            found.append(Use(name=name, node=imported.node, local=(imported,), imports=True))


def _name(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    _chain(node, around, found, None)


def _chain(node: cst.CSTNode, around: _Around, found: list[Use], call: cst.Call | None) -> None:
    """A name, or attributes of one."""
    path = dotted(node)
    if path:
        name, *attributes = path.split(".")
        root = node
        while isinstance(root, cst.Attribute):
            root = root.value
        _named(name, root, tuple(attributes), call, around, found)
    else:
        _uses(node.value if isinstance(node, cst.Attribute) else node, around, found)


def _named(
    name: str,
    node: cst.CSTNode,
    attributes: tuple[str, ...],
    call: cst.Call | None,
    around: _Around,
    found: list[Use],
) -> None:
    """Add the use of one name, if it is bound outside the code that is read."""
    owner: Scoped | None = None
    local: tuple[Imported, ...] = ()
    for depth, scope in enumerate(reversed(around.scopes)):
        if depth > 0 and scope.is_class:
            continue
        bound = scope.local.names.get(name)
        if bound is not None:
            if not scope.foreign and not bound:
                return
            owner, local = scope.node if scope.foreign else None, bound
            break
        if name in scope.local.outside and not _is_nonlocal(name, around.scopes, depth):
            break
    found.append(
        Use(
            name=name,
            node=node,
            attributes=attributes,
            call=call,
            local=local,
            owner=owner,
            decorator=around.decorator,
            quoted=around.quoted,
        )
    )


def _is_nonlocal(name: str, scopes: tuple[_Scope, ...], depth: int) -> bool:
    outer = scopes[: len(scopes) - 1 - depth]
    return any(name in scope.local.names for scope in outer if not scope.is_class)


def _definition(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    """A function or class: its decorators and defaults in this scope, its body in one of its own."""
    assert isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda)
    types = _type_names(node)
    outer = _Around(around.scopes, strings=around.strings, quoted=around.quoted)
    if types:
        outer = outer.within(_Scope(node=None, local=Locals(names=dict.fromkeys(types, ()), outside=frozenset())))
    decorating = replace(outer, decorator=True)
    for part in defining_parts(node):
        _uses(part, decorating if isinstance(part, cst.Decorator) else outer, found)
    parameters = getattr(node, "type_parameters", None)
    if isinstance(parameters, cst.TypeParameters):
        for parameter in parameters.params:
            _type_bound(parameter, outer, found)
    _uses(node.body, outer.within(_Scope(node=node, local=local_names(node))), found)


def _type_bound(node: cst.TypeParam, around: _Around, found: list[Use]) -> None:
    bound = node.param.bound if isinstance(node.param, cst.TypeVar) else None
    for part in (bound, node.default):
        if part is not None:
            _uses(part, around, found)


def _type_names(node: cst.CSTNode) -> tuple[str, ...]:
    parameters = getattr(node, "type_parameters", None)
    if not isinstance(parameters, cst.TypeParameters):
        return ()
    return tuple(identifier(p.param.name.value) for p in parameters.params)


def _comprehension(node: cst.CSTNode, around: _Around, found: list[Use]) -> None:
    """A comprehension: its first iterable in this scope, everything else in one of its own."""
    assert isinstance(node, cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp)
    names: dict[str, tuple[Imported, ...]] = {}
    clause: cst.CompFor | None = node.for_in
    while clause is not None:
        names.update((name, ()) for name, _ in bound_by(clause))
        clause = clause.inner_for_in
    inner = around.within(_Scope(node=None, local=Locals(names=names, outside=frozenset())))
    _uses(node.for_in.iter, around, found)
    parts = (node.key, node.value) if isinstance(node, cst.DictComp) else (node.elt,)
    for part in parts:
        _uses(part, inner, found)
    clause = node.for_in
    while clause is not None:
        if clause is not node.for_in:
            _uses(clause.iter, inner, found)
        for test in clause.ifs:
            _uses(test, inner, found)
        clause = clause.inner_for_in


# Kinds are looked up by their type: LibCST's classes are abstract ones, for which each `isinstance` that fails is slow,
# and all code of the project is gone through here.
_HANDLERS: dict[type[cst.CSTNode], Callable[[cst.CSTNode, _Around, list[Use]], None]] = {
    cst.FunctionDef: _definition,
    cst.ClassDef: _definition,
    cst.Lambda: _definition,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.DictComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.Name: _name,
    cst.Attribute: _name,
    cst.Annotation: _annotation,
    cst.Call: _call,
    cst.Import: _imports,
    cst.ImportFrom: _imports,
}


def enclosing(tree: cst.Module, node: cst.CSTNode) -> tuple[Scoped, ...]:
    """The functions and classes around a node, outermost first, as far as its names are resolved in them."""
    return next((around for current, around in _with_scopes(tree) if current is node), ())


def surroundings(tree: cst.Module) -> dict[cst.CSTNode, tuple[Scoped, ...]]:
    """For each function and class of a module those around it, outermost first."""
    return {node: around for node, around in _with_scopes(tree) if type(node) in _SCOPED}


_SCOPED: Final = frozenset({cst.FunctionDef, cst.ClassDef, cst.Lambda})


def _with_scopes(tree: cst.Module) -> Iterator[tuple[cst.CSTNode, tuple[Scoped, ...]]]:
    pending: list[tuple[cst.CSTNode, tuple[Scoped, ...]]] = [(tree, ())]
    while pending:
        current, around = pending.pop()
        yield current, around
        if type(current) in _SCOPED and isinstance(current, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            pending.extend((part, around) for part in defining_parts(current))
            pending.append((current.body, (*around, current)))
        else:
            pending.extend((child, around) for child in children(current))
