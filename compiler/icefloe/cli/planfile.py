"""Plans as documents: JSON, or YAML with the same content."""

from typing import TYPE_CHECKING

from icefloe.cli.talk import Refusal, say

if TYPE_CHECKING:
    from icefloe_schema.codec import Reading
    from icefloe_schema.plan import Plan


def text_of(plan: "Plan", form: str) -> str:
    """Write a plan as `json` or `yaml`."""
    from icefloe_schema import codec, yamlform

    if form == "json":
        return codec.dumps(plan)
    from icefloe.documents.exactyaml import MAX_CHARACTERS

    text = yamlform.dumps(codec.to_json(plan))
    if len(text) > MAX_CHARACTERS:
        raise Refusal(
            f"plan {plan.name!r} is too long for YAML, which is read up to {MAX_CHARACTERS // 2**20} Mi characters: "
            "write it as JSON"
        )
    return text


def plan_of(data: bytes, name: str) -> "Plan":
    """Read the plan in a file, by its name YAML or else JSON; say what a newer version's reader should be told.

    What is no plan is refused with its place in the document, and with the line and the column.
    """
    from icefloe_schema.errors import SchemaError

    try:
        reading = reading_of(data.decode(), form_of(name))
    except UnicodeDecodeError as error:
        raise Refusal(f"{name} is not UTF-8: byte {error.start} cannot be read") from error
    except SchemaError as error:
        raise Refusal(f"{name}: {error}") from error
    for warning in reading.warnings:
        say(f"warning: {name}: {warning}")
    return reading.plan


def form_of(name: str) -> str:
    """The form of a plan by the name of its file."""
    return "yaml" if name.endswith((".yaml", ".yml")) else "json"


def reading_of(text: str, form: str) -> "Reading":
    """Read a plan from `json` or `yaml`; what does not belong there is a `SchemaError` with its place."""
    from icefloe_schema import codec, jsonplace, strict
    from icefloe_schema.errors import SchemaError

    if form == "yaml":
        from icefloe.documents import exactyaml

        document, place_of = exactyaml.parse(text), exactyaml.place_of
    else:
        document, place_of = None, jsonplace.place_of
    try:
        return codec.read_document(strict.parse(text) if form == "json" else document)
    except SchemaError as error:
        found = place_of(text, error.at) if error.at else None
        where = f" (line {found[0]}, column {found[1]})" if found is not None else ""
        raise SchemaError(f"{error.message}{where}", at=error.at) from error
