"""Why the pass over the text stopped."""

from icefloe.syntax.limits import Limit
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """Where the pass stopped, and why; `message` tells a syntax error apart.

    `exact` says that the place is the one that a reader looks for: of other syntax errors Python may know a better one.
    """

    limit: Limit
    offset: int
    message: str = ""
    exact: bool = False


class StopError(Exception):
    """The pass ends here."""

    def __init__(self, limit: Limit, offset: int, message: str = "", *, exact: bool = False) -> None:
        super().__init__(limit.name)
        self.excess = Excess(limit=limit, offset=offset, message=message, exact=exact)
