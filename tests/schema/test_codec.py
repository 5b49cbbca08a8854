"""The codec: every kind there and back, and everything else refused with its place."""

import copy
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

import icefloe_schema
from icefloe_schema import plan as p
from icefloe_schema.codec import dumps, from_json, loads, to_json
from icefloe_schema.errors import SchemaError
from icefloe_schema.generate import FILES, text_of
from icefloe_schema.validate import schema_document, validate

REF = p.FunctionRef(module="m", qualname="f.<locals>.g", ordinal=1, captured={"k": {"$float": "0.5"}})
INNER = p.Body(
    name="inner",
    parameters=(p.Parameter(name="x", required=True),),
    steps=(p.Step(id="s", run=p.StubRun(seconds=1)),),
    results=(p.Result(name="r", value=p.FromOutput(step="s", name="o", item=0)),),
)
RUNS: tuple[p.Run, ...] = (
    p.PythonRun(
        function=REF,
        convention="atoms",
        config=p.Binding(parameter="config", value=p.FromContext()),
        bound={"a": [1, None]},
        stream="done",
    ),
    p.ShellRun(command="echo ü"),
    p.NotebookRun(path="a.ipynb"),
    p.StubRun(),
    p.PlanRun(body=INNER),
    p.MapRun(over=p.FromParameter(name="xs"), item="x", body=INNER, concurrency=2, retries=1, reducer="mean"),
    p.MapRun(over=p.FromLiteral(value=[1, 2]), item="x", body=INNER, reducer=REF, minimum_success={"$float": "0.5"}),
    p.ParallelRun(branches=(p.Branch(name="a", body=INNER),)),
    p.SwitchRun(on=p.FromRan(step="a"), cases=(p.Case(value=None, body=INNER),), default=INNER),
    p.LoopRun(body=INNER, until=p.FromItem(name="i"), maximum=3, carry=("x",), index="i"),
    p.DynamicRun(function=REF, template=INNER),
)
VALUES: tuple[p.Value, ...] = (
    p.FromOutput(step="s", name="o"),
    p.FromLiteral(value={"$tuple": [1]}),
    p.FromDefault(),
    p.FromAtom(name="d", type="dataset"),
    p.FromExpression(op=">", operands=(p.FromParameter(name="x"), p.FromLiteral(value=None))),
)
POLICY = p.Policy(
    retry=p.Retry(attempts=3, delay={"$float": "0.5"}, jitter=True, on=("ValueError",)),
    timeout=60,
    on_failure=p.OnFailure(action="handler", handler=INNER),
    circuit_breaker=p.CircuitBreaker(threshold=2),
    cache=False,
    resources=p.Resources(cpu="0.5", gpu_count=1, affinity={"zone": "a"}),
    secrets=("TOKEN",),
)


def full() -> p.Plan:
    """A plan that holds every kind of everything."""
    bindings = tuple(
        p.Binding(parameter=f"p{index}", value=value, adapt=(p.Adapt(how="cast", type="int"),))
        for index, value in enumerate(VALUES)
    )
    steps = [p.Step(id=f"s{index}", run=run) for index, run in enumerate(RUNS)]
    steps[0] = dataclasses.replace(
        steps[0],
        bindings=bindings,
        policy=POLICY,
        outputs=(p.Output(name="o", type="list[int]", position=0),),
        guard=p.FunctionGuard(function=REF, bindings=bindings, negate=True),
        hints={"$anything": {"$at": 1, "all": [None]}},
    )
    steps[1] = dataclasses.replace(steps[1], guard=p.ExpressionGuard(test=VALUES[4]), after=("s0",))
    return p.Plan(
        name="full",
        dialect="native",
        schedule=p.Schedule(cron="0 6 * * *"),
        parameter_sets=(p.ParameterSet(name="dev", values={"x": {"$tuple": [1]}}),),
        files=(p.InputFile(path="a.yaml", sha256="0" * 64),),
        code=p.Code(paths=("src",), modules={"m": "src/m.py"}),
        tags={"$pairs": [["é", 1]]},
        steps=tuple(steps),
    )


def document() -> dict[str, object]:
    return json.loads(dumps(full()))  # type: ignore[no-any-return]


def test_every_kind_goes_there_and_back() -> None:
    assert loads(dumps(full())) == full()
    assert from_json(p.Plan, to_json(full())) == full()


def test_defaults_are_left_out() -> None:
    plan = p.Plan(name="a", dialect="native", steps=(p.Step(id="s", run=p.StubRun(), policy=p.Policy(cache=False)),))
    assert to_json(plan) == {
        "plan": "1.0",
        "name": "a",
        "dialect": "native",
        "steps": [{"id": "s", "run": {"kind": "stub"}, "policy": {"cache": False}}],
    }


def test_the_samples_hold_every_class() -> None:
    text = dumps(full())
    for union, key in ((p.Run, "kind"), (p.Value, "from"), (p.Guard, "kind")):
        for cls in union.__args__:  # type: ignore[attr-defined]
            assert f'"{key}": "{cls.tag}"' in text


