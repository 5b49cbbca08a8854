"""Writes `plan.schema.json`, `lock.schema.json` and `difference.schema.json`: `python -m icefloe_schema.generate`."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from icefloe_schema.difference import Difference
from icefloe_schema.jsonvalue import Json
from icefloe_schema.lock import ABSENT, HEX, LEAVES, LOCK_VERSION, REQUIRED, Lock
from icefloe_schema.plan import Plan
from icefloe_schema.schema_of import DIALECT, anchored, definitions_of, first_sentence, schema_of


def plan_schema() -> dict[str, Json]:
    """The JSON Schema of plans."""
    return schema_of(Plan, "Icefloe plan")


def lock_schema() -> dict[str, Json]:
    """The JSON Schema of locks. It cannot say that the layout is fixed; the reader checks that."""
    contents = [form for forms in LEAVES.values() for form in forms if isinstance(form, type)]
    version: Json = {"const": LOCK_VERSION}
    return {
        "$schema": DIALECT,
        "title": "Icefloe lock",
        "description": first_sentence(Lock),
        "type": "object",
        "properties": {"version": version},
        "patternProperties": {
            anchored(pattern): {"anyOf": [_form(form) for form in forms]} for pattern, forms in LEAVES.items()
        },
        "required": [*REQUIRED, "version"],
        "additionalProperties": False,
        "$defs": definitions_of(contents),
    }


def difference_schema() -> dict[str, Json]:
    """The JSON Schema of what `icefloe diff --format json` prints."""
    return schema_of(Difference, "Icefloe difference")


FILES: Mapping[str, Callable[[], dict[str, Json]]] = MappingProxyType(
    {"plan.schema.json": plan_schema, "lock.schema.json": lock_schema, "difference.schema.json": difference_schema}
)


def text_of(name: str) -> str:
    """The text of one of the generated files."""
    return json.dumps(FILES[name](), indent=2, ensure_ascii=True) + "\n"


def main() -> None:
    """Write all files beside this module."""
    for name in FILES:
        Path(__file__).with_name(name).write_text(text_of(name), encoding="utf-8")


def _form(form: type | str) -> Json:
    if isinstance(form, type):
        return {"$ref": f"#/$defs/{form.__name__}"}
    return {"const": ABSENT} if form == ABSENT else {"type": "string", "pattern": anchored(HEX)}


if __name__ == "__main__":
    main()
