"""Arguments that runnable refuses, or drops, when one of its objects is made."""

from collections.abc import Iterator

from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.python.executing import executing
from icefloe.dialects.runnable.python.forms import AT_LEAST_ONE, FORMS, TASK_FOR_PIPELINE, Wrong
from icefloe.dialects.runnable.vocabulary import ARGUMENTS, KINDS, unknown_word, word
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, RenameWord, Surround, Uncall, close_matches, listed, removed, renamed
from icefloe.reach import text
from icefloe.values import Argument, Function, Known, Record, Value

_SHORT = 40
_METHODS = ("as_pipeline", "as_async_pipeline", "execute", "execute_streaming", "return_dag")


def refusals(record: Record, base: str = "") -> Iterator[Finding]:
    """What is wrong with the arguments of one call."""
    short = word(record.path)
    if short in ARGUMENTS:
        yield from _made(record, short, base)
    elif short in KINDS and len(record.arguments) > 1:
        yield Finding(
            code="FLO105",
            message=f"`{short}` takes one name",
            span=record.arguments[1].span,
            label="refused by runnable when it is called",
            help="write one for each return",
        )
    elif "." in short:
        yield from _called(record, short)
    elif unknown_word(record.path):
        yield Finding(
            code="FLO199",
            message=f"runnable 0.50.0 has no `{unknown_word(record.path)}`",
            span=record.span,
            label="an ImportError or AttributeError when it runs",
            help="use one of " + ", ".join(f"`{name}`" for name in sorted(vocabulary.TASKS | vocabulary.JOBS)),
            fix=_word_fix(record),
        )


def _word_fix(record: Record) -> Fix | None:
    """The word that may have been meant."""
    name = unknown_word(record.path)
    near = close_matches(name, sorted(vocabulary.TASKS | vocabulary.JOBS), n=1, cutoff=0.7)
    if not near:
        return None
    return Fix(message=f"write `{near[0]}`", changes=(RenameWord(span=record.span, old=name, new=near[0]),))


def _made(record: Record, short: str, base: str) -> Iterator[Finding]:
    """What is wrong with a call that makes an object; a class derived from `short` may have fields of its own."""
    takes = ARGUMENTS[short]
    starred = any(argument.star for argument in record.arguments)
    for argument in record.arguments:
        if argument.star:
            continue
        if argument.name is None:
            yield _positional(short, argument)
        elif argument.name not in takes.all:
            if not base:
                yield from _unknown(short, argument)
        else:
            yield from _malformed(short, argument)
    names = {argument.name for argument in record.arguments}
    missing = [name for name in takes.must if name not in names]
    if missing and not starred and not base and all(argument.name for argument in record.arguments):
        yield _missing(record, short, missing)


def _positional(short: str, argument: Argument) -> Finding:
    return Finding(
        code="FLO105",
        message=f"`{short}` takes keyword arguments only",
        span=argument.span,
        label="refused by runnable when it is made",
        help=f"write its name: `{(*ARGUMENTS[short].must, *ARGUMENTS[short].may)[0]}=…`",
    )


def _unknown(short: str, argument: Argument) -> Iterator[Finding]:
    takes, name = ARGUMENTS[short], argument.name or ""
    if short == "Stub" or (short in vocabulary.JOBS and name == "name"):
        # A stub is meant to take anything; the name of a job is of no use to runnable, and of some to a reader.
        return
    near = close_matches(name, sorted(takes.all), n=1)
    meant = f"; did you mean `{near[0]}`?" if near and name not in _INSTEAD else ""
    instead = _INSTEAD.get(name, "remove it, or correct its name")
    if takes.ignores or name == "add_terminal_nodes":
        yield Finding(
            code="FLO105",
            message=f"`{short}` of runnable 0.50.0 takes no argument `{name}`{meant}",
            span=argument.span,
            severity=Severity.WARNING,
            label="dropped without a word" if takes.ignores else "refused by runnable 0.50.0 when it is made",
            help=instead,
            fix=_name_fix(argument, near, safe=True),
        )
        return
    yield Finding(
        code="FLO105",
        message=f"`{short}` takes no argument `{name}`{meant}",
        span=argument.span,
        label="refused by runnable when it is made: extra inputs are not permitted",
        help=instead,
        fix=_name_fix(argument, near, safe=False),
    )


