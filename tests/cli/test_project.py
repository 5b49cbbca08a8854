"""Finding a project, its settings, its files, and the files that may hold a pipeline."""

import json
import os
import re
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline_texts import HELPERS, PIPELINE

from icefloe.project import (
    Candidates,
    Patterns,
    ProjectError,
    ProjectFiles,
    Settings,
    find_root,
    read_settings,
    select,
    walk,
)


@pytest.fixture
def tree(tmp_path):
    """Write a tree of files from a mapping of paths to texts."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


# --- root and selection ---------------------------------------------------------------------------------------------


def selected(*paths: Path | str) -> dict[str, tuple[str, ...]]:
    return {f"{one.root.name}|{one.prefix}": one.files for one in select([str(path) for path in paths])}


def test_the_root_is_the_nearest_folder_upwards_with_a_pyproject(tree):
    root = tree({"pyproject.toml": "", "a/b/c.py": "", "a/inner/pyproject.toml": ""})
    assert find_root(root / "a/b") == root
    assert find_root(root / "a/inner") == root / "a/inner"
    assert find_root(Path("/")) is None


def test_files_and_folders_are_selected_from_the_root(tree, monkeypatch):
    root = tree({"p/pyproject.toml": "", "p/a/b.py": "", "p/a/c.py": "", "p/d.py": "", "p/e.txt": ""})
    assert selected(root / "p") == {"p|": ("a/b.py", "a/c.py", "d.py")}
    assert selected(root / "p/a") == {"p|": ("a/b.py", "a/c.py")}
    assert selected(root / "p/d.py", root / "p/a/b.py") == {"p|": ("a/b.py", "d.py")}
    monkeypatch.chdir(root / "p/a")
    assert selected("b.py", ".", "../d.py") == {"p|": ("a/b.py", "a/c.py", "d.py")}
    (one,) = select(["b.py", "."])
    assert one.named == {"a/b.py"}


def test_without_a_pyproject_the_root_is_what_holds_all_paths(tree):
    root = tree({"r/a/b/c.py": "", "r/a/d/e.py": ""})
    assert selected(root / "r/a/b") == {"b|": ("c.py",)}
    assert selected(root / "r/a/b/c.py") == {"b|": ("c.py",)}
    assert selected(root / "r/a/b/c.py", root / "r/a/d/e.py") == {"a|": ("b/c.py", "d/e.py")}


def test_a_nested_project_has_its_own_root_and_is_shown_from_the_outer_one(tree):
    root = tree(
        {
            "r/pyproject.toml": "",
            "r/x.py": "",
            "r/in/pyproject.toml": "[tool.icefloe]\nexclude = ['old.py']",
            "r/in/y.py": "",
            "r/in/old.py": "",
            "r/in/deep/z.py": "",
        }
    )
    assert selected(root / "r") == {"r|": ("x.py",), "in|in/": ("deep/z.py", "y.py")}
    assert selected(root / "r/in") == {"in|": ("deep/z.py", "y.py")}
    assert selected(root / "r/in/old.py") == {"in|": ("old.py",)}


def test_paths_of_several_projects_are_shown_from_what_holds_them(tree):
    root = tree({"r/a/pyproject.toml": "", "r/a/x.py": "", "r/b/pyproject.toml": "", "r/b/y.py": ""})
    assert selected(root / "r/a", root / "r/b/y.py") == {"a|a/": ("x.py",), "b|b/": ("y.py",)}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.py", "no such file or folder: nowhere.py [FLO921]"),
        ("a\0b", "no such file or folder: a\0b [FLO921]"),
        ("notes.txt", "notes.txt is neither a Python nor a YAML file"),
    ],
)
def test_a_path_that_is_none_is_an_error(tree, monkeypatch, path, message):
    monkeypatch.chdir(tree({"notes.txt": "", "x.py": ""}))
    with pytest.raises(ProjectError, match=re.escape(message)):
        select(["x.py", path])


# --- settings -------------------------------------------------------------------------------------------------------


def test_settings_are_read(tree):
    root = tree(
        {
            "pyproject.toml": """
                [project]
                requires-python = ">=3.11"
                dependencies = ["pandas"]
                [tool.icefloe]
                exclude = ["legacy/"]
                source = ["lib/", "."]
                [tool.icefloe.dialects]
                flowyml = "2.2"
                [tool.icefloe.targets.argo]
                image = "python:3.12"
            """
        }
    )
    settings = read_settings(ProjectFiles(root))
    assert settings == Settings(
        exclude=(Patterns(lines=("legacy/",)),),
        source=("lib", "."),
        dialects=(("flowyml", "2.2"),),
        targets=(("argo", (("image", "python:3.12"),)),),
        requires_python=">=3.11",
        dependencies=("pandas",),
    )
    assert settings.target("argo") == {"image": "python:3.12"}
    assert settings.target("github") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.icefloe]\nexlude = []", r"no key `exlude`: did you mean `exclude`\?"),
        ("[tool.icefloe]\nzzz = []", r"no key `zzz`: there are baseline, dialects, environments, exclude, "),
        ("[tool.icefloe]\nexclude = 'a'", r"`exclude` in \[tool.icefloe\] must be a list of strings"),
        ("[tool.icefloe]\nexclude = [1]", r"`exclude` in \[tool.icefloe\] must be a list of strings"),
        ("[tool.icefloe.dialects]\nflowyml = 2", r"`flowyml` in \[tool.icefloe.dialects\] must be a string"),
        ("[tool]\nicefloe = 3", r"\[tool.icefloe\] must be a table"),
        ("tool = 3 # icefloe", r"\[tool\] must be a table"),
        ("[tool.icefloe]\nsource = ['../other']", r"`source` .* is not a folder below the project"),
        ("[tool.icefloe]\nsource = ['/etc']", r"`source` .* is not a folder below the project"),
        ("[project]\nrequires-python = 3", r"`requires-python` in \[project\] must be a string"),
        ("[tool", r"pyproject\.toml: "),
    ],
)
def test_a_mistake_in_the_settings_is_named(tree, text, message):
    root = tree({"pyproject.toml": text})
    with pytest.raises(ProjectError, match=message):
        read_settings(ProjectFiles(root))


def test_settings_that_are_not_text_are_an_error_and_none_are_none(tree):
    with pytest.raises(ProjectError, match=r"pyproject\.toml"):
        read_settings(ProjectFiles(tree({"pyproject.toml": b"\xff"})))
    assert read_settings(ProjectFiles(tree({}) / "nothing")) == Settings()


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_regular_file_is_read_and_kept(tree):
    root = tree({"a/b.py": "x = 1\n"})
    files = ProjectFiles(root)
    assert files.read("a/b.py") == b"x = 1\n"
    (root / "a/b.py").write_text("x = 2\n")
    assert files.read("a/b.py") == b"x = 1\n"


@pytest.mark.parametrize(
    "path",
    ["", ".", "..", "/etc/passwd", "../outside.py", "a/../a/b.py", "a//b.py", "a/./b.py", "a\\b.py", "a/b.py\0", "a"],
)
def test_a_path_that_is_not_plainly_below_the_root_reads_as_nothing(tree, path):
    root = tree({"project/a/b.py": "", "outside.py": "x"})
    assert ProjectFiles(root / "project").read(path) is None


def test_links_pipes_and_sockets_read_as_nothing_and_never_hang(tree, tmp_path_factory):
    root = tree({"project/real.py": "x", "secret.py": "s", "elsewhere/b.py": "b"}) / "project"
    (root / "link.py").symlink_to(root / "real.py")
    (root / "out.py").symlink_to(root.parent / "secret.py")
    (root / "folder").symlink_to(root.parent / "elsewhere")
    (root / "zero.py").symlink_to("/dev/zero")
    os.mkfifo(root / "pipe.py")
    with socket.socket(socket.AF_UNIX) as end:
        short = tmp_path_factory.mktemp("s")
        end.bind(str(short / "s.py"))
        assert ProjectFiles(short).read("s.py") is None
    files = ProjectFiles(root)
    for name in ("link.py", "out.py", "folder/b.py", "zero.py", "pipe.py"):
        assert files.read(name) is None, name
    assert files.read("real.py") == b"x"


def test_a_root_that_is_a_link_itself_is_fine(tree, tmp_path):
    tree({"real/a/b.py": "x"})
    (tmp_path / "root").symlink_to(tmp_path / "real")
    assert ProjectFiles(tmp_path / "root").read("a/b.py") == b"x"


# --- walk -----------------------------------------------------------------------------------------------------------


def walked(root: Path, start: str = "", exclude: tuple[str, ...] = ()) -> list[str]:
    return list(walk(ProjectFiles(root), start, [Patterns(lines=tuple(exclude))]))


def test_files_come_in_one_order_without_what_is_never_source(tree):
    root = tree(
        {
            "b.py": "",
            "a/z.py": "",
            "a/B.py": "",
            "a.py": "",
            "c.txt": "",
            ".venv/x.py": "",
            "node_modules/x.py": "",
            "__pycache__/x.py": "",
            ".icefloe/runs/x.py": "",
            "a/.git/x.py": "",
        }
    )
    assert walked(root) == ["a/B.py", "a/z.py", "a.py", "b.py"]
    assert walked(root, "a") == ["a/B.py", "a/z.py"]


def test_gitignore_is_honoured_where_it_stands(tree):
    root = tree(
        {
            ".gitignore": "generated/\n*_old.py\n/top.py\n",
            "top.py": "",
            "a/top.py": "",
            "a/x_old.py": "",
            "a/generated/y.py": "",
            "b/.gitignore": "!keep_old.py\nlocal.py\n",
            "b/keep_old.py": "",
            "b/other_old.py": "",
            "b/local.py": "",
            "local.py": "",
        }
    )
    assert walked(root) == ["a/top.py", "b/keep_old.py", "local.py"]
    assert walked(root, "b") == ["b/keep_old.py"]


def test_excluded_patterns_are_left_out(tree):
    root = tree({"legacy/a.py": "", "src/a.py": "", "src/test_a.py": ""})
    assert walked(root, exclude=("legacy/", "test_*.py")) == ["src/a.py"]


def test_links_are_not_followed(tree):
    root = tree({"a/x.py": ""})
    (root / "a/again").symlink_to(root / "a")
    (root / "l.py").symlink_to(root / "a/x.py")
    assert walked(root) == ["a/x.py"]


def test_a_folder_that_cannot_be_read_holds_nothing(tree):
    assert walked(tree({}) / "nothing") == []


# --- candidates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "import flowyml"}, True),
        ({"a.py": "import os, flowyml.core"}, True),
        ({"a.py": "import notflowyml, flowymlx"}, False),
        ({"a.py": "x = 1"}, False),
        ({"a.py": ""}, False),
        ({"a.py": "import b", "b.py": "import flowyml"}, True),
        ({"a.py": "import os, b as c", "b.py": "import flowyml"}, True),
        ({"a.py": "if x: import b", "b.py": "import flowyml"}, True),
        ({"a.py": "import b", "b.py": "import c", "c.py": "import flowyml"}, True),
        ({"a.py": "import b", "b.py": "import a"}, False),
        ({"a.py": "from b import c", "b.py": "import flowyml"}, True),
        ({"a.py": "from p import b", "p/__init__.py": "", "p/b.py": "import flowyml"}, True),
        ({"a.py": "from p import (\n    x,\n    b,\n)", "p/b.py": "import flowyml"}, True),
        ({"a.py": "from p import x, \\\n    b", "p/b.py": "import flowyml"}, True),
        ({"a.py": "import p.b", "p/b.py": "import flowyml"}, True),
        ({"a.py": "import p.b", "p/__init__.py": "import flowyml.x as f", "p/b.py": ""}, True),
        ({"p/a.py": "from . import b", "p/b.py": "import flowyml"}, True),
        ({"p/a.py": "from .b import c", "p/b.py": "import flowyml"}, True),
        ({"p/a.py": "from .b import c", "b.py": "import flowyml"}, False),
        ({"p/q/a.py": "from ..b import c", "p/b.py": "import flowyml"}, True),
        ({"p/a.py": "import b", "src/b.py": "import flowyml"}, True),
        ({"p/a.py": "import b", "other/b.py": "import flowyml"}, False),
        ({"a.py": b"\xef\xbb\xbffrom flowyml import step"}, True),
        ({"a.py": "from \ufb02owyml import step"}, True),
        ({"a.py": "from flowyml \\\n import step"}, True),
        ({"a.py": "import \\\r\n os, flowyml"}, True),
        ({"a.py": "import os\rimport flowyml\r"}, True),
        ({"a.py": "from gr\u00f6\u00dfe import x", "gr\u00f6\u00dfe.py": "import flowyml"}, True),
        ({"a.py": "from p import (x,\n  y)\nimport flowyml"}, True),
        ({"a.py": "from p import (x, y, \nimport flowyml"}, True),
        ({"a.ipynb": '{"cells": [{"source": ["x = 1\\n", "from flowyml import step\\n"]}]}'}, True),
        ({"a.ipynb": '{"cells": [{"source": ["import b\\n"]}]}', "b.py": "import flowyml"}, True),
        ({"a.ipynb": '{"cells": ["# flowyml"]}'}, False),
        ({"a.py": b"\0"}, True),
        ({"a.py": b"\xff\xfei\0m\0"}, True),
        ({"a.py": b"# \xe9\nfrom flowyml import step"}, True),
        ({"a.py": "import gr\u00f6\u00dfe, flowyml"}, True),
        ({"a.py": "x = 1; import flowyml"}, True),
        ({"a.py": "import os, \\\n  flowyml"}, True),
        ({"a.py": "from flowyml.core import (\n  step,\n)"}, True),
        ({"a.py": "# flowyml is runnable\nx = 'flowyml'"}, False),
        ({"a.py": "import a", "b.py": "import a, c", "c.py": "import icefloe"}, False),
    ],
)
def test_files_that_may_hold_a_pipeline_are_told_from_their_bytes(tree, files, expected):
    root = tree(files)
    candidates = Candidates(ProjectFiles(root), ("flowyml", "icefloe"))
    path = next(iter(files))
    assert candidates.holds(path, (".", "src")) is expected
    every = sorted(name for name in files if name.endswith((".py", ".ipynb")))
    among = Candidates(ProjectFiles(root), ("flowyml", "icefloe")).among(every, lambda _: (".", "src"))
    assert (path in among) is expected
    assert among == {name for name in every if candidates.holds(name, (".", "src"))}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.yaml", "dag: {steps: {}}", True),
        ("a.yml", "# steps of a dag", True),
        ("a.yaml", "steps: []", False),
        ("a.yaml", "", False),
        ("a.yaml", b"\xff dag steps", True),
        ("a.json", '{"dag": {"steps": {}}}', False),
        ("a.yaml.txt", "dag steps", False),
    ],
)
def test_documents_are_told_from_their_marks(name, text, expected, tree):
    root = tree({name: text, "b.py": "import flowyml\n"})
    files = ProjectFiles(root)
    found = list(walk(files, "", ()))
    among = Candidates(files, ("flowyml",), [(b"dag", b"steps"), (b"other",)]).among(found, lambda _: (".",))
    assert among == ({name, "b.py"} if expected else {"b.py"})
    assert Candidates(files, ("flowyml",)).among(found, lambda _: (".",)) == {"b.py"}


@given(st.text(alphabet="imporfb.c,()\\\n ;: \t", max_size=200))
def test_any_text_gives_an_answer(text):
    class One:
        def read(self, path: str) -> bytes | None:
            return text.encode() if path == "a.py" else None

        def names(self, folder: str) -> frozenset[str]:
            return frozenset({"a.py"} if not folder else ())

        def has(self, folder: str, name: str) -> bool:
            return name in self.names(folder)

    assert Candidates(One(), ("flowyml",)).holds("a.py", (".",)) is False


def test_hostile_bytes_are_told_in_no_time(tree):
    root = tree({"a.py": "from " + "." * 2_000_000, "b.py": "import " + "a," * 1_000_000, "c.py": " " * 3_000_000})
    candidates = Candidates(ProjectFiles(root), ("flowyml",))
    for name in ("a.py", "b.py", "c.py"):
        assert candidates.holds(name, (".",)) is False


def test_a_file_of_no_project_is_told_from_the_shell(tmp_path, monkeypatch, call):
    (tmp_path / "pipes").mkdir()
    (tmp_path / "pipes" / "broken.py").write_text("from flowyml import Pipeline\np = Pipeline('p', contxt=1)\n")
    monkeypatch.chdir(tmp_path)
    for verb in ("check", "compile", "graph"):
        assert "--> pipes/broken.py:2:" in call(verb, "pipes/broken.py").output
    monkeypatch.chdir(tmp_path / "pipes")
    assert "--> broken.py:2:" in call("check", "broken.py").output


FLOW = """\
from runnable import Pipeline, PythonTask
from shared.functions import load

