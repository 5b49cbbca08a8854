"""What the body of a step makes and reads, held against what the step declares."""

import pytest
from motools_cases import LOAD, PRELUDE, codes, only, told, workflow

from icefloe.dialects.motools import DIALECT
from icefloe.graph import PythonRun
from icefloe.types import spell

PAGE = 'Step(name="s", function=f, input_atom_types={}, config_class=Config)'
BODIES = {
    "one": ('return [AtomConstructor("a", temp_workspace, "dataset")]', ["a:dataset"]),
    "by name": ('return [AtomConstructor(name="a", path=temp_workspace, type="model", tags=["x"])]', ["a:model"]),
    "a variable": ('c = AtomConstructor("a", temp_workspace, "eval")\n    return [c]', ["a:eval"]),
    "with metadata": (
        'c = AtomConstructor("a", temp_workspace, "eval")\n    c.metadata = {"n": 1}\n    return [c]',
        ["a:eval"],
    ),
    "a list that grows": (
        (
            'made = []\n    made.append(AtomConstructor("a", temp_workspace, "task"))\n'
            '    made += [AtomConstructor("b", temp_workspace, "task")]\n    return made'
        ),
        ["a:task", "b:task"],
    ),
    "a module's constant": ("return [AtomConstructor(NAME, temp_workspace, KIND)]", ["constant:dataset"]),
    "an f-string": ('return [AtomConstructor(f"{NAME}_2", temp_workspace, "dataset")]', ["constant_2:dataset"]),
    "a loop": (
        (
            'made = []\n    for n in ("a", "b"):\n'
            '        made.append(AtomConstructor(n, temp_workspace / n, "dataset"))\n'
            "    return made"
        ),
        ["a:dataset", "b:dataset"],
    ),
    "a comprehension": (
        'return [AtomConstructor(f"{n}_set", temp_workspace, "dataset") for n in ["train", "test"]]',
        ["train_set:dataset", "test_set:dataset"],
    ),
    "a dictionary": (
        'return [AtomConstructor(n, temp_workspace, k) for n, k in {"a": "model", "b": "eval"}.items()]',
        ["a:model", "b:eval"],
    ),
    "a helper": ('return [made("a", temp_workspace), made("b", temp_workspace)]', ["a:dataset", "b:dataset"]),
    "several returns": (
        (
            'if config.rate:\n        return [AtomConstructor("a", temp_workspace, "model")]\n'
            '    return [AtomConstructor("a", temp_workspace, "model"), AtomConstructor("b", temp_workspace, "eval")]'
        ),
        ["a:model", "b:eval"],
    ),
    "either or": (
        (
            'made = []\n    if config.rate:\n        made.append(AtomConstructor("a", temp_workspace, "model"))\n'
            '    else:\n        made.append(AtomConstructor("b", temp_workspace, "model"))\n    return made'
        ),
        ["a:model", "b:model"],
    ),
    "in a with": (
        (
            'with open(temp_workspace / "x", "w") as file:\n        file.write("x")\n'
            '        made = AtomConstructor("a", temp_workspace, "model")\n    return [made]'
        ),
        ["a:model"],
    ),
    "something else fails": (
        (
            'try:\n        made = [AtomConstructor("a", temp_workspace, "model")]\n'
            "    except ValueError:\n        raise\n"
            "    return made"
        ),
        ["a:model"],
    ),
    "handed on": ('return list(map(lambda n: made(n, temp_workspace), ["a"]))', ["a:dataset"]),
    "made and not returned": (
        'AtomConstructor("x", temp_workspace, "model")\n    return [AtomConstructor("a", temp_workspace, "model")]',
        ["a:model"],
    ),
}
HELPERS = """\
NAME, KIND = "constant", "dataset"
def made(name, folder):
    return AtomConstructor(name=name, path=folder / name, type="dataset")
"""


def body(text: str, arguments: str = "config, input_atoms, temp_workspace") -> str:
    return f"{PRELUDE}{HELPERS}async def f({arguments}):\n    {text}\n\n"


