"""Configurations of motools' steps: objects of their classes, made of sections, whatever is installed."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from runtime_project import Project

from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import (
    Adapt,
    Binding,
    FromExpression,
    FromItem,
    FromLiteral,
    FromParameter,
    FunctionRef,
    Output,
    Parameter,
    PythonRun,
    Step,
)

Flow = Callable[[str], Project]

SOURCE = """
import enum, json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, Optional, TypedDict, TYPE_CHECKING
from mashumaro import field_options
from motools.workflow import AtomConstructor, StepConfig, WorkflowConfig
from motools.workflow.validators import validate_enum, validate_import_path
from motools.steps.configs import PrepareDatasetConfig
if TYPE_CHECKING:
    from nowhere import Nothing

class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"

@dataclass
class Optimizer(StepConfig):
    rate: float
    steps: int = 10

@dataclass
class Empty(StepConfig):
    pass

class Bare(StepConfig):
    pass

@dataclass
class Holder(StepConfig):
    empty: Empty = field(default_factory=Empty)
    bare: Bare = field(default_factory=Bare)
    def __post_init__(self):
        self.kinds = [type(self.empty).__name__, type(self.bare).__name__]

@dataclass
class Train(StepConfig):
    model: str
    optimizer: Optimizer
    size: Size = Size.SMALL
    mode: Literal["fast", "slow"] = "fast"
    folder: Path = Path("x")
    extra: Optional[Optimizer] = None
    tries: list[Optimizer] = field(default_factory=list)
    by_name: dict[str, int] = field(default_factory=dict)
    pair: tuple[int, float] = (1, 2.0)
    either: int | str = 0
    day: date | None = None
    backend: str = field(
        default="dummy", metadata=field_options(deserialize=lambda x: validate_enum(x, {"dummy"}, "backend"))
    )
    kwargs: dict[str, Any] | None = None
    def __post_init__(self):
        self.kwargs = self.kwargs or {}

class Plain(StepConfig):
    a: int
    b: str = "b"

class OwnInit:
    def __init__(self, a: int, b: str = "b"): self.a, self.b = a, b

class OwnReader(StepConfig):
    @classmethod
    def from_dict(cls, data):
        made = cls()
        made.seen = sorted(data)
        return made

class Pair(NamedTuple):
    a: int
    b: float = 0.5

class Typed(TypedDict):
    a: int

@dataclass
class Unknown(StepConfig):
    a: int
    b: "Nothing" = None

@dataclass
class Workflow(WorkflowConfig):
    train: Train
    plain: Optional[Plain] = None

def shown(config, input_atoms, temp_workspace):
    path = temp_workspace / "seen.json"
    held = config if isinstance(config, dict) else vars(config) if hasattr(config, "__dict__") else config
    path.write_text(json.dumps([type(config).__name__, held], default=lambda one: getattr(one, "__dict__", str(one))))
    return [AtomConstructor(name="seen", path=path, type="eval")]
