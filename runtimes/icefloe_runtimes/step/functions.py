"""From the address of a function to the function."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import CellType, CodeType, FunctionType, MethodType, ModuleType

from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.standin.maps import MapTask
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.literal import literal
from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.narrow import entries
from icefloe_runtimes.step.signature import parameters
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import FunctionRef


def function(ref: FunctionRef, modules: Modules) -> Callable[..., object]:
    """Give the function that a plan names, without calling what encloses it."""
    module = modules.load(ref.module)
    codes = modules.codes(ref.module, ref.qualname)
    reached = _reached(module, ref.qualname)
    # One with defaults of its own is not what stands there in the end: a loop defined several under one name.
    is_one_of_several = bool(ref.defaults) and isinstance(reached, FunctionType)
    is_usable = callable(reached) and not isinstance(reached, Inert) and not is_one_of_several
    if callable(reached) and is_usable and _is_meant(reached, codes, ref.ordinal):
        return reached
    if ref.ordinal >= len(codes):
        raise StepFailed(f"module {ref.module!r} has no function {_spelled(ref)}: compile the plan again")
    return _rebuilt(codes[ref.ordinal], ref, modules)


def fixed(
    ref: FunctionRef, modules: Modules, bound: Mapping[str, object]
) -> tuple[Callable[..., object], Mapping[str, object]]:
    """Give the function that a plan names, and those of the `bound` arguments that it is called with.

    A method that is named through its class gets an object: the one that `bound` has for its first parameter, else one
    that is made for it, with what `bound` has beside the method's parameters as its attributes. Of a class it is
    `execute`.
    """
    holder, dot, name = ref.qualname.rpartition(".")
    outer = _reached(modules.load(ref.module), holder) if dot and "<locals>" not in holder else None
    kind: type[object] | None = outer if isinstance(outer, type) else None
    if not dot:
        found = _reached(modules.load(ref.module), ref.qualname)
        kind, name = (found, "execute") if isinstance(found, type) else (None, "")
    held = None if kind is None else inspect.getattr_static(kind, name, None)
    if kind is None or not isinstance(held, FunctionType):
        return function(ref, modules), bound
    first, *others = parameters(held)
    if first in bound:
        return MethodType(held, bound[first]), {key: value for key, value in bound.items() if key != first}
    attributes = {key: value for key, value in bound.items() if key not in others}
    made: object = object.__new__(kind) if attributes else kind()
    for key, value in attributes.items():
        setattr(made, key, value)
    return MethodType(held, made), {key: value for key, value in bound.items() if key in others}


def _reached(module: ModuleType, qualname: str) -> object:
    """What stands under the name in the module, out of what the stand-in put round it."""
    found: object = module
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found.__wrapped__ if isinstance(found, MapTask) else found


def _is_meant(reached: object, codes: list[CodeType], ordinal: int) -> bool:
    """Whether it is that one of the functions of its name; below decorators that hide it, it is the last of them."""
    if len(codes) < 2:
        return ordinal == 0
    inner: object = reached
    while hasattr(inner, "__wrapped__"):
        inner = getattr(inner, "__wrapped__", None)
    code: object = getattr(inner, "__code__", None)
    return codes.index(code) == ordinal if isinstance(code, CodeType) and code in codes else ordinal == len(codes) - 1


def _spelled(ref: FunctionRef) -> str:
    return f"{ref.qualname!r}" + (f" number {ref.ordinal + 1}" if ref.ordinal else "")


def _rebuilt(code: CodeType, ref: FunctionRef, modules: Modules) -> FunctionType:
    """A nested function, made of its code and of what the plan says it captured."""
    return _Nested(modules).built(code, ref)


class _Nested:
    """Rebuilds nested functions, each once: two that call one another share their cells."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.done: dict[CodeType, FunctionType] = {}

    def built(self, code: CodeType, ref: FunctionRef) -> FunctionType:
        """One function with its defaults and captured values."""
        if code in self.done:
            return self.done[code]
        cells = {name: CellType() for name in code.co_freevars}
        made = FunctionType(code, vars(self.modules.load(ref.module)), code.co_name, closure=tuple(cells.values()))
        self.done[code] = made
        made.__qualname__ = code.co_qualname
        given = _decoded(ref.defaults, self.modules)
        positional = code.co_varnames[: code.co_argcount]
        keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        # Defaults belong to the last parameters, so that all after the first that has one have one too.
        made.__defaults__ = tuple(given[name] for name in positional if name in given) or None
        made.__kwdefaults__ = {name: given[name] for name in keywords if name in given} or None
        captured = _decoded(ref.captured, self.modules)
        for name, cell in cells.items():
            if name in captured:
                cell.cell_contents = captured[name]
            else:
                cell.cell_contents = made if name == code.co_name else self.sibling(name, ref)
        return made

    def sibling(self, name: str, ref: FunctionRef) -> FunctionType:
        """A captured function that is defined beside the one that captured it."""
        enclosing, nested, _ = ref.qualname.rpartition(".<locals>.")
        qualname = f"{enclosing}{nested}{name}"
        found = self.modules.codes(ref.module, qualname) if nested else []
        if len(found) != 1:
            raise StepFailed(f"{ref.qualname!r} uses {name!r} of what encloses it, and the plan does not say its value")
        return self.built(found[0], replace(ref, qualname=qualname, ordinal=0, defaults={}))


def _decoded(data: JsonObject, modules: Modules) -> dict[str, object]:
    """The values by name; a dictionary with a key that is not ASCII is encoded as a whole."""
    named = entries(literal(data, modules))
    return {} if named is None else {str(name): value for name, value in named.items()}