def outputs(found) -> list[str]:
    (step,) = only(found).steps
    return [f"{port.name}:{spell(port.type).removeprefix('motools.atom.')}" for port in step.outputs]


@pytest.mark.parametrize("case", BODIES)
def test_the_atoms_of_a_body_are_read(read, case: str):
    text, expected = BODIES[case]
    found = read(DIALECT, body(text) + workflow(PAGE))
    assert outputs(found) == expected
    assert codes(found) == []


@pytest.mark.parametrize(
    ("default", "step", "expected"),
    [
        ("output_name='a'", PAGE, ["a:dataset"]),
        ("*, output_name='a'", PAGE, ["a:dataset"]),
        ("output_name=NAME", PAGE, ["constant:dataset"]),
        ("output_name", PAGE.replace("=f,", "=partial(f, output_name='b'),"), ["b:dataset"]),
        ("output_name='a'", PAGE.replace("=f,", "=partial(f, output_name='b'),"), ["b:dataset"]),
    ],
)
def test_a_name_may_be_a_parameter(read, default: str, step: str, expected: list[str]):
    text = 'return [AtomConstructor(output_name, temp_workspace, "dataset")]'
    found = read(DIALECT, body(text, f"config, input_atoms, temp_workspace, {default}") + workflow(step))
    assert outputs(found) == expected
    assert codes(found) == []


