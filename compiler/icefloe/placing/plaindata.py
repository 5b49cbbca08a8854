"""Files of plain data, JSON or YAML, in which no key stands twice."""

import json
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml


def plain_data(text: str, name: str) -> object:
    """Read a file of plain data, JSON or else YAML; a key that stands twice is a `SchemaError`, as is a wrong file."""
    import yaml

    from icefloe_schema.errors import SchemaError

    if name.endswith(".json"):
        try:
            read: object = json.loads(text, object_pairs_hook=_each_once)
        except ValueError as error:
            raise SchemaError(f"this is not JSON: {error}") from error
        return read
    try:
        _refuse_bombs(text)
        found: object = yaml.load(text, Loader=_strict_loader())  # noqa: S506 - it is a SafeLoader
    except yaml.YAMLError as error:
        raise SchemaError(f"this is not YAML: {_wrong(error)}") from error
    return found


def _wrong(error: Exception) -> str:
    """What is wrong with a YAML text, and where in it; PyYAML itself names a file that is none."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None or not problem:
        return " ".join(str(error).replace('in "<unicode string>", ', "at ").split())
    return f"{problem} (line {mark.line + 1}, column {mark.column + 1})"


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice")
    return found


def _strict_loader() -> "type[yaml.SafeLoader]":
    """A loader that refuses a key that stands twice, and leaves dates as they are written."""
    import yaml

    class Loader(yaml.SafeLoader):
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            twice = next((key for key in keys if keys.count(key) > 1), None)
            if twice is not None:
                marks = [key.start_mark for key, _ in node.value if key.value == twice]
                raise yaml.constructor.ConstructorError(None, None, f"the key {twice!r} stands twice", marks[1])
            return super().construct_mapping(node, deep)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))
    return Loader


def _refuse_bombs(text: str) -> None:
    """Refuse what a few lines of YAML can grow without bound: aliases and nesting. No plan needs them."""
    import yaml

    from icefloe_schema.errors import SchemaError
    from icefloe_schema.strict import MAX_DEPTH

    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise SchemaError(f"a plan has no aliases (`*{event.anchor}`)")
        if depth > MAX_DEPTH:
            raise SchemaError(f"nested more than {MAX_DEPTH} levels deep")
