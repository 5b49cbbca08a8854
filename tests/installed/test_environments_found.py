"""The folders of packages of an environment, from its folder or its interpreter."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from icefloe.project.environments import packages
from icefloe.project.root import ProjectError

UNIX = "lib/python3.12/site-packages"
CASES: dict[str, tuple[str, Mapping[str, str], list[str]]] = {
    "a folder": ("env", {f"env/{UNIX}/a.py": ""}, [f"env/{UNIX}"]),
    "an interpreter": ("env/bin/python", {"env/bin/python": "", f"env/{UNIX}/a.py": ""}, [f"env/{UNIX}"]),
    "the folder of an interpreter": ("env/bin", {"env/bin/python": "", f"env/{UNIX}/a.py": ""}, [f"env/{UNIX}"]),
    "the packages themselves": (f"env/{UNIX}", {f"env/{UNIX}/a.py": ""}, [f"env/{UNIX}"]),
    "Windows": (
        "env/Scripts/python.exe",
        {"env/Scripts/python.exe": "", "env/Lib/site-packages/a.py": ""},
        ["env/Lib/site-packages"],
    ),
    "conda on Windows": (
        "env/python.exe",
        {"env/python.exe": "", "env/Lib/site-packages/a.py": ""},
        ["env/Lib/site-packages"],
    ),
    "Debian": (
        "usr/bin/python3.12",
        {"usr/bin/python3.12": "", f"usr/{UNIX}/a.py": "", "usr/lib/python3/dist-packages/b.py": ""},
        [f"usr/{UNIX}", "usr/lib/python3/dist-packages"],
    ),
    "several versions, one named by the interpreter": (
        "usr/bin/python3.11",
        {"usr/bin/python3.11": "", f"usr/{UNIX}/a.py": "", "usr/lib/python3.11/site-packages/a.py": ""},
        ["usr/lib/python3.11/site-packages"],
    ),
    "several versions, one named by the settings": (
        "env",
        {
            "env/pyvenv.cfg": "home = /nowhere/bin\nversion = 3.9.7\n",
            f"env/{UNIX}/a.py": "",
            "env/lib/python3.9/site-packages/a.py": "",
        },
        ["env/lib/python3.9/site-packages"],
    ),
    "several versions, the highest": (
        "env",
        {f"env/{UNIX}/a.py": "", "env/lib/python3.9/site-packages/a.py": ""},
        [f"env/{UNIX}"],
    ),
    "packages of the system, too": (
        "env",
        {
            "env/pyvenv.cfg": "home = HERE/usr/bin\nversion = 3.12.1\ninclude-system-site-packages = true\n",
            f"env/{UNIX}/a.py": "",
            f"usr/{UNIX}/b.py": "",
            "usr/bin/python": "",
        },
        [f"env/{UNIX}", f"usr/{UNIX}"],
    ),
    "installs in place": (
        "env",
        {
            f"env/{UNIX}/b.pth": "# a comment\n\nimport os; os.abort()\nHERE/work/src\nHERE/nowhere\n../../../more\n",
            f"env/{UNIX}/.hidden.pth": "HERE/hidden\n",
            f"env/{UNIX}/a.pth": "\ufeffHERE/first\n",
            "work/src/a.py": "",
            "env/more/b.py": "",
            "hidden/c.py": "",
            "first/d.py": "",
        },
        [f"env/{UNIX}", "first", "work/src", "env/more"],
    ),
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("HERE", str(folder)), encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_packages(tmp_path: Path, name: str) -> None:
    given, files, expected = CASES[name]
    write(tmp_path, files)
    found = [os.path.relpath(path, tmp_path) for path in packages(given, tmp_path)]
    assert found == [str(Path(one)) for one in expected]


@pytest.mark.skipif(sys.platform == "win32", reason="links are made as on Linux")
def test_the_link_of_an_environment_to_its_interpreter_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {f"env/{UNIX}/a.py": "", "usr/bin/python3.12": "", f"usr/{UNIX}/b.py": ""})
    (tmp_path / "env" / "bin").mkdir()
    (tmp_path / "env" / "bin" / "python").symlink_to(tmp_path / "usr" / "bin" / "python3.12")
    assert packages("env/bin/python", tmp_path) == (tmp_path / "env" / UNIX,)


WRONG = {
    "nowhere": "no such file or folder: nowhere; a Python environment is a folder such as .venv",
    "empty": "empty is no Python environment: it has no site-packages; name the folder that holds its pyvenv.cfg, or "
    "its bin/python",
    "project": "project is no Python environment: it has no site-packages; .venv in it is one",
    "file.py": "file.py is no Python environment: it has no site-packages; name the folder that holds its pyvenv.cfg, "
    "or its bin/python",
    "": "an empty path means no Python environment",
    "a\0b": "an empty path means no Python environment",
}


@pytest.mark.parametrize("given", WRONG)
def test_what_is_no_environment_is_told(tmp_path: Path, given: str) -> None:
    write(tmp_path, {"empty/a.txt": "", "project/.venv/pyvenv.cfg": "", "file.py": ""})
    with pytest.raises(ProjectError) as caught:
        packages(given, tmp_path)
    assert str(caught.value) == WRONG[given]
