"""The files that are open in the editor, and what was found when they were last looked at."""

from collections.abc import Mapping
from pathlib import Path

from icefloe.api.check import Checked, Wanted, check
from icefloe.api.fix import Fixed, fix
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding
from icefloe.lsp.edges import Edges, edges_of
from icefloe.lsp.positions import Lines, lines_of
from icefloe.project import ProjectError, ProjectFiles
from icefloe.source import Span
from icefloe.survey import Survey

SOURCES = (".py", ".yaml", ".yml")


class Room:
    """What is open, with its unsaved text, and the last check of all of it together."""

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self._texts: dict[Path, str] = {}
        self._checked: Checked | None = None
        self._edges: dict[Path, Edges] = {}
        self._fixed: dict[Path, Fixed] = {}

    def put(self, path: Path, text: str) -> None:
        """A file is open, or was changed."""
        self._texts[path] = text
        self._forget()

    def drop(self, path: Path) -> None:
        """A file is closed: what is on the disk counts again."""
        self._texts.pop(path, None)
        self._forget()

    def saved(self) -> None:
        """Something was saved, which may be a file that is not open here."""
        self._forget()

    def _forget(self) -> None:
        self._checked = None
        self._edges = {}
        self._fixed = {}

    @property
    def open(self) -> tuple[Path, ...]:
        """The open files that may hold pipelines."""
        return tuple(path for path in sorted(self._texts) if path.suffix in SOURCES)

    @property
    def _wanted(self) -> Wanted:
        return Wanted(given=self._given)

    @property
    def _given(self) -> Mapping[Path, bytes]:
        return {path: self._texts[path].encode("utf-8", "replace") for path in self.open}

    def checked(self) -> Checked:
        """The check of all open files; a wrong configuration is a `ProjectError`."""
        if self._checked is None:
            self._checked = check([str(path) for path in self.open], self._wanted)
        return self._checked

    def findings(self) -> Mapping[Path, tuple[Finding, ...]]:
        """What was found, by the file that it speaks of first."""
        found: dict[Path, tuple[Finding, ...]] = {}
        checked = self.checked()
        for finding in checked.findings:
            path = self.path(finding.span.path)
            if path is not None:
                found[path] = (*found.get(path, ()), finding)
        return found

    def fixed(self, path: Path) -> Fixed:
        """What the safe fixes make of one open file, and of others that they change too."""
        if path not in self._fixed:
            self._fixed[path] = fix([str(path)], self._wanted, dry=True)
        return self._fixed[path]

    def path(self, shown: str) -> Path | None:
        """The file that a path of the last check means."""
        if ".ipynb:cell " in shown:
            return None
        for prefix, root in sorted(self.checked().roots, key=lambda one: len(one[0]), reverse=True):
            if shown.startswith(prefix):
                return root / shown[len(prefix) :]
        return None

    def lines(self, path: Path) -> Lines:
        """The lines of a file: as they are in the editor, else as they are on the disk."""
        text = self._texts.get(path)
        if text is None:
            try:
                text = path.read_bytes().decode("utf-8-sig", "replace")
            except OSError:
                text = ""
        return lines_of(text, self.encoding)

    def text(self, path: Path) -> str | None:
        """The text of an open file."""
        return self._texts.get(path)

    def edges(self, path: Path) -> Edges | None:
        """What the pipelines of the open files of a project say of names, with the paths of files from its root."""
        root = self.root(path)
        if root is None:
            return None
        if root not in self._edges:
            given = {self._inside(one, root): data for one, data in self._given.items() if one.is_relative_to(root)}
            files = ProjectFiles(root, given=given)
            survey = Survey(root, DIALECTS, files)
            own = [self._inside(one, root) for one in self.open if self.root(one) == root]
            self._edges[root] = edges_of(survey, own)
        return self._edges[root]

    def root(self, path: Path) -> Path | None:
        """The project of an open file: the innermost one."""
        try:
            roots = [root for _, root in self.checked().roots if path.is_relative_to(root)]
        except ProjectError:
            return None
        return max(roots, key=lambda root: len(root.parts), default=None)

    @staticmethod
    def _inside(path: Path, root: Path) -> str:
        return path.relative_to(root).as_posix()

    def place(self, path: Path, span: Span) -> tuple[Path, Span] | None:
        """Where a span of a project of this file is, on the disk."""
        root = self.root(path)
        return None if root is None else (root / span.path, span)
