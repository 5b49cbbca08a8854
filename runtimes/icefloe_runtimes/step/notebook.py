"""Running a notebook as a step: what it is given is written into a cell, what it gives is read from its names."""

import importlib
import json
import os
import pickle
import re
import sys
from collections.abc import Mapping
from math import isfinite
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import icefloe_runtimes
from icefloe_runtimes.step.catalog import is_like
from icefloe_runtimes.step.errors import ElsewhereError, StepFailed
from icefloe_runtimes.step.kernel import CELLS, COMMAND, FAILED, GIVEN, MADE, VALUES, Made
from icefloe_runtimes.step.names import folder, meant
from icefloe_runtimes.step.narrow import entries, fields, items
from icefloe_runtimes.step.values import Values
from icefloe_schema.plan import Output, Step

_PARAMETERS, _INJECTED = "parameters", "injected-parameters"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# The minor version of the form from which on cells have ids.
_WITH_IDS = 5
_MASK = "***"
_LEAST = 4
_DEEPEST = 20


def by_notebook(path: str, given: Mapping[str, object], step: Step, values: Values) -> dict[str, object]:
    """Run the cells of a notebook in a kernel of their own; give the values of the names that are outputs.

    The notebook as it was run is kept beside the step's log, also where a cell failed.
    """
    try:
        nbformat: Any = importlib.import_module("nbformat")
        importlib.import_module("nbclient")
    except ImportError as error:
        raise StepFailed(f"to run notebooks, pip install 'icefloe[notebook]': {error}") from None
    try:
        notebook: Any = nbformat.read(values.modules.root / path, as_version=4)
    except Exception as error:  # noqa: BLE001 - what is no notebook is met by all kinds of errors
        raise StepFailed(f"the notebook {path} cannot be read: {error}") from None
    _check_language(path, notebook)
    with TemporaryDirectory(prefix="icefloe-") as folder_:
        place = Path(folder_)
        written = _written(given, place)
        at = _parameters_end(notebook)
        if written:
            notebook.cells.insert(at, _cell(notebook, written, [_INJECTED]))
        notebook.cells.append(_cell(notebook, _last_cell(step.outputs), []))
        try:
            _executed(notebook, path, place, values)
        finally:
            del notebook.cells[-1]
            _keep(notebook, values.artifacts / f"{folder(step.id)}.ipynb", step, path)
        made: Made = pickle.loads((place / MADE).read_bytes())  # noqa: S301 - this step's own
    values.modules.noted.elsewhere(made.modules, made.sought)
    return named(made, step.outputs, path)


def _executed(notebook: Any, path: str, place: Path, values: Values) -> None:
    """Run all cells in order; one that raises ends it, and is what the step fails with."""
    client_module: Any = importlib.import_module("nbclient.client")
    errors: Any = importlib.import_module("nbclient.exceptions")
    manager = _manager(place, values)
    client: Any = client_module.NotebookClient(
        notebook, km=manager, timeout=None, resources={"metadata": {"path": str(Path.cwd())}}
    )
    store = client.output

    def told(outs: Any, message: dict[str, Any], display_id: Any, cell: int) -> Any:
        _tell(message)
        return store(outs, message, display_id, cell)

    client.output = told
    try:
        client.execute(cleanup_kc=True, env=_environment(place))
    except errors.CellExecutionError as error:
        raise _failed(notebook, path, place / FAILED, error) from None
    except (errors.DeadKernelError, RuntimeError) as error:
        raise StepFailed(f"the kernel of the notebook {path} has ended: {error}") from None


def _manager(place: Path, values: Values) -> Any:
    """What starts the kernel: this interpreter, spoken to through files alone where the system can."""
    modules = values.modules
    said = {
        "root": str(modules.root),
        "folders": list(modules.folders),
        "framework": modules.framework,
        "frozen": None if modules.frozen is None else dict(modules.frozen.modules),
    }
    specification = place / "kernel.json"
    specification.write_text(json.dumps(said), "utf-8")
    command = [*COMMAND, str(specification), "-f", "{connection_file}"]
    kernelspec: Any = importlib.import_module("jupyter_client.kernelspec")
    made: Any = importlib.import_module("jupyter_client.manager").AsyncKernelManager(
        connection_file=str(place / "connection.json")
    )
    if os.name == "posix":
        made.transport, made.ip = "ipc", str(place / "k")
    # There is no other way to start a kernel that is not installed under a name.
    made._kernel_spec = kernelspec.KernelSpec(argv=command, display_name="Python", language="python")  # noqa: SLF001
    return made


