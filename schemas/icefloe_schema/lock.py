"""The lock: a frozen snapshot of a project, as a document.

The file is one JSON object, one entry a line, sorted, each line canonical; its last entry is always `version`. Blank
lines stand between the entries, because git merges changes of two lines only where an unchanged one lies between.
No root is stored: each branch would conflict on it. It is computed where somebody asks for it.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from itertools import zip_longest
from types import MappingProxyType
from typing import TypeAlias

from icefloe_schema.canonical import canonical
from icefloe_schema.codec import from_json, to_json
from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.leaves import leaf_digest, root_digest
from icefloe_schema.records import dataclass
from icefloe_schema.shapes import matching
from icefloe_schema.strict import parse

LOCK_VERSION = "1.0"
HEX = r"[0-9a-f]{64}"
ABSENT = "absent"
#: How much of a digest people are shown beside other words.
DIGITS = 12
MAX_PATH = 4096
REQUIRED = ("compiler", "deps", "env")
_PART = r"(?:[A-Za-z0-9 _.,+=@~()\[\]{}<>#&!'*;$^|:-]|%[0-9A-F]{2})+"
_CONFLICT = r"(?m)^<<<<<<<(?: .*)?$"
_RESOLVE = "resolve the conflicts of the sources, then run `icefloe freeze`, which writes it anew"
_UPGRADE = "upgrade Icefloe: to freeze again with this one would undo what the newer one holds the project to"
_AGAIN = "run `icefloe freeze`"
_PLACE = r"\(line ([0-9]+), column ([0-9]+)\)$"
_ENTRY = re.compile(r'"([^"\\]*)":')
_PATH = rf"{_PART}(?:/{_PART})*"


class LockError(SchemaError):
    """A text is no lock: `line` and `column` say where, `hint` what to do, "" for what is done about any damage."""

    def __init__(self, message: str, *, at: str = "", line: int = 1, column: int = 1, hint: str = "") -> None:
        super().__init__(message, at=at)
        self.line = line
        self.column = column
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One definition that a function reaches: `module:name`, and the digest of its normalised source."""

    name: str
    sha256: str = field(metadata=matching(HEX))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureContent:
    """What a function reaches: definitions of the project, and names that cannot be resolved."""

    reached: tuple[Reached, ...] = ()
    opaque: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DepsContent:
    """The lock file of the dependencies, with the SHA-256 of its newline-normalised bytes."""

    path: str
    sha256: str = field(metadata=matching(HEX))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleContent:
    """A module of the project: the SHA-256 of its newline-normalised bytes, which a runtime can check, and the digest
    of its normalised source, which tells a change of its code from one of its form."""

    sha256: str = field(metadata=matching(HEX))
    semantic: str = field(metadata=matching(HEX))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvContent:
    """The Python versions that the project declares, empty if it declares none."""

    requires_python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompilerContent:
    """The versions of Icefloe, of the normaliser of sources, and of the plan's schema."""

    icefloe: str
    normaliser: str
    plan: str


Content: TypeAlias = ClosureContent | ModuleContent | DepsContent | EnvContent | CompilerContent

