"""Traps beside the source: files that Python or a tool would run or load in the folder of a plain pipeline.

Each has its files and a line of Python that sets it off in that folder, or "" where the interpreter itself would have
to be started there.
"""

from dataclasses import dataclass

from trap_sources import BOOM, HEAD, PIPELINE, STEPS

PLAIN = HEAD + STEPS + PIPELINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What lies beside the pipeline, what sets it off, and the pipeline itself where it is another one."""

    files: dict[str, str | bytes]
    sprung_by: str = ""
    pipeline: str = PLAIN


#: Modules that stand in the place of ours and of those that we import.
SHADOWS = (
    *("yaml", "libcst", "json", "click", "graphviz", "typing", "jsonschema", "pathspec", "typeshed_client", "tomllib"),
    *("dataclasses", "pathlib", "re", "difflib", "collections", "enum", "functools", "hashlib", "tempfile", "ast"),
    *("traceback", "threading", "unicodedata", "string", "shutil", "textwrap", "argparse", "inspect", "logging"),
    *("flowyml", "runnable", "motools", "fastflow", "pandas", "sklearn", "referencing", "attr", "attrs", "rpds"),
    *("icefloe", "icefloe_schema", "icefloe_runtimes", "_yaml", "mypy_extensions", "typing_extensions", "sqlite3"),
    *("ctypes", "subprocess", "socket", "ssl", "asyncio", "multiprocessing", "pickle", "random", "statistics", "csv"),
)
LOADED_ALREADY = ("re", "collections", "enum", "functools", "typing")

NOTEBOOK = '{"cells": [{"cell_type": "code", "source": ["BOOMTEXT\\n", "%load_ext evil\\n", "!touch SPRUNG-{name}\\n"], "metadata": {}, "outputs": [], "execution_count": null}], "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "x"}}, "nbformat": 4, "nbformat_minor": 5}'
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "x"
dynamic = ["version"]
[project.entry-points."icefloe.dialects"]
evil = "evil:dialect"
[project.entry-points.pytest11]
evil = "evil"

[tool.setuptools.dynamic]
version = {attr = "evil.VERSION"}
[tool.mypy]
plugins = ["evil"]
[tool.pytest.ini_options]
addopts = "-p evil"
[tool.hatch.build.hooks.custom]
path = "evil.py"
[tool.poetry.scripts]
icefloe = "evil:main"
"""
PICKLE = b"cbuiltins\neval\n(V" + BOOM.encode() + b"\ntR."