def _name_fix(argument: Argument, near: list[str], *, safe: bool) -> Fix:
    """Another spelling of an argument's name, which is a guess, or none of it: safe where it changes nothing."""
    name = argument.name or ""
    found = None if name in _INSTEAD or not near else renamed(argument.span, name, near[0])
    return found or removed(argument.span, f"`{name}`", safe=safe)


_INSTEAD = {
    "retries": "remove it: runnable has no retries of a task, only `runnable retry` of a whole run",
    "retry": "remove it: runnable has no retries of a task, only `runnable retry` of a whole run",
    "max_attempts": "remove it: runnable has no retries of a task, only `runnable retry` of a whole run",
    **dict.fromkeys(
        vocabulary.VALUES,
        "remove it: a function is given what earlier tasks return under its names, or a "
        "parameter file (`execute(parameters_file=…)`)",
    ),
    "on_failure": "give each task of the pipeline its own `on_failure`",
    "compute_data_folder": "remove it, and write the folder into the patterns",
    "add_terminal_nodes": "remove it: every pipeline has both ends",
}


def _malformed(short: str, argument: Argument) -> Iterator[Finding]:
    name = argument.name or ""
    found: Wrong = FORMS[name](argument.value) if name in FORMS else None
    if found is None:
        return
    must, value = found
    characters = text(value) if name == "returns" else None
    related = () if value.span == argument.span else (Note(message="this value", span=value.span),)
    if characters:
        yield Finding(
            code="FLO106",
            message=f"`returns` is the text {characters!r}: each of its characters would be the name of a return",
            span=argument.span,
            label=f"{len(characters)} returns: {', '.join(characters[:3])}{', …' if len(characters) > 3 else ''}",
            related=related,
            help=f'write `returns=["{characters}"]`',
            fix=listed(argument.value.span),
        )
        return
    yield Finding(
        code="FLO106",
        message=f"{_what(name, short, must)} {_is(value)}must be {must}",
        span=argument.span,
        severity=Severity.WARNING if must == TASK_FOR_PIPELINE else Severity.ERROR,
        label=f"refused by runnable when it is {'executed' if must == AT_LEAST_ONE else 'made'}",
        related=related,
        help=_help(name, value.value if isinstance(value, Known) else value, must),
        fix=_form_fix(name, value, must),
    )


def _form_fix(name: str, value: Value, must: str) -> Fix | None:
    """What the value was certainly meant to be."""
    if name in {"secrets", "get", "put"} and isinstance(value, Known) and isinstance(value.value, str):
        return listed(value.span)
    if must == "a pipeline" and isinstance(value, Record) and word(value.path) in vocabulary.TASKS:
        change = Surround(span=value.span, before="", after=".as_pipeline()")
        return Fix(message="make a pipeline of it", changes=(change,), safe=True)
    if name == "function" and not isinstance(value, Known | Function):
        return Fix(message="give the function itself", changes=(Uncall(span=value.span),))
    return None


def _is(value: Value) -> str:
    """What a value is, where that can be said in short."""
    match value:
        case Known(value=str(written)) if len(written) <= _SHORT:
            return f"is the text {written!r}, and "
        case Known(value=None | bool() | int() | float() as written):
            return f"is {written!r}, and "
        case Record() if word(value.path) in vocabulary.STEPS:
            return f"is a `{word(value.path)}`, and "
        case Function():
            return f"is the function `{value.name}`, and "
        case _:
            return ""