UNKNOWN = {
    "a name": 'return [AtomConstructor(config.name, temp_workspace, "dataset")]',
    "a type": 'return [AtomConstructor("a", temp_workspace, config.kind)]',
    "a list": 'return [AtomConstructor(n, temp_workspace, "eval") for n in config.names]',
    "elsewhere": "from elsewhere import helper\n    return helper(temp_workspace)",
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_not_known_of_them_is_a_hole_where_nothing_declares_it(read, case: str):
    found = read(DIALECT, body(UNKNOWN[case]) + workflow(PAGE))
    assert codes(found) == ["FLO103"]
    assert "`s`" in told(found)[0]


@pytest.mark.parametrize("case", UNKNOWN)
def test_and_nothing_where_it_is_declared(read, case: str):
    found = read(DIALECT, body(UNKNOWN[case]) + workflow('StepDefinition("s", f, {}, {"a": "dataset"}, None)'))
    assert outputs(found) == ["a:dataset"]
    assert codes(found) == []


DECLARED = {
    "another type": (
        '{"a": "model"}',
        'return [AtomConstructor("a", temp_workspace, "dataset")]',
        "error FLO142 at 8: output `a` of step `s` is declared as `model`, but its `AtomConstructor` says `dataset`",
    ),
    "never made": (
        '{"a": "model", "b": "model"}',
        'return [AtomConstructor("a", temp_workspace, "model")]',
        "error FLO144 at 8: step `s` declares the output `b`, but `f` does not return it",
    ),
    "nothing returned": (
        '{"a": "model"}',
        "print(config)",
        "error FLO144 at 8: step `s` declares the output `a`, but `f` does not return it",
    ),
    "None returned": (
        '{"a": "model"}',
        "return None",
        "error FLO144 at 8: step `s` declares the output `a`, but `f` does not return it",
    ),
    "on one way only": (
        '{"a": "model"}',
        'if config.rate:\n        return []\n    return [AtomConstructor("a", temp_workspace, "model")]',
        "warning FLO144 at 6: step `s` declares the output `a`, but does not return it here",
    ),
    "a type that there is not": (
        '{"a": "data"}',
        'return [AtomConstructor("a", temp_workspace, "data")]',
        "error FLO141 at 6: `data` is not a type of atom",
    ),
    "a declared type that there is not": (
        '{"a": "modle"}',
        "from elsewhere import g\n    return g()",
        "error FLO141 at 9: `modle` is not a type of atom; did you mean `model`?",
    ),
}


@pytest.mark.parametrize("case", DECLARED)
def test_what_is_declared_is_held_against_the_body(read, case: str):
    declared, text, expected = DECLARED[case]
    found = read(DIALECT, body(text) + workflow(f'StepDefinition("s", f, {{}}, {declared}, None)'))
    assert expected.split(" at ")[0] in [line.split(" at ")[0] for line in told(found)]
    assert any(expected.partition(": ")[2] in line for line in told(found)), told(found)


def test_both_ends_of_two_types_are_shown(read):
    text = 'return [AtomConstructor("a", temp_workspace, "dataset")]'
    found = read(DIALECT, body(text) + workflow('StepDefinition("s", f, {}, {"a": "model"}, None)'))
    (finding,) = [one for one in found.findings if one.code == "FLO142"]
    assert finding.label == "declared as `model`"
    assert [note.message for note in finding.related] == ["made as `dataset`"]


def test_a_placeholder_makes_what_it_says(read):
    found = read(DIALECT, body("...") + workflow('StepDefinition("s", f, {}, {"a": "model"}, None)'))
    assert codes(found) == []


def test_an_output_that_is_not_declared_is_kept_and_said(read):
    text = 'return [AtomConstructor("a", temp_workspace, "model"), AtomConstructor("b", temp_workspace, "eval")]'
    found = read(DIALECT, body(text) + workflow('StepDefinition("s", f, {}, {"a": "model"}, None)'))
    assert outputs(found) == ["a:model", "b:eval"]
    assert [line.split(" at ")[0] for line in told(found)] == ["note FLO270"]


def test_a_step_that_takes_one_that_is_not_declared_is_warned_of(read):
    text = 'return [AtomConstructor("a", temp_workspace, "model"), AtomConstructor("model", temp_workspace, "model")]'
    steps = (
        'StepDefinition("s", f, {}, {"a": "model"}, None)',
        'StepDefinition("j", judge, {"model": "model"}, {"scores": "eval"}, None)',
    )
    found = read(DIALECT, body(text) + workflow(*steps))
    assert [line.split(" at ")[0] for line in told(found)] == ["note FLO270", "warning FLO203", "warning FLO270"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('input_atoms["rows"].load()', ["FLO276"]),
        ('name = "rows"\n    print(input_atoms[name].path)', ["FLO276"]),
        ('input_atoms.get("rows")', []),
        ('if "rows" in input_atoms:\n        input_atoms["rows"].load()', []),
        ('input_atoms["given"].load()', []),
        ("for name, atom in input_atoms.items():\n        atom.load()", []),
        ("input_atoms[config.name].load()", []),
    ],
)
def test_an_atom_that_a_body_takes_is_declared(read, text: str, expected: list[str]):
    step = 'StepDefinition("s", f, {"given": "dataset"}, {}, None)'
    text += "\n    return []"
    found = read(
        DIALECT,
        body(f"x = {text}" if text.startswith("input") else text) + workflow(step, atoms='{"given": "dataset"}'),
    )
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('client(os.environ["A_KEY"])', ("A_KEY",)),
        ('client(key=os.environ["B_KEY"], other=os.environ["A_KEY"])', ("A_KEY", "B_KEY")),
        ('client(os.environ.get("A_KEY"))', ()),
        ('client(os.environ.get("A_KEY", "none"))', ()),
        ('client(os.getenv("A_KEY"))', ()),
        ("client(f\"Bearer {os.environ['A_KEY']}\")", ("A_KEY",)),
    ],
)
def test_environment_variables_that_a_body_needs_are_secrets(read, text: str, expected: tuple[str, ...]):
    found = read(DIALECT, body(f"from elsewhere import client\n    {text}\n    return []") + workflow(PAGE))
    (step,) = only(found).steps
    assert step.policy.secrets == expected


def test_a_sync_function_is_run_and_noted(read):
    text = body("return []").replace("async def f", "def f")
    found = read(DIALECT, text + workflow('StepDefinition("s", f, {}, {}, None)', LOAD))
    (note,) = [one for one in found.findings if one.code == "FLO580"]
    assert "(step `s`)" in note.message
    run = only(found).steps[0].run
    assert isinstance(run, PythonRun)
    assert codes(found) == []
