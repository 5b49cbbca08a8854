"""Options of the command line that `click` and `typer` hand to a function: what they are if nobody gives them."""

from icefloe.evaluate.machine import Machine
from icefloe.values import Function, Known, Record, Reference, Unknown, Value

_CLICK = frozenset({"click.option()", "click.argument()", "rich_click.option()", "asyncclick.option()"})
_TYPER = frozenset({"typer.Option", "typer.Argument"})


def note(machine: Machine, decorator: Value, below: Value) -> None:
    """Note an option that a decorator gives to the function below it."""
    if not isinstance(decorator, Record) or f"{decorator.path}()" not in _CLICK:
        return
    function = below
    for _ in range(50):
        if not isinstance(function, Record) or not function.arguments:
            break
        function = function.arguments[0].value
    name = _name(decorator)
    if isinstance(function, Function) and name:
        machine.options.setdefault(function.token, {})[name] = _default(decorator)


def _name(option: Record) -> str:
    """The parameter that an option is handed to: the plain name among its spellings, else the first long one."""
    texts = [a.value.value for a in option.arguments if a.name is None and isinstance(a.value, Known)]
    spellings = [text for text in texts if isinstance(text, str)]
    plain = [text for text in spellings if not text.startswith("-")]
    long = [text.partition("/")[0].lstrip("-") for text in spellings if text.startswith("--")]
    return next(iter([*plain, *long]), "").replace("-", "_")


def _default(option: Record) -> Value:
    """What an option is without being given."""
    given = option.argument("default")
    if given is not None:
        return given.value
    flag = option.argument("is_flag")
    if flag is not None and isinstance(flag.value, Known) and flag.value.value:
        return Known(value=False, span=option.span)
    required = option.argument("required")
    if option.path.endswith("argument") or (required is not None and isinstance(required.value, Known)):
        return Unknown(why="the command line gives it", span=option.span)
    return Known(value=None, span=option.span)


def of(machine: Machine, function: Function) -> dict[str, Value]:
    """The parameters of a function that the command line gives, with what they are without it."""
    found = dict(machine.options.get(function.token, {}))
    for parameter in function.parameters:
        default = parameter.default
        if isinstance(default, Record) and default.path in _TYPER:
            first = default.argument("default", 0)
            absent = first is None or (isinstance(first.value, Reference) and first.value.path == "builtins.Ellipsis")
            unknown = Unknown(why="the command line gives it", span=default.span)
            found[parameter.name] = unknown if absent or first is None else first.value
    return found
