"""Configurations of motools written in Python: what is wrong with them, and the sections that a plan has of them."""

from collections.abc import Callable

import pytest

from icefloe.constants import literal_of
from icefloe.dialects.motools import DIALECT
from icefloe.survey import FileSurvey

HEAD = """\
from __future__ import annotations

import os
import sys
from copy import deepcopy
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal, NewType, Optional, TypedDict

from mashumaro import field_options
from motools.imports import import_function
from motools.workflow import (
    AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow, run_sweep,
)
from motools.workflow.validators import (
    validate_enum, validate_import_path, validate_positive_int, validate_range, validate_probability,
)

Rate = NewType("Rate", float)


class Mode(Enum):
    FAST = "fast"
    SLOW = "slow"


@dataclass
class Noise:
    level: float = 0.1
    seed: int | None = None


def even(value):
    if value % 2:
        raise ValueError(f"{value} is odd")
    return value


@dataclass
class Train(StepConfig):
    kind: ClassVar[str] = "train"
    model: str
    rate: Rate = 0.5
    rounds: int = field(default=1, metadata=field_options(deserialize=lambda x: validate_positive_int(x, "rounds")))
    backend: str = field(
        default="local", metadata=field_options(deserialize=lambda x: validate_enum(x, {"local", "cloud"}, "backend"))
    )
    pairs: int = field(default=2, metadata={"deserialize": even})
    heads: int = field(default=1, metadata=field_options(deserialize=validate_positive_int))
    drop: float = field(default=0.1, metadata={"deserialize": validate_probability})
    hook: str = field(default="math:sqrt", metadata=field_options(deserialize=validate_import_path))
    width: int = field(default=1, metadata=field_options(deserialize=partial(validate_range, min_val=1, max_val=9)))
    mode: Mode = Mode.FAST
    schedule: Literal["flat", "cosine"] = "flat"
    noise: Noise = field(default_factory=Noise)
    tags: list[str] = field(default_factory=list)
    sizes: dict[str, int] | None = None
    options: dict[str, Any] = field(default_factory=lambda: {"a": 1})
    shape: tuple[int, int] = (1, 1)
    where: Path = Path("out")
    careful: bool = False
    later: Optional[Later] = None


@dataclass
class Later:
    name: str


@dataclass
class Load(StepConfig):
    loader: str = field(metadata=field_options(deserialize=lambda x: validate_import_path(x, "loader")))
    plug: str | None = None

    def __post_init__(self):
        if self.plug is not None:
            import_function(self.plug)
        if self.plug == self.loader:
            raise ValueError("twice the same")


@dataclass
class All(WorkflowConfig):
    load: Load
    train: Train


@dataclass
class More(All):
    seed: int = 0


@dataclass
class Other:
    load: Load
    train: Train


async def load(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="rows", path=temp_workspace / "rows", type="dataset")]


async def train(config, input_atoms, temp_workspace):
    return [AtomConstructor(name="model", path=temp_workspace / "model", type="model")]


flow = Workflow(
    name="flow",
    input_atom_types={},
    steps=[
        StepDefinition("load", load, {}, {"rows": "dataset"}, Load),
        StepDefinition("train", train, {"rows": "dataset"}, {"model": "model"}, Train),
    ],
    config_class=All,
)
"""
LOADERS = """\
SIZE = 3


def rows(count, *, seed=0):
    return []
"""
Said = Callable[[str], list[str]]


def run(config: str) -> str:
    return f'\n\nasync def main():\n    await run_workflow(flow, {{}}, {config}, "eve")\n'


def defaults(found: FileSurvey) -> dict[str, object]:
    """The parameters of the only pipeline, with their encoded defaults; `…` for one that a run must give."""
    (pipeline,) = found.pipelines
    return {p.name: "…" if p.default is None else literal_of(p.default) for p in pipeline.graph.parameters}


@pytest.fixture
def said(read) -> Said:
    """What is said of a configuration, without what is known of motools as such."""

    def tell(config: str) -> list[str]:
        found = read(DIALECT, HEAD + run(config), loaders__py=LOADERS)
        kept = [f for f in found.findings if not f.code.startswith("FLO5")]
        return [f"{f.severity.value} {f.code}: {f.message}" for f in kept]

    return tell


LOADS = 'Load(loader="loaders:rows")'


def trains(**fields: str) -> str:
    given = ", ".join(f"{name}={value}" for name, value in {"model": '"m"', **fields}.items())
    return f"All(load={LOADS}, train=Train({given}))"


