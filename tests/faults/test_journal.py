"""The journal: what is read is what was written, whatever became of the file in between."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from icefloe_runtimes.local.journal import NAME, Journal, JournalError, disk, is_held, read


def written(folder: Path, count: int = 4) -> bytes:
    """A journal of some records, as it stands on disk."""
    journal = Journal(folder)
    for number in range(count):
        journal.append("step finished", step=f"s{number}", value={"é\n": [number, None, 1.5]})
    journal.settle()
    journal.close()
    return (folder / NAME).read_bytes()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written(tmp_path)
    found = read(tmp_path)
    assert [record.fields["step"] for record in found.records] == ["s0", "s1", "s2", "s3"]
    assert found.records[2].fields["value"] == {"é\n": [2, None, 1.5]}
    assert (found.held, found.torn, found.damage) == (False, 0, "")
    assert [record.at for record in found.records] == sorted(record.at for record in found.records)
    # Each line is JSON by itself, and nothing else is left in the folder.
    assert [json.loads(line)["n"] for line in (tmp_path / NAME).read_text().splitlines()] == [1, 2, 3, 4]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_journal_that_ends_anywhere_is_read_up_to_there(tmp_path: Path) -> None:
    data = written(tmp_path)
    ends = [place for place, byte in enumerate(data, 1) if byte == ord("\n")]
    for length in range(len(data)):
        (tmp_path / NAME).write_bytes(data[:length])
        found = read(tmp_path)
        whole = [end for end in ends if end <= length]
        assert len(found.records) == len(whole)
        assert found.damage == ""
        assert found.torn == length - (whole[-1] if whole else 0)


def test_a_changed_bit_anywhere_is_noticed(tmp_path: Path) -> None:
    data = written(tmp_path)
    last = data[:-1].rindex(b"\n") + 1
    for place in range(len(data)):
        for bit in (0, 3, 6):
            (tmp_path / NAME).write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
            found = read(tmp_path)
            assert len(found.records) == data[:place].count(b"\n"), (place, bit)
            # The last line may be torn; damage before it is told with its place.
            start = data[:place].rfind(b"\n") + 1
            assert found.torn or f"damaged at byte {start} (line {len(found.records) + 1})" in found.damage
            assert place >= last or found.damage or place == last - 1


@pytest.mark.parametrize("order", [(0, 2, 1, 3), (0, 1, 1, 2, 3), (0, 2, 3), (1, 2, 3)])
def test_lines_that_moved_are_noticed(order: tuple[int, ...], tmp_path: Path) -> None:
    lines = written(tmp_path).splitlines(keepends=True)
    (tmp_path / NAME).write_bytes(b"".join(lines[number] for number in order))
    sound = next(place for place, number in enumerate(order) if place != number)
    assert len(read(tmp_path).records) == sound


def test_zeros_that_a_power_cut_left_are_no_damage(tmp_path: Path) -> None:
    data = written(tmp_path)
    (tmp_path / NAME).write_bytes(data + bytes(300))
    found = read(tmp_path)
    assert (len(found.records), found.torn, found.damage) == (4, 300, "")


def test_a_journal_is_held_until_it_is_closed(tmp_path: Path) -> None:
    assert not is_held(tmp_path / NAME)
    journal = Journal(tmp_path)
    assert is_held(tmp_path / NAME)
    assert read(tmp_path).held
    with pytest.raises(JournalError, match=r"cannot be recorded in .*File exists"):
        Journal(tmp_path)
    journal.close()
    journal.close()
    assert not is_held(tmp_path / NAME)


def failing(name: str, number: int, error: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the `number`th call of a function of `os` fail, and all later ones where it is negative."""
    real: Callable[..., object] = getattr(os, name)
    count = [0]

    def call(*arguments: object, **named: object) -> object:
        count[0] += 1
        if count[0] == abs(number) or (number < 0 and count[0] > -number):
            raise OSError(error, os.strerror(error))
        return real(*arguments, **named)

    monkeypatch.setattr(os, name, call)
    return count


