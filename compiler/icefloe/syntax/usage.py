"""Which names from outside a piece of code uses, with the attributes asked of them."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import libcst as cst

from icefloe.syntax.bindings import Imported, Locals, bound_by, defining_parts, dotted, imports, local_names
from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier
from icefloe_schema.records import dataclass

Scoped: TypeAlias = cst.FunctionDef | cst.ClassDef | cst.Lambda
_Comprehension: TypeAlias = cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a name that the code does not bind itself.

    `attributes` are those read from it in a row (`np.random.rand`: `random`, `rand`); `call` is the call of that
    whole chain, if it is called; `local` are the imports inside a function that bind the name; `owner` is the
    enclosing function whose variable it is; `decorator` tells a name that only decorates.
    """

    name: str
    node: cst.CSTNode
    attributes: tuple[str, ...] = ()
    call: cst.Call | None = None
    local: tuple[Imported, ...] = ()
    owner: Scoped | None = None
    decorator: bool = False
    imports: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    node: Scoped | None
    local: Locals
    foreign: bool = False

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, cst.ClassDef)


def uses(node: cst.CSTNode, enclosing: Sequence[Scoped] = ()) -> tuple[Use, ...]:
    """Every use of a name from outside the node, in source order.

    `enclosing` are the functions and classes around it, outermost first: a variable of theirs has an `owner`.
    """
    scopes = tuple(_Scope(node=around, local=_with_types(around), foreign=True) for around in enclosing)
    return tuple(_uses(node, scopes, decorator=False))


def _with_types(node: Scoped) -> Locals:
    local = local_names(node)
    return Locals(names={**dict.fromkeys(_type_names(node), ()), **local.names}, outside=local.outside)


def _uses(node: cst.CSTNode, scopes: tuple[_Scope, ...], *, decorator: bool) -> Iterator[Use]:
    """The uses in one node, by its kind."""
    if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
        yield from _definition(node, scopes)
    elif isinstance(node, cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp):
        yield from _comprehension(node, scopes, decorator=decorator)
    elif isinstance(node, cst.Name | cst.Attribute):
        yield from _chain(node, scopes, None, decorator=decorator)
    elif isinstance(node, cst.Call):
        yield from _chain(node.func, scopes, node, decorator=decorator)
        for arg in node.args:
            yield from _uses(arg.value, scopes, decorator=decorator)
    elif isinstance(node, cst.Import | cst.ImportFrom):
        if scopes and not scopes[-1].foreign:
            for name, imported in imports(node):
                yield Use(name=name, node=imported.node, local=(imported,), imports=True)
    else:
        for part in _read_parts(node):
            yield from _uses(part, scopes, decorator=decorator)


def _read_parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes below one whose names are read, not bound or only spelled."""
    if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.NamedExpr | cst.For | cst.Del):
        for child in children(node):
            if child is node.target:
                yield from _unstored(child)
            else:
                yield child
    elif isinstance(node, cst.AsName):
        yield from _unstored(node.name)
    elif isinstance(node, cst.Arg):
        yield node.value
    elif isinstance(node, cst.Param):
        yield from (part for part in (node.annotation, node.default) if part is not None)
    elif isinstance(node, cst.MatchAs | cst.MatchKeywordElement):
        if node.pattern is not None:
            yield node.pattern
    elif isinstance(node, cst.MatchMapping):
        yield from node.elements
    elif not isinstance(node, cst.MatchStar | cst.Global | cst.Nonlocal):
        yield from children(node)


def _unstored(target: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The parts of a target that are read: not the plain names that it binds."""
    if isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _unstored(element.value)
    elif isinstance(target, cst.StarredElement):
        yield from _unstored(target.value)
    elif not isinstance(target, cst.Name):
        yield target


def _chain(node: cst.CSTNode, scopes: tuple[_Scope, ...], call: cst.Call | None, *, decorator: bool) -> Iterator[Use]:
    """A name, or attributes of one."""
    path = dotted(node)
    if path:
        name, *attributes = path.split(".")
        root = node
        while isinstance(root, cst.Attribute):
            root = root.value
        yield from _named(
            Use(name=name, node=root, attributes=tuple(attributes), call=call, decorator=decorator), scopes
        )
    elif isinstance(node, cst.Attribute):
        yield from _uses(node.value, scopes, decorator=decorator)
    else:
        yield from _uses(node, scopes, decorator=decorator)


