"""What a runnable pipeline is, in the words that the original and icefloe share, and how two of them differ.

A step is called by its path: `split/train/fit` is `fit` in branch `train` of `split`, `each/*/fit` one in the branch of
a map or a loop. The tasks that run because one has failed stand beside it, as in the original's graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from original_asked import Told, told_dict, told_list

from icefloe_schema.jsonvalue import Json

Place: TypeAlias = tuple[str, str]
"""A step and one of its parameters, or one of the names that decide what it does."""

ENDS = ("success", "fail")
SETTINGS = (
    *("kind", "function", "command", "returns", "catalog", "secrets", "overrides", "options", "stream_end_type"),
    *("branches", "iterate_as", "reducer", "max_iterations", "index_as"),
)
EMPTY: tuple[Json, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """One pipeline, as one of the two sees it. `refused` says why it is none or cannot be run, `unknown` what cannot
    be read.

    `bound` tells where each parameter's value comes from; `offered` what a shell or a notebook is given, and `reads`
    what it certainly takes of that; `dead` are steps that nothing leads to, `unseen` those whose function is not found.
    `parameters` are those of files, and in the original those of the `environment` that the program has set itself; to
    icefloe those are `defaults`, as a parameter's own is.
    """

    file: str
    line: int
    steps: tuple[str, ...] = ()
    order: frozenset[tuple[str, str]] = frozenset()
    failures: frozenset[tuple[str, str]] = frozenset()
    dead: frozenset[str] = frozenset()
    settings: Mapping[str, Mapping[str, Json]] = field(default_factory=dict[str, Mapping[str, Json]])
    bound: Mapping[Place, frozenset[str]] = field(default_factory=dict[Place, frozenset[str]])
    casts: Mapping[Place, str] = field(default_factory=dict[Place, str])
    offered: Mapping[Place, frozenset[str]] = field(default_factory=dict[Place, frozenset[str]])
    reads: frozenset[Place] = frozenset()
    files: frozenset[tuple[str, str, str]] = frozenset()
    parameters: Mapping[str, Json] = field(default_factory=dict[str, Json])
    defaults: Mapping[str, Json] = field(default_factory=dict[str, Json])
    environment: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    settable: frozenset[str] = frozenset()
    executor: str = ""
    description: str = ""
    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def renamed(self, old: str, new: str) -> "Wiring":
        """The same, with another name for its only step."""
        return replace(
            self,
            steps=(new,),
            order=frozenset((new, end) for _, end in self.order),
            settings={new: self.settings[old]},
            bound={(new, name): found for (_, name), found in self.bound.items()},
            casts={(new, name): cast for (_, name), cast in self.casts.items()},
        )


# --- differences ----------------------------------------------------------------------------------------------------


def differences(theirs: Wiring, ours: Wiring) -> Iterator[str]:
    """Say each thing in which two wirings differ, one line each; a hole of ours is one line, and stands for all."""
    if ours.unknown:
        yield from (f"hole: {why}" for why in ours.unknown)
        return
    if not theirs.steps:
        if not ours.refused:
            yield from (f"only theirs refuses: {why}" for why in theirs.refused)
        return
    if theirs.refused and not ours.refused:
        yield f"only theirs refuses: {theirs.refused[0]}"
    if ours.refused and not theirs.refused and {"missing"} not in theirs.bound.values():
        yield from (f"only ours refuses: {why}" for why in ours.refused)
    yield from _sets("step", theirs.steps, ours.steps)
    yield from _sets("step that nothing leads to", theirs.dead, ours.dead)
    yield from _sets("order", map(" -> ".join, theirs.order), map(" -> ".join, ours.order))
    yield from _sets("failure", map(" -> ".join, theirs.failures), map(" -> ".join, ours.failures))
    shared = [step for step in theirs.steps if step in ours.steps]
    for step in shared:
        yield from _settings(step, theirs.settings.get(step, {}), ours.settings.get(step, {}))
    yield from _flows(theirs, ours, set(shared))
    yield from _files(theirs.files, ours.files)
    yield from _parameters(theirs, ours)


def _sets(word: str, theirs: Iterable[str], ours: Iterable[str]) -> Iterator[str]:
    left, right = set(theirs), set(ours)
    yield from (f"{word} {one}: only theirs" for one in sorted(left - right))
    yield from (f"{word} {one}: only ours" for one in sorted(right - left))


def _settings(step: str, theirs: Mapping[str, Json], ours: Mapping[str, Json]) -> Iterator[str]:
    for word in SETTINGS:
        left, right = theirs.get(word), ours.get(word)
        if left != right and not (left in EMPTY and right in EMPTY):
            yield f"{word} of {step}: theirs {left}; ours {right}"


def _flows(theirs: Wiring, ours: Wiring, shared: set[str]) -> Iterator[str]:
    """Compare where the values of the steps that both have come from, and what is made of them."""
    shared -= theirs.unseen
    bound = {place: found for place, found in theirs.bound.items() if place[0] in shared}
    bound |= {p: found for p, found in theirs.offered.items() if p in theirs.reads or p in ours.bound}
    mine = {place: found for place, found in ours.bound.items() if place[0] in shared}
    # What a shell, a notebook or `**kwargs` would take, and nobody gives, is nothing there.
    mine = {place: found for place, found in mine.items() if place in bound or not found <= {"missing", "default"}}
    for place in sorted(bound.keys() | mine.keys()):
        left, right = bound.get(place), mine.get(place)
        # What is missing in one round or branch fails there, whatever another gives.
        if left != right and not (left and right and "missing" in left & right):
            yield f"value of {place[0]}({place[1]}): theirs {_said(left)}; ours {_said(right)}"
        elif place in theirs.casts and theirs.casts[place] != ours.casts.get(place, ""):
            yield f"cast of {place[0]}({place[1]}): theirs {theirs.casts[place]!r}; ours {ours.casts.get(place, '')!r}"


def _files(theirs: frozenset[tuple[str, str, str]], ours: frozenset[tuple[str, str, str]]) -> Iterator[str]:
    """Compare who puts what another gets: ours may know of more than the last one that did."""
    met = {(step, pattern) for step, pattern, _ in theirs}
    yield from (f"file {c[1]} of {c[2]} for {c[0]}: only theirs" for c in sorted(theirs - ours))
    yield from (f"file {c[1]} of {c[2]} for {c[0]}: only ours" for c in sorted(ours - theirs) if c[:2] not in met)


def _said(found: frozenset[str] | None) -> str:
    return "no such parameter" if found is None else ", ".join(sorted(found))


def _parameters(theirs: Wiring, ours: Wiring) -> Iterator[str]:
    for name in dict.fromkeys((*theirs.parameters, *ours.parameters)):
        mine = ours.defaults if name in theirs.environment else ours.parameters
        left, right = theirs.parameters.get(name, "nothing"), mine.get(name, "nothing")
        if left != right:
            yield f"parameter {name}: theirs {left!r}; ours {right!r}"
    yield from _sets("parameter that the environment can set", theirs.settable, ours.settable)
    if theirs.executor != ours.executor:
        yield f"executor: theirs {theirs.executor or 'none'}; ours {ours.executor or 'none'}"


# --- theirs ---------------------------------------------------------------------------------------------------------


def theirs(told: Told) -> Wiring:
    """What the probe said of one pipeline."""
    dag, flows = told.get("dag"), told.get("flows")
    made = _Chains(told_dict(dag)) if isinstance(dag, dict) else None
    flow = told_dict(flows)
    parameters = told_dict(told.get("parameters"))
    refused = [str(told["refused"])] if "refused" in told else []
    if "error" in parameters and not isinstance(parameters["error"], dict):
        refused, parameters = [*refused, f"the parameter file: {parameters['error']}"], {}
    refused += [f"{step}: {why}" for step, why in told_dict(flow.get("broken")).items()]
    refused += [
        f"{step} gets {name}, which nobody has put" for step, name, *_ in map(told_list, told_list(flow.get("absent")))
    ]
    refused += [f"{step} has a positional-only parameter" for step in told_list(flow.get("uncallable"))]
    refused += [f"{step} stands in a map or a loop, and fails at its end" for step in told_list(flow.get("lost"))]
    fails = made is not None and any(end == "fail" for _, end in made.order)
    errors = [str(why) for why in told_list(flow.get("errors"))]
    refused += [why for why in errors if not (fails and why.startswith("ExecutionFailedError"))]
    environment = frozenset(str(name) for name in told_list(told.get("environment")))
    offered = {
        (path, name): _sources(found, environment)
        for path, names in told_dict(flow.get("offered")).items()
        for name, found in told_dict(names).items()
    }
    return Wiring(
        file=str(told.get("file")),
        line=int(str(told.get("line", 0))),
        steps=tuple(made.nodes) if made else (),
        order=frozenset(made.order) if made else frozenset(),
        failures=frozenset(made.failures) if made else frozenset(),
        dead=frozenset(made.dead) if made else frozenset(),
        settings={path: _their_settings(node) for path, node in made.nodes.items()} if made else {},
        bound={(a, b): _sources(c, environment) for a, b, c in _triples(flow.get("bound"))},
        casts={(a, b): str(c) for a, b, c in _triples(flow.get("casts"))},
        offered=offered,
        reads=frozenset((p, str(name)) for p, n in made.nodes.items() for name in told_list(n.get("reads")))
        if made
        else frozenset(),
        parameters={name: told_dict(one).get("value") for name, one in parameters.items()},
        environment=environment,
        files=frozenset(_made_beside(flow.get("files"))),
        unseen=frozenset(map(str, (*told_list(flow.get("unseen")), *told_dict(flow.get("broken"))))),
        settable=frozenset(
            name for name, one in parameters.items() if told_dict(one).get("settable") and name not in environment
        ),
        executor=str(told.get("executor") or ""),
        refused=tuple(refused),
    )


def _made_beside(told: Json) -> Iterator[tuple[str, str, str]]:
    """The files that are got, each with the step of the taker's own chain that made it, if one of that chain did."""
    for taker, pattern, maker in _triples(told):
        start = taker[: taker.rfind("/") + 1]
        if str(maker).startswith(start):
            yield taker, pattern, start + str(maker).removeprefix(start).partition("/")[0]


