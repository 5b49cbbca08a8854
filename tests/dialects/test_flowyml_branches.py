# ruff: noqa: E501 - findings are compared whole
"""Branches: If, Switch and ConditionalBranch as steps with tests over outputs and parameters."""

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
    "a branch in a branch": (
        """\
p = Pipeline("p").add_step(judge).add_step(send)
inner = If(lambda ctx: ctx["score"] > 0.2).then(retrain)
p.add_control_flow(If(lambda ctx: ctx["score"] > 0.9, deploy, inner))
""",
        """\
p()
  judge() -> score, kind
  send(report=(choice (> judge.score 0.9) deploy.report retrain.report))
  deploy(score=judge.score) -> report if (> judge.score 0.9)
  retrain() -> report if (and (not (> judge.score 0.9)) (> judge.score 0.2))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "a switch": (
        """\
p = Pipeline("p").add_step(judge).add_step(send)
switch = Switch(lambda ctx: ctx["kind"])
@switch.case("good")
@step(outputs=["report"])
def good(score): ...
@switch.case("bad")
def bad(score): ...
switch.default()(retrain)
p.add_control_flow(switch)
""",
        """\
p()
  judge() -> score, kind
  send(report=(choice (== judge.kind 'good') good.report retrain.report))
  good(score=judge.score) -> report if (== judge.kind 'good')
  bad(score=judge.score) if (and (not (== judge.kind 'good')) (== judge.kind 'bad'))
  retrain() -> report if (and (not (== judge.kind 'good')) (not (== judge.kind 'bad')))
""",
    ),
    "a chain of branches": (
        """\
branch = ConditionalBranch()
@branch.if_condition(lambda ctx: ctx["score"] > 0.9)
def high(score): ...
@branch.elif_condition(lambda ctx: ctx["score"] > 0.5)
def middle(score): ...
@branch.else_condition()
def low(score): ...
p = Pipeline("p").add_step(judge)
p.add_control_flow(branch)
""",
        """\
p()
  judge() -> score, kind
  high(score=judge.score) if (> judge.score 0.9)
  middle(score=judge.score) if (and (not (> judge.score 0.9)) (> judge.score 0.5))
  low(score=judge.score) if (and (not (> judge.score 0.9)) (not (> judge.score 0.5)))
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "names that there are not": (
        """\
p = Pipeline("p").add_step(judge)
p.add_control_flow(If(lambda ctx: ctx.steps["jugde"].outputs["score"] > 1, deploy))
q = Pipeline("q").add_step(judge)
q.add_control_flow(If(lambda ctx: ctx.steps["judge"].outputs["scor"] > 1, deploy))
r = Pipeline("r").add_step(judge)
r.add_control_flow(If(lambda ctx: ctx["scroe"] > 1, deploy))
s = Pipeline("s", context=context(limit=1)).add_step(judge)
s.add_control_flow(If(lambda ctx: ctx.params["limits"] > 1, deploy))
""",
        """\
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report
q()
  judge() -> score, kind
  deploy(score=judge.score) -> report
r()
  judge() -> score, kind
  deploy(score=judge.score) -> report
s(limit)
  judge() -> score, kind
  deploy(score=judge.score) -> report
error FLO176 at 11: a condition asks for step `jugde`, but there is none; did you mean `judge`?
error FLO176 at 13: a condition asks for output of step `judge` `scor`, but there is none; did you mean `score`?
error FLO176 at 15: a condition asks for output or parameter `scroe`, but there is none; did you mean `score`?
error FLO176 at 17: a condition asks for parameter `limits`, but there is none; did you mean `limit`?
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "what cannot be read": (
        """\
import elsewhere
def build(condition):
    made = Pipeline("p").add_step(judge)
    made.add_control_flow(If(condition, deploy))
build(lambda ctx: max(ctx["score"], 1) > 1)
build(lambda ctx: ctx.run_id)
build(lambda ctx: ctx.steps["judge"].success)
build(elsewhere.condition)
build(lambda ctx, other: True)
""",
        """\
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report
error FLO103 at 14: in pipeline `p`, when `deploy` runs cannot be known: it calls `max`; put that in a step
warning FLO203 at 2: output `kind` of step `judge` is never used
error FLO103 at 15: in pipeline `p`, when `deploy` runs cannot be known: it asks for `.run_id`
error FLO103 at 16: in pipeline `p`, when `deploy` runs cannot be known: it asks for `.success` of a step
error FLO103 at 17: in pipeline `p`, when `deploy` runs cannot be known: it is not a function of this project
error FLO103 at 18: in pipeline `p`, when `deploy` runs cannot be known: it takes more than the run so far
note FLO109 at 12: 5 pipelines of this file are called `p`; they are told apart as `p@1`, `p@2`, `p@3` and 2 more
""",
    ),
    "a branch that is none": (
        """\
import elsewhere
p = Pipeline("p").add_step(judge)
p.add_control_flow(elsewhere.branch)
""",
        """\
p()
  judge() -> score, kind
error FLO103 at 12: in pipeline `p`, which branch is added cannot be known: it is no `If`, `Switch` or `ConditionalBranch` of this file
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_branches(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
