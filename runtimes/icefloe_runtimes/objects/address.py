"""From a function to its address in a plan: the opposite of what a worker does with it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import field
from importlib.abc import InspectLoader
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType

from icefloe_runtimes.codes import codes_of, is_same_place, plain_name
from icefloe_runtimes.objects.errors import BuildError
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json
from icefloe_schema.literals import Ref
from icefloe_schema.plan import FunctionRef
from icefloe_schema.records import dataclass

_MAIN = "__main__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A function's address; `folder` is where its module is imported from, None for one that is always found.

    `unsaid` are its defaults that no plan can hold: whoever calls the function must give them.
    """

    ref: FunctionRef
    folder: Path | None = None
    unsaid: Mapping[str, object] = field(default_factory=dict[str, object])


class Addresses:
    """Finds addresses; the code of each module is looked at once."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType | None] = {}

    def of(self, function: Callable[..., object]) -> Address:
        """Give the address of a function; `BuildError` where a worker could not find it."""
        name = str(getattr(function, "__module__", "") or "")
        qualname = str(getattr(function, "__qualname__", ""))
        if isinstance(function, MethodType) and not isinstance(function.__self__, type):
            raise BuildError(f"{qualname} is a method of an object, which no worker has: make a function of it")
        module = sys.modules.get(name)
        if module is None or not qualname:
            raise BuildError(f"{qualname or function!r} is in no module that a worker could import: put it into a file")
        if not isinstance(function, FunctionType):
            # A method of a class is made anew each time that it is asked for.
            if _reached(module, qualname) != function:
                raise BuildError(f"{function!r} is not found under a name of its module, so that no worker finds it")
            return Address(ref=FunctionRef(module=name, qualname=qualname), folder=_folder(module, name))
        return self._of_function(function, module)

    def _of_function(self, function: FunctionType, module: ModuleType) -> Address:
        code, name = function.__code__, _importable(module)
        is_reached = _reached(module, function.__qualname__) is function
        if not is_reached and plain_name(code.co_qualname) != plain_name(function.__qualname__):
            raise BuildError(
                f"{function.__qualname__} is wrapped by a decorator where only its own function could find it again: "
                "define it at the top of a module"
            )
        found = codes_of(self._code(module), plain_name(code.co_qualname))
        ordinal = next((number for number, one in enumerate(found) if is_same_place(one, code)), None)
        if ordinal is None and not is_reached:
            file = Path(code.co_filename).name
            raise BuildError(
                f"{function.__qualname__} is not written in a file that a worker can import ({file}): put it into one"
            )
        folder = _folder(module, name)
        if is_reached:
            ref = FunctionRef(module=name, qualname=function.__qualname__, ordinal=ordinal or 0)
            return Address(ref=ref, folder=folder)
        defaults, unsaid = _defaults(function)
        ref = FunctionRef(
            module=name,
            qualname=function.__qualname__,
            ordinal=ordinal or 0,
            captured=_captured(function),
            defaults=defaults,
        )
        return Address(ref=ref, folder=folder, unsaid=unsaid)

    def _code(self, module: ModuleType) -> CodeType:
        """The compiled source of a module, as a worker compiles it."""
        name = module.__name__
        if name not in self._codes:
            self._codes[name] = _compiled(module)
        found = self._codes[name]
        if found is None:
            raise BuildError(f"the source of module {name!r} cannot be read: steps are found again by it")
        return found


def literal(value: object) -> Json:
    """The encoded form of a value: a literal, or the address of what stands under a name in a module.

    `EncodeError` where it is neither.
    """
    try:
        return literals.encode(value)
    except literals.EncodeError:
        ref = _named(value)
        if ref is None:
            raise
        return literals.encode(ref)


def _named(value: object) -> Ref | None:
    """The address of a function, a class or a module, if it is found there."""
    if isinstance(value, ModuleType):
        return Ref(module=value.__name__, name="")
    name, qualname = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    module = sys.modules.get(name) if isinstance(name, str) else None
    if module is None or not isinstance(qualname, str) or name == _MAIN or _reached(module, qualname) is not value:
        return None
    return Ref(module=str(name), name=qualname)


def _compiled(module: ModuleType) -> CodeType | None:
    """What is in the file, not what was made of it: a test runner rewrites what it imports."""
    file = getattr(module, "__file__", None)
    if isinstance(file, str) and Path(file).is_file():
        return compile(Path(file).read_bytes(), file, "exec", dont_inherit=True)
    loader = module.__spec__.loader if module.__spec__ else None
    return loader.get_code(module.__name__) if isinstance(loader, InspectLoader) else None


def _reached(module: ModuleType, qualname: str) -> object:
    """What stands under a name in a module, out of what the words have put round it."""
    found: object = module
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return getattr(found, "__wrapped__", None) if hasattr(found, "min_success_ratio") else found


def _importable(module: ModuleType) -> str:
    """The name by which a worker imports a module; a script's is that of its file."""
    if module.__name__ != _MAIN:
        return module.__name__
    if module.__spec__ is not None:
        return module.__spec__.name
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        raise BuildError("a pipeline whose steps are not written in a file cannot be run: put them into one")
    return Path(file).stem


def _folder(module: ModuleType, name: str) -> Path | None:
    """The folder that has to be on the import path for a module."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return None
    path = Path(file).absolute()
    top = path.parent if path.name == "__init__.py" else path
    for _ in name.split("."):
        top = top.parent
    return top


def _defaults(function: FunctionType) -> tuple[dict[str, Json], dict[str, object]]:
    code = function.__code__
    values = function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount][code.co_argcount - len(values) :]
    all_ = {**dict(zip(names, values, strict=True)), **(function.__kwdefaults__ or {})}
    said: list[tuple[Json, Json]] = []
    unsaid: dict[str, object] = {}
    for name, value in all_.items():
        try:
            said.append((name, literal(value)))
        except literals.EncodeError:
            unsaid[name] = value
    return literals.table(said), unsaid


def _captured(function: FunctionType) -> dict[str, Json]:
    """The variables of enclosing functions; functions that stand beside it are made again with it."""
    found: list[tuple[Json, Json]] = []
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            value: object = cell.cell_contents
        except ValueError:
            continue  # it was never set, and to read it fails in any case
        if value is function or _is_sibling(value, name, function):
            continue
        try:
            found.append((name, literal(value)))
        except literals.EncodeError as error:
            raise BuildError(
                f"{function.__qualname__} uses {name!r} of the function around it, which a plan cannot hold ({error}): "
                f"make it a parameter of the step, or its default ({name}={name})"
            ) from None
    return literals.table(found)


def _is_sibling(value: object, name: str, function: FunctionType) -> bool:
    around = function.__qualname__.rpartition(".<locals>.")[0]
    return isinstance(value, FunctionType) and bool(around) and value.__qualname__ == f"{around}.<locals>.{name}"