def _sources(told: Json, environment: frozenset[str]) -> frozenset[str]:
    found = (str(one) for one in told_list(told))
    return frozenset("default" if one.removeprefix("parameter ") in environment else one for one in found)


def _triples(value: Json) -> Iterator[tuple[str, str, Json]]:
    for one in told_list(value):
        a, b, c = told_list(one)
        yield str(a), str(b), c


class _Chains:
    """The nodes of a DAG by path, as far as something leads to them, and how they follow each other."""

    def __init__(self, dag: Told) -> None:
        self.nodes: dict[str, Told] = {}
        self.order: set[tuple[str, str]] = set()
        self.failures: set[tuple[str, str]] = set()
        self.dead: set[str] = set()
        self._walk(dag, "")

    def _walk(self, dag: Told, prefix: str) -> None:
        nodes = {str(node.get("name")): node for node in map(told_dict, told_list(dag.get("nodes")))}
        waiting, met = [str(dag.get("start"))], set[str]()
        while waiting:
            name = waiting.pop(0)
            if name in met or name in ENDS:
                continue
            met.add(name)
            node = nodes.get(name, {})
            self.nodes[f"{prefix}{name}"] = node
            self.order.add((f"{prefix}{name}", f"{prefix}{node.get('next')}"))
            waiting.append(str(node.get("next")))
            handler = str(node.get("on_failure") or "")
            if handler:
                self.failures.add((f"{prefix}{name}", f"{prefix}{handler}"))
                waiting.append(handler)
            for key, branch in (told_list(one) for one in told_list(node.get("branches"))):
                self._walk(told_dict(branch), f"{prefix}{name}/{key}/")
        self.dead |= {f"{prefix}{name}" for name in nodes if name not in met and name not in ENDS}


