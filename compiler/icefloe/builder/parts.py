"""What was added to a pipeline: steps, other pipelines, branches, each with the call that did it."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.builder import reasons, templates
from icefloe.builder.layers import Decorated, decorated
from icefloe.builder.notes import Notes
from icefloe.builder.options import nearest
from icefloe.builder.site import Site, is_of
from icefloe.fixes import renamed
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, Path, Step, While
from icefloe.values import Argument, Items, Known, Record, Symbol, Value
from icefloe_schema.records import dataclass

# What `add_step` is documented to take beside the step (the original's code takes none of it).
STEP_ARGUMENTS = ("name", "inputs", "outputs", "params")
_LISTS = {"steps": "step", "control_flows": "flow"}
_READING = frozenset({"index", "count", "copy"})
_UNREADABLE = {"from_definition": "it is made from a document that only a run has"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that was added: a `step`, a pipeline that is `nested`, or a `flow` of branches.

    `value` is what was given: the step, the call of `add_sub_pipeline`, the branch. `arguments` came with a step.
    `plain` steps need no decorator.
    """

    kind: str
    value: Value
    span: Span
    path: Path = ()
    arguments: tuple[Argument, ...] = ()
    plain: bool = False
    was_set: bool = False


def parts(pipeline: Record, site: Site, notes: Notes) -> tuple[Part, ...]:
    """Everything that was added to a pipeline, in the order of the calls."""
    found = list(_begun(pipeline, site, notes))
    around = next((e.path for e in site.effects if e.kind == "call" and is_of(e.value, pipeline)), ())
    for effect in site.effects:
        if effect.kind == "call" and isinstance(effect.value, Record):
            found += _called(pipeline, effect.value, effect, notes)
        elif effect.kind == "set" and effect.name in _LISTS and is_of(effect.target, pipeline):
            found = _set(found, effect, notes)
    made = ((part, _decided(_after(part.path, around), site)) for part in found)
    kept = (replace(part, path=path) for part, path in made if path is not None)
    return tuple(replace(part, kind="flow") if _is_flow(part, site) else part for part in kept)


def _is_flow(part: Part, site: Site) -> bool:
    """Whether a part is a branch, which may also be added as if it were a step."""
    return site.vocabulary.record(part.value, "If", "Switch", "ConditionalBranch") is not None


def _decided(path: Path, site: Site) -> Path | None:
    """A path without the tests that are certain: whether something is a step, and so not None. None if one fails."""
    kept: list[Step] = []
    for step in path:
        holds = _holds(step.test, site) if isinstance(step, If) else None
        if isinstance(step, If) and holds is not None and holds is not step.taken:
            return None
        if holds is None:
            kept.append(step)
    return tuple(kept)


def _holds(test: Value, site: Site) -> bool | None:
    """The truth of a test of what is certainly an object: a step, a pipeline."""
    match test:
        case Record():
            known = isinstance(decorated(test, site.vocabulary), Decorated)
            return True if known or site.vocabulary.pipeline(test) is not None else None
        case Symbol(op="not", operands=(inner,)):
            found = _holds(inner, site)
            return None if found is None else not found
        case Symbol(op="is" | "is not" | "==" | "!=", operands=(inner, Known(value=None))):
            return test.op in {"is not", "!="} if _holds(inner, site) and isinstance(inner, Record) else None
        case _:
            return None


def _after(path: Path, around: Path) -> Path:
    """What of a path comes after the pipeline was made: a loop around all of it makes it no less certain."""
    return path[len(around) :] if path[: len(around)] == around else path


def _begun(pipeline: Record, site: Site, notes: Notes) -> Iterator[Part]:
    """What a pipeline has from the call that makes it."""
    word = site.vocabulary.word(pipeline.path)
    if word == "Pipeline.from_steps":
        for argument in pipeline.arguments:
            if argument.star and isinstance(argument.value, Items):
                yield from _each(argument.value, argument.span, ())
            elif argument.star:
                notes.hole("the list of steps", argument.value, argument.span)
            elif argument.name is None:
                yield Part(kind="step", value=argument.value, span=argument.span)
    elif word == "create_from_template":
        for layer, argument in templates.steps(pipeline, notes):
            yield Part(kind="step", value=argument.value, span=argument.span, arguments=layer, plain=True)
    elif word == "Pipeline.from_definition":
        why = _UNREADABLE["from_definition"]
        notes.hole("the list of steps", Known(value=None, span=pipeline.span), pipeline.span, why)


def _called(pipeline: Record, call: Record, effect: Effect, notes: Notes) -> list[Part]:
    """What one call adds to a pipeline: of a method of its own, or of its list of steps."""
    method = call.path.rpartition(".")[2]
    if is_of(effect.target, pipeline):
        if method in {"add_step", "add_steps"}:
            return list(_steps(call, method, effect.path, notes))
        kind = {"add_sub_pipeline": "nested", "add_control_flow": "flow"}.get(method)
        if kind == "nested":
            return [Part(kind=kind, value=call, span=call.span, path=effect.path)]
        return list(_flows(call, effect.path, notes)) if kind == "flow" else []
    if _is_list_of(effect.target, pipeline, "steps"):
        return list(_listed(call, method, effect.path, notes))
    if _is_list_of(effect.target, pipeline, "control_flows"):
        return list(_flowing(call, method, effect.path, notes))
    return []


