"""How often a `while` loop runs: what ends it, and the counter that bounds it.

A loop has a bound if one of the conditions under which it goes on compares a counter with a number: a name that is a
number before the loop, and that each round adds a number to (`while not done and tries < 5: …; tries += 1`).
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from icefloe.trace import If, While
from icefloe.values import Known, Symbol, Value
from icefloe_schema.records import dataclass

# More rounds than any run has: the bound of a `for`, which its own end ends.
MOST = 1_000_000
_TURNED: Mapping[str, str] = MappingProxyType({"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="})
_MIRRORED: Mapping[str, str] = MappingProxyType({"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="})
_COMPARE: Mapping[str, Callable[[int, int], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What ends a loop: one of `tests` is true after a round, or there were `maximum` rounds (None for no bound)."""

    tests: tuple[Value, ...]
    maximum: int | None


def ending(loop: While) -> Ending:
    """What ends a loop, in the values of a round."""
    found: list[Value] = []
    maximum: int | None = None
    for term in _terms(loop):
        count = _rounds(term)
        if count is not None:
            maximum = count if maximum is None else min(maximum, count)
        elif not (isinstance(term, Known) and term.value):
            found.append(turned(term))
    return Ending(tests=tuple(found), maximum=maximum)


def _terms(loop: While) -> Iterator[Value]:
    """Everything that must be true after a round for another one, what a `break` asks first."""
    if loop.breaks is not None:
        for one in parts("or", loop.breaks):
            yield turned(one)
    if loop.again is not None:
        yield from parts("and", loop.again)


def parts(op: str, value: Value) -> Iterator[Value]:
    """The operands of nested `and`s or `or`s, or the value itself."""
    if isinstance(value, Symbol) and value.op == op:
        for operand in value.operands:
            yield from parts(op, operand)
    else:
        yield value


def under(part: If) -> tuple[Value, ...]:
    """The tests that hold in a branch."""
    return (
        tuple(parts("and", part.test))
        if part.taken
        else (Symbol(op="not", operands=(part.test,), span=part.test.span),)
    )


def turned(test: Value) -> Value:
    """A test turned round."""
    if isinstance(test, Symbol) and test.op == "not":
        return test.operands[0]
    if isinstance(test, Symbol) and test.op in _TURNED and len(test.operands) == 2:
        return Symbol(op=_TURNED[test.op], operands=test.operands, span=test.span)
    return Symbol(op="not", operands=(test,), span=test.span)


def _rounds(term: Value) -> int | None:
    """After how many rounds a condition on a counter is false for the first time; None if it is on none."""
    op, left, right = "!=", term, None
    if isinstance(term, Symbol) and term.op in _COMPARE and len(term.operands) == 2:
        op, (left, right) = term.op, term.operands
        if _number(left) is not None:
            op, left, right = _MIRRORED[op], right, left
    limit = 0 if right is None else _number(right)
    counter = _counter(left)
    if limit is None or counter is None:
        return None
    start, by = counter
    if not _COMPARE[op](start + by, limit):
        return 1
    # From there on it is the first step over the limit, if the counter goes that way at all.
    way = limit - start
    if op == "==":
        return 2
    if way * by < 0 or op in ({">", ">="} if by > 0 else {"<", "<="}) or (op == "!=" and (way % by or not way)):
        return None
    count = way // by + (1 if op in {"<=", ">="} or (op in {"<", ">"} and way % by) else 0)
    return count if count <= MOST else None


def _counter(value: Value) -> tuple[int, int] | None:
    """Where a counter starts, and by how much each round changes it."""
    if not isinstance(value, Symbol) or value.op not in {"+", "-"}:
        return None
    left, right = value.operands
    if value.op == "+" and _number(left) is not None:
        left, right = right, left
    by = _number(right)
    if not isinstance(left, Symbol) or left.op != "carried" or by is None or by == 0:
        return None
    start = _number(left.operands[1])
    return None if start is None else (start, by if value.op == "+" else -by)


def _number(value: Value) -> int | None:
    found = value.value if isinstance(value, Known) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def decided(test: Value) -> bool | None:
    """How a test of constants comes out; None where it is no such test."""
    match test:
        case Known(value=value):
            return bool(value)
        case Symbol(op="not", operands=(inner,)):
            found = decided(inner)
            return None if found is None else not found
        case Symbol(op="and" | "or" as op, operands=operands):
            known = [decided(operand) for operand in operands]
            ends = op == "or"
            if ends in known:
                return ends
            return None if None in known else not ends
        case Symbol(op=op, operands=(Known(value=int(a)), Known(value=int(b)))) if op in _COMPARE:
            return _COMPARE[op](a, b)
        case _:
            return None
