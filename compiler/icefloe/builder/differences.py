"""What the original would do otherwise with a pipeline that has been put together: its cache, its checks, its words."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from icefloe import grouping, reach
from icefloe.builder import options, policies, validator
from icefloe.builder.drafts import Draft
from icefloe.builder.layers import Decorated, decorated
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.fixes import renamed
from icefloe.graph import Graph, Missing, Step, sources
from icefloe.values import Argument, Known, Record
from icefloe_schema import plan

_WRAPPERS = ("Model", "Dataset", "Metrics", "assets.model.Model", "assets.dataset.Dataset", "assets.metrics.Metrics")
_MOST = 2000


def remark(
    graph: Graph, drafts: Mapping[str, Draft], arguments: Mapping[str, Argument], site: Site, notes: Notes
) -> None:
    """Note all of it; `drafts` are the steps as they were defined, by id, `arguments` those of the pipeline."""
    if not notes.dialect or not site.vocabulary.versioned:
        return
    # Who never wrote of the cache does not ask what it does.
    aware = "enable_cache" in arguments or "cache_dir" in arguments
    aware = aware or any(draft.layer.argument("cache") is not None for draft in drafts.values())
    for step in graph.steps:
        draft = drafts.get(step.id)
        if draft is not None:
            if aware:
                _cache(graph, step, draft, notes)
            _body(step, draft, site, notes)
            _function(step, draft, notes)
    _joins(graph, notes)
    _names(drafts, site, notes)
    validator.refusals(graph, drafts, site, notes)
    _groups(graph, notes)


def _cache(graph: Graph, step: Step, draft: Draft, notes: Notes) -> None:
    """What its cache would give back too often."""
    by_default = graph.header is not None and graph.header.cache
    if not (by_default if step.policy.cache is None else step.policy.cache and by_default):
        return
    given = draft.layer.argument("cache")
    # A default is the pipeline's, and said at the pipeline.
    span = graph.span if given is None else given.span
    inputs = {parameter.name for parameter in graph.parameters if parameter.origin == "external"}
    reads = any(
        isinstance(source, plan.FromOutput | Missing)
        or (isinstance(source, plan.FromParameter) and source.name in inputs)
        for source in sources(step)
    )
    match policies.mode(draft.layer):
        case "code_hash" if reads:
            notes.original("FLO502", span, step=step.id)
        case "input_hash":
            notes.original("FLO503" if reads else "FLO505", span, step=step.id)
        case "always":
            notes.original("FLO505", span, step=step.id)
        case _:
            return


def _body(step: Step, draft: Draft, site: Site, notes: Notes) -> None:
    """What its words would do in the body of a step."""
    for result in draft.summary.returns:
        for record in reach.within(result.value):
            word = site.vocabulary.word(record.path)
            positional = any(a.name is None and not a.star for a in record.arguments)
            if word in _WRAPPERS and positional and record.argument("name") is not None:
                notes.original("FLO550", record.span, step=step.id)
    if not any(site.vocabulary.word(path).endswith("parallel_map") for path in draft.summary.calls):
        return
    for effect in site.reader.apply(draft.function, at_run=True).effects:
        call = effect.value
        if effect.kind != "call" or not isinstance(call, Record):
            continue
        if site.vocabulary.word(call.path).rsplit(".", 1)[-1] == "parallel_map":
            workers = call.argument("num_workers")
            if workers is not None:
                fix = renamed(workers.span, "num_workers", "max_workers", safe=True)
                notes.original("FLO524", workers.span, step=step.id, fix=fix)
            notes.original("FLO525", call.span, step=step.id)


def _function(step: Step, draft: Draft, notes: Notes) -> None:
    """What it would do with the function itself."""
    if draft.function.is_async:
        notes.original("FLO529", draft.function.name_span, step=step.id)
    plain = {formal.name for formal in draft.function.parameters if formal.kind not in ("args", "kwargs")}
    for binding in step.bindings:
        if binding.parameter not in plain and binding.asset_span is not None:
            notes.original("FLO536", binding.asset_span, step=step.id)


def _joins(graph: Graph, notes: Notes) -> None:
    """Inputs that it would refuse, or hand on too early: only what is declared as output and input orders its steps."""
    by_id = {step.id: step for step in graph.steps}
    declared = {
        step.id: [
            binding.source.step
            for binding in step.bindings
            if isinstance(binding.source, plan.FromOutput) and binding.asset_span is not None
        ]
        for step in graph.steps
    }
    levels = _levels(declared)
    index = {step.id: position for position, step in enumerate(graph.steps)}
    for step in graph.steps:
        for binding in step.bindings:
            source = binding.source
            if binding.asset_span is not None and isinstance(source, plan.FromParameter):
                notes.original("FLO538", binding.asset_span, step=step.id, detail=f"`{source.name}`")
            giver = by_id.get(source.step) if isinstance(source, plan.FromOutput) else None
            if giver is None or not isinstance(source, plan.FromOutput):
                continue
            if binding.asset_span is not None:
                if not any(port.declared and port.name == source.name for port in giver.outputs):
                    notes.original("FLO537", binding.asset_span, step=step.id, detail=f"`{source.name}`")
            elif binding.joined == "name" and (levels[giver.id], index[giver.id]) >= (levels[step.id], index[step.id]):
                notes.original("FLO532", binding.span, step=step.id)


def _levels(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many steps stand before each, along the longest way; those in a circle stay at 0."""
    found = dict.fromkeys(needs, 0)
    for _ in range(min(len(needs), _MOST)):
        changed = False
        for id, before in needs.items():
            level = 1 + max((found.get(one, 0) for one in before if one != id), default=-1)
            changed |= level > found[id]
            found[id] = max(level, found[id])
        if not changed:
            return found
    return dict.fromkeys(needs, 0)


