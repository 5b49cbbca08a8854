"""Classes and protocols made at random, always the same ones for a seed: members of all kinds, calls of all shapes."""

import random
from dataclasses import dataclass

IMPORTS = """from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple, Protocol
"""
TYPES = ("int", "bool", "float", "str", "object", "int | None", "list[int]", "Sequence[int]", "Literal['a']")
RESULTS = ("int", "bool", "float", "object", "str", "None")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A class: its name, its source, whether it is a protocol."""

    name: str
    source: str
    protocol: bool


class Maker:
    """Makes classes from one stream of random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def members(self, count: int) -> list[Made]:
        """So many classes with members, every other one a protocol."""
        return [self._protocol(number) if number % 2 else self._class(number) for number in range(count)]

    def calls(self, count: int) -> list[Made]:
        """So many protocols that ask for a call."""
        found: list[Made] = []
        for number in range(count):
            taken, given = self.parameters(), self.random.choice(RESULTS)
            source = f"class Call{number}(Protocol):\n    def __call__({taken}) -> {given}: ...\n"
            found.append(Made(name=f"Call{number}", source=source, protocol=True))
        return found

    def parameters(self) -> str:
        """The parameters of a method: by position, by name, with defaults, any number."""
        chance = self.random.random
        names = self.random.sample("abcd", self.random.randint(0, 3))
        placed = names[: self.random.randint(0, len(names))]
        named = names[len(placed) :] if chance() < 0.6 else []
        slash = self.random.randint(1, len(placed)) if placed and chance() < 0.35 else 0
        parts, default = ["self"], ""
        for position, name in enumerate(placed, start=1):
            default = default or (" = ..." if chance() < 0.25 else "")
            parts.append(f"{name}: {self._type()}{default}")
            if position == slash:
                parts.append("/")
        if chance() < 0.2:
            parts.append(f"*args: {self._type()}")
        elif named:
            parts.append("*")
        parts += [f"{name}: {self._type()}{' = ...' if chance() < 0.4 else ''}" for name in named]
        if chance() < 0.15:
            parts.append(f"**kwargs: {self._type()}")
        return ", ".join(parts)

    def _type(self) -> str:
        return self.random.choice(TYPES)

    def _protocol(self, number: int) -> Made:
        body = [line for name in self._names() for line in self._member(name)]
        source = "\n".join([f"class Asks{number}(Protocol):", *body, ""])
        return Made(name=f"Asks{number}", source=source, protocol=True)

    def _class(self, number: int) -> Made:
        name, roll = f"Has{number}", self.random.random()
        fields = [f"    {one}: {self._type()}" for one in self._names()]
        if roll < 0.1:
            lines = ["@dataclass", f"class {name}:", *fields]
        elif roll < 0.2:
            lines = ["@dataclass(frozen=True)", f"class {name}:", *fields]
        elif roll < 0.3:
            lines = [f"class {name}(NamedTuple):", *fields]
        elif roll < 0.45:
            taken = ", ".join(["self", *(field.strip() for field in fields)])
            lines = [f"class {name}:", f"    def __init__({taken}) -> None:"]
            lines += [f"        self.{one.strip().split(':')[0]} = {one.strip().split(':')[0]}" for one in fields]
        else:
            body = "\n".join(line for one in self._names() for line in self._member(one))
            # Type checkers want more of the body of what is no protocol.
            lines = [f"class {name}:", f"{body}\n".replace(": ...\n", ":\n        raise NotImplementedError\n")]
        return Made(name=name, source="\n".join([*lines, ""]), protocol=False)

    def _names(self) -> list[str]:
        return self.random.sample(("p", "q"), self.random.choice((1, 1, 1, 2)))

    def _member(self, name: str) -> list[str]:
        """One member of a kind by chance."""
        given, taken = self._type(), self._type()
        read = ["    @property", f"    def {name}(self) -> {given}: ..."]
        kinds = (
            (25, [f"    {name}: {given}"]),
            (5, [f"    {name}: ClassVar[{given}]"]),
            (18, read),
            (10, [*read, f"    @{name}.setter", f"    def {name}(self, value: {given}) -> None: ..."]),
            (25, [f"    def {name}(self, x: {taken}) -> {given}: ..."]),
            (5, ["    @staticmethod", f"    def {name}(x: {taken}) -> {given}: ..."]),
            (5, ["    @classmethod", f"    def {name}(cls, x: {taken}) -> {given}: ..."]),
            (5, [f"    async def {name}(self) -> {given}: ..."]),
        )
        return self.random.choices([lines for _, lines in kinds], [weight for weight, _ in kinds])[0]
