"""Runs that take what earlier ones have made."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local
from icefloe_runtimes.local.cache import sweep
from icefloe_runtimes.local.cache.tending import listed
from icefloe_schema import codec
from icefloe_schema.plan import (
    Body,
    Branch,
    Case,
    ExpressionGuard,
    FromExpression,
    FromItem,
    FromLiteral,
    FromParameter,
    LoopRun,
    MapRun,
    Output,
    ParallelRun,
    Parameter,
    Plan,
    PlanRun,
    Policy,
    Result,
    Step,
    StubRun,
    SwitchRun,
    Value,
)

Flow = Callable[[str], Project]

SOURCE = """
from pathlib import Path
from helper import plus

class Model:
    def __init__(self, weights): self.weights = weights
    def predict(self): return self.weights * 1

def load(path): return [int(line) for line in Path(path).read_text().split()]
def fit(rows): return Model(sum(rows))
def score(model, bonus): return plus(model.predict(), bonus)
def double(x): return x * 2
def total(parts): return sum(parts)
def by_default(path="data.txt", folders=("parts",)):
    return [Path(path).read_text(), *(one.read_text() for one in sorted(Path(folders[0]).iterdir()))]
def overwrites(path="own.txt"):
    Path(path).write_text(Path(path).read_text() + "x")
    return 1
def optional():
    try:
        import fast
    except ImportError:
        return 0
    return fast.VALUE
