"""The room that the type checker works in: a private folder with nothing in it that is not ours.

The checker reads configuration from the project's folder, from the folders above it, from the user's home and from
the environment, and packages from wherever it guesses an environment to be. Each of these could silence it, or lead
it astray; so it gets none of them.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from icefloe_schema.records import dataclass

SECONDS: Final = 120.0
MOST: Final = 64 * 1024 * 1024
_FOLDERS: Final = ("src", "home", "base", "env/lib/python{version}/site-packages", "env/Lib/site-packages")
_SETTINGS: Final = """\
[environment]
root = ["."]
[src]
respect-ignore-files = false
[rules]
all = "error"
[analysis]
respect-type-ignore-comments = false
"""
#: `check_name`s are read from it, and places; it is the only format of ty that is JSON and small.
_ARGUMENTS: Final = (
    "check", "--project", ".", "--python", "../env", "--python-platform", "linux", "--error", "all",
    "--no-respect-ignore-files", "--output-format", "gitlab", "--color", "never", "--no-progress", "--exit-zero",
)  # fmt: skip


class CheckerError(Exception):
    """The type checker could not be used, and why; `crashed` if it broke down over what it was given."""

    def __init__(self, why: str, *, crashed: bool = False) -> None:
        super().__init__(why)
        self.crashed = crashed


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the checker said: its output, and its version."""

    output: str
    version: str


def run(checker: Path, files: Mapping[str, str], asked: str, packages: Sequence[Path], python: str) -> Said:
    """Let the checker check the file `asked` of these files, with packages from these folders.

    `python` is the version of Python that is assumed.
    """
    with ExitStack() as stack:
        try:
            made = stack.enter_context(tempfile.TemporaryDirectory(prefix="icefloe-", ignore_cleanup_errors=True))
            room = Path(os.path.realpath(made))
            _furnish(room, files, packages, python)
        except OSError as error:
            raise CheckerError(f"its files cannot be written ({error.strerror or error})") from error
        version = _version(checker, room)
        output = _call(checker, (*_ARGUMENTS, "--python-version", python, asked), room, SECONDS)
    return Said(output=output, version=version)


def version_of(checker: Path) -> str:
    """The version of a checker that has nothing to check; nothing where it does not say it."""
    with ExitStack() as stack:
        try:
            made = stack.enter_context(tempfile.TemporaryDirectory(prefix="icefloe-", ignore_cleanup_errors=True))
            room = Path(os.path.realpath(made))
            _furnish(room, {}, (), "3.14")
            return _version(checker, room)
        except (OSError, CheckerError):
            return ""


def _version(checker: Path, room: Path) -> str:
    said = _call(checker, ("--version",), room, min(SECONDS, 20.0)).split()
    return said[1] if len(said) > 1 else "unknown"


def _furnish(room: Path, files: Mapping[str, str], packages: Sequence[Path], python: str) -> None:
    """Write the files, the configuration, and an environment that holds nothing but a list of folders.

    Folders that stand in a `.pth` file are searched, but a `.pth` file in them is not read.
    """
    for folder in _FOLDERS:
        (room / folder.format(version=python)).mkdir(parents=True)
    (room / "env" / "pyvenv.cfg").write_text(f"home = {room / 'base'}\nversion = {python}.0\n", encoding="utf-8")
    (room / "src" / "ty.toml").write_text(_SETTINGS, encoding="utf-8")
    named = "".join(f"{path}\n" for path in packages if "\n" not in str(path) and path.is_absolute())
    for folder in _FOLDERS[3:]:
        (room / folder.format(version=python) / "packages.pth").write_text(named, encoding="utf-8")
    for name, text in files.items():
        path = room / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "replace"))


def _call(checker: Path, arguments: Sequence[str], room: Path, seconds: float) -> str:
    """What the checker prints; an error where it fails, says too much, or takes too long."""
    with (room / "errors").open("wb") as errors:
        try:
            process = subprocess.Popen(  # noqa: S603  # a path that is absolute, arguments that are ours
                [str(checker), *arguments],
                cwd=room / "src",
                env=_environment(room),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        except OSError as error:
            raise CheckerError(f"it does not start: {error.strerror or error}") from error
        late: list[bool] = []

        def stop() -> None:
            late.append(True)
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            with process, _killed(process):
                output = process.stdout.read(MOST + 1) if process.stdout is not None else b""
                if len(output) > MOST:
                    process.kill()
        finally:
            timer.cancel()
    if late:
        raise CheckerError(f"it was not ready after {seconds:g} seconds")
    if len(output) > MOST:
        raise CheckerError("it says more than can be read")
    if process.returncode != 0:
        raise CheckerError(f"it ended with status {process.returncode}{_first(room / 'errors')}", crashed=True)
    return output.decode("utf-8", "replace")


@contextmanager
def _killed(process: "subprocess.Popen[bytes]") -> Generator[None, None, None]:
    """Whatever comes in between (Ctrl-C), the checker does not go on without us."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def _first(path: Path) -> str:
    """The first line of what it complained of."""
    with path.open("rb") as file:
        text = file.read(2_000).decode("utf-8", "replace").strip()
    return f" ({' '.join(text.split())[:300]})" if text else ""


def _environment(room: Path) -> dict[str, str]:
    """An environment in which nothing of the user's is left."""
    home = str(room / "home")
    kept = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "TMPDIR": home, "PATH": ""}
    if sys.platform == "win32":
        windows = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        return {**kept, **windows, "USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home, "TEMP": home}
    return kept
