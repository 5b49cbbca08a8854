"""Whatever is done to a project: what is kept gives the answer that there is without it."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept_projects import FINE, MAIN, PROJECT, WRONG, Keeping, write

SOURCES = [
    *(FINE, WRONG, "", "x = (\n", "from steps import load, train\n", "from .steps import *\n", "import pkg.steps\n"),
    MAIN.format(module="steps", name="a"),
    MAIN.format(module="pkg.steps", name="b"),
    MAIN.format(module="pkg", name="b"),
    "from main import p\np.add_step(1)\n",
    "from flowyml import Pipeline\np = Pipeline(open('names.json').read())\n",
    "from flowyml import Pipeline\np = Pipeline('x', contxt=1)  # icefloe: ignore[FLO105] known\n",
]
MODULES = ["main.py", "steps.py", "pkg/__init__.py", "pkg/steps.py", "src/steps.py", "pkg/main.py", "names.py"]
TEXTS = {
    "pyproject.toml": [
        *(PROJECT, "", "[tool.icefloe]\nexclude = ['main.py']\n", "[tool.icefloe]\nsource = ['pkg']\n"),
        "[tool.icefloe]\nselect = ['FLO2']\n[tool.icefloe.dialects]\nflowyml = '1.8.0'\n",
        "[tool.icefloe]\nexclude = 3\n",
    ],
    "icefloe.toml": ["ignore = ['FLO3']\n", "extend = '../shared.toml'\n"],
    "../shared.toml": ["select = ['FLO1']\n", "ignore = ['FLO1']\n"],
    "../pyproject.toml": ["[tool.icefloe]\nignore = ['FLO']\n", "[project]\nname = 'outer'\n"],
    "pkg/pyproject.toml": [PROJECT],
    ".gitignore": ["pkg/\n", "main.py\n", "*\n!main.py\n"],
    "pkg/.gitignore": ["steps.py\n"],
    "uv.lock": ['[[package]]\nname = "flowyml"\nversion = "1.8.0"\n'],
    "requirements.txt": ["flowyml==2.1\n"],
    "names.json": ["one", "two"],
    "flow.yaml": ["dag:\n  start_at: a\n  steps:\n    a: {type: task, command: main.run, next: success}\n", "a: 1\n"],
    ".venv/pyvenv.cfg": ["home = /usr\n"],
}
Do = Callable[[Path], object]


def written(name: str, text: str) -> Do:
    return lambda root: write(root, {name: text})


def removed(name: str) -> Do:
    def do(root: Path) -> None:
        path = root / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    return do


def moved(name: str, to: str) -> Do:
    def do(root: Path) -> None:
        if (root / name).is_file():
            (root / to).parent.mkdir(exist_ok=True)
            (root / name).replace(root / to)

    return do


def linked(name: str, to: str) -> Do:
    def do(root: Path) -> None:
        removed(name)(root)
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(root / to)

    return do


NAMES = st.sampled_from(MODULES)
EDITS = st.one_of(
    st.builds(written, NAMES, st.sampled_from(SOURCES)),
    st.sampled_from([written(name, text) for name, texts in TEXTS.items() for text in texts]),
    st.builds(removed, st.sampled_from([*MODULES, *TEXTS, "pkg", "src"])),
    st.builds(moved, NAMES, NAMES),
    st.sampled_from([linked("src", "pkg"), linked("steps.py", "pkg/steps.py"), linked("pkg", "../elsewhere")]),
    st.just(lambda root: [os.utime(path, (1, 1)) for path in root.rglob("*.py") if path.is_file()]),
)


def tried(do: Do, root: Path) -> None:
    """Do something, if it can be done to the project as it is."""
    try:
        do(root)
    except OSError:
        return


def checked(keeping: Keeping) -> None:
    """Check, unless the project's own settings forbid it: then nothing is said of it at all."""
    from icefloe.project import ProjectError

    try:
        keeping.anew()
    except ProjectError:
        keeping.last = None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=3, max_size=10), st.booleans())
def test_the_kept_answer_is_the_fresh_one_after_any_edits(edits: list[Do], outright: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "outer"
        write(base, {"elsewhere/steps.py": FINE, "p/main.py": SOURCES[7], "p/steps.py": FINE, "p/pkg/steps.py": WRONG})
        root = base / "p"
        paths = [root / "main.py"] if outright else [root]
        keeping = Keeping(Path(name) / "cache", *paths)
        checked(keeping)
        for edit in edits:
            tried(edit, root)
            checked(keeping)
