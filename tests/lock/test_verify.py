"""verify: each leaf that changes gets its verdict, and the message names what changed."""

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe.lock import Change, Dependencies, Inputs, Versions, exit_code, freeze, functions, malformed, verify
from icefloe.source import Span
from icefloe.trace import Closure, Reached
from icefloe_schema import plan as p
from icefloe_schema.errors import SchemaError
from icefloe_schema.lock import dumps, loads

NAME = "pipelines/train:ml"
TRAIN = "pipelines/train.py"
HELPERS = "helpers.py"


def span(path: str, line: int) -> Span:
    return Span(path=path, line=line, column=1, end_line=line, end_column=9)


def digest(text: str) -> str:
    return (text.encode().hex() + "0" * 64)[:64]


def reached(name: str, text: str, via: tuple[str, ...], line: int = 1) -> Reached:
    return Reached(module="helpers", name=name, digest=digest(text), span=span(HELPERS, line), via=via)


def closure(name: str, text: str, *found: Reached, opaque: tuple[str, ...] = ()) -> Closure:
    where = span(TRAIN, {"load": 3, "train": 9, "guard": 20}[name])
    return Closure(semantic=digest(text), span=where, reached=found, opaque=opaque, modules=("helpers",))


CLEAN = reached("clean", "clean", ("load", "clean"), 5)
STRIP = reached("_strip", "strip", ("load", "clean", "_strip"), 1)


def python(name: str) -> p.PythonRun:
    return p.PythonRun(function=p.FunctionRef(module="pipelines.train", qualname=name))


PLAN = p.Plan(
    name="ml",
    dialect="flowyml",
    parameters=(p.Parameter(name="path"),),
    steps=(
        p.Step(id="load", run=python("load"), outputs=(p.Output(name="data"),)),
        p.Step(
            id="train",
            run=python("train"),
            bindings=(p.Binding(parameter="data", value=p.FromOutput(step="load", name="data")),),
            guard=p.FunctionGuard(function=p.FunctionRef(module="pipelines.train", qualname="ready")),
        ),
    ),
)


def inputs() -> Inputs:
    return Inputs(
        plans={NAME: PLAN},
        closures={
            (NAME, "load"): closure("load", "load", CLEAN, STRIP, opaque=("pandas",)),
            (NAME, "train"): closure("train", "train"),
            (NAME, "train/guard"): closure("guard", "guard"),
        },
        versions=Versions(icefloe="0.1.0", normaliser="1"),
        modules={TRAIN: b"def load():\n", HELPERS: b"def clean():\n"},
        forms={TRAIN: digest("train.py"), HELPERS: digest("helpers.py")},
        files={"parameters.yaml": b"a: 1\n"},
        dependencies=Dependencies(path="uv.lock", data=b"one\n"),
        requires_python=">=3.11",
        exports={("argo", "out/ml.yaml"): b"kind: Workflow\n"},
    )


def with_closure(address: str, new: Closure | None, modules: dict[str, bytes] | None = None) -> Inputs:
    base = inputs()
    closures = {**base.closures, (NAME, address): new}
    return dataclasses.replace(
        base,
        closures={key: value for key, value in closures.items() if value is not None},
        modules={**base.modules, **(modules or {})},
    )


def with_plan(**fields: object) -> Inputs:
    return dataclasses.replace(inputs(), plans={NAME: dataclasses.replace(PLAN, **fields)})  # type: ignore[arg-type]


def with_step(**fields: object) -> Inputs:
    changed = dataclasses.replace(PLAN.steps[0], **fields)  # type: ignore[arg-type]
    return with_plan(steps=(changed, PLAN.steps[1]))


def with_(**fields: object) -> Inputs:
    return dataclasses.replace(inputs(), **fields)  # type: ignore[arg-type]


def verdicts(found: tuple[Change, ...]) -> dict[str, str]:
    return {change.leaf: change.kind for change in found}


