"""How runnable finds the function that builds a pipeline, when it calls it a second time."""

import re
from collections.abc import Iterator, Sequence

from icefloe.dialect import Reader
from icefloe.dialects.runnable.python.execution import Call, needs
from icefloe.dialects.runnable.python.log import Log, base
from icefloe.dialects.runnable.vocabulary import JOBS, makes_chain, word
from icefloe.findings import Finding, Note, Severity
from icefloe.reach import around, parts
from icefloe.source import Span
from icefloe.trace import Effect, Trace
from icefloe.values import Argument, Function, Instance, Known, Record, Symbol, Unknown, Value
from icefloe_schema.records import dataclass

# Calls that leave something behind: done twice, as the function is called twice.
_LEAVING = frozenset({
    "os.makedirs", "os.mkdir", "os.remove", "os.unlink", "os.rename", "os.replace", "os.rmdir", "os.removedirs",
    "os.system", "os.popen", "shutil.copy", "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.rmtree",
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen",
    "requests.post", "requests.put", "requests.delete", "requests.patch", "httpx.post", "httpx.put", "httpx.delete",
    "urllib.request.urlretrieve",
})  # fmt: skip
_PARTS = 200
_SHORT = 40
_PATH_METHODS = (".write_text", ".write_bytes", ".mkdir", ".unlink", ".touch", ".rename", ".rmdir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where things are executed: the log, the traces, and every function whose definition was evaluated."""

    log: Log
    reader: Reader
    traces: Sequence[Trace]
    functions: Sequence[Function]


def entries(site: Site, target: Record, calls: Sequence[Call]) -> Iterator[Finding]:
    """What keeps runnable from executing a pipeline or a job where it is executed."""
    for call in calls:
        # A pipeline of async tasks is executed as it is; any other is built anew by the function that executes it.
        if word(call.record.path).endswith("execute_streaming") or word(target.path).startswith("Async"):
            continue
        function = around(call.record.span, site.functions)
        if function is None or not _inside(call.record.span, function):
            yield _nowhere(call)
            continue
        found = _entry(call, function)
        if found is not None:
            yield found
        else:
            yield from _returned(site, target, call, function)
        yield from _twice(site, call, function)


def _inside(span: Span, function: Function) -> bool:
    return span.path == function.span.path


def _warning(code: str, message: str, span: Span, label: str, help: str, *related: Note) -> Finding:
    kept = tuple(note for note in related if note.span != span)
    severity = Severity.WARNING
    return Finding(code=code, message=message, span=span, severity=severity, label=label, related=kept, help=help)


def _nowhere(call: Call) -> Finding:
    return _warning(
        "FLO196",
        "this is executed outside any function, and runnable 0.50.0 calls the function that executes once more",
        call.record.span,
        "fails when it runs: the module has no attribute '<module>'",
        "build and execute it in a function at module level that returns it",
    )


def _entry(call: Call, function: Function) -> Finding | None:
    """What is wrong with the function as a name to be imported and called without arguments."""
    note = Note(message="the function that executes it", span=function.name_span)
    span = call.record.span
    if "." in function.qualname:
        where = "another function" if "<locals>" in function.qualname else "a class"
        message = f"`{function.name}` executes this and is defined in {where}: runnable 0.50.0 cannot call it again"
        label = f"fails when it runs: the module has no attribute '{function.name}'"
        return _warning("FLO196", message, span, label, "execute it in a function at module level", note)
    if function.is_async:
        message = f"`{function.name}` is async, and runnable 0.50.0 calls it once more without awaiting it"
        label = "fails when it runs: a coroutine has no attribute 'return_dag'"
        return _warning("FLO196", message, span, label, "execute it in a plain function", note)
    needed = needs(function)
    if needed:
        names = ", ".join(f"`{name}`" for name in needed)
        message = f"`{function.name}` executes this and takes {names}: runnable 0.50.0 calls it again without arguments"
        help = "give its parameters defaults, or execute in a function without parameters"
        return _warning(
            "FLO196",
            message,
            function.name_span,
            "fails when it runs: a TypeError",
            help,
            Note(message="what is executed", span=span),
        )
    return _eaten(call, function, note)


def _eaten(call: Call, function: Function, note: Note) -> Finding | None:
    """The name of a function or module of which runnable cuts off what it takes for `.py`."""
    path = call.record.span.path
    module = re.sub(r"\b.py\b", "", path.replace("/", "."))
    short = function.name.rstrip(".py")
    if short != function.name:
        message = f"runnable 0.50.0 cuts the name `{function.name}` down to `{short}`: all `.`, `p` and `y` at its end"
        label = f"fails when it runs: the module has no attribute '{short}'"
        help = "give the function a name that ends in another letter"
        return _warning(
            "FLO196", message, function.name_span, label, help, Note(message="what is executed", span=call.record.span)
        )
    if module != path.removesuffix(".py").replace("/", "."):
        message = f"runnable 0.50.0 makes `{module}` of the path `{path}`, and cannot import that"
        help = "rename the file or folder: nothing in its path may be called `py`, or be three letters that end in `py`"
        return _warning("FLO196", message, call.record.span, "fails when it runs", help, note)
    return None


def _returned(site: Site, target: Record, call: Call, function: Function) -> Iterator[Finding]:
    """What the function gives back when it is called again."""
    values = [value for value in _results(site, function) if not isinstance(value, Symbol | Unknown)]
    note = Note(message="the function that executes it", span=function.name_span)
    what = "job" if word(target.path) in JOBS else "pipeline"
    attribute = "get_task" if what == "job" else "return_dag"
    if not values:
        return
    for value in values:
        if isinstance(value, Instance) and base(value.of):
            return  # an object of a class of its own: a new one each time
        record = site.log.object(value)
        if record is not None and record.token == target.token:
            return
        if record is not None and record.span == target.span:
            return
    value = values[-1]
    record = site.log.object(value)
    if record is not None and (makes_chain(record) or word(record.path) in JOBS):
        message = f"`{function.name}` executes one {what} and returns another: runnable 0.50.0 runs the one it returns"
        other = Note(message="this one is run", span=record.span)
        yield _warning(
            "FLO197", message, call.record.span, "is not what runs", f"return the {what} that is executed", other
        )
        return
    kind = "something else"
    if isinstance(value, Known):
        kind = "nothing" if value.value is None else f"`{value.value!r}`"[:_SHORT]
    message = f"`{function.name}` executes the {what} and returns {kind}: runnable 0.50.0 needs the {what} from it"
    label = f"fails when it runs: no attribute '{attribute}'"
    yield _warning("FLO197", message, call.record.span, label, f"return the {what} at the end of the function", note)


def _results(site: Site, function: Function) -> Iterator[Value]:
    """What the function returns when it is called with nothing but its defaults; None where it ends without a word."""
    defaults = [
        p for p in function.parameters if p.default is not None and p.kind in {"positional", "normal", "keyword"}
    ]
    arguments = [Argument(name=p.name, value=p.default, span=p.span) for p in defaults if p.default is not None]
    again = site.reader.apply(function, arguments)
    returned = [effect for effect in again.effects if effect.kind == "return"]
    yield from (effect.value for effect in returned)
    if not returned and all(effect.kind != "raise" for effect in again.effects):
        yield Known(value=None, span=function.name_span)


def _twice(site: Site, call: Call, function: Function) -> Iterator[Finding]:
    """What the function does beside building, as it is done twice; and what it asks of a run that is not there then."""
    note = Note(message="what is executed", span=call.record.span)
    trace = site.traces[call.moment[0]] if call.moment[0] < len(site.traces) else None
    for effect in trace.effects if trace is not None else ():
        leaves, asked = effect.kind == "call" and _leaves(effect), _asked(effect, call.record)
        if not (leaves or asked) or around(effect.span, site.functions) is not function:
            continue
        if leaves:
            message = f"`{function.name}` is called twice by runnable 0.50.0, and does this both times"
            help = "do it in a task, or where the function is called"
            yield _warning("FLO198", message, effect.span, "is done twice", help, note)
        if asked is not None:
            message = (
                f"`{function.name}` is called twice by runnable 0.50.0, and the second time `execute` gives `{{}}`"
            )
            label = "fails when it runs: the dictionary is empty"
            help = "return the pipeline, and look at the run where the function is called"
            yield _warning("FLO198", message, asked, label, help, note)


def _asked(effect: Effect, run: Record) -> Span | None:
    """Where an effect asks something of what `execute` gave."""
    pending, seen = [effect.value], 0
    while pending and seen < _PARTS:
        one = pending.pop()
        seen += 1
        match one:
            case Symbol(op="attribute" | "index", operands=(Record(token=run.token), key)):
                of_dictionary = one.op == "attribute" and isinstance(key, Known) and hasattr({}, str(key.value))
                return None if of_dictionary else one.span
            case Record(function=Symbol() as function):
                pending += [function, *(argument.value for argument in one.arguments)]
            case _:
                pending += parts(one)
    return None


def _leaves(effect: Effect) -> bool:
    """Whether a call leaves something behind."""
    call = effect.value
    if not isinstance(call, Record):
        return False
    if call.path == "builtins.open":
        mode = call.argument("mode", 1)
        return mode is not None and isinstance(mode.value, Known) and bool(set(str(mode.value.value)) & set("wax+"))
    return call.path in _LEAVING or (call.path.startswith("pathlib.") and call.path.endswith(_PATH_METHODS))
