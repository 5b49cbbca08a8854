"""What dialects may ask of the rooms below while they read a file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import field

from icefloe.dialect import Document, FileText, NotebookNames
from icefloe.evaluate import Evaluator
from icefloe.infer import Types
from icefloe.source import Files, Span
from icefloe.trace import Summary, Trace
from icefloe.values import Argument, Class, Function, Value
from icefloe_schema.records import dataclass

_FUTURE = rb"(?m)^from\s+__future__\s+import\s[^\n]*\bannotations\b"


@dataclass(frozen=True, slots=True)
class Asked:
    """The evaluator, types and files of a project, as `icefloe.dialect.Reader` has them."""

    evaluator: Evaluator
    types: Types
    files: Files
    versions: Callable[[str], str]
    notebooks: Callable[[str], NotebookNames | None]
    listed: Callable[[str], frozenset[str]]
    configuration: Document | None = None
    texts: dict[str, FileText | None] = field(default_factory=dict[str, FileText | None], repr=False)

    def apply(
        self,
        function: Function,
        arguments: Sequence[Argument] | None = None,
        *,
        at_run: bool = False,
        carries: bool = False,
    ) -> Trace:
        """Evaluate a function's body."""
        return self.evaluator.apply(function, arguments, at_run=at_run, carries=carries)

    def use(self, of: Class | Function, methods: Sequence[str] = ()) -> Trace:
        """Do with a function or class what something outside may do."""
        return self.evaluator.use(of, methods)

    def mentions(self, function: Function) -> frozenset[str]:
        """The packages from outside that a function can come to."""
        return self.evaluator.mentions(function)

    def summary(self, function: Function) -> Summary:
        """What is to be known of a function."""
        return self.evaluator.summary(function)

    def version(self, dialect: str) -> str:
        """The version that a dialect is read as."""
        return self.versions(dialect)

    def function(self, path: str, beside: str) -> Value:
        """What a dotted path names, as code beside a file would import it."""
        return self.evaluator.named(path, Span(path=beside, line=1, column=1, end_line=1, end_column=1))

    def notebook(self, path: str) -> NotebookNames | None:
        """The names of a notebook."""
        return self.notebooks(path)

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder."""
        return self.listed(folder)

    def text(self, path: str) -> FileText | None:
        """A file as text."""
        if path not in self.texts:
            data = self.files.read(path)
            self.texts[path] = None if data is None else _text(data)
        return self.texts[path]

    def read(self, path: str) -> bytes | None:
        """The bytes of a file."""
        return self.files.read(path)


def _text(data: bytes) -> FileText:
    lines = data.decode("utf-8-sig", errors="replace").splitlines()
    return FileText(lines=tuple(lines), postponed=b"__future__" in data and re.search(_FUTURE, data) is not None)
