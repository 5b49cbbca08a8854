"""Stand-ins inside the venv of an original: for results of runs that did not happen, for missing packages, for output.

Nothing here is annotated, for every object is the original's or nobody's.
"""

import contextlib
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import types
from pathlib import Path


@contextlib.contextmanager
def quiet():
    """Print nowhere."""
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield


class Anything(float):
    """What a replaced `run()` gives, and every object of a package that is not installed."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(1.0)

    def __getitem__(self, key):
        return Anything(1.0)

    def __setitem__(self, key, value):
        pass

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return True

    def __contains__(self, item):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __mro_entries__(self, bases):
        return ()

    def __or__(self, other):
        return object

    __ror__ = __or__

    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and (inspect.isfunction(args[0]) or inspect.isclass(args[0])):
            return args[0]
        return Anything(1.0)


class AnyType(type):
    """A class that is missing: it can be called, inherited from, and asked for any attribute."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(1.0)

    def __getitem__(cls, key):
        return cls

    def __or__(cls, other):
        return object

    __ror__ = __or__

    def __call__(cls, *args, **kwargs):
        if cls.__dict__.get("_missing"):
            return Anything(1.0)(*args, **kwargs)
        with contextlib.suppress(TypeError):
            return super().__call__(*args, **kwargs)
        return super().__call__()


class MissingModule(types.ModuleType):
    """A package that is not installed."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = AnyType(
            name, (), {"__module__": self.__name__, "_missing": True, "__getattr__": lambda self, name: Anything(1.0)}
        )
        setattr(self, name, made)
        return made


def _asker():
    """The file whose import statement is being carried out."""
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return "" if frame is None else frame.f_code.co_filename


class MissingFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands last in line and makes up whatever nobody else has, except for the original itself.

    With a folder, only what a file in it asks for: other packages look for what they can do without.
    """

    def __init__(self, *originals, folder=""):
        self.made = []
        self.never = {*originals, "sitecustomize", "usercustomize"}
        self.folder = folder

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] in self.never:
            return None
        if self.folder and not _asker().startswith(self.folder):
            return None
        parent = sys.modules.get(fullname.rpartition(".")[0])
        if parent is not None and not isinstance(parent, MissingModule):
            return None  # A part of a package that is installed is not there because it does not exist.
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        self.made.append(spec.name)
        module = MissingModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass
