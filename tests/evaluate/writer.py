"""Expressions and simple statements, made from a row of choices."""

from collections.abc import Callable

from templates import CHANGES, EXPRESSIONS, LITERALS, SAFE, TYPES

Pick = Callable[[int], int]


class Writer:
    """Writes the lines of one program. `flags` allows tests whose result only a run can tell."""

    def __init__(self, pick: Pick, flags: bool) -> None:
        self.pick = pick
        self.flags = flags
        self.lines = ["from lib import act, flag", "from dataclasses import dataclass, field"]
        self.depth = 0
        self.names: list[dict[str, list[str]]] = [{kind: [] for kind in TYPES}]
        self.functions: list[tuple[str, tuple[str, ...], str]] = []
        self.classes: list[str] = []
        self.objects: list[str] = []
        self.loops = 0
        self.inside: list[str] = []
        self.count = 0
        self.returns = "int"

    def one(self, options: tuple[str, ...] | list[str]) -> str:
        return options[self.pick(len(options))]

    def new(self, prefix: str = "v") -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def visible(self, kind: str) -> list[str]:
        return [name for names in self.names for name in names[kind]]

    def expression(self, kind: str, depth: int = 2) -> str:
        """An expression of a type."""
        names = self.visible(kind)
        choice = self.pick(8)
        if names and choice < 3:
            return self.one(names)
        if depth <= 0 or choice == 3:
            return self.one(LITERALS[kind])
        if kind == "bool" and self.flags and choice == 4:
            return f"flag({self.pick(3)})"
        if choice == 5:
            made = [call for call in self.functions if call[2] == kind]
            if made:
                return self.call(made[self.pick(len(made))], depth)
        if choice == 6 and kind == "int" and self.objects:
            return f"{self.one(self.objects)}.{self.one(('n', 'm', 'get()', 'add(2)', 'p', 'make(1).n'))}"
        return f"({self.filled(self.one(EXPRESSIONS[kind]), depth - 1)})"

    def call(self, function: tuple[str, tuple[str, ...], str], depth: int) -> str:
        name, kinds, _ = function
        given = [self.expression(kind, depth - 1) for kind in kinds]
        match self.pick(4):
            case 0 if given:
                return f"{name}(*[{', '.join(given)}])"
            case 1 if given:
                return f"{name}({', '.join([*given[:-1], f'a{len(given) - 1}={given[-1]}'])})"
            case 2 if given:
                return f"{name}({', '.join(given[:-1])})"
            case _:
                return f"{name}({', '.join(given)})"

    def filled(self, template: str, depth: int, name: str = "") -> str:
        """A template with its words replaced; a word before `(` or after `.` is the builtin or a method."""
        result, word, fresh = "", "", f"{self.new('t')}_"
        # Before Python 3.12 a quote inside an f-string ends it.
        quoted = "f'" in template
        for at, character in enumerate(f"{template} "):
            if character.isalpha():
                word += character
                continue
            if word in TYPES and character != "(" and not result.endswith((".", "'")):
                result += self.one([*self.visible(word), SAFE[word]]) if quoted else self.expression(word, depth)
            else:
                result += word
            word = ""
            result += {"#": fresh, "@": name}.get(character, character) if at < len(template) else ""
        return result

    def bound(self, kind: str) -> str:
        name = self.new()
        self.names[-1][kind].append(name)
        return name

    def assign(self) -> None:
        kind = self.one(TYPES)
        old = self.names[-1][kind]
        name = self.one(old) if old and self.pick(3) == 0 else ""
        value = self.expression(kind)
        if self.pick(8) == 1:
            self.line(f"{self.bound(kind)} = {name or self.bound(kind)} = {value}")
        elif self.pick(12) == 1:
            self.line(f"act(({name or self.bound(kind)} := {value}))")
        else:
            self.line(f"{name or self.bound(kind)} = {value}")

    def alias(self) -> None:
        kind = self.one(("list", "dict", "set"))
        if self.visible(kind):
            name = self.one(self.visible(kind))
            self.line(f"{self.bound(kind)} = {name}")
        else:
            self.assign()

    def change(self) -> None:
        kind = self.one(("list", "dict", "list", "set", "int", "str", "tuple", "float", "bool"))
        # What is assigned must be the block's own; what is only changed may be anybody's.
        template = self.one(CHANGES[kind])
        own = " = " in template.replace("] = ", "") or "@ " in template.replace("in @ ", "")
        names = self.names[-1][kind] if own and self.inside[-1:] == ["def"] else self.visible(kind)
        if names:
            self.line(self.filled(template, 1, self.one(names)))
        else:
            self.assign()

    def act(self) -> None:
        self.line(f"act({self.expression(self.one(TYPES))})")

    def unpack(self) -> None:
        match self.pick(4):
            case 0:
                left, right = self.expression("int"), self.expression("str")
                self.line(f"{self.bound('int')}, {self.bound('str')} = {left}, {right}")
            case 1:
                value = f"[{self.expression('int')}, *{self.expression('list')}]"
                self.line(f"{self.bound('int')}, *{self.bound('list')} = {value}")
            case 2:
                value = self.expression("tuple")
                self.line(f"*{self.bound('list')}, ({self.bound('int')}, {self.bound('int')}) = *{value}, (1, 2)")
            case _:
                names = self.names[-1]["int"]
                if len(names) > 1:
                    self.line(f"{names[0]}, {names[-1]} = {names[-1]}, {names[0]}")
                else:
                    self.assign()

    def end(self) -> None:
        """A way out of what is around, mostly under a test."""
        options = ["pass"]
        if "loop" in self.inside[-1:]:
            options += ["break", "continue"]
        if "def" in self.inside:
            options += [f"return {self.expression(self.returns, 1)}"]
        if "try" in self.inside:
            options += ["raise ValueError"]
        what = self.one(options)
        if self.pick(6) == 1 and self.depth > 1:
            self.line(what)
        else:
            self.line(f"if {self.expression('bool', 1)}: {what}")
