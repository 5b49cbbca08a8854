"""Trying a step again: `retry=3`, `retry=retry(…)`, `RetryConfig(…)`, `@retry(…)`."""

from dataclasses import replace

from icefloe.builder import options
from icefloe.builder.layers import Decorated, Layer
from icefloe.builder.notes import Notes
from icefloe.fixes import renamed
from icefloe.source import Span
from icefloe.values import Argument, Known, Record
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_MAKERS = ("retry", "RetryConfig")
_ORIGINAL = ("max_attempts", "backoff", "on", "not_on", "retry_on", "not_retry_on")
_NATIVE = (*_ORIGINAL[:4], "delay", "max_delay", "jitter")
_STRATEGIES = ("ExponentialBackoff", "FixedBackoff", "ConstantBackoff", "LinearBackoff")
_EXPONENTIAL = ("initial", "max_delay", "multiplier", "jitter", "max", "base")
_BACKOFFS = ("exponential", "fixed", "constant")
_HELP = "write how often to try again, or `retry(max_attempts=…)`"


def retry(found: Decorated, layer: Layer, notes: Notes) -> plan.Retry | None:
    """The retry of a step: its argument's, else its decorator's."""
    name = found.function.name
    given = layer.argument("retry")
    if given is not None and not options.is_none(given.value):
        return of_argument(given, name, notes)
    outer = found.layer("retry")
    if outer is None:
        return None
    notes.original("FLO507", outer.span, step=name, detail="`@retry`")
    return _Reading(outer.arguments, outer.span, name, notes, native=outer.path.startswith("icefloe.")).whole("retry")


def of_argument(given: Argument, name: str, notes: Notes) -> plan.Retry | None:
    """What the argument `retry=` says."""
    if options.is_none(given.value):
        return None
    if options.unknown(given, f"how often step `{name}` is tried again", notes, *_MAKERS):
        return None
    times = options.number(given)
    if isinstance(times, int) and times >= 0:
        # `retry=3` tries again three times, and waits 1, 2, 4 seconds.
        return plan.Retry(attempts=times + 1, delay=1, factor=2) if times else None
    word = given.value.path.rsplit(".", 1)[-1] if isinstance(given.value, Record) else ""
    if isinstance(given.value, Record) and word in _MAKERS:
        notes.original("FLO506", given.span, step=name)
        native = given.value.path.startswith("icefloe.")
        return _Reading(given.value.arguments, given.span, name, notes, native=native).whole(word)
    notes.add("FLO402", "`retry` is not a whole number of times", given.span, help=_HELP)
    return None


