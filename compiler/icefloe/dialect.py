"""What a dialect is: a vocabulary, and a function that turns a trace into graphs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol

from icefloe_schema.records import dataclass

if TYPE_CHECKING:  # a dialect is known by its data long before anything of it is read
    from icefloe.findings import Finding
    from icefloe.graph import Graph
    from icefloe.infer import Types
    from icefloe.source import Span
    from icefloe.trace import Name, Summary, Trace
    from icefloe.values import Argument, Class, Function, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the evaluator must know of one dotted path of a dialect's vocabulary.

    `returns`: what a call of it gives: a `new` object, its receiver (`self`), or its first argument (`argument`).
    `holds`: what a call of it gives is a mapping of its keyword arguments: `ctx["lr"]`, `ctx.get("lr")`, `ctx.lr` and
    `**ctx` are their values. `Trace.folded` says which of them were read, `Trace.held` what each holds in the end.
    """

    returns: Literal["new", "self", "argument"] = "new"
    holds: bool = False


class Reader(Protocol):
    """What a dialect may ask of the evaluator and of type inference while it reads a trace."""

    @property
    def types(self) -> "Types":
        """Types from annotations and from unannotated code of this project."""
        ...

    def apply(
        self,
        function: "Function",
        arguments: "Sequence[Argument] | None" = None,
        *,
        at_run: bool = False,
        carries: bool = False,
    ) -> "Trace":
        """Evaluate a function's body; parameters without an argument are symbols of their names.

        `at_run` tells a body that a run executes (a guard, a step) from one that builds pipelines: there `ctx["lr"]`
        of a word that holds values stays `Symbol("index", (record, key))`, as a run may give another value.
        With `carries`, a name that the rounds of a loop rebind is not unknown: at the start of a round it is
        `Symbol("carried", (its name, its value before the loop))`, after the loop `Symbol("last", (that symbol, its
        value at the end of a round))`; and `While.again` is the test after a round. A list that every round of a
        `while` adds to is an `each` of `Symbol("rounds", ())`, which has the span of the loop's test.
        """
        ...

    def use(self, of: "Class | Function", methods: Sequence[str] = ()) -> "Trace":
        """Do with a function or class what something outside may do: call it, or call these methods of an object."""
        ...

    def summary(self, function: "Function") -> "Summary":
        """Signature, returns, raises, calls, globals, environment reads and captured names of a function."""
        ...

    def mentions(self, function: "Function") -> frozenset[str]:
        """The top-level packages from outside the project that a function's code can come to."""
        ...

    @property
    def configuration(self) -> "Document | None":
        """The file of configuration that the user has given beside the source, if any."""
        ...

    def version(self, dialect: str) -> str:
        """The version that a dialect is read as: what the project's files say, else the newest that it knows."""
        ...

    def function(self, path: str, beside: str) -> "Value":
        """What a dotted path (`package.module.name`) names, as code in the file `beside` would import it.

        A function of the project, or a `Reference` for what is outside of it; `Unknown` says why it is neither.
        """
        ...

    def notebook(self, path: str) -> "NotebookNames | None":
        """The names of a notebook, by POSIX path from the project's root; None if there is none or it is broken."""
        ...

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder of the project, by POSIX path from its root (`""`); none if there is no such folder."""
        ...

    def text(self, path: str) -> "FileText | None":
        """A file of the project as text, read once; None if there is none."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the project (a parameter file), by POSIX path from its root; None if there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """The lines of a file, and whether annotations in it are texts when it runs (`from __future__ import …`)."""

    lines: tuple[str, ...]
    postponed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookNames:
    """What a notebook says of names.

    `parameters` are those of its cell tagged `parameters`, with their values there; `reads` are names that it reads
    before anything binds them, each where it first does; `binds` are those that it has bound at its end, `open` tells
    that a star import or `exec` may bind more.
    """

    parameters: "tuple[tuple[str, Value, Span], ...]"
    reads: "tuple[Name, ...]"
    binds: "Mapping[str, Value]"
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of plain data that may be a pipeline: its path from the project's root, and its content with places.

    `data` are its bytes, where they may be wanted: PyYAML reads some scalars as older things than `content` has them.
    """

    path: str
    content: "Value"
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a dialect made of a trace: graphs, and findings that only it can make.

    `of` tells, by the tokens of graphs, which of the findings are of one pipeline alone.
    """

    graphs: "tuple[Graph, ...]" = ()
    findings: "tuple[Finding, ...]" = ()
    of: "Mapping[int, tuple[Finding, ...]]" = field(default_factory=dict[int, "tuple[Finding, ...]"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One system whose pipelines can be read.

    `packages` are the top-level import names that give a file away as possibly its own, `distribution` is the name
    under which it is published, `newest` the newest version of it that is known here. A dialect that also writes
    pipelines as YAML reads such a file by `document`; all of `marks` stand in its bytes.

    `words`, `read` and `document` import what they need when they are called: most files are of one dialect.
    """

    name: str
    packages: tuple[str, ...]
    words: Callable[[], Mapping[str, Word]]
    read: "Callable[[Trace, Reader], Reading]"
    distribution: str = ""
    newest: str = ""
    document: Callable[[Document, Reader], Reading] | None = None
    marks: tuple[bytes, ...] = ()
