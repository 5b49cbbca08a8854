"""The JSON Schema of a section and the checker of sections: two ways to say the same."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from icefloe.dialect import Dialect, Reader, Reading
from icefloe.dialects.motools import DIALECT
from icefloe.dialects.motools.config import Stage, sections
from icefloe.dialects.motools.config import shipped as table
from icefloe.dialects.motools.config.rows import Given
from icefloe.dialects.motools.config.shape import shape_of
from icefloe.findings import Finding, Severity
from icefloe.source import Span
from icefloe.survey import FileSurvey
from icefloe.trace import Trace
from icefloe.values import Class, Items, Known, Reference, Table, Value
from icefloe_schema import literals

MAIN = """\
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from mashumaro import field_options
from motools.workflow import StepConfig, Workflow
from motools.workflow.validators import (
    validate_enum, validate_import_path, validate_model_name, validate_non_empty_string, validate_positive_float,
    validate_probability, validate_range,
)


class Mode(Enum):
    FAST = "fast"
    SLOW = "slow"


class Extra(TypedDict):
    name: str
    size: NotRequired[int]


@dataclass
class Noise:
    level: float = 0.1
    seed: int | None = None


@dataclass
class Train(StepConfig):
    '''How to train.

    Attributes:
        rate: how fast it learns
    '''

    model: str
    rate: float = 0.5
    mode: Mode = Mode.FAST
    schedule: Literal["flat", "cosine"] = "flat"
    noise: Noise = field(default_factory=Noise)
    noises: list[Noise] = field(default_factory=lambda: [])
    tags: list[str] = field(default_factory=list)
    sizes: dict[str, int] | None = None
    options: dict[str, Any] = field(default_factory=dict)
    pair: tuple[int, str] = (1, "a")
    where: Path = Path("out") / "x"
    careful: bool = False
    either: int | str | None = None
    extra: Extra | None = None
    backend: str = field(
        default="local", metadata=field_options(deserialize=lambda x: validate_enum(x, {"local", "cloud"}, "backend"))
    )
    share: float = field(default=0.25, metadata=field_options(deserialize=lambda x: validate_probability(x)))
    scale: float = field(default=1.5, metadata=field_options(deserialize=lambda x: validate_positive_float(x)))
    span: float = field(default=1, metadata=field_options(deserialize=lambda x: validate_range(x, 0.5, 2)))
    target: str | None = field(
        default=None, metadata=field_options(deserialize=lambda x: validate_import_path(x) if x else None)
    )
    suffix: str | None = field(
        default=None, metadata=field_options(deserialize=lambda x: validate_non_empty_string(x) if x is not None else x)
    )
    base: str = field(default="gpt-4", metadata=field_options(deserialize=lambda x: validate_model_name(x, "base")))


