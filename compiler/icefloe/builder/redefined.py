"""Two steps of one name in one module: the first one is lost, unless it was added before."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from icefloe.builder.layers import STEPS, Decorated, decorated
from icefloe.builder.site import Site
from icefloe.findings import Finding, Note, Severity
from icefloe.values import Function, Record


def redefined(site: Site, used: Iterable[int]) -> Iterator[Finding]:
    """The steps of the file that a later definition of the same name replaces before anything has used them.

    `used` are the tokens of the functions that are in a pipeline.
    """
    kept = set(used)
    steps: dict[str, list[Function]] = {}
    for effect in site.trace.effects:
        record = effect.value
        if effect.kind != "call" or not isinstance(record, Record) or effect.path:
            continue
        found = decorated(record, site.vocabulary)
        if not isinstance(found, Decorated) or found.layer(*STEPS) is None:
            continue
        function = found.function
        seen = steps.setdefault(function.qualname, [])
        own = function.module == site.trace.module and "<" not in function.qualname
        if own and all(function.ordinal != other.ordinal for other in seen):
            seen.append(function)
    for functions in steps.values():
        for earlier, later in pairwise(functions):
            if earlier.token not in kept and earlier.name_span != later.name_span:
                yield _finding(earlier, later)


def _finding(earlier: Function, later: Function) -> Finding:
    return Finding(
        code="FLO173",
        message=f"step `{later.name}` is defined again: the first one is lost",
        span=later.name_span,
        severity=Severity.WARNING,
        label="this takes the name",
        related=(Note(message=f"the first `{earlier.name}`, which is in no pipeline", span=earlier.name_span),),
        help="give one of the two another name, or remove it",
    )
