"""The paths of a lock's leaves, in words."""

import re

from icefloe_schema.leaves import HEADER, unescape
from icefloe_schema.records import dataclass

_PLAN = re.compile(r"plan/(?P<name>[^:]*:[^/]*|.*)/(?P<address>[^/]+)")
_SOURCE = re.compile(r"source/(?P<name>[^:]*:[^/]*|[^/]*)/(?P<address>.+)/(?P<aspect>semantic|closure)")
_OF = {"guard": "the guard of ", "fallback": "the fallback of ", "reducer": "the reducer of "}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafName:
    """A leaf of a plan or of a source: the plan's name, the address in it (empty for the header), the aspect."""

    plan: str
    address: str
    aspect: str = ""

    @property
    def words(self) -> str:
        """What it is about: step `train`, the guard of step `train`, step `clean` in step `each`,
        `zoo:load`, which step `train` is given."""
        parts = self.address.split("/")
        if len(parts) == 3 and parts[1] == "target":
            return f"`{unescape(parts[2])}`, which step `{unescape(parts[0])}` is given"
        steps = [parts[0]]
        prefix = ""
        index = 1
        while index < len(parts):
            word = parts[index]
            if word in _OF and index == len(parts) - 1:
                prefix = _OF[word]
                break
            index += 3 if word in ("branch", "case") else 2
            # A lock that somebody altered may have any path.
            steps.append(parts[min(index, len(parts)) - 1])
        return prefix + " in ".join(f"step `{unescape(step)}`" for step in reversed(steps))


def parse(path: str) -> LeafName | None:
    """The parts of a path below `plan/` or `source/`; None for any other leaf."""
    if found := _SOURCE.fullmatch(path):
        return LeafName(plan=found["name"], address=found["address"], aspect=found["aspect"])
    if found := _PLAN.fullmatch(path):
        address = found["address"]
        return LeafName(plan=found["name"], address="" if address == HEADER else address)
    return None
