"""A probe: a small function beside one of the project's, which tells a type checker one of its annotations."""

from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What is asked of the function at `qualname` and `ordinal` of a module.

    Without `parameter` the probe returns what the function's annotation says; with it, it takes what that parameter
    takes, and None as well if it is `optional`. With `body` it is no function but a variable: what the function's
    `return`s give, for the type checker to infer.
    """

    module: str
    qualname: str
    ordinal: int
    parameter: str | None = None
    optional: bool = False
    body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a probe can be reached: the module to import, and the attributes that lead to it.

    `each` are the ways to each of several `return`s of a body.
    """

    module: str
    path: tuple[str, ...]
    each: tuple[tuple[str, ...], ...] = ()
