"""Importing libraries into the warm parent, as long as a fork stays safe."""

import importlib
import importlib.util
import sys

from icefloe_runtimes.step.loading import quiet
from icefloe_runtimes.step.warm.linux import Linux
from icefloe_runtimes.step.warm.wanted import HARMLESS


class Spoilt(Exception):  # noqa: N818 - it says what this process has become
    """An import has left something behind after which this process should not fork."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


def preload(names: tuple[str, ...], linux: Linux) -> None:
    """Import what is there of these modules; `Spoilt` where one has started threads, or has failed half-way.

    A name that is no module is none of a fault: it may be that of a function.
    """
    for name in names:
        if name in sys.modules or not _is_there(name):
            continue
        threads = linux.threads()
        package = name.partition(".")[0]
        try:
            with quiet():
                importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name == name:
                continue
            raise Spoilt(package) from error
        except BaseException as error:
            raise Spoilt(package) from error
        threads_of: object = getattr(sys.modules.get("threading"), "active_count", None)
        if (callable(threads_of) and threads_of() != 1) or (package not in HARMLESS and linux.threads() > threads):
            raise Spoilt(package)


def _is_there(name: str) -> bool:
    """Whether a module can be imported, as far as its own package tells without more being imported."""
    package, dot, _ = name.rpartition(".")
    if dot and not hasattr(sys.modules.get(package), "__path__"):
        return False
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False
