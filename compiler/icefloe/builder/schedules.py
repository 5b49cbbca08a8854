"""When a pipeline runs by itself: cron lines, intervals, and the words that make them."""

import re
from collections.abc import Iterator

from icefloe.builder import options
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site, is_of, method_of
from icefloe.findings import Note, Severity
from icefloe.fixes import removed, renamed
from icefloe.source import Span
from icefloe.values import Argument, Function, Known, Record, Value
from icefloe_schema import literals, plan

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_SHORT = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_KINDS = ("cron", "interval", "daily", "hourly")
_SCHEDULER = tuple(f"PipelineScheduler.schedule_{kind}" for kind in _KINDS)
_HELP = 'write "0 6 * * *": minute, hour, day of the month, month, day of the week'


def fault(line: str) -> str:
    """What is wrong with a cron line, or an empty text."""
    text = line.strip()
    if text.startswith("@"):
        return "" if text.lower() in _SHORT else f"there is no `{text}`"
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"it has {len(fields)} field{'' if len(fields) == 1 else 's'}, not 5"
    for field, (name, least, most) in zip(fields, _FIELDS, strict=True):
        names = _MONTHS if name == "month" else _DAYS if name == "day of the week" else ()
        for part in field.split(","):
            if not _part(part, least, most, names):
                return f"`{part}` is no {name}"
    return ""


def _part(part: str, least: int, most: int, names: tuple[str, ...]) -> bool:
    span, slash, every = part.partition("/")
    if slash and (not every.isdecimal() or not every.isascii() or not 0 < int(every[:9]) <= most + 1):
        return False
    if span == "*":
        return True
    ends = [_number(end, least, names) for end in span.split("-")]
    if len(ends) > 2 or any(end is None or not least <= end <= most for end in ends):
        return False
    first, last = ends[0], ends[-1]
    return first is not None and last is not None and first <= last


def _number(text: str, least: int, names: tuple[str, ...]) -> int | None:
    if text.lower() in names:
        return names.index(text.lower()) + least
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 9 else None


def cron(given: Argument, notes: Notes, timezone: str = "") -> plan.Schedule | None:
    """The schedule of a cron line; a malformed one is an error at its place."""
    if options.unknown(given, "when the pipeline runs", notes):
        return None
    line = options.text(given)
    wrong = fault(line) if line else "it is not a text"
    if wrong:
        notes.add("FLO406", f"this is no cron line: {wrong}", given.value.span, help=_HELP)
        return None
    return plan.Schedule(cron=" ".join(line.split()), timezone=timezone)


def of_value(given: Argument | None, notes: Notes) -> plan.Schedule | None:
    """What `schedule=` says: a cron line, or the native word `schedule(…)`."""
    if given is None or options.is_none(given.value):
        return None
    if not isinstance(given.value, Record) or given.value.path.rsplit(".", 1)[-1] not in ("schedule", "Schedule"):
        return cron(given, notes)
    layer = Layer(word="schedule", path=given.value.path, arguments=given.value.arguments, span=given.value.span)
    options.unknown_keywords(layer, ("cron", "interval", "timezone"), notes)
    zone = _zone(layer, notes)
    line, interval = layer.argument("cron", 0), layer.argument("interval", 1)
    if interval is not None and not options.is_none(interval.value):
        return _interval(interval, 1, notes, zone)
    if line is None:
        notes.add("FLO406", "this says no time", given.span, help=_HELP)
        return None
    return cron(line, notes, zone)


def schedule(pipeline: Record, site: Site, notes: Notes) -> plan.Schedule | None:
    """The schedule of a pipeline, from `pipeline.schedule(…)` and `PipelineScheduler().schedule_…(…)`."""
    found: list[tuple[plan.Schedule, Span]] = []
    for call in _calls(pipeline, site):
        notes.original("FLO535", call.span)
        one = _of_call(call, notes)
        if one is not None:
            found.append((one, call.span))
    for _, span in found[1:]:
        notes.add(
            "FLO407",
            "the pipeline has a schedule already; a plan has one",
            span,
            severity=Severity.WARNING,
            help="join both into one cron line, or make a second pipeline",
            fix=removed(span, "the second schedule"),
            related=(Note(message="the first one", span=found[0][1]),),
        )
    return found[0][0] if found else None


def _calls(pipeline: Record, site: Site) -> Iterator[Record]:
    yield from site.calls(pipeline, "schedule")
    for call in site.words(*_SCHEDULER):
        function = call.argument("pipeline_func", 1)
        if function is not None and _runs(function.value, pipeline, site):
            yield call


def _runs(function: Value, pipeline: Record, site: Site) -> bool:
    """Whether a function that is scheduled runs the pipeline: its `run`, or a function that calls it."""
    if method_of(function, pipeline) == "run":
        return True
    if not isinstance(function, Function):
        return False
    body = site.reader.apply(function)
    return any(
        isinstance(effect.value, Record) and effect.value.path.endswith(".run") and is_of(effect.target, pipeline)
        for effect in body.effects
        if effect.kind == "call"
    )