def more(value, bonus): return value + bonus
def word(value): return "big" if value > 9 else "small"
def shout(value): return f"{value}!"
def broken(rows): raise ValueError(rows)
def tell(score): Path("told.txt").write_text(str(score))
"""
PARAMETERS = (Parameter(name="data", default="data.txt"), Parameter(name="bonus", default=1))


def steps() -> tuple[Step, ...]:
    body = Body(
        steps=(one("double", bindings=bind(x=FromItem(name="x"))),),
        results=(Result(name="doubled", value=of("double")),),
    )
    return (
        one("load", bindings=bind(path=FromParameter(name="data"))),
        one("fit", bindings=bind(rows=of("load"))),
        one("score", bindings=bind(model=of("fit"), bonus=FromParameter(name="bonus"))),
        Step(id="doubled", run=MapRun(over=of("load"), item="x", body=body), outputs=(Output(name="doubled"),)),
        one("total", bindings=bind(parts=of("doubled"))),
        one("tell", bindings=bind(score=of("score")), outputs=()),
    )


@pytest.fixture
def sales(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    project = flow(SOURCE)
    project.write("def plus(one, other): return one + other\n", "helper.py")
    (project.root / "data.txt").write_text("1 2 3")
    return project


def run(project: Project, *more: Step, **options: object) -> local.RunResult:
    plan = Plan(name="sales", dialect="native", cache=True, steps=(*steps(), *more), parameters=PARAMETERS)
    return local.run(plan, root=project.root, **options)


def ran(result: local.RunResult) -> set[str]:
    """The steps that were really run."""
    return {name for name, step in result.step_results.items() if step.status == "succeeded" and not step.cached}


def test_nothing_is_run_twice_and_everything_is_there(sales: Project) -> None:
    first = run(sales)
    assert ran(first) == {
        "load",
        "fit",
        "score",
        "doubled/0/double",
        "doubled/1/double",
        "doubled/2/double",
        "doubled",
        "total",
        "tell",
    }
    (sales.root / "told.txt").unlink()
    second = run(sales)
    # What has no outputs is done for what it does.
    assert ran(second) == {"tell"}
    assert (sales.root / "told.txt").read_text() == "7"
    assert {name: second[name] for name in ("load", "score", "doubled", "total")} == {
        "load": [1, 2, 3],
        "score": 7,
        "doubled": [2, 4, 6],
        "total": 12,
    }
    load = second.step_results["load"]
    assert load.taken_from == first.run_id
    assert load.saved_seconds > 0
    assert json.loads((second.folder / "load" / "load.json").read_text()) == [1, 2, 3]


def test_what_has_changed_is_run_with_all_that_sees_it(sales: Project) -> None:
    run(sales)
    (sales.root / "data.txt").write_text("1 2 4")
    changed = run(sales)
    assert ran(changed) == {"load", "fit", "score", "doubled", "doubled/2/double", "total", "tell"}
    assert changed["score"] == 8
    # Of the same size, in the same second: Python itself would take its byte code for that of the new text.
    helper = sales.root / "helper.py"
    helper.write_text(helper.read_text().replace("+", "-"))
    changed = run(sales)
    assert "score" in ran(changed)
    assert changed["score"] == 6
    assert ran(run(sales, parameters={"bonus": 2})) == {"score", "tell"}
    assert run(sales, parameters={"bonus": 2})["score"] == 5
    # Both are kept.
    helper.write_text(helper.read_text().replace("-", "+"))
    again = run(sales)
    assert ran(again) == {"tell"}
    assert again["score"] == 8


def test_a_module_that_was_not_there_is_another_one(sales: Project) -> None:
    plan = Plan(name="optional", dialect="native", cache=True, steps=(one("optional"),))
    fast = sales.root / "fast.py"
    assert local.run(plan, root=sales.root)["optional"] == 0
    assert local.run(plan, root=sales.root).step_results["optional"].cached
    fast.write_text("VALUE = 7\n")
    assert local.run(plan, root=sales.root)["optional"] == 7
    fast.unlink()
    again = local.run(plan, root=sales.root)
    assert again["optional"] == 0
    assert again.step_results["optional"].cached


def test_options_of_a_run(sales: Project) -> None:
    run(sales)
    assert ran(run(sales, refresh=("fit",))) == {"fit", "tell"}
    # A step of a body is asked for only where what is around it is.
    assert ran(run(sales, refresh=("doubled", "double"))) >= {"doubled", "doubled/1/double"}
    without = run(sales, cache=False)
    assert not any(step.cached for step in without.step_results.values())


@pytest.mark.parametrize("how", ["removed", "changed"])
def test_what_is_not_whole_any_more_is_made_again(sales: Project, how: str) -> None:
    result = run(sales)
    stored = (result.folder / "load" / "load.json").resolve()
    if how == "removed":
        stored.unlink()
    else:
        stored.chmod(0o644)
        stored.write_text("[9, 9, 9]")
    again = run(sales)
    assert "load" in ran(again)
    assert again["load"] == [1, 2, 3]
    assert again["score"] == 7


def test_what_is_no_longer_in_the_store_is_forgotten(sales: Project) -> None:
    result = run(sales)
    workspace = sales.root / ".icefloe"
    assert sweep(workspace) == 0
    (result.folder / "load" / "load.json").resolve().unlink()
    begun = next((workspace / "cache").glob("*")) / "begun.json.1.ab"
    begun.write_text("{")
    # Of `fit` and `score` everything is still there.
    assert sweep(workspace) == 1
    assert "load" not in {one_.step for one_ in listed(workspace)}
    assert not begun.exists()


def test_only_what_went_well_is_kept(sales: Project) -> None:
    never = ExpressionGuard(test=FromExpression(op=">", operands=(FromParameter(name="bonus"), FromLiteral(value=9))))
    more = (
        one("broken", bindings=bind(rows=of("load")), policy=Policy(cache=True)),
        one("often", "load", bindings=bind(path=FromParameter(name="data")), policy=Policy(cache=False)),
        one("guarded", "load", bindings=bind(path=FromParameter(name="data")), guard=never),
        Step(id="stub", run=StubRun(), outputs=(Output(name="stub"),)),
    )
    run(sales, *more)
    again = run(sales, *more)
    found = {
        name: (again.step_results[name].status, again.step_results[name].cached)
        for name in ("broken", "often", "guarded", "stub")
    }
    assert found == {
        "broken": ("failed", False),
        "often": ("succeeded", False),
        "guarded": ("skipped", False),
        "stub": ("succeeded", False),
    }


def test_files_that_a_default_names_are_inputs(sales: Project) -> None:
    more = (one("by_default"), one("overwrites"))
    for name in ("data.txt", "own.txt", "parts/1.txt"):
        (sales.root / name).parent.mkdir(exist_ok=True)
        (sales.root / name).write_text("1")
    assert run(sales, *more)["by_default"] == ["1", "1"]
    # What it reads and writes again is never the same: nobody knows of what it was made.
    assert ran(run(sales, *more)) == {"overwrites", "tell"}
    (sales.root / "parts/1.txt").write_text("2")
    assert run(sales, *more)["by_default"] == ["1", "2"]
    (sales.root / "data.txt").write_text("3")
    assert run(sales, *more)["by_default"] == ["3", "2"]
    (sales.root / "parts/2.txt").write_text("4")
    assert run(sales, *more)["by_default"] == ["3", "2", "4"]


def bodies() -> tuple[Step, ...]:
    """A loop that hands on, a switch on what it gives, branches beside one another, and plans in plans."""

    def body(*inner: Step, result: str, **parameters: int) -> Body:
        results = (Result(name=result, value=of(inner[-1].id)),)
        named = tuple(Parameter(name=name, default=value) for name, value in parameters.items())
        return Body(parameters=named, steps=inner, results=results)

    def shout(name: str, value: Value) -> Step:
        return one(name, "shout", bindings=bind(value=value))

    add = one("add", "more", bindings=bind(value=FromParameter(name="value"), bonus=FromParameter(name="bonus")))
    over = FromExpression(op=">", operands=(of("add"), FromParameter(name="most")))
    loop = LoopRun(body=body(add, result="value", value=0), until=over, maximum=4, carry=("value",), index="n")
    inner = Step(
        id="inner",
        run=PlanRun(body=body(shout("deep", FromParameter(name="w")), result="inner", w=0)),
        bindings=bind(w=FromParameter(name="v")),
        outputs=(Output(name="inner"),),
    )
    cases = (Case(value="big", body=body(shout("yes", of("word")), result="said")),)
    return (
        Step(id="loop", run=loop, bindings=bind(most=FromParameter(name="most")), outputs=(Output(name="value"),)),
        one("word", bindings=bind(value=of("loop", "value"))),
        Step(
            id="switch",
            run=SwitchRun(on=of("word"), cases=cases, default=body(shout("no", of("loop", "value")), result="said")),
            outputs=(Output(name="said"),),
        ),
        Step(
            id="both",
            run=ParallelRun(
                branches=(
                    Branch(name="l", body=body(shout("one", of("word")), result="left")),
                    Branch(name="r", body=body(shout("two", of("loop", "value")), result="right")),
                )
            ),
            outputs=(Output(name="left"), Output(name="right")),
        ),
        Step(
            id="outer",
            run=PlanRun(body=body(inner, result="outer", v=0)),
            bindings=bind(v=of("loop", "value")),
            outputs=(Output(name="outer"),),
        ),
    )


def test_with_a_cache_everything_is_as_without_one(sales: Project) -> None:
    plan = Plan(
        name="bodies",
        dialect="native",
        cache=True,
        steps=bodies(),
        parameters=(Parameter(name="bonus", default=3), Parameter(name="most", default=9)),
    )
    names = ("loop", "word", "switch", "both", "outer")
    seen = []
    for given in ({}, {"bonus": 2}, {"most": 20}, {"bonus": 2, "most": 4}, {}):
        found = local.run(plan, root=sales.root, parameters=given)
        plain = local.run(plan, root=sales.root, parameters=given, cache=False)
        assert {name: found[name] for name in names} == {name: plain[name] for name in names}
        seen.append(len(ran(found)))
    assert seen[0] == 14
    # Two rounds are as they were, but for the limit, which no step inside looks at.
    assert seen[2] < seen[0]
    assert seen[4] == 0


def test_what_is_all_there_needs_no_loop(sales: Project) -> None:
    plan = Plan(name="short", dialect="native", cache=True, steps=steps()[:3], parameters=PARAMETERS)
    (sales.root / "short.plan.json").write_text(codec.dumps(plan))
    local.run(plan, root=sales.root)
    program = """
        import sys
        from pathlib import Path
        from icefloe_runtimes import local
        from icefloe_schema import codec
        result = local.run(codec.loads(Path("short.plan.json").read_text()), root=Path())
        print(sum(step.cached for step in result.step_results.values()), "asyncio" in sys.modules)
    """
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=sales.root, capture_output=True, text=True, check=True
    )
    assert said.stdout == "3 False\n"


def damaged(data: bytes, number: int) -> bytes:
    return (b"", data[: len(data) // 2], data.replace(b"succeeded", b"Succeeded"), b"[]", b"\xff" * 99)[number % 5]


def test_a_damaged_entry_is_none(sales: Project) -> None:
    run(sales)
    for number, path in enumerate(sorted((sales.root / ".icefloe/cache").glob("*/*.json"))):
        data = path.read_bytes()
        path.write_bytes(damaged(data, number))
    again = run(sales)
    assert again["score"] == 7
    assert len(ran(again)) == 9
    assert ran(run(sales)) == {"tell"}


def test_closures_tell_more_than_modules(sales: Project) -> None:
    """With the digests of what each function reaches, a change beside it is none."""

    def closures(score: str) -> Mapping[str, str]:
        names = ("load", "fit", "total", "tell", "doubled/body/double")
        return {**dict.fromkeys(names, "0"), "score": score}

    run(sales, closures=closures("1"))
    with (sales.root / "flow.py").open("a") as stream:
        stream.write("\n# a remark\n")
    assert ran(run(sales, closures=closures("1"))) == {"tell"}
    assert ran(run(sales, closures=closures("2"))) == {"score", "tell"}
    # What ran was not what was read for the closures: nobody may take its result for theirs.
    helper = sales.root / "helper.py"
    helper.write_text("def plus(one, other): return one * 10\n")
    ran_otherwise = run(sales, closures={**closures("3"), "module:helper.py": "0" * 64})
    assert ran_otherwise["score"] == 60
    helper.write_text("def plus(one, other): return one + other + 0\n")
    assert run(sales, closures=closures("3"))["score"] == 7


def test_two_workspaces_share_nothing(sales: Project, tmp_path: Path) -> None:
    run(sales)
    assert not any(step.cached for step in run(sales, workspace=tmp_path / "other").step_results.values())
    assert list((sales.root / ".icefloe/cache").iterdir())