def _their_settings(node: Told) -> dict[str, Json]:
    kind = str(node.get("kind") or node.get("type"))
    catalog = told_dict(node.get("catalog"))
    found: dict[str, Json] = {word: node.get(word) for word in SETTINGS if word in node}
    function = told_dict(node.get("function"))
    return found | {
        "kind": "python" if kind == "async-python" else kind,
        "function": _function(function, str(node.get("command"))) if function else None,
        "stream_end_type": None if node.get("stream_end_type") == "done" else node.get("stream_end_type"),
        "command": None if function else node.get("command"),
        "returns": [
            [one[0], "pickled" if one[1] == "object" else one[1]]
            for one in map(told_list, told_list(node.get("returns")))
        ],
        "catalog": catalog_said(catalog),
        "branches": [told_list(one)[0] for one in told_list(node.get("branches"))],
    }


def _function(told: Told, command: str) -> str:
    if told.get("error") == "ModuleNotFoundError":
        return command.rpartition(".")[2]
    if "error" in told:
        return f"{told['error']}: {told.get('text')}"
    return f"{told['file']}:{told['name']}" if "file" in told else str(told["name"])


def catalog_said(catalog: Told) -> Json:
    """What a catalog gets and puts, without what says nothing."""
    patterns: dict[str, Json] = {word: catalog[word] for word in ("get", "put") if catalog.get(word)}
    return patterns | {"store_copy": False} if patterns and catalog.get("store_copy") is False else patterns
