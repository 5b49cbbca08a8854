import pytest

from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.expression import apply

CASES = [
    ("+", [1, 2], 3),
    ("-", [5], -5),
    ("-x", [5], -5),
    ("not", [[]], True),
    ("//", [7, 2], 3),
    ("<=", [1, 1.0], True),
    ("in", ["a", "abc"], True),
    ("not in", ["a", ["b"]], True),
    ("is not", [None, None], False),
    ("index", [{"a": 1}, "a"], 1),
    ("index", [(1, 2), -1], 2),
    ("attribute", [3 + 4j, "imag"], 4.0),
    ("format", ["rate=", 0.5, "!"], "rate=0.5!"),
    ("list", [1, 2], [1, 2]),
    ("tuple", [1], (1,)),
    ("dict", ["a", 1, "b", 2], {"a": 1, "b": 2}),
    ("len", [[1, 2, 3]], 3),
    ("|", [1, 2], 3),
    ("formatted", [0.98765, "", ".1%"], "98.8%"),
    ("formatted", ["a", "r", ">5"], "  'a'"),
    ("slice", [[1, 2, 3, 4], 1, None, 2], [2, 4]),
    ("slice", ["abc", None, -1, None], "ab"),
    ("zip", [[1, 2], "ab"], [(1, "a"), (2, "b")]),
    ("enumerate", ["ab", 1], [(1, "a"), (2, "b")]),
    ("range", [1, 4], [1, 2, 3]),
]


@pytest.mark.parametrize(("op", "operands", "value"), CASES)
def test_operators(op: str, operands: list[object], value: object) -> None:
    found = apply(op, operands)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("op", "operands"),
    [
        ("attribute", [1, "__class__"]),
        ("attribute", [1, "_private"]),
        ("eval", ["1"]),
        ("+", [1, 2, 3]),
        ("in", [1, 2]),
        ("formatted", [1, "x", ""]),
        ("formatted", [1, "", 2]),
    ],
)
def test_what_is_no_operator_is_refused(op: str, operands: list[object]) -> None:
    with pytest.raises(StepFailed):
        apply(op, operands)
