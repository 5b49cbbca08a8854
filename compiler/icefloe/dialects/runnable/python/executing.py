"""Arguments of `execute` and `execute_streaming` that runnable refuses."""

from collections.abc import Iterator

from icefloe.constants import PATHS
from icefloe.dialects.runnable.vocabulary import JOBS, word
from icefloe.findings import Finding, Severity
from icefloe.fixes import Fix, Surround, close_matches, renamed
from icefloe.reach import text
from icefloe.values import Argument, Known, Record


def executing(call: Record) -> Iterator[Finding]:
    """What is wrong with the arguments of one call."""
    owner, _, method = word(call.path).rpartition(".")
    names = ("configuration_file", "job_id" if owner in JOBS else "run_id", "tag", "parameters_file", "log_level")
    positional = [argument for argument in call.arguments if argument.name is None and not argument.star]
    for argument in positional[len(names) :]:
        yield _refused(f"`{method}` takes {len(names)} arguments", argument, names)
    for argument in call.arguments:
        if argument.name is not None and argument.name not in names:
            near = close_matches(argument.name, names, n=1)
            meant = f"; did you mean `{near[0]}`?" if near else ""
            yield _refused(f"`{method}` takes no argument `{argument.name}`{meant}", argument, names)
    for at, name in enumerate(names):
        given = call.argument(name, at)
        value = None if given is None else given.value
        is_path = isinstance(value, Record) and value.path in PATHS
        is_other = isinstance(value, Known) and value.value is not None and text(value) is None
        if given is not None and (is_path or (is_other and name != "log_level")):
            yield Finding(
                code="FLO106",
                message=f"runnable 0.50.0 takes nothing but a text as `{name}`",
                span=given.span,
                severity=Severity.WARNING,
                label="refused when it runs: input should be a valid string",
                help=f"write `{name}=str(…)`" if is_path else "write a text",
                fix=_text(given) if is_path else None,
            )


def _refused(message: str, argument: Argument, names: tuple[str, ...]) -> Finding:
    return Finding(
        code="FLO105",
        message=message,
        span=argument.span,
        label="refused by runnable when it is called",
        help="it takes " + ", ".join(f"`{name}`" for name in names),
        fix=_respelt(argument, names),
    )


def _respelt(argument: Argument, names: tuple[str, ...]) -> Fix | None:
    """The name that may have been meant."""
    name = argument.name or ""
    return renamed(argument.span, name, next(iter(close_matches(name, names, n=1)), ""))


def _text(given: Argument) -> Fix:
    """A path as a text: it means the same."""
    change = Surround(span=given.span, before="str(", after=")")
    return Fix(message="make a text of it", changes=(change,), safe=True)
