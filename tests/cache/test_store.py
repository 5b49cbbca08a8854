"""Only what was written here, by us, and is whole, is ever believed."""

import marshal
import os
import stat
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest

from icefloe.cache import store
from icefloe.cache.store import MAGIC, SECRET, Store, chosen, home, named, opened


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    made = opened(str(tmp_path / "cache"))
    assert made is not None
    assert made.put("a", ("one", 1, [b"x"])) == ""
    assert made.put("b", {"two": None}) == ""
    return made


def path(kept: Store, name: str = "a") -> Path:
    return Path(kept.folder) / name


def test_what_was_kept_is_there_for_the_next_call(kept: Store, tmp_path: Path) -> None:
    again = opened(str(tmp_path / "cache"))
    assert again is not None
    assert again.get("a") == ("one", 1, [b"x"])
    assert again.get("b") == {"two": None}
    assert again.get("c") is None


def test_nobody_else_can_read_it(kept: Store) -> None:
    assert stat.S_IMODE(Path(kept.folder).stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in Path(kept.folder).iterdir()} == {0o600}


def changed(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("empty", lambda data: b""),
    ("cut short", lambda data: data[:-1]),
    ("only a head", lambda data: data[: len(MAGIC)]),
    ("longer", lambda data: data + b"x"),
    ("zeros", lambda data: bytes(len(data))),
    ("noise", lambda data: os.urandom(len(data))),
    ("text", lambda data: b"{}" * 40),
    ("another version", lambda data: b"icefloe check 0\n" + data[len(MAGIC) :]),
    ("without a seal", lambda data: MAGIC + data[len(MAGIC) + 32 :]),
    ("marshal that crashes", lambda data: data[: len(MAGIC) + 32] + b"\xdb\xff\xff\xff\x7f" * 10),
    *((f"one bit at {at}", changed(at)) for at in (0, 20, 47, 48, -2)),
]


@pytest.mark.parametrize(("what", "damage"), DAMAGE, ids=[what for what, _ in DAMAGE])
def test_what_is_damaged_is_not_there(what: str, damage: Callable[[bytes], bytes], kept: Store) -> None:
    path(kept).write_bytes(damage(path(kept).read_bytes()))
    assert kept.get("a") is None
    assert kept.get("b") == {"two": None}


def test_an_entry_is_tied_to_its_name(kept: Store) -> None:
    path(kept, "b").replace(path(kept, "a"))
    assert kept.get("a") is None


def test_entries_of_another_cache_are_foreign(kept: Store, tmp_path: Path) -> None:
    other = opened(str(tmp_path / "other"))
    assert other is not None
    (Path(other.folder) / "a").write_bytes(path(kept).read_bytes())
    assert other.get("a") is None


def test_a_forged_entry_needs_the_secret(kept: Store) -> None:
    payload = marshal.dumps("forged")
    path(kept).write_bytes(MAGIC + blake2b(payload, digest_size=32).digest() + payload)
    assert kept.get("a") is None


@pytest.mark.parametrize("secret", [b"", b"x", b"x" * 31, b"x" * 33, b"x" * 4_000])
def test_a_damaged_secret_is_made_anew_and_old_entries_are_gone(secret: bytes, kept: Store, tmp_path: Path) -> None:
    path(kept, SECRET).write_bytes(secret)
    again = opened(str(tmp_path / "cache"))
    if again is None:
        return
    assert again.get("a") is None
    assert again.put("a", 1) == ""
    assert again.get("a") == 1


def test_links_pipes_and_folders_are_no_entries(kept: Store, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(path(kept).read_bytes())
    path(kept).unlink()
    path(kept).symlink_to(outside)
    assert kept.get("a") is None
    path(kept).unlink()
    os.mkfifo(path(kept))
    assert kept.get("a") is None
    path(kept).unlink()
    path(kept).mkdir()
    assert kept.get("a") is None
    assert kept.put("a", 1) != ""


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o722])
def test_a_folder_that_others_can_write_to_is_not_used(mode: int, kept: Store, tmp_path: Path) -> None:
    Path(kept.folder).chmod(mode)
    assert opened(str(tmp_path / "cache")) is None


