"""The names of one module: everything that binds each, and every statement at module level that changes it."""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import libcst as cst

from icefloe.syntax.bindings import Imported, bound_by, dotted, local_names
from icefloe.syntax.chains import item_targets, names_in, path_of, root_of
from icefloe.syntax.fields import children, descendants
from icefloe.syntax.text import identifier
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A condition or loop around a statement: which branch of it, and the parts that decide."""

    branch: str
    parts: tuple[cst.CSTNode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One way in which a name of the module gets, or changes, its value.

    `parts` is the code that does it: a definition, a statement, the head of a loop.
    """

    kind: Literal["function", "class", "value", "import", "change"]
    parts: tuple[cst.CSTNode, ...]
    headers: tuple[Header, ...] = ()
    imported: Imported | None = None


Headers: TypeAlias = tuple[Header, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What a statement at module level changes, registers with or inherits from: a chain that starts with a name.

    `attribute` is what `setattr` names of it.
    """

    how: Literal["changes", "registers", "inherits"]
    chain: cst.CSTNode
    attribute: str
    change: Binding


class Symbols:
    """The table of one module's names, made in one pass.

    What only `if __name__ == "__main__":` runs is left out, as no step's worker runs it; names under
    `if TYPE_CHECKING:` are in `typing_only`. `changes` are the statements that change a name's value in place;
    `touches` are those that do so to an imported one, decorate with it, or inherit from it.
    """

    def __init__(self, tree: cst.Module) -> None:
        self.bindings: dict[str, list[Binding]] = {}
        self.changes: dict[str, list[Binding]] = {}
        self.touches: list[Touch] = []
        self.stars: list[Imported] = []
        self.imports: list[Imported] = []
        self.typing_only: set[str] = set()
        self._candidates: list[tuple[cst.CSTNode, Headers]] = []
        self._count = 0
        self._last: dict[str, int] = {}  # when a name was bound last, whatever comes: what star imports gave is gone
        self._stars: list[tuple[int, bool]] = []
        self._block(tree, ())
        for node, headers in self._candidates:
            change = Binding(kind="change", parts=(node,), headers=headers)
            for chain, attribute in self._changed(node):
                name = root_of(chain)
                self.changes.setdefault(name, []).append(change)
                if "import" in self.kinds(name):
                    self.touches.append(Touch(how="changes", chain=chain, attribute=attribute, change=change))
            self._registered(node, change)

    def kinds(self, name: str) -> frozenset[str]:
        """How the module binds a name."""
        return frozenset(binding.kind for binding in self.bindings.get(name, ()))

    def exported(self, name: str) -> bool:
        """Whether a star import of this module can bind the name: by `__all__`, else if it is public.

        An `__all__` that is worked out can hold any name.
        """
        bindings = [*self.bindings.get("__all__", ()), *self.changes.get("__all__", ())]
        inner = [n for binding in bindings for part in binding.parts for n in descendants(part)]
        if not bindings:
            return not name.startswith("_")
        literals = {str(n.evaluated_value) for n in inner if isinstance(n, cst.SimpleString)}
        return name in literals or any(type(n) in _WORKED_OUT and not _extends(n) for n in inner)

    def stars_for(self, name: str) -> list[Imported]:
        """The star imports that can give the name its value: the last first, none before what binds it anyway."""
        last = self._last.get(name, -1)
        return [star for star, (at, _) in zip(self.stars, self._stars, strict=True) if at > last][::-1]

    def always(self, star: Imported) -> bool:
        """Whether a star import stands under no condition."""
        return self._stars[self.stars.index(star)][1]

    # --- statements ------------------------------------------------------------------------------------------------

    def _block(self, node: cst.CSTNode, headers: Headers) -> None:
        for statement in children(node):
            self._statement(statement, headers)

    def _statement(self, node: cst.CSTNode, headers: Headers) -> None:
        match node:
            case cst.SimpleStatementLine() | cst.SimpleStatementSuite() | cst.IndentedBlock():
                self._block(node, headers)
            case cst.If():
                self._if(node, headers)
            case cst.For() | cst.While() | cst.With() | cst.Try() | cst.TryStar() | cst.Match():
                self._compound(node, headers)
            case cst.FunctionDef() | cst.ClassDef():
                self._definition(node, headers)
            case _:
                self._small(node, headers)

    def _if(self, node: cst.If, headers: Headers) -> None:
        if _is_typing(node.test):
            for name in _bound_inside(node.body):
                self.typing_only.add(name)
        elif not _is_main(node.test):
            self._block(node.body, (*headers, Header(branch="if", parts=(node.test,))))
        if node.orelse is not None:
            decides = () if _is_typing(node.test) else (node.test,)  # at run time it is always false
            inner = (*headers, Header(branch="else", parts=decides))
            if isinstance(node.orelse, cst.If):
                self._if(node.orelse, inner)
            else:
                self._block(node.orelse.body, inner)
        self._walrus(node.test, headers)

    def _compound(self, node: cst.CSTNode, headers: Headers) -> None:
        """A loop, `with`, `try` or `match`: its head binds names, its blocks stand under it."""
        blocks = [child for child in children(node) if _is_block(child)]
        head = tuple(child for child in children(node) if not _is_block(child))
        for part in (node, *head):
            for inner in (part,) if part is node else descendants(part):
                self._bind(inner, head, headers)
        for position, block in enumerate(blocks):
            parts = tuple(child for child in children(block) if not _is_block(child)) if _has_head(block) else ()
            for part in parts:
                for inner in descendants(part):
                    self._bind(inner, (*head, part), headers)
            header = Header(branch=f"{type(node).__name__}.{position}", parts=(*head, *parts))
            for body in children(block) if _has_head(block) else (block,):
                if _is_block(body):
                    self._block(body, (*headers, header))

    def _definition(self, node: cst.FunctionDef | cst.ClassDef, headers: Headers) -> None:
        self._bind(node, (node,), headers)
        if node.decorators or isinstance(node, cst.ClassDef):
            self._candidates.append((node, headers))
        if isinstance(node, cst.FunctionDef):
            for name in _rebound_globals(node):
                self.bindings.setdefault(name, []).append(Binding(kind="function", parts=(node,), headers=headers))

    def _small(self, node: cst.CSTNode, headers: Headers) -> None:
        self._bind(node, (node,), headers)
        self._walrus(node, headers)
        self._candidates.append((node, headers))

    def _walrus(self, node: cst.CSTNode, headers: Headers) -> None:
        for inner in descendants(node):
            if type(inner) is cst.NamedExpr:
                self._bind(inner, (node,), headers)

    def _bind(self, node: cst.CSTNode, parts: tuple[cst.CSTNode, ...], headers: Headers) -> None:
        for name, imported in bound_by(node):
            self._count += 1
            if imported is not None:
                self.imports.append(imported)
            if name == "*" and imported is not None:
                self.stars.append(imported)
                self._stars.append((self._count, not headers))
                continue
            if not headers:
                self._last[name] = self._count
            kind = _kind(node)
            self.bindings.setdefault(name, []).append(
                Binding(kind=kind, parts=parts, headers=headers, imported=imported)
            )

    # --- changes ---------------------------------------------------------------------------------------------------

    def _registered(self, node: cst.CSTNode, change: Binding) -> None:
        """Keep what decorates with a name, calls it for its effect, or inherits from it."""
        registering: list[cst.CSTNode] = []
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            registering += [decorator.decorator for decorator in node.decorators]
        elif isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
            registering.append(node.value.func)
        bases = [base.value for base in node.bases] if isinstance(node, cst.ClassDef) else []
        for chain in (*registering, *bases):
            if self.kinds(root_of(chain)) & {"import", "function", "class"}:
                how: Literal["registers", "inherits"] = "inherits" if chain in bases else "registers"
                self.touches.append(Touch(how=how, chain=chain, attribute="", change=change))

    def _changed(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, str]]:
        """What a statement changes in place: values of the module, each with the attribute that `setattr` names."""
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            for decorator in node.decorators:
                name = root_of(decorator.decorator)
                held = {"value", "function", "class"} if "." in path_of(decorator.decorator) else {"value"}
                if self.kinds(name) & held and name != identifier(node.name.value):
                    yield decorator.decorator, ""
        elif isinstance(node, cst.Expr):
            call = node.value.expression if isinstance(node.value, cst.Await) else node.value
            if isinstance(call, cst.Call):
                yield from self._called(call)
        else:
            for target in item_targets(node):
                yield target, ""

    def _called(self, call: cst.Call) -> Iterator[tuple[cst.CSTNode, str]]:
        """A call for its effect: of a method of a value, of an imported name, or of a function that gets values."""
        root = root_of(call.func)
        kinds = self.kinds(root)
        if "value" in kinds or ("class" in kinds and isinstance(call.func, cst.Attribute)):
            yield call.func, ""
            return
        mentioned = {name for arg in call.args for name in names_in(arg.value)}
        sets = dotted(call.func) in {"setattr", "delattr"} and not kinds
        if not sets and any(self.kinds(name) & {"function", "class"} for name in mentioned):
            return
        if "import" in kinds:
            yield call.func, ""
        if kinds or sets:
            named = call.args[1].value if sets and len(call.args) > 1 else None
            attribute = str(named.evaluated_value) if isinstance(named, cst.SimpleString) else ""
            for arg in call.args[:1] if sets else call.args:
                name = root_of(arg.value)
                if self.kinds(name) & {"value", "import", *(("function", "class") if sets else ())} and name != root:
                    yield arg.value, attribute


# What makes a list of names more than the literals that stand in it.
_WORKED_OUT: Final = frozenset({cst.Attribute, cst.Call, cst.ListComp, cst.Subscript, cst.GeneratorExp})


def _extends(node: cst.CSTNode) -> bool:
    """Whether it is `__all__.append(…)` and the like, or the method of that."""
    return dotted(node.func if isinstance(node, cst.Call) else node).startswith("__all__.")


def _kind(node: cst.CSTNode) -> Literal["function", "class", "value", "import"]:
    if isinstance(node, cst.FunctionDef):
        return "function"
    if isinstance(node, cst.ClassDef):
        return "class"
    return "import" if isinstance(node, cst.Import | cst.ImportFrom) else "value"


def _is_block(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.BaseSuite | cst.Else | cst.Finally) or _has_head(node)


def _has_head(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ExceptHandler | cst.ExceptStarHandler | cst.MatchCase | cst.Else | cst.Finally)


def _is_main(test: cst.BaseExpression) -> bool:
    """Whether a test is `__name__ == "__main__"`, either way round."""
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    other = test.comparisons[0]
    sides = {dotted(test.left), dotted(other.comparator)}
    texts = {s.evaluated_value for s in (test.left, other.comparator) if isinstance(s, cst.SimpleString)}
    return isinstance(other.operator, cst.Equal) and "__name__" in sides and "__main__" in texts


def _is_typing(test: cst.BaseExpression) -> bool:
    return dotted(test).rpartition(".")[2] == "TYPE_CHECKING"


def _bound_inside(node: cst.CSTNode) -> Iterator[str]:
    for inner in descendants(node):
        for name, _ in bound_by(inner):
            yield name


def _rebound_globals(node: cst.FunctionDef) -> frozenset[str]:
    """The names that a function declares `global`, its inner functions' included."""
    every = list(descendants(node))
    # Asked first, and by the type alone: nearly no function has one, and every node of a module comes by here.
    if not any(type(inner) is cst.Global for inner in every):
        return frozenset()
    return frozenset(
        name
        for inner in every
        if isinstance(inner, cst.FunctionDef)
        for name in local_names(inner).outside
        if any(isinstance(item, cst.Global) and _lists(item, name) for item in descendants(inner))
    )


def _lists(node: cst.Global, name: str) -> bool:
    return any(identifier(item.name.value) == name for item in node.names)