class _Reading:
    """One reading of the arguments of `retry(…)` or `RetryConfig(…)`."""

    def __init__(self, arguments: tuple[Argument, ...], span: Span, step: str, notes: Notes, *, native: bool) -> None:
        self.layer = Layer(word="retry", path="", arguments=arguments, span=span)
        self.step = step
        self.notes = notes
        self.native = native

    def whole(self, word: str) -> plan.Retry | None:
        """All of it; None where it cannot be read."""
        options.unknown_keywords(self.layer, _NATIVE if self.native else _ORIGINAL, self.notes)
        given = self.layer.argument("max_attempts", 0)
        if given is not None and options.unknown(given, f"how often step `{self.step}` is tried", self.notes):
            return None
        attempts = 3 if given is None else options.number(given)
        if given is not None and (not isinstance(attempts, int) or attempts < 1):
            self.notes.add("FLO402", "`max_attempts` is not a whole number of at least 1", given.span, help=_HELP)
            return None
        delays = self.delays(self.layer.argument("backoff", 1), missing=word == "RetryConfig")
        return plan.Retry(
            attempts=int(attempts or 3),
            delay=delays.get("delay"),
            factor=delays.get("factor"),
            maximum_delay=delays.get("maximum_delay"),
            jitter=delays.get("jitter") is True,
            on=options.exceptions(self.one("on", "retry_on", 2), self.notes),
            unless=options.exceptions(self.one("not_on", "not_retry_on", 3), self.notes),
        )

    def one(self, name: str, other: str, position: int) -> Argument | None:
        """An argument that has two names."""
        return self.layer.argument(name, position) or self.layer.argument(other)

    def delays(self, backoff: Argument | None, *, missing: bool) -> dict[str, Json]:
        """The waits between tries, by the names of the plan's fields."""
        own = self.own()
        if backoff is None or options.is_none(backoff.value):
            if self.native:
                return {"delay": 1, **own}
            # `retry()` waits as `ExponentialBackoff()` says, a bare `RetryConfig()` not at all.
            return own if missing else {**_exponential(None), **own}
        what = f"how long step `{self.step}` waits before it is tried again"
        if options.unknown(backoff, what, self.notes, *_STRATEGIES):
            return own
        if options.number(backoff) is not None:
            return {"delay": 1, "factor": self.seconds(backoff, "backoff"), **own}
        if isinstance(backoff.value, Record):
            return {**self.strategy(backoff.value, backoff), **own}
        text = options.text(backoff)
        if text in _BACKOFFS:
            return {"delay": 1, **({"factor": 2} if text == "exponential" else {}), **own}
        self.notes.add(
            "FLO402",
            f"this is no backoff{options.near(text, _BACKOFFS)}",
            backoff.span,
            help="write the factor by which each wait is longer than the last, or `ExponentialBackoff(…)`",
            fix=renamed(backoff.span, text, options.nearest(text, _BACKOFFS)),
        )
        return own

    def own(self) -> dict[str, Json]:
        """The arguments of the native word."""
        found: dict[str, Json] = {}
        for name, field in (("delay", "delay"), ("max_delay", "maximum_delay")):
            argument = self.layer.argument(name)
            if self.native and argument is not None and not options.is_none(argument.value):
                found[field] = self.seconds(argument, name)
        if self.native and _true(self.layer.argument("jitter")):
            found["jitter"] = True
        return found

    def strategy(self, made: Record, at: Argument) -> dict[str, Json]:
        """The waits that an object for them says."""
        layer = Layer(word="", path=made.path, arguments=made.arguments, span=made.span)
        match made.path.rsplit(".", 1)[-1]:
            case "ExponentialBackoff":
                return self.exponential(layer)
            case "FixedBackoff" | "ConstantBackoff":
                argument = layer.argument("delay", 0) or layer.argument("seconds")
                return {"delay": 1 if argument is None else self.seconds(argument, "delay")}
            case word:
                self.notes.hole(
                    f"how long step `{self.step}` waits before it is tried again", made, at.span,
                    f"a plan has no waits like those of `{word}`",
                )  # fmt: skip
                return {}

    def exponential(self, layer: Layer) -> dict[str, Json]:
        """The waits of `ExponentialBackoff(…)`, by the names of its pages too."""
        options.unknown_keywords(replace(layer, word="ExponentialBackoff"), _EXPONENTIAL, self.notes)
        found = _exponential(layer)
        for field, position, name, other in (
            ("delay", 0, "initial", ""), ("maximum_delay", 1, "max_delay", "max"), ("factor", 2, "multiplier", "base"),
        ):  # fmt: skip
            argument = layer.argument(name, position)
            if argument is None and other:
                argument = layer.argument(other)
                if argument is not None:
                    fix = renamed(argument.span, other, name, safe=True)
                    self.notes.original("FLO511", argument.span, step=self.step, detail=f"`{other}`", fix=fix)
            if argument is not None:
                found[field] = self.seconds(argument, name)
        return found

    def seconds(self, argument: Argument, name: str) -> Json:
        """A number of at least 0."""
        if options.unknown(argument, f"`{name}` of the retry of step `{self.step}`", self.notes):
            return None
        number = options.number(argument)
        if number is None or not 0 <= number < 10**9:
            self.notes.add("FLO402", f"`{name}` is not a number of at least 0", argument.span, help=_HELP)
            return None
        return options.encoded(argument)


def _exponential(layer: Layer | None) -> dict[str, Json]:
    """What `ExponentialBackoff()` waits."""
    jitter = layer.argument("jitter", 3) if layer is not None else None
    return {"delay": 1, "factor": 2, "maximum_delay": 60, "jitter": jitter is None or _true(jitter)}


def _true(argument: Argument | None) -> bool:
    return argument is not None and isinstance(argument.value, Known) and argument.value.value is True
