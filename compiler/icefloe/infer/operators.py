"""What operators give: by the methods that classes have for them, as Python asks for them."""

from collections.abc import Mapping

from icefloe.infer.arguments import Given
from icefloe.infer.invoke import Answer
from icefloe.infer.members import member_of
from icefloe.infer.operations import Operations
from icefloe.infer.solve import tidy
from icefloe.types import (
    NONE,
    AnyType,
    CallableType,
    LiteralType,
    Named,
    OverloadType,
    TupleType,
    Type,
    Union,
    UnknownType,
    ancestry,
    causes,
    union,
    widened,
)
from icefloe.types.model import parts
from icefloe_schema.records import dataclass

_BOOL = Named("builtins.bool")
_INT = Named("builtins.int")
_METHODS: Mapping[str, tuple[str, str]] = {
    **{op: (f"__{name}__", f"__r{name}__") for op, name in (("+", "add"), ("-", "sub"), ("*", "mul"), ("@", "matmul"))},
    **{op: (f"__{name}__", f"__r{name}__") for op, name in (("/", "truediv"), ("//", "floordiv"), ("%", "mod"))},
    **{op: (f"__{name}__", f"__r{name}__") for op, name in (("**", "pow"), ("<<", "lshift"), (">>", "rshift"))},
    **{op: (f"__{name}__", f"__r{name}__") for op, name in (("&", "and"), ("|", "or"), ("^", "xor"))},
    "==": ("__eq__", "__eq__"),
    "!=": ("__ne__", "__ne__"),
    "<": ("__lt__", "__gt__"),
    ">": ("__gt__", "__lt__"),
    "<=": ("__le__", "__ge__"),
    ">=": ("__ge__", "__le__"),
}
_SIGNS = {"-x": "__neg__", "+x": "__pos__", "~x": "__invert__"}
_ALWAYS = frozenset({"is", "is not", "in", "not in", "not"})
_NUMBERS = ("builtins.bool", "builtins.int", "builtins.float", "builtins.complex")
_QUICK = frozenset({"+", "-", "*", "//", "%"})
_BITS = frozenset({"&", "|", "^", "<<", ">>"})
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_FALSY = frozenset({"builtins.int", "builtins.bool", "builtins.str", "builtins.bytes", "builtins.float"})
_EMPTY = frozenset({"builtins.list", "builtins.dict", "builtins.set", "builtins.tuple", "builtins.frozenset"})
_MOST = 36


