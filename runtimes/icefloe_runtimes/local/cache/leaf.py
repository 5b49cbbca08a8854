"""What of a step as the plan says it can change what it gives."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from icefloe_runtimes.edges import bodies
from icefloe_runtimes.step.narrow import entries, items
from icefloe_schema.codec import to_json
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.leaves import bare
from icefloe_schema.plan import Step

# How a step is called by people, when it runs, how often it is tried, and what becomes of a failure: a result that is
# kept is that of a try that went well. What it imports counts with the versions that are installed.
_PLAYS_NO_PART = ("title", "description", "display", "hints", "after", "ends", "group", "labels", "imports", "policy")
_POLICY = ("environment", "secrets")
# Where a plan holds values of the program; all other texts in it are names.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
_VALUES = ("captured", "defaults", "bound")
_HOLDS_TEXT = (*_VALUES, "value", "default", "command")


def together(*spelled_parts: str) -> str:
    """The digest of a list of documents, each of which is spelled already: that of the list as a document."""
    return digest(f"[{','.join(spelled_parts)}]")


def parts(document: Mapping[str, Json]) -> dict[str, Json]:
    """The parts of a step's document that count, by the names of its fields."""
    found = {name: value for name, value in document.items() if name not in _PLAYS_NO_PART}
    policy = document.get("policy")
    if isinstance(policy, dict):
        found.update({name: policy[name] for name in _POLICY if name in policy})
    return found


def document_of(step: Step) -> JsonObject:
    """A step as JSON; of the steps inside it without what is only shown."""
    whole = bare(step) if bodies(step) else step
    return to_json(whole)


def digest(value: object) -> str:
    """The SHA-256 of a text, or of a document whatever the order of its keys."""
    text = value if isinstance(value, str) else spelled(value)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def spelled(value: object) -> str:
    """A document as a text that has the same value in one form only."""
    return _ENCODER.encode(value)


def constants(value: Json) -> Iterator[str]:
    """The texts in a step's document that are values of the program, and so may be paths."""
    if isinstance(value, str):
        return
    if isinstance(value, (dict, Mapping)):
        for name, held in value.items():
            if isinstance(held, str) and name not in _HOLDS_TEXT:
                continue
            if name in _VALUES or (name == "value" and value.get("from") == "literal") or name == "default":
                yield from texts(held)
            elif name == "command" and isinstance(held, str):
                yield from words(held)
            else:
                yield from constants(held)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from constants(one)


def texts(value: object) -> Iterator[str]:
    """Every text in a value, keys of mappings too."""
    if isinstance(value, str):
        yield value
    for name, held in (entries(value) or {}).items():
        yield from texts(name)
        yield from texts(held)
    for one in items(value) or ():
        yield from texts(one)


def words(command: str) -> Iterator[str]:
    """The words of a command, and what stands behind `=` and redirections in them: they may be paths."""
    for sign in "\"'`;|&<>()=$\\\n\t":
        command = command.replace(sign, " ")
    yield from command.split()
