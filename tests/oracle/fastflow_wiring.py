"""An executor and its drawing in the words that the original and icefloe share, and how two of them differ."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from original_asked import Told, told_dict, told_list

from icefloe_schema.jsonvalue import Json

Look = dict[str, Json]
PLAIN: Look = {
    "x": 0, "y": 0, "node_type": "default", "inputs": 1, "outputs": 1, "width": 160, "height": 60, "shape": "rect",
    "data": {"dict": []},
}  # fmt: skip
ARROW: Look = {
    "source_port": 0, "target_port": 0, "dashed": False, "connector": "rounded", "router": "manhattan",
    "marker": "block",
}  # fmt: skip
NEEDED = "required"
"""In place of the value of a context that a run must give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """One executor with its drawing, or one drawing alone.

    `order` is that of the run, empty where it was refused (`refused` says why). `inputs` are what each handler is
    given, by the name that it has there: `@a` is the result of step `a`, anything else is JSON. `runs` is the
    name of each handler, empty for a step that has none. `arrows` are in the order of their sources. `circle` tells
    whether the arrows lead back to where they began, None where the original is not asked.
    """

    name: str
    line: int
    order: tuple[str, ...] = ()
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    runs: Mapping[str, str] = field(default_factory=dict[str, str])
    seconds: Mapping[str, str] = field(default_factory=dict[str, str])
    retries: Mapping[str, str] = field(default_factory=dict[str, str])
    context: Mapping[str, str] | None = None
    nodes: Mapping[str, Look] = field(default_factory=dict[str, Look])
    arrows: tuple[tuple[str, str, Look], ...] = ()
    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    looping: frozenset[str] = frozenset()
    circle: bool | None = None


def words(value: object) -> str:
    """A value of JSON as one text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def executed(told: Told) -> Wiring:
    """An executor as the original tells of it."""
    steps = [told_dict(one) for one in told_list(told.get("steps"))]
    known = {str(step.get("id")) for step in steps}
    order = told.get("order")
    recorded = told_dict(told.get("recorded"))
    calls = [told_list(call) for call in told_list(recorded.get("calls"))]
    contexts = [told_dict(one) for one in told_list(told.get("contexts"))]
    return Wiring(
        name=str(told.get("graph")),
        line=_int(told.get("line")),
        order=tuple(map(str, told_list(order))) if order is not None else tuple(str(step.get("id")) for step in steps),
        needs={str(s.get("id")): frozenset(map(str, told_list(s.get("depends_on")))) & known for s in steps},
        inputs={str(name): {key: _token(value) for key, value in told_dict(given).items()} for name, given in calls},
        runs={str(step.get("id")): str(step.get("handler") or "") for step in steps},
        seconds={str(step.get("id")): _seconds(step) for step in steps if not step.get("handler")},
        retries={str(step.get("id")): _retries(told) for step in steps if step.get("handler")},
        context={str(k): words(v) for k, v in map(told_list, told_list(contexts[0].get("dict")))} if contexts else None,
        refused=(str(told["refused"]),) if told.get("refused") else (),
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _token(value: object) -> str:
    return value if isinstance(value, str) and value.startswith("@") else words(value)


def _retries(told: Told) -> str:
    """How often a handler is tried: what `RetryCallback` is told, not the half of it that the original does."""
    callbacks = (told_dict(one) for one in told_list(told.get("callbacks")))
    return next((words(one["retry"]) for one in callbacks if one.get("retry")), "once")


def _seconds(step: Told) -> str:
    """How long a step without a handler takes: a typed node does what its class does, at once."""
    return "0" if step.get("node") else words(step.get("duration"))


def drawn(told: Told, onto: Wiring | None = None) -> Wiring:
    """A drawing as the original tells of it, or an executor with that drawing."""
    base = onto or Wiring(name=str(told.get("graph")), line=_int(told.get("line")))
    nodes: dict[str, Look] = {}
    for one in map(told_dict, told_list(told.get("nodes"))):
        name = str(one.pop("id", ""))
        nodes.setdefault(name, _looks({"label": name, **PLAIN, **one}))
    arrows = [told_dict(one) for one in told_list(told.get("edges"))]
    return replace(
        base,
        nodes=nodes,
        arrows=tuple((str(one.pop("source")), str(one.pop("target")), _looks({**ARROW, **one})) for one in arrows),
    )


def flowing(told: Told) -> Wiring:
    """A flow as the original tells of it."""
    nodes: dict[str, Look] = {}
    for one in map(told_dict, told_list(told.get("nodes"))):
        entries = map(told_list, told_list(told_dict(one.pop("data")).get("dict")))
        fields = {str(entry[0]): entry[1] for entry in entries}
        kept = {name: fields.pop(name) for name in ("label", "inputs", "outputs")}
        kept["node_type"] = fields.pop("nodeType")
        data = {"dict": [[name, value] for name, value in fields.items()]}
        nodes.setdefault(str(one.pop("id")), _looks({**PLAIN, **one, **kept, "data": data}))
    arrows = [told_dict(one) for one in told_list(told.get("edges"))]
    wrong = [str(one) for one in told_list(told_list(told.get("valid"))[1])]
    # With a node twice the original also says that there is a circle: it has counted that node once.
    twice = any(one.startswith("Duplicate") for one in wrong)
    return Wiring(
        name=str(told.get("id")),
        line=_int(told.get("line")),
        nodes=nodes,
        arrows=tuple(map(_arrow, arrows)),
        refused=tuple(one for one in wrong if not one.startswith("Cycle")),
        circle=None if twice else any(one.startswith("Cycle") for one in wrong),
    )


def _arrow(told: Look) -> tuple[str, str, Look]:
    ports: Look = {"source_port": _port(told.pop("sourcePort")), "target_port": _port(told.pop("targetPort"))}
    return str(told.pop("source")), str(told.pop("target")), _looks({**ARROW, **told, **ports})


def _port(name: Json) -> Json:
    number = str(name).rpartition("_")[2]
    return int(number) if number.isdigit() else name


def _looks(look: Look) -> Look:
    """What is said of a look; nothing is the same as an empty text."""
    return {name: value for name, value in look.items() if value not in (None, "")}


def plainer(wiring: Wiring, about: Told) -> Wiring:
    """A wiring without what its typed nodes and tables look like anyway: a picture has that from the node's type."""
    defaults = told_dict(about.get("defaults"))
    looks, data = told_dict(defaults.get("looks")), told_dict(defaults.get("data"))
    nodes: dict[str, Look] = {}
    for name, look in wiring.nodes.items():
        kind = str(look.get("node_type"))
        usual, fields = told_dict(looks.get(kind, looks.get("default"))), told_dict(data.get(kind))
        kept = {word: value for word, value in look.items() if usual.get(word) != value}
        entries = [told_list(entry) for entry in told_list(told_dict(look.get("data")).get("dict"))]
        said = [entry for entry in entries if fields.get(str(entry[0]), "nothing") != entry[1]]
        nodes[name] = {**kept, "data": {"dict": said}}
    return replace(wiring, nodes=nodes)


