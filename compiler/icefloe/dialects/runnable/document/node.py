"""One node of a pipeline in YAML: its name, its type, its keys, and where it leads to."""

from collections.abc import Mapping
from types import MappingProxyType

from icefloe.dialects.runnable.document.faults import REFUSED, closest, near, respelt
from icefloe.dialects.runnable.document.table import Part
from icefloe.dialects.runnable.python.nodes import taken
from icefloe.dialects.runnable.written import Text
from icefloe.fixes import Fix, removed, renamed
from icefloe.source import Span
from icefloe.values import Known, Table, Value
from icefloe_schema.records import dataclass

#: The ends that runnable gives to every pipeline.
ENDS = ("success", "fail")
_MADE = frozenset({"name", "internal_name", "internal_branch_name", "node_type", "is_composite", "type"})
_LEADS = _MADE | {"next", "next_node", "on_failure", "overrides"}
_RUNS = _LEADS | {"catalog", "max_attempts"}
_TASK = _RUNS | {"command_type", "command", "returns", "secrets"}

KEYS: Mapping[str, frozenset[str]] = MappingProxyType({
    "success": _MADE,
    "fail": _MADE,
    "stub": _RUNS,
    "task": _TASK,
    "parallel": _LEADS | {"branches"},
    "map": _LEADS | {"branch", "iterate_on", "iterate_as", "reducer"},
    "conditional": _LEADS | {"branches", "parameter", "default"},
    "loop": _LEADS | {"branch", "max_iterations", "break_on", "index_as"},
})  # fmt: skip
#: What a task of each `command_type` takes besides.
COMMANDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "python": frozenset(),
    "shell": frozenset(),
    "notebook": frozenset({"optional_ploomber_args"}),
    "async-python": frozenset({"stream_end_type"}),
})  # fmt: skip
_NO_RETRIES = "remove it: runnable has no retries of a task, only `runnable retry` of a whole run"
_INSTEAD = MappingProxyType({
    "retries": _NO_RETRIES, "retry": _NO_RETRIES, "function": "write it as `command: module.function`",
    "notebook": "write it as `command: path.ipynb` with `command_type: notebook`",
    "steps": "put them under `branch:`, with a `start_at`", "description": "write it as a comment: `# …`",
    "next_step": "write `next:`", "terminate_with_failure": "write `next: fail`",
    "terminate_with_success": "write `next: success`",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node: `kind` is its type ("" if that is none), `next` and `failing` are the names of the nodes it leads to."""

    name: Text
    kind: str
    part: Part
    next: Text | None = None
    failing: Text | None = None

    @property
    def command(self) -> str:
        """The `command_type` of a task; "" if it is none that is known."""
        value = self.part.value("command_type")
        found = "python" if value is None else value.value if isinstance(value, Known) else ""
        return found if isinstance(found, str) and found in COMMANDS else ""

    @property
    def is_end(self) -> bool:
        """Whether a run or a branch ends here."""
        return self.kind in ENDS


def node(steps: Part, key: Value, value: Value) -> Node | None:
    """One entry of `steps`; None if it is none."""
    if not isinstance(key, Known) or not isinstance(key.value, str):
        steps.faults.form("the name of a step", "a text", key)
        return None
    name = Text(value=key.value, span=key.span)
    if not isinstance(value, Table):
        steps.faults.form(f"step `{name.value}`", "a mapping", value)
        return None
    part = Part(what=f"step `{name.value}`", at=key.span, table=value, faults=steps.faults)
    if part.has("name"):
        name = part.text("name") or name
    kind = _kind(part)
    _check_name(part, name, kind)
    found = Node(name=name, kind=kind, part=part, next=_next(part, kind), failing=_failing(part, kind))
    if kind:
        _check_keys(found)
    return found


def _kind(part: Part) -> str:
    """The type of a node, which runnable looks for among its extensions."""
    found = part.text("type", must=True)
    if found is None or found.value in KEYS:
        return "" if found is None else found.value
    meant = near(found.value, KEYS)
    if found.value in COMMANDS:
        meant = f"write `type: task` and `command_type: {found.value}`"
    part.faults.error(
        "FLO235",
        f"{part.what} has the type `{found.value}`, which there is not",
        found.span,
        help=meant or f"there are {', '.join(KEYS)}",
        fix=None if found.value in COMMANDS else respelt(found, KEYS),
    )
    return ""


def _check_name(part: Part, name: Text, kind: str) -> None:
    bad = next((one for one in (".", "%") if one in name.value), None)
    if bad is not None:
        part.faults.warn(
            "FLO183",
            f"the name `{name.value}` of a step has `{bad}` in it",
            name.span,
            label="runnable 0.50.0 refuses it when the pipeline is built",
            help=f"call it `{name.value.replace('.', ' ').replace('%', ' percent')}`",
        )
    finding = taken(name.value, name.span) if name.value != kind else None
    if finding is not None:
        part.faults.findings.append(finding)


def _next(part: Part, kind: str) -> Text | None:
    """Where a node leads to when it has succeeded."""
    if kind in ENDS:
        return None
    key = "next" if part.has("next") or not part.has("next_node") else "next_node"
    value = part.value(key)
    if value is None or (isinstance(value, Known) and value.value in ("", None)):
        part.faults.error(
            "FLO232",
            f"{part.what} does not say what comes next",
            part.at if value is None else part.key(key),
            help="add `next:` with the name of a step, or `next: success` to end here",
        )
        return None
    return part.text(key)


def _failing(part: Part, kind: str) -> Text | None:
    """Where a node leads to when it has failed."""
    found = None if kind in ENDS else part.text("on_failure")
    return found if found is not None and found.value else None


def _key_fix(span: Span, name: str, takes: frozenset[str]) -> Fix | None:
    """Another spelling of a key, or none: what it says cannot be said then."""
    near = "" if name in _INSTEAD else closest(name, takes)
    return renamed(span, name, near) if near else removed(span, f"`{name}`")


def _check_keys(found: Node) -> None:
    """Say which keys a node does not take; a stub takes any."""
    part = found.part
    takes = KEYS[found.kind]
    if found.kind == "stub":
        return
    if found.kind == "task":
        takes |= (
            COMMANDS[found.command] if found.command else frozenset(key for keys in COMMANDS.values() for key in keys)
        )
    for key, _ in part.table.entries:
        name = str(key.value) if isinstance(key, Known) else "?"
        if name in takes:
            continue
        hint = _INSTEAD.get(name, "") or near(name, takes - _MADE) or "remove it, or correct its name"
        word = f"a step of type `{found.kind}`"
        part.faults.error(
            "FLO236",
            f"{part.what} has the key `{name}`, which {word} does not take",
            key.span,
            label=REFUSED,
            help=hint,
            fix=_key_fix(key.span, name, takes - _MADE),
        )
