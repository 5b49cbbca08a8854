"""Literals of a plan with their references looked up."""

from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.narrow import entries, items, members
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json

# Values of exactly these types have nothing in them to look up.
_WHOLE = frozenset((type(None), bool, int, float, str, bytes))


def literal(data: Json, modules: Modules) -> object:
    """Give the Python value of an encoded literal."""
    return looked_up(literals.decode(data), modules)


def looked_up(value: object, modules: Modules) -> object:
    """Give a decoded literal with every `$ref` in it replaced by what it stands for."""
    if type(value) in _WHOLE:
        return value
    if isinstance(value, literals.Ref):
        return modules.constant(value)
    named = entries(value)
    if named is not None:
        return {looked_up(key, modules): looked_up(item, modules) for key, item in named.items()}
    listed = items(value)
    if listed is None:
        kept = {looked_up(item, modules) for item in members(value)}
        return kept if isinstance(value, set) else value
    found = [looked_up(item, modules) for item in listed]
    return tuple(found) if isinstance(value, tuple) else found
