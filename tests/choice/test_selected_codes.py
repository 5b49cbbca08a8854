"""Which codes are reported: by the settings, by the call, by file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from known_mistakes import TRAIN, found

from icefloe.choice import Said
from icefloe.choice.known import known, off_by_default
from icefloe.choice.selection import Selection
from icefloe.project import Patterns, ProjectError, Settings
from icefloe.rules import RULES

OFF = min(off_by_default())


def test_the_codes_are_those_of_the_rules_and_of_the_pages() -> None:
    assert {code: name for code, name in known().items() if code in {rule.code for rule in RULES}} == {
        rule.code: rule.name for rule in RULES
    }
    assert off_by_default() == {rule.code for rule in RULES if not rule.default}


# settings: select, ignore, extend-select; call: the same; then codes that hold, and codes that do not.
TABLE = [
    ((None, (), ()), (None, None, ()), "FLO105 FLO201 FLO910", OFF),
    ((("FLO2",), (), ()), (None, None, ()), "FLO201 FLO299", "FLO105 FLO910"),
    ((("flo2",), (), ()), (None, None, ()), "FLO201", "FLO105"),
    ((("missing-input",), (), ()), (None, None, ()), "FLO201", "FLO202"),
    ((("ALL",), (), ()), (None, None, ()), f"FLO105 {OFF}", ""),
    ((("all",), ("FLO1",), ()), (None, None, ()), f"FLO201 {OFF}", "FLO105"),
    ((None, (), (OFF,)), (None, None, ()), f"FLO105 {OFF}", ""),
    ((None, (), (OFF[:4],)), (None, None, ()), f"FLO105 {OFF}", ""),
    ((None, ("FLO2",), ("FLO201",)), (None, None, ()), "FLO201 FLO105", "FLO202"),
    ((("FLO201",), ("FLO2",), ()), (None, None, ()), "FLO201", "FLO202"),
    ((("FLO2",), ("FLO201",), ()), (None, None, ()), "FLO202", "FLO201"),
    ((("FLO2",), ("FLO2",), ()), (None, None, ()), "", "FLO201"),
    ((None, ("ALL",), ("FLO2",)), (None, None, ()), "FLO201", "FLO105"),
    # The call's `select` takes the place of everything; its `ignore` and `extend-select` come on top.
    ((("FLO2",), ("FLO301",), ()), (("FLO3",), None, ()), "FLO301", "FLO201"),
    ((("FLO2",), (), ()), (None, ("FLO201",), ()), "FLO202", "FLO201 FLO301"),
    ((("FLO201",), (), ()), (None, ("FLO2",), ()), "", "FLO201"),
    ((("FLO2",), ("FLO201",), ()), (None, None, ("FLO201",)), "FLO201", ""),
    ((("FLO2",), (), ()), (None, None, ("FLO105",)), "FLO201 FLO105", "FLO106"),
    # What says that a file was not read is always said.
    ((("FLO2",), ("FLO9",), ()), (("FLO3",), ("FLO9",), ()), "FLO901 FLO902 FLO909 FLO914", "FLO910 FLO911"),
]


@pytest.mark.parametrize(("file", "call", "held", "left"), TABLE)
def test_the_longest_beginning_decides(file, call, held: str, left: str) -> None:
    settings = Settings(select=file[0], ignore=file[1], extend_select=file[2])
    selection = Selection(settings, Said(select=call[0], ignore=call[1], extend_select=call[2]))
    assert [code for code in held.split() if not selection.holds(code, "a.py")] == []
    assert [code for code in left.split() if selection.holds(code, "a.py")] == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"select": ("FLO201", "FLO2X")}, "--select: there is no rule 'FLO2X': did you mean"),
        ({"select": ("mising-input",)}, "--select: there is no rule 'mising-input': did you mean missing-input?"),
        ({"ignore": ("FLO2O1",)}, "--ignore: there is no rule 'FLO2O1': did you mean FLO201?"),
        ({"extend_select": ("E501",)}, "--extend-select: there is no rule 'E501'"),
        ({"select": ("FLO06",)}, "--select: there is no rule 'FLO06'"),
        ({"per_file_ignores": (("a/**", ("x-y",)),)}, "--per-file-ignores: there is no rule 'x-y'"),
    ],
)
def test_what_is_no_code_is_a_wrong_call(said, message: str) -> None:
    with pytest.raises(ProjectError) as told:
        Selection(Settings(), Said(**said))
    assert str(told.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.icefloe]\nselect = ['FLO2', 'FLO7Z']", "pyproject.toml: `select` in [tool.icefloe]: there is no rule"),
        ("[tool.icefloe]\nignore = ['nope']", "pyproject.toml: `ignore` in [tool.icefloe]: there is no rule 'nope'"),
        ("[tool.icefloe]\nextend-select = ['']", "pyproject.toml: `extend-select` in [tool.icefloe]: there is no"),
        (
            "[tool.icefloe.per-file-ignores]\n'a/**' = ['nope']",
            "pyproject.toml: `a/**` in [tool.icefloe.per-file-ignores]: there is no rule 'nope'",
        ),
    ],
)
def test_what_is_no_code_in_the_settings_is_told_with_file_and_key(check, text: str, message: str) -> None:
    with pytest.raises(ProjectError) as told:
        check({"pyproject.toml": text, "train.py": TRAIN})
    assert str(told.value).startswith(message)


# Patterns of the settings (with the folder that they come from), a path, and whether FLO201 is reported of it.
@pytest.mark.parametrize(
    ("pattern", "above", "path", "held"),
    [
        ("legacy/**", "", "legacy/a.py", False),
        ("legacy/", "", "legacy/b/a.py", False),
        ("legacy/**", "", "new/legacy.py", True),
        ("*.ipynb", "", "a/nb.ipynb:cell 3", False),
        ("a.py", "", "deep/a.py", False),
        ("/a.py", "", "deep/a.py", True),
        ("!src/**", "", "tests/a.py", False),
        ("!src/**", "", "src/a.py", True),
        ("one/legacy/**", "one/", "legacy/a.py", False),
        ("legacy/**", "one/", "legacy/a.py", True),
    ],
)
def test_codes_are_ignored_by_file(pattern: str, above: str, path: str, held: bool) -> None:
    own = Settings(per_file_ignores=((Patterns(lines=(pattern,), above=above), ("FLO2", "FLO9")),))
    assert Selection(own, Said()).holds("FLO201", path) is held
    assert Selection(own, Said()).holds("FLO105", path)
    assert Selection(own, Said()).holds("FLO901", path)
    if not above:
        said = Said(per_file_ignores=((pattern, ("missing-input",)),))
        assert Selection(replace(own, per_file_ignores=()), said).holds("FLO201", path) is held
    assert Selection(own, Said(per_file_ignores=())).holds("FLO201", path)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, ["FLO201:9", "FLO301:19", "FLO105:25"]),
        ({"select": ("FLO2", "unknown-argument")}, ["FLO201:9", "FLO105:25"]),
        ({"ignore": ("FLO2", "type-mismatch")}, ["FLO105:25"]),
        ({"per_file_ignores": (("tr*.py", ("ALL",)),)}, []),
    ],
)
def test_a_check_reports_what_is_selected(check, said, left: Sequence[str]) -> None:
    checked = check({"train.py": TRAIN}, **said)
    assert found(checked) == left
    assert checked.summary.pipelines == 1


@pytest.mark.parametrize(
    ("here", "pattern", "left"),
    [
        ("", "a/*", ["c/x.py", "in/x.py"]),
        ("a", "/x.py", ["c/x.py"]),
        ("a", "a/*", ["a/x.py", "c/x.py", "in/x.py"]),
        ("a", "x.py", ["c/x.py"]),
        ("", "x.py", []),
        ("in", "/x.py", ["a/x.py", "c/x.py"]),
    ],
)
def test_patterns_of_a_call_hold_from_the_folder_of_the_shell(check, monkeypatch, tmp_path: Path, here, pattern, left):
    check({"a/x.py": TRAIN, "c/x.py": TRAIN, "in/x.py": TRAIN, "in/icefloe.toml": ""}, select=())
    monkeypatch.chdir(tmp_path / here)
    checked = check({}, str(tmp_path), select=("FLO2",), per_file_ignores=((pattern, ("FLO2",)),))
    assert [one.span.path for one in checked.findings] == left


def test_what_a_note_says_is_selected_like_all_else(check) -> None:
    text = TRAIN.replace("verison", "version").replace('["rwa"]', '["raw"], timeout=3').replace("(rwa)", "(raw)")
    assert found(check({"train.py": text}, select=("FLO5",))) == ["FLO501:9"]
    assert found(check({"train.py": text}, ignore=("FLO501", "FLO3"))) == []


def test_a_file_that_cannot_be_read_is_always_told_of(check, tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.icefloe]\nignore = ['ALL']", "bad.py": "import flowyml\nx = (", "train.py": TRAIN}
    assert found(check(files)) == ["FLO901:bad.py:2"]
    assert found(check(files, select=("FLO2",), per_file_ignores=(("**", ("FLO9",)),))) == [
        "FLO901:bad.py:2",
        "FLO201:9",
    ]