def trained(**fields: str) -> str:
    """The same, as data that is read."""
    given = ", ".join(f'"{name}": {value}' for name, value in {"model": '"m"', **fields}.items())
    return f'All.from_dict({{"load": {{"loader": "loaders:rows"}}, "train": {{{given}}}}})'


VALID = [
    {},
    {"rate": "1"},
    {"rate": "1e-4"},
    {"rounds": "3"},
    {"backend": '"cloud"'},
    {"pairs": "4"},
    {"mode": "Mode.SLOW"},
    {"mode": '"slow"'},
    {"schedule": '"cosine"'},
    {"noise": "Noise(level=0.2)"},
    {"noise": "Noise(seed=3)"},
    {"tags": '["a"]'},
    {"tags": '("a", "b")'},
    {"sizes": '{"a": 1}'},
    {"sizes": "None"},
    {"options": '{"deep": {"x": [1, None, "t"]}}'},
    {"shape": "(2, 3)"},
    {"where": 'Path("x") / "y"'},
    {"where": '"x"'},
    {"careful": "True"},
    {"later": 'Later(name="n")'},
    {"later": "None"},
]


@pytest.mark.parametrize("fields", VALID, ids=str)
def test_what_fits_is_clean(said: Said, fields: dict[str, str]):
    assert said(trains(**fields)) == []


WRONG = [
    ({"rate": '"fast"'}, "FLO346: `rate` of section `train` takes a number, and is given the text `fast`"),
    ({"model": "None"}, "FLO346: `model` of section `train` takes a text, and is given None"),
    ({"careful": '"no"'}, "FLO346: `careful` of section `train` takes true or false, and is given the text `no`"),
    ({"tags": '"abc"'}, "FLO346: `tags` of section `train` takes a list, and is given the text `abc`"),
    ({"tags": "[None]"}, "FLO346: item 1 of `tags` of section `train` takes a text, and is given None"),
    ({"sizes": '{"a": "x"}'}, "FLO346: `a` of `sizes` of section `train` takes a whole number, and is given the text"),
    ({"sizes": "[1]"}, "FLO346: `sizes` of section `train` takes a mapping or None, and is given a list"),
    ({"shape": "(1, 2, 3)"}, "FLO346: `shape` of section `train` takes 2 values, and is given a tuple, with 3"),
    ({"where": "3"}, "FLO346: `where` of section `train` takes a path, and is given `3`"),
    ({"mode": '"FAST"'}, "FLO347: `mode` of section `train` takes a value of `Mode`, and is given the text `FAST`"),
    ({"schedule": '"linear"'}, "FLO347: `schedule` of section `train` takes one of `flat`, `cosine`, and is given"),
    ({"noise": "3"}, "FLO346: `noise` of section `train` takes a `Noise`, and is given `3`"),
    ({"later": "{}"}, "FLO344: `name` is missing in `later` of section `train`: `Later` has no default for it"),
]


@pytest.mark.parametrize(("fields", "wanted"), WRONG, ids=str)
@pytest.mark.parametrize("made", [trains, trained])
def test_what_does_not_fit_is_an_error(said: Said, made: Callable[..., str], fields: dict[str, str], wanted: str):
    assert [one for one in said(made(**fields)) if one.startswith(f"error {wanted}")]


READ = [
    ({"backend": '"clod"'}, "FLO347: `backend` of section `train` is the text `clod`, but it must be `"),
    ({"rounds": "0"}, "FLO347: `rounds` of section `train` is `0`, but it must be more than 0"),
    ({"heads": "0"}, "FLO347: `heads` of section `train` is `0`, but it must be more than 0"),
    ({"drop": "1.5"}, "FLO347: `drop` of section `train` is `1.5`, but it must be at most 1"),
    ({"width": "10"}, "FLO347: `width` of section `train` is `10`, but it must be at most 9"),
    ({"pairs": "3"}, "FLO347: `pairs` of section `train` is refused by its class, being `3`: 3 is odd"),
]


@pytest.mark.parametrize(("fields", "wanted"), READ, ids=str)
def test_a_reader_of_a_field_refuses_what_is_read_and_code_may_do_otherwise(
    said: Said, fields: dict[str, str], wanted: str
):
    (read,) = said(trained(**fields))
    (made,) = said(trains(**fields))
    assert read.startswith(f"error {wanted}")
    assert made.startswith(f"warning {wanted}")


MADE = [
    ({"rate": '"0.5"'}, "`rate` of section `train` takes a number, and is given the text `0.5`; 0.5 is made of it"),
    ({"model": "3"}, "`model` of section `train` takes a text, and is given `3`; '3' is made of it"),
    ({"careful": "1"}, "`careful` of section `train` takes true or false, and is given `1`; True is made of it"),
]


