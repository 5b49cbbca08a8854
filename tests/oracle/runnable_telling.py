"""What the original says of one DAG, as JSON; this runs inside its venv.

Nothing here is annotated, for every object is the original's.
"""

import argparse
import ast
import importlib
import inspect
import json
import re
from pathlib import Path

_WORD = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


def dag_told(dag, names, prefix=""):
    """A DAG as it is, its branches included; `names` gets the path of each node by its internal name."""
    return {
        "start": dag.start_at,
        "description": dag.description or "",
        "nodes": [node_told(node, names, prefix) for node in dag.nodes.values()],
    }


def node_told(node, names, prefix):
    """One node with its settings."""
    path = f"{prefix}{node.name}"
    names[node.internal_name] = path
    told = {
        "name": node.name,
        "type": node.node_type,
        "next": getattr(node, "next_node", ""),
        "on_failure": getattr(node, "on_failure", "") or "",
        "overrides": dict(getattr(node, "overrides", None) or {}),
        "catalog": catalog_told(getattr(node, "catalog", None)),
        "branches": [[key, dag_told(branch, names, f"{path}/{key}/")] for key, branch in branches(node)],
    }
    for word in ("iterate_on", "iterate_as", "reducer", "parameter", "max_iterations", "break_on", "index_as"):
        if hasattr(node, word):
            told[word] = getattr(node, word)
    if hasattr(node, "executable"):
        told |= task_told(node.executable)
    return told


def branches(node):
    """The branches of a node by name; the one of a map or a loop is called `*`."""
    if hasattr(node, "branches"):
        return [(name.removeprefix(f"{node.internal_name}."), branch) for name, branch in node.branches.items()]
    return [("*", node.branch)] if hasattr(node, "branch") else []


def catalog_told(catalog):
    """What a node gets from the catalog and puts into it."""
    if catalog is None:
        return None
    return {"get": list(catalog.get), "put": list(catalog.put), "store_copy": bool(catalog.store_copy)}


def task_told(task):
    """What a task runs, returns and keeps secret."""
    told = {
        "kind": task.task_type,
        "command": task.command,
        "returns": [[one.name, one.kind] for one in task.returns],
        "secrets": list(task.secrets),
    }
    if "python" in task.task_type:
        told["function"] = function_told(task.command)
    if task.task_type == "shell":
        told["reads"] = sorted(set(_WORD.findall(task.command)))
    if task.task_type == "notebook":
        told["options"] = dict(task.optional_ploomber_args)
        told["reads"] = notebook_reads(task.command)
    if task.task_type == "async-python":
        told["stream_end_type"] = task.stream_end_type
    return told


def function_told(command):
    """Where the function of a command is, as the original would import it: file and name, or a package's name."""
    module, _, name = command.rpartition(".")
    try:
        function = inspect.unwrap(getattr(importlib.import_module(module), name))
    except Exception as error:  # noqa: BLE001 - whatever it is, the original would meet it too
        return {"error": type(error).__name__, "text": str(error)}
    code = getattr(function, "__code__", None)
    here = Path.cwd()
    if code is not None and Path(code.co_filename).is_relative_to(here):
        return {"file": Path(code.co_filename).relative_to(here).as_posix(), "name": name}
    return {"module": module, "name": name}


def notebook_reads(path):
    """The names that a notebook certainly takes from what it is given: those of its parameters' cell, and those that
    it reads and nowhere binds."""
    try:
        cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    tagged, read, bound = set(), set(), set()
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        try:
            tree = ast.parse("".join(cell.get("source", [])))
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                bound.add(node.name)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.alias):
                bound.add((node.asname or node.name).partition(".")[0])
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            tagged |= {
                t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
            }
    return sorted(tagged | (read - bound))


def cast_told(parameter):
    """What the original calls with a value before a parameter gets it, by its own rule; empty for nothing."""
    from typing import get_origin

    from runnable.parameters import _safe_issubclass_basemodel

    taken = parameter.annotation
    if taken is parameter.empty or taken == argparse.Namespace:
        return ""
    if _safe_issubclass_basemodel(taken):
        return taken.__name__
    if not callable(taken):
        return ""
    made = get_origin(taken) or taken
    return getattr(made, "__name__", str(made))


def parameters_told(path):
    """The parameters of a file as the original loads them, and which of them an environment variable can set."""
    import os

    from runnable import parameters, utils

    told = {}
    for name, value in (utils.load_yaml(path) or {}).items():
        variable = f"RUNNABLE_PRM_{name}"
        os.environ[variable] = '"probe"'
        told[str(name)] = {"value": plain(value), "settable": name in parameters.get_user_set_parameters()}
        del os.environ[variable]
    return told


def plain(value, depth=0):
    """A value as JSON, as far as it has one; anything else by its type."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": repr(value)}
    if depth < 6 and isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    if depth < 6 and isinstance(value, dict):
        return {"dict": [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in value.items()]}
    return {"object": type(value).__name__}