def test_a_folder_that_is_a_link_or_a_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "check").symlink_to(tmp_path / "real")
    assert opened(str(tmp_path / "cache")) is None
    (tmp_path / "file").write_text("x")
    assert opened(str(tmp_path / "file")) is None
    assert opened(None) is None


def test_a_folder_of_somebody_else_is_not_used(kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: -1)
    assert opened(str(tmp_path / "cache")) is None
    assert kept.get("a") is None


def test_what_cannot_be_written_costs_nothing_but_a_reason(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    assert "No space left" in kept.put("a", 2)
    monkeypatch.undo()
    assert kept.get("a") == ("one", 1, [b"x"])
    assert [one.name for one in Path(kept.folder).iterdir() if one.name.startswith("new-")] == []


def test_what_is_no_plain_data_or_too_large_is_not_kept(kept: Store) -> None:
    assert "plain" in kept.put("a", object())
    assert "larger" in kept.put("a", bytes(store.LARGEST + 1))


def test_the_entries_that_were_used_last_stay(kept: Store) -> None:
    for number in range(20):
        kept.put(f"e{number:02}", bytes(1_000))
        os.utime(path(kept, f"e{number:02}"), (number + 1, number + 1))
    kept.get("e03")  # used now, and so the newest of these
    kept.trim(most_entries=6)
    assert {one.name for one in Path(kept.folder).iterdir()} == {SECRET, "a", "b", "e03", "e17", "e18", "e19"}
    kept.trim(most_bytes=2_500)
    assert {one.name for one in Path(kept.folder).iterdir()} >= {SECRET, "e03", "a", "b"}
    assert sum(one.stat().st_size for one in Path(kept.folder).iterdir()) < 2_600


def test_a_clock_that_goes_back_changes_nothing(kept: Store) -> None:
    os.utime(path(kept), (4_000_000_000, 4_000_000_000))
    assert kept.get("a") == ("one", 1, [b"x"])
    assert path(kept).stat().st_mtime < 4_000_000_000
    kept.trim(most_entries=2)
    assert kept.get("a") == ("one", 1, [b"x"])


PLACES: list[tuple[dict[str, str], str]] = [
    ({"HOME": "/home/a"}, "/home/a/.cache/icefloe"),
    ({"HOME": "/home/a", "XDG_CACHE_HOME": "/var/c"}, "/var/c/icefloe"),
    ({"HOME": "/home/a", "XDG_CACHE_HOME": "relative"}, "/home/a/.cache/icefloe"),
    ({"XDG_CACHE_HOME": ""}, ""),
    ({"HOME": ""}, ""),
    ({"HOME": "relative"}, ""),
]


@pytest.mark.parametrize(("environment", "expected"), PLACES)
def test_where_a_system_keeps_such_things(environment: dict[str, str], expected: str) -> None:
    assert home(environment) == expected


def test_windows_and_macos_have_places_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert home({"HOME": "/Users/a"}) == "/Users/a/Library/Caches/icefloe"
    monkeypatch.setattr("sys.platform", "win32")
    assert home({"LOCALAPPDATA": "/c/Local"}) == "/c/Local/icefloe"


def test_a_folder_in_a_checkout_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    (here / "inner").mkdir(parents=True)
    (tmp_path / "checkout" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to(here)
    monkeypatch.chdir(here)
    assert chosen({}, "inner") is None
    assert chosen({}, ".") is None
    assert chosen({"ICEFLOE_CACHE_DIR": str(tmp_path / "link" / "c")}) is None
    assert chosen({"ICEFLOE_CACHE_DIR": str(tmp_path / "checkout" / "c")}) is None
    assert chosen({"ICEFLOE_CACHE_DIR": str(tmp_path / "other")}) == str(tmp_path / "other")
    assert chosen({"ICEFLOE_CACHE_DIR": "nowhere"}, str(tmp_path / "other")) == str(tmp_path / "other")
    assert chosen({"HOME": "/home/a"}) == "/home/a/.cache/icefloe"
    assert chosen({}, "\0") is None


def test_names_stand_for_all_their_texts() -> None:
    assert len({named("a", "b"), named("ab"), named("a"), named("b", "a"), named("a", "b", "")}) == 5
    assert named("\udcff") != named("\udcfe")
