"""From the files of a project to its graphs and findings: one walk through the rooms of the compiler."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from pathlib import Path

from icefloe.asked import Asked
from icefloe.connections import Tally, tally
from icefloe.dialect import Dialect, Document, NotebookNames, Reading
from icefloe.evaluate import Evaluator, Spoken
from icefloe.findings import Finding
from icefloe.flowing import flown
from icefloe.graph import Graph
from icefloe.infer import Foreign, Outside, Types
from icefloe.labels import Known, alike, labels, open_ends
from icefloe.project import (
    Candidates,
    ProjectFiles,
    Settings,
    import_roots,
    is_document,
    is_marked,
    known_versions,
    read_settings,
    version,
    walk,
)
from icefloe.project.texts import Texts
from icefloe.project.touched import Touched
from icefloe.rules import check
from icefloe.source import Source, Span
from icefloe.survey.found import Configuration, FileSurvey, Imported, Pipeline
from icefloe.syntax.collection import no_collection
from icefloe.syntax.limits import UNREACHABLE, UNREADABLE
from icefloe.syntax.modules import ModuleTable, Shared
from icefloe.syntax.parser import Parsed, deep
from icefloe_schema.plan import InputFile
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read from one file, before the rules are asked and what belongs to other files is left to them.

    `findings` are those of reading it, `said` those of single pipelines among them, by token.
    """

    path: str
    pipelines: tuple[Pipeline, ...] = ()
    imported: tuple[Imported, ...] = ()
    findings: tuple[Finding, ...] = ()
    said: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict[int, tuple[Finding, ...]])


