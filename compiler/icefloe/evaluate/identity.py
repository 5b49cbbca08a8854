"""Which object a value is, where it has one of several contents."""

from icefloe.values import Instance, Items, Symbol, Table, Value

# So many contents of one object are told apart by the tests that lead to them.
_CONTENTS = 64


def one_object(value: Value) -> int | None:
    """The token of the object that a choice is, if it is one object with one of several contents.

    What an object holds after a test that is not known is a choice of contents, which all have its token.
    """
    if not isinstance(value, Symbol):
        return value.token if isinstance(value, Items | Table | Instance) else None
    if value.op != "choice":
        return None
    wanted: int | None = None
    pending, contents = [value], 1
    while pending:
        for one in pending.pop().operands[1:]:
            if isinstance(one, Symbol) and one.op == "choice":
                pending.append(one)
                contents += 1
                continue
            token = one.token if isinstance(one, Items | Table | Instance) else None
            if token is None or contents > _CONTENTS or (wanted is not None and token != wanted):
                return None
            wanted = token
    return wanted


def first_content(value: Value) -> Value:
    """The first of the contents that an object may have; what it holds now is asked of the machine."""
    while isinstance(value, Symbol) and value.op == "choice":
        value = value.operands[1]
    return value
