"""The code of a module's functions, told apart by their names and places."""

import re
from types import CodeType

# Comprehensions are functions of their own up to Python 3.11 and not from 3.12 on: an address leaves them out.
_COMPREHENSION = re.compile(r"<(?:listcomp|setcomp|dictcomp|genexpr)>(?:\.<locals>)?\.")


def plain_name(qualname: str) -> str:
    """Give a qualified name without the comprehensions that some Pythons make functions of."""
    return _COMPREHENSION.sub("", qualname) if "<" in qualname else qualname


def codes_of(code: CodeType, qualname: str) -> list[CodeType]:
    """Give the code of all functions of a name in a module, in the order of the source."""
    found: list[CodeType] = []
    _gather(code, qualname.rpartition(".")[2], qualname, found)
    return sorted(found, key=_place) if len(found) > 1 else found


def _gather(code: CodeType, name: str, qualname: str, found: list[CodeType]) -> None:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_name == name and plain_name(constant.co_qualname) == qualname:
                found.append(constant)
            _gather(constant, name, qualname, found)


def _place(code: CodeType) -> tuple[int, int, int]:
    """Where a function begins: its first line, then its body's first place, which tells lambdas of one line apart."""
    body = [
        (first, start)
        for first, _, start, end in code.co_positions()
        if first is not None and start is not None and end
    ]
    line, column = min(body, default=(0, 0))
    return code.co_firstlineno, line, column


def is_same_place(one: CodeType, other: CodeType) -> bool:
    """Say whether two codes are of one function; a test runner may have rewritten what is in one of them."""
    both = one.co_firstlineno, other.co_firstlineno
    is_lambda = one.co_name == "<lambda>"
    return both[0] == both[1] and one.co_name == other.co_name and (not is_lambda or _place(one) == _place(other))
