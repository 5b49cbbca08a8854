"""Whether a value fits the parameter it goes into, when what is done to it on its way in is taken into account."""

from collections.abc import Sequence

from icefloe.connections.connection import End
from icefloe.connections.entries import by_entries
from icefloe.graph import Binding
from icefloe.infer import Types
from icefloe.types import LiteralType, Named, NewTypeType, Type, UnknownType, Verdict, causes, spell
from icefloe.types.verdict import unknown

_SCALARS = {"builtins.str", "builtins.int", "builtins.float", "builtins.bool"}
_CONTAINERS = {"builtins.list", "builtins.dict", "builtins.tuple", "builtins.set"}


def verdict(binding: Binding, given: Type, ends: Sequence[End], types: Types) -> Verdict:
    """Whether a value of type `given`, which comes from these ends, fits the parameter of a binding."""
    if binding.judged is not None and binding.judged.answer != "unknown":
        return binding.judged
    if isinstance(binding.type, UnknownType):
        return Verdict("unknown", binding.type.why, binding.type.cause)
    if isinstance(given, UnknownType):
        return Verdict("unknown", given.why, given.cause)
    answer = by_entries(binding.type, ends, types) or _named(given, binding.type, types.assignable(given, binding.type))
    if answer.answer == "yes" or not binding.adapt:
        return answer
    how = {adapt.how for adapt in binding.adapt}
    if "json" in how:
        return unknown(f"what a `{spell(given)}` reads as is not known", causes.RUN_TIME)
    return _cast(given, binding.type, answer) if "cast" in how else answer


def _named(given: Type, wanted: Type, answer: Verdict) -> Verdict:
    """The answer for two names of types that say nothing else, without the type that both of them are of."""
    both = isinstance(given, NewTypeType) and isinstance(wanted, NewTypeType)
    if both and answer.answer == "no":
        return Verdict("no", f"{spell(given)} is not {spell(wanted)}", answer.cause)
    return answer


def _cast(given: Type, wanted: Type, answer: Verdict) -> Verdict:
    """Whether calling the wanted class with the value makes one: certain for scalars into text and numbers into
    numbers, certainly not for a scalar that is no text into a container, unknown otherwise."""
    source = given.path if isinstance(given, Named | LiteralType) else ""
    target = wanted.path if isinstance(wanted, Named) else ""
    if source in _SCALARS and target in _SCALARS:
        if target in ("builtins.str", "builtins.bool") or source != "builtins.str":
            return Verdict("yes")
        return unknown(f"whether a text can be read as `{spell(wanted)}` depends on the text", causes.RUN_TIME)
    if source in _SCALARS - {"builtins.str"} and target in _CONTAINERS:
        return answer
    return unknown(f"it is cast to `{spell(wanted)}` at run time", causes.CAST)
