"""Whole processes under `strace`: what they start, reach and write, and which code they load."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
import icefloe
import icefloe_runtimes
import icefloe_schema

STRACE = shutil.which("strace")
CALLS = (
    "execve,execveat,?fork,?vfork,clone,?clone3,socket,connect,sendto,sendmsg,bind,?open,openat,?openat2,?creat,"
    "?unlink,unlinkat,?rename,?renameat,renameat2,?mkdir,mkdirat,?rmdir,?link,linkat,?symlink,symlinkat,truncate,"
    "?chmod,fchmodat,?mknod,mknodat,kill,?ptrace"
)
LINE = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*?)\)? += +(-?\w+)(.*)$")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
NUMBER = re.compile(r"\\([0-7]{1,3})")
WRITES = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND")
OPENS = {"open", "openat", "openat2"}
STARTS = {"execve", "execveat"}
FORKS = {"fork", "vfork", "clone", "clone3"}
NET = {"socket", "connect", "sendto", "sendmsg", "bind"}
LOADED = (".py", ".pyc", ".pth", ".so", ".pyd", ".zip", ".egg", ".pkl")
CODE_FROM = tuple(
    os.path.realpath(path)
    for path in {
        sys.prefix,
        sys.base_prefix,
        *sysconfig.get_paths().values(),
        *(str(Path(package.__file__).parents[1]) for package in (click, icefloe, icefloe_runtimes, icefloe_schema)),
        *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """How a process ended, and what it did that it must not do."""

    status: int
    stdout: str
    stderr: str
    breaches: tuple[str, ...]


def observed(
    command: list[str], folder: Path, outputs: tuple[str, ...] = (), env: dict[str, str] | None = None, timeout: int = 120
) -> Observed:
    """Run a command in a folder under `strace`.

    `outputs` begin the names of files in it that may be written; each is first written beside itself, under a name that
    begins with a dot.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ICEFLOE"))}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1", **(env or {})}
    with tempfile.TemporaryDirectory(prefix="icefloe-strace-") as place:
        log = Path(place) / "log"
        done = subprocess.run(
            [str(STRACE), "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log), *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )
        lines = log.read_text(errors="replace").splitlines()
    return Observed(
        status=done.returncode, stdout=done.stdout, stderr=done.stderr, breaches=breaches(lines, folder, outputs)
    )


def breaches(lines: list[str], folder: Path, outputs: tuple[str, ...]) -> tuple[str, ...]:
    """What the lines of a log say that must not be."""
    found: list[str] = []
    started = 0
    for line in joined(lines):
        parts = LINE.match(line)
        if parts is None:
            continue
        name, arguments, result, _ = parts.groups()
        started += name in STARTS
        if wrong(name, arguments, result, folder.resolve(), outputs) or (name in STARTS and started > 1):
            found.append(line[:300])
    if not started:
        found.append("strace saw no start")
    return tuple(found)


def joined(lines: list[str]) -> list[str]:
    """The log with calls that a switch of threads broke in two put together."""
    pending: dict[str, str] = {}
    whole: list[str] = []
    for line in lines:
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            pending[pid] = rest.removesuffix("<unfinished ...>").rstrip()
        elif rest.startswith("<... "):
            whole.append(f"{pid} {pending.pop(pid, '')}{rest.partition('resumed>')[2]}")
        else:
            whole.append(f"{pid} {rest}")
    return whole


def wrong(name: str, arguments: str, result: str, folder: Path, outputs: tuple[str, ...]) -> bool:
    """Whether one call is a breach; a start of a process is counted by the caller."""
    if name in STARTS:
        return False
    if name in NET or name == "ptrace":
        return True
    if name in FORKS:
        return "CLONE_THREAD" not in arguments
    if name == "kill":
        return True
    paths = [unquoted(path) for path in PATH.findall(arguments)]
    if name in OPENS and not any(flag in arguments for flag in WRITES):
        return not result.startswith("-") and any(loaded(path, arguments, folder) for path in paths)
    return not all(may_write(path, folder, outputs) for path in paths)


def loaded(path: str, arguments: str, folder: Path) -> bool:
    """Whether a file is opened as code that may not be: ours are read with O_NOFOLLOW, as data."""
    if not path.endswith(LOADED):
        return False
    real = os.path.realpath(os.path.join(folder, path))
    if real.startswith(f"{folder}{os.sep}"):
        return "O_NOFOLLOW" not in arguments or not path.endswith(".py")
    return not real.startswith(CODE_FROM)


def may_write(path: str, folder: Path, outputs: tuple[str, ...]) -> bool:
    real = os.path.realpath(os.path.join(folder, path))
    inside = os.path.relpath(real, folder)
    return real == os.devnull or real == str(folder) or any(inside.lstrip(".").startswith(output) for output in outputs)


def unquoted(path: str) -> str:
    """A path as strace writes it: octal escapes for what is not ASCII."""
    data = NUMBER.sub(lambda found: chr(int(found[1], 8)), path.replace('\\"', '"'))
    return data.encode("latin-1", "replace").decode("utf-8", "replace")
