"""Where the configuration of a project comes from, and what is wrong with it."""

from pathlib import Path

import pytest

from icefloe.project import (
    Limits,
    Patterns,
    ProjectError,
    ProjectFiles,
    Settings,
    find_root,
    read_settings,
    select,
    settings_within,
)
from icefloe.project.root import CONFIGURATION, PROJECT
from icefloe_runtimes.step.__main__ import MARKS


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a tree of files, and stand in its root."""
    monkeypatch.chdir(tmp_path)

    def write(files: dict[str, str]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path

    return write


def settings(root: Path, **options: bool) -> Settings:
    return read_settings(ProjectFiles(root), **options)


TOOL = "[tool.icefloe]\n"


@pytest.mark.parametrize(
    ("files", "folder", "ignored"),
    [
        ({"pyproject.toml": f"{TOOL}ignore = ['A']"}, "", ("A",)),
        ({"icefloe.toml": "ignore = ['B']"}, "", ("B",)),
        # In one folder icefloe.toml comes first, and nothing is taken from the other.
        ({"pyproject.toml": f"{TOOL}ignore = ['A']", "icefloe.toml": "select = ['C']"}, "", ()),
        # The nearest one wins; a pyproject.toml that says nothing of icefloe is passed over.
        ({"pyproject.toml": f"{TOOL}ignore = ['A']", "a/pyproject.toml": f"{TOOL}ignore = ['B']"}, "a", ("B",)),
        ({"pyproject.toml": f"{TOOL}ignore = ['A']", "a/pyproject.toml": "[project]\nname = 'icefloe-x'"}, "a", ("A",)),
        ({"pyproject.toml": f"{TOOL}ignore = ['A']", "a/pyproject.toml": "[tool.icefloe]"}, "a", ()),
        ({"icefloe.toml": "ignore = ['A']", "a/b/pyproject.toml": ""}, "a/b", ("A",)),
        # What is no TOML is no matter of ours above the project, unless it speaks of us.
        ({"pyproject.toml": "[broken", "a/pyproject.toml": ""}, "a", ()),
        # A chain of configurations: the nearest that says anything decides.
        ({"base.toml": "ignore = ['A']", "icefloe.toml": "extend = 'base.toml'"}, "", ("A",)),
        ({"base.toml": "ignore = ['A']", "icefloe.toml": "extend = 'base.toml'\nignore = ['B']"}, "", ("B",)),
        ({"pyproject.toml": f"{TOOL}ignore = ['A']", "a/icefloe.toml": "extend = '../pyproject.toml'"}, "a", ("A",)),
        (
            {
                "pyproject.toml": "",
                "shared/one.toml": "ignore = ['A']",
                "shared/two.toml": "extend = 'one.toml'",
                "a/icefloe.toml": "extend = '../shared/two.toml'",
            },
            "a",
            ("A",),
        ),
    ],
)
def test_the_nearest_configuration_holds(tree, files: dict[str, str], folder: str, ignored: tuple[str, ...]) -> None:
    root = tree(files) / folder
    assert find_root(root) == root
    assert settings(root).ignore == ignored
    assert settings(root, isolated=True) == Settings()


def test_what_is_inherited_and_what_is_replaced(tree) -> None:
    root = tree(
        {
            "pyproject.toml": "[project]\nrequires-python = '>=3.13'\n[tool.icefloe]\nextend-select = ['A']\n"
            "exclude = ['x/']\nextend-exclude = ['y/']\nper-file-ignores = {'a/old/**' = ['A'], 'b' = ['B']}\n"
            "source = ['lib', 'a/src']\npython = '.venv'\nbaseline = 'known.json'\noutput-format = 'concise'\n"
            "dialects = {flowyml = '1.7', fastflow = '1'}\ntargets = {argo = {image = 'a', ns = 'n'}}\n",
            "a/pyproject.toml": "[project]\nrequires-python = '>=3.11'\n[tool.icefloe]\nextend = '../pyproject.toml'\n"
            "extend-select = ['C']\nexclude = ['z/']\nextend-exclude = ['w/']\nper-file-ignores = {'b' = ['C']}\n"
            "dialects = {flowyml = '2.0'}\ntargets = {argo = {image = 'b'}}\nrespect-gitignore = false\n",
        }
    )
    found = settings(root / "a")
    assert found == Settings(
        extend_select=("A", "C"),
        exclude=(Patterns(lines=("z/",)), Patterns(lines=("y/",), above="a/"), Patterns(lines=("w/",))),
        per_file_ignores=(
            (Patterns(lines=("a/old/**",), above="a/"), ("A",)),
            (Patterns(lines=("b",), above="a/"), ("B",)),
            (Patterns(lines=("b",)), ("C",)),
        ),
        source=("src",),
        python="../.venv",
        baseline=root / "known.json",
        output_format="concise",
        dialects=(("fastflow", "1"), ("flowyml", "2.0")),
        targets=(("argo", (("image", "b"), ("ns", "n"))),),
        respect_gitignore=False,
        requires_python=">=3.11",
    )
    assert found.place("python") == "pyproject.toml: `python` in [tool.icefloe]"
    assert found.place("extend-select") == "a/pyproject.toml: `extend-select` in [tool.icefloe]"
    assert [path.relative_to(root).as_posix() for path in found.configured] == ["a/pyproject.toml", "pyproject.toml"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slect = []", "a/icefloe.toml: there is no key `slect`: did you mean `select`?"),
        ("zzzz = 1", "a/icefloe.toml: there is no key `zzzz`: there are baseline, dialects, environments, exclude, "),
        ("select = 'FLO2'", "a/icefloe.toml: `select` must be a list of strings"),
        ("select = [2]", "a/icefloe.toml: `select` must be a list of strings"),
        ("respect-gitignore = 1", "a/icefloe.toml: `respect-gitignore` must be true or false"),
        ("force-exclude = 'yes'", "a/icefloe.toml: `force-exclude` must be true or false"),
        ("output-format = 7", "a/icefloe.toml: `output-format` must be a string"),
        ("baseline = ''", "a/icefloe.toml: `baseline` is no path"),
        ("per-file-ignores = ['a']", "a/icefloe.toml: [per-file-ignores] must be a table"),
        ("[per-file-ignores]\na = 'x'", "a/icefloe.toml: `a` in [per-file-ignores] must be a list of strings"),
        ("[dialects]\nflowyml = 2", "a/icefloe.toml: `flowyml` in [dialects] must be a string"),
        ("source = ['../x']", "a/icefloe.toml: `source`: '../x' is not a folder below the project"),
        ("x = [", "a/icefloe.toml: "),
        ("extend = '../nope.toml'", "a/icefloe.toml: `extend`: '../nope.toml' is no file that can be read"),
        ("extend = '.'", "a/icefloe.toml: `extend`: '.' is no file that can be read"),
        ("extend = ''", "a/icefloe.toml: `extend`: '' is no path from the folder of this file"),
        ("extend = '/etc/hosts'", "a/icefloe.toml: `extend`: '/etc/hosts' is no path from the folder of this file"),
        ("extend = '../../x.toml'", "a/icefloe.toml: `extend`: '../../x.toml' leads out of the outermost project, "),
        (
            "extend = '../away/x.toml'",
            "a/icefloe.toml: `extend`: '../away/x.toml' leads out of the outermost project, ",
        ),
        (
            "extend = '../pyproject.toml'",
            "a/icefloe.toml: `extend`: '../pyproject.toml' has no [tool.icefloe] to extend",
        ),
        ("extend = 'icefloe.toml'", "a/icefloe.toml: `extend`: 'icefloe.toml' leads back to where it began: "),
        ("extend = '../circle.toml'", "circle.toml: `extend`: 'a/icefloe.toml' leads back to where it began: "),
        ("extend = '../deep.toml'", "deep.toml: there is no key `nope`"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tree, text: str, message: str) -> None:
    root = tree(
        {
            "pyproject.toml": "[project]\nname = 'mono'",
            "circle.toml": "extend = 'a/icefloe.toml'",
            "deep.toml": "nope = 1",
            "a/icefloe.toml": text,
        }
    )
    (root / "away").symlink_to("/etc")
    with pytest.raises(ProjectError) as told:
        settings(root / "a")
    assert str(told.value).startswith(message)


def test_a_chain_has_an_end(tree) -> None:
    chain = {f"c{number}.toml": f"extend = 'c{number + 1}.toml'" for number in range(30)}
    with pytest.raises(ProjectError, match="the 21st of a chain of configurations"):
        settings(tree({"icefloe.toml": "extend = 'c0.toml'", **chain}))


FILES = {
    "pyproject.toml": f"{TOOL}exclude = ['old/']",
    ".gitignore": "made/\n",
    "a.py": "",
    "old/b.py": "",
    "made/c.py": "",
    "sub/d.py": "",
    "in/icefloe.toml": "exclude = ['x.py']",
    "in/x.py": "",
    "in/y.py": "",
    "in/old/z.py": "",
    ".venv/v.py": "",
}


@pytest.mark.parametrize(
    ("here", "paths", "limits", "files"),
    [
        ("", ["."], {}, "a.py in/y.py sub/d.py"),
        ("", ["."], {"isolated": True}, "a.py in/old/z.py in/x.py in/y.py old/b.py sub/d.py"),
        ("", ["."], {"exclude": ()}, "a.py in/old/z.py in/x.py in/y.py old/b.py sub/d.py"),
        ("", ["."], {"exclude": ("in/",)}, "a.py old/b.py sub/d.py"),
        ("", ["."], {"exclude": ("in/x.py", "/a.py")}, "in/old/z.py in/y.py old/b.py sub/d.py"),
        ("", ["."], {"extend_exclude": ("sub",)}, "a.py in/y.py"),
        ("sub", [".."], {"extend_exclude": ("d.py", "a.py")}, "a.py in/y.py"),
        ("in", ["."], {"extend_exclude": ("/y.py",)}, "old/z.py"),
        ("", ["."], {"respect_gitignore": False}, "a.py in/y.py made/c.py sub/d.py"),
        ("", ["old/b.py", "in/x.py", ".venv/v.py"], {}, ".venv/v.py in/x.py old/b.py"),
        ("", ["old/b.py", "in/x.py", ".venv/v.py", "a.py"], {"force_exclude": True}, "a.py"),
        ("", ["sub/d.py"], {"force_exclude": True, "exclude": ("sub/",)}, ""),
    ],
)
def test_which_files_are_looked_at(tree, monkeypatch, here: str, paths: list[str], limits, files: str) -> None:
    monkeypatch.chdir(tree(FILES) / here)
    found = [f"{one.prefix}{path}" for one in select(paths, Limits(**limits)) for path in one.files]
    assert sorted(found) == files.split()


def test_the_settings_may_force_and_may_be_overruled(tree) -> None:
    root = tree({"icefloe.toml": "force-exclude = true\nrespect-gitignore = false\nexclude = ['a.py']", "a.py": ""})
    assert [one.files for one in select(["a.py"])] == []
    assert [one.files for one in select(["a.py"], Limits(force_exclude=False))] == [("a.py",)]
    assert settings_within(ProjectFiles(root), Limits(respect_gitignore=True)).respect_gitignore


def test_a_whole_project_is_told_from_a_part(tree) -> None:
    tree(FILES)
    assert {one.prefix: one.whole for one in select(["."])} == {"": True, "in/": True}
    assert {one.prefix: one.whole for one in select(["in", "a.py"])} == {"": False, "in/": True}
    assert {one.prefix: one.whole for one in select(["sub"])} == {"": False}


def test_the_runtime_finds_the_same_projects() -> None:
    assert set(MARKS) == {PROJECT, CONFIGURATION}
