"""The condition of a branch as an expression: it is called with something that remembers what is done with it.

A test of the condition's own (`and`, `not`, `if`) is taken both ways, and what comes of each is put together.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from icefloe_runtimes.meant import meant
from icefloe_runtimes.objects.definition import plain_formals
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.wiring import Offer
from icefloe_schema import literals
from icefloe_schema.plan import FromExpression, FromLiteral, FromOutput, Value

_MOST = 64
_OUTPUTS = ("outputs", "results", "artifacts")
_PARAMETERS = ("params", "parameters", "context")


class _Undecided(BaseException):  # it asks, and nothing is wrong: no handler of the condition is to have it
    """A test whose outcome only a run knows."""


class Paths:
    """The outcomes of tests along one way through a condition, and the tests themselves."""

    def __init__(self, outcomes: Sequence[bool]) -> None:
        self.outcomes = outcomes
        self.tests: list[Value] = []

    def decide(self, test: Value) -> bool:
        """Give the outcome of the next test on this way."""
        self.tests.append(test)
        if len(self.tests) > len(self.outcomes):
            raise _Undecided
        return self.outcomes[len(self.tests) - 1]


class Symbol:
    """A value that only a run knows: what is done with it becomes an expression."""

    def __init__(self, value: Value, paths: Paths) -> None:
        self.icefloe_value = value
        self._paths = paths

    def _made(self, op: str, *operands: object) -> "Symbol":
        return Symbol(FromExpression(op=op, operands=tuple(_value(one) for one in operands)), self._paths)

    def __bool__(self) -> bool:
        return self._paths.decide(self.icefloe_value)

    def __getitem__(self, key: object) -> "Symbol":
        return self._made("index", self, key)

    def __getattr__(self, name: str) -> "Symbol":
        if name.startswith("_"):
            raise AttributeError(name)
        return self._made("attribute", self, name)

    def __iter__(self) -> NoReturn:
        raise BuildError("the condition of a branch goes through a value that only a run knows: do that in a step")

    def __len__(self) -> NoReturn:
        raise BuildError("the condition of a branch asks for a length that only a run knows: work it out in a step")

    def __eq__(self, other: object) -> "Symbol":  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._made("==", self, other)

    def __ne__(self, other: object) -> "Symbol":  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._made("!=", self, other)

    def __hash__(self) -> int:
        return id(self)

    def __lt__(self, other: object) -> "Symbol":
        return self._made("<", self, other)

    def __le__(self, other: object) -> "Symbol":
        return self._made("<=", self, other)

    def __gt__(self, other: object) -> "Symbol":
        return self._made(">", self, other)

    def __ge__(self, other: object) -> "Symbol":
        return self._made(">=", self, other)

    def __add__(self, other: object) -> "Symbol":
        return self._made("+", self, other)

    def __sub__(self, other: object) -> "Symbol":
        return self._made("-", self, other)

    def __mul__(self, other: object) -> "Symbol":
        return self._made("*", self, other)

    def __truediv__(self, other: object) -> "Symbol":
        return self._made("/", self, other)

    def __mod__(self, other: object) -> "Symbol":
        return self._made("%", self, other)


class _Part:
    """A part of the run so far: asked for a name, it gives what that is."""

    def __init__(self, ask: Callable[[str], object], more: Mapping[str, object] | None = None) -> None:
        self._ask = ask
        self._more = more or {}

    def __getitem__(self, name: str) -> object:
        return self._ask(name)

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._more[name] if name in self._more else self._ask(name)

    def __contains__(self, name: object) -> bool:
        try:
            self._ask(str(name))
        except BuildError:
            return False
        return True

    def get(self, name: str, default: object = None) -> object:
        """Give what a name is, or what stands for it."""
        return self._ask(name) if name in self else default


def condition(function: object, offered: Offer, steps: Mapping[str, Sequence[str]]) -> Value:
    """Give what a condition asks, as an expression; `steps` are the outputs of each step."""
    if not callable(function):
        raise BuildError(f"the condition of a branch is no function, but {function!r}")
    called: Callable[..., object] = function
    return _explored(called, offered, steps, ())


def _explored(
    called: Callable[..., object], offered: Offer, steps: Mapping[str, Sequence[str]], taken: tuple[bool, ...]
) -> Value:
    if len(taken) > _MOST.bit_length():
        raise BuildError("the condition of a branch makes too many tests: work it out in a step")
    paths = Paths(taken)
    formals = plain_formals(called)
    run = _run(offered, steps, paths)
    is_whole = len(formals) == 1 and formals[0].name not in offered.outputs and formals[0].name not in offered.context
    given = [run] if is_whole else [run[formal.name] for formal in formals if not formal.has_default]
    try:
        return _value(called(*given))
    except _Undecided:
        yes, no = (_explored(called, offered, steps, (*taken, way)) for way in (True, False))
        return FromExpression(op="choice", operands=(paths.tests[-1], yes, no))
    except (TypeError, AttributeError, KeyError) as error:
        what = f"the condition of a branch cannot be said as an expression ({error}): work it out in a step"
        raise BuildError(what) from None


def _run(offered: Offer, steps: Mapping[str, Sequence[str]], paths: Paths) -> _Part:
    def parameter(name: str) -> Symbol:
        if name not in offered.context:
            raise BuildError(f"a condition asks for the parameter {name!r}{meant(name, offered.context)}")
        return Symbol(offered.context[name], paths)

    def asset(name: str) -> Symbol:
        found = offered.context.get(name) or offered.output(name, "")
        if found is None and len(steps.get(name, ())) == 1:
            found = FromOutput(step=name, name=steps[name][0])
        if found is None:
            known = [*offered.outputs, *offered.context]
            raise BuildError(f"a condition asks for {name!r}, but there is none{meant(name, known)}")
        return Symbol(found, paths)

    def step(name: str) -> _Part:
        if name not in steps:
            raise BuildError(f"a condition asks for the step {name!r}, but there is none{meant(name, steps)}")

        def output(one: str) -> Symbol:
            if one not in steps[name]:
                raise BuildError(f"a condition asks step {name!r} for {one!r}{meant(one, steps[name])}")
            return Symbol(FromOutput(step=name, name=one), paths)

        only = {"output": output(steps[name][0]), "result": output(steps[name][0])} if len(steps[name]) == 1 else {}
        return _Part(output, {**dict.fromkeys(_OUTPUTS, _Part(output)), **only})

    parts: dict[str, object] = {"steps": _Part(step), **dict.fromkeys(_PARAMETERS, _Part(parameter))}
    return _Part(asset, {**parts, **dict.fromkeys(_OUTPUTS, _Part(asset))})


def _value(made: object) -> Value:
    if isinstance(made, Symbol):
        return made.icefloe_value
    try:
        return FromLiteral(value=literals.encode(made))
    except literals.EncodeError as error:
        raise BuildError(f"the condition of a branch has a value that a plan cannot hold: {error}") from None
