"""What a pipeline is, in the words that the original and icefloe share, and how two of them differ."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flowyml_telling import plain

from icefloe.constants import NotLiteralError, python_of
from icefloe.findings import Finding, Severity
from icefloe.graph import DynamicRun, Graph, MapRun, Missing, PlanRun, Step
from icefloe.lower.order import ordered
from icefloe.values import Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

Edge: TypeAlias = tuple[str, str, str, str]
"""Step, output, step, parameter: this output reaches that parameter."""

Told: TypeAlias = Mapping[str, Json]
KINDS = {PlanRun: "sub", MapRun: "map", DynamicRun: "dynamic"}
SETTINGS = ("kind", "retry", "timeout", "cache", "group", "tags", "condition", "resources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """One pipeline, as one of the two sees it. `refused` says why it is none, `stuck` why its steps cannot be run one
    after the other, `unknown` what cannot be read.

    `missing` are parameters that nothing gives; `starved` steps that declare an input that nobody makes.
    """

    name: str
    nodes: tuple[str, ...]
    order: tuple[str, ...] = ()
    edges: frozenset[Edge] = frozenset()
    needs: frozenset[tuple[str, str]] = frozenset()
    parameters: frozenset[tuple[str, str]] = frozenset()
    missing: frozenset[tuple[str, str]] = frozenset()
    starved: frozenset[str] = frozenset()
    context: Mapping[str, Json] = field(default_factory=dict[str, Json])
    settings: Mapping[str, Mapping[str, Json]] = field(default_factory=dict[str, Mapping[str, Json]])
    groups: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    branches: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()
    stuck: str = ""
    unknown: tuple[str, ...] = ()


def differences(theirs: Wiring, ours: Wiring) -> Iterator[str]:
    """Say each thing in which two wirings differ, one line each; a hole of ours is one line, and stands for all."""
    if ours.unknown:
        yield from (f"hole: {why}" for why in ours.unknown)
        return
    if theirs.refused and not ours.refused:
        yield f"only theirs refuses: {theirs.refused[0]}"
    if ours.refused and not theirs.refused and not theirs.missing:
        yield from (f"only ours refuses: {why}" for why in ours.refused)
    yield from _sets("step", set(theirs.nodes) | theirs.branches, ours.nodes)
    shared = {node for node in theirs.nodes if node in ours.nodes}
    if [n for n in theirs.nodes if n in shared] != [n for n in ours.nodes if n in shared]:
        yield f"registered: theirs {', '.join(theirs.nodes)}; ours {', '.join(ours.nodes)}"
    if not theirs.stuck:
        yield from _flows(theirs, ours, shared)
        yield from _order(theirs, ours, shared)
    elif not ours.refused:
        yield f"only theirs cannot be run: {theirs.stuck}"
    for key in dict.fromkeys((*theirs.context, *ours.context)):
        left, right = theirs.context.get(key, "nothing"), ours.context.get(key, "nothing")
        if left != right and {"unknown": True} not in (left, right):
            yield f"context {key}: theirs {left}; ours {right}"
    for node in theirs.nodes:
        if node in shared:
            yield from _settings(node, theirs.settings.get(node, {}), ours.settings.get(node, {}))
    if theirs.groups is not None and ours.groups is not None and theirs.groups != ours.groups:
        yield f"groups: theirs {_groups(theirs)}; ours {_groups(ours)}"


def inside(theirs: Wiring, ours: Wiring) -> Iterator[str]:
    """Say in which steps and edges a nested pipeline differs; what comes from outside is the outer one's affair."""
    yield from _sets("step", theirs.nodes, ours.nodes)
    yield from _sets("edge", map(_arrow, theirs.edges), map(_arrow, ours.edges))


def _arrow(edge: Edge) -> str:
    a, b, c, d = edge
    return f"{a}.{b} -> {c}({d})"


