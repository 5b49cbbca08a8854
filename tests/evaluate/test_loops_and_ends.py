"""What the log says of loops, failures and ways out whose tests are not known."""

from test_trace import evaluator, plain, trace

from icefloe.trace import If, While
from icefloe.values import Symbol, Value

LIB = "from lib import act, flag, things\n"


def shown(value: Value) -> str:
    if not isinstance(value, Symbol):
        return str(plain(value))
    return f"({' '.join([value.op, *map(shown, value.operands)])})"


def test_the_else_of_a_loop_that_may_break_is_under_a_test() -> None:
    effects = trace(f"{LIB}while flag(0):\n    break\nelse:\n    act(1)\nact(2)\n").effects
    paths = {shown(e.value.arguments[0].value): e.path for e in effects if getattr(e.value, "path", "") == "lib.act"}
    assert [type(step) for step in paths["1"]] == [If]
    assert paths["2"] == ()


def test_a_raise_is_in_the_log_under_its_test() -> None:
    effects = trace(f"{LIB}if flag(0):\n    raise ValueError('no')\nact(1)\n").effects
    (failed,) = [effect for effect in effects if effect.kind == "raise"]
    assert shown(failed.value) == "<builtins.ValueError>"
    assert [step.taken for step in failed.path if isinstance(step, If)] == [True]


def test_an_assert_is_taken_to_hold_and_said() -> None:
    effects = trace(f"{LIB}assert flag(0)\nact(1)\n").effects
    (failed,) = [effect for effect in effects if effect.kind == "raise"]
    assert [step.taken for step in failed.path if isinstance(step, If)] == [False]
    assert effects[-1].path == ()


def test_what_a_handler_would_do_is_said() -> None:
    effects = trace(f"{LIB}try:\n    x = act(1)\nexcept Exception:\n    x = act(2)\n").effects
    assert [effect.kind for effect in effects] == ["call", "handler"]
    assert not [
        e for e in trace(f"{LIB}try:\n    act(1)\nexcept Exception:\n    pass\n").effects if e.kind == "handler"
    ]


def test_comprehensions_keep_their_test_and_their_keys() -> None:
    scope = trace(
        f"{LIB}a = [act(t) for t in things() if flag(t)]\nb = {{t: act(t) for t in things()}}\n"
        "c = []\nfor t in things():\n    if flag(t):\n        c.append(act(t))\n"
        "d = [act(t, s) for t in things() for s in things()]\n"
    ).scope
    assert shown(scope["a"]) == "(each <lib.act> <lib.things> <lib.flag>)"
    assert shown(scope["b"]).startswith("(dict (each (")
    assert shown(scope["c"]) == "(each <lib.act> <lib.things> <lib.flag>)"
    assert shown(scope["d"]).startswith("?it has two loops")


CARRYING = f"""{LIB}
def f(a):
    i = 0
    pages = []
    while i < 5:
        pages.append(act(i))
        if flag(i):
            break
        i += a
    return i, pages
"""


def test_a_loop_can_be_read_as_one() -> None:
    """With `carries`, names that rounds rebind are symbols, and the loop tells its tests."""
    reader = evaluator(CARRYING)
    body = reader.apply(reader.trace("main").functions[0], carries=True)
    (step,) = {id(one): one for effect in body.effects for one in effect.path if isinstance(one, While)}.values()
    assert shown(step.test) == "(< (carried i 0) 5)"
    assert step.again is not None
    assert shown(step.again) == "(< (+ (carried i 0) (parameter a)) 5)"
    assert step.breaks is not None
    assert shown(step.breaks) == "<lib.flag>"
    assert shown(body.scope["i"]).startswith("(last (carried i 0) (")
    assert shown(body.scope["pages"]) == "(each <lib.act> (rounds))"


def test_a_loop_that_is_left_open_is_followed_from_its_first_round() -> None:
    effects = trace(f"{LIB}n = 0\ndone = False\nwhile not done and n < 9:\n    done = act(n)\n    n += 1\n").effects
    assert [type(step) for effect in effects for step in effect.path] == [While]
