"""One project locked under many environments: Pythons, hash seeds, locales, newlines, roots and working folders."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from test_bytes import ROOTS, found, libraries, works

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "flowyml"
LEFT_OUT = ("broken*", "*.plan.json", "*.places.json", "icefloe.lock", ".icefloe", "__pycache__", "exports")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LOCALES = {"de_DE": "UTF-8", "tr_TR": "UTF-8", "ja_JP": "EUC-JP"}


@dataclass(frozen=True)
class Place:
    """Where and with what a project is locked."""

    root: Path
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    python: str = sys.executable
    libraries: tuple[str, ...] = ()
    inside: str = ""


@dataclass(frozen=True)
class Locks:
    """The digest of the lock that each environment gave; an empty one where it could not be tried."""

    digests: Mapping[str, str]

    @property
    def is_same(self) -> bool:
        """Whether all that could be tried gave the same bytes."""
        return len(set(self.digests.values()) - {""}) == 1

    def report(self) -> str:
        """The table."""
        counted: dict[str, list[str]] = {}
        for name, digest in self.digests.items():
            counted.setdefault(name.partition(":")[0], []).append(digest)
        first = next(iter(self.digests.values()))
        lines = ["## The lock of one project under many environments", ""]
        lines += ["| what differs | environments | other bytes | could not be tried |", "|---|---|---|---|"]
        for kind, digests in counted.items():
            other = sum(digest not in {first, ""} for digest in digests)
            lines.append(f"| {kind} | {len(digests)} | {other} | {digests.count('')} |")
        absent = [name for name, digest in self.digests.items() if not digest]
        lines += ["", f"Not tried, as they are not on this machine: {', '.join(absent)}." if absent else ""]
        return "\n".join(lines).rstrip("\n") + "\n"


def compared(folder: Path, seeds: int) -> Locks:
    """Lock the example in every environment."""
    folder.mkdir(parents=True)
    cases = dict(_cases(folder, seeds))
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        made = pool.map(lambda place: lock(place) if place is not None else "", cases.values())
        return Locks(dict(zip(cases, made, strict=True)))


def _cases(folder: Path, seeds: int) -> Iterator[tuple[str, Place | None]]:
    """The environments by name; None for those that cannot be had here."""
    plain = project(folder / "plain")
    yield "the first", Place(plain)
    for seed in range(seeds):
        yield f"hash seed:{seed}", Place(plain, {"PYTHONHASHSEED": str(seed)})
    for locale in ("C", "C.UTF-8", "POSIX"):
        yield f"locale:{locale}", Place(plain, _locale(locale))
    for name, charset in LOCALES.items():
        made = _made_locale(folder / "locales", name, charset)
        yield f"locale:{name}.{charset}", Place(plain, made) if made else None
    for version in PYTHONS:
        python = next((path for path in found(version) if works(path, version)), None)
        given = Place(plain, python=python, libraries=(str(libraries(python, version)),)) if python else None
        yield f"Python:{version}", given
    yield from layouts(folder, plain)
    yield "time zone:far away", Place(plain, {"TZ": "Pacific/Kiritimati"})
    yield "home and terminal:none", Place(plain, {"HOME": "/nonexistent", "COLUMNS": "20"})


def layouts(folder: Path, plain: Path) -> Iterator[tuple[str, Place]]:
    """The ways in which the same project may lie on a disk."""
    yield "newlines:CRLF", Place(project(folder / "crlf", newline=b"\r\n"))
    (folder / "linked").symlink_to(plain, target_is_directory=True)
    yield "root:a symbolic link", Place(folder / "linked")
    (folder / "Iß ü'$").mkdir()
    yield "root:another name", Place(project(folder / "Iß ü'$" / "elsewhere"))
    (plain / "inside").mkdir()
    yield "working folder:inside the project", Place(plain, inside="inside")


def project(root: Path, *, newline: bytes = b"\n") -> Path:
    """A copy of the example, with the newlines that a checkout may have."""
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for path in root.rglob("*"):
        if path.suffix in {".py", ".toml", ".txt", ".lock", ".yaml"}:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", newline))
    return root


def lock(place: Place) -> str:
    """The digest of the lock that a process of its own makes of a project."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ICEFLOE_", "PYTHON", "LC_", "LANG"))}
    paths = os.pathsep.join([*ROOTS, *place.libraries])
    own = {"LC_ALL": "C.UTF-8", "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [place.python, "-c", PROGRAM]
    done = subprocess.run(
        command, cwd=place.root / place.inside, env={**clean, **own, **place.environment}, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return hashlib.sha256(done.stdout).hexdigest()


# What `freeze` would write, without writing it: many of these stand in one folder at a time.
PROGRAM = """
import sys
from pathlib import Path
from icefloe.api.locking import freeze
frozen = freeze(Path.cwd())
assert frozen.lock is not None, frozen.checked.findings
sys.stdout.buffer.write(frozen.text.encode("utf-8"))
"""


def _locale(name: str) -> dict[str, str]:
    return {"LC_ALL": name, "LANG": name, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def _made_locale(folder: Path, name: str, charset: str) -> dict[str, str] | None:
    """The environment of a locale that is made for this, if the machine has what that takes."""
    folder.mkdir(exist_ok=True)
    program = shutil.which("localedef")
    if program is None:
        return None
    target = folder / f"{name}.{charset}"
    subprocess.run([program, "-c", "-i", name, "-f", charset, str(target)], capture_output=True, check=False)
    return {**_locale(target.name), "LOCPATH": str(folder)} if target.is_dir() else None