def _what(name: str, short: str, must: str) -> str:
    if must.startswith("a dictionary"):
        return f"`{name}` of a `{short}`"
    inner = {"branches": "a branch in `branches`", "returns": "one of `returns`"}
    return f"{inner.get(name, f'`{name}`')} of a `{short}`"


def _help(name: str, value: object, must: str) -> str:
    if name == "reducer" and isinstance(value, Function):
        return 'write the text of an expression: `reducer="max"` or `reducer="lambda *x: sum(x)"`'
    if name == "function":
        return "give the function itself, without calling it: `function=load`"
    if name in {"secrets", "get", "put"} and isinstance(value, str):
        return f'write `{name}=["{value}"]`'
    if name == "on_failure":
        return "give a Pipeline of what is to run then: `PythonTask(…).as_pipeline()`"
    return "write `.as_pipeline()` after the task" if must == "a pipeline" else f"write {must}"


def _missing(record: Record, short: str, missing: list[str]) -> Finding:
    names = " and ".join(f"`{name}`" for name in missing)
    return Finding(
        code="FLO180",
        message=f"`{short}` must be given {names}",
        span=record.span,
        label="refused by runnable when it is made: field required",
        help=f"add {', '.join(f'`{name}=…`' for name in missing)}",
    )


def _called(record: Record, short: str) -> Iterator[Finding]:
    """What is wrong with the call of a method: it may not be there, and those that make pipelines take nothing."""
    if short.rpartition(".")[2] in vocabulary.EXECUTES:
        yield from executing(record)
    owner, _, method = short.partition(".")
    if method not in _METHODS or owner in KINDS:
        if owner in vocabulary.PIPELINES | vocabulary.JOBS | vocabulary.TASKS:
            yield from _misspelt(record, owner, method)
        return
    if owner in _OWNERS[method]:
        if method.startswith("as_") and record.arguments:
            yield Finding(
                code="FLO105",
                message=f"`{method}` takes no arguments: the pipeline is called as its task",
                span=record.arguments[0].span,
                label="refused by runnable when it is called",
                help=f"write `Pipeline(steps=[…], name=…)` instead of `.{method}(…)`",
                fix=removed(record.arguments[0].span, "the argument"),
            )
        return
    yield Finding(
        code="FLO199",
        message=f"`{owner}` of runnable 0.50.0 has no method `{method}`",
        span=record.span,
        severity=Severity.WARNING,
        label="an AttributeError when it runs",
        help=_METHOD_HELP.get(f"{owner}.{method}", _METHOD_HELP.get(method, "")),
    )


def _misspelt(record: Record, owner: str, method: str) -> Iterator[Finding]:
    """A method that is nearly called like one that there is."""
    near = close_matches(method, [name for name in _METHODS if owner in _OWNERS[name]], n=1, cutoff=0.8)
    if near:
        yield Finding(
            code="FLO199",
            message=f"`{owner}` of runnable 0.50.0 has no method `{method}`; did you mean `{near[0]}`?",
            span=record.span,
            label="an AttributeError when it runs",
            help=f"write `{near[0]}`",
        )


_OWNERS = {
    "as_pipeline": frozenset({"PythonTask", "NotebookTask", "ShellTask", "AsyncPythonTask", "Stub"}),
    "as_async_pipeline": frozenset({"AsyncPythonTask"}),
    "execute": frozenset({"Pipeline", *vocabulary.JOBS, "Pipeline.as_pipeline"}),
    "execute_streaming": frozenset({"AsyncPipeline"}),
    "return_dag": vocabulary.PIPELINES,
}
_METHOD_HELP = {
    "AsyncPipeline.execute": "write `async for event in pipeline.execute_streaming(): …`",
    "Pipeline.execute_streaming": "write `pipeline.execute()`, or make it an `AsyncPipeline`",
    "as_pipeline": "write `Pipeline(steps=[…])` around it",
    "as_async_pipeline": "write `.as_pipeline()`, or `AsyncPipeline(steps=[…])` around it",
    "execute": "put it into `Pipeline(steps=[…])` and execute that",
}
