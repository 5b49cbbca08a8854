# ruff: noqa: E501 - each call in one line
"""Every word with arguments of every kind: whatever is wrong with them is answered, and nothing falls over."""

import ast
from textwrap import indent

import pytest

PRELUDE = """\
import zzz
from functools import partial
from flowyml import ConditionalBranch, If, Pipeline, Step, Switch, context, create_from_template, dynamic, map_task
from flowyml import step, sub_pipeline, when
@step(outputs=["data"])
def load(): return [1]
def plain(a): ...
"""
VALUES = (
    "None",
    "1",
    '"x"',
    "[]",
    "[1]",
    "{}",
    '{"a":1}',
    "{1:2}",
    "zzz.a",
    "zzz.f()",
    "load",
    "plain",
    "p",
    "lambda: 1",
    "lambda c: c",
    'lambda c: c["data"]',
    "lambda c: c[0]",
    "lambda c: c.steps",
    'lambda c: c.steps["load"]',
    "lambda c: c.steps[0].outputs[1]",
    "*zzz.l",
    "**zzz.d",
    "(x for x in [load])",
    "[load]",
    "{load}",
    "load()",
    "step",
    "step()",
    "undefined",
    "If",
    "If()",
    "Switch(1)",
    "...",
    "type",
    "print",
    "Pipeline",
    "Pipeline()",
    "map_task(load)",
    "dynamic(plain)",
    "step(load)",
    "step(step)(plain)",
    "Step()",
    "not load",
    "-1",
    "load.x",
    'f"{zzz.a}"',
    "lambda *a, **k: a",
    "lambda a, b: a",
    "lambda data: data",
)
CALLS = (
    "p.add_step({})",
    "p.add_step(load, name={})",
    "p.add_step(load, params={})",
    "p.add_step(load, inputs={})",
    "p.add_steps({})",
    "p.add_steps([{}])",
    "p.add_sub_pipeline({})",
    'p.add_sub_pipeline(Pipeline("c").add_step(load), inputs={})',
    'p.add_sub_pipeline(Pipeline("c").add_step(load), outputs={})',
    'p.add_sub_pipeline(Pipeline("c").add_step(load), input_mapping={})',
    'p.add_sub_pipeline(Pipeline("c").add_step(load), output_mapping={})',
    'p.add_sub_pipeline(Pipeline("c").add_step(load), name={})',
    "p.add_control_flow({})",
    "p.add_control_flow(If({}, load))",
    'p.add_control_flow(If(lambda c: c["data"], {}))',
    'p.add_control_flow(If(lambda c: c["data"]).then({}).else_({}))',
    "p.steps.append({})",
    "p.steps = {}",
    "p.steps += {}",
    "p.run(inputs={})",
    "p.run({})",
    "create_from_template({})",
    'create_from_template("etl", extractor={})',
    'Pipeline.from_steps({}, name="q")',
    "Pipeline.from_steps(load, name={})",
    "Pipeline({})",
    'Pipeline("z", context={}).add_step(load)',
    "load.inputs = {}",
    "load.name = {}",
    "load.func = {}",
    "p.add_step(step(inputs={})(plain))",
    "p.add_step(step(outputs={})(plain))",
    "p.add_step(step(name={})(plain))",
    "p.add_step(step(condition={})(plain))",
    "p.add_step(map_task(concurrency={})(plain))",
    "p.add_step(map_task(retries={}, inputs={})(plain))",
    "p.add_step(dynamic(outputs={})(plain))",
    "p.add_step(when({})(step(plain)))",
    "s = Switch({})\n@s.case({})\ndef f(): ...\np.add_control_flow(s)",
    "b = ConditionalBranch()\n@b.if_condition({})\ndef g(): ...\n@b.else_condition()\ndef h(): ...\np.add_control_flow(b)",
    "@dynamic\ndef dd(n): return {}\np.add_step(dd)",
    '@dynamic\ndef dd(n):\n    q = Pipeline("q")\n    for i in n:\n        q.add_step({})\n    return q\np.add_step(dd)',
    '@dynamic\ndef dd(n):\n    q = Pipeline("q", context=context(a={}))\n    if n: q.add_step(load)\n    return q\np.add_step(dd)',
    "for x in {}: p.add_step(x)",
    "if {}: p.add_step(load)",
    "p.add_step(partial(load, {}))",
    'Pipeline("aa", auto_discover={})',
    "sub_pipeline({})",
    "p.add_step(sub_pipeline(p, inputs={}))",
)


def parses(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("call", CALLS)
def test_no_argument_is_too_odd(told, call):
    rounds = [f'p = Pipeline("p{i}").add_step(load)\n{call.replace("{}", value)}' for i, value in enumerate(VALUES)]
    kept = [text for text in rounds if parses(text)]
    found = told(PRELUDE + "".join(f"def build_{i}():\n{indent(text, '    ')}\n" for i, text in enumerate(kept)))
    assert len([line for line in found if line.startswith("p")]) >= len(kept) > 20
