"""The watch: while a test runs, the compiler executes nothing of what it reads, starts nothing and writes nothing.

A test may do as it likes; only what happens below a frame of the compiler counts. What the compiler hands to a
runtime is the runtime's doing. `@pytest.mark.executes` turns the watch off for a test.
"""

import atexit
import gc
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
COMPILER: Final = f"{ROOT / 'compiler' / 'icefloe'}{os.sep}"
ROOM: Final = str(ROOT / "compiler" / "icefloe" / "deep" / "room.py")
#: The only other modules of the compiler that may start something, by the one command that each may start.
HELPERS: Final = {"git.py": "git", "signing.py": "ssh-keygen"}
RUNTIMES: Final = f"{ROOT / 'runtimes' / 'icefloe_runtimes'}{os.sep}"
TRUSTED: Final = tuple(
    f"{os.path.realpath(path)}{os.sep}"
    for path in {
        *(ROOT / name for name in ("compiler", "runtimes", "schemas")),
        *(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    }
)
FORBIDDEN: Final = ("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.", "socket.")
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING: Final = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate")


class Violation(BaseException):  # it is no error of the program
    """The compiler did what it must never do. Not an Exception, so that no handler of the compiler hides it."""


class Watch:
    """One audit hook for the whole session, which judges only while it is active."""

    violation = Violation

    def __init__(self) -> None:
        self.active = False
        self.violations: list[str] = []

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        if not self.active:
            return
        if event in {"exec", "import", "open"} or event.startswith(FORBIDDEN) or event in CHANGING:
            frame = compiler_frame(sys._getframe(1))
            if frame is None:
                return
            self.active = False
            try:
                message = "" if is_sealed(event, args, frame) else judge(event, args)
            finally:
                self.active = True
            if message:
                self.violations.append(f"{message} (in {frame.f_code.co_filename}:{frame.f_lineno})")
                raise Violation(self.violations[-1])


def compiler_frame(frame: FrameType | None) -> FrameType | None:
    """The compiler's frame nearest to an event, unless a runtime or a trusted import stands between."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(COMPILER):
            return frame
        if frame.f_code.co_filename.startswith(RUNTIMES):
            return None
        frame = frame.f_back
    return None


def is_sealed(event: str, args: tuple[object, ...], frame: FrameType) -> bool:
    """Whether the room of the type checker starts it as it may: from a private folder, with nothing of the user's.

    It is cleared away by names relative to open folders, which say nothing of where they are.
    """
    helper = HELPERS.get(Path(frame.f_code.co_filename).name)
    if helper is not None and event == "subprocess.Popen":
        command = args[1]
        return isinstance(command, list) and bool(command) and Path(str(command[0])).name == helper
    if event in {"os.remove", "os.rmdir"} and (helper is not None or frame.f_code.co_filename == ROOM):
        return len(args) > 1 and isinstance(args[1], int) and args[1] >= 0
    if frame.f_code.co_filename != ROOM or event != "subprocess.Popen":
        return False
    _, command, folder, environment = args
    name = Path(str(command[0])).name if isinstance(command, list) else ""
    bare = isinstance(environment, dict) and all(value == "" or writable(value) for value in environment.values())
    return name in {"ty", "ty.exe"} and bare and writable(str(folder))


def judge(event: str, args: tuple[object, ...]) -> str:
    """What is wrong with an event below the compiler, or an empty string."""
    if event == "exec":
        return judge_code(args[0])
    if event == "import":
        path = args[1] if len(args) > 1 else None
        return f"loaded {path}" if isinstance(path, str) and not trusted(path) else ""
    if event == "open":
        path, _, flags = args
        writes = isinstance(flags, int) and flags & WRITING
        return f"opened {path!r} for writing" if writes and not writable(path) else ""
    if event in CHANGING:
        return f"{event} {args[0]!r}" if not writable(args[0]) else ""
    return f"{event} {args!r}"


def judge_code(code: object) -> str:
    """Code may run if it comes from an installed package; what a package makes itself has no file."""
    if not isinstance(code, CodeType):
        return f"executed {code!r}"
    if code.co_filename.startswith("<") and code.co_filename.endswith(">"):
        frame: FrameType | None = sys._getframe(3)
        caller = frame.f_code.co_filename if frame is not None else ""
        generated = trusted(caller) and not caller.startswith(COMPILER)
        return "" if generated or caller.startswith("<frozen ") else f"executed generated code from {caller}"
    return "" if trusted(code.co_filename) else f"executed {code.co_filename}"


def trusted(path: str) -> bool:
    return os.path.realpath(path).startswith(TRUSTED)


def writable(path: object) -> bool:
    """The temporary folder, the byte code caches of installed packages, and streams that are open already."""
    if not isinstance(path, str | bytes | os.PathLike):
        return True
    text = os.path.realpath(os.fsdecode(path))
    in_cache = f"{os.sep}__pycache__" in text and trusted(text)
    return in_cache or text == os.devnull or text.startswith(os.path.realpath(tempfile.gettempdir()) + os.sep)


#: No test reads or fills the cache of who runs it.
os.environ["ICEFLOE_CACHE_DIR"] = tempfile.mkdtemp(prefix="icefloe-cache-")
atexit.register(shutil.rmtree, os.environ["ICEFLOE_CACHE_DIR"], ignore_errors=True)

WATCH: Final = Watch()
sys.addaudithook(WATCH.hook)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Set what was collected apart: half a million objects that stay, and that nobody has to look through again."""
    if any(getattr(getattr(item, "obj", None), "is_hypothesis_test", False) for item in session.items):
        draw_first()
    gc.collect()
    gc.freeze()


def draw_first() -> None:
    """Have a text drawn: for the first one Hypothesis looks for constants in all modules of the project, which takes
    some seconds, and the test that happens to come first would be called too slow for it."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    @settings(max_examples=1, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text())
    def drawn(_text: str) -> None:
        pass

    drawn()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Watch the call of each test that is not marked `executes`."""
    WATCH.violations.clear()
    WATCH.active = item.get_closest_marker("executes") is None
    try:
        result = yield
    finally:
        WATCH.active = False
    if WATCH.violations:
        pytest.fail("the compiler " + "; ".join(WATCH.violations), pytrace=False)
    return result


@pytest.fixture
def watch() -> Watch:
    """The watch itself, for the tests of it."""
    return WATCH


Golden = Callable[[Path, str], None]


@pytest.fixture
def golden() -> Golden:
    """Compare a text with a committed file; with ICEFLOE_REGENERATE=1 write the file, but never in CI."""

    def compare(path: Path, text: str) -> None:
        if os.environ.get("ICEFLOE_REGENERATE") == "1":
            assert not os.environ.get("CI"), "goldens are never regenerated in CI"
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        name = path.relative_to(ROOT).as_posix()
        assert path.is_file(), f"{name} is missing: `make goldens` writes it"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs: read the difference, then `make goldens`"

    return compare
