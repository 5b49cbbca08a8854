"""Attributes of objects that are not seen into, whose value was changed after it was set."""

from icefloe.evaluate.machine import Machine
from icefloe.trace import Effect
from icefloe.values import Items, Record, Table, Unknown


def tell(machine: Machine) -> None:
    """Put an effect into the log for each list or dictionary that such an attribute was set to and that is another now.

    What it holds at the end is not what the object has: that may have added to it by itself.
    """
    last: dict[tuple[int, str], Effect] = {}
    for effect in machine.effects:
        if effect.kind == "set" and effect.name and isinstance(effect.target, Record):
            last[effect.target.token, effect.name] = effect
    for effect in last.values():
        if isinstance(effect.value, Items | Table) and machine.frozen(effect.value) != effect.value:
            why = f"what `.{effect.name}` was set to is changed after that"
            machine.emit("set", effect.target, Unknown(why=why, span=effect.span), effect.span, name=effect.name)