def _flowing(call: Record, method: str, path: Path, notes: Notes) -> Iterator[Part]:
    """What a method of the list of branches adds."""
    given = call.arguments[0] if len(call.arguments) == 1 else None
    if method == "append" and given is not None and not given.star:
        yield Part(kind="flow", value=given.value, span=call.span, path=path)
    elif method == "extend" and given is not None and isinstance(given.value, Items):
        for item in given.value.items:
            yield Part(kind="flow", value=item, span=call.span, path=path)
    elif method not in _READING:
        why = f"`.control_flows.{method}()` changes it"
        notes.hole("the list of branches", Known(value=None, span=call.span), call.span, why)


def _is_list_of(target: Value, pipeline: Record, attribute: str) -> bool:
    """Whether a value is that attribute of a pipeline."""
    if isinstance(target, Symbol) and target.op in {"+", "+="}:
        return _is_list_of(target.operands[0], pipeline, attribute)
    if not isinstance(target, Symbol) or target.op != "attribute":
        return False
    owner, name = target.operands
    return is_of(owner, pipeline) and isinstance(name, Known) and name.value == attribute


def _listed(call: Record, method: str, path: Path, notes: Notes) -> Iterator[Part]:
    """What a method of the list of steps adds."""
    if method in {"append", "extend"}:
        yield from _steps(call, "add_step" if method == "append" else "add_steps", path, notes)
    elif method not in _READING:
        why = f"`.steps.{method}()` changes it"
        notes.hole("the list of steps", Known(value=None, span=call.span), call.span, why)


def _set(before: list[Part], effect: Effect, notes: Notes) -> list[Part]:
    """The parts after `pipeline.steps = …` or `pipeline.control_flows = …`."""
    flows = _LISTS[effect.name] == "flow"
    pending: list[Value] = [effect.value]
    added: list[Part] = []
    kept = False
    while pending:
        value = pending.pop()
        if isinstance(value, Symbol) and value.op in {"+", "+="}:
            pending += value.operands
        elif isinstance(value, Items):
            again = (replace(part, was_set=True) for part in _each(value, effect.span, effect.path))
            added = [*(replace(part, kind="flow") if flows else part for part in again), *added]
        elif isinstance(value, Symbol) and value.op == "attribute":
            kept = True
        else:
            what = "the list of branches" if flows else "the list of steps"
            notes.hole(what, value, effect.span, reasons.depends(value))
    # What was set before is part of what is set now, if it is kept.
    return [*(part for part in before if (kept and not part.was_set) or (part.kind == "flow") != flows), *added]


def _each(items: Items, span: Span, path: Path) -> Iterator[Part]:
    for item in items.items:
        yield Part(kind="step", value=item, span=item.span if isinstance(item, Known) else span, path=path)


def _steps(call: Record, method: str, path: Path, notes: Notes) -> Iterator[Part]:
    """The steps that `add_step(…)` or `add_steps([…])` adds."""
    if method == "add_step":
        argument = call.argument("step", 0)
        if argument is None or argument.star:
            notes.hole("which step is added", Known(value=None, span=call.span), call.span, "no step is given")
            return
        rest = tuple(one for one in call.arguments if one is not argument)
        yield Part(kind="step", value=argument.value, span=argument.span, path=path, arguments=_known(rest, notes))
        return
    for argument in call.arguments:
        if isinstance(argument.value, Items):
            for item in argument.value.items:
                yield Part(kind="step", value=item, span=item.span, path=path)
        elif argument.star or argument.name not in {None, "steps"} or not isinstance(argument.value, Record):
            notes.hole("the list of steps", argument.value, argument.span, reasons.depends(argument.value))
        else:
            yield Part(kind="step", value=argument.value, span=argument.span, path=path)


def _known(arguments: tuple[Argument, ...], notes: Notes) -> tuple[Argument, ...]:
    """The arguments beside the step that mean something; the others are reported."""
    for argument in arguments:
        if argument.name not in STEP_ARGUMENTS:
            shown = f" `{argument.name}`" if argument.name else " after the step"
            near = nearest(argument.name or "", STEP_ARGUMENTS)
            message = f"`add_step` has no argument{shown}" + (f"; did you mean `{near}`?" if near else "")
            fix = renamed(argument.span, argument.name or "", near)
            help_text = f"it takes a step, and {', '.join(STEP_ARGUMENTS)}"
            notes.add("FLO105", message, argument.span, help=help_text, fix=fix)
    return tuple(argument for argument in arguments if argument.name in STEP_ARGUMENTS)


def _flows(call: Record, path: Path, notes: Notes) -> Iterator[Part]:
    argument = call.argument("control_flow", 0)
    if argument is None:
        notes.hole("which branch is added", Known(value=None, span=call.span), call.span, "none is given")
        return
    yield Part(kind="flow", value=argument.value, span=call.span, path=path)


def conditions(part: Part, notes: Notes) -> None:
    """A part that is only added sometimes, or an unknown number of times, is a hole."""
    for step in part.path:
        match step:
            case If():
                notes.hole("whether this step is added", step.test, part.span, reasons.depends(step.test))
            case Each():
                notes.hole("how often this step is added", step.iterable, part.span, reasons.depends(step.iterable))
            case While():
                notes.hole("how often this step is added", step.test, part.span, reasons.depends(step.test))
            case _:
                continue
        return