@pytest.mark.parametrize("name", FILES)
def test_schema_files_are_as_generated(name: str) -> None:
    path = Path(icefloe_schema.__file__).with_name(name)
    assert path.read_text(encoding="utf-8") == text_of(name), "run python -m icefloe_schema.generate"
    jsonschema.Draft202012Validator.check_schema(schema_document(name.split(".")[0]))


def at(path: str, value: object) -> Callable[[dict[str, object]], None]:
    """A mutation: what stands at a dotted path becomes `value`; `...` deletes it."""

    def change(data: dict[str, object]) -> None:
        *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        node: object = data
        for part in parents:
            node = node[part]  # type: ignore[index]
        if value is ...:
            del node[last]  # type: ignore[attr-defined]
        else:
            node[last] = value  # type: ignore[index]

    return change


GOOD = {
    "unchanged": lambda _: None,
    "hints are free": at("hints", {"$x": [{"$y": {"z": 1}}], "a b": None}),
    "empty steps": at("steps", []),
    "null for an optional": at("steps/0/policy/retry", None),
    "reducer by name": at("steps/6/run/reducer", "sum"),
    "a default written out": at("cache", False),
    "a dictionary in pairs": at("steps/0/labels", {"$pairs": [[1, 2]]}),
}
BAD: dict[str, tuple[Callable[[dict[str, object]], None], str]] = {
    "unknown key": (at("stepz", []), ""),
    "unknown key in a step": (at("steps/1/comand", "x"), "steps[1]"),
    "unknown key in a nested step": (at("steps/4/run/body/steps/0/x", 1), "steps[4].run.body.steps[0]"),
    "no name": (at("name", ...), ""),
    "no version": (at("plan", ...), ""),
    "no run": (at("steps/0/run", ...), "steps[0]"),
    "no kind": (at("steps/0/run/kind", ...), "steps[0].run"),
    "wrong kind": (at("steps/0/run/kind", "pyton"), "steps[0].run"),
    "kind of another": (at("steps/1/run/kind", "notebook"), "steps[1].run"),
    "kind not a string": (at("steps/0/run/kind", 1), "steps[0].run"),
    "wrong from": (at("steps/0/bindings/0/value/from", "nowhere"), "steps[0].bindings[0].value"),
    "number for a string": (at("steps/0/id", 1), "steps[0].id"),
    "string for a list": (at("steps/1/after", "s0"), "steps[1].after"),
    "boolean for a number": (at("steps/0/policy/retry/attempts", True), "steps[0].policy.retry.attempts"),
    "too few attempts": (at("steps/0/policy/retry/attempts", 0), "steps[0].policy.retry.attempts"),
    "number for a boolean": (at("cache", 0), "cache"),
    "null for a string": (at("description", None), "description"),
    "list for an object": (at("code", []), "code"),
    "wrong convention": (at("steps/0/run/convention", "calls"), "steps[0].run.convention"),
    "wrong adaptation": (at("steps/0/bindings/0/adapt/0/how", "caste"), "steps[0].bindings[0].adapt[0].how"),
    "float": (at("steps/0/policy/timeout", 1.5), "steps[0].policy.timeout"),
    "whole float": (at("steps/0/policy/timeout", 1.0), "steps[0].policy.timeout"),
    "float in hints": (at("hints", {"a": 1.5}), "hints.a"),
    "large integer": (at("steps/0/policy/timeout", 2**53), "steps[0].policy.timeout"),
    "unknown literal": (at("steps/0/bindings/1/value/value", {"$x": 1}), "steps[0].bindings[1].value.value"),
    "literal with company": (
        at("steps/0/bindings/1/value/value", {"$tuple": [], "a": 1}),
        "steps[0].bindings[1].value.value",
    ),
    "tuple for a dictionary": (at("steps/0/labels", {"$tuple": []}), "steps[0].labels"),
    "non-ASCII key": (at("steps/0/labels", {"é": 1}), "steps[0].labels"),
    "bad digest": (at("files/0/sha256", "0" * 63), "files[0].sha256"),
    "digest and newline": (at("files/0/sha256", "0" * 64 + "\n"), "files[0].sha256"),
    "negative position": (at("steps/0/outputs/0/position", -1), "steps[0].outputs[0].position"),
}


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD)
def test_reader_and_schema_agree_on_good_documents(change: Callable[[dict[str, object]], None]) -> None:
    data = document()
    change(data)
    validate(data)  # type: ignore[arg-type]
    plan = from_json(p.Plan, data)  # type: ignore[arg-type]
    assert loads(dumps(plan)) == plan