# What the line of each leaf holds: a digest, a content whose digest follows from it, or the word `absent`.
LEAVES: Mapping[str, tuple[type[Content] | str, ...]] = MappingProxyType(
    {
        "compiler": (CompilerContent,),
        "deps": (ABSENT, DepsContent),
        "env": (EnvContent,),
        rf"exports/{_PART}/{_PATH}": (HEX,),
        rf"files/{_PATH}": (HEX,),
        rf"modules/{_PATH}": (ModuleContent,),
        rf"plan/{_PATH}/{_PART}": (HEX,),
        rf"source/{_PATH}/{_PATH}/closure": (ClosureContent,),
        rf"source/{_PATH}/{_PATH}/semantic": (HEX,),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One entry: its path, its digest, and its content where the line holds that in place of the digest."""

    path: str
    digest: str
    content: Content | None = None

    @property
    def kind(self) -> str:
        """The first part of the path: `plan`, `source`, `modules`, …"""
        return self.path.split("/", 1)[0]

    def said(self, digits: int = 64) -> str:
        """What the line says, in words where it holds more than a digest, else as many digits of that."""
        match self.content:
            case EnvContent(requires_python=python):
                return python or "none declared"
            case CompilerContent(icefloe=icefloe, normaliser=normaliser, plan=plan):
                return f"icefloe {icefloe}, normaliser {normaliser}, plan {plan}"
            case DepsContent(path=path, sha256=digest):
                return f"{path} {digest[:DIGITS]}"
            case _:
                return ABSENT if self.path == "deps" else self.digest[:digits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A frozen snapshot. The leaves are sorted by path, each path once."""

    leaves: tuple[Leaf, ...]
    version: str = LOCK_VERSION

    def leaf(self, path: str) -> Leaf | None:
        """The leaf of that path, or None."""
        return next((leaf for leaf in self.leaves if leaf.path == path), None)

    @property
    def root(self) -> str:
        """The digest of everything, in hexadecimal: what `--expect` compares and a signature covers."""
        return root_digest({leaf.path: leaf.digest for leaf in self.leaves})


def with_content(path: str, content: Content) -> Leaf:
    """The leaf of a content: its digest follows from it."""
    return Leaf(path=path, digest=leaf_digest(path, canonical(to_json(content))), content=content)


def absent(path: str) -> Leaf:
    """The leaf that says that there is nothing."""
    return Leaf(path=path, digest=leaf_digest(path, canonical(ABSENT)))


def dumps(lock: Lock) -> str:
    """The text of a lock."""
    lines = [f"{_bytes(leaf.path)}:{_bytes(_value(leaf))},\n" for leaf in sorted(lock.leaves, key=lambda x: x.path)]
    return "{\n" + "".join(f"{line}\n" for line in lines) + f'"version":{_bytes(lock.version)}\n}}\n'


def loads(text: str | bytes) -> Lock:
    """The lock in a text; `LockError` if it is none.

    The text must be exactly what `dumps` writes, with the newlines of any checkout.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise LockError(f"not UTF-8: byte {error.start} cannot be read", line=line) from None
    # A checkout turns all newlines or none of them.
    source = text.replace("\r\n", "\n") if text.count("\r\n") == text.count("\n") else text
    try:
        lock = _lock(parse(source))
    except SchemaError as error:
        raise _placed(error, source) from None
    emitted = dumps(lock)
    if emitted != source:
        pairs = zip_longest(emitted.split("\n"), source.split("\n"))
        line = next(number for number, (ours, theirs) in enumerate(pairs, 1) if ours != theirs)
        raise LockError(f"line {line} is not as `freeze` writes it; freeze again", line=line)
    return lock


def _placed(error: SchemaError, source: str) -> LockError:
    """What is wrong with a text, with the place in it; a merge that was left undone is told as such."""
    if found := re.search(_CONFLICT, source):
        begin = source.count("\n", 0, found.start()) + 1
        return LockError(f"line {begin} begins a merge conflict", line=begin, hint=_RESOLVE)
    if named := re.search(_PLACE, error.message):
        return LockError(error.message, at=error.at, line=int(named[1]), column=int(named[2]))
    lines: dict[str, int] = {}
    twice = 1
    for number, line in enumerate(source.split("\n"), 1):
        if entry := _ENTRY.match(line):
            twice = number if twice == 1 and entry[1] in lines else twice
            lines.setdefault(entry[1], number)
    if not error.at:
        return LockError(error.message, line=twice)
    # What is wrong within an entry is placed below it: `modules/train.py.sha256`.
    holding = [path for path in lines if error.at == path or error.at.startswith((f"{path}.", f"{path}["))]
    hint = error.hint if isinstance(error, LockError) else ""
    return LockError(error.message, at=error.at, line=lines[max(holding, key=len)] if holding else 1, hint=hint)


def _bytes(value: Json) -> str:
    return canonical(value).decode()


def _value(leaf: Leaf) -> Json:
    if leaf.content is not None:
        return to_json(leaf.content)
    return ABSENT if leaf == absent(leaf.path) else leaf.digest


def _lock(document: Json) -> Lock:
    if not isinstance(document, Mapping):
        raise SchemaError("expected an object")
    version = document.get("version")
    if version != LOCK_VERSION:
        raise _other_version(version)
    for key in REQUIRED:
        if key not in document:
            raise SchemaError(f"the entry {key!r} is missing")
    return Lock(leaves=tuple(_leaf(path, value) for path, value in document.items() if path != "version"))


def _other_version(version: Json) -> LockError:
    """What to do about a lock of another version: what it covers is not known, so that none of it is taken."""
    if not isinstance(version, str) or not re.fullmatch(r"[0-9]{1,6}\.[0-9]{1,6}", version):
        return LockError(f"the lock's version is not {LOCK_VERSION}: freeze again with this Icefloe", at="version")
    is_newer = tuple(map(int, version.split("."))) > tuple(map(int, LOCK_VERSION.split(".")))
    who = "a newer Icefloe wrote it" if is_newer else "an older Icefloe wrote it: freeze again with this one"
    message = f"the lock's version is {version}, not {LOCK_VERSION}; {who}"
    return LockError(message, at="version", hint=_UPGRADE if is_newer else _AGAIN)


def _leaf(path: str, value: Json) -> Leaf:
    if len(path) > MAX_PATH:
        raise SchemaError(f"a leaf's path has more than {MAX_PATH} characters")
    forms = next((forms for pattern, forms in LEAVES.items() if re.fullmatch(pattern, path)), None)
    if forms is None:
        raise SchemaError("there is no such leaf", at=path)
    if value == ABSENT and ABSENT in forms:
        return absent(path)
    for form in forms:
        if isinstance(form, type) and isinstance(value, Mapping):
            return with_content(path, from_json(form, value, path))
        if form == HEX and isinstance(value, str) and re.fullmatch(HEX, value):
            return Leaf(path=path, digest=value)
    raise SchemaError("this is not what such a leaf holds", at=path)