FOLDERS = {
    **{
        f"shadow_{name}": Folder(files={f"{name}.py": "BOOM\n"}, sprung_by=f"sys.modules.pop({name!r}, 0); import {name}")
        for name in SHADOWS
    },
    **{
        f"package_{name}": Folder(
            files={f"{name}/__init__.py": "BOOM\n", f"{name}/__main__.py": "BOOM\n"},
            sprung_by=f"sys.modules.pop({name!r}, 0); import {name}",
        )
        for name in ("yaml", "libcst", "json", "click", "encodings", "icefloe_schema", "importlib_resources")
    },
    "imported_helper": Folder(
        files={"helper.py": "BOOM\nSIZE = 5\n"}, pipeline="from helper import SIZE\n" + PLAIN, sprung_by="import helper"
    ),
    "imported_package": Folder(
        files={"deep/__init__.py": "BOOM\n", "deep/er.py": "BOOM\nSIZE = 5\n"},
        pipeline="from deep.er import SIZE\n" + PLAIN,
        sprung_by="import deep.er",
    ),
    "star_import": Folder(
        files={"helper.py": "__all__ = ['SIZE'] + [BOOM][:0]\nSIZE = 5\n"},
        pipeline="from helper import *\n" + PLAIN,
        sprung_by="from helper import *",
    ),
    "module_getattr": Folder(
        files={"helper.py": "def __getattr__(name):\n    return BOOM\n"},
        pipeline="from helper import size\n" + PLAIN,
        sprung_by="from helper import size",
    ),
    "module_replaced": Folder(
        files={"helper.py": "import sys\nclass M:\n    def __getattr__(self, n):\n        return BOOM\nsys.modules[__name__] = M()\n"},
        pipeline="from helper import size\n" + PLAIN,
        sprung_by="from helper import size",
    ),
    "relative_import": Folder(
        files={"parts/__init__.py": "from . import inner\n", "parts/inner.py": "BOOM\n"},
        pipeline="import parts\n" + PLAIN,
        sprung_by="import parts",
    ),
    "words_from_here": Folder(
        files={"words.py": "from flowyml import *\nBOOM\n"},
        pipeline="from words import Pipeline, context, step\n" + STEPS + PIPELINE,
        sprung_by="import words",
    ),
    "sitecustomize": Folder(files={"sitecustomize.py": "BOOM\n"}, sprung_by="import sitecustomize"),
    "usercustomize": Folder(files={"usercustomize.py": "BOOM\n"}, sprung_by="import usercustomize"),
    "conftest": Folder(files={"conftest.py": "BOOM\n", "tests/conftest.py": "BOOM\n"}, sprung_by="import conftest"),
    "setup": Folder(files={"setup.py": "BOOM\n", "setup.cfg": "[metadata]\nversion = attr: evil.V\n"}, sprung_by="import setup"),
    "main": Folder(files={"__main__.py": "BOOM\n"}, sprung_by="import runpy; runpy.run_path('__main__.py')"),
    "root_package": Folder(files={"__init__.py": "BOOM\n"}, sprung_by="import runpy; runpy.run_path('__init__.py')"),
    "path_file": Folder(files={"evil.pth": "import sys; BOOM\n"}, sprung_by="import site; site.addsitedir('.')"),
    "path_configuration": Folder(files={"python._pth": ".\nimport site\n", "pyvenv.cfg": "home = .\n", "pybuilddir.txt": "."}),
    "environment_file": Folder(files={".env": "PYTHONSTARTUP=evil.py\n", ".envrc": "touch SPRUNG-{name}\n", "evil.py": "BOOM\n"}),
    "start_up_file": Folder(files={".pythonrc.py": "BOOM\n", ".pythonstartup": "BOOM\n"}),
    "tools": Folder(
        files={name: "BOOM\n" for name in ("noxfile.py", "tasks.py", "fabfile.py", "dodo.py", "hatch_build.py", "backend.py")},
        sprung_by="import noxfile",
    ),
    "recipes": Folder(
        files={
            "Makefile": "all:\n\ttouch SPRUNG-{name}\n$(shell touch SPRUNG-{name})\n",
            "justfile": "x := `touch SPRUNG-{name}`\n",
            ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: x, entry: touch SPRUNG-{name}, language: system}]}]\n",
        }
    ),
    "project_tables": Folder(files={"pyproject.toml": PYPROJECT, "evil.py": "BOOM\n"}, sprung_by="import evil"),
    "entry_points": Folder(
        files={
            "evil-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1\n",
            "evil-1.dist-info/entry_points.txt": "[icefloe.dialects]\nevil = evil\n[console_scripts]\nicefloe = evil:main\n",
            "evil.py": "BOOM\n",
        },
        sprung_by="import importlib.metadata as m; [e.load() for e in m.entry_points(group='icefloe.dialects')]",
    ),
    "git_hooks": Folder(
        files={
            ".git/HEAD": "ref: refs/heads/main\n",
            ".git/config": "[core]\n\tfsmonitor = touch SPRUNG-{name}\n\thooksPath = .\n\tpager = touch SPRUNG-{name}\n",
            ".gitattributes": "* filter=evil\n",
        }
    ),
    "notebook": Folder(files={"explore.ipynb": NOTEBOOK}),
    "notebook_of_steps": Folder(files={"train.ipynb": NOTEBOOK.replace("%load_ext evil", "from flowyml import step")}),
    "ipython_start_up": Folder(files={".ipython/profile_default/startup/0.py": "BOOM\n", "ipython_config.py": "BOOM\n"}),
    "stubs": Folder(files={"flowyml.pyi": "BOOM\n", "json.pyi": "BOOM\n", "py.typed": ""}),
    "byte_code": Folder(files={"__pycache__/pipeline.cpython-311.pyc": b"\0" * 16 + PICKLE, "helper.pyc": b"\0" * 16 + PICKLE}),
    "extension_modules": Folder(files={"yaml.so": b"\x7fELF", "_json.abi3.so": b"\x7fELF", "libcst.pyd": b"MZ"}),
    "zip_of_modules": Folder(files={"yaml.zip": b"PK\x05\x06" + b"\0" * 18, "libcst.egg": b"PK\x05\x06" + b"\0" * 18}),
    "pickle_beside": Folder(
        files={"pipeline.pkl": PICKLE, "pipeline.plan.pkl": PICKLE, ".icefloe/cache/pipeline.pkl": PICKLE},
        sprung_by="import pickle; pickle.load(open('pipeline.pkl', 'rb'))",
    ),
    "yaml_apply": Folder(
        files={"parameters.yaml": "!!python/object/apply:builtins.eval ['BOOM']\n", "config.yaml": "x: !!python/object/apply:os.system ['touch SPRUNG-{name}']\n"},
        pipeline="import yaml\nconf = yaml.unsafe_load(open('parameters.yaml'))\n" + PLAIN,
        sprung_by="import yaml; yaml.unsafe_load(open('parameters.yaml'))",
    ),
    "yaml_new_in_plan_place": Folder(files={"pipeline.plan.yaml": "!!python/object/new:os.system [touch SPRUNG-{name}]\n"}),
    "configuration_read": Folder(
        files={"config.json": '{"x": "BOOMTEXT"}', "config.toml": 'x = "BOOMTEXT"\n'},
        pipeline="import json\nconf = json.load(open('config.json'))\nexec(conf['x'])\n" + PLAIN,
        sprung_by="import json; exec(json.load(open('config.json'))['x'])",
    ),
    "forged_plan": Folder(files={"pipeline.plan.json": '{"schema": "icefloe.plan/1", "steps": [{"run": "BOOMTEXT"}]}'}),
    "forged_cache": Folder(files={".icefloe/cache/clean.json": '{"findings": []}', ".icefloe/config.py": "BOOM\n"}),
    "runnable_parameters": Folder(
        files={"parameters.yaml": "size: !!python/name:os.system\n", "helper.py": "BOOM\ndef f():\n    return 1\n"},
        pipeline=PLAIN + "from runnable import Pipeline as P, PythonTask\nfrom helper import f\nP(steps=[PythonTask(function=f, name='f')])\n",
        sprung_by="import helper",
    ),
    "cookie_utf7": Folder(files={"hidden.py": b"# coding: utf-7\n" + BOOM.encode("utf-7") + b"\n"}, sprung_by="import hidden"),
    "cookie_unicode_escape": Folder(
        files={"hidden.py": b"# coding: unicode_escape\n#\\n" + BOOM.encode() + b"\n"}, sprung_by="import hidden"
    ),
    "cookie_of_a_local_codec": Folder(
        files={
            "encodings_evil.py": "BOOM\n",
            "hidden.py": "# coding: evil\nfrom flowyml import step\n",
        },
        sprung_by="import encodings_evil",
    ),
    "form_feed_and_cr": Folder(files={"hidden.py": b"# x\r" + BOOM.encode() + b"\r"}, sprung_by="import hidden"),
}
