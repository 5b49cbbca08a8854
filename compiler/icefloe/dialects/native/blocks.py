"""`with` blocks around the calls of a pipeline function: policies of all steps that are called in them."""

from dataclasses import fields, replace

from icefloe.builder import options, resources
from icefloe.builder.drafts import Draft
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.trace import Path, With
from icefloe.values import Argument, Record
from icefloe_schema.records import dataclass

_POLICIES = ("retry", "on_failure", "CircuitBreaker")
_GROUP = ("name", "resources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The blocks around one call, the innermost first: policy as decorators would say it, the group, its resources."""

    records: tuple[Record, ...] = ()
    layers: tuple[Layer, ...] = ()
    group: str = ""
    resources: Argument | None = None


def around(path: Path, vocabulary: Vocabulary, notes: Notes) -> Around:
    """What the `with` blocks on a path say; what a step says itself, and an inner block, comes first."""
    found = Around()
    for part in reversed(path):
        if not isinstance(part, With) or not isinstance(part.value, Record):
            continue
        record, word = part.value, vocabulary.word(part.value.path)
        layer = Layer(word=word, path=record.path, arguments=record.arguments, span=record.span)
        if word in _POLICIES:
            found = replace(found, records=(*found.records, record), layers=(*found.layers, layer))
        elif word == "group":
            options.unknown_keywords(layer, _GROUP, notes)
            given = layer.argument("name", 0)
            name = options.text(given)
            if not name:
                notes.hole("the name of a group", given.value if given else record, record.span, "it is no known text")
            found = replace(
                found,
                records=(*found.records, record),
                group=found.group or name,
                resources=found.resources or layer.argument("resources", 1),
            )
    return found


def with_resources(one: Draft, blocks: Around, notes: Notes) -> Draft:
    """The step with the resources of the group that it is called in; what it says itself comes first."""
    found = resources.resources(blocks.resources, one.name, notes)
    own = one.policy.resources
    if found is None:
        return one
    if own is not None:
        said = {f.name: getattr(own, f.name) for f in fields(own) if getattr(own, f.name) not in ("", 0, {})}
        found = replace(found, **said)
    return replace(one, policy=replace(one.policy, resources=found))


def is_policy(record: Record, vocabulary: Vocabulary) -> bool:
    """Whether a call makes a block that says something about the steps in it."""
    return vocabulary.word(record.path) in {*_POLICIES, "group"}