def test_a_full_disk_is_told_in_the_journal_with_what_was_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    assert (tmp_path / ".reserve").stat().st_blocks * 512 >= 1 << 16
    with monkeypatch.context() as patch:
        failing("write", 2, errno.ENOSPC, patch)
        for number in range(3):
            journal.append("step finished", step=str(number))
    assert journal.trouble.endswith("journal.jsonl: the disk is full: free some room, and resume the run")
    assert not (tmp_path / ".reserve").exists()
    with pytest.raises(JournalError, match="the disk is full"):
        journal.settle()
    journal.close()
    assert [record.fields["step"] for record in read(tmp_path).records] == ["0", "1", "2"]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_disk_that_takes_no_more_leaves_what_there_was(
    error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    with monkeypatch.context() as patch:
        failing("write", -3, error, patch)
        for number in range(5):
            journal.append("step finished", step=str(number))
    # What comes after something that could not be written is not written either.
    journal.append("step finished", step="late")
    with pytest.raises(JournalError):
        journal.settle()
    journal.close()
    found = read(tmp_path)
    assert [record.fields["step"] for record in found.records] == ["0", "1"]
    assert (found.torn, found.damage) == (0, "")


def test_half_a_record_is_completed_or_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    real, count = os.write, [0]

    def write(descriptor: int, data: bytes) -> int:
        count[0] += 1
        if count[0] in (5, 7):
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, data[: 10 if count[0] in (2, 4, 6) else len(data)])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        for number in range(3):
            journal.append("step finished", step=str(number))
    journal.close()
    found = read(tmp_path)
    assert [record.fields["step"] for record in found.records] == ["0", "1"]
    assert (found.torn, found.damage) == (0, "")


@pytest.mark.parametrize("name", ["fdatasync", "fsync"])
def test_an_error_of_the_disk_is_not_forgotten(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "step").mkdir()
    journal = Journal(tmp_path)
    journal.append("step finished", tmp_path / "step", step="a")
    with monkeypatch.context() as patch:
        failing(name, 1, errno.EIO, patch)
        with pytest.raises(JournalError, match="Input/output error"):
            journal.settle()
    with pytest.raises(JournalError, match="Input/output error"):
        journal.settle()
    journal.close()


def test_a_folder_without_room_for_a_journal_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        failing("posix_fallocate", 1, errno.ENOSPC, patch)
        with pytest.raises(JournalError, match="No space left"):
            Journal(tmp_path)
    assert not is_held(tmp_path / NAME)


def test_many_records_wait_for_the_disk_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []
    real = disk.settle

    def settle(descriptor: int, folders: list[Path]) -> None:
        settled.append(descriptor)
        real(descriptor, folders)

    monkeypatch.setattr(disk, "settle", settle)
    journal = Journal(tmp_path, pause=0.02)
    for number in range(2000):
        (tmp_path / str(number % 20)).mkdir(exist_ok=True)
        journal.append("step finished", tmp_path / str(number % 20), step=str(number))
        journal.commit()
    journal.settle()
    journal.close()
    assert len(read(tmp_path).records) == 2000
    assert 1 <= len(settled) < 40


@pytest.mark.parametrize("many", [False, True])
def test_what_lasts_is_all_that_a_folder_holds(many: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File by file, where the system has no call for all of it at once."""
    store, step = tmp_path / "objects", tmp_path / "run" / "step"
    (store / "tree").mkdir(parents=True)
    (store / "tree" / "leaf").write_text("3")
    (step / "folder").mkdir(parents=True)
    (store / "digest").write_text("1")
    (step / "value.json").symlink_to("../../objects/digest")
    (step / "model").symlink_to("../../objects/tree")
    for number in range(20 if many else 1):
        (step / "folder" / f"{number}.txt").write_text("2")
    monkeypatch.setattr("sys.platform", "darwin")
    names: dict[int, str] = {}
    synced: list[str] = []
    opening, syncing = os.open, os.fsync

    def open_(path: str, *rest: int) -> int:
        found = opening(path, *rest)
        names[found] = os.path.realpath(path)
        return found

    monkeypatch.setattr(os, "open", open_)

    def fsync(descriptor: int) -> None:
        synced.append(names[descriptor])
        syncing(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    descriptor = open_(str(tmp_path), os.O_RDONLY)
    disk.settle(descriptor, [step])
    os.close(descriptor)
    wanted = {
        store,
        store / "digest",
        store / "tree",
        store / "tree" / "leaf",
        step,
        step / "folder",
        tmp_path / "run",
        *(step / "folder").iterdir(),
    }
    assert set(map(str, wanted)) <= set(synced)
