"""Names that a task asks for and does not get, or does not always get: what is said of them."""

from icefloe.dialects.runnable.wiring.given import Given
from icefloe.dialects.runnable.wiring.scope import Scope
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Task, Text
from icefloe.findings import Note
from icefloe.fixes import Fix, RenameParameter, close_matches
from icefloe.values import Known, Parameter
from icefloe_schema import plan

_NEAR = 0.75
_GUESS = 0.6


def parameter(wires: Wires, task: Task, parameter: Parameter, scope: Scope) -> bool:
    """Say why a parameter gets nothing, where there is more to say than that; whether an error was told."""
    name, silent = parameter.name, parameter.default is not None
    outer = scope.beyond(name)
    if outer is not None:
        _outer(wires, task, parameter, outer, scope)
        return not silent
    told = (_beside, _later)
    return not silent and any(tell(wires, task, parameter, scope) for tell in told)


def nothing(wires: Wires, task: Task, parameter: Parameter, scope: Scope) -> None:
    """Say that nothing at all gives a parameter, and what may have been meant."""
    name = parameter.name
    known = {**scope.outside.certain(), **scope.names}
    if scope.element is not None:
        known[scope.element[0]] = scope.element[1]
    near = next(iter(close_matches(name, known, n=1, cutoff=_GUESS)), None)
    if near is None and scope.element is not None and not scope.names:
        near = scope.element[0]
    unnamed = scope.unnamed if near is None else None
    wires.error(
        "FLO204",
        f"nothing gives parameter `{name}` of step `{task.name}`" + (f"; did you mean `{near}`?" if near else ""),
        parameter.span,
        "a missing parameter when the task runs",
        f"return `{name}` in a task before this one, put it into a parameter file, or give the parameter a default",
        known[near].note if near is not None else unnamed,
        fix=_called(parameter, near),
    )


def sometimes(wires: Wires, task: Task, parameter: Parameter, found: Given) -> None:
    """Say that a run may be without a value that a function needs, or that several branches give it."""
    if found.sometimes and parameter.default is None:
        wires.warn(
            "FLO213",
            f"`{parameter.name}` of task `{task.name}` is not there in every run: {found.sometimes}",
            parameter.span,
            "fails where there is none",
            f"return `{parameter.name}` in every branch, or give the parameter a default",
            found.note,
        )
    if found.rivals:
        last, *others = found.rivals
        wires.warn(
            "FLO210",
            f"several branches return `{parameter.name}`, and task `{task.name}` gets that of the last one",
            last.span,
            "the last branch wins, without a word",
            "give each branch a name of its own to return",
            *others,
            Note(message=f"`{task.name}` takes it", span=parameter.span),
        )


def misspelt(wires: Wires, task: Task, parameter: Parameter, found: Given, scope: Scope) -> None:
    """Say that a name that only a run can give is nearly one that the chain has."""
    outer = scope.outside.parameters.get(parameter.name)
    if outer is None or outer.origin != "external" or found.source != plan.FromParameter(name=parameter.name):
        return
    near = next(iter(close_matches(parameter.name, scope.names, n=1, cutoff=_NEAR)), None)
    if near is not None:
        wires.warn(
            "FLO204",
            f"nothing in the pipeline gives parameter `{parameter.name}` of task `{task.name}`; did you mean `{near}`?",
            parameter.span,
            "only the parameters of a run can give it",
            f"call it `{near}`, or give `{parameter.name}` to every run",
            scope.names[near].note,
            fix=_called(parameter, near),
        )


def _called(parameter: Parameter, near: str | None) -> Fix | None:
    """Call the parameter what may have been meant."""
    if near is None or not near.isidentifier():
        return None
    change = RenameParameter(span=parameter.span, old=parameter.name, new=near)
    return Fix(message=f"call it `{near}`", changes=(change,))


def variable(wires: Wires, task: Task, name: str, command: Text, scope: Scope) -> None:
    """Say that a command in a branch reads a name that is only around it."""
    outer = scope.beyond(name) if scope.is_sure else None
    if outer is not None:
        wires.error(
            "FLO208",
            f"`${name}` in the command of task `{task.name}` is empty: {scope.title} does not see what is around it",
            command.span,
            f"there is no `{name}` in {scope.title}",
            _into(name),
            outer.note,
        )


