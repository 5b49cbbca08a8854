"""Random classes of configuration for motools, what a program gives for them, and the text of both."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Value = object


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of a field: its annotation, values of it, values that are made into it, and values that are not."""

    annotation: str
    right: Sequence[Value]
    turned: Sequence[Value] = ()
    wrong: Sequence[Value] = ()


KINDS = (
    Kind("int", (0, 3, -7, 100), ("5",), ("many", None, [])),
    Kind("float", (0.5, 1.0, -2.25), (2, "0.25"), ("fast", [1])),
    Kind("str", ("plain", "", "a b", "ä"), (5,)),
    Kind("bool", (True, False)),
    Kind("list[int]", ([], [1, 2], [0]), (), (7,)),
    Kind("list[str]", (["x"], [])),
    Kind("dict[str, Any]", ({}, {"k": 1}, {"k": {"deep": [1]}})),
    Kind("dict[str, float]", ({"lr": 0.5}, {})),
    Kind("int | None", (None, 4)),
    Kind("str | None", (None, "t")),
    Kind("Literal['p', 'q']", ("p", "q"), (), ("r",)),
    Kind("Any", (1, "one", None, [1, "b"])),
)


@dataclass(slots=True)
class Field:
    """One field of a class; `default` is None where it has none."""

    name: str
    kind: Kind
    default: str | None = None

    def text(self) -> str:
        """As it is written."""
        return f"    {self.name}: {self.kind.annotation}" + (f" = {self.default}" if self.default is not None else "")


@dataclass(slots=True)
class Class:
    """The class of a section."""

    name: str
    fields: list[Field] = field(default_factory=list[Field])
    inner: "Class | None" = None

    def text(self) -> str:
        """As it is written, after that of the object in it."""
        body = [one.text() for one in self.fields]
        if self.inner is not None:
            body.append(f"    inner: {self.inner.name} = field(default_factory={self.inner.name})")
        whole = "\n".join(["@dataclass", f"class {self.name}(StepConfig):", *(body or ["    pass"])])
        return f"{whole}\n\n" if self.inner is None else f"{self.inner.text()}\n{whole}\n\n"

    def call(self, values: Mapping[str, Value], *, changed: Mapping[str, str] | None = None) -> str:
        """An object of it, written with its constructor; `changed` are values that are written as they stand there."""
        texts = {name: self._value(name, value) for name, value in values.items()} | dict(changed or {})
        return f"{self.name}({', '.join(f'{name}={text}' for name, text in texts.items())})"

    def _value(self, name: str, value: Value) -> str:
        if name == "inner" and self.inner is not None and isinstance(value, dict):
            return self.inner.call(value)
        return repr(value)


class Settings:
    """Makes classes and sections."""

    def __init__(self, source: random.Random) -> None:
        self.random = source

    def likely(self, chance: float) -> bool:
        """True with a chance."""
        return self.random.random() < chance

    def class_for(self, name: str, *, deep: bool = True) -> Class:
        """A class with some fields, those without a default first."""
        made = Class(name)
        kinds = self.random.sample(KINDS, self.random.randint(0, 4))
        for number, kind in enumerate(kinds):
            made.fields.append(Field(f"f{number}", kind, self._default(kind) if self.likely(0.6) or not deep else None))
        made.fields.sort(key=lambda one: one.default is not None)
        if deep and self.likely(0.2):
            made.inner = self.class_for(f"{name}Inner", deep=False)
        return made

    def _default(self, kind: Kind) -> str:
        value = self.random.choice(kind.right)
        if not isinstance(value, list | dict):
            return repr(value)
        return f"field(default_factory={f'lambda: {value!r}' if value else type(value).__name__})"

    def values(self, made: Class, *, turned: bool = False) -> dict[str, Value]:
        """A section that fits a class; `turned` takes values that mashumaro makes into what is asked for."""
        found: dict[str, Value] = {}
        for one in made.fields:
            if one.default is None or self.likely(0.5):
                some = one.kind.turned if turned and one.kind.turned else one.kind.right
                found[one.name] = self.random.choice(some)
        if made.inner is not None and self.likely(0.5):
            found["inner"] = self.values(made.inner)
        return found


def yaml(sections: Mapping[str, Value]) -> str:
    """A configuration as YAML."""
    return "".join(f"{name}: {json.dumps(section, ensure_ascii=False)}\n" for name, section in sections.items())
