"""The context of a pipeline: values that become parameters of the plan."""

from collections.abc import Iterator, Mapping

from icefloe.builder import options
from icefloe.builder.notes import Notes
from icefloe.builder.reasons import depends
from icefloe.builder.site import Site
from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Severity
from icefloe.graph import Parameter
from icefloe.source import Span
from icefloe.types import Named, Type
from icefloe.values import Argument, Known, Record, Reference, Symbol, Table, Value

_WORDS = ("context", "Context", "context.inherit", "Context.inherit")
_CASTS = {f"builtins.{name}": Named(f"builtins.{name}") for name in ("int", "float", "str", "bool")}


def parameters(given: Argument | None, site: Site, notes: Notes) -> tuple[Parameter, ...]:
    """The values of `context=` as parameters; one that was read while the pipeline was built is frozen."""
    if given is None or options.is_none(given.value):
        return ()
    found: dict[str, Parameter] = {}
    for key, value in entries(given, site, notes):
        if isinstance(key, Known) and isinstance(key.value, str):
            found[key.value] = _parameter(key.value, value, given, site, notes)
        else:
            notes.hole("the names in the pipeline's context", key, given.span, "one of them is not a text")
    return tuple(found.values())


def entries(given: Argument, site: Site, notes: Notes) -> Iterator[tuple[Value, Value]]:
    """Names and values: of a dictionary, or of what a `context(…)` holds in the end."""
    value = _content(given.value, site)
    if isinstance(value, Table):
        yield from value.entries
        return
    if isinstance(value, Record) and site.vocabulary.word(value.path) in _WORDS:
        # A reader without records that hold values: the arguments are all there is to see.
        for argument in value.arguments:
            if argument.name is None or argument.star:
                notes.hole("the context's values", argument.value, argument.span)
            else:
                yield Known(value=argument.name, span=argument.span), argument.value
        return
    why = f"it is what `{value.path}` returns" if isinstance(value, Record) else ""
    notes.hole("the pipeline's context", value, given.span, why)


def _content(value: Value, site: Site) -> Value:
    """What a `context(…)` holds in the end; any other value as it is."""
    if isinstance(value, Record) and site.vocabulary.word(value.path) in _WORDS:
        held = [trace.held[value.token] for trace in site.traces if value.token in trace.held]
        return held[-1] if held else value
    return value


def _parameter(key: str, value: Value, given: Argument, site: Site, notes: Notes) -> Parameter:
    """One value as a parameter; one that only a run can tell has to be given to it."""
    variable, type, default = _origin(value, site)
    span = value.span if value.span.path == given.span.path else given.span
    if default is not None and not _literal(default):
        default = None
        if not variable:
            notes.add(
                "FLO163",
                f"the value of `{key}` in the context is only known in a run, which must give it: {_why(value)}",
                span,
                severity=Severity.NOTE,
                help=f"run with `-p {key}=…`, or write a constant",
            )
    return Parameter(
        name=key,
        type=type,
        span=span,
        default=default,
        origin="frozen" if _frozen(given.value, key, site) else "environment" if variable else "declared",
        variable=variable,
    )


def _origin(value: Value, site: Site) -> tuple[str, Type, Value | None]:
    """The environment variable that may give a value, its type, and what it is without."""
    if isinstance(value, Record) and value.path in _CASTS and len(value.arguments) == 1:
        variable, _, default = _origin(value.arguments[0].value, site)
        if variable:
            return variable, _CASTS[value.path], _cast(value.path, default)
    if isinstance(value, Symbol) and value.op == "environment":
        first = value.operands[0]
        default = value.operands[1] if len(value.operands) > 1 else None
        if default is not None and options.is_none(default):
            default = None
        type = Named("builtins.str") if default is None else site.reader.types.of(default)
        return (str(first.value) if isinstance(first, Known) else ""), type, default
    option = _option(value, site)
    if option is not None:
        return "", option[0], option[1]
    return "", site.reader.types.of(value), value


def _cast(path: str, default: Value | None) -> Value | None:
    """A default as the class makes it that is called with it."""
    if not isinstance(default, Known) or isinstance(default.value, bytes | complex):
        return None
    try:
        match path.rsplit(".", 1)[-1]:
            case "int":
                return Known(value=int(default.value or 0), span=default.span)
            case "float":
                return Known(value=float(default.value or 0), span=default.span)
            case "bool":
                return Known(value=bool(default.value), span=default.span)
            case _:
                return Known(value=str(default.value), span=default.span)
    except (ValueError, OverflowError):
        return None


def _option(value: Value, site: Site) -> tuple[Type, Value | None] | None:
    """Type and default of an option of the command line: `args.rate` after `add_argument("--rate", …)`."""
    if not isinstance(value, Symbol) or value.op != "attribute" or not isinstance(value.operands[0], Record):
        return None
    owner, name = value.operands[0], value.operands[1]
    parser = owner.receiver
    if not owner.path.startswith("argparse.") or not isinstance(parser, Record) or not isinstance(name, Known):
        return None
    for call in site.calls(parser, "add_argument"):
        dest = options.text(call.argument("dest")) or _dest(call)
        if dest != name.value:
            continue
        default = call.argument("default")
        kind = call.argument("type")
        known = default.value if default is not None and not options.is_none(default.value) else None
        if kind is not None and isinstance(kind.value, Reference) and kind.value.path in _CASTS:
            return _CASTS[kind.value.path], known
        if options.text(call.argument("action")) in ("store_true", "store_false"):
            off = options.text(call.argument("action")) == "store_true"
            return Named("builtins.bool"), known or Known(value=not off, span=call.span)
        return (Named("builtins.str") if known is None else site.reader.types.of(known)), known
    return None


def _dest(call: Record) -> str:
    """The name under which argparse keeps an option: that of its first long spelling."""
    texts = [options.text(a) for a in call.arguments if a.name is None]
    long = [text for text in texts if text.startswith("--")]
    return (long or texts or [""])[0].lstrip("-").replace("-", "_")


def _frozen(context: Value, key: str, site: Site) -> bool:
    if not isinstance(context, Record):
        return False
    return any(one.record == context.token and one.key == key for trace in site.traces for one in trace.folded)


def _literal(value: Value) -> bool:
    try:
        literal_of(value)
    except NotLiteralError:
        return False
    return True


def _why(value: Value) -> str:
    """Why a value is no constant, naming the variable or parameter that it depends on."""
    if isinstance(value, Symbol):
        return depends(value)
    try:
        literal_of(value)
    except NotLiteralError as error:
        return error.why
    return ""


def names(value: Value, site: Site) -> Mapping[str, tuple[Value, Span]] | None:
    """The entries of a dictionary or context by their names, with the place of each; None where they are not known."""
    table = _content(value, site)
    if options.is_none(table):
        return {}
    if not isinstance(table, Table):
        return None
    texts = ((key, item) for key, item in table.entries if isinstance(key, Known))
    return {key.value: (item, key.span) for key, item in texts if isinstance(key.value, str)}