@pytest.mark.parametrize(("fields", "wanted"), MADE, ids=str)
def test_what_mashumaro_makes_of_a_value_is_a_warning(said: Said, fields: dict[str, str], wanted: str):
    assert said(trained(**fields)) == [f"warning FLO346: {wanted}"]


@pytest.mark.parametrize("name", ["rounds", "heads", "width"])
def test_a_field_with_a_reader_of_its_own_is_not_converted(said: Said, name: str):
    (told,) = said(trained(**{name: '"3"'}))
    assert told.startswith("error FLO346")


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        (f"All(load={LOADS})", ["error FLO342: the configuration has no section `train`"]),
        (f"All.from_dict({{'load': {LOADS}}})", ["error FLO342: the configuration has no section `train`"]),
        (f"All(load={LOADS}, train=Train())", ["error FLO344: `model` is missing in section `train`"]),
        (f'All(load={LOADS}, train=Train(model="m", modle="x"))', ["error FLO345: `modle` of section `train` is no"]),
        (trained(modle='"x"'), ["warning FLO345: `modle` of section `train` is no field of `Train`; motools ignores"]),
        (f'All(load={LOADS}, train=Train(model="m"), tarin={{}})', ["error FLO341: `tarin` is no field of `All`"]),
        (
            trained().replace('"train":', '"tarin": {}, "train":'),
            ["warning FLO341: `tarin` is no field of `All`; motools ignores it without a word"],
        ),
        (
            f'All(load={LOADS}, train={{"model": "m"}})',
            ["note FLO351: motools hands dictionaries on as they are: `train` would be no objects"],
        ),
        (
            '{"load": {"loader": "loaders:rows"}, "train": {"model": "m"}}',
            ["note FLO351: the configuration is a dictionary, in which motools finds no section"],
        ),
        (f"All(load={LOADS}, train=Noise())", ["warning FLO354: section `train` is a `Noise`, where a `Train` bel"]),
        (trains(model="sys.argv[1]"), ["note FLO353: `model` of section `train` is only known in a run"]),
        (
            trains(model="sys.argv[1]", rate="float(sys.argv[2])"),
            ["note FLO353: `model`, `rate` of section `train` are only known in a run"],
        ),
        ("All.from_yaml(sys.argv[1])", ["note FLO353: the configuration of this run is only known in a run"]),
        (
            trains(model='__import__("os").environ.get("MODEL", "m")').replace('__import__("os")', "os"),
            ["note FLO353: `model` of section `train` is what the environment variable `MODEL` says"],
        ),
        (f"Other({trains()[4:-1]})", ["warning FLO354: the configuration is a `Other`, and the workflow names `All`"]),
        (f"More({trains()[4:-1]}, seed=3)", []),
        ("None", []),
        (f"replace({trains()}, train=Train(model=3))", ["warning FLO346: `model` of section `train` takes a text"]),
        (f"deepcopy({trains()})", []),
    ],
)
def test_names_and_ways_of_a_configuration(said: Said, config: str, wanted: list[str]):
    told = [one for one in said(config) if "FLO345" not in one or "FLO345" in str(wanted)]
    told = [one for one in told if "FLO344" not in one or "FLO344" in str(wanted)]
    assert len(told) == len(wanted), told
    assert all(one.startswith(want) for one, want in zip(told, wanted, strict=True)), told


@pytest.mark.parametrize(
    ("loader", "wanted"),
    [
        ("loaders:rows", None),
        ("elsewhere.loaders:rows", None),
        (
            "loaders:row",
            "error FLO348: `loader` of section `load` names `loaders:row`, but the module `loaders` has no",
        ),
        ("loaders:SIZE", "error FLO348: `loader` of section `load` names `loaders:SIZE`, which is a value and no"),
        ("loaders.rows", "error FLO349: `loader` of section `load` is the text `loaders.rows`, but it must be"),
        ("", "error FLO349: `loader` of section `load` is the text ``, but it must be"),
    ],
)
def test_functions_that_a_section_names(said: Said, loader: str, wanted: str | None):
    told = said(f'All(load=Load(loader="{loader}"), train=Train(model="m"))')
    assert len(told) == (wanted is not None), told
    assert wanted is None or told[0].startswith(wanted)


def test_a_function_that_a_bare_check_asks_for(said: Said):
    (form,) = said(trained(hook='"math.sqrt"'))
    assert form.startswith("error FLO349: `hook` of section `train` is the text `math.sqrt`, but it must be")
    (missing,) = said(trained(hook='"loaders:row"'))
    assert missing.startswith("error FLO348: `hook` of section `train` names `loaders:row`")


