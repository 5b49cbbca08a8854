# ruff: noqa: E501 - findings are compared whole
"""Conditions of steps: as decorators and as an argument, bound by name or by position."""

import pytest

PRELUDE = """\
from flowyml import Condition, Pipeline, condition, context, step, unless, when
@step(outputs=["data"])
def load() -> list[int]: ...
@step
def check(): return {"quality": 0.9, "rows": 3}
"""

CASES = {
    "below the step, by name": (
        """\
@step(inputs=["data"])
@when(lambda data: len(data) > 3)
def use(data): ...
p = Pipeline("p").add_steps([load, use])
""",
        """\
p()
  load() -> data
  use(data=load.data) if <lambda>(data=load.data)
""",
    ),
    "above the step": (
        """\
@unless(lambda data: not data)
@step(inputs=["data"])
def use(data): ...
p = Pipeline("p").add_steps([load, use])
""",
        """\
p()
  load() -> data
  use(data=load.data) unless <lambda>(data=load.data)
""",
    ),
    "by position, where the names differ": (
        """\
@step(inputs=["data"])
@when(lambda x: x)
def use(data, limit=3): ...
p = Pipeline("p").add_steps([load, use])
""",
        """\
p()
  load() -> data
  use(data=load.data, limit=default) if <lambda>(x=load.data)
""",
    ),
    "an argument: outputs, context, entries of a dictionary": (
        """\
@step(inputs=["data"], condition=lambda quality, limit, check: quality > limit)
def use(data): ...
p = Pipeline("p", context=context(limit=0.5)).add_steps([load, check, use])
""",
        """\
p(limit)
  load() -> data
  check()
  use(data=load.data) if <lambda>(quality=check.check[quality], limit=$limit, check=check.check)
""",
    ),
    "a named function, in both spellings of the word": (
        """\
def enough(data):
    return len(data) > 3
@step(inputs=["data"])
@Condition(enough)
def use(data): ...
@step(inputs=["data"])
@condition(enough)
def take(data): ...
p = Pipeline("p").add_steps([load, use, take])
""",
        """\
p()
  load() -> data
  use(data=load.data) if enough(data=load.data)
  take(data=load.data) if enough(data=load.data)
""",
    ),
    "a name that means nothing": (
        """\
@step(inputs=["data"], condition=lambda data, limt: True)
def use(data): ...
p = Pipeline("p", context=context(limit=0.5)).add_steps([load, use])
""",
        """\
p(limit)
  load() -> data
  use(data=load.data) if <lambda>(data=load.data, limt=?limt)
error FLO204 at 6: nothing gives parameter `limt` of step `use`; did you mean `limit`?
""",
    ),
    "two conditions, and one that is elsewhere": (
        """\
import elsewhere
@step(inputs=["data"], condition=lambda data: data)
@when(lambda data: data)
def use(data): ...
@step(condition=elsewhere.condition)
def take(data): ...
p = Pipeline("p").add_steps([load, use, take])
""",
        """\
p()
  load() -> data
  use(data=load.data) if <lambda>(data=load.data)
  take(data=load.data)
error FLO103 at 7: in pipeline `p`, when step `use` runs cannot be known: it has two conditions
error FLO103 at 10: in pipeline `p`, when step `take` runs cannot be known: its condition is not a function of this project
""",
    ),
    "a dictionary of all values, as the original gives it": (
        """\
@step(inputs=["data"])
@condition(lambda inputs: inputs["data"]["rows"] > 3)
def use(data): ...
p = Pipeline("p").add_steps([load, use])
""",
        """\
p()
  load() -> data
  use(data=load.data) if <lambda>(inputs=(dict 'data' load.data))
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_conditions(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
