"""Python values as the plan's values."""

from collections.abc import Mapping
from typing import cast

from icefloe_runtimes.objects.address import literal
from icefloe_runtimes.objects.errors import BuildError
from icefloe_schema import literals
from icefloe_schema.plan import FromItem, FromLiteral, FromParameter, Value

# What is only one object each, or too common to tell one from another.
_COMMON = (type(None), bool, int, float, str, bytes)


class Constants:
    """Says values that the program has while it builds: as literals, or as what a step was given.

    `given` are the values of the function that builds. What no plan can hold is kept beside it, where there is a place
    for that (`keeps`): `kept` has it by the name of an item.
    """

    def __init__(self, given: Mapping[str, object] | None = None, *, keeps: bool = False) -> None:
        self.given = dict(given or {})
        self.keeps = keeps
        self.kept: dict[str, object] = {}

    def value(self, value: object, what: str) -> Value:
        """Give where a value comes from; `BuildError` says of `what` that it cannot be said."""
        for name, one in self.given.items():
            if one is value and not isinstance(value, _COMMON):
                return FromParameter(name=name)
        try:
            return FromLiteral(value=literal(value))
        except literals.EncodeError as error:
            if not self.keeps:
                how = "make it in a step, or give it to the run"
                raise BuildError(f"{what} cannot be written into a plan ({error}): {how}") from None
        name = next((name for name, one in self.kept.items() if one is value), f"kept-{len(self.kept)}")
        self.kept[name] = value
        return FromItem(name=name)


def kind(value: object) -> str:
    """Give the type of a parameter as its value shows it."""
    name = type(value).__name__
    return name if name in ("bool", "int", "float", "str", "list", "dict") else ""


def annotated(annotation: object) -> str:
    """Give the type of a parameter as its annotation says it, as far as that decides how a text is read."""
    known: dict[object, str] = {bool: "bool", int: "int", float: "float", str: "str"}
    return known.get(annotation, "") if isinstance(annotation, type) else ""


def fields(value: object) -> dict[str, object]:
    """Give the entries of a mapping by their names; none of anything else."""
    if not isinstance(value, Mapping):
        return {}
    return {str(name): one for name, one in cast("Mapping[object, object]", value).items()}
