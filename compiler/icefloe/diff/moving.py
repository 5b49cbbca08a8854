"""A pipeline whose file has another name now: what it holds is held against the old file's under that name."""

import dataclasses
from dataclasses import replace
from typing import Any, TypeVar, cast

from icefloe.diff.codes import Code, Codes
from icefloe.diff.side import Pipeline
from icefloe_schema.plan import FunctionRef

Part = TypeVar("Part")


def has_moved(old: Pipeline, new: Pipeline) -> bool:
    """Whether a pipeline is called as it was, in a file of another name."""
    (first, colon, was), (second, other, now) = old.key.partition(":"), new.key.partition(":")
    return bool(colon and other) and first != second and was == now and _entries(old, new) is not None


def rehomed(old: Pipeline, new: Pipeline) -> Pipeline:
    """The old pipeline as it were in the new file."""
    modules = _entries(old, new)
    if modules is None:
        return old
    was, now = modules
    plan = replace(_renamed(old.plan, was, now), entry=new.plan.entry)
    shape = old.shape
    if shape is None:
        return replace(old, plan=plan)

    def of(ref: FunctionRef) -> str:
        return shape(replace(ref, module=was) if ref.module == now else ref)

    return replace(old, plan=plan, shape=of)


def rehomed_codes(codes: Codes, old: Pipeline, new: Pipeline) -> Codes:
    """The codes of both with what the old one reaches in its file as it were in the new file."""
    modules = _entries(old, new)
    if modules is None:
        return codes
    was, now = (f"{module}:" for module in modules)
    older: dict[str, Code] = {}
    for address, code in codes.old.items():
        reached = [
            replace(one, name=now + one.name.removeprefix(was)) if one.name.startswith(was) else one
            for one in code.content.reached
        ]
        content = replace(code.content, reached=tuple(sorted(reached, key=lambda one: one.name)))
        older[address] = replace(code, content=content)
    return replace(codes, old=older)


def _entries(old: Pipeline, new: Pipeline) -> tuple[str, str] | None:
    """The modules of both, if they hold it under one name."""
    (was, _, first), (now, _, second) = (str(one.plan.entry).partition(":") for one in (old, new))
    return (was, now) if was and now and first == second else None


def _renamed(value: Part, was: str, now: str) -> Part:
    """A part of a plan in which the functions of one module are of another one."""
    return cast("Part", _changed(value, was, now))


def _changed(value: object, was: str, now: str) -> object:
    if isinstance(value, tuple):
        return tuple(_changed(item, was, now) for item in cast("tuple[object, ...]", value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, FunctionRef) and value.module == was:
        return replace(value, module=now)
    kept: dict[str, Any] = {one.name: _changed(getattr(value, one.name), was, now) for one in dataclasses.fields(value)}
    return type(value)(**kept)
