"""A bundle that is not as it was made does not start."""

import random
from pathlib import Path

import pytest
from bundle_project import BARE, started
from damage import Place, parts, tried

from icefloe_runtimes.bundle.archive import DamagedError, pack, unpack

pytestmark = pytest.mark.executes

SEED = 8
#: For each part of a file: how many of its bits are tried with a Python of its own.
EACH = 25


def test_every_flipped_byte_breaks_the_seal(bundle, hello: Path) -> None:
    """One bit of every tenth byte, and every bit where a Python reads before the bundle looks at itself."""
    data = bundle(hello).read_bytes()
    drawn = random.Random(SEED)
    places = [Place(byte, drawn.randrange(8), "any") for byte in range(drawn.randrange(500), len(data), 500)]
    places += [Place(byte, bit, name) for name, where in parts(data) for byte in where[::40] for bit in range(8)]
    for place in places:
        with pytest.raises(DamagedError):
            unpack(place.flipped(data))


def test_a_flipped_bit_is_refused_before_anything_starts(bundle, hello: Path, tmp_path: Path) -> None:
    data = bundle(hello).read_bytes()
    drawn = random.Random(SEED)
    places = [Place(drawn.choice(where), drawn.randrange(8), name) for name, where in parts(data) for _ in range(EACH)]
    places += [Place(drawn.randrange(len(data)), drawn.randrange(8), "any") for _ in range(EACH)]
    let_through = [
        (place, found)
        for place in places
        if not (found := tried(place.flipped(data), tmp_path / "try", BARE[0])).is_refused
    ]
    assert let_through == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(bundle, hello: Path, tmp_path: Path, share: float) -> None:
    data = bundle(hello).read_bytes()
    found = tried(data[: int(len(data) * share)], tmp_path / "try", BARE[0])
    assert found.is_refused, found


@pytest.mark.parametrize("more", [b"\0", b"\n", b"PK\x05\x06" + bytes(18)])
def test_a_file_with_something_behind_it_is_refused(bundle, hello: Path, tmp_path: Path, more: bytes) -> None:
    found = tried(bundle(hello).read_bytes() + more, tmp_path / "try", BARE[0])
    assert found.is_refused, found


# --- files that were sealed anew -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("project/parts/numbers.py", b"40", b"41", "error: module `parts/numbers.py` is not as it was frozen"),
        ("project/uv.lock", b"1", b"2", "error: the dependencies' `uv.lock` is not as it was frozen"),
        ("plan.json", b'"times"', b'"tames"', "error: the plan's header is not as it was frozen"),
        ("plan.json", b"{", b"[", "error: not JSON"),
        ("icefloe.lock", b"}", b"} ", "error: icefloe.lock is not a lock as `freeze` writes it"),
    ],
)
def test_what_is_not_as_in_the_lock_is_refused(
    bundle, hello: Path, elsewhere: Path, name: str, before: bytes, after: bytes, said: str
) -> None:
    path = bundle(hello)
    entries = dict(unpack(path.read_bytes()))
    assert before in entries[name]
    entries[name] = entries[name].replace(before, after, 1)
    path.write_bytes(pack(entries))
    for arguments in ((), ("step", "greet"), ("verify",), ("show",), ("unpack",)):
        done = started(path, *arguments, folder=elsewhere)
        assert done.returncode in {1, 2}, done
        assert done.stderr.startswith(said)
        assert done.stdout == ""
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["project/more.py", "project/parts/json.py", "project/data/x.csv"])
def test_what_is_not_in_the_lock_is_refused(bundle, hello: Path, elsewhere: Path, name: str) -> None:
    path = bundle(hello)
    path.write_bytes(pack({**unpack(path.read_bytes()), name: b"import os\n"}))
    done = started(path, folder=elsewhere)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {name.removeprefix('project/')} is in the bundle and not in its lock")


def test_what_is_missing_is_refused(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    entries = {name: data for name, data in unpack(path.read_bytes()).items() if name != "project/parts/__init__.py"}
    path.write_bytes(pack(entries))
    done = started(path, folder=elsewhere)
    assert done.returncode == 1
    assert done.stderr.startswith("error: module `parts/__init__.py` is missing")


def test_another_bundle_of_the_same_name_has_another_lock(bundle, hello: Path, elsewhere: Path) -> None:
    """Who can make a bundle anew can also seal it: only a digest from outside tells."""
    first = started(bundle(hello), "verify", folder=elsewhere).stdout.split()
    (hello / "parts/numbers.py").write_text("START = 0\n")
    forged = bundle(hello)
    assert started(forged, folder=elsewhere).returncode == 0
    done = started(forged, "verify", "--expect", first[3], folder=elsewhere)
    assert done.returncode == 1
    assert "the lock is not the expected one" in done.stderr


def test_a_module_that_changes_under_a_run_is_refused(bundle, hello: Path, elsewhere: Path) -> None:
    """A step writes into the room of its own bundle; the next one is another process and reads it anew."""
    text = (hello / "hello.py").read_text()
    write = 'import pathlib; (pathlib.Path(__file__).parent / "parts/numbers.py").write_text("START = 0")'
    (hello / "hello.py").write_text(text.replace('print("greeting")', write))
    done = started(bundle(hello), folder=elsewhere)
    assert done.returncode == 1
    assert "count" in done.stderr
    assert "module 'parts.numbers' (parts/numbers.py) is not as it was frozen" in done.stderr
