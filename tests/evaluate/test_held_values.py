"""Records of words that hold their keyword arguments: `ctx["lr"]` is a value, and it is told that it was read."""

import pytest
from test_trace import Memory, plain

from icefloe.evaluate import Evaluator
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Trace
from icefloe.values import Function, Record, Symbol

HEAD = "from lib import act, context\nctx = context(lr=0.1, models=['a', 'b'], deep=True)\n"


def evaluator(source: str) -> Evaluator:
    table = ModuleTable(Memory({"main.py": HEAD + source}), (".",))
    return Evaluator(table, {"lib.context.inherit": "new"}, frozenset({"lib.context", "lib.context.inherit"}))


def trace(source: str) -> Trace:
    return evaluator(source).trace("main")


def folded(found: Trace) -> list[str]:
    return [one.key for one in found.folded]


@pytest.mark.parametrize(
    ("source", "expected", "keys"),
    [
        ("x = ctx['lr']", 0.1, ["lr"]),
        ("x = ctx.lr", 0.1, ["lr"]),
        ("x = ctx.get('lr', 3)", 0.1, ["lr"]),
        ("x = ctx.get('no', 3)", 3, ["no"]),
        ("x = ctx['no']", "?`context` holds no such value", []),
        ("x = 'lr' in ctx, 'no' in ctx, 'lr' not in ctx", (True, False, False), ["lr", "no"]),
        ("x = [f'm_{m}' for m in ctx['models']]", ["m_a", "m_b"], ["models"]),
        ("x = {k: v for k, v in ctx.items()}", {"lr": 0.1, "models": ["a", "b"], "deep": True}, None),
        ("x = {**ctx}['lr']", 0.1, None),
        ("x = dict(ctx)['deep']", True, None),
        ("x = sorted(ctx)", ["deep", "lr", "models"], None),
        ("def f(lr, **rest): return lr\nx = f(**ctx)", 0.1, None),
        ("def f(lr, **rest): return lr\nx = f(**ctx.to_dict())", 0.1, None),
        ("def f(c): return c['lr']\nx = f(ctx)", 0.1, ["lr"]),
        ("ctx.update(lr=2)\nx = ctx['lr']", 2, ["lr"]),
        ("ctx.update({'lr': 2, 'new': 1})\nx = ctx['lr'], ctx.new", (2, 1), ["lr", "new"]),
        ("ctx.update(act())\nx = ctx['lr']", "?what it holds is only known when it runs", []),
        ("ctx['lr'] = 5\nx = ctx['lr']", 5, ["lr"]),
        ("ctx.lr = 5\nx = ctx['lr']", 5, ["lr"]),
        ("ctx['models'].append('c')\nx = ctx['models']", ["a", "b", "c"], ["models"]),
        ("c = context(**{'lr': 1}, **ctx)\nx = c['lr']", 0.1, None),
        ("c = ctx.inherit(lr=7)\nx = c['lr'], c.deep, ctx['lr']", (7, True, 0.1), ["lr", "deep"]),
        ("c = context({'a': 1})\nx = c['a']", 1, ["a"]),
        ("if act():\n    ctx.update(lr=2)\nx = ctx['lr']", "(index)", []),
        ("x = 1 if ctx['deep'] else 2", 1, ["deep"]),
    ],
)
def test_reading(source: str, expected: object, keys: list[str] | None) -> None:
    found = trace(source)
    assert plain(found.scope["x"]) == expected
    wanted = ["lr", "models", "deep"] if keys is None else keys
    assert list(dict.fromkeys(folded(found)))[-len(wanted) or None :] == wanted or set(folded(found)) == set(wanted)
    record = found.scope["ctx"]
    assert isinstance(record, Record)


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("print(ctx['lr'], f\"{ctx['deep']}\")", []),
        ("import logging\nlogging.info('%s', ctx['lr'])", []),
        ("import logging\nlog = logging.getLogger()\nlog.info(ctx['lr'])", []),
        ("print(act(ctx['lr']))", ["lr"]),
        ("y = ctx['lr']\nprint(y)", ["lr"]),
        ("act(ctx['lr'])", ["lr"]),
        ("act(ctx)", []),
    ],
)
def test_reads_that_only_tell_are_not_told_of(source: str, keys: list[str]) -> None:
    assert folded(trace(source)) == keys


def test_what_it_holds_in_the_end() -> None:
    found = trace("ctx.update(lr=2, new=1)")
    record = found.scope["ctx"]
    assert isinstance(record, Record)
    assert plain(found.held[record.token]) == {"lr": 2, "models": ["a", "b"], "deep": True, "new": 1}


def test_under_an_unknown_test_it_holds_a_choice() -> None:
    found = trace("if act():\n    ctx.update(lr=2)")
    record = found.scope["ctx"]
    assert isinstance(record, Record)
    held = found.held[record.token]
    assert isinstance(held, Symbol)
    assert held.op == "choice"


def test_a_body_that_a_run_executes_keeps_the_question() -> None:
    reader = evaluator("def guard():\n    return ctx['lr'] > 0.5")
    function = reader.trace("main").scope["guard"]
    assert isinstance(function, Function)
    built = reader.apply(function)
    assert plain(built.effects[-1].value) is False
    assert folded(built) == ["lr"]
    run = reader.apply(function, at_run=True)
    test = run.effects[-1].value
    assert isinstance(test, Symbol)
    assert [plain(part) for part in test.operands] == ["(index)", 0.5]
    assert not run.folded


def test_the_place_of_a_read() -> None:
    (one,) = trace("y = ctx['lr']").folded
    assert (one.span.line, one.span.column) == (3, 5)
