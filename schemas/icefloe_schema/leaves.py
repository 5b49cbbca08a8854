"""The leaves of the lock: their paths, their kinds, and how they are hashed.

A leaf is `SHA-256(0x00 || length of path || path || content)`, the root is `SHA-256(0x01 || …)` over paths and leaves
in order, so that neither a leaf nor a root can be passed off as the other, nor a content as another leaf's.
"""

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import unquote

from icefloe_schema.canonical import canonical
from icefloe_schema.codec import to_json
from icefloe_schema.plan import Plan, Policy, Step

# What each kind of leaf stands for; the reader knows no other.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "compiler": "the versions of Icefloe, of the plan and of the normaliser",
        "deps": "the lock file of the dependencies",
        "env": "the Python versions that the project declares",
        "exports": "a committed export",
        "files": "a file that was read at compile time or that a run reads",
        "modules": "the text of a module",
        "plan": "one step of a plan, or its header",
        "source": "a function and what it reaches",
    }
)
HEADER = "header"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-.,+=@~()[]{}<>#&!'*;$^|")


def escape(part: str) -> str:
    """One part of a path: `/`, `:`, `%`, quotes, control and non-ASCII characters percent-encoded."""
    if not part:
        # A byte that no UTF-8 text has.
        return "%FF"
    return "".join(
        char if char in _PLAIN else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
        for char in part
    )


def unescape(part: str) -> str:
    """The text that `escape` made a part of a path from."""
    return "" if part == "%FF" else unquote(part)


def escape_path(path: str) -> str:
    """A POSIX path: its parts escaped, its slashes kept."""
    return "/".join(escape(part) for part in path.split("/"))


def plan_name(path: str, pipeline: str) -> str:
    """The name of a plan in its project: the file's path without suffix, `:`, the pipeline's name."""
    stem = path.removesuffix(".py")
    return f"{escape_path(stem)}:{escape(pipeline)}"


def step_leaf(name: str, step: str) -> str:
    """The path of a step's leaf; a step that is called `header` is told from the header."""
    return f"plan/{name}/{'%68eader' if step == HEADER else escape(step)}"


def header_leaf(name: str) -> str:
    """The path of a plan's header."""
    return f"plan/{name}/{HEADER}"


def source_leaf(name: str, address: str, aspect: str) -> str:
    """The path of a function's leaf; `address` is a step's escaped id, or a place below it (`train/guard`)."""
    return f"source/{name}/{address}/{aspect}"


def module_leaf(path: str) -> str:
    """The path of a module's leaf."""
    return f"modules/{escape_path(path)}"


def file_leaf(path: str) -> str:
    """The path of a file's leaf."""
    return f"files/{escape_path(path)}"


def export_leaf(target: str, path: str) -> str:
    """The path of an export's leaf."""
    return f"exports/{escape(target)}/{escape_path(path)}"


def leaf_digest(path: str, content: bytes) -> str:
    """The digest of a leaf, in hexadecimal."""
    name = path.encode("ascii")
    return hashlib.sha256(b"\x00" + len(name).to_bytes(8, "big") + name + content).hexdigest()


def root_digest(leaves: Mapping[str, str]) -> str:
    """The digest of all leaves (path → digest), in hexadecimal."""
    state = hashlib.sha256(b"\x01" + len(leaves).to_bytes(8, "big"))
    for path in sorted(leaves):
        name = path.encode("ascii")
        state.update(len(name).to_bytes(8, "big") + name + bytes.fromhex(leaves[path]))
    return state.hexdigest()


def normalised(data: bytes) -> bytes:
    """Text with `\\n` newlines, whatever a checkout made of them."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def plan_leaves(name: str, plan: Plan) -> Iterator[tuple[str, str]]:
    """Path and digest of a plan's header and of each of its steps.

    Left out are `display`, the `hints` that no runtime obeys, the environment's name, and the version of the plan's
    schema, which is the compiler's leaf.
    """
    header = to_json(dataclasses.replace(plan, steps=(), display={}, hints=plan.obeyed))
    del header["plan"]
    path = header_leaf(name)
    yield path, leaf_digest(path, canonical(header))
    for step in plan.steps:
        path = step_leaf(name, step.id)
        yield path, leaf_digest(path, canonical(to_json(bare(step))))


def bare(value: object) -> object:
    """A part of a plan without what no digest covers, in nested plans too."""
    if isinstance(value, tuple):
        return tuple(bare(item) for item in cast("tuple[object, ...]", value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    kept: dict[str, Any] = {field.name: bare(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Step):
        kept |= {"display": {}, "hints": {}}
    if isinstance(value, Policy):
        kept |= {"environment": ""}
    return type(value)(**kept)
