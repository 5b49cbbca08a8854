"""Words that build a pipeline: inert as all others are, but they remember what they were told.

A dynamic step builds its pipeline with them, and what they remember says what is to be run: `icefloe_runtimes.objects`
reads it. A decorated function stays the very function that it was, with a note on it.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.standin.notes import noted

# What the constructor's positional arguments are called.
_OWN = ("name", "context")


class Said(Inert):
    """A call of a word with its arguments: as a decorator it notes them on the function, and gives that back."""

    def __init__(self, word: str, arguments: tuple[object, ...], options: Mapping[str, object]) -> None:
        super().__init__(f"{word}()")
        self.icefloe_word = word
        self.icefloe_arguments = arguments
        self.icefloe_options = dict(options)

    def __call__(self, *arguments: object, **options: object) -> object:
        """Note it on the function that is decorated; anything else is inert."""
        subject = arguments[0] if len(arguments) == 1 and not options else None
        if callable(subject) and not isinstance(subject, Inert):
            return noted(subject, self.icefloe_word, self.icefloe_arguments, self.icefloe_options)
        return super().__call__(*arguments, **options)


class Word(Inert):
    """A word for decorators and for options: `step`, `retry`, `when`.

    One that `takes` a function (`when(test)`) does not decorate it; any other, called with a function alone, does.
    """

    def __init__(self, word: str, *, takes: bool = False) -> None:
        super().__init__(word, word=True)
        object.__setattr__(self, "icefloe_takes", takes)

    def __call__(self, *arguments: object, **options: object) -> object:
        """Decorate a function, or remember what was said."""
        subject = arguments[0] if arguments else None
        word = self._inert_title()
        if callable(subject) and not isinstance(subject, Inert) and not object.__getattribute__(self, "icefloe_takes"):
            return noted(subject, word, arguments[1:], options)
        return Said(word, arguments, options)


class Context(Inert):
    """Values that steps take as parameters by name; a name that it does not have is inert."""

    def __init__(self, *arguments: object, **values: object) -> None:
        super().__init__("context()")
        self.icefloe_values: dict[str, object] = {}
        for one in arguments:
            self.icefloe_values.update(values_of(one))
        self.icefloe_values.update(values)

    def __getattr__(self, name: str) -> object:
        held = object.__getattribute__(self, "__dict__").get("icefloe_values", {})
        return held[name] if name in held else super().__getattr__(name)

    def __getitem__(self, key: object) -> object:
        return self.icefloe_values[str(key)] if key in self.icefloe_values else super().__getitem__(key)

    def __contains__(self, item: object) -> bool:
        return item in self.icefloe_values

    def update(self, *more: object, **values: object) -> None:
        """Take further values."""
        self.icefloe_values.update(Context(*more, **values).icefloe_values)

    def inherit(self, **values: object) -> "Context":
        """Give a context with these values and some more."""
        return Context(self, **values)

    def to_dict(self) -> dict[str, object]:
        """Give the values by their names."""
        return dict(self.icefloe_values)

    def get(self, name: str, default: object = None) -> object:
        """Give a value, or what stands for it."""
        return self.icefloe_values.get(name, default)


def values_of(context: object) -> dict[str, object]:
    """Give the values of a context, or of a mapping."""
    held: object = context.icefloe_values if isinstance(context, Context) else context
    if not isinstance(held, Mapping):
        return {}
    return {str(name): value for name, value in cast("Mapping[object, object]", held).items()}


class If(Inert):
    """A branch between steps, named at once or by `.then(…)` and `.else_(…)`."""

    def __init__(
        self, condition: object = None, then_step: object = None, else_step: object = None, **_: object
    ) -> None:
        super().__init__("If()")
        self.condition = condition
        self.then_step = then_step
        self.else_step = else_step

    def then(self, step: object, /) -> "If":
        """Name the step that is run where the condition holds."""
        self.then_step = step
        return self

    def else_(self, step: object, /) -> "If":
        """Name the step that is run where it does not."""
        self.else_step = step
        return self


class _Any(type):
    """What a class does not have of its own, it has as something inert."""

    def __getattr__(cls, name: str) -> Inert:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(f"{cls.__name__}.{name}")


class _Steps(Inert):
    """The list of steps, as a driver looks at it: nothing to go through, but more can be put to it."""

    def __init__(self, parts: list[object]) -> None:
        super().__init__("Pipeline().steps")
        self.icefloe_parts = parts

    def append(self, step: object) -> None:
        """Add a step."""
        self.icefloe_parts.append(step)

    def extend(self, steps: Iterable[object]) -> None:
        """Add several steps."""
        self.icefloe_parts.extend(steps)


class Pipeline(Inert, metaclass=_Any):
    """A pipeline that is built from steps, one by one; to run it does nothing."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__("Pipeline()")
        said = {**dict(zip(_OWN, arguments, strict=False)), **options}
        name = said.get("name", "pipeline")
        self.name = name if isinstance(name, str) else "pipeline"
        self.context = said.get("context")
        self.icefloe_options = said
        self.icefloe_parts: list[object] = []

    @classmethod
    def from_steps(cls, *steps: object, **options: object) -> "Pipeline":
        """Make a pipeline of these steps."""
        return cls(**options).add_steps(steps)

    @property
    def steps(self) -> _Steps:
        """The list of steps."""
        return _Steps(self.icefloe_parts)

    @steps.setter
    def steps(self, steps: object) -> None:
        self.icefloe_parts[:] = cast("Iterable[object]", steps) if isinstance(steps, list | tuple) else ()

    def add_step(self, step: object = None, /, **options: object) -> "Pipeline":
        """Add a step; the pipeline is given back, so that calls can be chained."""
        given = options.pop("step", step)
        self.icefloe_parts.append((given, options) if options else given)
        return self

    def add_steps(self, steps: Iterable[object] = (), *more: object) -> "Pipeline":
        """Add several steps."""
        self.icefloe_parts.extend((*steps, *more))
        return self

    def add_sub_pipeline(self, pipeline: object = None, /, **options: object) -> "Pipeline":
        """Nest a pipeline as one step of this one."""
        given = options.pop("pipeline", options.pop("sub_pipeline", pipeline))
        self.icefloe_parts.append((given, options))
        return self

    def add_control_flow(self, flow: object = None, /, **options: object) -> "Pipeline":
        """Add a branch."""
        self.icefloe_parts.append(options.get("control_flow", flow))
        return self


step, dynamic = Word("step"), Word("dynamic")
retry, RetryConfig = Word("retry"), Word("RetryConfig")
ExponentialBackoff, FixedBackoff = Word("ExponentialBackoff"), Word("FixedBackoff")
CircuitBreaker, CircuitBreakerConfig = Word("CircuitBreaker"), Word("CircuitBreakerConfig")
FallbackHandler, FallbackConfig = Word("FallbackHandler", takes=True), Word("FallbackConfig", takes=True)
when, unless = Word("when", takes=True), Word("unless", takes=True)
condition, Condition = Word("condition", takes=True), Word("Condition", takes=True)
on_failure = Word("on_failure", takes=True)
ResourceRequirements, GPUConfig = Word("ResourceRequirements"), Word("GPUConfig")
context = Context
