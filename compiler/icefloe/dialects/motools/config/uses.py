"""What the body of a step reads from its configuration: names that the class of the section does not have."""

from collections.abc import Iterator

from icefloe.dialect import Reader
from icefloe.dialects.motools.config.classes import lineage
from icefloe.dialects.motools.config.say import finding, listed, near
from icefloe.dialects.motools.config.shape import Shape, shape_of
from icefloe.findings import Finding
from icefloe.fixes import renamed
from icefloe.reach import parts, text
from icefloe.trace import Each, Effect, If, While
from icefloe.values import Class, Function, Known, Record, Reference, Symbol, Value

_KNOWN_BASES = ("motools.", "mozoo.", "mashumaro.", "pydantic.", "typing.", "typing_extensions.", "abc.", "builtins.")
_METHODS = frozenset({"to_dict", "from_dict", "to_yaml", "from_yaml", "to_json", "from_json", "dict", "json", "copy"})
_MOST = 5_000


def unread(reader: Reader, function: Function | None, shape: Shape | None, step: str) -> Iterator[Finding]:
    """The names that a step's function reads from its configuration, and that are none of its class."""
    if function is None or shape is None or not function.parameters or not _is_closed(shape):
        return
    names = [one.name for one in function.parameters]
    name = "config" if "config" in names else names[1] if names[0] in ("self", "cls") and len(names) > 1 else names[0]
    effects = reader.apply(function).effects
    values = list(_values(effects))
    asked = set(_asked(values))
    seen: set[str] = set()
    for one in values:
        if not isinstance(one, Symbol) or one.op != "attribute":
            continue
        owner = _shape(reader, one.operands[0], shape, name)
        wanted = text(one.operands[1])
        if owner is None or wanted is None or wanted in seen or wanted in asked or _has(reader, owner, wanted):
            continue
        seen.add(wanted)
        fields = [part.attribute for part in owner.parts]
        guess = near(wanted, fields)
        yield finding(
            "FLO345",
            f"step `{step}` reads `{wanted}` of its configuration, and `{owner.name}` has no such field",
            one.span,
            help=f"did you mean `{guess}`?" if guess else f"it has {listed(fields)}" if fields else "it has no fields",
            fix=renamed(one.span, wanted, guess),
            note=(f"`{owner.name}`", owner.span),
        )


def _asked(values: list[Value]) -> Iterator[str | None]:
    """The names that the code asks for without a need for them: `hasattr`, `getattr` with a default."""
    for one in values:
        if isinstance(one, Record) and one.path in ("builtins.hasattr", "builtins.getattr") and len(one.arguments) > 1:
            yield text(one.arguments[1].value)
        elif isinstance(one, Symbol) and one.op == "attribute" and one.operands[1].span != one.span:
            # The name is written apart from the object: `getattr(config, "rate", None)`.
            yield text(one.operands[1])


def _values(effects: tuple[Effect, ...]) -> Iterator[Value]:
    """All values that the code has to do with, each once."""
    waiting: list[Value] = []
    for effect in effects:
        waiting += [effect.value, effect.target]
        for step in effect.path:
            match step:
                case If(test=test) | While(test=test):
                    waiting.append(test)
                case Each(iterable=iterable):
                    waiting.append(iterable)
                case _:
                    pass
    seen: set[int] = set()
    waiting.reverse()
    while waiting and len(seen) < _MOST:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += parts(one)
        if isinstance(one, Record):
            waiting.append(one.function)


def _shape(reader: Reader, value: Value, shape: Shape, name: str) -> Shape | None:
    """The class of a value that is the configuration, or reached from it by fields; None for all others."""
    if not isinstance(value, Symbol):
        return None
    if value.op == "parameter":
        first = value.operands[0]
        return shape if isinstance(first, Known) and first.value == name else None
    if value.op != "attribute":
        return None
    owner = _shape(reader, value.operands[0], shape, name)
    wanted = text(value.operands[1])
    part = None if owner is None else next((one for one in owner.parts if one.attribute == wanted), None)
    inner = None if part is None else shape_of(part.form)
    return inner if inner is not None and _is_closed(inner) else None


def _is_closed(shape: Shape) -> bool:
    """Whether all names of a class are known."""
    if shape.unknown == "kept" or not shape.target:
        return False
    family = lineage(shape.value) if isinstance(shape.value, Class) else []
    bases = [base for owner in family for base in owner.bases]
    if any(name in ("__getattr__", "__getattribute__", "__init__") for owner in family for name, _ in owner.methods):
        return False
    return all(
        isinstance(base, Class) or (isinstance(base, Reference) and base.path.startswith(_KNOWN_BASES))
        for base in bases
    )


def _has(reader: Reader, shape: Shape, name: str) -> bool:
    """Whether objects of a class have a name: a field, a member, or what its `__post_init__` sets."""
    if name.startswith(("__", "model_")) or name in _METHODS or any(one.attribute == name for one in shape.parts):
        return True
    family = lineage(shape.value) if isinstance(shape.value, Class) else []
    if any(member == name for owner in family for member, _ in owner.methods):
        return True
    if any(field.name == name for owner in family for field in owner.fields):
        return True
    made = () if shape.after is None else reader.apply(shape.after).effects
    return any(effect.kind == "set" and effect.name == name for effect in made)
