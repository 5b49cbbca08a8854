"""All traps as folders: what is written to disk, and what would set each off."""

from dataclasses import dataclass
from pathlib import Path

from trap_folders import FOLDERS
from trap_sources import AT_BUILDING, AT_IMPORT, BOOM, HEAD, PIPELINE, STEPS

PROJECT = b"[project]\nname = 'trapped'\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A folder that does harm when its code runs. `pipeline.py` is the file that is read.

    `sprung_by` is a line of Python that sets it off in its folder, or "" if only a start of something else would.
    """

    files: dict[str, bytes]
    sprung_by: str


def _bytes(content: str | bytes, name: str) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    inner = BOOM.replace('"', "'").encode()
    data = data.replace(b"BOOMTEXT", inner)
    return data.replace(b"BOOM", BOOM.encode()).replace(b"{name}", name.encode())


def _all() -> dict[str, Trap]:
    sources = {
        **{name: f"{HEAD}{code}\n\n\n{STEPS}{PIPELINE}" for name, code in AT_IMPORT.items()},
        **{name: f"{HEAD}{code}" for name, code in AT_BUILDING.items()},
    }
    traps = {
        name: Trap(files={"pipeline.py": _bytes(text, name)}, sprung_by="runpy.run_path('pipeline.py', run_name='__main__')")
        for name, text in sources.items()
    }
    for name, folder in FOLDERS.items():
        files = {"pipeline.py": folder.pipeline, **folder.files}
        traps[name] = Trap(files={path: _bytes(data, name) for path, data in files.items()}, sprung_by=folder.sprung_by)
    return traps


TRAPS = _all()


def write(trap: Trap, folder: Path) -> Path:
    """Write a trap into a folder of its own, with a project around it unless it brings one."""
    for path, data in {"pyproject.toml": PROJECT, **trap.files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, to compare with later."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
