"""Values that decide what runs: what a Map goes through, what a Conditional looks at, what ends a Loop."""

from collections.abc import Callable

from icefloe.dialects.runnable.values import edges as values
from icefloe.dialects.runnable.wiring.given import Given
from icefloe.dialects.runnable.wiring.scope import Scope
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Conditional, Loop, Task, Text
from icefloe.findings import Note
from icefloe.infer.parts import element_of
from icefloe.source import Span
from icefloe.types import LiteralType, Named, TupleType, Type, TypedDictType, Union, spell
from icefloe.values import Items, Known, Value
from icefloe_schema import plan

_SCALARS = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.bool", "builtins.bytes"})
_DOTTED = frozenset({"builtins.float"})
_HOLDERS = frozenset({"builtins.list", "builtins.dict", "builtins.tuple", "builtins.set", "builtins.frozenset"})
# A tuple is a list when it comes out of storage.
_NO_LISTS = _SCALARS | _HOLDERS - {"builtins.list", "builtins.tuple"}


def iterated(wires: Wires, task: Task, name: Text, found: Given | None, scope: Scope) -> None:
    """Say what is wrong with what a Map goes through."""
    if not name.value:
        return
    _in_main(wires, task, name, found, scope, "Map")
    if found is None:
        return
    if _certainly(found.type, lambda path: path in _NO_LISTS):
        message = f"Map `{task.name}` goes through `{name.value}`, which is `{spell(found.type)}` and no list"
        wires.error("FLO212", message, name.span, "the run fails here", "return a list", found.note)
    default = scope.outside.parameters[name.value].default if _is_file(name.value, found, scope) else None
    if isinstance(default, Items) and not default.items:
        message = f"Map `{task.name}` goes through `{name.value}`, which is empty: runnable fails for an empty list"
        help = "give it an element, or do without the Map"
        wires.error("FLO212", message, name.span, "the run fails here", help, found.note)
    item = _dotted(found.type, default)
    if item:
        message = f"Map `{task.name}` goes through `{name.value}`, {item}: runnable 0.50.0 names each round after its "
        message += "element, takes names apart at dots, and fails"
        wires.warn("FLO228", message, name.span, "fails there", "go through indices or keys without dots", found.note)


def _dotted(type_: Type, default: Value | None) -> str:
    """What of a list has certainly a dot in its text, in words; nothing where that is not certain."""
    item = element_of(type_)
    if item is not None and _certainly(item, lambda path: path in _DOTTED):
        return f"whose elements are `{spell(item)}`"
    for one in default.items if isinstance(default, Items) else ():
        if isinstance(one, Known) and isinstance(one.value, str | float) and "." in str(one.value):
            return f"which has the element `{one.value}`"
    return ""


def decided(wires: Wires, task: Task, work: Conditional, found: Given | None, scope: Scope) -> None:
    """Say what is wrong with what a Conditional looks at, and with its keys."""
    name = work.parameter
    if not name.value:
        return
    _in_main(wires, task, name, found, scope, "Conditional")
    if found is not None and _certainly(found.type, lambda path: path in _HOLDERS | {"types.NoneType"}):
        what = f"`{name.value}`, which is `{spell(found.type)}`"
        message = f"Conditional `{task.name}` looks at {what}: no branch can be chosen by it"
        help = "return a text, a number or a bool to choose by"
        wires.error("FLO212", message, name.span, "the run fails here", help, found.note)
    if not name.value.isalnum():
        message = f"the parameter of Conditional `{task.name}` is called `{name.value}`"
        _word(wires, message, name.span)
    if task.word[:1].isupper():
        for key, _ in work.branches:
            if key.value and not key.value.isalnum():
                _word(wires, f"a branch of Conditional `{task.name}` is called `{key.value}`", key.span)
    if found is not None:
        keys = [key for key, _ in work.branches]
        wires.findings += values.coverage(name, found.type, found.span, keys, wires.reader)


def until(wires: Wires, task: Task, work: Loop, scope: Scope) -> plan.Value:
    """The value at which a Loop ends: True itself, and nothing else that is true."""
    name = work.break_on
    runs = f"always runs its {work.maximum} rounds"
    found = scope.find(name.value) if name.value in scope.visible() else None
    if found is None:
        if name.value and scope.is_sure:
            message = f"nothing in Loop `{task.name}` returns `{name.value}`: it {runs}"
            wires.warn("FLO214", message, name.span, "never true", f"return `{name.value}` in a task of the Loop")
        return plan.FromLiteral(value=False)
    if _certainly(found.type, lambda path: path != "builtins.bool"):
        message = f"Loop `{task.name}` ends when `{name.value}` is True, but it is `{spell(found.type)}`"
        help = f"return a bool as `{name.value}`: nothing else ends a Loop"
        wires.warn("FLO214", message, name.span, runs, help, found.note)
    elif isinstance(found.source, plan.FromParameter) and name.value not in scope.names:
        message = f"no task of Loop `{task.name}` returns `{name.value}`: it is the same in every round"
        help = f"return `{name.value}` in a task of the Loop"
        wires.warn("FLO214", message, name.span, "never changes", help, found.note)
    if _certainly(found.type, lambda path: path == "builtins.bool"):
        return found.source
    return plan.FromExpression(op="is", operands=(found.source, plan.FromLiteral(value=True)))


def is_text(type_: Type) -> bool:
    """Whether a value is certainly a text."""
    return _certainly(type_, lambda path: path == "builtins.str")


def _in_main(wires: Wires, task: Task, name: Text, found: Given | None, scope: Scope, word: str) -> None:
    """Say that the main chain does not have a name, or has another value under it than the branch."""
    own = None if scope.is_main else scope.peek(name.value)
    if found is None and scope.is_sure:
        message = f"{word} `{task.name}` looks for `{name.value}`: nothing before it gives it"
        if own is not None:
            message = (
                f"{word} `{task.name}` reads `{name.value}` from the main chain alone, and only {scope.title} has it"
            )
        help = f"return `{name.value}` in a task of the main chain before it"
        note = own.note if own is not None else _returned_later(name.value, scope)
        wires.error("FLO211", message, name.span, "not found when the run comes here", help, note)
    elif found is not None and own is not None and own.source != found.source:
        message = f"{word} `{task.name}` reads `{name.value}` from the main chain, not what {scope.title} has"
        help = "give the two values names of their own"
        wires.warn("FLO211", message, name.span, "the value of the main chain", help, found.note, own.note)


def _returned_later(name: str, scope: Scope) -> Note | None:
    later = scope.later.get(name)
    return None if later is None else later.note(f"`{later.task}` only returns it later")


def _is_file(name: str, found: Given, scope: Scope) -> bool:
    parameter = scope.outside.parameters.get(name)
    return parameter is not None and parameter.span == found.span


def _certainly(type_: Type, such: Callable[[str], bool]) -> bool:
    """Whether a type is certainly of such a class: every one that it can be is."""
    match type_:
        case Named(path) | LiteralType(path):
            return such(path)
        case TupleType():
            return such("builtins.tuple")
        case TypedDictType():
            return such("builtins.dict")
        case Union(members):
            return all(_certainly(member, such) for member in members)
        case _:
            return False


def _word(wires: Wires, message: str, span: Span) -> None:
    help = "use letters and digits only, where runnable is to run it too"
    wires.warn("FLO226", f"{message}: runnable 0.50.0 refuses all but letters and digits", span, "refused there", help)
