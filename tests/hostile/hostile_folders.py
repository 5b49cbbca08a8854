"""Hostile folders: what is in them, and what is said, as in `hostile_sources`.

A finding in another file than `pipeline.py` ends in that file's name; a call that is refused as such has the words
that it is refused with.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hostile_texts import DATA, PLAIN

FLOWYML = "from flowyml import Pipeline, context, step\n"
BOMB = "a: &a [1]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}, *{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24))
MERGE = "a: &a {x: 1}\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)}\n  <<: [*{chr(97 + i)}, *{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))
RUNNABLE = (
    "from runnable import Pipeline, PythonTask\n\n\ndef f(x: int) -> int:\n    return x\n\n\n"
    "def main():\n    pipeline = Pipeline(steps=[PythonTask(function=f, name='f', returns=['y'])])\n"
    "    pipeline.execute(parameters_file='parameters.yaml')\n    return pipeline\n\n\n"
    "if __name__ == '__main__':\n    main()\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """Files by path, and what is done to the folder after they are written."""

    files: dict[str, str | bytes] = field(default_factory=dict)
    then: Callable[[Path], None] | None = None
    said: str = ""
    refused: str = ""
    finds: bool = True


def write_folder(hostile: Hostile, folder: Path) -> None:
    for path, data in {"pipeline.py": DATA, **hostile.files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
    if hostile.then is not None:
        hostile.then(folder)


def chain(count: int, last: str) -> dict[str, str | bytes]:
    """Modules that import one another in a row, the last of which holds something else."""
    files: dict[str, str | bytes] = {f"m{i}.py": f"import m{i + 1}\n" for i in range(count)}
    return {**files, f"m{count}.py": last}


def deep_folders(folder: Path) -> None:
    """Folders in folders, as far as paths go."""
    here = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        Path("deep.py").write_bytes(DATA)
    finally:
        os.chdir(here)


def link(name: str, target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(target)


def loop(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "loop").mkdir()
    (folder / "loop" / "again").symlink_to("..")
    (folder / "self.py").symlink_to("self.py")


def unreadable(folder: Path) -> None:
    (folder / "locked.py").write_bytes(DATA)
    (folder / "locked.py").chmod(0)
    (folder / "closed").mkdir(mode=0)


FOLDERS = {
    "fifo": Hostile(then=lambda folder: os.mkfifo(folder / "pipe.py")),
    "fifo_imported": Hostile(files={"pipeline.py": "import pipe\n" + PLAIN}, then=lambda folder: os.mkfifo(folder / "pipe.py")),
    "fifo_as_project_file": Hostile(then=lambda folder: os.mkfifo(folder / "pyproject.toml"), refused="pyproject.toml", finds=False),
    "fifo_as_gitignore": Hostile(then=lambda folder: os.mkfifo(folder / ".gitignore")),
    "folder_named_like_a_file": Hostile(files={"x.py/y.py": DATA}),
    "folder_named_pipeline": Hostile(files={"package.py/__init__.py": "x = 1\n"}),
    "link_to_zero": Hostile(then=link("zero.py", "/dev/zero")),
    "link_to_zero_imported": Hostile(files={"pipeline.py": "import zero\n" + PLAIN}, then=link("zero.py", "/dev/zero")),
    "link_out": Hostile(files={"pipeline.py": "import passwd\n" + PLAIN}, then=link("passwd.py", "/etc/passwd")),
    "link_to_nothing": Hostile(then=link("nothing.py", "nowhere.py")),
    "link_to_root": Hostile(then=link("root", "/")),
    "link_loop": Hostile(then=loop),
    "gitignore_link": Hostile(then=link(".gitignore", "/dev/zero")),
    "project_file_link": Hostile(then=link("pyproject.toml", "/dev/zero"), refused="pyproject.toml", finds=False),
    "unreadable": Hostile(then=unreadable),
    "deep_folders": Hostile(then=deep_folders),
    "wide_folder": Hostile(files={f"w{i}.py": "x = 1\n" for i in range(3000)}),
    "wide_imports": Hostile(
        files={"pipeline.py": "".join(f"import w{i}\n" for i in range(600)) + PLAIN, **{f"w{i}.py": "x = 1\n" for i in range(600)}},
        said="?",
    ),
    "odd_names": Hostile(files={"a b.py": DATA, "-rf.py": DATA, "a.b.py": DATA, "ä.py": DATA, "\u202egnp.py": DATA, "a\nb.py": DATA}, said="FLO910:1:a.b.py"),
    "names_not_text": Hostile(then=lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.py")).write_bytes(DATA), said="FLO133:12"),
    "case_pairs": Hostile(files={"A.py": "x = 1\n", "a.py": "x = 2\n", "pipeline.py": "import A, a\n" + PLAIN}),
    "import_chain_90": Hostile(files={"pipeline.py": "import m0\n" + PLAIN, **chain(90, "x = 1\n")}),
    "import_chain_450": Hostile(files={"pipeline.py": "import m0\n" + PLAIN, **chain(450, "x = 1\n")}),
    "import_chain_600": Hostile(files={"pipeline.py": "import m0\n" + PLAIN, **chain(600, "x = 1\n")}, said="FLO908:1:m499.py"),
    "import_cycle": Hostile(files={"pipeline.py": "import a\n" + PLAIN, "a.py": "import b\n", "b.py": "import a, pipeline\n"}),
    "import_cycle_of_stars": Hostile(
        files={"pipeline.py": "from a import *\n" + PLAIN, "a.py": "from b import *\nx = y\n", "b.py": "from a import *\ny = x\n"}
    ),
    "import_cycle_of_values": Hostile(
        files={"pipeline.py": "from a import A\n" + PLAIN.replace("int = 5", "int = A"), "a.py": "from b import B\nA = B + 1\n", "b.py": "from a import A\nB = A + 1\n"},
        said="FLO150:1:b.py",
    ),
    "class_cycle_of_modules": Hostile(
        files={"pipeline.py": "from a import A\n" + PLAIN, "a.py": "from b import B\nclass A(B): pass\n", "b.py": "from a import A\nclass B(A): pass\n"},
        said="FLO150:1:b.py",
    ),
    "package_of_packages": Hostile(
        files={
            "pipeline.py": "import " + ".".join(["p"] * 60) + "\n" + PLAIN,
            **{"/".join(["p"] * depth) + "/__init__.py": "" for depth in range(1, 61)},
        }
    ),
    "relative_beyond": Hostile(files={"p/__init__.py": "", "p/pipe.py": "from ....... import a\nfrom ...x import *\n" + PLAIN}),
    "broken_helper": Hostile(files={"pipeline.py": "import helper\n" + PLAIN, "helper.py": "x = (\n"}, said="FLO901:1:helper.py"),
    "bomb_in_helper": Hostile(files={"pipeline.py": "import helper\n" + PLAIN, "helper.py": "(" * 100_000}, said="FLO905:1:helper.py"),
    "huge_helper": Hostile(files={"pipeline.py": "import helper\n" + PLAIN, "helper.py": "x = 1\n" * 200_000}, said="FLO904:1:helper.py"),
    "enormous_helper": Hostile(files={"pipeline.py": "import helper\n" + PLAIN, "helper.py": b"#" * (8 << 20)}, said="FLO904:1:helper.py"),
    "latin_helper": Hostile(files={"pipeline.py": "import helper\n" + PLAIN, "helper.py": b"x = '\xe4'\n"}, said="FLO902:1:helper.py"),
    "package_and_module": Hostile(files={"pipeline.py": "import both\n" + PLAIN, "both.py": "x = 1\n", "both/__init__.py": "x = 2\n"}),
    "pipeline_and_package": Hostile(files={"pipeline/__init__.py": "x = 1\n"}, said="FLO910:1", refused="holds no pipeline", finds=False),
    "project_file_broken": Hostile(files={"pyproject.toml": "[tool.icefloe\n"}, refused="pyproject.toml", finds=False),
    "project_file_not_text": Hostile(files={"pyproject.toml": b"\xff\xfe\0"}, refused="pyproject.toml", finds=False),
    "project_file_with_nul": Hostile(files={"pyproject.toml": b"\0"}, refused="pyproject.toml", finds=False),
    "project_file_deep": Hostile(files={"pyproject.toml": "x = " + "[" * 20_000 + "]" * 20_000}, refused="pyproject.toml", finds=False),
    "project_file_of_wrong_types": Hostile(files={"pyproject.toml": "[tool]\nicefloe = 1\n"}, refused="tool.icefloe", finds=False),
    "project_file_unknown_key": Hostile(files={"pyproject.toml": "[tool.icefloe]\nexclud = []\n"}, refused="exclude", finds=False),
    "project_file_source_out": Hostile(files={"pyproject.toml": "[tool.icefloe]\nsource = ['../..']\n"}, refused="source", finds=False),
    "project_file_source_absolute": Hostile(files={"pyproject.toml": "[tool.icefloe]\nsource = ['/etc']\n"}, refused="source", finds=False),
    "project_file_excludes_evil": Hostile(files={"pyproject.toml": f"[tool.icefloe]\nexclude = ['{'*a' * 20}*b']\n", "a" * 200 + ".py": DATA}),
    "gitignore_evil": Hostile(files={".gitignore": "*a" * 20 + "*b\n" + "**/a" * 40 + "/b\n", "a" * 200 + ".py": DATA}),
    "gitignore_broken": Hostile(files={".gitignore": "[\n]\n!\n\\\n[z-a]\n*.x\n/\n//\n[[:alpha:]\n\0\n"}),
    "gitignore_not_text": Hostile(files={".gitignore": b"\xff\xfe\0\n*.txt\n"}),
    "gitignore_of_10000": Hostile(files={".gitignore": "".join(f"name{i}*.py\n" for i in range(10_000)), **{f"x{i}.py": "" for i in range(50)}}),
    "gitignore_of_everything": Hostile(files={".gitignore": "*\n"}, finds=False),
    "yaml_alias_bomb": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: 1\n" + BOMB}, said="?"),
    "yaml_merge_bomb": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: 1\n" + MERGE}, said="?"),
    "yaml_deep": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: " + "[" * 30_000}, said="?"),
    "yaml_deep_mapping": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: " + "{a: " * 5000 + "1" + "}" * 5000}, said="?"),
    "yaml_dashes": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x:\n" + "- " * 30_000 + "1\n"}, said="?"),
    "yaml_tags": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: !!python/object/apply:os.system ['true']\n"}, said="?"),
    "yaml_twice": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: 1\nx: 2\n"}, said="?"),
    "yaml_self": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: &a [*a]\n"}, said="?"),
    "yaml_odd_keys": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "? [1, 2]\n: 3\n? {a: 1}\n: 2\nnull: 1\n1.5: 2\n"}, said="?"),
    "yaml_not_text": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": b"x: \xff\xfe\0\n"}, said="?"),
    "yaml_utf16": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: 1\n".encode("utf-16")}, said="?"),
    "yaml_control": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: \x07\n"}, said="?"),
    "yaml_integers": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: " + "9" * 100_000 + "\n"}, said="?"),
    "yaml_wide": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "".join(f"k{i}: {i}\n" for i in range(20_000))}, said="?"),
    "yaml_large": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "x: 1\n#" + "a" * (40 << 20)}, said="?"),
    "yaml_many_documents": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "---\nx: 1\n" * 100}, said="?"),
    "yaml_empty": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": ""}, said="?"),
    "yaml_scalar": Hostile(files={"pipeline.py": RUNNABLE, "parameters.yaml": "1\n"}, said="?"),
    "yaml_is_a_fifo": Hostile(files={"pipeline.py": RUNNABLE}, then=lambda folder: os.mkfifo(folder / "parameters.yaml"), said="?"),
    "yaml_is_a_link_out": Hostile(files={"pipeline.py": RUNNABLE}, then=link("parameters.yaml", "/etc/hostname"), said="?"),
    "json_deep": Hostile(files={"pipeline.py": "import json\nconf = json.load(open('c.json'))\n" + PLAIN.replace("int = 5", "int = conf"), "c.json": "[" * 100_000}, said="?"),
    "json_twice_and_odd": Hostile(
        files={"pipeline.py": "import json\nconf = json.load(open('c.json'))\n" + PLAIN.replace("int = 5", "int = conf['a']"), "c.json": '{"a": NaN, "a": 1e999, "b": ' + "9" * 10_000 + "}"},
        said="?",
    ),
    "toml_deep": Hostile(
        files={"pipeline.py": "import tomllib\nconf = tomllib.loads(open('c.toml').read())\n" + PLAIN.replace("int = 5", "int = conf['a']"), "c.toml": "a = " + "[" * 20_000 + "]" * 20_000},
        said="?",
    ),
    "configuration_out": Hostile(
        files={"pipeline.py": "import json\nconf = json.load(open('../../../../etc/passwd'))\nraw = open('/etc/passwd').read()\n" + PLAIN.replace("int = 5", "int = raw")}, said="?"
    ),
    "notebook_broken": Hostile(files={"n.ipynb": '{"cells": [{"source": ["from flowyml import step'}, said="?"),
    "notebook_deep": Hostile(files={"n.ipynb": '{"flowyml": ' + "[" * 100_000}, said="?"),
    "notebook_of_odd_types": Hostile(files={"n.ipynb": '{"cells": {"cell_type": 1, "source": {"import flowyml": []}}, "metadata": 7}'}, said="?"),
    "notebook_of_odd_cells": Hostile(files={"n.ipynb": '{"cells": [1, null, {"cell_type": "code"}, {"cell_type": "code", "source": [1, "import flowyml"]}]}'}, said="?"),
    "notebook_not_text": Hostile(files={"n.ipynb": b'\xff{"cells": "import flowyml"}'}, said="?"),
    "notebook_of_bombs": Hostile(files={"n.ipynb": '{"cells": [{"cell_type": "code", "source": ["import flowyml\\n", "' + "(" * 50_000 + '"]}], "nbformat": 4}'}, said="?"),
    "lock_of_others": Hostile(files={"icefloe.lock": "[" * 100_000, "pipeline.plan.json": "[" * 100_000, "uv.lock": b"\xff" * 1000}),
}
