"""The texts that findings speak of, and findings as they are told."""

from __future__ import annotations  # notebooks are read by the parser's rooms, which few calls need

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from icefloe.cells import placed
from icefloe.findings import Finding
from icefloe.settled import settled, spans_of
from icefloe.source import Files, Source

if TYPE_CHECKING:
    from icefloe.syntax.notebook import Notebook


class Texts:
    """The files of a project as text; `given` are some whose bytes are known from elsewhere."""

    def __init__(self, files: Files, given: Mapping[str, bytes] | None = None) -> None:
        self._files = files
        self._given = dict(given or {})
        self._notebooks: dict[str, Notebook | None] = {}

    def told(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], dict[str, Source]]:
        """Findings as they are reported, and the text of every file or cell that they speak of."""
        everything = list(findings)
        sources = self.sources(everything)
        return placed(settled(everything), sources, self.notebook)

    def sources(self, findings: Iterable[Finding]) -> dict[str, Source]:
        """The text of every file that the findings speak of, as far as it is text."""
        paths = {span.path for finding in findings for span in spans_of(finding)}
        texts = {path: self.text(path) for path in sorted(paths)}
        return {path: Source(path=path, text=text) for path, text in texts.items() if text is not None}

    def text(self, path: str) -> str | None:
        """A file as text, None if there is none."""
        notebook = self.notebook(path)
        if notebook is not None:
            return notebook.text
        data = self._given[path] if path in self._given else self._files.read(path)
        if data is None:
            return None
        return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")

    def notebook(self, path: str) -> Notebook | None:
        """The code of a notebook, None for what is none."""
        if not path.endswith(".ipynb"):
            return None
        data = self._files.read(path)  # each time, as it counts as read for whoever asks
        if path not in self._notebooks:
            from icefloe.syntax.notebook import Notebook, read

            found = None if data is None else read(data, path)
            self._notebooks[path] = found if isinstance(found, Notebook) else None
        return self._notebooks[path]
