"""Holds a lock against the project as it is now, and says exactly what differs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from icefloe.lock.change import HINTS, Change, Kind, start
from icefloe.lock.freeze import freeze
from icefloe.lock.inputs import Inputs, functions
from icefloe.lock.leafname import LeafName, parse
from icefloe.lock.reachedby import CHANGED, Difference, differences, modules_of
from icefloe.lock.targets import targets
from icefloe.source import Span
from icefloe.trace import Closure
from icefloe_schema.leaves import escape, plan_name, unescape
from icefloe_schema.lock import ClosureContent, Leaf, Lock, ModuleContent
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass


def verify(lock: Lock, inputs: Inputs, now: Lock | None = None) -> tuple[Change, ...]:
    """Every leaf that is not as it was frozen: what may change a result first, then the notes, each by path.

    `now` is the lock that the inputs give, if it is made already.
    """
    changes = _Comparison.of(lock, inputs, now).changes()
    return tuple(sorted(changes, key=lambda change: (change.is_note, change.leaf)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """Two locks side by side, and what the project can tell about the second.

    `reached` are the definitions that changed, by the leaves of the functions that they are or that reach them;
    `touched` are the same by the modules in which they stand.
    """

    expected: Mapping[str, Leaf]
    got: Mapping[str, Leaf]
    inputs: Inputs
    reached: Mapping[str, tuple[Difference, ...]]
    touched: Mapping[str, tuple[Difference, ...]]

    @classmethod
    def of(cls, lock: Lock, inputs: Inputs, now: Lock | None) -> "_Comparison":
        """The comparison of a lock with a project, and with the lock that it has now, if that is made already."""
        expected = {leaf.path: leaf for leaf in lock.leaves}
        got = {leaf.path: leaf for leaf in (freeze(inputs) if now is None else now).leaves}
        own = {(name, at): spelled for name, plan in inputs.plans.items() for at, spelled in _functions(plan)}
        reached: dict[str, tuple[Difference, ...]] = {}
        touched: defaultdict[str, dict[Difference, None]] = defaultdict(dict)
        for path in sorted(expected.keys() & got.keys()):
            name = parse(path)
            closure = _closure(inputs, name)
            if name is None or closure is None or expected[path].digest == got[path].digest:
                continue
            before = expected[path].content
            if isinstance(before, ClosureContent):
                reached[path] = differences(before, closure)
            elif (spelled := own.get((name.plan, name.address))) is not None:
                via = (spelled.partition(":")[2].partition("#")[0],)
                reached[path] = (Difference(name=spelled, how=CHANGED, via=via, span=closure.span),)
            for difference in reached.get(path, ()):
                for module in modules_of((difference,), inputs.modules):
                    touched[module][difference] = None
        modules = {module: tuple(found) for module, found in touched.items()}
        return cls(expected=expected, got=got, inputs=inputs, reached=reached, touched=modules)

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
                expected="" if before is None else before.said(),
                got="" if after is None else after.said(),
                kind=kind,
                message=message,
                span=self.span(path),
                hint=HINTS[kind],
                differences=self.differences(path),
                function=None if (closure := _closure(self.inputs, parse(path))) is None else closure.span,
            )

    def is_upgrade(self) -> bool:
        """Whether Icefloe changed and no text did: then plans and normalised sources differ by that alone."""
        return self.differs("compiler") and not any(
            self.differs(path)
            for path in self.expected.keys() | self.got.keys()
            if path.startswith(("modules/", "files/", "deps"))
        )

    def is_altered(self, path: str) -> bool:
        """Whether the entry of a source differs though no text does that it could come from."""
        texts = [one for one in self.expected.keys() | self.got.keys() if one.startswith(("modules/", "compiler"))]
        comes_from_text = all(difference.how == CHANGED for difference in self.reached.get(path, ()))
        return comes_from_text and not any(self.differs(one) for one in texts)

    def differences(self, path: str) -> tuple[Difference, ...]:
        """The definitions that the change of a source or of a module comes from."""
        if path.startswith("modules/"):
            return self.touched.get(unescape(path.removeprefix("modules/")), ())
        return self.reached.get(path, ())

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
        if name is not None and name.aspect and self.is_altered(path):
            return "altered", f"the entry of {self.subject(path, name)} was altered: no module changed since the freeze"
        if name is not None:
            return "semantic", self.meaning(path, name)
        if before.kind == "modules":
            return self.module(path, before, after)
        if before.kind == "files":
            return "files", f"{self.subject(path, None)} changed"
        if before.kind == "exports":
            return "exports", f"{self.subject(path, None)} is not as it was frozen"
        if before.kind == "deps":
            return "deps", f"the lock file of the dependencies changed: {before.said()} → {after.said()}"
        what = "`requires-python`" if before.kind == "env" else "the version of Icefloe"
        return ("env" if before.kind == "env" else "compiler"), f"{what} changed: {before.said()} → {after.said()}"

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
        if found := self.touched.get(module):
            what = dict.fromkeys(f"`{difference.name}`" for difference in found)
            return "semantic", f"`{module}` changed with what steps run: {', '.join(what)}"
        old, new = before.content, after.content
        if isinstance(old, ModuleContent) and isinstance(new, ModuleContent) and old.semantic == new.semantic:
            return "formatting", f"`{module}` changed in its form alone"
        built = [f"`{name}`" for name in self.inputs.plans if plan_name(module, "") == f"{name.partition(':')[0]}:%FF"]
        moved = any(self.differs(path) for path in self.expected.keys() | self.got.keys() if path.startswith("plan/"))
        if built and moved:
            return "semantic", f"`{module}` changed in what builds {', '.join(built)}, or else runs when it is imported"
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
        name = parse(path)
        if name is not None:
            closure = _closure(self.inputs, name)
            top = escape(unescape(name.address.partition("/")[0])) if name.address else ""
            return closure.span if closure is not None and name.aspect else self.inputs.spans.get((name.plan, top))
        kind, _, rest = path.partition("/")
        if path not in self.got:
            return None
        if kind == "deps" and self.inputs.dependencies is not None:
            return start(self.inputs.dependencies.path)
        if kind == "exports":
            return start(unescape(rest.partition("/")[2]))
        return start(unescape(rest)) if kind in ("modules", "files") else None


def _functions(whole: Plan) -> Iterator[tuple[str, str]]:
    """Every function that a plan runs or names, by address, as the ways call it."""
    for address, ref in functions(whole):
        yield address, f"{ref.module}:{ref.qualname}{f'#{ref.ordinal}' if ref.ordinal else ''}"
    for address, module, qualname in targets(whole):
        yield address, f"{module}:{qualname}"


def _closure(inputs: Inputs, name: LeafName | None) -> Closure | None:
    return None if name is None else inputs.closures.get((name.plan, name.address))
