"""What a task takes: the parameters of its function, the variables of its command, the names of its notebook."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.dialect import Reader
from icefloe.dialects.runnable.values import edges as values
from icefloe.dialects.runnable.values import shell
from icefloe.dialects.runnable.values.called import is_text
from icefloe.dialects.runnable.wiring import missing
from icefloe.dialects.runnable.wiring.given import Given
from icefloe.dialects.runnable.wiring.scope import Asked, Scope
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Notebook, Python, Shell, Task, Text
from icefloe.findings import Note
from icefloe.graph import Binding, Missing
from icefloe.source import Span
from icefloe.types import Named, Type, UnknownType, causes
from icefloe.values import Function, Known, Parameter, Value
from icefloe_schema import plan

_NAMESPACE = "argparse.Namespace"


def bindings(wires: Wires, task: Task, scope: Scope) -> tuple[Binding, ...]:
    """Where everything that a task takes comes from; what cannot come is reported."""
    match task.work:
        case Python(function=Function() as function):
            return tuple(_function(wires, task, function, scope))
        case Shell(command=command):
            return tuple(_shell(wires, task, command, scope))
        case Notebook(path=path):
            return tuple(_notebook(wires, task, path, scope))
        case _:
            return ()


def _function(wires: Wires, task: Task, function: Function, scope: Scope) -> Iterator[Binding]:
    taken: list[str] = []
    rest: list[Parameter] = []
    for parameter in function.parameters:
        if parameter.kind == "args":
            _starred(wires, task, parameter)
        elif parameter.kind == "kwargs" or _is_namespace(wires.reader, parameter):
            rest.append(parameter)
        else:
            if parameter.kind == "positional":
                _by_position(wires, task, parameter)
            if parameter.name == "self" and "." in function.qualname:
                continue  # that a method has no object there is told where the task is read
            found = _parameter(wires, task, parameter, scope)
            if found is not None:
                taken.append(parameter.name)
                yield found
    if rest:
        yield from _rest(wires, task, rest, [name for name in scope.visible() if name not in taken], scope)


def _parameter(wires: Wires, task: Task, parameter: Parameter, scope: Scope) -> Binding | None:
    """Where one parameter of a function gets its value from; None where that cannot be known."""
    type_ = values.taken(parameter, wires.reader)
    base = Binding(
        parameter=parameter.name,
        source=Missing(asset=parameter.name, declared=False, told=True),
        type=type_,
        span=parameter.span,
    )
    if missing.index(wires, task, parameter, scope):
        return replace(base, source=plan.FromDefault())
    found = scope.find(parameter.name, Asked(parameter=parameter, type=_natural(wires.reader, parameter, type_)))
    if found is None:
        found = _first_round(scope, parameter, type_)
    if found is not None:
        missing.sometimes(wires, task, parameter, found)
        missing.misspelt(wires, task, parameter, found, scope)
        adapt = values.adapts(parameter, found.kind, wires.reader)
        other = "" if adapt else values.fits_after(found.type, found.kind, type_, wires.reader)
        taken = UnknownType(other) if other else type_
        cast = any(one.how == "cast" for one in adapt)
        outcome = values.judged(parameter, found.type, found.kind, wires.reader) if cast else None
        made = replace(base, source=found.source, source_span=found.span, adapt=adapt, type=taken)
        return replace(made, told=cast, judged=outcome)
    if not scope.is_sure:
        return None
    said = missing.parameter(wires, task, parameter, scope)
    if parameter.default is not None:
        return replace(base, source=plan.FromDefault(), source_span=parameter.default.span, joined="default")
    if not said:
        missing.nothing(wires, task, parameter, scope)
        return base
    # It is an error already, and what was meant is read: no rule need tell of it again.
    meant = scope.reach(parameter.name)
    lost = UnknownType(f"`{parameter.name}` does not come here", causes.RUN_TIME)
    return replace(base, source=plan.FromDefault() if meant is None else meant.source, type=lost)


def _first_round(scope: Scope, parameter: Parameter, type_: Type) -> Given | None:
    """A name that a later task of a Loop's round returns: in the first round a default stands for it."""
    later = scope.later.get(parameter.name) if scope.kind == "round" else None
    if later is None or not isinstance(parameter.default, Known):
        return None
    return scope.begin(parameter.name, later, parameter, type_)


def _natural(reader: Reader, parameter: Parameter, type_: Type) -> Type:
    """The type of what a run may give for a parameter: that of its default where it has no annotation."""
    plain = isinstance(type_, UnknownType) and parameter.default is not None
    return reader.types.of(parameter.default) if plain and parameter.default is not None else type_


