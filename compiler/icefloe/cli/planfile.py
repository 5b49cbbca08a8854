"""Plans as documents: JSON, or YAML with the same content."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icefloe_schema.plan import Plan


def text_of(plan: "Plan", form: str) -> str:
    """Write a plan as `json` or `yaml`."""
    from icefloe_schema import codec

    if form == "json":
        return codec.dumps(plan)
    import yaml

    return yaml.safe_dump(json.loads(codec.dumps(plan)), sort_keys=False, allow_unicode=False, width=120)


def plan_in(text: str, form: str) -> "Plan":
    """Read a plan from `json` or `yaml`; what does not belong there is a `SchemaError` with its place."""
    from icefloe_schema import codec
    from icefloe_schema.errors import SchemaError

    if form == "json":
        return codec.loads(text)
    import yaml

    try:
        _refuse_bombs(text)
        document = yaml.safe_load(text)
        return codec.loads(json.dumps(document))
    except (yaml.YAMLError, TypeError) as error:
        raise SchemaError(f"this is not a plan in YAML: {error}") from error


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
