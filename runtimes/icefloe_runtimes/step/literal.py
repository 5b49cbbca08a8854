"""Literals of a plan with their references looked up."""

from icefloe_runtimes.step.loading import Modules
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json


def literal(data: Json, modules: Modules) -> object:
    """Give the Python value of an encoded literal."""
    return looked_up(literals.decode(data), modules)


def looked_up(value: object, modules: Modules) -> object:
    """Give a decoded literal with every `$ref` in it replaced by what it stands for."""
    if isinstance(value, literals.Ref):
        return modules.constant(value)
    if type(value) is list:
        return [looked_up(item, modules) for item in value]
    if type(value) is tuple:
        return tuple(looked_up(item, modules) for item in value)
    if type(value) is set:
        return {looked_up(item, modules) for item in value}
    if type(value) is dict:
        return {looked_up(key, modules): looked_up(item, modules) for key, item in value.items()}
    return value