def _flows(theirs: Wiring, ours: Wiring, shared: set[str]) -> Iterator[str]:
    """Compare what reaches the steps that both have; what reaches a nested pipeline is told by `needs` alone."""
    plain = {n for n in shared if theirs.settings.get(n, {}).get("kind") not in ("sub", "dynamic")}
    for step in sorted(theirs.starved & plain - {step for step, _ in ours.missing}):
        yield f"step {step} declares an input that nobody makes: only theirs says so"
    yield from _sets(
        "edge",
        (_arrow(edge) for edge in theirs.edges if edge[2] in plain),
        (_arrow(edge) for edge in ours.edges if edge[2] in plain),
    )
    have = ours.needs | {(a, c) for a, _, c, _ in ours.edges}
    yield from (
        f"edge {a} -> {b}: only theirs" for a, b in sorted(theirs.needs) if {a, b} <= shared and (a, b) not in have
    )
    told = {("missing", step) for step in theirs.starved}
    for word, left, right in (
        ("parameter", theirs.parameters, ours.parameters),
        ("missing", theirs.missing, ours.missing),
    ):
        yield from _sets(
            word,
            (f"{a}({b})" for a, b in left if a in plain and (word, a) not in told),
            (f"{a}({b})" for a, b in right if a in plain and (word, a) not in told),
        )


def _order(theirs: Wiring, ours: Wiring, shared: set[str]) -> Iterator[str]:
    """Tell whether our order is one that the original could take, and theirs one of ours."""
    for whose, wiring, other in (("ours", ours, theirs), ("theirs", theirs, ours)):
        place = {name: index for index, name in enumerate(wiring.order)}
        before = other.needs | {(a, c) for a, _, c, _ in other.edges}
        for first, second in sorted(before):
            if {first, second} <= shared and place.get(first, -1) > place.get(second, len(place)):
                yield f"order: {whose} has {second} before {first}"


def _sets(word: str, theirs: Iterable[str], ours: Iterable[str]) -> Iterator[str]:
    left, right = set(theirs), set(ours)
    yield from (f"{word} {one}: only theirs" for one in sorted(left - right))
    yield from (f"{word} {one}: only ours" for one in sorted(right - left))


def _settings(node: str, theirs: Mapping[str, Json], ours: Mapping[str, Json]) -> Iterator[str]:
    for word in SETTINGS:
        if theirs.get(word) != ours.get(word):
            yield f"{word} of {node}: theirs {theirs.get(word)}; ours {ours.get(word)}"


def _groups(wiring: Wiring) -> str:
    return "; ".join(f"{name}: {', '.join(steps)}" for name, steps in wiring.groups or ())


# --- theirs ---------------------------------------------------------------------------------------------------------


def theirs(told: Told) -> Wiring:
    """What the probe said of one pipeline."""
    steps = told_list(told.get("steps"))
    made = {str(output) for step in steps for output in _list(step.get("outputs"))}
    flows = told.get("flows")
    flow: Told = flows if isinstance(flows, dict) else {}
    build, stuck = told.get("build"), flow.get("error")
    refused = [_first(build)] if isinstance(build, dict) else []
    refused += [f"a step is a {one}" for one in _list(told.get("strangers"))]
    branches = [b for one in told_list(told.get("branches")) for b in _list(one.get("steps"))]
    return Wiring(
        name=str(told.get("name")),
        nodes=tuple(str(node) for node in _list(told.get("nodes"))),
        order=tuple(str(step) for step in _list(flow.get("order"))),
        edges=frozenset(_edge(one) for one in _list(flow.get("edges"))),
        needs=frozenset((str(a), str(b)) for a, b in _pairs(told.get("dag"))),
        parameters=frozenset((str(a), str(b)) for a, b in _pairs(flow.get("parameters"))),
        missing=frozenset((str(a), str(n)) for a, names in _pairs(flow.get("missing")) for n in _list(names)),
        starved=frozenset(str(s["name"]) for s in steps if not {str(i) for i in _list(s.get("inputs"))} <= made),
        context=_context(told.get("context")),
        settings={str(step["name"]): _their_settings(step) for step in steps},
        branches=frozenset(str(name) for _, name in (b for b in branches if isinstance(b, list))),
        refused=tuple(refused),
        stuck=_first(stuck) if isinstance(stuck, dict) else "",
    )


def told_list(value: Json) -> list[dict[str, Json]]:
    """The objects of a list of objects."""
    return [one for one in _list(value) if isinstance(one, dict)]


def _list(value: Json) -> list[Json]:
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    return value if isinstance(value, list) else []


def _pairs(value: Json) -> list[tuple[Json, Json]]:
    return [(one[0], one[1]) for one in _list(value) if isinstance(one, list) and len(one) == 2]


def _edge(value: Json) -> Edge:
    a, b, c, d = (str(part) for part in _list(value))
    return a, b, c, d


def _first(build: Told) -> str:
    lines = [line.strip() for line in str(build.get("text")).splitlines() if line.strip()]
    return f"{build.get('error')}: {' '.join(lines[:2])}"


