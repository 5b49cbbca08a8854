"""The body of a function as a module, whose variables a type checker infers: what it would return among them."""

from typing import Final, cast

import libcst as cst

from icefloe.syntax.fields import children
from icefloe.syntax.shadow.lines import Lines
from icefloe.syntax.shadow.spoken import annotation, bare, parameters
from icefloe.syntax.text import identifier

_LONGEST: Final = 20_000
_EACH: Final = "each"


class _Returns(cst.CSTTransformer):
    """Makes assignments of `return`s, those of inner functions left alone."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
        self.count = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.FunctionDef | cst.ClassDef | cst.BaseExpression)

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> "cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]":
        if not isinstance(updated_node, cst.Return):
            return super().on_leave(original_node, updated_node)
        name = cst.Name(f"{self.label}_{self.count}")
        self.count += 1
        made = cst.Assign(targets=[cst.AssignTarget(target=name)], value=updated_node.value or cst.Name("None"))
        return cast("cst.FlattenSentinel[cst.CSTNodeT]", cst.FlattenSentinel([made]))


def inferring(node: cst.FunctionDef, label: str, mark: str) -> Lines | None:
    """A module in which the variable `label` is what the function returns; None where that cannot be written so."""
    if not isinstance(node.body, cst.IndentedBlock) or _yields(node.body):
        return None
    returns = _Returns(label)
    body = node.body.visit(returns)
    if not isinstance(body, cst.IndentedBlock) or not returns.count:
        return None
    text = "".join(bare(statement) for statement in body.body)
    if len(text) > _LONGEST:
        return None
    lines = Lines()
    for star, one in parameters(node.params):
        name = identifier(one.name.value)
        hint = None if one.annotation is None or star else annotation(one.annotation)
        if hint is not None:
            none = isinstance(one.default, cst.Name) and one.default.value == "None"
            hint = f"{mark}Optional[{hint}]" if none else hint
            lines.add(f"def {label}_{name}() -> {hint}: ...", f"{name} = {label}_{name}()", names=(name,))
        else:
            lines.add(f"{name} = {mark}unknown()", names=(name,))
    lines.add(text)
    whole = f"{label}_0"
    for at in range(1, returns.count):
        whole = f"{whole} if {mark}unknown() else {label}_{at}"
    lines.add(f"{label} = {whole}")
    for at in range(returns.count if returns.count > 1 else 0):
        lines.add(f"{label}{_EACH}{at} = {label}_{at}", names=(f"{label}{_EACH}{at}",))
    return lines


def each_of(body: Lines, label: str) -> tuple[str, ...]:
    """The variables that stand for each of several `return`s; none where there is one."""
    start = f"{label}{_EACH}"
    return tuple(name for line in body.found for name in line.names if name.startswith(start))


def _yields(node: cst.CSTNode) -> bool:
    """Whether a body is that of a generator."""
    if isinstance(node, cst.Yield):
        return True
    return not isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda) and any(
        _yields(child) for child in children(node)
    )