def test_what_the_class_imports_or_refuses_when_it_is_made(said: Said):
    both = 'All.from_dict({"load": {"loader": "loaders:rows", "plug": "PLUG"}, "train": {"model": "m"}})'
    assert said(both.replace("PLUG", "math:sqrt")) == []
    (missing,) = said(both.replace("PLUG", "loaders:rowz"))
    assert missing.startswith("error FLO348: `plug` of section `load` names `loaders:rowz`")
    (form,) = said(both.replace("PLUG", "loaders"))
    assert form.startswith("error FLO349: `plug` of section `load` is the text `loaders`")
    (refused,) = said(both.replace("PLUG", "loaders:rows"))
    assert refused == "error FLO355: section `load` is refused by `Load.__post_init__`: twice the same"


def test_what_the_class_of_the_whole_refuses(read):
    main = HEAD.replace(
        "    load: Load\n    train: Train\n\n\n@dataclass\nclass More",
        "    load: Load\n    train: Train\n\n    def __post_init__(self):\n"
        "        if self.train.noise.level > 1 and not self.load.plug:\n"
        "            raise ValueError('too much noise')\n\n\n@dataclass\nclass More",
    )
    assert main != HEAD
    for level, wanted in (
        ("0.5", []),
        ("2", ["error: the configuration is refused by `All.__post_init__`: too much noise"]),
    ):
        found = read(DIALECT, main + run(trained(noise=f'{{"level": {level}}}')), loaders__py=LOADERS)
        assert [f"{f.severity.value}: {f.message}" for f in found.findings if f.code == "FLO355"] == wanted


def test_the_sections_of_a_plan_are_what_was_given_and_nothing_more(read):
    main = HEAD + run(trains(mode="Mode.SLOW", noise="Noise(seed=3)", where='Path("a") / "b"', tags='("x",)'))
    assert defaults(read(DIALECT, main, loaders__py=LOADERS)) == {
        "load": {"loader": "loaders:rows"},
        "train": {"model": "m", "mode": "slow", "noise": {"seed": 3}, "where": "a/b", "tags": ["x"]},
    }


def test_a_section_with_what_is_not_known_is_asked_of_the_run(read):
    found = read(DIALECT, HEAD + run(trains(model="sys.argv[1]")), loaders__py=LOADERS)
    assert defaults(found) == {"load": {"loader": "loaders:rows"}, "train": "…"}


@pytest.mark.parametrize("config", ["All.from_yaml(sys.argv[1])", "All.from_dict(dict(sys.argv))", "sys.argv[1]"])
def test_every_section_of_what_only_a_run_knows_is_asked_of_it(read, config: str):
    # Without a run, `train` would be empty, and so all defaults.
    main = HEAD.replace("    model: str\n", '    model: str = "m"\n').replace(
        "    train: Train\n\n\n@dataclass\nclass More",
        "    train: Train = field(default_factory=Train)\n\n\n@dataclass\nclass More",
    )
    found = read(DIALECT, main + run(config), loaders__py=LOADERS)
    assert [one.code for one in found.findings if not one.code.startswith("FLO5")] == ["FLO353"]
    assert defaults(found) == {"load": "…", "train": "…"}


def test_what_is_set_afterwards_counts(read):
    body = f"""

async def main():
    config = {trains()}
    config.train.rate = 0.25
    await run_workflow(flow, {{}}, config, "eve")
    config.train.rate = 0.75
"""
    found = read(DIALECT, HEAD + body, loaders__py=LOADERS)
    assert defaults(found)["train"] == {"model": "m", "rate": {"$float": "0.25"}}


def test_what_a_class_makes_of_its_values_is_not_given_to_it_twice(read):
    main = HEAD.replace(
        "class Later:\n    name: str\n",
        "class Later:\n    name: str\n\n    def __post_init__(self):\n        self.name = self.name + '!'\n",
    )
    found = read(DIALECT, main + run(trains(later='Later(name="n")')), loaders__py=LOADERS)
    assert defaults(found)["train"] == {"model": "m", "later": {"name": "n"}}


def test_without_a_run_sections_are_empty_or_asked_for(read):
    main = HEAD.replace("    model: str\n", '    model: str = "m"\n')
    assert defaults(read(DIALECT, main, loaders__py=LOADERS)) == {"load": "…", "train": {}}


