"""What a step in YAML gives, takes from the catalog and needs besides what it does."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from icefloe.dialects.runnable.document.faults import REFUSED, respelt
from icefloe.dialects.runnable.document.node import Node
from icefloe.dialects.runnable.document.table import Part
from icefloe.dialects.runnable.written import Catalog, Returned, Text
from icefloe.fixes import removed
from icefloe.values import Items, Known, Table, Value
from icefloe_schema.jsonvalue import Json, JsonObject

Kind: TypeAlias = Literal["json", "pickled", "metric"]

_KINDS: Mapping[str, Kind] = MappingProxyType({"json": "json", "object": "pickled", "metric": "metric"})
_RETURN = frozenset({"name", "kind"})
_CATALOG = frozenset({"get", "put", "store_copy"})


def returns(node: Node) -> tuple[Returned, ...]:
    """The names that a task returns."""
    part = node.part
    value = part.value("returns")
    if value is None or node.kind not in {"task", ""}:
        return ()
    if not isinstance(value, Items):
        part.faults.form(f"`returns` of {part.what}", "a list of `- name: …`", value)
        return ()
    found = [_returned(node, item) for item in value.items]
    return tuple(one for one in found if one is not None)


def _returned(node: Node, value: Value) -> Returned | None:
    part = node.part
    if not isinstance(value, Table):
        meant = value.value if isinstance(value, Known) and isinstance(value.value, str) else None
        must = f"a mapping: `- name: {meant or '…'}`"
        part.faults.form(f"every one of `returns` of {part.what}", must, value)
        return None if meant is None else Returned(name=meant, kind="json", span=value.span)
    own = Part(what=f"a return of {part.what}", at=value.span, table=value, faults=part.faults, binary=True)
    for key in own.names():
        if key.value not in _RETURN:
            part.faults.warn(
                "FLO238",
                f"nothing reads `{key.value}` of a return",
                key.span,
                label="runnable 0.50.0 drops it without a word",
                help="a return has `name` and `kind`",
                fix=respelt(key, _RETURN) or removed(key.span, f"`{key.value}`", safe=True),
            )
    name = own.text("name", must=True)
    kind = own.text("kind")
    if name is None:
        return None
    found = "json" if kind is None else kind.value
    stored = _KINDS.get(found)
    if stored is None and kind is not None:
        wrong = Known(value=found, span=kind.span)
        part.faults.form(f"`kind` of a return of {part.what}", "`json`, `object` or `metric`", wrong)
    if stored == "pickled":
        _check_shell(node, name, kind)
    return Returned(name=name.value, kind=stored or "json", span=name.span)


def _check_shell(node: Node, name: Text, kind: Text | None) -> None:
    if node.command == "shell":
        node.part.faults.error(
            "FLO193",
            f"{node.part.what} is a shell and returns `{name.value}` as an object, and a shell has no objects",
            name.span if kind is None else kind.span,
            label=REFUSED,
            help="write `kind: json` or `kind: metric`: the value of the exported variable",
        )


def catalog(node: Node) -> Catalog | None:
    """The files that a task takes from the catalog and puts into it."""
    part = node.part
    value = part.value("catalog")
    if node.kind not in {"task", "stub"} or value is None or (isinstance(value, Known) and value.value is None):
        return None
    own = part.part("catalog", f"`catalog` of {part.what}")
    if own is None:
        return None
    for key in own.names():
        if key.value not in _CATALOG:
            part.faults.error(
                "FLO236",
                f"`catalog` of {part.what} has the key `{key.value}`, which it does not take",
                key.span,
                help="a catalog has `get`, `put` and `store_copy`",
                fix=respelt(key, _CATALOG),
            )
    return Catalog(get=own.texts("get"), put=own.texts("put"), copies=own.truth("store_copy", default=True))


def secrets(node: Node) -> tuple[Text, ...]:
    """The names of the secrets that a task needs."""
    if node.kind != "task":
        return ()
    part = node.part
    return Part(what=part.what, at=part.at, table=part.table, faults=part.faults, binary=True).texts("secrets")


def overrides(node: Node) -> JsonObject:
    """The keys of the configuration that are meant for a step, by executor."""
    part = node.part
    own = part.part("overrides", f"`overrides` of {part.what}")
    if own is None:
        return {}
    found: dict[str, Json] = {}
    for key in own.names():
        text = own.text(key.value)
        if text is not None:
            found[key.value] = text.value
    return found


def check_attempts(node: Node) -> None:
    """Say that nothing reads `max_attempts`."""
    part = node.part
    if node.kind not in {"task", "stub"}:
        return
    number = part.number("max_attempts")
    if number is None:
        return
    if number < 1:
        part.faults.error(
            "FLO231", f"`max_attempts` of {part.what} must be at least 1", part.key("max_attempts"), help="remove it"
        )
    elif number > 1:
        part.faults.warn(
            "FLO238",
            f"nothing reads `max_attempts` of {part.what}: it is tried once",
            part.key("max_attempts"),
            label=f"runnable 0.50.0 never makes the other {number - 1} attempts"
            if number > 2
            else "runnable 0.50.0 never makes the other attempt",
            help="remove it, or run the whole again with `runnable retry`",
            fix=removed(part.key("max_attempts"), "`max_attempts`", safe=True),
        )
