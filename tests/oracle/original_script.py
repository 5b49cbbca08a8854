"""Run a file as a script in the venv of an original, and then the functions of it that build something and that nobody
has called.

Nothing here is annotated, for every object is the original's.
"""

import contextlib
import inspect
import signal
import sys
import traceback
import types
from pathlib import Path

from original_standin import Anything

PATIENCE = 10


class Patience(BaseException):
    """A script has run long enough: it is one that never ends."""


@contextlib.contextmanager
def patience():
    """End what takes too long; what it has built by then is there."""

    def end(number, frame):
        raise Patience

    before = signal.signal(signal.SIGALRM, end)
    left = signal.alarm(PATIENCE)
    try:
        yield
    except (SystemExit, Patience):
        pass
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.alarm(left)


def script(path):
    """Run a file as a script; gives the module's names and the error that ended it."""
    root = path.parent
    while (root / "__init__.py").exists():
        root = root.parent
    sys.path[0:0] = [str(path.parent), str(root)]
    sys.argv = [str(path)]
    module = types.ModuleType("__main__")
    module.__file__ = str(path)
    if root != path.parent:
        module.__package__ = ".".join(path.parent.relative_to(root).parts)
    sys.modules["__main__"] = module
    try:
        # Assertions are left out: they are about results, and there are none.
        code = compile(path.read_bytes(), str(path), "exec", optimize=1)
        with patience():
            exec(code, module.__dict__)
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        return module, told(error, path)
    return module, None


def told(error, path):
    """The error and the line of the file that it came through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return {"error": type(error).__name__, "text": str(error), "line": lines[-1] if lines else 0}


def names(code):
    """All names that a code object uses, those of nested functions included."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names(constant)
    return found


def left(module, path, frames, builders):
    """Functions and methods that build a pipeline and that nobody has called: outermost first."""
    functions = {}
    for name, value in list(vars(module).items()):
        if inspect.isfunction(value) and value.__code__.co_filename == str(path):
            functions[name] = (value, None)
        elif inspect.isclass(value) and value.__module__ == "__main__":
            for inner, attribute in list(vars(value).items()):
                method = getattr(attribute, "__func__", attribute)
                if inspect.isfunction(method) and method.__code__.co_filename == str(path):
                    functions[f"{name}.{inner}"] = (method, value)
    uses = {name: names(value.__code__) for name, (value, _) in functions.items()}
    builds = {name for name, used in uses.items() if used & builders}
    grown = True
    while grown:
        more = {n for n, used in uses.items() if n not in builds and any(b.rpartition(".")[2] in used for b in builds)}
        builds |= more
        grown = bool(more)
    called = {b for b in builds if any(b.rpartition(".")[2] in uses[n] for n in builds if n != b)}
    for name in [*(n for n in functions if n in builds - called), *(n for n in functions if n in called)]:
        function, owner = functions[name]
        code = function.__code__
        if (code.co_filename, code.co_firstlineno, code.co_name) not in frames:
            yield name, function, owner


def call(name, function, owner, path, finish=None):
    """Call one function with nothing known about its arguments; `finish` gets what it gives."""
    arguments = {}
    parameters = list(inspect.signature(function).parameters.values())
    positional = []
    if owner is not None and parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
        quiet = {n: (lambda *a, **k: Anything(1.0)) for n in dir(owner) if n.startswith("assert")}
        quiet["__getattr__"] = lambda self, name: Anything(1.0)
        with contextlib.suppress(TypeError):
            owner = type(owner.__name__, (owner,), quiet)
        self = owner.__new__(owner)
        for start in ("setup_method", "setUp"):
            with contextlib.suppress(Exception):
                getattr(self, start)()
        positional = [self]
    for parameter in parameters:
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            value = Path.cwd() if parameter.name in ("tmp_path", "tmpdir") else Anything(1.0)
            if parameter.kind is parameter.POSITIONAL_ONLY:
                positional.append(value)
            else:
                arguments[parameter.name] = value
    try:
        with patience():
            given = function(*positional, **arguments)
            if finish is not None:
                finish(given)
    except BaseException as error:  # noqa: BLE001 - whatever ends it is the answer
        return {**told(error, path), "function": name}
    return None
