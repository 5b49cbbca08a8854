"""The `__init__` of classes that cost little to define: compiled when it is worth it.

To compile one takes as long as a hundred objects, and most classes of a short call make a few. So the first objects of
a class are made field by field, and whoever makes more, or calls it wrongly, gets what the standard library would have
compiled at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field
from functools import cache
from types import CodeType, FunctionType
from typing import Any

#: So many objects of a class are made field by field.
_FEW = 16
#: A field that is set: its name, what sets it, whether a place and whether a name may give it, default and factory.
_Set = tuple[str, Callable[[object, object], None], bool, bool, object, Any]


def give_init(cls: Any, *, frozen: bool, slots: bool) -> None:
    """Give a class with `__dataclass_fields__` an `__init__` that is compiled when it is called often, or wrongly.

    `slots` says that every field has a slot by then, be it in a class that was made anew from this one.
    """
    calls = 0
    known: object = None
    plan: tuple[_Set, ...] = ()

    def first(self: Any, *arguments: object, **named: object) -> None:
        nonlocal calls, known, plan
        owner: Any = cls  # also where it was called by a name that somebody has kept
        for base in type(self).__mro__:
            if base.__dict__.get("__init__") is first:
                owner = base
                break
        calls += 1
        if slots and calls <= _FEW:
            if known is not owner:
                known, plan = owner, _plan(owner)
            if _is_filled(self, plan, arguments, named):
                if hasattr(owner, "__post_init__"):
                    self.__post_init__()
                return
        made = _slotted(owner) if slots else _init(owner, frozen=frozen)
        if owner.__dict__.get("__init__") is first:
            owner.__init__ = made
        made(self, *arguments, **named)

    first.__name__ = "__init__"
    cls.__init__ = first


#: What is compiled has the name of its class in it.
_NOT_COMPILED = f"{give_init.__qualname__}.<locals>.first"


def settle(*classes: Any) -> None:
    """Give classes with slots the `__init__` now that they get when it is called often: for long-lived processes."""
    for cls in classes:
        if "__slots__" in cls.__dict__ and cls.__init__.__qualname__ == _NOT_COMPILED:
            cls.__init__ = _slotted(cls)


def _plan(cls: Any) -> tuple[_Set, ...]:
    """What an `__init__` sets, in order."""
    fields: dict[str, Field[Any]] = cls.__dataclass_fields__
    return tuple(
        (name, _setter(cls, name), one.init and not one.kw_only, one.init, one.default, one.default_factory)
        for name, one in fields.items()
        if one.init or one.default is not MISSING or one.default_factory is not MISSING
    )


def _is_filled(
    self: object, plan: tuple[_Set, ...], arguments: tuple[object, ...], named: Mapping[str, object]
) -> bool:
    """Set all fields of an object; False if the arguments are not right, which what is compiled then says."""
    placed = taken = 0
    for name, give, has_place, has_name, default, factory in plan:
        if has_place and placed < len(arguments):
            value = arguments[placed]
            placed += 1
        elif has_name and name in named:
            value = named[name]
            taken += 1
        else:
            value = default
        if value is MISSING:
            if factory is MISSING:
                return False
            value = factory()
        give(self, value)
    return placed == len(arguments) and taken == len(named)


def _slotted(cls: Any) -> Callable[..., None]:
    """`__init__` of a class with slots: it sets them through their descriptors, the fastest way past a frozen class.

    Classes whose fields are alike but for their names share what is compiled.
    """
    fields: dict[str, Field[Any]] = cls.__dataclass_fields__
    scope: dict[str, Any] = {"MISSING": MISSING}
    named: dict[str, Any] = {}
    placed: list[Any] = []
    shape: list[str] = []
    for number, (name, one) in enumerate(fields.items()):
        has_factory = one.default_factory is not MISSING
        if has_factory:
            scope[f"make{number}"] = one.default_factory
        elif not one.init:
            if one.default is MISSING:
                shape.append("")
                continue
            scope[f"make{number}"] = lambda value=one.default: value
        scope[f"set{number}"] = _setter(cls, name)
        shape.append(("named" if one.kw_only else "placed") + ("?" if has_factory else "") if one.init else "made")
        if one.init and (has_factory or one.default is not MISSING):
            if one.kw_only:
                named[name] = MISSING if has_factory else one.default
            else:
                placed.append(MISSING if has_factory else one.default)
    takes = [[name for name, one in fields.items() if one.init and one.kw_only is only] for only in (False, True)]
    code = _init_code(tuple(shape), hasattr(cls, "__post_init__")).replace(
        co_varnames=("self", *takes[0], *takes[1]), co_qualname=f"{cls.__qualname__}.__init__"
    )
    made = FunctionType(code, scope, "__init__", tuple(placed) or None)
    made.__kwdefaults__ = named or None
    return made


@cache
def _init_code(shape: tuple[str, ...], is_called_after: bool) -> CodeType:
    """The code of `__init__` for fields that are `placed`, `named` or `made`; `?` has a factory for a default."""
    takes = ["self", *(f"a{n}" for n, kind in enumerate(shape) if kind.startswith("placed"))]
    named = [f"a{n}" for n, kind in enumerate(shape) if kind.startswith("named")]
    takes += ["*", *named] if named else []
    values = {"": "", "made": "make{0}()", "placed": "a{0}", "named": "a{0}"}
    maybe = "make{0}() if a{0} is MISSING else a{0}"
    body = [f"set{n}(self, {values.get(kind, maybe).format(n)})" for n, kind in enumerate(shape) if kind]
    body += ["self.__post_init__()"] if is_called_after else []
    whole = compile(f"def __init__({', '.join(takes)}):\n " + ("\n ".join(body) or "pass"), "<record>", "exec")
    return next(one for one in whole.co_consts if isinstance(one, CodeType))


def _init(cls: Any, *, frozen: bool) -> Callable[..., None]:
    """Compile `__init__` of a class without slots."""
    scope: dict[str, Any] = {"MISSING": MISSING, "set_": object.__setattr__}
    takes: list[str] = []
    named: list[str] = []
    body: list[str] = []
    for name, one in cls.__dataclass_fields__.items():
        value = name
        if one.default_factory is not MISSING:
            scope[f"make_{name}"] = one.default_factory
            value = f"make_{name}() if {name} is MISSING else {name}" if one.init else f"make_{name}()"
            default = "=MISSING"
        elif one.default is not MISSING:
            scope[f"default_{name}"] = one.default
            default = f"=default_{name}"
            value = name if one.init else f"default_{name}"
        else:
            default = ""
        if one.init:
            (named if one.kw_only else takes).append(f"{name}{default}")
        elif not default:
            continue
        body.append(f"set_(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    star = ["*"] if named else []
    return compiled(cls, "__init__", ", ".join(["self", *takes, *star, *named]), "\n ".join(body) or "pass", scope)


def _setter(cls: Any, name: str) -> Callable[[object, object], None]:
    """What sets a field: the descriptor of its slot, wherever in the bases it is.

    Where a plain attribute of a base hides the slot, the value goes where `object.__setattr__` puts it.
    """
    found = next((base.__dict__[name] for base in cls.__mro__ if name in base.__dict__), None)
    setter: Callable[[object, object], None] | None = getattr(found, "__set__", None)
    return setter or (lambda self, value: object.__setattr__(self, name, value))


def compiled(cls: Any, name: str, takes: str, body: str, scope: dict[str, Any]) -> Callable[..., Any]:
    """Compile one method of a class; the text is our own, made of the names of fields."""
    exec(f"def {name}({takes}):\n {body}", scope)  # noqa: S102
    made: Callable[..., Any] = scope[name]
    made.__qualname__ = f"{cls.__qualname__}.{name}"
    return made