CHANGED = {HELPERS: b"def clean(): pass\n"}
OTHER_CLEAN = reached("clean", "other", ("load", "clean"), 5)
S = f"source/{NAME}"
CASES: dict[str, tuple[Inputs, dict[str, str], str, int]] = {
    "nothing": (inputs(), {}, "", 0),
    "helper": (
        with_closure("load", closure("load", "load", OTHER_CLEAN, STRIP, opaque=("pandas",)), CHANGED),
        {f"{S}/load/closure": "semantic", "modules/helpers.py": "semantic"},
        "step `load` reaches other code than was frozen: `helpers:clean` changed (load → clean)",
        1,
    ),
    "new helper": (
        with_closure(
            "train", closure("train", "train", reached("score", "score", ("train", "score"))), {TRAIN: b"# x\n"}
        ),
        {f"{S}/train/closure": "semantic", f"modules/{TRAIN}": "formatting"},
        "step `train` reaches other code than was frozen: `helpers:score` is reached now (train → score)",
        1,
    ),
    "helper gone": (
        with_closure("load", closure("load", "load", CLEAN, opaque=("pandas",)), CHANGED),
        {f"{S}/load/closure": "semantic", "modules/helpers.py": "semantic"},
        "`helpers:_strip` is no longer reached",
        1,
    ),
    "opaque name": (
        with_closure("load", closure("load", "load", CLEAN, STRIP, opaque=("pandas", "numpy"))),
        {f"{S}/load/closure": "semantic"},
        "`numpy` cannot be resolved any more",
        1,
    ),
    "function": (
        with_closure("train", closure("train", "other"), {TRAIN: b"def load(): ...\n"}),
        {f"{S}/train/semantic": "semantic", f"modules/{TRAIN}": "semantic"},
        "the function of step `train` changed",
        1,
    ),
    "guard": (
        with_closure("train/guard", closure("guard", "other"), {TRAIN: b"def load(): ...\n"}),
        {f"{S}/train/guard/semantic": "semantic", f"modules/{TRAIN}": "semantic"},
        "the function of the guard of step `train` changed",
        1,
    ),
    "entry of a function altered": (
        with_closure("train", closure("train", "other")),
        {f"{S}/train/semantic": "altered"},
        "the entry of the function of step `train` of `pipelines/train:ml` was altered",
        1,
    ),
    "entry of a closure altered": (
        with_closure("load", closure("load", "load", OTHER_CLEAN, STRIP, opaque=("pandas",))),
        {f"{S}/load/closure": "altered"},
        "no module changed since the freeze",
        1,
    ),
    "formatting": (
        with_(modules={TRAIN: b"def load():  # comment\n", HELPERS: b"def clean():\n"}),
        {f"modules/{TRAIN}": "formatting"},
        f"`{TRAIN}` changed in its form alone",
        0,
    ),
    "code that runs at import": (
        with_(
            modules={TRAIN: b"seed(1)\ndef load():\n", HELPERS: b"def clean():\n"},
            forms={TRAIN: digest("seeded"), HELPERS: digest("helpers.py")},
        ),
        {f"modules/{TRAIN}": "semantic"},
        "changed in code that no step reaches by name, and that runs when it is imported",
        1,
    ),
    "newlines": (with_(modules={TRAIN: b"def load():\r\n", HELPERS: b"def clean():\r"}), {}, "", 0),
    "header": (
        with_plan(parameters=(p.Parameter(name="other"),)),
        {f"plan/{NAME}/header": "semantic"},
        f"the header of `{NAME}` changed",
        1,
    ),
    "step": (
        with_step(outputs=(p.Output(name="rows"),)),
        {f"plan/{NAME}/load": "semantic"},
        "the plan's step `load` changed",
        1,
    ),
    "display of a step": (with_step(display={"x": 1}), {}, "", 0),
    "hints of a step": (with_step(hints={"x": 1}), {}, "", 0),
    "environment of a step": (with_step(policy=p.Policy(environment="prod")), {}, "", 0),
    "stages of a plan": (
        with_plan(hints={"stages": ["load"]}),
        {f"plan/{NAME}/header": "semantic"},
        f"the header of `{NAME}` changed",
        1,
    ),
    "user of a plan": (
        with_plan(hints={"user": "mallory"}),
        {f"plan/{NAME}/header": "semantic"},
        f"the header of `{NAME}` changed",
        1,
    ),
    "display of a plan": (with_plan(display={"x": 1}, hints={"x": 1}), {}, "", 0),
    "step taken away": (
        with_(
            plans={NAME: dataclasses.replace(PLAN, steps=PLAN.steps[:1])},
            closures={(NAME, "load"): inputs().closures[NAME, "load"]},
        ),
        {
            f"plan/{NAME}/train": "missing",
            f"{S}/train/semantic": "missing",
            f"{S}/train/closure": "missing",
            f"{S}/train/guard/semantic": "missing",
            f"{S}/train/guard/closure": "missing",
        },
        f"step `train` of `{NAME}` is in the lock and no longer in the project",
        1,
    ),
    "step added": (
        with_plan(steps=(*PLAN.steps, p.Step(id="new", run=p.StubRun()))),
        {f"plan/{NAME}/new": "extra"},
        f"step `new` of `{NAME}` is not in the lock",
        1,
    ),
    "pipeline added": (
        with_(plans={NAME: PLAN, "b:c": p.Plan(name="c", dialect="native")}),
        {"plan/b:c/header": "extra"},
        "pipeline `b:c` is not in the lock",
        1,
    ),
    "module added": (
        with_(modules={**inputs().modules, "new.py": b""}),
        {"modules/new.py": "extra"},
        "module `new.py` is not in the lock",
        1,
    ),
    "module taken away": (
        with_(modules={TRAIN: b"def load():\n"}),
        {"modules/helpers.py": "missing"},
        "module `helpers.py` is in the lock",
        1,
    ),
    "file": (with_(files={"parameters.yaml": b"a: 2\n"}), {"files/parameters.yaml": "files"}, "parameters.yaml", 1),
    "newline of a file": (
        with_(files={"parameters.yaml": b"a: 1\r\n"}),
        {"files/parameters.yaml": "files"},
        "parameters.yaml",
        1,
    ),
    "dependencies": (
        with_(dependencies=Dependencies(path="uv.lock", data=b"two\n")),
        {"deps": "deps"},
        "the lock file of the dependencies changed: uv.lock",
        1,
    ),
    "dependencies gone": (with_(dependencies=None), {"deps": "deps"}, "→ absent", 1),
    "export": (
        with_(exports={("argo", "out/ml.yaml"): b"kind: Other\n"}),
        {"exports/argo/out/ml.yaml": "exports"},
        "export `argo/out/ml.yaml`",
        1,
    ),
    "python": (with_(requires_python=">=3.12"), {"env": "env"}, ">=3.11 → >=3.12", 0),
    "version": (
        with_(versions=Versions(icefloe="0.2.0", normaliser="1")),
        {"compiler": "compiler"},
        "icefloe 0.1.0, normaliser 1, plan 1.0 → icefloe 0.2.0",
        0,
    ),
    "upgrade that reads otherwise": (
        dataclasses.replace(
            with_closure("train", closure("train", "normalised otherwise")),
            versions=Versions(icefloe="0.2.0", normaliser="2"),
        ),
        {"compiler": "compiler", f"{S}/train/semantic": "compiler"},
        "as the new version of Icefloe reads it",
        0,
    ),
    "upgrade and a change": (
        dataclasses.replace(
            with_closure("train", closure("train", "other"), {TRAIN: b"x"}),
            versions=Versions(icefloe="0.2.0", normaliser="2"),
        ),
        {"compiler": "compiler", f"{S}/train/semantic": "semantic", f"modules/{TRAIN}": "semantic"},
        "the function of step `train` changed",
        1,
    ),
}


