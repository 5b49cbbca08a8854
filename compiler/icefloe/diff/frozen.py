"""What differs between two locks, leaf by leaf."""

from collections.abc import Collection, Iterator, Mapping

from icefloe.diff.codes import Code
from icefloe.diff.fields import arrow
from icefloe.lock.leafname import parse
from icefloe_schema import words
from icefloe_schema.difference import Change, How, Kind, Place, Severity
from icefloe_schema.leaves import unescape
from icefloe_schema.lock import DIGITS, ClosureContent, CompilerContent, Leaf, Lock, ModuleContent

_KINDS: Mapping[str, tuple[Kind, Severity, str]] = {
    "modules": ("module", "code", "module"),
    "files": ("file", "behaviour", "file"),
    "exports": ("export", "behaviour", "export"),
    "deps": ("dependencies", "behaviour", "the lock file of the dependencies"),
    "env": ("environment", "note", "`requires-python`"),
    "compiler": ("compiler", "note", "the version of Icefloe"),
}


def codes_in(lock: Lock) -> Mapping[str, Mapping[str, Code]]:
    """The functions in a lock, by the name of their plan and their address."""
    digests: dict[tuple[str, str], Leaf] = {}
    contents: dict[tuple[str, str], ClosureContent] = {}
    for leaf in lock.leaves:
        name = parse(leaf.path) if leaf.kind == "source" else None
        if name is None:
            continue
        if name.aspect == "semantic":
            digests[name.plan, name.address] = leaf
        elif isinstance(leaf.content, ClosureContent):
            contents[name.plan, name.address] = leaf.content
    found: dict[str, dict[str, Code]] = {}
    for (plan, address), leaf in digests.items():
        content = contents.get((plan, address), ClosureContent())
        found.setdefault(plan, {})[address] = Code(path=leaf.path, digest=leaf.digest, content=content)
    return found


def comparable(old: Lock, new: Lock) -> bool:
    """Whether the digests of sources in two locks were made in the same way."""
    before, after = (lock.leaf("compiler") for lock in (old, new))
    first = before.content if before is not None else None
    second = after.content if after is not None else None
    return (
        not isinstance(first, CompilerContent)
        or not isinstance(second, CompilerContent)
        or first.normaliser == second.normaliser
    )


def plan_names(lock: Lock) -> Mapping[str, Mapping[str, Leaf]]:
    """The leaves of each plan in a lock by step, "" for the header."""
    found: dict[str, dict[str, Leaf]] = {}
    for leaf in lock.leaves:
        name = parse(leaf.path) if leaf.kind == "plan" else None
        if name is not None:
            found.setdefault(name.plan, {})[unescape(name.address)] = leaf
    return found


def project_changes(
    prefix: str, old: Lock, new: Lock, told: Collection[str], files: Collection[str], *, whole: bool
) -> Iterator[Change]:
    """The changes of leaves that are of no single pipeline.

    `told` are dotted names of modules in which other changes stand already, `files` the paths of files that are told
    of with a plan. Unless the locks are `whole`, what only one of them has says nothing.
    """
    before, after = ({leaf.path: leaf for leaf in lock.leaves if leaf.kind in _KINDS} for lock in (old, new))
    for path in sorted(before.keys() | after.keys()):
        first, second = before.get(path), after.get(path)
        if first is not None and second is not None and first.digest == second.digest:
            continue
        if not whole and (first is None or second is None):
            continue
        if path.startswith("files/") and unescape(path.removeprefix("files/")) in files:
            continue
        if path.startswith("modules/") and not _formal(first, second) and is_told(path, told):
            continue
        yield _change(prefix, path, first, second)


def is_told(leaf: str, told: Collection[str]) -> bool:
    """Whether a module's leaf is one of those in which other changes stand."""
    dotted = unescape(leaf.removeprefix("modules/")).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return any(dotted == name or dotted.endswith(f".{name}") for name in told if name)


def _formal(old: Leaf | None, new: Leaf | None) -> bool:
    """Whether a module changed in its form alone."""
    before, after = (one.content if one is not None else None for one in (old, new))
    return isinstance(before, ModuleContent) and isinstance(after, ModuleContent) and before.semantic == after.semantic


def _change(prefix: str, path: str, old: Leaf | None, new: Leaf | None) -> Change:
    head, _, rest = path.partition("/")
    kind, severity, noun = _KINDS[head]
    name = f"{prefix}{unescape(rest)}" if rest else ""
    label = f"{noun} {words.code(name)}" if name else noun
    first, second = ("" if one is None else one.said(DIGITS) for one in (old, new))
    how: How = "changed" if old is not None and new is not None else "added" if new is not None else "removed"
    text = f"new {label}" if old is None else f"{label} is gone" if new is None else f"{label}: {arrow(first, second)}"
    if _formal(old, new):
        kind, severity, text = "formatting", "note", f"{label} changed in its form alone"
    elif head == "modules" and how == "changed":
        text = f"{label} changed in code that no step reaches by name, and that runs when it is imported"
    place = Place(path=name, line=1, side="new" if new is not None else "old") if head in ("modules", "files") else None
    return Change(kind=kind, how=how, severity=severity, message=text, at=path, old=first, new=second, place=place)