def test_bindings_make_the_class_of_the_section(read):
    (pipeline,) = read(DIALECT, HEAD + run(trains()), loaders__py=LOADERS).pipelines
    runs = [step.run for step in pipeline.graph.steps]
    casts = [[(one.how, one.type) for one in made.config.adapt] for made in runs]
    assert casts == [[("cast", "main:Load")], [("cast", "main:Train")]]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "    train: Train\n\n",
            "    training: Train\n\n",
            ["warning FLO343: `All` has no field `train`", "warning FLO343: the workflow has no step `training`"],
        ),
        ("    train: Train\n\n", "    train: Train\n    seed: int = 0\n\n", []),
        ("@dataclass\nclass Later:", "class Later(StepConfig):", ["warning FLO358: `Later` is not decorated"]),
        ("tags: list[str] = field(default_factory=list)", "tags: list[str] = []", ["error FLO359: the default of"]),
        ("careful: bool = False", 'careful: bool = "perhaps"', ["warning FLO359: the default of `careful` takes true"]),
        ('{"model": "model"}, Train)', '{"model": "model"}, Noise)', ["warning FLO354: step `train` names `Noise`"]),
        ("    train: Train\n\n", "    train: Optional[Train] = None\n\n", []),
        ("    train: Train\n\n", "    train: dict[str, Any]\n\n", []),
        ("@dataclass\nclass All(WorkflowConfig):", "@dataclass(kw_only=True)\nclass All(WorkflowConfig):", []),
    ],
)
def test_classes_and_steps_belong_together(read, old: str, new: str, wanted: list[str]):
    assert old in HEAD
    found = read(DIALECT, HEAD.replace(old, new), loaders__py=LOADERS)
    told = [f"{f.severity.value} {f.code}: {f.message}" for f in found.findings if f.code.startswith("FLO3")]
    assert len(told) == len(wanted), told
    assert all(any(one.startswith(want) for one in told) for want in wanted), told


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("path.write_text(str(config.rate * 2))", []),
        ("path.write_text(config.noise.level)", []),
        ("path.write_text(config.to_dict())", []),
        ("path.write_text(config.kind)", []),
        ("path.write_text(getattr(config, 'sauce', None) or config.sauce)", []),
        ("path.write_text(config.sauce)", ["step `train` reads `sauce` of its configuration, and `Train` has no such"]),
        ("path.write_text(config.rat)", ["step `train` reads `rat` of its configuration, and `Train` has no such"]),
        ("if config.sauce: path.touch()", ["step `train` reads `sauce` of its configuration, and `Train` has no"]),
        ("path.write_text(config.noise.lvl)", ["step `train` reads `lvl` of its configuration, and `Noise` has no"]),
        ("path.write_text(input_atoms.sauce)", []),
    ],
)
def test_what_a_step_reads_of_its_configuration(read, body: str, wanted: list[str]):
    start = "async def train(config, input_atoms, temp_workspace):\n"
    main = HEAD.replace(start, f"{start}    path = temp_workspace / 'x'\n    {body}\n")
    told = [f.message for f in read(DIALECT, main, loaders__py=LOADERS).findings if f.code == "FLO345"]
    assert len(told) == len(wanted), told
    assert all(one.startswith(want) for one, want in zip(told, wanted, strict=True)), told


def test_an_object_of_a_derived_class_stays_one(read):
    main = HEAD.replace(
        "@dataclass\nclass Later:",
        "@dataclass\nclass Fast(Train):\n    boost: int = 2\n\n\n@dataclass\nclass Later:",
    )
    found = read(DIALECT, main + run(f'All(load={LOADS}, train=Fast(model="m", boost=3))'), loaders__py=LOADERS)
    assert [f.message for f in found.findings if f.code.startswith("FLO3")] == []
    assert defaults(found)["train"] == {"model": "m", "boost": 3}
    (pipeline,) = found.pipelines
    assert pipeline.graph.steps[1].run.config.adapt[0].type == "main:Fast"


def test_a_class_inside_a_function(read):
    main = """\
from dataclasses import dataclass
from motools.workflow import StepConfig, StepDefinition, Workflow


async def load(config, input_atoms, temp_workspace):
    return []


def make():
    @dataclass
    class Load(StepConfig):
        source: str = "here"

    return Workflow("flow", {}, [StepDefinition("load", load, {}, {}, Load)], None)


flow = make()
"""
    found = read(DIALECT, main)
    assert "FLO357" in [f.code for f in found.findings]
    assert defaults(found) == {"load": {}}


def test_findings_have_both_ends(read):
    main = HEAD + run(trained(backends='"x"'))
    (one,) = [f for f in read(DIALECT, main, loaders__py=LOADERS).findings if f.code == "FLO345"]
    lines = main.splitlines()
    assert lines[one.span.line - 1][one.span.column - 1 :].startswith('"backends"')
    assert "class Train" in lines[one.related[0].span.line - 1]
    assert one.help == "did you mean `backend`?"