def _context(value: Json) -> dict[str, Json]:
    entries = value.get("dict") if isinstance(value, dict) else None
    return {str(key): item for key, item in _pairs(entries)}


def _their_settings(step: Told) -> dict[str, Json]:
    cache = step.get("cache")
    tags = step.get("tags")
    return {
        "kind": step.get("kind"),
        "retry": step.get("retry"),
        "timeout": step.get("timeout"),
        "cache": False if cache is False else "on",
        "group": step.get("group") or "",
        "tags": {key: value for key, value in _context(tags).items() if key != "pipeline"},
        "condition": bool(step.get("condition")),
        "resources": _their_resources(step.get("resources")),
    }


def _their_resources(value: Json) -> Json:
    if not isinstance(value, dict):
        return None
    if "raw" in value:
        return "a dictionary of an unknown form"
    gpu = value.get("gpu")
    return {
        "cpu": _cores(str(value.get("cpu") or "")),
        "memory": str(value.get("memory") or ""),
        "storage": str(value.get("storage") or ""),
        "gpu": str(gpu.get("type") or "").removeprefix("generic") if isinstance(gpu, dict) else "",
        "gpu_count": gpu.get("count") if isinstance(gpu, dict) else 0,
    }


def _cores(text: str) -> str:
    return f"{int(text[:-1]) / 1000:g}" if re.fullmatch(r"[0-9]+m", text) else text


# --- ours -----------------------------------------------------------------------------------------------------------


def ours(graph: Graph, findings: Iterable[Finding]) -> Wiring:
    """What icefloe reads of one pipeline."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    declared = {one.name for one in graph.parameters if one.origin != "external"}
    edges = [
        (found, step.id, b.parameter) for step in graph.steps for b in step.bindings for found in _outputs(b.source)
    ]
    # The original hands an item's function the whole list; what is mapped over arrives at the same parameter.
    maps = [(step.id, step.run) for step in graph.steps if isinstance(step.run, MapRun)]
    edges += [(found, step, run.item) for step, run in maps for found in _outputs(run.over)]
    asked = [(step.id, b.parameter, b.source) for step in graph.steps for b in step.bindings]
    given = [(s, p, source) for s, p, source in asked if isinstance(source, plan.FromParameter)]
    sequence = ordered(graph)
    return Wiring(
        name=graph.name,
        nodes=tuple(step.id for step in graph.steps),
        order=tuple(step.id for step in sequence or ()),
        edges=frozenset((one.step, one.name, step, parameter) for one, step, parameter in edges),
        needs=frozenset((need, step.id) for step in graph.steps for need in graph.needs(step)),
        parameters=frozenset((s, p) for s, p, source in given if source.name in declared),
        missing=frozenset(
            [(s, p) for s, p, source in asked if isinstance(source, Missing)]
            + [(s, p) for s, p, source in given if source.name not in declared]
        ),
        context={one.name: _default(one.default) for one in graph.parameters if one.origin != "external"},
        settings={step.id: _our_settings(step) for step in graph.steps},
        refused=tuple(dict.fromkeys(f"{f.code} {f.message}" for f in errors)),
        unknown=tuple(f"{hole.what}: {hole.why}" for hole in graph.holes),
    )


def _outputs(source: object) -> Iterator[plan.FromOutput]:
    if isinstance(source, plan.FromOutput):
        yield source
    elif isinstance(source, plan.FromExpression):
        for operand in source.operands:
            yield from _outputs(operand)


def _default(value: Value | None) -> Json:
    if value is None:
        return "nothing"
    try:
        return plain(python_of(value))
    except NotLiteralError:
        return {"unknown": True}


def _our_settings(step: Step) -> dict[str, Json]:
    policy = step.policy
    return {
        "kind": KINDS.get(type(step.run), ""),
        "retry": policy.retry.attempts - 1 if policy.retry else 0,
        "timeout": policy.timeout,
        "cache": False if policy.cache is False else "on",
        "group": step.group,
        "tags": dict(step.labels),
        "condition": step.guard is not None,
        "resources": _our_resources(policy.resources),
    }


def _our_resources(value: plan.Resources | None) -> Json:
    if value is None:
        return None
    return {
        "cpu": value.cpu,
        "memory": value.memory,
        "storage": value.storage,
        "gpu": value.gpu,
        "gpu_count": value.gpu_count,
    }
