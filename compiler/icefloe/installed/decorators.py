"""Decorators of packages outside: which of them leave the signature of what they decorate as it is."""

import ast
from collections.abc import Callable, Iterator

from icefloe.installed.conditions import dotted
from icefloe.installed.modules import Module, Modules
from icefloe.installed.scope import Definition, Functions, Names

_KEEPING = frozenset(
    {"abstractmethod", "overload", "final", "override", "deprecated", "type_check_only", "no_type_check"}
    | {"cache", "lru_cache", "disjoint_base", "setter", "deleter", "getter", "set_module", "dataclass_transform"}
)


class Decorators:
    """Looks at the definitions of decorators."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._known: dict[str, bool] = {}

    def keeps(self, decorator: ast.expr, module: Module, around: tuple[Names, ...], qualname: str) -> bool:
        """Whether what is decorated can be called as before and gives the same."""
        called = isinstance(decorator, ast.Call)
        name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
        first, _, rest = name.partition(".")
        if not first or name.rpartition(".")[2] in _KEEPING:
            return bool(first)
        path, _ = self._modules.name(module, around, qualname, first)
        key = f"{path}.{rest}" if rest else path
        marked = f"{key}()" if called else key
        if marked not in self._known:
            self._known[marked] = self._looks(key, called)
        return self._known[marked]

    def _looks(self, path: str, called: bool) -> bool:
        found = self._modules.locate(path)
        if found is None or not isinstance(found.bound, Functions) or len(found.bound.nodes) != 1:
            return False
        node = found.bound.nodes[0]
        if node.returns is not None:
            return _gives_back(node, called)
        chain = [node]
        while (inner := _returned_function(chain[-1])) is not None and len(chain) < 5:
            chain.append(inner)
        if called and len(chain) == 1:
            return False
        taken = {a.arg for one in chain[1 if called else 0 : 2 if called else 1] for a in one.args.args[:1]}
        last = chain[-1]
        if len(chain) == (2 if called else 1):
            return _always(last, lambda value: dotted(value) in taken)
        return _always(last, lambda value: isinstance(value, ast.Call) and dotted(value.func) in taken)


def _gives_back(node: Definition, called: bool) -> bool:
    """Whether the annotations of a decorator say that it gives what it takes."""
    returns = node.returns
    if not called:
        taken = node.args.args[0].annotation if node.args.args else None
        return taken is not None and returns is not None and ast.dump(taken) == ast.dump(returns)
    match returns:
        case ast.Subscript(slice=ast.Tuple(elts=[ast.List(elts=[taken]), given])):
            return ast.dump(taken) == ast.dump(given)
        case _:
            return False


def _returned_function(node: Definition) -> ast.FunctionDef | None:
    """The function in a function's body that it returns, and nothing else."""
    inner = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
    names = {dotted(value) for value in returned(node) if value is not None}
    return inner.get(next(iter(names))) if len(names) == 1 else None


def _always(node: Definition, test: Callable[[ast.expr], bool]) -> bool:
    found = list(returned(node))
    return bool(found) and all(value is not None and test(value) for value in found)


def own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a function's body, without those of functions and classes in it."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def returned(node: Definition) -> Iterator[ast.expr | None]:
    """What the `return`s of a function give, each as it is written."""
    for one in own(node.body):
        if isinstance(one, ast.Return):
            yield one.value
