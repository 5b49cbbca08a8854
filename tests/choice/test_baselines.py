"""What was there before is not reported, wherever it has moved to."""

import json
from pathlib import Path

import pytest
from known_mistakes import TRAIN, found

from icefloe import api
from icefloe.choice.baseline import dumps, loads, updated
from icefloe.choice.said import Entry
from icefloe.project import ProjectError

ALL = ["FLO201:9", "FLO301:19", "FLO105:25"]


@pytest.fixture
def update(check, tmp_path: Path):
    """Bring a baseline up to date, as the command does."""

    def run(files: dict[str, str], *paths: str, name: str = "known.json", **choice: object) -> api.Checked:
        path = tmp_path / name
        checked = check(files, *paths, baseline=path, update_baseline=True, **choice)
        data = path.read_bytes() if path.is_file() else None
        path.write_text(updated(data, path, checked.changes), encoding="utf-8")
        return checked

    return run


def test_a_baseline_is_a_list_with_an_entry_a_line(update, tmp_path: Path) -> None:
    assert found(update({"train.py": TRAIN})) == []
    text = (tmp_path / "known.json").read_text(encoding="utf-8")
    first, *lines, last = text.splitlines()
    assert (first, last) == ('{"icefloe-baseline": 1, "findings": [', '"end"]}')
    rows = [json.loads(line.removesuffix(",")) for line in lines]
    assert all(line.endswith("},") for line in lines)
    assert [(row["path"], row["code"], row["text"]) for row in rows] == [
        ("train.py", "FLO105", 'p = Pipeline("x", verison="1")'),
        ("train.py", "FLO201", '@step(inputs=["rwa"], outputs=["model"])'),
        ("train.py", "FLO301", "model: int,"),
    ]
    assert lines == sorted(lines)
    update({"train.py": TRAIN})
    assert (tmp_path / "known.json").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("change", "left", "gone"),
    [
        (lambda text: text, [], 0),
        (lambda text: "# one\n\n# two\n" + text, [], 0),
        (lambda text: text.replace('    "m"', '    "m"\n\n\nMORE = 1'), [], 0),
        (lambda text: text.replace('Pipeline("x", verison', 'Pipeline("x",  verison'), [], 0),
        (lambda text: text.replace("verison", "version"), [], 1),
        (lambda text: text.replace('"x", verison', '"y", verison'), ["FLO201:9", "FLO105:25"], 2),
        (lambda text: text + 'p2 = Pipeline("x", verison="1")\n', ["FLO105:29"], 0),
    ],
)
def test_what_moves_stays_known(check, update, tmp_path: Path, change, left: list[str], gone: int) -> None:
    update({"train.py": TRAIN})
    checked = check({"train.py": change(TRAIN)}, baseline=tmp_path / "known.json")
    assert [one for one in found(checked) if not one.startswith("FLO10")] == [
        o for o in left if not o.startswith("FLO10")
    ]
    assert [one for one in found(checked) if one.startswith("FLO105")] == [o for o in left if o.startswith("FLO105")]
    assert bool(checked.told) is bool(gone)
    if gone:
        assert checked.told[0].startswith(f"warning: known.json: {gone} entr")
        assert "--update-baseline" in checked.told[0]


def test_entries_that_are_found_no_more_go_and_the_others_stay(check, update, tmp_path: Path) -> None:
    other = TRAIN.replace('Pipeline("x"', 'Pipeline("other"')
    update({"train.py": TRAIN, "other.py": other})
    fixed = TRAIN.replace("verison", "version")
    # Only what was looked at is judged, and only codes that are selected.
    assert not check({"train.py": fixed}, "other.py", baseline=tmp_path / "known.json").told
    assert not check({"train.py": fixed}, baseline=tmp_path / "known.json", select=("FLO2",)).told
    update({"train.py": fixed}, "train.py")
    data = (tmp_path / "known.json").read_bytes()
    kept = [(entry.path, entry.code) for entry in loads(data, tmp_path / "known.json")]
    assert kept == [
        *(("other.py", code) for code in ("FLO105", "FLO201", "FLO301")),
        *(("train.py", code) for code in ("FLO201", "FLO301")),
    ]
    (tmp_path / "other.py").unlink()
    assert "3 entries are found no more" in check({}, baseline=tmp_path / "known.json").told[0]


def test_the_same_twice_is_known_as_often_as_it_was(check, update, tmp_path: Path) -> None:
    twice = (
        TRAIN
        + 'p2 = Pipeline("z", verison="1")\np2.add_step(load)\np2 = Pipeline("z", verison="1")\np2.add_step(load)\n'
    )
    first = found(check({"train.py": twice}))
    assert [one.partition(":")[0] for one in first].count("FLO105") == 3
    update({"train.py": twice})
    assert found(check({}, baseline=tmp_path / "known.json")) == []


def test_what_could_not_be_read_is_never_known(check, update, tmp_path: Path) -> None:
    files = {"bad.py": "import flowyml\nx = (", "train.py": TRAIN}
    assert found(update(files)) == ["FLO901:bad.py:2"]
    assert "bad.py" not in (tmp_path / "known.json").read_text()


def test_one_file_may_know_several_projects_and_stand_anywhere(check, update, tmp_path: Path) -> None:
    files = {"a/pyproject.toml": "", "a/train.py": TRAIN, "b/icefloe.toml": "", "b/train.py": TRAIN}
    assert found(update(files, name="known/base.json") if (tmp_path / "known").mkdir() is None else None) == []
    entries = loads((tmp_path / "known/base.json").read_bytes(), tmp_path)
    assert {entry.path for entry in entries} == {"../a/train.py", "../b/train.py"}
    assert found(check({}, "a", baseline=tmp_path / "known/base.json")) == []
    assert len(found(check({}, "a"))) == 3


def test_the_settings_may_name_it(check, update, tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.icefloe]\nbaseline = 'known.json'", "train.py": TRAIN}
    with pytest.raises(ProjectError, match=r"there is no baseline known\.json: --update-baseline writes it"):
        check(files)
    update(files)
    assert found(check(files)) == []
    assert found(check({**files, "pyproject.toml": ""})) == ALL


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no baseline: "),
        ("[]", "is no baseline of this version"),
        ('{"icefloe-baseline": 2, "findings": []}', "is no baseline of this version"),
        ('{"icefloe-baseline": 1, "findings": [{"path": "a"}]}', "an entry without path, code, message and text"),
        ('{"icefloe-baseline": 1, "findings": [7]}', "an entry without path, code, message and text"),
        ("[" * 100_000, "is no baseline: "),
        ("<<<<<<< HEAD", "is no baseline: "),
    ],
)
def test_anything_else_is_no_baseline(check, tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        check({"known.json": text, "train.py": TRAIN}, baseline=tmp_path / "known.json")


def test_a_baseline_is_read_as_it_is_written() -> None:
    entries = (
        Entry(path="a", code="FLO201", message='say "é"\u2028\ud800', text="\t"),
        Entry(path="a", code="FLO201", message="", text=""),
    )
    assert loads(dumps(entries).encode(), Path("x")) == tuple(sorted(entries, key=lambda one: one.message))
    assert loads(dumps(()).encode(), Path("x")) == ()
