"""What a process is told to do comes back as it was written, whatever is in it."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from icefloe_runtimes.step import order
from icefloe_runtimes.step.call import Call, Do

# What the format itself is made of is there more often than by chance.
TEXTS = st.text("\\\n\0n0 \udc80é€", max_size=5) | st.text(max_size=5)
CALLS = st.builds(
    Call,
    step=TEXTS,
    inside=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    do=st.sampled_from(get_args(Do)),
    part=TEXTS,
    about=TEXTS,
    report=TEXTS,
    timeout=st.none() | st.floats(min_value=0, allow_infinity=False) | st.integers(0, 10**6),
    debug=st.booleans(),
)


@given(st.lists(CALLS, max_size=2).map(tuple), st.dictionaries(TEXTS, TEXTS, max_size=2), TEXTS)
def test_an_order_is_read_as_it_was_written(calls: tuple[Call, ...], variables: dict[str, str], mark: str) -> None:
    text = order.written(calls, variables, mark)
    assert order.read(text) == (calls, list(variables.items()), mark)


@given(st.lists(CALLS, max_size=2).map(tuple), st.dictionaries(TEXTS, TEXTS, max_size=2), TEXTS)
def test_nothing_before_the_end_looks_like_it(calls: tuple[Call, ...], variables: dict[str, str], mark: str) -> None:
    """Whoever reads it piece by piece stops at the end, and nowhere else."""
    text = order.written(calls, variables, mark)
    assert text.endswith(order.LAST)
    assert text.index(order.LAST) == len(text) - len(order.LAST)
