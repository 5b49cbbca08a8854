"""What a rule is: a check over graphs, with the cases that prove and document it."""

from collections.abc import Callable, Iterator

from icefloe.findings import Finding
from icefloe.graph import Graph
from icefloe.infer import Types
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One example of a rule: the source of a module, and, for an invalid one, what the message must contain."""

    source: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. The docstring of its module is its page; `name` is its kebab-case name.

    `check` takes one graph and the project's type knowledge; it is asked of each graph inside a pipeline on its own,
    unless it takes the `whole` pipeline and looks into all of them itself. `valid` cases give no finding of this code,
    each `invalid` one gives at least one whose message contains `Case.message`. What is not told by `default` is told
    where it is selected.
    """

    code: str
    name: str
    check: Callable[[Graph, Types], Iterator[Finding]]
    valid: tuple[Case, ...]
    invalid: tuple[Case, ...]
    whole: bool = False
    default: bool = True
