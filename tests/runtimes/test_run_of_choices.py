"""A pipeline function with branches, compiled and run by the local runtime: what it gives is what calling it gives."""

import pytest

from icefloe.api.compile import compile_
from icefloe_runtimes import local

SOURCE = """
from icefloe import pipeline, step

@step
def number(n):
    return n

@step
def add(a, b):
    return a + b

@step
def show(value, title):
    return f"{title} {value}"

@pipeline
def p(n: int, xs: tuple = (1, 2, 3)):
    x = number(n)
    if x > 3:
        y = add(x, 100)
    else:
        y = xs[-1]
    return show(y, title=f"{x:03d}/{len(xs[1:])}")
"""


@pytest.mark.executes
@pytest.mark.parametrize(("n", "shown", "skipped"), [(7, "007/2 107", []), (2, "002/2 3", ["add"])])
def test_only_the_branch_that_is_taken_is_run_and_read(n, shown, skipped, tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "flow.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    (made,) = compile_("flow.py").plans
    result = local.run(made.plan, root=tmp_path, parameters={"n": n})
    assert result.success
    assert result.outputs["show"] == shown
    assert [name for name, one in result.step_results.items() if one.status == "skipped"] == skipped
