"""What is kept of what a process prints."""

import errno
import os
from pathlib import Path

import pytest

from icefloe_runtimes.local.crew import log as module
from icefloe_runtimes.local.crew.log import HEAD, LINE, TAIL, Log
from icefloe_runtimes.local.crew.why import log_says

MARK = "0123456789abcdef"


def logged(folder: Path, *blocks: bytes, secrets: tuple[str, ...] = (), mark: str = "") -> tuple[bytes, list[float]]:
    log = Log(folder / "a.log", secrets, mark)
    used = [one.cpu_seconds for block in blocks for one in log.feed(block)]
    log.close()
    return (folder / "a.log").read_bytes(), used


PLAIN = [
    (b"one\ntwo\n",),
    (b"no end", b" of line"),
    (b"\xff\0\xfe bytes\r\n",),
]


@pytest.mark.parametrize("blocks", PLAIN)
def test_what_is_printed_stands_there_as_it_is(tmp_path: Path, blocks: tuple[bytes, ...]) -> None:
    assert logged(tmp_path, *blocks, secrets=("never",), mark=MARK) == (b"".join(blocks), [])


@pytest.mark.parametrize("blocks", [(), (b"",), (f"\0{MARK} 0.5 1024\n".encode(),)])
def test_there_is_no_log_of_what_prints_nothing(tmp_path: Path, blocks: tuple[bytes, ...]) -> None:
    log = Log(tmp_path / "a.log", ("never",), MARK)
    for block in blocks:
        log.feed(block)
    log.close()
    assert (log.is_empty, log.trouble, list(tmp_path.iterdir())) == (True, "", [])


def test_a_mark_may_tell_what_was_left() -> None:
    log, digest = Log("never.log", mark=MARK), "e" * 64
    told = [f'{digest} {{"step": "a b"}}', '{"step": "a b"}', ""]
    marks = [f"\0{MARK} 0.5 1024 {more}".rstrip() + "\n" for more in told]
    found = [(one.record, one.sha256) for mark in marks for one in log.feed(mark.encode())]
    assert found == [(b'{"step": "a b"}', digest), (b'{"step": "a b"}', ""), (b"", "")]


def test_a_log_goes_on(tmp_path: Path) -> None:
    logged(tmp_path, b"first\n")
    assert logged(tmp_path, b"second\n")[0] == b"first\nsecond\n"


SECRETS = [
    (("hunter2",), (b"it is hunter2!\n",), b"it is ***!\n"),
    (("hunter2",), (b"it is hun", b"ter2!\n"), b"it is ***!\n"),
    (("hunter2",), (b"h", b"u", b"n", b"t", b"e", b"r", b"2"), b"***"),
    (("hunter2",), (b"it was a hunt", b"ing\n"), b"it was a hunting\n"),
    (("hunter2",), (b"hunter",), b"hunter"),
    (("hunter2",), (b"hunter2hunter2 hunter", b"2"), b"****** ***"),
    (("abc", "abcdef"), (b"abcdef abc\n",), b"*** ***\n"),
    (("two\nlines",), (b"two\n", b"lines\n"), b"***\n"),
    (("a.c",), (b"abc a.c\n",), b"abc ***\n"),
    (("", "x"), (b"axb",), b"a***b"),
    (("gr\u00fcn",), ("das ist gr\u00fcn".encode(),), b"das ist ***"),
]


@pytest.mark.parametrize(("secrets", "blocks", "text"), SECRETS)
def test_secrets_are_masked(tmp_path: Path, secrets: tuple[str, ...], blocks: tuple[bytes, ...], text: bytes) -> None:
    assert logged(tmp_path, *blocks, secrets=secrets)[0] == text


def test_a_secret_is_masked_wherever_it_is_cut(tmp_path: Path) -> None:
    text = b"a hunter2 b hunthunter2 hunter\n"
    for one in range(len(text)):
        for two in range(one, len(text)):
            Path(tmp_path, "a.log").unlink(missing_ok=True)
            found, _ = logged(tmp_path, text[:one], text[one:two], text[two:], secrets=("hunter2",))
            assert found == b"a *** b hunt*** hunter\n"


def test_marks_are_taken_out_wherever_they_are_cut(tmp_path: Path) -> None:
    text = f"one\n\0{MARK} 0.5 1024\ntwo\0\n\0{MARK} 0.25 2048\n".encode()
    for one in range(len(text)):
        for two in range(one, len(text)):
            Path(tmp_path, "a.log").unlink(missing_ok=True)
            found = logged(tmp_path, text[:one], text[one:two], text[two:], mark=MARK)
            assert found == (b"one\ntwo\0\n", [0.5, 0.25])


def test_of_much_output_the_beginning_and_the_end_are_kept(tmp_path: Path) -> None:
    line = b"x" * 1023 + b"\n"
    blocks = [line * 64] * (HEAD // 2**16 + 100)
    found, _ = logged(tmp_path, b"the beginning\n", *blocks, b"the end\n")
    printed = sum(map(len, blocks)) + 22
    assert found.startswith(b"the beginning\n")
    assert found.endswith(b"x\nthe end\n")
    assert f"… {printed - HEAD - TAIL} bytes are left out here …".encode() in found
    assert len(found) < HEAD + TAIL + 100


def test_what_fits_is_kept_whole(tmp_path: Path) -> None:
    blocks = [b"x" * 1023 + b"\n"] * ((HEAD + TAIL) // 1024)
    assert logged(tmp_path, *blocks)[0] == b"".join(blocks)


def test_a_full_disk_ends_the_log_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(tmp_path / "a.log", mark=MARK)
    assert log.is_empty
    log.feed(b"kept\n")

    def full(_file: int, _text: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(module, "_all", full)
        # What is done is counted all the same.
        assert [one.cpu_seconds for one in log.feed(f"lost\n\0{MARK} 0.5 1\n".encode())] == [0.5]
    log.feed(b"after it\n")
    log.close()
    assert (log.trouble, log.is_empty) == ("No space left on device", False)
    assert (tmp_path / "a.log").read_bytes() == b"kept\n"
    assert log_says(1, log) == "; what it printed could not be kept: No space left on device"


LINES = [
    ((b"x" * LINE + b"\n",), b"x" * LINE + b"\n"),
    ((b"x" * (LINE + 5) + b"\nnext\n",), b"x" * LINE + " … 5 bytes of this line are left out\nnext\n".encode()),
    ((b"x" * LINE, b"yyy\r", b"next\n"), b"x" * LINE + " … 3 bytes of this line are left out\rnext\n".encode()),
    ((b"x" * LINE, b"y"), b"x" * LINE + " … 1 bytes of this line are left out".encode()),
    ((b"a\n", b"x" * (LINE - 1), b"\n" + b"b\n"), b"a\n" + b"x" * (LINE - 1) + b"\nb\n"),
]


@pytest.mark.parametrize(("blocks", "text"), LINES)
def test_long_lines_are_cut(tmp_path: Path, blocks: tuple[bytes, ...], text: bytes) -> None:
    assert logged(tmp_path, *blocks)[0] == text


def test_a_line_without_end_takes_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    monkeypatch.setattr(module, "_all", lambda _file, text: written.append(len(text)))
    log = Log(tmp_path / "a.log")
    for _ in range(2000):
        log.feed(b"x" * 65536)
    assert sum(written) == LINE
    log.close()
    assert sum(written) < LINE + 100
