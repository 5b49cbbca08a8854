"""Values as they are shown, without loading what would run code."""

import sys
from pathlib import Path

import pytest

from icefloe_runtimes.local.store.frames import frame_lines
from icefloe_runtimes.local.store.preview import plain, preview
from icefloe_runtimes.standin.wrappers import Dataset
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.shelf import Shelf
from icefloe_runtimes.step.storage import store
from icefloe_schema.plan import Output

LAZY = Keeping(durable=False)


class Loaded:
    """Must not be made when it is shown."""

    made = False

    def __setstate__(self, state: object) -> None:
        type(self).made = True


def shown(value: object, folder: Path, form: str = "") -> list[str]:
    entry = store("x", value, Shelf(str(folder), LAZY), Output(name="x", format=form))
    return list(preview(folder / entry.file, entry))


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ({"b": 1, "a": (1.5, None)}, ["{'b': 1, 'a': (1.5, None)}"]),
        ("two\nlines\tof", ["two", "lines   of"]),
        ("\x1b[31mred", ["\\u{1b}[31mred"]),
        (b"\0\1", [r"b'\x00\x01'"]),
        (b"a" * 100, [f"{b'a' * 55!r} …"]),
        ("", []),
        (Dataset([1, 2]), ["[1, 2]", "rows: 2"]),
    ],
)
def test_plain_values_are_shown(tmp_path, value, lines):
    assert shown(value, tmp_path) == lines


def test_long_values_are_cut(tmp_path):
    lines = shown("\n".join(map(str, range(100))), tmp_path)
    assert (len(lines), lines[-1]) == (41, "…")


def test_arrays_are_told_by_their_head(tmp_path):
    numpy = pytest.importorskip("numpy")
    assert shown(numpy.zeros((3, 4)), tmp_path) == ["array of '<f8', shape (3, 4)"]


def test_what_would_run_code_is_not_loaded(tmp_path):
    (line,) = shown(Loaded(), tmp_path, "pickle")
    assert line.startswith(f"{__name__}.Loaded, stored as a pickle (")
    assert not Loaded.made


def test_folders_and_files_are_listed(tmp_path):
    (tmp_path / "made" / "deep").mkdir(parents=True)
    for number in range(22):
        (tmp_path / "made" / "deep" / f"{number:02}").write_text("a" * 2000)
    lines = shown(tmp_path / "made", tmp_path, "file")
    assert (lines[0], lines[-1]) == ("deep/00  2.0 KiB", "… and 2 more")
    (tmp_path / "made.bin").write_bytes(b"\0")
    (tmp_path / "step").mkdir()
    assert shown(tmp_path / "made.bin", tmp_path / "step", "file") == ["1 B that are no text: -o FILE writes them out"]


@pytest.mark.parametrize("value", [{"a": 1.5}, "text", None])
def test_plain_values_are_given_to_programs(tmp_path, value):
    entry = store("x", value, Shelf(str(tmp_path), LAZY))
    assert plain(tmp_path / entry.file, entry) == value


def test_a_changed_value_is_neither_shown_nor_given(tmp_path):
    entry = store("x", "text", Shelf(str(tmp_path), LAZY))
    (tmp_path / entry.file).write_text("other")
    with pytest.raises(ArtifactError, match="was changed"):
        list(preview(tmp_path / entry.file, entry))
    with pytest.raises(ArtifactError, match="was changed"):
        plain(tmp_path / entry.file, entry)


def test_a_file_that_is_no_array_is_told_of(tmp_path):
    numpy = pytest.importorskip("numpy")
    entry = store("x", numpy.zeros(2), Shelf(str(tmp_path), LAZY))
    (tmp_path / entry.file).write_bytes(b"no array")
    from dataclasses import replace
    from hashlib import sha256

    forged = replace(entry, sha256=sha256(b"no array").hexdigest())
    with pytest.raises(ArtifactError, match="no npy file"):
        list(preview(tmp_path / entry.file, forged))


def test_the_head_of_a_frame_is_shown_without_pandas(tmp_path, monkeypatch):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {"n": list(range(12)), "text": ["a\x1b" * 20] * 12} | {f"c{number}": [0.5] * 12 for number in range(7)}
    parquet.write_table(pyarrow.table(columns), tmp_path / "x.parquet")
    monkeypatch.setitem(sys.modules, "pandas", None)
    lines = frame_lines(tmp_path / "x.parquet")
    assert lines[0] == "frame of 12 rows and 9 columns, of which the first 8 are shown"
    assert lines[1].split()[:4] == ["n", "(int64)", "text", "(string)"]
    assert lines[2].split()[:3] == ["0", r"a\u{1b}a\u{1b}a\u{1b}a\…", "0.5"]
    assert (len(lines), lines[-1]) == (13, "… 2 more rows")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    assert frame_lines(tmp_path / "broken.parquet") == []
