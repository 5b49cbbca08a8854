"""Tests at the top of a module whose answer is the same for every type checker: versions, platforms, type checking."""

import ast

from icefloe_schema.records import dataclass

_TEXTS = {"sys.platform": "linux", "os.name": "posix", "sys.implementation.name": "cpython"}
_CHECKING = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING", "MYPY"})


@dataclass(frozen=True, slots=True)
class Conditions:
    """What tests come out as for one version of Python, on Linux as everywhere in a check."""

    version: tuple[int, int]

    def answer(self, test: ast.expr) -> bool | None:
        """Whether a test holds, or None where a run alone can tell."""
        match test:
            case ast.Constant(value=bool(known)):
                return known
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                found = self.answer(inner)
                return None if found is None else not found
            case ast.BoolOp(op=op, values=values):
                return self._all([self.answer(one) for one in values], isinstance(op, ast.Or))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(left, op, right)
            case ast.Call(func=ast.Attribute(value=owner, attr="startswith"), args=[ast.Constant(value=str(start))]):
                text = _TEXTS.get(dotted(owner))
                return None if text is None else text.startswith(start)
            case _:
                return True if dotted(test) in _CHECKING else None

    @staticmethod
    def _all(answers: list[bool | None], decisive: bool) -> bool | None:
        if decisive in answers:
            return decisive
        return None if None in answers else not decisive

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool | None:
        text = _TEXTS.get(dotted(left))
        if text is not None:
            return self._text(text, op, right)
        given = self._version(left)
        wanted = _numbers(right)
        if given is None or not wanted:
            return None
        full = self.version[: len(wanted)] if given == "all" else self.version[: int(given)]
        match op:
            case ast.GtE():
                return full >= wanted
            case ast.Gt():
                return (*self.version, 99)[:3] > wanted if given == "all" else full > wanted
            case ast.LtE():
                return full <= wanted
            case ast.Lt():
                return full < wanted
            case ast.Eq():
                return full == wanted
            case ast.NotEq():
                return full != wanted
            case _:
                return None

    @staticmethod
    def _text(text: str, op: ast.cmpop, right: ast.expr) -> bool | None:
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.Set | ast.List):
            inside = text in [one.value for one in right.elts if isinstance(one, ast.Constant)]
            return inside == isinstance(op, ast.In)
        if not isinstance(right, ast.Constant) or not isinstance(op, ast.Eq | ast.NotEq):
            return None
        return (text == right.value) == isinstance(op, ast.Eq)

    @staticmethod
    def _version(node: ast.expr) -> str | None:
        """How much of `sys.version_info` an expression is: `all`, or a number of parts."""
        if dotted(node) in ("sys.version_info", "version_info"):
            return "all"
        if isinstance(node, ast.Subscript) and dotted(node.value) in ("sys.version_info", "version_info"):
            match node.slice:
                case ast.Slice(lower=None, upper=ast.Constant(value=int(end)), step=None) if 0 < end <= 2:
                    return str(end)
                case ast.Constant(value=0):
                    return "1"
                case _:
                    return None
        return None


def _numbers(node: ast.expr) -> tuple[int, ...]:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found = tuple(p.value for p in parts if isinstance(p, ast.Constant) and type(p.value) is int)
    return found if len(found) == len(parts) else ()


def dotted(node: ast.expr) -> str:
    """A dotted name as text; empty for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute) and len(names) < 100:
        names.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(names))) if isinstance(node, ast.Name) else ""