def _environment(place: Path) -> dict[str, str]:
    """The environment of the kernel: this package is found there, and nobody's own settings of IPython are."""
    package = str(Path(icefloe_runtimes.__file__ or "").parent.parent)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")])),
        "IPYTHONDIR": str(place / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _check_language(path: str, notebook: Any) -> None:
    language = language_of(notebook.metadata)
    if language != "python":
        raise StepFailed(f"the notebook {path} is written for {language}; only those for Python can be run")


def language_of(metadata: Mapping[str, Any]) -> str:
    """Say which language the cells of a notebook are written in."""
    info, kernel = fields(metadata.get("language_info")), fields(metadata.get("kernelspec"))
    return str(info.get("name") or kernel.get("language") or "python").lower().removeprefix("i")


def _written(given: Mapping[str, object], place: Path) -> str:
    """The cell that gives the notebook its values; those that no text stands for are put beside it."""
    stored: dict[str, object] = {}
    lines: list[str] = []
    for name, value in given.items():
        if _is_literal(value):
            lines.append(f"{name} = {value!r}")
        else:
            stored[name] = value
            lines.append(f"{name} = {GIVEN}[{name!r}]  # {type(value).__name__}")
    if stored:
        (place / VALUES).write_bytes(pickle.dumps(stored, protocol=5))
    return "\n".join(lines)


def _is_literal(value: object, depth: int = 0) -> bool:
    """Whether a text that Python reads stands for a value exactly as it is."""
    if value is None or type(value) in (bool, int, str, bytes):
        return True
    if type(value) is float:
        return isfinite(value)
    if depth > _DEEPEST:
        return False
    parts: list[object] | None = None
    if type(value).__name__ in ("list", "tuple") and type(value).__module__ == "builtins":
        parts = list(items(value) or ())
    elif type(value).__name__ == "dict" and type(value).__module__ == "builtins":
        named = entries(value) or {}
        parts = [*named.keys(), *named.values()]
    return parts is not None and all(_is_literal(one, depth + 1) for one in parts)


def _parameters_end(notebook: Any) -> int:
    """Where what is given begins: after the cell that is tagged as the one of parameters, else before all others."""
    for number, cell in enumerate(notebook.cells):
        if _PARAMETERS in cell.metadata.get("tags", []):
            return number + 1
    return 0


def _cell(notebook: Any, text: str, tags: list[str]) -> Any:
    made = importlib.import_module("nbformat.v4").new_code_cell(text, metadata={"tags": tags} if tags else {})
    if notebook.nbformat_minor < _WITH_IDS:
        del made["id"]
    return made


def _last_cell(outputs: tuple[Output, ...]) -> str:
    names = [output.key or output.name for output in outputs]
    return f"{CELLS}.hand_over(globals(), {names!r})"


def _tell(message: Mapping[str, Any]) -> None:
    """Print what a cell prints, as it prints it: it is the step's output."""
    content: Mapping[str, Any] = message["content"]
    text = ""
    if message["msg_type"] == "stream":
        text = str(content["text"])
    elif message["msg_type"] in ("execute_result", "display_data"):
        text = str(content["data"].get("text/plain", "")) + "\n"
    elif message["msg_type"] == "error":
        text = _ANSI.sub("", "\n".join(content["traceback"])) + "\n"
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    sys.stdout.flush()


def _failed(notebook: Any, path: str, note: Path, error: Any) -> StepFailed:
    """What a cell has raised, as what the step fails with: by its classes, at the cell and its line."""
    own = [cell for cell in notebook.cells if _INJECTED not in cell.metadata.get("tags", [])]
    failed = [n for n, cell in enumerate(own, 1) for out in cell.get("outputs", []) if out.output_type == "error"]
    try:
        said: dict[str, Any] = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        said = {"kinds": [str(error.ename)], "message": str(error.evalue), "line": None}
    line = f", line {said['line']}" if said["line"] else ""
    place = f"{path}, cell {failed[0]}{line}" if failed else path
    return ElsewhereError(said["kinds"][0], said["message"], place, tuple(said["kinds"]))


def named(made: Made, outputs: tuple[Output, ...], notebook: str) -> dict[str, object]:
    """The values of the names that are outputs."""
    found: dict[str, object] = {}
    for output in outputs:
        name = output.key or output.name
        if name in made.failed:
            raise StepFailed(f"{name!r} of the notebook {notebook} cannot be handed on: {made.failed[name]}")
        if name not in made.values:
            raise StepFailed(f"no cell of the notebook {notebook} binds {name!r}{meant(name, made.bound)}")
        try:
            found[output.name] = pickle.loads(made.values[name])  # noqa: S301 - this step's own
        except AttributeError as error:
            why = f"its class must be one of a module, not of a cell: {error}"
            raise StepFailed(f"{name!r} of the notebook {notebook} cannot be handed on: {why}") from None
    return found


def _keep(notebook: Any, kept: Path, step: Step, path: str) -> None:
    """Keep the notebook as it was run, without the values of secrets.

    A step that puts it into the catalog, as runnable calls it, finds it there.
    """
    text: str = importlib.import_module("nbformat").writes(notebook)
    for name in step.policy.secrets:
        secret = os.environ.get(name, "")
        for piece in (secret, json.dumps(secret)[1:-1]):
            text = text.replace(piece, _MASK) if len(piece) >= _LEAST else text
    _write(kept, text)
    beside = PurePosixPath(path).with_name(f"{PurePosixPath(path).stem}_out.ipynb")
    if any(is_like(str(beside), str(pattern)) for pattern in items(step.catalog.get("put")) or ()):
        _write(Path(beside), text)


def _write(path: Path, text: str) -> None:
    """Write a file as a whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.{os.getpid()}.making")
    making.write_text(text, "utf-8")
    making.replace(path)