@pytest.mark.parametrize(("now", "expected", "message", "code"), CASES.values(), ids=CASES)
def test_each_change_gets_its_verdict(now: Inputs, expected: dict[str, str], message: str, code: int) -> None:
    found = verify(loads(dumps(freeze(inputs()))), now)
    assert verdicts(found) == expected
    assert message in "\n".join(change.message for change in found)
    assert exit_code(found) == code
    assert exit_code(found, strict=True) == int(bool(found))
    assert all(change.hint and change.expected != change.got for change in found)
    assert [change.is_note for change in found] == sorted(change.is_note for change in found)


@pytest.mark.parametrize("case", CASES)
def test_a_lock_of_what_is_there_has_no_changes(case: str) -> None:
    now = CASES[case][0]
    assert verify(freeze(now), now) == ()


def test_a_changed_helper_is_shown_where_it_stands() -> None:
    now = CASES["helper"][0]
    first, second = verify(freeze(inputs()), now)
    assert first.leaf == "modules/helpers.py"
    assert first.message == "`helpers.py` changed with what steps run: `helpers:clean`"
    assert second.span == span(HELPERS, 5)


def test_every_kind_of_leaf_is_covered_by_a_case() -> None:
    leaves = {leaf.kind for leaf in freeze(inputs()).leaves}
    assert leaves == {leaf.split("/")[0] for case in CASES.values() for leaf in case[1]}
    kinds = {kind for case in CASES.values() for kind in case[1].values()}
    assert kinds == {
        "semantic", "altered", "missing", "extra", "files", "deps", "exports", "formatting", "env", "compiler"
    }  # fmt: skip


