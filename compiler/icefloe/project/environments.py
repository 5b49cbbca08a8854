"""Where the packages of a Python environment lie, told from its folders: its interpreter is never asked."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from icefloe.project.root import ProjectError

_LONGEST = 1 << 20
_MOST_LINES = 10_000
_SCRIPTS = frozenset({"bin", "scripts"})
_VERSION = r"(?:python|pypy)(3\.\d+)"


def packages(python: str, root: Path) -> tuple[Path, ...]:
    """The folders that an environment's packages lie in; `python` is its folder or its interpreter, from `root`.

    They come in the order in which Python looks through them, with the folders that `.pth` files name (as installs
    in place do); lines of these that Python would run are passed over. A path that is not there, or that has no
    packages, is a `ProjectError`.
    """
    given = _there(python, root)
    prefix = _prefix(given)
    settings = _settings(prefix)
    found = [given] if given.name in ("site-packages", "dist-packages") else list(_sites(prefix, _wanted(given)))
    if not found:
        raise ProjectError(f"{python} is no Python environment: it has no site-packages; {_advice(given)}")
    if settings.get("include-system-site-packages", "").lower() == "true" and settings.get("home"):
        found += _sites(_prefix(Path(settings["home"])), _version(settings))
    named = [folder for one in found for folder in (one, *_named_folders(one))]
    return tuple(dict.fromkeys(named))


def _there(python: str, root: Path) -> Path:
    """The path that was given, links kept: that of an environment's interpreter leads out of it."""
    if not python or "\0" in python:
        raise ProjectError("an empty path means no Python environment")
    given = Path(os.path.normpath(root / Path(python).expanduser()))
    if not given.exists():
        raise ProjectError(f"no such file or folder: {python}; a Python environment is a folder such as .venv")
    return given


def _prefix(given: Path) -> Path:
    """The folder of the environment that an interpreter, its folder or the environment itself stands for."""
    folder = given.parent if given.is_file() else given
    return folder.parent if folder.name.lower() in _SCRIPTS else folder


def _settings(prefix: Path) -> dict[str, str]:
    """What `pyvenv.cfg` says; nothing where there is none."""
    rows = [line.partition("=") for line in _lines(prefix / "pyvenv.cfg")]
    return {key.strip().lower(): value.strip() for key, equals, value in rows if equals}


def _version(settings: dict[str, str]) -> str:
    told = settings.get("version") or settings.get("version_info") or ""
    return ".".join(told.split(".")[:2])


def _wanted(given: Path) -> str:
    """The version that an environment is of, where its settings or the interpreter's name say so."""
    prefix = _prefix(given)
    told = _version(_settings(prefix))
    if told or not given.is_file():
        return told
    names = (given.name, Path(os.path.realpath(given)).name)
    return next((match[1] for name in names if (match := re.search(_VERSION, name.lower()))), "")


def _sites(prefix: Path, version: str) -> Iterator[Path]:
    """The folders of packages below an environment, for one version of Python: the highest where none is named."""
    windows = [prefix / "Lib" / "site-packages"] if "Lib" in _listed(prefix) else []
    found = {path: match[1] for path in _libraries(prefix) if (match := re.fullmatch(_VERSION, path.name.lower()))}
    versions = sorted(set(found.values()), key=lambda text: tuple(map(int, text.split("."))))
    chosen = version if version in versions else (versions[-1] if versions else "")
    inside = [path / name for path in found if found[path] == chosen for name in ("site-packages", "dist-packages")]
    inside += [prefix / "lib" / "python3" / "dist-packages"]
    seen: set[str] = set()
    for folder in (*inside, *windows):
        real = os.path.realpath(folder)
        if folder.is_dir() and real not in seen:
            seen.add(real)
            yield folder


def _libraries(prefix: Path) -> list[Path]:
    return [prefix / lib / name for lib in ("lib", "lib64") for name in sorted(_listed(prefix / lib))]


def _listed(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except (OSError, ValueError):
        return []


def _named_folders(site: Path) -> Iterator[Path]:
    """The folders that the `.pth` files of a folder name, in Python's order."""
    for name in sorted(one for one in _listed(site) if one.endswith(".pth") and not one.startswith(".")):
        for line in _lines(site / name):
            text = line.strip()
            if not text or text.startswith("#") or line.startswith(("import ", "import\t")) or "\0" in text:
                continue
            folder = Path(os.path.normpath(site / text))
            if _is_folder(folder):
                yield folder


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _lines(path: Path) -> list[str]:
    """The lines of a small text file; none where it cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST:
            return []
        return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()[:_MOST_LINES]
    except (OSError, ValueError):
        return []


def _advice(given: Path) -> str:
    inside = [name for name in (".venv", "venv", "env") if (given / name / "pyvenv.cfg").is_file()]
    return f"{inside[0]} in it is one" if inside else "name the folder that holds its pyvenv.cfg, or its bin/python"