"""


def step(name: str, section: object, cls: str = "", **more: object) -> tuple[Step, Parameter]:
    adapt = (Adapt(how="cast", type=cls),) if cls else ()
    config = Binding(parameter="config", value=FromParameter(name=name), adapt=adapt)
    run = PythonRun(function=FunctionRef(module="flow", qualname="shown"), convention="atoms", config=config)
    parameter = Parameter(name=name, default=section, **more)  # type: ignore[arg-type]
    return Step(id=name, run=run, outputs=(Output(name="seen"),)), parameter


OPTIMIZER = {"rate": "1e-3", "unknown": 1}
MADE: list[tuple[str, object, list[object]]] = [
    ("flow:Optimizer", {"rate": 1}, ["Optimizer", {"rate": 1.0, "steps": 10}]),
    ("flow.Optimizer", OPTIMIZER, ["Optimizer", {"rate": 0.001, "steps": 10}]),
    ("flow:Plain", {"a": "3", "c": 1}, ["Plain", {"a": 3}]),
    ("flow:OwnInit", {"a": 3, "c": 1}, ["OwnInit", {"a": 3, "b": "b"}]),
    ("flow:OwnReader", {"b": 1, "a": 2}, ["OwnReader", {"seen": ["a", "b"]}]),
    ("flow:Pair", {"a": 3}, ["Pair", [3, 0.5]]),
    ("flow:Typed", {"a": 3}, ["dict", {"a": 3}]),
    ("flow:Unknown", {"a": "3"}, ["Unknown", {"a": 3, "b": None}]),
    ("builtins:dict", {"a": 3}, ["dict", {"a": 3}]),
    ("", {"a": 3}, ["dict", {"a": 3}]),
    ("flow:PrepareDatasetConfig", {"dataset_loader": "m:f"}, ["SimpleNamespace", {"dataset_loader": "m:f"}]),
    ("flow:Optimizer", None, ["NoneType", None]),
    ("flow:Holder", {"empty": {}, "bare": {}}, ["Holder", {"empty": {}, "bare": {}, "kinds": ["Empty", "Bare"]}]),
]


def test_sections_become_objects(flow: Flow) -> None:
    pairs = [step(f"s{n}", section, cls) for n, (cls, section, _) in enumerate(MADE)]
    result = flow(SOURCE).run(*(one for one, _ in pairs), parameters=tuple(parameter for _, parameter in pairs))
    assert result.state == "succeeded", result.summary()
    seen = [json.loads((result.folder / f"s{n}/seen/seen.json").read_text()) for n in range(len(MADE))]
    assert seen == [wanted for _, _, wanted in MADE]


def test_nested_classes_and_collections_are_made_too(flow: Flow) -> None:
    section = {
        "model": "m",
        "optimizer": {"rate": {"$float": "0.5"}},
        "size": "large",
        "mode": "slow",
        "folder": "data/x",
        "extra": OPTIMIZER,
        "tries": [OPTIMIZER, {"rate": 2, "steps": "4"}],
        "by_name": {"a": "1"},
        "pair": ["3", 4],
        "either": "text",
        "day": "2026-11-21",
        "nonsense": [],
    }
    one, parameter = step("train", section, "flow:Train")
    result = flow(SOURCE).run(one, parameters=(parameter,))
    assert result.state == "succeeded", result.summary()
    kind, seen = json.loads((result.folder / "train/seen/seen.json").read_text())
    assert kind == "Train"
    assert seen.pop("size")["_value_"] == "large"
    assert seen == {
        "model": "m",
        "optimizer": {"rate": 0.5, "steps": 10},
        "mode": "slow",
        "folder": "data/x",
        "extra": {"rate": 0.001, "steps": 10},
        "tries": [{"rate": 0.001, "steps": 10}, {"rate": 2.0, "steps": 4}],
        "by_name": {"a": 1},
        "pair": [3, 4.0],
        "either": "text",
        "day": "2026-11-21",
        "backend": "dummy",
        "kwargs": {},
    }


GOOD: JsonObject = {"model": "m", "optimizer": {"rate": 1}}
WRONG: list[tuple[object, str]] = [
    ({"optimizer": {"rate": 1}}, "the configuration does not fit Train: train has no 'model', which Train needs"),
    ({"model": "m", "optimizer": {}}, "train.optimizer has no 'rate', which Optimizer needs"),
    ({"model": "m", "optimizer": []}, "train.optimizer must be a mapping of the fields of Optimizer"),
    ({**GOOD, "optimizer": {"rate": "fast"}}, "train.optimizer.rate must be of type float, not 'fast'"),
    ({**GOOD, "optimizer": {"rate": 1, "steps": {"$float": "2.5"}}}, "train.optimizer.steps must be of type int"),
    ({**GOOD, "size": "tiny"}, "train.size must be one of 'small', 'large', not 'tiny'"),
    ({**GOOD, "mode": "medium"}, "train.mode must be one of 'fast', 'slow', not 'medium'"),
    ({**GOOD, "tries": {"rate": 1}}, "train.tries must be a list"),
    ({**GOOD, "tries": [{"rate": True}, {}]}, "train.tries[1] has no 'rate'"),
    ({**GOOD, "pair": [1]}, "train.pair must have 2 items, not 1"),
    ({**GOOD, "by_name": {"a": "b"}}, "train.by_name.a must be of type int"),
    ({**GOOD, "backend": "remote"}, "train.backend: backend must be one of ['dummy'], not 'remote'"),
    ({**GOOD, "day": "soon"}, "train.day must be a date, not 'soon'"),
    ("text", "train must be a mapping of the fields of Train"),
]


def test_what_does_not_fit_is_said_before_the_step_runs(flow: Flow) -> None:
    project = flow(SOURCE)
    one, parameter = step("train", {}, "flow:Train")
    project.plan(one, parameters=(parameter,))
    for section, message in WRONG:
        done = project.step("train", "-p", f"train={json.dumps(section)}")
        assert (done.returncode, message in done.stderr) == (1, True), (message, done.stderr)
        assert "Traceback" not in done.stderr


def test_what_the_program_gives_itself_is_not_asked_for_what_reads_a_file(flow: Flow) -> None:
    one, parameter = step("train", {**GOOD, "backend": "remote"}, "flow:Train")
    result = flow(SOURCE).run(one, parameters=(parameter,))
    assert result.state == "succeeded", result.summary()


def test_a_section_of_a_sweep_is_an_entry_of_its_element(flow: Flow) -> None:
    from icefloe_schema.plan import Body, FromOutput, MapRun, Result

    value = FromExpression(op="index", operands=(FromItem(name="config"), FromLiteral(value="train")))
    config = Binding(parameter="config", value=value, adapt=(Adapt(how="cast", type="flow:Optimizer"),))
    run = PythonRun(function=FunctionRef(module="flow", qualname="shown"), convention="atoms", config=config)
    body = Body(
        steps=(Step(id="train", run=run, outputs=(Output(name="seen"),)),),
        results=(Result(name="seen", value=FromOutput(step="train", name="seen")),),
    )
    over = FromLiteral(value=[{"train": {"rate": 1}}, {"train": {"rate": 2}}])
    sweep = Step(id="sweep", run=MapRun(over=over, item="config", body=body), outputs=(Output(name="seen"),))
    result = flow(SOURCE).run(sweep, user="bo")
    assert result.state == "succeeded", result.summary()
    atoms = result["seen"]
    assert isinstance(atoms, list)
    assert [atom.load()[1]["rate"] for atom in atoms] == [1.0, 2.0]
    assert len({atom.id for atom in atoms}) == 2
    assert all(atom.id.startswith("eval-bo-") for atom in atoms)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_file_loads_whether_mashumaro_is_there_or_not(tmp_path: Path, is_there: bool) -> None:
    """A package of the project's own takes the place of the stand-in for one that may be absent."""
    (tmp_path / "flow.py").write_text(textwrap.dedent(SOURCE) + "\nimport mashumaro, mozoo.datasets as zoo\n")
    if is_there:
        (tmp_path / "mashumaro.py").write_text("def field_options(**options): return options\nown = True\n")
        (tmp_path / "mozoo").mkdir()
        (tmp_path / "mozoo/datasets.py").write_text("own = True")
    code = (
        "import sys; from icefloe_runtimes.standin.finder import install\n"
        f"sys.path.insert(0, {str(tmp_path)!r}); install(); import flow\n"
        "print(flow.Workflow.from_dict({'train': {'model': 'm', 'optimizer': {'rate': 1}}}).train.optimizer.rate)\n"
        "print(flow.mashumaro.own is True, flow.zoo.own is True)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["1.0", f"{is_there} {is_there}"], done.stderr
