"""Parameter files: YAML or JSON mappings from names to values, read with the place of every name."""

from dataclasses import dataclass

import yaml

from icefloe.documents import DEPTH, LIMIT, PLAIN, Refusal, place, scalar, span_of
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in the file: its value (with typed YAML scalars) and the place where it stands."""

    name: str
    value: Value
    span: Span


def entries(data: bytes, path: str) -> tuple[Entry, ...] | Refusal:
    """The names of the top-level mapping of a parameter file."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1)
    if len(data) > LIMIT:
        return Refusal(why=f"the file is larger than {LIMIT} bytes", span=start)
    try:
        text = data.decode("utf-8-sig")
        loader = yaml.SafeLoader(text)
        unbounded = _unbounded(text)
        if unbounded:
            return Refusal(why=unbounded, span=start)
        node = loader.get_single_node()
        return _mapping(loader, node, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = start if mark is None else place(path, mark.line, mark.column)
        return Refusal(why=error.problem or "it is not YAML", span=at)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        return Refusal(why=f"it is not YAML: {error}", span=start)
    except RecursionError:
        return Refusal(why="it is nested too deeply", span=start)


def _unbounded(text: str) -> str:
    """Why a short text would grow or take time without bound, "" if it would not: aliases and nesting do that."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            return "aliases (`*name`) are not read"
        if depth > DEPTH:
            return "it is nested too deeply"
    return ""


def _mapping(loader: yaml.SafeLoader, node: yaml.Node | None, path: str) -> tuple[Entry, ...] | Refusal:
    """The entries of the top-level node."""
    if node is None:
        return ()
    if not isinstance(node, yaml.MappingNode):
        return Refusal(why="it is not a mapping from names to values", span=span_of(node, path))
    found: list[Entry] = []
    names: set[str] = set()
    for key, item in node.value:
        name = scalar(loader, key)
        if not isinstance(name, str):
            return Refusal(why=f"the key `{name}` is not a name", span=span_of(key, path))
        if name in names:
            return Refusal(why=f"`{name}` stands in it twice", span=span_of(key, path))
        value = _value(loader, item, path)
        if value is None:
            return Refusal(why=f"the value of `{name}` is not plain data", span=span_of(item, path))
        names.add(name)
        found.append(Entry(name=name, value=value, span=span_of(key, path)))
    return tuple(found)


def _value(loader: yaml.SafeLoader, node: yaml.Node, path: str) -> Value | None:
    """A node as a value; None for a date, a set or a tagged object."""
    span = span_of(node, path)
    if isinstance(node, yaml.CollectionNode) and node.tag not in PLAIN:
        return None
    if isinstance(node, yaml.SequenceNode):
        items = [_value(loader, item, path) for item in node.value]
        known = tuple(item for item in items if item is not None)
        return Items(kind="list", items=known, token=0, span=span) if len(known) == len(items) else None
    if isinstance(node, yaml.MappingNode):
        pairs: list[tuple[Value, Value]] = []
        for key, item in node.value:
            left, right = _value(loader, key, path), _value(loader, item, path)
            if left is None or right is None:
                return None
            pairs.append((left, right))
        return Table(entries=tuple(pairs), token=0, span=span)
    found = scalar(loader, node)
    if found is None or isinstance(found, str | int | float | bool):
        return Known(value=found, span=span)
    return None
