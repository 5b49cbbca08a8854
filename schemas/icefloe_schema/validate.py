"""Documents from outside against the JSON Schemas, for those who do not trust our own reader.

`jsonschema` is imported when it is needed: reading and running a plan does without it.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from icefloe_schema.errors import SchemaError
from icefloe_schema.jsonvalue import Json
from icefloe_schema.strict import MAX_DEPTH, join, walk


def validate(document: Json, schema: Literal["plan", "lock"] = "plan") -> None:
    """Refuse a document that does not fit its JSON Schema: `SchemaError` with the place of the deepest complaint."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match  # pyright: ignore[reportUnknownVariableType]

    for place, value in walk(document):
        if isinstance(value, float):
            # JSON Schema cannot tell 1.0 from 1.
            raise SchemaError(f'{value!r} is a JSON float; write {{"$float": "{value!r}"}}', at=place)
        if place.count(".") + place.count("[") > MAX_DEPTH:
            raise SchemaError(f"nested more than {MAX_DEPTH} levels deep")
    validator: Any = Draft202012Validator(schema_document(schema))
    best = cast("Callable[[Any], Any]", best_match)
    error = best(validator.iter_errors(document))
    if error is None:
        return
    at = ""
    for part in error.absolute_path:
        at = f"{at}[{part}]" if isinstance(part, int) else join(at, str(part))
    raise SchemaError(error.message[:300], at=at)


@cache
def schema_document(name: str) -> dict[str, Json]:
    """One of the JSON Schemas of this package, as a document."""
    text = Path(__file__).with_name(f"{name}.schema.json").read_text(encoding="utf-8")
    document: dict[str, Json] = json.loads(text)
    return document