def in_notebook(wires: Wires, task: Task, name: str, path: Text, scope: Scope, *, has_default: bool) -> None:
    """Say that a notebook does not get a name that is only around its chain."""
    outer = scope.beyond(name) if scope.is_sure else None
    if outer is None:
        return
    if has_default:
        message = f"notebook `{path.value}` of task `{task.name}` keeps its own `{name}`"
        message = f"{message}: {scope.title} does not see what is around it"
        wires.warn("FLO209", message, path.span, "the notebook's own value is used", _into(name), outer.note)
    else:
        message = f"notebook `{path.value}` of task `{task.name}` reads `{name}`, which {scope.title} does not see"
        wires.error("FLO208", message, path.span, f"there is no `{name}` in {scope.title}", _into(name), outer.note)


def pickled(wires: Wires, task: Task, name: str, where: Text, found: Given) -> None:
    """Say that a command or a notebook does not get a value that is stored as an object."""
    wires.error(
        "FLO229",
        f"task `{task.name}` reads `{name}`, but no command and no notebook gets a value that is returned as `pickled`",
        where.span,
        f"`{name}` is not there when it runs",
        f"return `{name}` as json, or put it into a file of the catalog",
        found.note,
    )


def index(wires: Wires, task: Task, parameter: Parameter, scope: Scope) -> bool:
    """Say that the index of a Loop is no parameter; whether a parameter is called like it and nothing gives it."""
    name = parameter.name
    found = next((one.index for one in scope.around if one.index is not None and one.index[0] == name), None)
    if found is None or name in scope.visible():
        return False
    note = Note(message="this names an environment variable", span=found[1])
    message = f"`{name}` of task `{task.name}` does not count the rounds: a Loop sets an environment variable only"
    help = f'read `int(os.environ["{name}"])` in the function'
    if parameter.default is None:
        wires.error("FLO216", message, parameter.span, "a missing parameter when the task runs", help, note)
    else:
        label = f"will silently be {_spelled(parameter)} in every round"
        wires.warn("FLO216", message, parameter.span, label, help, note)
    return True


def _outer(wires: Wires, task: Task, parameter: Parameter, outer: Given, scope: Scope) -> None:
    name = parameter.name
    if parameter.default is None:
        where = f"{scope.title}, only in the chain around it"
        message = f"parameter `{name}` of task `{task.name}` is not there in {where}"
        label = "a missing parameter when the task runs"
        wires.error("FLO208", message, parameter.span, label, _into(name), outer.note)
        return
    default = _spelled(parameter)
    message = f"`{name}` of task `{task.name}` will silently be {default}: {scope.title} does not see what is around it"
    wires.warn("FLO209", message, parameter.span, f"will silently use {default}", _into(name), outer.note)


def _beside(wires: Wires, task: Task, parameter: Parameter, scope: Scope) -> bool:
    name = parameter.name
    other = next((one.beside[name] for one in scope.around if name in one.beside), None)
    if other is None or scope.kind not in ("branch", "round", "handler"):
        return False
    message = f"parameter `{name}` of task `{task.name}` is only returned in a branch beside {scope.title}"
    label = "a missing parameter when the task runs"
    wires.error("FLO208", message, parameter.span, label, _into(name), other.note(f"`{other.task}` returns it there"))
    return True


def _later(wires: Wires, task: Task, parameter: Parameter, scope: Scope) -> bool:
    name = parameter.name
    label = "a missing parameter when the task runs"
    failed = scope.failed.get(name)
    if failed is not None:
        why = f"`{failed.task}` has failed before it returns it"
        message = f"parameter `{name}` of task `{task.name}` is never there: {why}"
        help = "take what is there before the task that fails, or return it in the handler"
        wires.error("FLO215", message, parameter.span, label, help, failed.note(f"`{failed.task}` would return it"))
        return True
    later = scope.later.get(name)
    if later is None:
        return False
    what = "in the first round it is not there: " if scope.kind == "round" else ""
    own = later.task == task.name
    who = "the task itself returns it" if own else f"`{later.task}` returns it later"
    message = f"nothing gives parameter `{name}` of task `{task.name}`: {what}{who}"
    help = f"put `{later.task}` before `{task.name}`"
    if own or what:
        help = (
            f"give `{name}` a default, or {'return it before the Loop' if what else 'an earlier task that returns it'}"
        )
    wires.error("FLO215", message, parameter.span, label, help, later.note("returned here"))
    return True


def _into(name: str) -> str:
    return f"make `{name}` inside the branch: put the task that returns it there, or read it from a file or the catalog"


def _spelled(parameter: Parameter) -> str:
    """A default as it is written, where that is short."""
    default = parameter.default
    if not isinstance(default, Known):
        return "its default"
    text = repr(default.value)
    return f"`{text}`" if len(text) <= 40 else "its default"
