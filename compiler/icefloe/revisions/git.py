"""The only place that starts git: to name revisions, to list trees, and to read blobs.

Nothing of the repository is run: no hook, no filter, no file system monitor, no pager. Nothing is fetched: every way
to another repository is closed, so that an object that is not here is missing. Nothing is asked, and nothing is
written.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from icefloe.project.root import ProjectError
from icefloe_schema.records import dataclass

_GIT: Final = (
    "git",
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.allow=never"),
)
#: `GIT_ALLOW_PROTOCOL` beats all settings of a repository; there is no protocol of this name.
_CLOSED: Final = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
#: What a hook that calls us has set for the repository that it stands in: the folder decides, as it does without one.
_DROPPED: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})
_SECONDS: Final = 120
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a tree holds at a path: `f` a file, `l` a link, `o` all else, and the name of the object."""

    kind: str
    name: str


class Repository:
    """A repository; `top` is its working tree (of a bare one its own folder), with links resolved.

    Use it as a context: it keeps one process open that reads blobs.
    """

    def __init__(self, top: Path) -> None:
        self.top = top
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def commit(self, revision: str) -> str | None:
        """The full name of the commit that a revision means; None if there is none."""
        if not revision or revision.startswith("-") or "\0" in revision or "\n" in revision:
            return None
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        status, out, _ = _run(self.top, *words)
        return out.decode("ascii", "replace").strip() if status == 0 else None

    def names(self) -> tuple[str, ...]:
        """The names of the branches and tags, also of remotes."""
        status, out, _ = _run(self.top, "for-each-ref", "--format=%(refname:short)")
        return tuple(out.decode("utf-8", "replace").split("\n")[:-1]) if status == 0 else ()

    def is_shallow(self) -> bool:
        """Whether the history ends somewhere because no more of it was fetched."""
        status, out, _ = _run(self.top, "rev-parse", "--is-shallow-repository")
        return status == 0 and out.strip() == b"true"

    def merge_base(self, first: str, second: str) -> str | None:
        """The best common ancestor of two commits; None if they have none."""
        status, out, _ = _run(self.top, "merge-base", first, second)
        return out.decode("ascii", "replace").split("\n")[0] if status == 0 else None

    def tree(self, commit: str) -> Mapping[str, Entry]:
        """Everything that is in a commit, by path from the top."""
        status, out, err = _run(self.top, "ls-tree", "-r", "-z", "--full-tree", commit)
        if status != 0:
            raise ProjectError(f"git cannot list {commit[:12]}: {_said(err)}")
        found: dict[str, Entry] = {}
        for row in out.split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            mode, _, name = head.decode("ascii").split(" ")
            kind = {"100644": "f", "100755": "f", "100664": "f", "120000": "l"}.get(mode, "o")
            found[os.fsdecode(path)] = Entry(kind=kind, name=name)
        return found

    def blob(self, entry: Entry, limit: int) -> bytes | None:
        """The bytes of an object; None if there are more than `limit`. One that is not here is an error."""
        process = self._reader()
        if process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(f"{entry.name}\n".encode("ascii"))
            process.stdin.flush()
        except BrokenPipeError as error:
            raise ProjectError("git ended while it was read from") from error
        head = process.stdout.readline().decode("ascii", "replace").split()
        if len(head) != 3 or head[1] != "blob":
            raise ProjectError(
                f"the object {entry.name[:12]} is not in this clone, which is partial or damaged: `git fetch` it"
            )
        size = int(head[2])
        data = _taken(process.stdout, size, limit)
        process.stdout.read(1)
        return data

    def _reader(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - a list of words, and git is what is wanted
                [*_GIT, "cat-file", "--batch"],
                cwd=self.top,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def repository_of(folder: Path) -> Repository | None:
    """The repository that a folder is in; None if it is in none."""
    try:
        status, out, err = _run(folder, "rev-parse", "--show-toplevel")
        if status != 0 and b"work tree" in err:
            status, out, err = _run(folder, "rev-parse", "--absolute-git-dir")
    except FileNotFoundError as error:
        raise ProjectError("git is not installed, which reads revisions") from error
    if status != 0:
        if b"dubious ownership" in err:
            raise ProjectError(
                "git does not read this repository, as it belongs to another user: "
                "`git config --global --add safe.directory FOLDER` says that you trust it"
            )
        return None
    return Repository(Path(os.path.realpath(os.fsdecode(out.rstrip(b"\r\n")))))


def _run(folder: Path, *words: str) -> tuple[int, bytes, bytes]:
    """Call git; gives its status, and what it says."""
    try:
        done = subprocess.run(  # noqa: S603 - a list of words, and git is what is wanted
            [*_GIT, *words],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProjectError(f"git {words[0]} took more than {_SECONDS} seconds") from error
    return done.returncode, done.stdout, done.stderr


def _environment() -> dict[str, str]:
    """The environment of git: the user's own, with every way out closed."""
    return {key: text for key, text in os.environ.items() if key not in _DROPPED} | _CLOSED


def _taken(stream: IO[bytes], size: int, limit: int) -> bytes | None:
    """The content that follows; of one that is too large nothing is kept."""
    if size <= limit:
        return stream.read(size)
    while size > 0:
        size -= len(stream.read(min(size, _PIECE))) or size
    return None


def _said(err: bytes) -> str:
    return err.decode("utf-8", "replace").strip().split("\n")[0].removeprefix("fatal: ") or "it does not say why"