def _is_namespace(reader: Reader, parameter: Parameter) -> bool:
    """Whether a parameter takes all the rest as attributes: runnable compares the annotation itself with the class."""
    annotation = parameter.annotation
    if annotation is None or is_text(parameter, reader):
        return False
    found = reader.types.annotation(annotation)
    return isinstance(found, Named) and found.path == _NAMESPACE


def _rest(wires: Wires, task: Task, rest: list[Parameter], names: list[str], scope: Scope) -> Iterator[Binding]:
    """Everything that no parameter of its own takes: by name into `**kwargs`, or as one Namespace."""
    swallow = next((one for one in rest if one.kind == "kwargs"), None)
    spaces = [one for one in rest if one is not swallow]
    filled = None if swallow is not None or not spaces else spaces[-1]
    for one in spaces:
        if one is not filled and one.default is None:
            other = swallow or filled
            wires.error(
                "FLO227",
                f"`{one.name}` of task `{task.name}` is never filled: "
                f"`{'**' if other is swallow else ''}{other.name if other is not None else ''}` takes all the rest",
                one.span,
                "a missing argument when the task runs",
                "keep one of the two",
                None if other is None else Note(message="this takes what is left", span=other.span),
            )
    given = [(name, scope.find(name)) for name in names]
    there = [(name, found) for name, found in given if found is not None]
    if swallow is not None:
        for name, found in there:
            untyped = UnknownType(f"`**{swallow.name}` takes `{name}` without a type", causes.NO_PARAMETER)
            yield Binding(parameter=name, source=found.source, type=untyped, span=swallow.span, source_span=found.span)
    elif filled is not None:
        operands = [part for name, found in there for part in (plan.FromLiteral(value=name), found.source)]
        yield Binding(
            parameter=filled.name,
            source=plan.FromExpression(op="dict", operands=tuple(operands)),
            type=Named(_NAMESPACE),
            span=filled.span,
            adapt=(plan.Adapt(how="cast", type=_NAMESPACE),),
        )


def _starred(wires: Wires, task: Task, parameter: Parameter) -> None:
    wires.warn(
        "FLO219",
        f"`*{parameter.name}` of task `{task.name}` is always empty: runnable gives values by name",
        parameter.span,
        "nothing goes in here",
        f"name what the function takes, or take the rest as `**{parameter.name}`",
    )


def _by_position(wires: Wires, task: Task, parameter: Parameter) -> None:
    wires.error(
        "FLO219",
        f"`{parameter.name}` of task `{task.name}` is positional-only, and runnable gives values by name",
        parameter.span,
        "a TypeError when the task runs",
        "take the `/` out of the signature",
    )


def _shell(wires: Wires, task: Task, command: Text, scope: Scope) -> Iterator[Binding]:
    """The variables that a command reads and that its chain has: runnable sets them in its environment."""
    visible = set(scope.visible())
    for name in shell.scan(command.value).reads:
        found = scope.find(name) if name in visible else None
        if found is None:
            missing.variable(wires, task, name, command, scope)
        elif found.kind == "pickled":
            missing.pickled(wires, task, name, command, found)
        else:
            yield _given(task, name, found, command)


def _notebook(wires: Wires, task: Task, path: Text, scope: Scope) -> Iterator[Binding]:
    """The names of the chain that a notebook has in its parameters or reads before it binds them."""
    visible = scope.visible()
    names = None if not path.value else wires.reader.notebook(path.value)
    wanted: dict[str, Asked | None] = dict.fromkeys(visible)
    if names is not None:
        wanted = dict.fromkeys(name.name for name in names.reads)
        wanted |= {name: _cell(wires.reader, name, value, span) for name, value, span in names.parameters}
    for name, cell in wanted.items():
        found = scope.find(name, cell) if cell is not None or name in visible else None
        if found is None:
            missing.in_notebook(wires, task, name, path, scope, has_default=cell is not None)
        elif found.kind != "pickled":
            yield _given(task, name, found, path)
        elif names is not None:
            missing.pickled(wires, task, name, path, found)


def _cell(reader: Reader, name: str, value: Value, span: Span) -> Asked:
    """A name of a notebook's cell of parameters, which is like a function's parameter with a default."""
    parameter = Parameter(name=name, kind="keyword", annotation=None, default=value, span=span)
    return Asked(parameter=parameter, type=reader.types.of(value))


def _given(task: Task, name: str, found: Given, where: Text) -> Binding:
    """A value that is handed over whatever its type."""
    untyped = UnknownType(f"task `{task.name}` takes `{name}` without a type", causes.NO_PARAMETER)
    return Binding(parameter=name, source=found.source, type=untyped, span=where.span, source_span=found.span)