class Survey:
    """One look at a project. Each file is read at most once, so that all answers speak of one state of it.

    `defines` are values for parameters that are folded into the plans, by name, as texts; `configuration` is a file
    that gives steps their configuration in place of what the source gives. `outside` is what is installed beside the
    project: give it where findings are all that is wanted, as no plan may depend on it. `every` also asks the rules
    that are off by default, for whoever chooses among the findings afterwards.
    """

    def __init__(
        self,
        root: Path,
        dialects: tuple[Dialect, ...],
        files: ProjectFiles | None = None,
        defines: Mapping[str, str] | None = None,
        configuration: Configuration | None = None,
        outside: Outside | None = None,
        settings: Settings | None = None,
        every: bool = False,
    ) -> None:
        self.root = root
        self._every = every
        self.files = files if files is not None else ProjectFiles(root)
        self.settings: Settings = settings if settings is not None else read_settings(self.files)
        known_versions(self.settings, [dialect.name for dialect in dialects])
        self._dialects = dialects
        self._defines = defines
        self._configuration = configuration
        self._foreign = None if outside is None else Foreign(outside)
        self._candidates = Candidates(
            self.files,
            tuple(p for dialect in dialects for p in dialect.packages),
            tuple(dialect.marks for dialect in dialects if dialect.document is not None),
        )
        self._words = {package: cache(dialect.words) for dialect in dialects for package in dialect.packages}
        self._shared = Shared()
        self._parsed = self._shared.parsed
        self._texts = Texts(self.files, {} if configuration is None else {configuration.path: configuration.data})
        self._surveys: dict[str, FileSurvey] = {}
        self._reads: dict[str, tuple[_Read, Touched]] = {}
        self._versions: dict[str, str] = {}

    def version(self, dialect: str) -> str:
        """The version that a dialect is read as: what asks depends on it, and not on the files that tell it."""
        record = self.files.records.now
        if record is not None:
            record.versions.add(dialect)
        if dialect not in self._versions:
            one = next(one for one in self._dialects if one.name == dialect)
            name = one.distribution or one.packages[0]
            with self.files.records.closed():
                self._versions[dialect] = version(name, dialect, self.files, self.settings) or one.newest
        return self._versions[dialect]

    def below(self, folder: str) -> tuple[str, ...]:
        """The source files below a folder of the project, in order."""
        return tuple(walk(self.files, folder, self.settings.exclude, self.settings.respect_gitignore))

    def roots(self, path: str) -> tuple[str, ...]:
        """The folders on a file's import path."""
        return import_roots(self.files, self.settings.source, path)

    def holding(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of the files that may hold a pipeline, told from their bytes."""
        return self._candidates.among(paths, self.roots)

    def file(self, path: str) -> FileSurvey:
        """Read one file: its pipelines, and everything that is wrong with them."""
        with no_collection():
            return deep(self._file, path)

    def told(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], dict[str, Source]]:
        """Findings as they are reported, and the text of every file or cell that they speak of."""
        return self._texts.told(findings)

    def sources(self, findings: Iterable[Finding]) -> dict[str, Source]:
        """The text of every file that the findings speak of, as far as it is text."""
        return self._texts.sources(findings)

    def _names(self, path: str) -> NotebookNames | None:
        """What a notebook says of names; it is evaluated apart, so that nothing of it is part of who asks."""
        notebook = self._texts.notebook(path)
        table = ModuleTable(self.files, self.roots(path), self._shared)
        name = None if notebook is None else table.name_of(path)
        parsed = None if name is None else table.load(name)
        if notebook is None or name is None or not isinstance(parsed, Parsed):
            return None
        evaluator = Evaluator(table, Spoken(self._words), python=self.settings.requires_python)
        from icefloe.notebooks import notebook_names

        return notebook_names(parsed, notebook, evaluator.trace(name).scope)

    def _passed_over(self, path: str) -> Finding:
        """Say why a file cannot be looked at: it cannot be opened, or no import reaches it."""
        span = Span(path=path, line=1, column=1, end_line=1, end_column=1)
        if self.files.read(path) is not None:
            return UNREACHABLE.finding(span)
        return UNREADABLE.finding(span, f"the file cannot be read: {self.files.refusal(path)}")

    def _file(self, path: str) -> FileSurvey:
        if path not in self._surveys:
            with self.files.records.open() as record:
                found = self._mended(self._judged(self._read(path)))
            self._surveys[path] = replace(found, touched=record.done())
        return self._surveys[path]

    def _mended(self, found: FileSurvey) -> FileSurvey:
        """A file's findings with edits of its text in place of what their fixes say."""
        if all(finding.fix is None or not finding.fix.changes for finding in found.findings):
            return found
        from icefloe.syntax.edits import resolved  # few files need it

        findings = tuple(resolved(found.findings, self._page))
        mended = dict(zip(found.findings, findings, strict=True))
        pipelines = tuple(
            replace(one, findings=tuple(mended.get(finding, finding) for finding in one.findings))
            for one in found.pipelines
        )
        return replace(found, findings=findings, pipelines=pipelines)

    def _page(self, path: str) -> Parsed | str | None:
        """A file as it is edited: as a tree, or as text where it is no Python."""
        parsed = self._parsed.get(path)
        if parsed is None and is_document(path):
            return self._texts.text(path)
        return parsed if isinstance(parsed, Parsed) else None

    def _read(self, path: str) -> _Read:
        """What was read from a file, read once; whoever leans on it touches what that touched."""
        if path not in self._reads:
            with self.files.records.open() as record:
                found = self._fresh(path)
            self._reads[path] = (found, record.done())
        found, touched = self._reads[path]
        if self.files.records.now is not None:
            self.files.records.now.add(touched)
        return found

    def _fresh(self, path: str) -> _Read:
        # A table for each file: its limit is for one file and what it imports, and so is what it has looked for.
        roots = self.roots(path)
        table = ModuleTable(self.files, roots, self._shared)
        if is_document(path):
            return self._document(path, roots, table)
        name = table.name_of(path)
        parsed = table.load(name) if name is not None and table.path_of(name) == path else None
        if isinstance(parsed, Finding):
            return _Read(path=path, findings=(parsed,))
        if name is None or parsed is None:
            return _Read(path=path, findings=(self._passed_over(path),))
        words = Spoken(self._words)
        evaluator = self._evaluator(table, words)
        trace = evaluator.trace(name)
        reader = self._asked(evaluator)
        met = words.met | self._candidates.packages(path, roots)
        readings = [dialect.read(trace, reader) for dialect in self._dialects if not met.isdisjoint(dialect.packages)]
        return self._found(path, roots, table, reader, readings, trace.findings)

    def _document(self, path: str, roots: tuple[str, ...], table: ModuleTable) -> _Read:
        """Read a file of plain data, for the dialects that write their pipelines as such."""
        data = self.files.read(path)
        if data is None:
            return _Read(path=path, findings=(self._passed_over(path),))
        readers = [one.document for one in self._dialects if one.marks and is_marked(data, [one.marks])]
        from icefloe.documents import content

        document = Document(path=path, content=content(data if readers else b"", path))
        evaluator = self._evaluator(table, Spoken(self._words))
        reader = self._asked(evaluator)
        readings = [read(document, reader) for read in readers if read is not None]
        return self._found(path, roots, table, reader, readings, evaluator.findings())

    def _evaluator(self, table: ModuleTable, words: Spoken) -> Evaluator:
        return Evaluator(table, words, python=self.settings.requires_python, defines=self._defines)

    def _asked(self, evaluator: Evaluator) -> Asked:
        types = Types(evaluator.classes, foreign=self._foreign, body=evaluator.body, value_at=evaluator.value_at)
        return Asked(evaluator, types, self.files, self.version, self._names, self.files.names, self._given())

    def _given(self) -> Document | None:
        """The configuration that the user gives, read anew: a reader may look at it as it likes."""
        one = self._configuration
        if one is None:
            return None
        from icefloe.documents import content

        return Document(path=one.path, content=content(one.data, one.path), data=one.data)

    def _found(
        self,
        path: str,
        roots: tuple[str, ...],
        table: ModuleTable,
        asked: Asked,
        readings: Sequence[Reading],
        told: Sequence[Finding],
    ) -> _Read:
        """The pipelines that dialects have read from a file."""
        evaluator, types = asked.evaluator, asked.types
        graphs = [graph for reading in readings for graph in reading.graphs]
        findings = [*told, *(finding for reading in readings for finding in reading.findings)]
        findings += open_ends([graph for graph in graphs if _is_open(graph)])
        files = tuple(InputFile(path=file, sha256=digest) for file, digest in evaluator.inputs())
        loading = evaluator.doings()
        graphs = [
            replace(flown(_with_files(graph, files), types), loading=loading) for graph in graphs if not _is_open(graph)
        ]
        known = [Known(variables=evaluator.variables(g.token), arguments=evaluator.arguments(g.token)) for g in graphs]
        found = [
            Pipeline(path=path, label=name, graph=graph, variables=one.variables, types=types, table=table, roots=roots)
            for name, graph, one in zip(labels(graphs, known), graphs, known, strict=True)
        ]
        return _Read(
            path=path,
            pipelines=tuple(found),
            imported=tuple(Imported(name=own, path=at, variable=other) for own, at, other in evaluator.imported()),
            findings=tuple(findings),
            said={token: own for reading in readings for token, own in reading.of.items()},
        )

    def _judged(self, read: _Read) -> FileSurvey:
        """What a file holds of its own, with what the rules say of it."""
        elsewhere = [self._elsewhere(one) for one in read.pipelines]
        kept = [one for one, there in zip(read.pipelines, elsewhere, strict=True) if there is None]
        checks = [tuple(check(one.graph, one.types, self._every)) for one in kept]
        own = [
            replace(one, findings=(*read.said.get(one.graph.token, ()), *more))
            for one, more in zip(kept, checks, strict=True)
        ]
        findings = [*read.findings, *(finding for one in checks for finding in one)]
        findings += alike([one.graph for one in kept], [one.label for one in kept])
        return FileSurvey(
            path=read.path,
            pipelines=tuple(own),
            imported=(*read.imported, *(there for there in elsewhere if there is not None)),
            findings=tuple(findings),
            tally=sum((tally(one.graph, one.types) for one in kept), Tally()),
        )

    def _elsewhere(self, pipeline: Pipeline) -> Imported | None:
        """Where a pipeline is reported that the code of another file builds, if that is the same without this file."""
        path, graph = pipeline.graph.span.path, pipeline.graph
        if path == pipeline.path:
            return None
        # What is built in a file's own code is of that file, whatever else it holds: it need not be judged for this.
        for other in self._read(path).pipelines:
            if _is_same(other.graph, graph):
                name = pipeline.variables[0] if pipeline.variables else graph.name
                return Imported(name=name, path=path, variable=other.label)
        return None


def _is_same(there: Graph, here: Graph) -> bool:
    """Whether a file has a pipeline as it is where it is built: it is another one where it is run with more files."""
    same = there.span == here.span and there.name == here.name
    steps = [step.id for step in there.steps] == [step.id for step in here.steps]
    return same and steps and set(here.files) <= set(there.files)


def _with_files(graph: Graph, files: tuple[InputFile, ...]) -> Graph:
    """A graph that also names the files that were read while it was built."""
    if not files:
        return graph
    known = {file.path: file for file in (*graph.files, *(graph.header.files if graph.header else ()), *files)}
    return replace(graph, files=tuple(known[path] for path in sorted(known)))


def _is_open(graph: Graph) -> bool:
    """Whether a pipeline is only one once somebody calls the function that builds it."""
    return any(hole.asks for hole in graph.holes)
