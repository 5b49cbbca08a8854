"""The object that survives everything and does nothing."""

# ruff: noqa: ARG001, ARG002 - it takes whatever it is given, and must see who unpacks or decorates with it

import dis
from collections.abc import Callable, Generator, Iterator
from types import FrameType, FunctionType
from typing import NoReturn, Self

from icefloe_runtimes.standin.frame import caller

# Words and methods that begin so take a function as their argument and do not decorate it.
_TAKERS = (
    *("add", "register", "then", "else", "from_", "run", "execute", "serve", "connect", "set", "schedule", "map"),
    *("when", "unless", "condition", "skip", "on_", "fallback"),
)


class InertBase:
    """What a class is derived from when its base is a word of a stand-in."""

    def __init__(self, *arguments: object, **options: object) -> None:
        self.arguments = arguments
        for name, value in options.items():
            setattr(self, name, value)


class Inert:
    """Anything at all: an attribute, an item, a call, a format, a comparison, a `with`, an `await` all succeed.

    It is true, it iterates as empty, and it unpacks to as many values as are asked for. Where it decorates a function
    it gives the function back.
    """

    def __init__(self, name: str, *, word: bool = False) -> None:
        object.__setattr__(self, "_inert_name", name)
        # A word of a module is no method: `step(f)` decorates, whatever else is known of `f`.
        object.__setattr__(self, "_inert_word", word)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(f"{self._inert_title()}.{name}")

    def _inert_title(self) -> str:
        title: str = object.__getattribute__(self, "_inert_name")
        return title

    def __call__(self, *arguments: object, **options: object) -> object:
        """Give back the function that is decorated, or something inert."""
        subject = arguments[0] if len(arguments) == 1 and not options else None
        if isinstance(subject, FunctionType | type) and self._inert_decorates(subject, caller()):
            return subject
        return Inert(f"{self._inert_title()}()")

    def _inert_decorates(self, subject: FunctionType | type, frame: FrameType) -> bool:
        title = self._inert_title()
        last = title.rpartition(".")[2]
        if title.endswith(")"):
            return True
        if subject.__name__ == "<lambda>":
            return False
        if last[:1].isupper() or last.startswith(_TAKERS):
            return False
        if object.__getattribute__(self, "_inert_word"):
            return True
        return not _is_bound(subject, frame)

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return () if any(base is InertBase for base in bases) else (InertBase,)

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    def __iter__(self) -> "Iterator[Inert]":
        count = _unpacked(caller())
        return iter([Inert(f"{self._inert_title()}[{index}]") for index in range(count)])

    def __next__(self) -> NoReturn:
        # What a coroutine that has nothing to do answers when an event loop asks it on.
        raise StopIteration(self)

    def __aiter__(self) -> "Inert":
        return self

    async def __anext__(self) -> NoReturn:
        raise StopAsyncIteration

    def __await__(self) -> "Generator[None, None, Inert]":
        yield from ()
        return self

    # `asyncio.run(run_workflow(...))` takes nothing but a coroutine: these three make it one.
    def send(self, value: object) -> NoReturn:
        """End at once, as a coroutine that has nothing to do."""
        raise StopIteration(self)

    def throw(self, *error: object) -> NoReturn:
        """Raise what is thrown in."""
        raise error[0] if isinstance(error[0], BaseException) else StopIteration(self)

    def close(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        return None

    def __getitem__(self, key: object) -> object:
        return Inert(f"{self._inert_title()}[…]")

    def __setitem__(self, key: object, value: object) -> None:
        return None

    def __delitem__(self, key: object) -> None:
        return None

    def __contains__(self, item: object) -> bool:
        return True

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __int__(self) -> int:
        return 0

    def __index__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __complex__(self) -> complex:
        return 0j

    def __round__(self, digits: int | None = None) -> int:
        return 0

    def __repr__(self) -> str:
        return f"<stand-in {self._inert_title()}>"

    def __format__(self, specification: str) -> str:
        return ""

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def _inert_true(self, other: object) -> bool:
        return True

    __lt__ = __le__ = __gt__ = __ge__ = _inert_true

    def _inert_arithmetic(self, *operands: object) -> "Inert":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = _inert_arithmetic
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _inert_arithmetic
    __divmod__ = __rdivmod__ = __pow__ = __rpow__ = __lshift__ = __rlshift__ = _inert_arithmetic
    __rshift__ = __rrshift__ = __and__ = __rand__ = __xor__ = __rxor__ = __or__ = __ror__ = _inert_arithmetic
    __neg__ = __pos__ = __abs__ = __invert__ = _inert_arithmetic


def inert_pipeline(function: Callable[..., object] | None = None, /, **options: object) -> object:
    """Stand in for `@pipeline`: what it decorates does nothing when a line of the module calls it."""
    if function is None:
        return inert_pipeline
    return Inert(f"{getattr(function, '__name__', 'pipeline')}()()")


def _is_bound(subject: FunctionType | type, frame: FrameType) -> bool:
    """Whether a name stands for the function already; while a decorator runs, none does."""
    name = subject.__name__
    spaces: list[dict[str, object]] = [frame.f_locals, frame.f_globals]
    if isinstance(subject, FunctionType):
        spaces.append(subject.__globals__)
    return any(space.get(name) is subject for space in spaces)


def _unpacked(frame: FrameType) -> int:
    """How many values the line that iterates wants: those of `a, b = …`, none in a loop."""
    code, last = frame.f_code.co_code, frame.f_lasti
    name = dis.opname[code[last]] if 0 <= last < len(code) - 1 else ""
    if name == "UNPACK_SEQUENCE":
        return code[last + 1]
    return code[last + 1] if name == "UNPACK_EX" else 0
