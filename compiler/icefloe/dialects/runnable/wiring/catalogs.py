"""The files that tasks hand on by the catalog: who puts what another gets."""

from collections.abc import Iterable, Sequence
from dataclasses import field

from icefloe.dialect import Reader
from icefloe.dialects.runnable.wiring.globs import literal, overlap
from icefloe.dialects.runnable.wiring.scope import Scope
from icefloe.dialects.runnable.wiring.track import Track, track
from icefloe.dialects.runnable.written import Notebook, Task, Text
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches, renamed
from icefloe_schema.records import dataclass

_NEAR = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A pattern that a task puts into the catalog, and where that task stands."""

    task: str
    pattern: Text
    at: Track

    def note(self, words: str) -> Note:
        """Say something at the place where it is put."""
        return Note(message=words, span=self.pattern.span)


@dataclass(slots=True, kw_only=True)
class Files:
    """What is in the catalog of a run, while the tasks are gone through in their order.

    `all` are the patterns that any task puts at any time, with that task's name; `puts` are those of the tasks that
    were gone through, `literal` the same by their texts. `kind` is the catalog's service, empty where not known.
    """

    reader: Reader
    all: Sequence[tuple[str, Text]] = ()
    kind: str = "file-system"
    puts: list[Put] = field(default_factory=list[Put])
    literal: dict[str, list[Put]] = field(default_factory=dict[str, list[Put]])
    findings: list[Finding] = field(default_factory=list[Finding])

    def sources(self, task: Task, scope: Scope) -> dict[str, tuple[str, ...]]:
        """The steps of the same chain that put what a task gets, by its patterns; what nobody puts is reported."""
        at = track(scope, task.name)
        found: dict[str, tuple[str, ...]] = {}
        for pattern in () if task.catalog is None else task.catalog.get:
            meant = [put for put in self.puts if overlap(put.pattern.value, pattern.value)]
            there = [put for put in meant if put.at.apart(at) != "either or"]
            if not there:
                self._nothing(task, pattern, meant)
            elif all(put.at.apart(at) == "beside" for put in there):
                self._beside(task, pattern, there[0])
            steps = (put.at.step_in(scope) for put in there)
            makers = dict.fromkeys(step for step in steps if step is not None and step != task.name)
            if makers:
                found[pattern.value] = tuple(makers)
        return found

    def after(self, task: Task, scope: Scope) -> None:
        """Take up what a task puts."""
        at = track(scope, task.name)
        for pattern in () if task.catalog is None else task.catalog.put:
            self._twice(task, pattern, at)
            put = Put(task=task.name, pattern=pattern, at=at)
            self.puts.append(put)
            self.literal.setdefault(pattern.value, []).append(put)
        if isinstance(task.work, Notebook):
            self.puts.append(Put(task=task.name, pattern=Text(value="**/*_out.ipynb", span=task.span), at=at))

    def _nothing(self, task: Task, pattern: Text, elsewhere: Sequence[Put]) -> None:
        """Tell of a file that is not in the catalog when a task gets it."""
        if self.kind == "do-nothing":
            return
        label = "no such file in the catalog of the run"
        later = next(((name, put) for name, put in self.all if overlap(put.value, pattern.value)), None)
        start = f"task `{task.name}` gets `{pattern.value}` from the catalog, but"
        if elsewhere:
            put = elsewhere[0]
            message = f"{start} it is only put there where another branch is taken"
            help = "put it in this branch too, or before the branches"
            self._tell("FLO220", message, pattern, label, help, put.note(f"`{put.task}` puts it"))
        elif later is not None:
            own = later[0] == task.name
            message = f"{start} {'the task itself puts it' if own else f'`{later[0]}` puts it'} there later"
            help = f"put `{later[0]}` before `{task.name}`"
            if own:
                help = "take it out of `get`, or put it in an earlier task"
            self._tell("FLO221", message, pattern, label, help, Note(message="put here", span=later[1].span))
        else:
            near = next(iter(close_matches(pattern.value, [put.value for _, put in self.all], 1, _NEAR)), None)
            other = next((put for _, put in self.all if put.value == near), None)
            guess = f"; did you mean `{near}`?" if near is not None else ""
            help = "put it there in an earlier task"
            if literal(pattern.value) and self.reader.read(pattern.value.removeprefix("./")) is not None:
                help = "take it out of `get`: it is a file of the project, and the catalog of a run begins empty"
            note = None if other is None else Note(message=f"`{near}` is put here", span=other.span)
            fix = renamed(pattern.span, pattern.value, near or "")
            self._tell("FLO220", f"{start} no task before it puts it there{guess}", pattern, label, help, note, fix)

    def _beside(self, task: Task, pattern: Text, put: Put) -> None:
        message = f"task `{task.name}` gets `{pattern.value}`, which a branch beside it puts: they may run at one time"
        help = f"put `{put.task}` before the branches"
        self.findings.append(
            Finding(
                code="FLO221",
                message=message,
                span=pattern.span,
                severity=Severity.WARNING,
                label="may be too early",
                related=(put.note(f"`{put.task}` puts it"),),
                help=help,
            )
        )

    def _twice(self, task: Task, pattern: Text, at: Track) -> None:
        """Tell of one file that is put by two tasks, or for each element of a Map."""
        if not literal(pattern.value) or at.is_handler:
            return
        if "element" in at.kinds:
            message = f"task `{task.name}` puts `{pattern.value}` for each element of a Map, each over the one before"
            self._overwritten(message, pattern, "only that of the last element is left", ())
            return
        taken = () if task.catalog is None else task.catalog.get
        if any(overlap(one.value, pattern.value) for one in taken):
            return  # what it gets, changes and puts back is meant to be overwritten
        for put in self.literal.get(pattern.value, ()):
            same = not put.at.is_handler and put.task != task.name
            if same and put.at.apart(at) != "either or":
                message = f"task `{task.name}` puts `{pattern.value}` over the one that `{put.task}` has put there"
                self._overwritten(message, pattern, "the first one is lost", (put.note("put here first"),))
                return

    def _overwritten(self, message: str, pattern: Text, label: str, notes: tuple[Note, ...]) -> None:
        self.findings.append(
            Finding(
                code="FLO222",
                message=message,
                span=pattern.span,
                severity=Severity.WARNING,
                label=label,
                related=notes,
                help="give each file a name of its own",
            )
        )

    def _tell(
        self,
        code: str,
        message: str,
        pattern: Text,
        label: str,
        help: str,
        note: Note | None,
        fix: Fix | None = None,
    ) -> None:
        self.findings.append(
            Finding(
                code=code,
                message=message,
                span=pattern.span,
                # Another catalog than the one that is known here may do nothing, and then nothing fails.
                severity=Severity.ERROR if self.kind else Severity.WARNING,
                label=label,
                related=() if note is None else (note,),
                help=help,
                fix=fix,
            )
        )


def puts(tasks: Iterable[Task]) -> tuple[tuple[str, Text], ...]:
    """All patterns that tasks put, with their names."""
    return tuple((task.name, text) for task in tasks if task.catalog is not None for text in task.catalog.put)