def _named(use: Use, scopes: tuple[_Scope, ...]) -> Iterator[Use]:
    """The use of one name, if it is bound outside the code that is read."""
    for depth, scope in enumerate(reversed(scopes)):
        if scope.is_class and depth > 0:
            continue
        if use.name in scope.local.names:
            found = scope.local.names[use.name]
            if scope.foreign:
                yield _changed(use, owner=scope.node, local=found)
            elif found:
                yield _changed(use, owner=None, local=found)
            return
        if use.name in scope.local.outside and not _is_nonlocal(use.name, scopes, depth):
            break
    yield use


def _is_nonlocal(name: str, scopes: tuple[_Scope, ...], depth: int) -> bool:
    outer = scopes[: len(scopes) - 1 - depth]
    return any(name in scope.local.names for scope in outer if not scope.is_class)


def _changed(use: Use, *, owner: Scoped | None, local: tuple[Imported, ...]) -> Use:
    return Use(
        name=use.name,
        node=use.node,
        attributes=use.attributes,
        call=use.call,
        decorator=use.decorator,
        owner=owner,
        local=local,
    )


def _definition(node: Scoped, scopes: tuple[_Scope, ...]) -> Iterator[Use]:
    """A function or class: its decorators and defaults in this scope, its body in one of its own."""
    generic = _Scope(node=None, local=Locals(names=dict.fromkeys(_type_names(node), ()), outside=frozenset()))
    around = (*scopes, generic) if generic.local.names else scopes
    for part in defining_parts(node):
        yield from _uses(part, around, decorator=isinstance(part, cst.Decorator))
    parameters = getattr(node, "type_parameters", None)
    if isinstance(parameters, cst.TypeParameters):
        for parameter in parameters.params:
            yield from _type_bound(parameter, around)
    inner = _Scope(node=node, local=local_names(node))
    yield from _uses(node.body, (*around, inner), decorator=False)


def _type_bound(node: cst.TypeParam, scopes: tuple[_Scope, ...]) -> Iterator[Use]:
    bound = node.param.bound if isinstance(node.param, cst.TypeVar) else None
    for part in (bound, node.default):
        if part is not None:
            yield from _uses(part, scopes, decorator=False)


def _type_names(node: cst.CSTNode) -> tuple[str, ...]:
    parameters = getattr(node, "type_parameters", None)
    if not isinstance(parameters, cst.TypeParameters):
        return ()
    return tuple(identifier(p.param.name.value) for p in parameters.params)


def _comprehension(node: _Comprehension, scopes: tuple[_Scope, ...], *, decorator: bool) -> Iterator[Use]:
    """A comprehension: its first iterable in this scope, everything else in one of its own."""
    names: dict[str, tuple[Imported, ...]] = {}
    clause: cst.CompFor | None = node.for_in
    while clause is not None:
        names.update((name, ()) for name, _ in bound_by(clause))
        clause = clause.inner_for_in
    inner = (*scopes, _Scope(node=None, local=Locals(names=names, outside=frozenset())))
    yield from _uses(node.for_in.iter, scopes, decorator=decorator)
    parts = (node.key, node.value) if isinstance(node, cst.DictComp) else (node.elt,)
    for part in parts:
        yield from _uses(part, inner, decorator=decorator)
    clause = node.for_in
    while clause is not None:
        if clause is not node.for_in:
            yield from _uses(clause.iter, inner, decorator=decorator)
        for test in clause.ifs:
            yield from _uses(test, inner, decorator=decorator)
        clause = clause.inner_for_in


def enclosing(tree: cst.Module, node: cst.CSTNode) -> tuple[Scoped, ...]:
    """The functions and classes around a node, outermost first, as far as its names are resolved in them."""
    pending: list[tuple[cst.CSTNode, tuple[Scoped, ...]]] = [(tree, ())]
    while pending:
        current, around = pending.pop()
        if current is node:
            return around
        if isinstance(current, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            pending.extend((part, around) for part in defining_parts(current))
            pending.append((current.body, (*around, current)))
        else:
            pending.extend((child, around) for child in children(current))
    return ()