@pytest.mark.parametrize(("change", "place"), BAD.values(), ids=BAD)
def test_reader_and_schema_agree_on_bad_documents(change: Callable[[dict[str, object]], None], place: str) -> None:
    data = document()
    change(data)
    with pytest.raises(SchemaError) as raised:
        from_json(p.Plan, data)  # type: ignore[arg-type]
    assert raised.value.at == place
    with pytest.raises(SchemaError):
        validate(data)  # type: ignore[arg-type]


def places(node: object, path: str = "") -> list[str]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = [path] if path else []
    for key, value in inner:
        found += places(value, f"{path}/{key}" if path else str(key))
    return found


REPLACEMENTS: tuple[object, ...] = (..., None, 1, True, "x", [], {}, [1], {"kind": "stub"})
# The nested body stands in many places; one is enough.
REPEATED = ("/body/", "/template/", "/default/", "/handler/")


def alone(whole: dict[str, object], path: str) -> tuple[dict[str, object], str]:
    """The smallest document that holds a place: with its own step alone; and where the place is there."""
    first, _, rest = path.partition("/")
    number, _, inner = rest.partition("/")
    if first != "steps" or not inner:
        return copy.deepcopy(whole), path
    steps = whole["steps"]
    assert isinstance(steps, list)
    return copy.deepcopy({**whole, "steps": [steps[int(number)]]}), f"steps/0/{inner}"


def test_each_step_alone_is_a_good_document() -> None:
    whole = document()
    for number in range(len(RUNS)):
        data, _ = alone(whole, f"steps/{number}/id")
        validate(data)  # type: ignore[arg-type]
        from_json(p.Plan, data)  # type: ignore[arg-type]


@pytest.mark.parametrize("turn", [0, 4])
def test_reader_and_schema_agree_on_every_place(turn: int) -> None:
    """Each value of the sample is replaced in turn: both readers refuse it, or neither does."""
    whole = document()
    checker = jsonschema.Draft202012Validator(schema_document("plan"))
    for index, path in enumerate(places(whole)):
        value = REPLACEMENTS[(index + turn) % len(REPLACEMENTS)]
        inner = any(part in path for part in REPEATED) and not path.startswith("steps/4/")
        if inner or (path == "plan" and value != ...):
            continue
        data, place = alone(whole, path)
        at(place, value)(data)
        try:
            from_json(p.Plan, data)  # type: ignore[arg-type]
            ours = True
        except SchemaError:
            ours = False
        assert ours is checker.is_valid(data), (path, value)


def test_a_name_that_is_nearly_right_gets_a_hint() -> None:
    with pytest.raises(SchemaError, match="did you mean 'steps'"):
        from_json(p.Plan, {"plan": "1.0", "name": "a", "dialect": "b", "stepz": []})


HEAD = '"plan": "1.0", "name": "a", "dialect": "b"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[]", "expected an object"),
        ("{" + HEAD + ', "name": "b"}', "twice"),
        ("{" + HEAD + ', "hints": {"a": 1, "a": 1}}', "twice"),
        ("{" + HEAD + ', "hints": {"a": NaN}}', "NaN"),
        ("{" + HEAD + ', "hints": {"a": -Infinity}}', "Infinity"),
        ("{" + HEAD + ', "hints": {"a": 1.5}}', r"\$float"),
        ("{" + HEAD + ', "hints": {"a": 1e5}}', r"\$float"),
        ("{" + HEAD + ', "hints": {"a": ' + "9" * 5000 + "}}", r"\$int"),
        ("{" + HEAD + ', "hints": {"é": 1}}', "ASCII"),
        ("{" + HEAD + ', "description": "\\ud800"}', "surrogate"),
        ("{" + HEAD + ', "hints": ' + '{"a":' * 200 + "1" + "}" * 200 + "}", "levels deep"),
        ("[" * 1_000_000, "levels deep"),
        ("\ufeff{" + HEAD + "}", "byte order mark"),
        ("{" + HEAD + "} x", "not JSON"),
        ("{" + HEAD.replace("1.0", "2.0") + "}", "upgrade"),
        ("{" + HEAD.replace("1.0", "0.9") + "}", "compile it again"),
        ("{" + HEAD.replace("1.0", "1") + "}", "form"),
        ("{" + HEAD.replace('"1.0"', "1") + "}", "expected a string"),
        ("{" + HEAD.replace("1.0", "1.7") + ', "cache": 1}', r"cache: expected true or false.* 1\.7, newer than 1\.0"),
    ],
    ids=range(20),
)
def test_loads_refuses(text: str, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        loads(text)
    with pytest.raises(SchemaError, match=message):
        loads(text.encode("utf-8"))


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(SchemaError, match="UTF-8"):
        loads(b"\xff{}")


def test_strings_with_brackets_are_not_depth() -> None:
    assert loads("{" + HEAD + ', "description": "' + "[" * 500 + '\\"{"}').description.startswith("[[")


def test_a_float_that_slipped_in_is_not_written() -> None:
    with pytest.raises(SchemaError, match=r"\$float"):
        dumps(p.Plan(name="a", dialect="b", hints={"x": 0.5}))
