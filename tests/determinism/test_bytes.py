"""Plans, locks and exports are the same bytes under every hash seed, folder, locale and Python."""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCE = Path(__file__).resolve().with_name("produce.py")
ROOTS = [str(ROOT / name) for name in ("compiler", "runtimes", "schemas")]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def digests(
    folder: Path,
    environment: Mapping[str, str],
    *words: str,
    python: str = sys.executable,
    libraries: tuple[str, ...] = (),
) -> dict[str, str]:
    """What one process makes of the examples. Each has a cache of its own: nothing is taken from another's work."""
    folder.mkdir()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ICEFLOE_", "PYTHON", "LC_", "LANG"))}
    own = {
        "PYTHONPATH": os.pathsep.join([*ROOTS, *libraries]),
        "ICEFLOE_CACHE_DIR": str(folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [python, str(PRODUCE), str(folder / "made"), *words]
    done = subprocess.run(command, env={**clean, **own, **environment}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    made: dict[str, str] = json.loads(done.stdout)
    return made


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = digests(tmp_path_factory.mktemp("baseline") / "one", {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"})
    for end in (".plan.json", "icefloe.lock", ".yaml", ".yml"):
        assert any(name.endswith(end) for name in made), f"nothing was made that ends in {end}: {sorted(made)}"
    return made


#: Under some of the hash seeds something else is another way too.
_PLAIN = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LOCALES = {1: "C", 2: "C.UTF-8", 3: "POSIX"}
INSIDE = 4


def test_hash_seeds_locales_and_the_working_directory(baseline: dict[str, str], tmp_path: Path) -> None:
    def under(seed: int) -> dict[str, str]:
        name = LOCALES.get(seed)
        locale = {"LC_ALL": name, "LANG": name, **_PLAIN} if name else {"LC_ALL": "C.UTF-8"}
        words = ["inside"] if seed == INSIDE else []
        return digests(tmp_path / str(seed), {"PYTHONHASHSEED": str(seed), **locale}, *words)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for seed, made in zip(range(1, 21), pool.map(under, range(1, 21)), strict=True):
            assert made == baseline, f"PYTHONHASHSEED={seed}, locale {LOCALES.get(seed)}, inside: {seed == INSIDE}"


def found(version: str) -> Iterator[str]:
    """Interpreters of that version: on the path, and those of pyenv."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep)]
    folders += [str(path) for path in sorted(Path.home().glob(".pyenv/versions/*/bin"))]
    for folder in folders:
        path = Path(folder) / f"python{version}"
        if path.is_file() and "shims" not in path.parts:
            yield str(path)


def works(python: str, version: str) -> bool:
    """Whether it starts, is that version, and has pip."""
    code = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
    return done.returncode == 0 and done.stdout.strip() == version


def libraries(python: str, version: str) -> Path:
    """The dependencies for that interpreter, installed once into the user's cache folder."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    key = hashlib.sha256(json.dumps([version, sorted(wanted)]).encode()).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "icefloe-tests" / f"python{version}-{key}"
    if not (folder / ".complete").exists():
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [*command, "--upgrade", "--target", str(folder), *wanted], capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            pytest.skip(f"the dependencies cannot be installed for Python {version}: {done.stderr.strip()[-200:]}")
        (folder / ".complete").touch()
    return folder


@pytest.mark.parametrize("version", VERSIONS)
def test_pythons(version: str, baseline: dict[str, str], tmp_path: Path) -> None:
    python = next((path for path in found(version) if works(path, version)), None)
    if python is None:
        pytest.skip(f"there is no Python {version} with pip here")
    target = str(libraries(python, version))
    made = digests(tmp_path / "made", {"LC_ALL": "C.UTF-8"}, python=python, libraries=(target,))
    assert made == baseline
