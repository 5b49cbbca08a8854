"""The store of a workspace: each content once, under the digest of its bytes."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.objects import Objects, contents
from icefloe_runtimes.step.shelf import Shelf

LARGE = b"x" * 200_000


@pytest.fixture(params=[False, True], ids=["lazy", "durable"])
def shelf(tmp_path: Path, request: pytest.FixtureRequest) -> Shelf:
    (tmp_path / "runs" / "one" / "step").mkdir(parents=True)
    keeping = Keeping(store=tmp_path / "objects", durable=request.param)
    return Shelf(str(tmp_path / "runs" / "one" / "step"), keeping)


def object_of(shelf: Shelf, data: bytes) -> Path:
    name = sha256(data).hexdigest()
    return Path(shelf.at, "../../../objects", name[:2], name).resolve()


@pytest.mark.parametrize("data", [b"", b"small", LARGE])
def test_bytes_are_a_read_only_object_with_a_readable_relative_link(shelf: Shelf, data: bytes):
    stored = shelf.data("value.bin", data)
    link = Path(shelf.at, "value.bin")
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == object_of(shelf, data)
    assert link.read_bytes() == data
    assert (stored.sha256, stored.size) == (sha256(data).hexdigest(), len(data))
    assert object_of(shelf, data).stat().st_mode & 0o777 == 0o444


def test_a_content_is_there_once(shelf: Shelf, tmp_path: Path):
    shelf.data("a.txt", b"same")
    before = object_of(shelf, b"same").stat().st_ino
    shelf.data("b.txt", b"same")
    shelf.stream("c.txt", lambda stream: stream.write(b"same"))
    assert [path for _, path in contents(str(tmp_path / "objects"))] == [str(object_of(shelf, b"same"))]
    assert Path(shelf.at, "a.txt").samefile(Path(shelf.at, "c.txt"))
    assert before


@pytest.mark.parametrize("spoilt", [b"", b"smalk", b"small and more"])
def test_a_spoilt_content_is_put_right(shelf: Shelf, spoilt: bytes):
    shelf.data("a.txt", b"small")
    object_of(shelf, b"small").unlink()
    object_of(shelf, b"small").write_bytes(spoilt)
    shelf.data("b.txt", b"small")
    assert Path(shelf.at, "a.txt").read_bytes() == b"small"


def test_a_spoilt_folder_is_put_right(shelf: Shelf, tmp_path: Path):
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "deep" / "file.txt").write_text("hello")
    stored = shelf.folder("a", source)
    (Path(shelf.at, "a") / "deep" / "more.txt").write_text("spoilt")
    assert shelf.folder("b", source) == stored
    assert tree(Path(shelf.at, "a"))[0] == stored.sha256
    assert not list((tmp_path / "objects").glob(".making-*"))


def test_a_folder_is_an_object_of_read_only_files(shelf: Shelf, tmp_path: Path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "run.sh").write_text("echo")
    (source / "run.sh").chmod(0o755)
    stored = shelf.folder("kept", source)
    kept = Path(shelf.at, "kept")
    assert kept.is_symlink()
    assert (kept / "run.sh").stat().st_mode & 0o777 == 0o555
    assert stored.sha256 == tree(source)[0]


def test_a_file_alone_is_put_into_a_folder(shelf: Shelf, tmp_path: Path):
    (tmp_path / "data.csv").write_text("a\n")
    shelf.folder("atom", tmp_path / "data.csv")
    assert (Path(shelf.at, "atom") / "data.csv").read_text() == "a\n"


def test_where_there_can_be_no_links_there_are_copies(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(source: str, target: str) -> None:
        raise OSError(source, target)

    monkeypatch.setattr(os, "symlink", refused)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a").write_text("a")
    shelf.data("value.txt", b"copied")
    shelf.folder("folder", tmp_path / "folder")
    assert not Path(shelf.at, "value.txt").is_symlink()
    assert Path(shelf.at, "value.txt").read_bytes() == b"copied"
    assert (Path(shelf.at, "folder") / "a").read_text() == "a"


def test_a_write_that_takes_a_part_goes_on(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:3]))
    shelf.data("value.txt", b"a longer text")
    assert Path(shelf.at, "value.txt").read_bytes() == b"a longer text"


@pytest.mark.parametrize("how", ["data", "stream", "made"])
def test_what_fails_leaves_nothing_behind(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    if how == "data":
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            shelf.data("value.txt", b"x")
    elif how == "stream":
        with pytest.raises(OSError, match="No space"):
            shelf.stream("value.txt", full)
    else:
        with pytest.raises(OSError, match="No space"):
            shelf.made("value.txt", full)
    assert not list((tmp_path / "objects").glob(".making-*"))
    assert not list(contents(str(tmp_path / "objects")))
    assert not list(Path(shelf.at).iterdir())


def test_without_a_store_files_are_plain(tmp_path: Path):
    (tmp_path / "step").mkdir()
    shelf = Shelf(str(tmp_path / "step"), Keeping())
    shelf.data("a.txt", b"a")
    shelf.stream("b.txt", lambda stream: stream.write(b"b"))
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "c").write_text("c")
    shelf.folder("c", tmp_path / "source")
    assert sorted(path.name for path in (tmp_path / "step").iterdir()) == ["a.txt", "b.txt", "c"]
    assert not any(path.is_symlink() for path in (tmp_path / "step").iterdir())


def test_a_link_leads_to_its_object_from_any_depth(tmp_path: Path):
    deep = tmp_path / "runs" / "one" / "map.inside" / "0" / "step"
    deep.mkdir(parents=True)
    Objects(tmp_path / "objects").keep(sha256(b"x").hexdigest(), b"x")
    Objects(tmp_path / "objects").link(sha256(b"x").hexdigest(), str(deep), "x.txt")
    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    tmp_path.rename(moved)
    assert (moved / "runs/one/map.inside/0/step/x.txt").read_bytes() == b"x"