def test_a_lock_that_cannot_be_read_is_malformed() -> None:
    with pytest.raises(SchemaError) as raised:
        loads("{}")
    change = malformed(raised.value)
    assert change.kind == "malformed"
    assert "icefloe.lock" in change.message
    assert exit_code((change,)) == 1


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_does_not_matter(dice: random.Random) -> None:
    base = inputs()

    def shuffled(items: object) -> object:
        pairs = list(items.items())  # type: ignore[attr-defined]
        dice.shuffle(pairs)
        return dict(pairs)

    other = dataclasses.replace(
        base,
        closures=shuffled(base.closures),  # type: ignore[arg-type]
        modules=shuffled(base.modules),  # type: ignore[arg-type]
    )
    assert dumps(freeze(other)) == dumps(freeze(base))


def test_every_edit_of_the_lock_is_refused_or_reported() -> None:
    good = dumps(freeze(inputs())).encode()
    dice = random.Random(11)
    for _ in range(300):
        place = dice.randrange(len(good))
        data = bytearray(good)
        data[place] = dice.choice(b'0123456789abcdef{}",:\nxyz')
        if bytes(data) == good:
            continue
        try:
            lock = loads(bytes(data))
        except SchemaError:
            continue
        assert verify(lock, inputs())


BODY = p.Body(steps=(p.Step(id="in/ner", run=python("f")),))


@pytest.mark.parametrize(
    ("run", "addresses"),
    [
        (python("f"), ["a"]),
        (p.ShellRun(command="true"), []),
        (p.PlanRun(body=BODY), ["a/body/in%2Fner"]),
        (p.MapRun(over=p.FromItem(name="x"), item="x", body=BODY, reducer="sum"), ["a/body/in%2Fner"]),
        (
            p.MapRun(over=p.FromItem(name="x"), item="x", body=BODY, reducer=python("f").function),
            ["a/reducer", "a/body/in%2Fner"],
        ),
        (p.ParallelRun(branches=(p.Branch(name="l", body=BODY),)), ["a/branch/l/in%2Fner"]),
        (
            p.SwitchRun(on=p.FromItem(name="x"), cases=(p.Case(value=1, body=BODY),), default=BODY),
            ["a/case/0/in%2Fner", "a/default/in%2Fner"],
        ),
        (p.LoopRun(body=BODY, until=p.FromItem(name="x"), maximum=1), ["a/body/in%2Fner"]),
        (p.DynamicRun(function=python("f").function, template=BODY), ["a", "a/body/in%2Fner"]),
    ],
    ids=lambda value: getattr(value, "tag", ""),
)
def test_every_function_of_a_plan_has_an_address(run: p.Run, addresses: list[str]) -> None:
    failure = p.OnFailure(action="fallback", function=python("g").function, handler=BODY)
    step = p.Step(
        id="a",
        run=run,
        guard=p.FunctionGuard(function=python("h").function),
        policy=p.Policy(on_failure=failure),
    )
    found = [address for address, _ in functions(p.Plan(name="x", dialect="native", steps=(step,)))]
    assert found == [*addresses, "a/guard", "a/fallback", "a/handler/in%2Fner"]
    assert len(set(found)) == len(found)


def test_nested_display_is_in_no_digest() -> None:
    def whole(display: int) -> Inputs:
        inner = p.Body(steps=(p.Step(id="i", run=p.StubRun(), display={"x": display}),))
        return with_plan(steps=(p.Step(id="o", run=p.PlanRun(body=inner)),))

    assert freeze(whole(1)) == freeze(whole(2))


def test_nested_functions_are_told_in_words() -> None:
    address = "load/body/clean/guard"
    before = with_closure(address, closure("guard", "one"))
    found = verify(freeze(before), with_closure(address, closure("guard", "two"), CHANGED))
    assert [change.message for change in found if change.leaf.startswith("source/")] == [
        "the function of the guard of step `clean` in step `load` changed"
    ]
