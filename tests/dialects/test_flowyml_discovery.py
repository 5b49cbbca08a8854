"""Steps that are registered, and found by a pipeline that looks for them."""

import pytest

PRELUDE = """\
from flowyml import Pipeline, step
"""

OTHERS = {
    "other__py": """\
from flowyml import step
@step(outputs=["c"])
def imported(): ...
""",
}

CASES = {
    "the steps of that pipeline and of none, in the order of import": (
        """\
import other
@step(pipeline="p", outputs=["a"])
def one(): ...
@step(outputs=["b"])
def two(a): ...
@step(pipeline="q")
def three(b): ...
@step(tags={"pipeline": "q"})
def four(b): ...
@step(register=False)
def five(): ...
p = Pipeline("p", auto_discover=True)
q = Pipeline("q", auto_discover=True)
""",
        """\
p()
  imported() -> c
  one() -> a
  two(a=one.a) -> b
q(a)
  imported() -> c
  two(a=$a) -> b
  three(b=two.b)
  four(b=two.b)
note FLO204 at 6: parameter `a` of pipeline `q` must be given to every run
""",
    ),
    "steps that were added count alone": (
        """\
import other
@step
def one(): ...
p = Pipeline("p", auto_discover=True).add_step(one)
q = Pipeline("q", auto_discover=False)
""",
        """\
p()
  one()
q()
warning FLO104 at 6: pipeline `q` has no steps
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_discovery(told, source, expected):
    assert "\n".join(told(PRELUDE + source, **OTHERS)) == expected.rstrip("\n")
