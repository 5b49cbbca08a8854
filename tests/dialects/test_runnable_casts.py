"""Casts as runnable does them, by calling a class, against Python itself."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from icefloe.dialects.runnable.values.casting import cast
from icefloe.infer import Types
from icefloe.source import Span
from icefloe.types import Named, TupleType
from icefloe.values import Items, Known, Table, Value

TYPES = Types(lambda path: None)
SPAN = Span(path="x.py", line=1, column=1, end_line=1, end_column=2)
MAKERS: dict[str, Callable[[object], object]] = {
    one.__name__: one for one in (int, float, complex, bool, str, bytes, list, tuple, set, frozenset, dict)
}
SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([0.5, 2.0]) | st.sampled_from(["", "a", "12"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner), max_leaves=6
)


def value_of(plain: object) -> Value:
    """A JSON value, as the evaluator has it."""
    if isinstance(plain, list):
        return Items(kind="list", items=tuple(value_of(one) for one in plain), token=0, span=SPAN)
    if isinstance(plain, dict):
        entries = tuple((value_of(key), value_of(one)) for key, one in plain.items())
        return Table(entries=entries, token=0, span=SPAN)
    assert plain is None or isinstance(plain, str | int | float)
    return Known(value=plain, span=SPAN)


@settings(deadline=None)
@given(JSON, st.sampled_from(sorted(MAKERS)))
def test_what_is_certain_of_a_cast_is_what_python_does(plain: object, name: str):
    found = cast(TYPES.of(value_of(plain)), Named(f"builtins.{name}"), TYPES)
    try:
        made = MAKERS[name](plain)
    except (TypeError, ValueError):
        assert found.outcome not in ("works", "changes", "doubtful")
        return
    assert found.outcome != "fails" or plain == ""
    if found.outcome == "works" and name in ("list", "dict"):
        assert made == plain


@given(st.lists(st.integers(), max_size=3))
def test_a_list_into_a_tuple(plain: list[int]):
    wanted = TupleType((), Named("builtins.int"))
    assert cast(TYPES.of(value_of(plain)), wanted, TYPES).outcome in ("works", "unknown")
