"""Where pipelines may be built: at module level, in functions, classes, other files; what each is called."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from icefloe.api import compile_
from icefloe.dialects import DIALECTS
from icefloe.project import ProjectError
from icefloe.survey import FileSurvey, Survey

HEAD = """
from flowyml import Pipeline, context, step
@step(outputs=["a"])
def first(): return 1
@step(inputs=["a"], outputs=["b"])
def second(a): return a
"""


def survey(folder: Path, files: Mapping[str, str]) -> Survey:
    for name, text in {"pyproject.toml": "", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Survey(folder, DIALECTS)


def shown(found: FileSurvey) -> list[str]:
    """Each pipeline of a file as `label: steps`."""
    return [f"{one.label}: {' '.join(step.id for step in one.graph.steps)}" for one in found.pipelines]


def codes(found: FileSurvey) -> list[str]:
    return sorted({f.code for f in found.findings})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("p = Pipeline('x')\np.add_step(first)", ["x: first"], id="module"),
        pytest.param("def main():\n    p = Pipeline('x')\n    p.add_step(first)\n    p.run()", ["x: first"], id="main"),
        pytest.param(
            "def main():\n    p = Pipeline('x')\n    p.add_step(first)\nif __name__ == '__main__':\n    main()",
            ["x: first"],
            id="main under the guard",
        ),
        pytest.param(
            "if __name__ == '__main__':\n    p = Pipeline('x')\n    p.add_step(first)", ["x: first"], id="guard"
        ),
        pytest.param("def make():\n    return Pipeline('x').add_step(first)", ["x: first"], id="returned"),
        pytest.param(
            "def make(name='x', again=True):\n    p = Pipeline(name).add_step(first)\n"
            "    if again:\n        p.add_step(second)\n    return p",
            ["x: first second"],
            id="defaults",
        ),
        pytest.param(
            "class Builder:\n    def build(self):\n        return Pipeline('x').add_step(first)",
            ["x: first"],
            id="method",
        ),
        pytest.param(
            "class Builder:\n    def __init__(self, name='x'):\n        self.p = Pipeline(name)\n        self._fill()\n"
            "    def _fill(self):\n        self.p.add_step(first)\n    def run(self):\n        self.p.run()",
            ["x: first"],
            id="constructor",
        ),
        pytest.param(
            "class Builder:\n    def __init__(self):\n        self.p = Pipeline('x')\n"
            "    def build(self):\n        self.p.add_step(first)\n        return self\n"
            "    def run(self):\n        return self.build().p.run()",
            ["x: first"],
            id="method that another one calls",
        ),
        pytest.param(
            "class TestAll:\n    def setup_method(self):\n        self.p = Pipeline('x').add_step(first)\n"
            "    def test_a(self):\n        self.p.run()\n"
            "    def test_b(self, tmp_path):\n        Pipeline('y').add_step(first).run()",
            ["x: first", "y: first"],
            id="tests",
        ),
        pytest.param(
            "class Builder:\n    @staticmethod\n    def a():\n        return Pipeline('x').add_step(first)\n"
            "    @classmethod\n    def b(cls):\n        return Pipeline('y').add_step(second)",
            ["x: first", "y: second"],
            id="static and class methods",
        ),
        pytest.param(
            "class Base:\n    name = ''\n    def build(self):\n        return Pipeline(self.name).add_step(first)\n"
            "class A(Base):\n    name = 'x'\nA().build()",
            ["x: first"],
            id="inherited",
        ),
        pytest.param(
            "def outer():\n    def inner():\n        return Pipeline('x').add_step(first)\n    return 1",
            ["x: first"],
            id="nested",
        ),
        pytest.param(
            "def make(kind):\n    p = Pipeline(f'train_{kind}')\n    p.add_step(first)\n    return p\n"
            "a = make('a')\nb = make('b')",
            ["train_a: first", "train_b: first"],
            id="factory",
        ),
        pytest.param(
            "p = Pipeline('x').add_step(first)\nq = Pipeline('y').add_step(first)\n"
            "def main():\n    p.run()\n    q.run()",
            ["x: first", "y: first"],
            id="several",
        ),
        pytest.param(
            "async def main():\n    p = Pipeline('x')\n    p.add_step(first)\nimport asyncio\nasyncio.run(main())",
            ["x: first"],
            id="coroutine",
        ),
        pytest.param(
            "import click\n@click.command()\n@click.option('--n', default=3)\ndef main(n):\n"
            "    p = Pipeline('x')\n    p.add_step(first)\nif __name__ == '__main__':\n    main()",
            ["x: first"],
            id="click",
        ),
    ],
)
def test_where(source: str, expected: list[str], tmp_path: Path) -> None:
    found = survey(tmp_path, {"main.py": HEAD + source}).file("main.py")
    assert shown(found) == expected
    assert "FLO103" not in codes(found)


@pytest.mark.parametrize(
    ("source", "labels"),
    [
        ("a = Pipeline('x').add_step(first)\nb = Pipeline('x').add_step(second)", ["x@a", "x@b"]),
        (
            "def make(kind):\n    p = Pipeline('x')\n    p.add_step(first)\n    return p\n"
            "for one in [make('u'), make('v')]:\n    one.run()",
            ["x@u", "x@v"],
        ),
        (
            "def make(kind):\n    p = Pipeline('x')\n    p.add_step(first)\n    return p\na = make('u')\nb = make('v')",
            ["x@a", "x@b"],
        ),
        ("Pipeline('x').add_step(first).run()\nPipeline('x').add_step(second).run()", ["x@1", "x@2"]),
        (
            "def one():\n    left = Pipeline('x').add_step(first)\ndef two():\n    right = Pipeline('x').add_step(first)",
            ["x@left", "x@right"],
        ),
        (
            "class TestAll:\n    def test_a(self):\n        p = Pipeline('x').add_step(first)\n"
            "    def test_b(self):\n        p = Pipeline('x').add_step(second)",
            ["x@test_a", "x@test_b"],
        ),
    ],
)
def test_names_of_pipelines_of_one_name(source: str, labels: list[str], tmp_path: Path) -> None:
    one = survey(tmp_path, {"main.py": HEAD + source}).file("main.py")
    assert [p.label for p in one.pipelines] == labels
    assert "FLO109" in codes(one)
    moved = survey(tmp_path, {"main.py": HEAD + "\n# a line\nunrelated = 1\n" + source}).file("main.py")
    assert [p.label for p in moved.pipelines] == labels


def test_versions_of_one_pipeline(tmp_path: Path) -> None:
    source = "a = Pipeline('x', version='v1').add_step(first)\nb = Pipeline('x', version='v2').add_step(second)"
    one = survey(tmp_path, {"main.py": HEAD + source}).file("main.py")
    assert [p.label for p in one.pipelines] == ["x@v1", "x@v2"]
    assert "FLO109" not in codes(one)


def test_a_factory_that_nobody_calls_is_a_note_and_no_pipeline(tmp_path: Path) -> None:
    source = "def make(kind):\n    return Pipeline(f'train_{kind}').add_step(first)"
    found = survey(tmp_path, {"main.py": HEAD + source}).file("main.py")
    assert found.pipelines == ()
    assert [(f.code, f.severity.value) for f in found.findings] == [("FLO110", "note")]
    assert "up to who calls `make`" in found.findings[0].message


def test_which_methods_are_called_is_not_guessed(tmp_path: Path) -> None:
    source = (
        "class Builder:\n    def __init__(self):\n        self.p = Pipeline('x')\n"
        "    def small(self):\n        self.p.add_step(first)\n"
        "    def large(self):\n        self.p.add_step(first)\n        self.p.add_step(second)"
    )
    found = survey(tmp_path, {"main.py": HEAD + source}).file("main.py")
    (hole,) = {f.message for f in found.findings if f.code == "FLO103"}
    assert "nothing calls `large()` and `small()`" in hole


LIBRARY = HEAD + "def make(name='lib', more=False):\n    p = Pipeline(name)\n    p.add_step(first)\n    return p\n"


@pytest.mark.parametrize(
    ("library", "main", "in_library", "in_main", "imported"),
    [
        pytest.param(HEAD + "p = Pipeline('x').add_step(first)", "from lib import p\np.run()",
                     ["x: first"], [], [("p", "p")], id="imported"),
        pytest.param(HEAD + "p = Pipeline('x').add_step(first)", "from lib import p as q\nq.run()",
                     ["x: first"], [], [("q", "p")], id="under another name"),
        pytest.param(HEAD + "p = Pipeline('x').add_step(first)", "from lib import p, second\np.add_step(second)",
                     ["x: first"], ["x: first second"], [("p", "p")], id="added to"),
        pytest.param(LIBRARY, "from lib import make\nr = make()", ["lib: first"], [], [("r", "lib")], id="factory"),
        pytest.param(LIBRARY, "from lib import make\nr = make('mine')", ["lib: first"], ["mine: first"], [],
                     id="factory with arguments"),
        pytest.param(HEAD + "def make(name):\n    return Pipeline(name).add_step(first)\n",
                     "from lib import make\nr = make('mine')", [], ["mine: first"], [], id="factory that asks"),
    ],
)  # fmt: skip
def test_two_files(
    library: str,
    main: str,
    in_library: list[str],
    in_main: list[str],
    imported: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    project = survey(tmp_path, {"lib.py": library, "main.py": "import flowyml\n" + main})
    found = project.file("main.py")
    assert shown(project.file("lib.py")) == in_library
    assert shown(found) == in_main
    if not in_main:
        assert [(one.name, one.variable) for one in found.imported] == imported
    assert "FLO103" not in codes(found)


@pytest.mark.parametrize(
    ("target", "plans"),
    [
        ("main.py:p", ["x"]),
        ("main.py:q", ["y"]),
        ("main.py", ["x", "y"]),
        ("lib.py:p", ["x"]),
        ("lib.py:y", ["y"]),
    ],
)
def test_selecting_from_the_importing_file(
    target: str, plans: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = HEAD + "p = Pipeline('x').add_step(first)\nother = Pipeline('y').add_step(first)\nz = Pipeline('z')\n"
    survey(tmp_path, {"lib.py": library + "z.add_step(first)\n", "main.py": "from lib import p, other as q\np.run()"})
    monkeypatch.chdir(tmp_path)
    assert [made.plan.name for made in compile_(target).plans] == plans


def test_a_name_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    survey(tmp_path, {"main.py": HEAD + "pipe = Pipeline('x').add_step(first)"})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProjectError, match="did you mean"):
        compile_("main.py:xx")


def test_a_hole_shows_where_it_begins(tmp_path: Path) -> None:
    source = (
        "import os\nnames = os.environ['NAMES'].split(',')\n\n"
        "p = Pipeline('x')\nfor name in names:\n    p.add_step(first)"
    )
    found = survey(tmp_path, {"main.py": HEAD + source}).file("main.py")
    (hole,) = [f for f in found.findings if f.code == "FLO103"]
    assert [note.span.line for note in hole.related] == [8]
    assert hole.span.line == 12


BROKEN = (
    "good = Pipeline('good').add_step(first)\nbad = Pipeline('bad', verison='1').add_step(first)\n"
    "import os\nworse = Pipeline('worse')\nfor name in os.environ['X'].split(','):\n    worse.add_step(second)\n"
)


@pytest.mark.parametrize(
    ("target", "plans", "errors"),
    [
        ("main.py:good", ["good"], set()),
        ("main.py:bad", [], {"FLO105"}),
        ("main.py:worse", [], {"FLO103"}),
        ("main.py", [], {"FLO103", "FLO105"}),
        ("main.py:none", [], {"FLO103", "FLO105"}),
    ],
)
def test_only_the_errors_of_what_is_meant_stand_in_the_way(
    target: str, plans: list[str], errors: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey(tmp_path, {"main.py": HEAD + BROKEN})
    monkeypatch.chdir(tmp_path)
    found = compile_(target)
    assert [made.plan.name for made in found.plans] == plans
    assert {f.code for f in found.checked.findings if f.severity.value == "error"} == errors


def test_a_module_that_its_package_imports_is_one_module(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "from pkg.pipes import make",
        "pkg/steps.py": HEAD,
        "pkg/pipes.py": "from flowyml import Pipeline\nfrom pkg.steps import first\n"
        "def make(name='p'):\n    p = Pipeline(name)\n    p.add_step(first)\n    return p\n"
        "at_import = Pipeline('q').add_step(first)\n",
    }
    found = survey(tmp_path, files).file("pkg/pipes.py")
    assert shown(found) == ["q: first", "p: first"]
