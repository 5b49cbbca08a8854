"""Holds a lock against the project as it is now, and says exactly what differs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from icefloe.lock.change import HINTS, Change, Kind
from icefloe.lock.freeze import freeze
from icefloe.lock.inputs import Inputs
from icefloe.lock.leafname import LeafName, parse
from icefloe.lock.reachedby import Difference, differences, modules_of
from icefloe.source import Span
from icefloe.trace import Closure
from icefloe_schema.errors import SchemaError
from icefloe_schema.leaves import unescape
from icefloe_schema.lock import ClosureContent, CompilerContent, DepsContent, EnvContent, Leaf, Lock, ModuleContent
from icefloe_schema.records import dataclass

LOCK_FILE = "icefloe.lock"


def verify(lock: Lock, inputs: Inputs) -> tuple[Change, ...]:
    """Every leaf that is not as it was frozen: what may change a result first, then the notes, each by path."""
    changes = _Comparison.of(lock, inputs).changes()
    return tuple(sorted(changes, key=lambda change: (change.is_note, change.leaf)))


def malformed(error: SchemaError, path: str = LOCK_FILE) -> Change:
    """The change that stands for a lock that cannot be read."""
    return Change(
        leaf=error.at,
        expected="",
        got="",
        kind="malformed",
        message=f"{path} is not a lock as `freeze` writes it: {error.message}",
        span=Span(path=path, line=1, column=1, end_line=1, end_column=1),
        hint=HINTS["malformed"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """Two locks side by side, and what the project can tell about the second."""

    expected: Mapping[str, Leaf]
    got: Mapping[str, Leaf]
    inputs: Inputs
    reached: Mapping[str, tuple[Difference, ...]]
    touched: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, lock: Lock, inputs: Inputs) -> "_Comparison":
        """The comparison of a lock with a project."""
        expected = {leaf.path: leaf for leaf in lock.leaves}
        got = {leaf.path: leaf for leaf in freeze(inputs).leaves}
        reached: dict[str, tuple[Difference, ...]] = {}
        touched: defaultdict[str, list[str]] = defaultdict(list)
        for path in sorted(expected.keys() & got.keys()):
            name = parse(path)
            closure = _closure(inputs, name)
            if name is None or closure is None or expected[path].digest == got[path].digest:
                continue
            if name.aspect == "semantic":
                touched[closure.span.path].append(f"the function of {name.words}")
            before = expected[path].content
            if isinstance(before, ClosureContent):
                reached[path] = differences(before, closure)
                for difference in reached[path]:
                    for module in modules_of((difference,), inputs.modules):
                        touched[module].append(f"`{difference.name}`, which {name.words} reaches")
        return cls(
            expected=expected,
            got=got,
            inputs=inputs,
            reached=reached,
            touched={module: tuple(dict.fromkeys(what)) for module, what in touched.items()},
        )

    def changes(self) -> Iterator[Change]:
        """The changes, by path."""
        upgraded = self.is_upgrade()
        for path in sorted(self.expected.keys() | self.got.keys()):
            before, after = self.expected.get(path), self.got.get(path)
            if before is not None and after is not None and before.digest == after.digest:
                continue
            kind, message = self.verdict(path, before, after)
            if upgraded and path.startswith(("plan/", "source/")):
                kind, message = "compiler", f"{message}, as the new version of Icefloe reads it"
            yield Change(
                leaf=path,
                expected=_shown(before),
                got=_shown(after),
                kind=kind,
                message=message,
                span=self.span(path),
                hint=HINTS[kind],
            )

    def is_upgrade(self) -> bool:
        """Whether Icefloe changed and no text did: then plans and normalised sources differ by that alone."""
        return self.differs("compiler") and not any(
            self.differs(path)
            for path in self.expected.keys() | self.got.keys()
            if path.startswith(("modules/", "files/", "deps"))
        )

    def differs(self, path: str) -> bool:
        """Whether a leaf is not the same on both sides."""
        before, after = self.expected.get(path), self.got.get(path)
        return before is None or after is None or before.digest != after.digest

    def verdict(self, path: str, before: Leaf | None, after: Leaf | None) -> tuple[Kind, str]:
        """The kind of one change, and what it is in words."""
        name = parse(path)
        if before is None:
            return "extra", f"{self.subject(path, name)} is not in the lock"
        if after is None:
            return "missing", f"{self.subject(path, name)} is in the lock and no longer in the project"
        if name is not None:
            return "semantic", self.meaning(path, name)
        if before.kind == "modules":
            return self.module(path, before, after)
        if before.kind == "files":
            return "files", f"{self.subject(path, None)} changed"
        if before.kind == "exports":
            return "exports", f"{self.subject(path, None)} is not as it was frozen"
        if before.kind == "deps":
            return "deps", f"the lock file of the dependencies changed: {_shown(before)} → {_shown(after)}"
        what = "`requires-python`" if before.kind == "env" else "the version of Icefloe"
        return ("env" if before.kind == "env" else "compiler"), f"{what} changed: {_shown(before)} → {_shown(after)}"

    def meaning(self, path: str, name: LeafName) -> str:
        """What changed in a plan or in a source."""
        if not name.aspect and not name.address:
            return f"the header of `{name.plan}` changed: its name, parameters, results, schedule, files or settings"
        if not name.aspect:
            return f"the plan's {name.words} changed: what it runs, takes, gives or may do"
        if name.aspect == "semantic":
            return f"the function of {name.words} changed"
        found = self.reached.get(path, ())
        what = ", ".join(difference.words for difference in found) or "the frozen list was altered"
        return f"{name.words} reaches other code than was frozen: {what}"

    def module(self, path: str, before: Leaf, after: Leaf) -> tuple[Kind, str]:
        """Whether a module's text changed with something that a step runs, beside it, or in form alone."""
        module = unescape(path.removeprefix("modules/"))
        if what := self.touched.get(module):
            return "semantic", f"`{module}` changed: {'; '.join(what)}"
        old, new = before.content, after.content
        if isinstance(old, ModuleContent) and isinstance(new, ModuleContent) and old.semantic == new.semantic:
            return "formatting", f"`{module}` changed in its form alone"
        # No step reaches the place by name, but what a module does when it is imported can change any result.
        return "semantic", f"`{module}` changed in code that no step reaches by name, and that runs when it is imported"

    def subject(self, path: str, name: LeafName | None) -> str:
        """What a leaf is about."""
        if name is not None and not name.address:
            return f"pipeline `{name.plan}`"
        if name is not None:
            what = f"{name.words} of `{name.plan}`"
            return {"semantic": f"the function of {what}", "closure": f"what {what} reaches"}.get(name.aspect, what)
        kind, _, rest = path.partition("/")
        word = {"modules": "module", "files": "file", "exports": "export"}.get(kind, "entry")
        return f"{word} `{unescape(rest) or kind}`"

    def span(self, path: str) -> Span | None:
        """Where to look in the project."""
        for difference in self.reached.get(path, ()):
            if difference.span is not None:
                return difference.span
        closure = _closure(self.inputs, parse(path))
        if closure is not None:
            return closure.span
        kind, _, rest = path.partition("/")
        if kind in ("modules", "files") and path in self.got:
            return Span(path=unescape(rest), line=1, column=1, end_line=1, end_column=1)
        return None


def _closure(inputs: Inputs, name: LeafName | None) -> Closure | None:
    return None if name is None else inputs.closures.get((name.plan, name.address))


def _shown(leaf: Leaf | None) -> str:
    if leaf is None:
        return ""
    match leaf.content:
        case EnvContent(requires_python=python):
            return python or "none declared"
        case CompilerContent(icefloe=icefloe, normaliser=normaliser, plan=plan):
            return f"icefloe {icefloe}, normaliser {normaliser}, plan {plan}"
        case DepsContent(path=path, sha256=digest):
            return f"{path} {digest[:12]}"
        case _:
            return "absent" if leaf.path == "deps" else leaf.digest