@dataclass(frozen=True, slots=True)
class Operators:
    """Operators over one hierarchy of classes."""

    operations: Operations

    def knows(self, op: str) -> bool:
        """Whether there is such an operator."""
        return op in _METHODS or op in _SIGNS or op in _ALWAYS

    def unary(self, op: str, operand: Type) -> Type:
        """The result of a sign or a `not`."""
        if op in _ALWAYS:
            return _BOOL
        if isinstance(operand, LiteralType) and operand.path == _INT.path and op == "-x":
            return LiteralType(_INT.path, -int(operand.value), operand.fresh)
        found = self.operations.method(operand, _SIGNS[op], ())
        return found if not isinstance(found, UnknownType) else _untold(op, found)

    def binary(self, op: str, left: Type, right: Type) -> Type:
        """The result of an operator between two values."""
        if op in _ALWAYS:
            return _BOOL
        lefts = left.members if isinstance(left, Union) else (left,)
        rights = right.members if isinstance(right, Union) else (right,)
        if len(lefts) * len(rights) > _MOST:
            return _untold(op, None)
        answers = [self._one(op, one, other) for one in lefts if one != NONE or len(lefts) == 1 for other in rights]
        if NONE in lefts and len(lefts) > 1:
            # What fails with None is not done with None.
            with_none = (self._one(op, NONE, other) for other in rights)
            answers += [one for one in with_none if not isinstance(one, UnknownType)]
        doubt = next((a for a in answers if isinstance(a, UnknownType)), None)
        return doubt or tidy(union(*answers))

    def _one(self, op: str, left: Type, right: Type) -> Type:
        for one in (left, right):
            if isinstance(one, UnknownType):
                return _untold(op, one)
        quick = _numbers(op, left, right)
        if quick is not None:
            return quick
        if isinstance(left, AnyType) or isinstance(right, AnyType):
            return self._with_any(op, left)
        if op == "+" and _is_fixed(left) and _is_fixed(right):
            return TupleType((*parts(left), *parts(right)))
        there, back = _METHODS[op]
        if self._overrides(left, right, back):
            # Python asks the right side first here, type checkers do not all: what both give is certain.
            first, second = self._asked(right, back, left), self._asked(left, there, right)
            return first[1] if first == second and first[0] == "yes" else _untold(op, None)
        answer, found = self._asked(left, there, right)
        if answer == "no":
            answer, found = self._asked(right, back, left)
        return found if answer == "yes" else _untold(op, found if isinstance(found, UnknownType) else None)

    def _asked(self, left: Type, name: str, right: Type) -> tuple[Answer, Type]:
        """What a method gives for the other side, and whether it takes it."""
        hierarchy = self.operations.invocation.hierarchy
        plain = widened(left) if isinstance(left, LiteralType) else left
        if isinstance(plain, Named) and (hierarchy(plain.path) is None or plain.path == "builtins.type"):
            return "unknown", UnknownType(f"the class {plain.path} is not known here", causes.unresolvable(plain.path))
        if ancestry(plain, hierarchy).open:
            return "unknown", UnknownType(ancestry(plain, hierarchy).open)
        member = member_of(plain, name, hierarchy)
        if member is None:
            return "no", UnknownType(f"there is no {name}")
        if not isinstance(member.type, CallableType | OverloadType):
            return "unknown", UnknownType(f"the type of {name} is not known")
        answer, found = self.operations.invocation.outcome(member.type, [Given(type=right)], receiver=plain)
        return answer, self.operations.opened(found)

    def _overrides(self, left: Type, right: Type, back: str) -> bool:
        """Whether the right side, of a class derived from that of the left side, is asked first."""
        if not (isinstance(left, Named) and isinstance(right, Named)) or left.path == right.path:
            return False
        hierarchy = self.operations.invocation.hierarchy
        declaration = hierarchy(right.path)
        own = declaration is not None and any(m.name == back for m in declaration.members)
        return own and ancestry(right, hierarchy).named(left.path) is not None

    def _with_any(self, op: str, left: Type) -> Type:
        """With `Any` on one side: a comparison of builtins is bool, all else may be anything."""
        if op in ("==", "!=") and _number(left) is not None:
            return _untold(op, None)
        return AnyType() if isinstance(left, AnyType) else _untold(op, None)

    def either(self, left: Type, right: Type) -> Type:
        """`left or right`: the left side where it is true."""
        members = left.members if isinstance(left, Union) else (left,)
        kept = [m for m in members if not _is_false(m)]
        return tidy(union(*kept, right))

    def both(self, left: Type, right: Type) -> Type:
        """`left and right`: the left side where it is false."""
        members = left.members if isinstance(left, Union) else (left,)
        kept: list[Type] = []
        for member in members:
            if isinstance(member, LiteralType) and member.path in _FALSY:
                kept += [] if member.value else [member]
            elif member == NONE or _may_be_empty(member) or isinstance(member, AnyType):
                kept.append(LiteralType(_BOOL.path, False, fresh=True) if member == _BOOL else member)
            else:
                return UnknownType("what is on the left of `and` may count as true always", causes.DIFFER)
        return tidy(union(*kept, right))


def _is_fixed(type: Type) -> bool:
    return isinstance(type, TupleType) and type.rest is None


def _is_false(type: Type) -> bool:
    return type == NONE or (isinstance(type, LiteralType) and type.path in _FALSY and not type.value)


def _may_be_empty(type: Type) -> bool:
    if isinstance(type, TupleType):
        return not type.items and not type.tail
    return isinstance(type, Named) and (type.path in _FALSY or type.path in _EMPTY)


def _number(type: Type) -> int | None:
    path = type.path if isinstance(type, Named | LiteralType) else ""
    return _NUMBERS.index(path) if path in _NUMBERS else None


def _numbers(op: str, left: Type, right: Type) -> Type | None:
    """The result between two numbers, which are most of what is calculated with."""
    first, second = _number(left), _number(right)
    if first is None or second is None:
        return None
    if op in _BITS and max(first, second) < 2:
        return Named(_NUMBERS[max(first, second) if op in "&|^" else 1])
    if op in _COMPARISONS and max(first, second) < 3:
        return _BOOL
    if op in _QUICK and (max(first, second) < 3 or op in "+-*"):
        return Named(_NUMBERS[max(1, first, second)])
    return Named(_NUMBERS[max(2, first, second)]) if op == "/" else None


def _untold(op: str, found: UnknownType | None) -> UnknownType:
    return UnknownType(f"the result of `{op}` is not known", "" if found is None else found.cause)