def differences(theirs: Wiring, mine: Wiring) -> Iterator[str]:
    """How two wirings differ, one line each; where either does not know, nothing is compared."""
    if mine.unknown:
        yield from (f"unknown: {why}" for why in mine.unknown)
        return
    if bool(theirs.refused) != bool(mine.refused):
        yield f"refused: theirs {'; '.join(theirs.refused) or 'no'}, ours {'; '.join(mine.refused) or 'no'}"
    if theirs.name != mine.name and theirs.name:
        yield f"name: theirs {theirs.name}, ours {mine.name}"
    if theirs.circle is not None and theirs.circle != mine.circle:
        yield f"circle: theirs {theirs.circle}, ours {mine.circle}"
    if not theirs.refused and not mine.refused:
        yield from _steps(theirs, mine)
    yield from _drawing(theirs, mine)


def _steps(theirs: Wiring, mine: Wiring) -> Iterator[str]:
    own = tuple(name for name in mine.order if name in theirs.runs or name not in theirs.nodes)
    if sorted(own) != sorted(theirs.order):
        yield f"steps: theirs {list(theirs.order)}, ours {list(own)}"
        return
    if own != theirs.order:
        yield f"order: theirs {list(theirs.order)}, ours {list(own)}"
    for name in theirs.order:
        if name in mine.looping:
            continue
        # What stands further up is waited for anyway: a typed node may hand its inputs on.
        further = above(name, theirs.needs) - theirs.needs.get(name, frozenset())
        needed = (mine.needs.get(name, frozenset()) & theirs.runs.keys()) - further
        what: tuple[tuple[str, object, object], ...] = (
            ("runs", theirs.runs.get(name, ""), mine.runs.get(name, "")),
            ("retries", theirs.retries.get(name, "once"), mine.retries.get(name, "once")),
            ("seconds", theirs.seconds.get(name), mine.seconds.get(name)),
            ("needs", sorted(theirs.needs.get(name, ())), sorted(needed)),
        )  # fmt: skip
        yield from (f"step {name}: {word}: theirs {a}, ours {b}" for word, a, b in what if a != b)
        if name in theirs.inputs:
            yield from _named(f"step {name}: input", theirs.inputs[name], mine.inputs.get(name, {}))
    # What a handler may find in the context is a parameter here; the original knows only what it was given.
    if theirs.context is None:
        return
    has = mine.context or {}
    kept = {name: value for name, value in has.items() if name in theirs.context or value == NEEDED}
    yield from _named("context", theirs.context, kept)


def above(name: str, needs: Mapping[str, frozenset[str]]) -> set[str]:
    """The steps that a step waits for, at any distance."""
    found, waiting = set[str](), [name]
    while waiting:
        for one in needs.get(waiting.pop(), frozenset()) - found:
            found.add(one)
            waiting.append(one)
    return found


def _drawing(theirs: Wiring, mine: Wiring) -> Iterator[str]:
    for name in theirs.nodes:
        if name not in mine.nodes:
            yield f"node {name}: only theirs"
        else:
            yield from _named(f"node {name}", theirs.nodes[name], mine.nodes[name])
    yield from (f"node {name}: only ours" for name in mine.nodes if theirs.nodes and name not in theirs.nodes)
    left = _sorted(mine.arrows)
    for source, target, look in _sorted(theirs.arrows):
        other = next((one for one in left if one[:2] == (source, target)), None)
        if other is None and source not in theirs.nodes and mine.refused:
            continue
        if other is None:
            yield f"arrow {source} → {target}: only theirs"
            continue
        left.remove(other)
        yield from _named(f"arrow {source} → {target}", look, other[2])
    yield from (f"arrow {source} → {target}: only ours" for source, target, _ in left)


def _sorted(arrows: Sequence[tuple[str, str, Look]]) -> list[tuple[str, str, Look]]:
    return sorted(arrows, key=lambda one: (one[0], one[1], words(one[2])))


def _named(what: str, theirs: Mapping[str, object], mine: Mapping[str, object]) -> Iterator[str]:
    for name in dict.fromkeys((*theirs, *mine)):
        if theirs.get(name, "nothing") != mine.get(name, "nothing"):
            yield f"{what} {name}: theirs {theirs.get(name, 'nothing')}, ours {mine.get(name, 'nothing')}"