def _names(drafts: Mapping[str, Draft], site: Site, notes: Notes) -> None:
    """Steps of this pipeline whose name another step of the file had before: the second one is refused."""
    seen: dict[str, Decorated] = {}
    ours = {draft.function.token: id for id, draft in drafts.items()}
    for record in site.words("step", "step()"):
        found = decorated(record, site.vocabulary)
        layer = found.layer("step") if isinstance(found, Decorated) else None
        if layer is None or not isinstance(found, Decorated) or _false(layer.argument("register")):
            continue
        name = options.text(layer.argument("name")) or found.function.name
        first = seen.setdefault(name, found)
        both = {first.function.token, found.function.token}
        if len(both) > 1 and both & ours.keys():
            notes.original("FLO526", found.function.name_span, step=ours.get(found.function.token, name))


def _false(argument: Argument | None) -> bool:
    return argument is not None and isinstance(argument.value, Known) and argument.value.value is False


def _groups(graph: Graph, notes: Notes) -> None:
    """Groups that it would merge around a step that is not in them: it only looks at neighbours in the order."""
    members = [(step.id, step.group) for step in graph.steps]
    if not any(group for _, group in members) or len(members) > _MOST:
        return
    needs = {step.id: graph.needs(step) for step in graph.steps}
    ordered = _ordered(members, needs)
    if ordered is None:
        return
    before = _ancestors(ordered, needs)
    for name, found in grouping.split(ordered, needs).items():
        inside = [id for id, group in ordered if group == name]
        theirs = 1 + sum(
            any(one in before[later] and earlier in before[one] for one in before if one not in inside)
            for earlier, later in pairwise(inside)
        )
        if theirs < len(found):
            step = next(step for step in graph.steps if step.id == found[1][0])
            notes.original("FLO510", step.span, detail=f"`{name}`")


def _ordered(members: Sequence[tuple[str, str]], needs: Mapping[str, Sequence[str]]) -> list[tuple[str, str]] | None:
    """Steps in an order in which they can run; None if there is none."""
    waiting, done, found = list(members), set[str](), list[tuple[str, str]]()
    ids = {id for id, _ in members}
    while waiting:
        ready = [(id, group) for id, group in waiting if all(one in done or one not in ids for one in needs[id])]
        if not ready or len(ids) < len(members):
            return None
        done.update(id for id, _ in ready)
        found += ready
        waiting = [(id, group) for id, group in waiting if id not in done]
    return found


def _ancestors(ordered: Sequence[tuple[str, str]], needs: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """All steps that come before each, by id."""
    found: dict[str, set[str]] = {}
    for id, _ in ordered:
        found[id] = {*needs[id], *(one for need in needs[id] for one in found.get(need, ()))}
    return found