def main():
    pipeline = Pipeline(steps=[PythonTask(name="load", function=load, returns=["rows"])])
    pipeline.execute()
    return pipeline
"""


@pytest.mark.parametrize(
    ("beside", "paths"),
    [({}, ["flows", "."]), ({"flows/shared/functions.py": "def load():\n    return 2\n"}, ["."])],
)
def test_a_script_of_no_project_finds_what_stands_in_the_shell_s_folder(project, call, beside, paths):
    load = "def load():\n    return 1\n"
    project({"flows/flow.py": FLOW, "shared/functions.py": load, **beside})
    result = call("compile", "flows/flow.py", "-o", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    plan = json.loads(result.stdout)
    assert plan["code"]["paths"] == paths
    assert plan["steps"][0]["run"]["function"] == {"module": "shared.functions", "qualname": "load"}
    assert call("check", "flows/flow.py").stdout.startswith("checked 1 file, 1 pipeline")


@pytest.mark.parametrize(
    ("version", "is_told"), [("9.9", True), ("2.2.2", True), ("2.2.1.0", False), ("2.2", False), ("1.0", False)]
)
def test_a_version_that_is_newer_than_all_known_ones_is_told(project, call, version, is_told):
    project(
        {
            "pyproject.toml": f"[tool.icefloe.dialects]\nflowyml = '{version}'\n",
            "train.py": PIPELINE,
            "helpers.py": HELPERS,
        }
    )
    result = call("check")
    line = (
        f"pyproject.toml: `flowyml` in [tool.icefloe.dialects]: {version} is newer than 2.2.1, the newest that is known"
    )
    assert (line in result.stderr) == is_told
    assert result.exit_code == 0
