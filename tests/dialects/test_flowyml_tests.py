# ruff: noqa: E501 - findings are compared whole
"""The conditions of branches as expressions over outputs and parameters."""

import pytest

PRELUDE = """\
from flowyml import ConditionalBranch, If, Pipeline, Switch, context, step
@step(outputs=["score", "kind"])
def judge() -> tuple[float, str]: ...
@step(outputs=["report"])
def deploy(score): ...
@step(outputs=["report"])
def retrain(): ...
@step(inputs=["report"])
def send(report): ...
"""

CASES = {
    "a step's output": (
        """\
p = Pipeline("p").add_step(judge).add_step(send)
p.add_control_flow(
    If(condition=lambda ctx: ctx.steps["judge"].outputs["score"] > 0.9, then_step=deploy, else_step=retrain)
)
""",
        """\
p()
  judge() -> score, kind
  send(report=(choice (> judge.score 0.9) deploy.report retrain.report))
  deploy(score=judge.score) -> report if (> judge.score 0.9)
  retrain() -> report if (not (> judge.score 0.9))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "fluent, as the page has it": (
        """\
p = Pipeline("p").add_step(judge)
p.add_control_flow(If(condition=lambda ctx: ctx["score"] > 0.9).then(deploy).else_(retrain))
""",
        """\
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report if (> judge.score 0.9)
  retrain() -> report if (not (> judge.score 0.9))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "chained comparison, and, or, not, in": (
        """\
p = Pipeline("p", context=context(limit=0.5)).add_step(judge)
p.add_control_flow(If(lambda c: 0.1 < c["score"] <= 0.9 and not c["kind"] in ("a", "b") or c["score"] == c.params["limit"], deploy, retrain))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (or (and (and (< 0.1 judge.score) (<= judge.score 0.9)) (not (in judge.kind ['a', 'b']))) (== judge.score $limit))
  retrain() -> report if (not (or (and (and (< 0.1 judge.score) (<= judge.score 0.9)) (not (in judge.kind ['a', 'b']))) (== judge.score $limit)))
""",
    ),
    "a parameter with a default, and one that is there": (
        """\
p = Pipeline("p", context=context(limit=0.5)).add_step(judge)
p.add_control_flow(If(lambda c: c["score"] > c.params.get("limit", 9) and c.params.get("other", 3) == 3, deploy, retrain))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (and (> judge.score $limit) (== 3 3))
  retrain() -> report if (not (and (> judge.score $limit) (== 3 3)))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "whether a parameter is there": (
        """\
p = Pipeline("p", context=context(limit=0.5)).add_step(judge)
p.add_control_flow(If(lambda c: "limit" in c.params and "other" not in c.params, deploy, retrain))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (and True True)
  retrain() -> report if (not (and True True))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "a function with two returns": (
        """\
def good(ctx):
    score = ctx.steps["judge"].outputs["score"]
    if ctx["kind"] == "test":
        return False
    return score > 0.5

p = Pipeline("p", context=context(limit=0.5)).add_step(judge)
p.add_control_flow(If(good, deploy, retrain))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (choice (== judge.kind 'test') False (> judge.score 0.5))
  retrain() -> report if (not (choice (== judge.kind 'test') False (> judge.score 0.5)))
""",
    ),
    "parameters that are called like outputs": (
        """\
p = Pipeline("p", context=context(limit=0.5)).add_step(judge)
p.add_control_flow(If(lambda score, limit: score > limit, deploy, retrain))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (> judge.score $limit)
  retrain() -> report if (not (> judge.score $limit))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "a name around the condition": (
        """\
LIMIT = 0.7
p = Pipeline("p", context=context(limit=0.5)).add_step(judge)
p.add_control_flow(If(lambda ctx: ctx["score"] > LIMIT, deploy, retrain))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (> judge.score 0.7)
  retrain() -> report if (not (> judge.score 0.7))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "the context around the condition": (
        """\
values = context(limit=0.5)
p = Pipeline("p", context=values).add_step(judge)
p.add_control_flow(If(lambda ctx: ctx["score"] > values["limit"], deploy))
""",
        """\
p(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report if (> judge.score $limit)
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "a step that is in the pipeline already": (
        """\
p = Pipeline("p").add_steps([judge, deploy])
p.add_control_flow(If(lambda ctx: ctx["score"] > 1, deploy))
p.add_control_flow(If(lambda ctx: ctx["kind"] == "x", deploy))
""",
        """\
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report if (or (> judge.score 1) (== judge.kind 'x'))
""",
    ),
    "attributes and entries of an output, and what does more than that": (
        """\
import requests
def good(ctx):
    result = ctx.steps["judge"].outputs["score"]
    print(f"score {result.data['value']}")
    return result.data["value"] > 0.5 and result.get("n", 0) > 3
p = Pipeline("p").add_step(judge)
p.add_control_flow(If(good, deploy))
def telling(ctx):
    requests.post("http://localhost", json={})
    return ctx["score"] > 1
q = Pipeline("q").add_step(judge)
q.add_control_flow(If(telling, deploy))
""",
        """\
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report if (and (> (index (attribute judge.score 'data') 'value') 0.5) (> (choice (in 'n' judge.score) (index judge.score 'n') 0) 3))
q()
  judge() -> score, kind
  deploy(score=judge.score) -> report
warning FLO203 at 2: output `kind` of step `judge` is never used
error FLO103 at 18: in pipeline `q`, when `deploy` runs cannot be known: it calls `requests.post`; put that in a step
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_tests(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