flow = Workflow("flow", {}, [], None)
"""
PLACE = Span(path="main.py", line=1, column=1, end_line=1, end_column=1)


@dataclass(frozen=True)
class Section:
    """One class of configuration, asked both ways."""

    schema: Draft202012Validator
    found: Callable[[object], tuple[Finding, ...]]


def value_of(data: object) -> Value:
    """Plain data as the evaluator has it."""
    match data:
        case list():
            return Items(kind="list", items=tuple(map(value_of, data)), token=0, span=PLACE)
        case dict():
            entries = tuple((value_of(key), value_of(item)) for key, item in data.items())
            return Table(entries=entries, token=0, span=PLACE)
        case None | bool() | int() | float() | str():
            return Known(value=data, span=PLACE)
        case _:
            raise TypeError(data)


def section(reader: Reader, of: Value) -> Section:
    made = sections(reader, workflow=None, steps=[Stage(name="train", span=PLACE, of=of)], given=None, span=PLACE)
    (parameter,) = made.parameters
    form, inside = made.forms["train"], made.inside
    shape = shape_of(form)
    assert shape is not None
    assert inside is not None

    def found(data: object) -> tuple[Finding, ...]:
        value = value_of(data)
        assert isinstance(value, Table)
        rows = Given.table(value, "data", PLACE)
        assert rows is not None
        return inside.fit(shape, rows, "section", PLACE)[1]

    schema = literals.decode(parameter.schema)
    assert isinstance(schema, dict)
    Draft202012Validator.check_schema(schema)
    return Section(schema=Draft202012Validator(schema), found=found)


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> Section:
    """The class of the file above."""
    from icefloe.survey import Survey

    made: list[Section] = []

    def look(trace: Trace, reader: Reader) -> Reading:
        of = trace.scope["Train"]
        assert isinstance(of, Class)
        made.append(section(reader, of))
        return Reading()

    root = tmp_path_factory.mktemp("schema")
    (root / "pyproject.toml").write_text("")
    (root / "main.py").write_text(MAIN)
    Survey(root, (Dialect(name="motools", packages=("motools",), words=dict, read=look),)).file("main.py")
    return made[0]


def test_it_says_what_the_class_says(train: Section):
    schema = train.schema.schema
    properties = schema["properties"]
    assert (schema["title"], schema["description"], schema["required"]) == ("Train", "How to train.", ["model"])
    assert properties["rate"] == {"type": "number", "description": "how fast it learns", "default": 0.5}
    assert properties["mode"] == {"enum": ["fast", "slow"], "default": "fast"}
    assert properties["noise"]["properties"]["level"] == {"type": "number", "default": 0.1}
    assert properties["pair"] == {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "string"}],
        "items": False,
        "minItems": 2,
        "default": [1, "a"],
    }
    assert properties["where"] == {"type": "string", "default": "out/x"}
    assert properties["share"] == {"type": "number", "minimum": 0, "maximum": 1, "default": 0.25}
    assert properties["scale"]["exclusiveMinimum"] == 0
    assert properties["span"]["minimum"] == 0.5
    assert properties["backend"]["enum"] == ["local", "cloud"]
    assert "additionalProperties" not in schema


def test_every_default_is_valid(train: Section):
    defaults = {name: one["default"] for name, one in train.schema.schema["properties"].items() if "default" in one}
    assert set(train.schema.schema["properties"]) - set(defaults) == {"model"}
    assert list(train.schema.iter_errors({"model": "m", **defaults})) == []
    assert train.found({"model": "m", **defaults}) == ()


TEXTS = st.sampled_from(["", " ", "a", "fast", "flat", "local", "gpt-4", "a/b", "m.n:f", "m.n.f", "no", "x y"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, 1.0, -0.25, 2.5, 1e-9]),
    TEXTS,
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "level", "seed", "name", "size"]), inner, max_size=3),
    ),
    max_leaves=4,
)
NAMES = ["model", "rate", "mode", "schedule", "noise", "noises", "tags", "sizes", "options", "pair", "where", "careful"]
NAMES += ["either", "extra", "backend", "share", "scale", "span", "target", "suffix", "base"]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(SCALARS, ANYTHING))
def test_the_checker_and_the_schema_accept_the_same(train: Section, name: str, data: object):
    whole = {"model": "m", name: data}
    told = [f for f in train.found(whole) if f.severity is not Severity.NOTE and f.code != "FLO345"]
    assert (not told) == train.schema.is_valid(whole), [f.message for f in told]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4))
def test_they_agree_on_whole_sections(train: Section, data: dict[str, object]):
    told = [f for f in train.found(data) if f.severity is not Severity.NOTE and f.code != "FLO345"]
    assert (not told) == train.schema.is_valid(data), [f.message for f in told]


@pytest.mark.parametrize(
    "name",
    ["PrepareDatasetConfig", "PrepareTaskConfig", "PrepareModelConfig", "SubmitTrainingConfig", "EvaluateModelConfig"],
)
def test_the_classes_that_come_with_motools_have_schemas(read: Callable[..., FileSurvey], name: str):
    made: list[Section] = []

    def look(_: Trace, reader: Reader) -> Reading:
        made.append(section(reader, Reference(path=f"motools.steps.{name}", span=PLACE)))
        return Reading()

    read(Dialect(name="motools", packages=("motools",), words=dict, read=look), "import motools\n")
    shape = table.shape(f"motools.steps.{name}")
    assert shape is not None
    schema = made[0].schema.schema
    assert list(schema["properties"]) == [part.name for part in shape.parts]
    defaults = {key: one["default"] for key, one in schema["properties"].items() if "default" in one}
    needed = {key: {"model": "gpt-4"}.get(key, "m.n:f") for key in schema.get("required", ())}
    assert list(made[0].schema.iter_errors({**needed, **defaults})) == []
    assert made[0].found({**needed, **defaults}) == ()


def made_of(read: Callable[..., FileSurvey], main: str) -> Section:
    """The last class of a file, as a section."""
    found: list[Section] = []

    def look(trace: Trace, reader: Reader) -> Reading:
        found.append(section(reader, [value for value in trace.scope.values() if isinstance(value, Class)][-1]))
        return Reading()

    read(Dialect(name="motools", packages=("motools",), words=dict, read=look), f"import motools\n{main}")
    return found[0]


def test_a_class_may_stand_inside_itself(read: Callable[..., FileSurvey]):
    main = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n\n"
        "@dataclass\nclass Tree:\n    name: str\n    inner: list[Tree] | None = None\n"
    )
    tree = made_of(read, main)
    for data in ({"name": "a", "inner": [{"name": "b", "inner": []}]}, {"name": 3}, {"name": "a", "inner": 3}):
        told = [f for f in tree.found(data) if f.severity is not Severity.NOTE]
        assert (not told) == tree.schema.is_valid(data) == (data["name"] == "a" and data["inner"] != 3)


def test_classes_in_classes_do_not_multiply(read: Callable[..., FileSurvey]):
    parts = ["from dataclasses import dataclass\n", "@dataclass\nclass C0:\n    x: int = 0\n"]
    parts += [
        f"@dataclass\nclass C{i}:\n" + "".join(f"    f{j}: C{i - 1} | None = None\n" for j in range(9))
        for i in range(1, 8)
    ]
    deep = made_of(read, "\n".join(parts))
    assert deep.schema.is_valid({"f0": {"f1": {"f2": None}}})
    assert deep.found({"f0": {"f1": {"f2": None}}}) == ()


def test_keys_that_are_no_fields_may_be_refused(read: Callable[..., FileSurvey]):
    main = (
        "from pydantic import BaseModel, ConfigDict, Field\n\n\n"
        "class Strict(BaseModel):\n    model_config = ConfigDict(extra='forbid')\n"
        "    size: int = Field(default=1, ge=1, description='how many')\n    _hidden: int = 0\n"
    )
    strict = made_of(read, main)
    assert strict.schema.schema["properties"] == {
        "size": {"type": "integer", "minimum": 1, "description": "how many", "default": 1}
    }
    for data, fits in (({"size": 2}, True), ({"size": 0}, False), ({"sise": 2}, False)):
        assert strict.schema.is_valid(data) is fits
        assert (not [f for f in strict.found(data) if f.severity is Severity.ERROR]) is fits


def test_a_plan_has_the_schema_of_each_section(read: Callable[..., FileSurvey], lowered):
    main = MAIN.replace(
        'flow = Workflow("flow", {}, [], None)',
        "async def train(config, input_atoms, temp_workspace):\n    return []\n\n\n"
        "from motools.workflow import StepDefinition\n"
        'flow = Workflow("flow", {}, [StepDefinition("train", train, {}, {}, Train)], None)',
    )
    (parameter,) = lowered(read(DIALECT, main)).parameters
    assert (parameter.name, parameter.type, parameter.required) == ("train", "main.Train", True)
    assert literals.decode(parameter.schema)["required"] == ["model"]  # type: ignore[index]