def _of_call(call: Record, notes: Notes) -> plan.Schedule | None:
    layer = Layer(word="schedule", path=call.path, arguments=call.arguments, span=call.span)
    zone = _zone(layer, notes)
    word = call.path.rsplit(".", 1)[-1]
    if word.startswith("schedule_"):
        return _of_scheduler(word.removeprefix("schedule_"), layer, notes, zone)
    kind, value = layer.argument("schedule_type", 0), layer.argument("value", 1)
    if kind is not None and options.unknown(kind, "when the pipeline runs", notes):
        return None
    text = options.text(kind)
    if text not in _KINDS or value is None:
        span = kind.span if kind is not None and text not in _KINDS else call.span
        notes.add(
            "FLO406",
            f"`schedule` knows no kind `{text}`{options.near(text, _KINDS)}" if value else "`schedule` lacks its value",
            span,
            help='write `schedule("cron", "0 6 * * *")`, or "interval", "daily", "hourly" with their value',
            fix=renamed(span, text, options.nearest(text, _KINDS)),
        )
        return None
    match text:
        case "cron":
            return cron(value, notes, zone)
        case "interval":
            return _interval(value, 1, notes, zone)
        case "daily":
            return _daily(value, notes, zone)
        case _:
            return _at(None, value, notes, zone)


def _of_scheduler(kind: str, layer: Layer, notes: Notes, zone: str) -> plan.Schedule | None:
    match kind:
        case "cron":
            line = layer.argument("cron_expression", 2)
            return None if line is None else cron(line, notes, zone)
        case "interval":
            total: int | float = 0
            for index, (name, unit) in enumerate((("hours", 3600), ("minutes", 60), ("seconds", 1))):
                argument = layer.argument(name, 2 + index)
                if argument is not None and options.unknown(argument, "how often the pipeline runs", notes):
                    return None
                total += (options.number(argument) or 0) * unit
            return _every(total, layer.span, notes, zone)
        case "daily":
            hour = layer.argument("hour", 2) or _zero(layer, "hour")
            return _at(hour, layer.argument("minute", 3) or _zero(layer, "minute"), notes, zone)
        case _:
            return _at(None, layer.argument("minute", 2) or _zero(layer, "minute"), notes, zone)


def _zero(layer: Layer, name: str) -> Argument:
    return Argument(name=name, value=Known(value=0, span=layer.span), span=layer.span)


def _daily(given: Argument, notes: Notes, zone: str) -> plan.Schedule | None:
    """`"02:30"`, each day."""
    if options.unknown(given, "when the pipeline runs", notes):
        return None
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{1,2})", options.text(given))
    if match is None:
        notes.add("FLO406", 'this is no time of day such as "02:30"', given.value.span, help='write `"HH:MM"`')
        return None
    hour, minute = (
        Argument(name=None, value=Known(value=int(number), span=given.span), span=given.span)
        for number in match.groups()
    )
    return _at(hour, minute, notes, zone)


def _at(hour: Argument | None, minute: Argument, notes: Notes, zone: str) -> plan.Schedule | None:
    """Each day at an hour and a minute, or each hour at a minute."""
    texts: list[str] = []
    for given, most, name in ((minute, 59, "minute"), (hour, 23, "hour")):
        if given is None:
            texts.append("*")
            continue
        if options.unknown(given, "when the pipeline runs", notes):
            return None
        number = options.number(given)
        if options.text(given).isdecimal():
            number = int(options.text(given)[:9])
        if not isinstance(number, int) or not 0 <= number <= most:
            notes.add("FLO406", f"this is no {name}", given.span, help=f"write a number from 0 to {most}")
            return None
        texts.append(str(number))
    return plan.Schedule(cron=f"{texts[0]} {texts[1]} * * *", timezone=zone)


def _interval(given: Argument, unit: int, notes: Notes, zone: str) -> plan.Schedule | None:
    if options.unknown(given, "how often the pipeline runs", notes):
        return None
    number = options.number(given)
    if number is None and options.text(given).isdecimal():
        number = int(options.text(given)[:12])
    return _every((number or 0) * unit, given.span, notes, zone)


def _every(seconds: float, span: Span, notes: Notes, zone: str) -> plan.Schedule | None:
    if not 0 < seconds < 10**10:
        notes.add("FLO406", "this is no interval", span, help="write a number of seconds above 0")
        return None
    return plan.Schedule(interval=literals.encode(seconds), timezone=zone)


def _zone(layer: Layer, notes: Notes) -> str:
    given = layer.argument("timezone")
    if given is None or options.is_none(given.value) or options.unknown(given, "the time zone", notes):
        return ""
    text = options.text(given)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", text) is None:
        notes.add("FLO406", "this is no time zone", given.span, help='write "Europe/Berlin"')
        return ""
    return text
