"""What Python code says of the values and files that a task leaves behind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import word
from icefloe.dialects.runnable.written import Catalog, Returned, Text
from icefloe.reach import given, text
from icefloe.values import Items, Known, Record, Table, Value

Kind: TypeAlias = Literal["json", "pickled", "metric"]

#: The helpers, and the kinds of runnable's own class, with the kinds that they mean.
_HELPERS: Mapping[str, Kind] = MappingProxyType({"json": "json", "pickled": "pickled", "metric": "metric"})
_KINDS: Mapping[str, Kind] = MappingProxyType({"json": "json", "object": "pickled", "metric": "metric"})


def returns(view: View, record: Record) -> tuple[Returned, ...]:
    """The names that a task returns, in order."""
    found: list[Returned] = []
    for value in view.items(record, "returns") or ():
        name, kind = returned(value)
        if name is None:
            view.unknown("the name of a return", value, value.span)
            continue
        if kind is None:
            view.hole("the kind of a return", "it is not written out", value.span)
        found.append(Returned(name=name, kind=kind or "json", span=value.span))
    return tuple(found)


def returned(value: Value) -> tuple[str | None, Kind | None]:
    """The name and the kind of one return, as far as they are known."""
    if isinstance(value, Table):
        entries = {text(key): item for key, item in value.entries}
        return text(entries.get("name")), _kind(entries.get("kind"))
    short = word(value.path) if isinstance(value, Record) else ""
    if isinstance(value, Record) and short in _HELPERS:
        return text(given(value, "name", 0)), _HELPERS[short]
    if isinstance(value, Record) and short == "TaskReturns":
        return text(given(value, "name")), _kind(given(value, "kind"))
    return text(value), "json"


def _kind(value: Value | None) -> Kind | None:
    """The kind of a `TaskReturns`."""
    return "json" if value is None else _KINDS.get(text(value) or "")


def catalog(view: View, record: Record) -> Catalog | None:
    """The files that a task takes from the catalog and puts into it."""
    value = view.value(record, "catalog")
    if value is None or (isinstance(value, Known) and value.value is None):
        return None
    if isinstance(value, Table):
        entries = {text(key): item for key, item in value.entries}
        copies = entries.get("store_copy")
        stores = not (isinstance(copies, Known) and copies.value is False)
        return Catalog(get=_patterns(view, entries, "get"), put=_patterns(view, entries, "put"), copies=stores)
    found = view.log.object(value)
    if found is None or word(found.path) != "Catalog":
        view.unknown("the catalog of a task", value, record.span)
        return None
    view.stars(found)
    stores = view.value(found, "store_copy") is None or view.flag(found, "store_copy")
    return Catalog(get=view.texts(found, "get"), put=view.texts(found, "put"), copies=stores)


def _patterns(view: View, entries: dict[str | None, Value], name: str) -> tuple[Text, ...]:
    """The patterns of a catalog that is written as a dictionary."""
    value = entries.get(name)
    found: list[Text] = []
    for one in value.items if isinstance(value, Items) else () if value is None else (value,):
        pattern = text(one)
        if pattern is None:
            view.unknown(f"`{name}` of a catalog", one, one.span)
        else:
            found.append(Text(value=pattern, span=one.span))
    return tuple(found)
