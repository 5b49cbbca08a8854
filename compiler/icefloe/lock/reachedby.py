"""What changed among the definitions that a function reaches, with names and ways."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from icefloe.lock.freeze import content_of
from icefloe.source import Span
from icefloe.trace import Closure, Reached
from icefloe_schema.lock import ClosureContent
from icefloe_schema.records import dataclass

CHANGED: Final = "changed"
NEW: Final = "is reached now"
#: How many names of a way are said; of a longer one, those at both ends.
WAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One definition, `module:name`, that changed, is new, or is no longer reached; `via` is the way to it."""

    name: str
    how: str
    via: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def hops(self) -> int:
        """How many steps lead from the function to it: 0 for the function itself, 1 for what it calls."""
        return max(len(self.via) - 1, 0)

    @property
    def way(self) -> str:
        """The way to it, shortened in its middle: `train → fit → helper`."""
        via = self.via if len(self.via) <= WAY else (*self.via[:2], "…", *self.via[-2:])
        return " → ".join(via)

    @property
    def words(self) -> str:
        """What happened to it, with the way by which it is reached."""
        return f"`{self.name}` {self.how}{f' ({self.way})' if self.via else ''}"


def differences(expected: ClosureContent, closure: Closure) -> tuple[Difference, ...]:
    """What differs between the frozen content of a closure and the closure that is there now, changes first."""
    got = content_of(closure)
    before, after = _digests(expected), _digests(got)
    where: dict[str, Reached] = {}
    for reached in closure.reached:
        where.setdefault(f"{reached.module}:{reached.name}", reached)
    found: list[Difference] = []
    for how, names in (
        (CHANGED, sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
        (NEW, sorted(after.keys() - before.keys())),
    ):
        found += [Difference(name=name, how=how, via=where[name].via, span=where[name].span) for name in names]
    found += [Difference(name=name, how="is no longer reached") for name in sorted(before.keys() - after.keys())]
    opaque, known = set(got.opaque), set(expected.opaque)
    found += [Difference(name=name, how="cannot be resolved any more") for name in sorted(opaque - known)]
    found += [Difference(name=name, how="was not resolved and now is, or is gone") for name in sorted(known - opaque)]
    return tuple(found)


def modules_of(found: Iterable[Difference], paths: Iterable[str]) -> frozenset[str]:
    """The paths of the modules that the differences stand in."""
    by_name = {_module(path): path for path in paths}
    hit = {difference.span.path for difference in found if difference.span is not None}
    for difference in found:
        module = difference.name.split(":")[0]
        hit |= {path for name, path in by_name.items() if name == module or name.endswith(f".{module}")}
    return frozenset(hit)


def _digests(content: ClosureContent) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reached in content.reached:
        found[reached.name].add(reached.sha256)
    return {name: frozenset(digests) for name, digests in found.items()}


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
