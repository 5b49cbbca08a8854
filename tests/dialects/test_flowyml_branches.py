# ruff: noqa: E501 - findings are compared whole
"""Switches, chains and branches in branches, and what cannot be read of them."""

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
    "a pipeline as a branch": (
        """\
inner = Pipeline("inner").add_step(send)
p = Pipeline("p").add_step(judge).add_step(retrain)
p.add_control_flow(If(lambda ctx: ctx["score"] > 1, inner))
""",
        """\
inner(report)
  send(report=$report)
p()
  judge() -> score, kind
  retrain() -> report
  sub:inner(report=retrain.report) if (> judge.score 1)
    inner(report)
      send(report=$report)
note FLO204 at 8: parameter `report` of pipeline `inner` must be given to every run
warning FLO203 at 2: output `kind` of step `judge` is never used
""",
    ),
    "the list of branches, and arguments that there are not": (
        """\
p = Pipeline("p").add_step(judge)
p.control_flows.append(If(lambda ctx: ctx["score"] > 1, deploy))
q = Pipeline("q").add_step(judge)
q.control_flows += [If(lambda ctx: ctx["score"] > 1, deploy)]
r = Pipeline("r").add_step(judge)
r.add_control_flow(If(condition=lambda ctx: ctx["score"] > 1, then_steps=[deploy], name="x"))
""",
        """\
p()
  judge() -> score, kind
  deploy(score=judge.score) -> report if (> judge.score 1)
q()
  judge() -> score, kind
  deploy(score=judge.score) -> report if (> judge.score 1)
r()
  judge() -> score, kind
error FLO105 at 15: `If` has no argument `then_steps`; did you mean `then_step`?
error FLO105 at 15: `If` has no argument `name`
warning FLO203 at 2: output `kind` of step `judge` is never used
error FLO103 at 15: in pipeline `r`, which steps a branch has cannot be known: it has none
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_branches(told, source, expected):
    assert "\n".join(told(PRELUDE + source)) == expected.rstrip("\n")
