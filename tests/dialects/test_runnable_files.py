"""What tasks of runnable hand on by the catalog, the environment and parameter files."""

import pytest
from runnable_chains import BRANCH, S, Said, check, choice, pipeline, said, two

from icefloe.dialects.runnable import DIALECT
from icefloe.types import spell


def put(name: str, *files: str) -> str:
    return f'ShellTask(name="{name}", command="true", catalog=Catalog(put={list(files)}))'


def get(name: str, *files: str) -> str:
    return f'ShellTask(name="{name}", command="true", catalog=Catalog(get={list(files)}))'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([put("a", "x.csv"), get("b", "x.csv")], []),
        ([put("a", "data/*.csv"), get("b", "data/x.csv")], []),
        ([put("a", "data/x.csv"), get("b", "**/*.csv")], []),
        ([put("a", "data/x.csv"), get("b", "*.csv")], [Said("FLO220", "E", 'name="b"')]),
        ([get("b", "x.csv")], [Said("FLO220", "E", 'name="b"')]),
        ([put("a", "y_x.csv"), get("b", "x.csv")], [Said("FLO220", "E", 'name="b"', ('name="a"',))]),
        ([get("b", "x.csv"), put("a", "x.csv")], [Said("FLO221", "E", 'name="b"', ('name="a"',))]),
        ([BRANCH(put("a", "x.csv")), get("b", "x.csv")], []),
        ([put("a", "x.csv"), BRANCH(get("b", "x.csv"))], []),
        ([two(put("a", "x"), get("b", "x"))],
         [Said("FLO221", "W", 'name="two"', ('name="two"',))]),
        (['task(text, "k")', choice(put("a", "x"), get("b", "x"))], [Said("FLO220", "E", 'name="c"', ('name="c"',))]),
        # One file twice.
        ([put("a", "x.csv"), put("b", "x.csv")], [Said("FLO222", "W", 'name="b"', ('name="a"',))]),
        ([put("a", "*.csv"), put("b", "*.csv")], []),
        ([put("a", "x.csv"),
          'ShellTask(name="b", command="true", catalog=Catalog(get=["x.csv"], put=["x.csv"]))'], []),
        (['task(text, "k")', choice(put("a", "x"), put("b", "x"))], []),
        (['task(rows, "r")', f'Map(name="m", branch={put("a", "x")}.as_pipeline(), iterate_on="r", iterate_as="item")'],
         [Said("FLO222", "W", 'name="m"')]),
    ],
)  # fmt: skip
def test_files_of_the_catalog(read, steps: list[str], expected: list[Said]):
    text = pipeline(*steps)
    check(read(DIALECT, text), text, *expected)


def test_a_file_of_the_project_is_not_in_the_catalog(read):
    found = read(DIALECT, pipeline(get("b", "x.csv")), x__csv="1,2")
    (finding,) = (f for f in found.findings if f.code == "FLO220")
    assert "it is a file of the project" in finding.help


def test_another_catalog_may_do_nothing(read):
    text = pipeline(get("b", "x.csv"))
    settings = {"runnable-config__yaml": "catalog:\n  type: do-nothing\n"}
    assert [one.severity for one in said(read(DIALECT, text, **settings), text)] in ([], ["W"])


def test_files_tell_the_steps_that_put_them(read):
    text = pipeline(put("a", "x.csv"), 'Stub(name="s")', BRANCH(put("c", "y/1.csv")), get("b", "x.csv", "y/*"))
    *_, last = read(DIALECT, text).pipelines[0].graph.steps
    assert [order.step for order in last.after] == ["both"]
    assert last.catalog == {"get": ["x.csv", "y/*"], "from": {"x.csv": ["a"], "y/*": ["both"]}}


SECRET = 'secrets=["T"]'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([f"task(number, {SECRET})", f"task(text, {SECRET})"],
         [Said("FLO223", "W", "task(text", ("task(number",))]),
        ([f'ShellTask(name="a", command="true", {SECRET})', f"task(text, {SECRET})"], []),
        ([f"task(text, {SECRET})", f'ShellTask(name="a", command="true", {SECRET})'],
         [Said("FLO223", "W", 'name="a"', ("task(text",))]),
        (['task(text, "k")', choice(f"task(number, {SECRET})", f"task(flag, {SECRET})")], []),
        (['task(rows, "r")',
          f'Map(name="m", branch=task(one, {SECRET}).as_pipeline(), iterate_on="r", iterate_as="item")'],
         [Said("FLO223", "W", 'name="m"')]),
    ],
)  # fmt: skip
def test_secrets_of_the_environment_are_there_once(read, steps: list[str], expected: list[Said]):
    text = pipeline(*steps)
    check(read(DIALECT, text), text, *expected)


def test_the_environment_that_the_file_sets_gives_parameters(read):
    text = pipeline("task(use)", after='os.environ["RUNNABLE_PRM_x"] = "[1, 2]"\np.execute()\n')
    found = read(DIALECT, text)
    check(found, text)
    (parameter,) = found.pipelines[0].graph.parameters
    assert (parameter.name, parameter.origin, parameter.variable) == ("x", "environment", "RUNNABLE_PRM_x")
    assert spell(parameter.type) == "list[int]"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"given__yaml": "x: 1\n"}, [Said("FLO204", "W", "def use(x)", ("x: 1",))]),
        ({"given__yml": "other: 1\n"}, [Said("FLO204", "E", "def use(x)")]),
        ({"given__yaml": "dag:\n  x: 1\nx: 1\n"}, [Said("FLO204", "E", "def use(x)")]),
        ({"given__yaml": "- x\n"}, [Said("FLO204", "E", "def use(x)")]),
        ({"given__yaml": "x: [1\n"}, [Said("FLO204", "E", "def use(x)")]),
    ],
)
def test_a_parameter_file_that_a_run_must_be_given(read, files: dict[str, str], expected: list[Said]):
    text = pipeline("task(use)")
    found = read(DIALECT, text, **files)
    (finding,) = (f for f in found.findings if f.code == "FLO204")
    (one,) = expected
    assert finding.severity.value[0].upper() == one.severity
    assert [note.span.path for note in finding.related] == (["given.yaml"] if one.notes else [])
    assert [p.name for p in found.pipelines[0].graph.parameters] == (["x"] if one.notes else [])


def test_with_a_parameter_file_of_its_own_no_other_is_looked_for(read):
    text = pipeline("task(use)", after='p.execute(parameters_file="own.yaml")\n')
    found = read(DIALECT, text, own__yaml="y: 1\n", given__yaml="x: 1\n")
    check(found, text, Said("FLO204", "E", "def use(x)"))


@pytest.mark.parametrize("decides", ["Map", "Conditional"])
def test_what_decides_may_stand_in_a_file_that_a_run_is_given(read, decides: str):
    step = 'Map(name="m", branch=task(one).as_pipeline(), iterate_on="r", iterate_as="item")'
    step = step if decides == "Map" else choice(S, S).replace('"k"', '"r"')
    found = read(DIALECT, pipeline(step), given__yaml="r: [1]\n")
    assert [f.severity.value for f in found.findings if f.code == "FLO204"] == ["warning"]
    (parameter,) = found.pipelines[0].graph.parameters
    assert (parameter.name, parameter.default, parameter.origin) == ("r", None, "file")
