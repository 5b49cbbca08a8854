"""Where an artifact comes from, and what was made of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from icefloe_runtimes.local.store.catalogue import RUNS, Artifact, Left, left, of_run
from icefloe_runtimes.step.inside import ITEMS
from icefloe_runtimes.step.manifest import Manifest
from icefloe_schema.records import dataclass

NodeKind: TypeAlias = Literal["artifact", "parameter", "file", "module"]
_ORDER: tuple[NodeKind, ...] = ("parameter", "file", "artifact", "module")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Something that an artifact was made of, or an artifact: its name, what is known of it, and its digest.

    `step` is the step that made it, empty for what comes from outside.
    """

    id: str
    kind: NodeKind
    name: str
    about: str = ""
    sha256: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """An artifact with all that it was made of and all that was made of it.

    `edges` lead from what was taken to what was made of it, by the ids of the nodes.
    """

    target: str
    run: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]

    def sources(self, node: str) -> tuple[Node, ...]:
        """What a node was made of: what comes from outside first, code last."""
        wanted = {source for source, made in self.edges if made == node}
        return tuple(sorted((one for one in self.nodes if one.id in wanted), key=lambda one: _ORDER.index(one.kind)))

    def uses(self, node: str) -> tuple[Node, ...]:
        """What was made of a node."""
        wanted = {made for source, made in self.edges if source == node}
        return tuple(one for one in self.nodes if one.id in wanted)


def lineage(artifact: Artifact, workspace: Path) -> Lineage:
    """Walk back from an artifact to parameters, files and modules, and on to all that was made of it in its run."""
    run = left(workspace / RUNS / artifact.run)
    walk = _Walk(run)
    target = f"{artifact.at}//{artifact.output.removeprefix('catalog/')}"
    if target not in walk.known:
        target = f"{artifact.at}:{artifact.output}"
    walk.back(target)
    walk.forth(target)
    return Lineage(target=target, run=artifact.run, nodes=tuple(walk.nodes.values()), edges=tuple(walk.edges))


class _Walk:
    """One walk through what a run has left."""

    def __init__(self, run: Left) -> None:
        self._run = run
        self.known = {_key(one): one for one in of_run(run)}
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str], None] = {}
        self._makes: dict[str, list[str]] = {}
        for key, one in self.known.items():
            for source in _through(run.records, run.records[one.at]):
                self._makes.setdefault(source, []).append(key)

    def back(self, key: str) -> None:
        """Add an artifact, and everything before it."""
        todo = [key]
        while todo:
            key = todo.pop()
            if key in self.nodes or not self._add(key):
                continue
            record = self._run.records[self.known[key].at]
            for node in _outside(record):
                self.nodes[node.id] = node
                self.edges[(node.id, key)] = None
            for source in _through(self._run.records, record):
                if source in self.known and source != key:
                    self.edges[(source, key)] = None
                    todo.append(source)

    def forth(self, key: str) -> None:
        """Add everything after an artifact, without what else that was made of."""
        todo, seen = [key], {key}
        while todo:
            here = todo.pop()
            for made in self._makes.get(here, ()):
                self._add(made)
                self.edges[(here, made)] = None
                if made not in seen:
                    seen.add(made)
                    todo.append(made)

    def _add(self, key: str) -> bool:
        one = self.known.get(key)
        if one is None:
            return False
        about = f"{one.entry.kind or one.entry.type}"
        node = Node(id=key, kind="artifact", name=one.name, about=about, sha256=one.entry.sha256, step=one.step)
        self.nodes[key] = node
        return True


def _outside(record: Manifest) -> Iterator[Node]:
    """What a step was given that no step has made: parameters, files, and its code."""
    made_from = record.made_from
    for name, value in made_from.parameters.items():
        yield Node(id=f"parameter:{name}", kind="parameter", name=name, about=value)
    for path, sha256 in made_from.files.items():
        digest = "" if " " in sha256 else sha256
        yield Node(id=f"file:{path}", kind="file", name=path, about="" if digest else sha256, sha256=digest)
    for path, sha256 in record.modules.items():
        yield Node(id=f"module:{path}", kind="module", name=path, sha256=sha256)


def _through(records: Mapping[str, Manifest], record: Manifest) -> list[str]:
    """What a step was given of others; the list of a map's elements is what it was made of itself."""
    found: dict[str, None] = {}
    for key in record.made_from.outputs:
        at = key.partition(":")[0]
        if at.rpartition("/")[2] == ITEMS and at in records and records[at].step == ITEMS:
            found.update(dict.fromkeys(records[at].made_from.outputs))
        else:
            found[key] = None
    return list(found)


def _key(one: Artifact) -> str:
    path = one.output.removeprefix("catalog/")
    return f"{one.at}//{path}" if one.output != path else f"{one.at}:{one.output}"
