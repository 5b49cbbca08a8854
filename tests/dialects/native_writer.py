"""Random pipeline functions over whole numbers, each a program that Python runs to its end."""

from random import Random

CALLS = ("number({0})", "add({0}, {1})", "add({0}, b={1})", "total({0}, {1}, start=1)", "halves({0})[1]")


class Writer:
    """Writes one function `p(n, xs, flag)`; `names` are those that are surely bound where it stands."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.lines = ["def p(n, xs, flag=True):"]
        self.counter = 0
        self.returned = self.random.randint(1, 3)

    def program(self) -> str:
        names = ["n"]
        names = self.block(names, 1, 4, loop="")
        self.lines.append(f"    return {self.result(names)}")
        return "\n".join(self.lines)

    def result(self, names: list[str]) -> str:
        return ", ".join(self.random.choice(names) for _ in range(self.returned))

    def fresh(self) -> str:
        self.counter += 1
        return f"v{self.counter}"

    def atom(self, names: list[str]) -> str:
        return self.random.choice([*names, *names, str(self.random.randint(0, 5))])

    def call(self, names: list[str]) -> str:
        return self.random.choice(CALLS).format(self.atom(names), self.atom(names))

    def expression(self, names: list[str]) -> str:
        pick = self.random.random()
        if pick < 0.7:
            return self.call(names)
        if pick < 0.8:
            return f"{self.atom(names)} + {self.atom(names)}"
        if pick < 0.9:
            return f"({self.call(names)} if {self.test(names)} else {self.atom(names)})"
        return f"{self.call(names)} * 2 - {self.atom(names)}"

    def test(self, names: list[str]) -> str:
        pick = self.random.random()
        if pick < 0.3:
            return f"is_big({self.atom(names)}, {self.random.randint(0, 9)})"
        if pick < 0.7:
            return (
                f"{self.random.choice(names)} {self.random.choice(['>', '<', '==', '!='])} {self.random.randint(0, 9)}"
            )
        if pick < 0.8:
            return "flag"
        word = self.random.choice(["and", "or"])
        return f"({self.test(names)} {word} not {self.test(names)})"

    def block(self, names: list[str], depth: int, size: int, loop: str) -> list[str]:
        """Some statements; gives the names that are bound after them."""
        names = list(names)
        for _ in range(self.random.randint(1, size)):
            names = self.statement(names, depth, loop)
        return names

    def put(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def statement(self, names: list[str], depth: int, loop: str) -> list[str]:
        pick = self.random.random()
        if pick < 0.45 or depth > 3:
            return self.assign(names, depth)
        if pick < 0.65:
            return self.branch(names, depth, loop)
        if pick < 0.75 and loop:
            self.put(depth, f"if {self.test(names)}: {'break' if self.random.random() < 0.6 else loop}")
            return names
        if pick < 0.8:
            self.put(depth, f"if {self.test(names)}: return {self.result(names)}")
            return names
        if pick < 0.9:
            return self.each(names, depth)
        return self.repeat(names, depth)

    def assign(self, names: list[str], depth: int) -> list[str]:
        old = [name for name in names if name[0] == "v"]
        name = self.random.choice(old) if old and self.random.random() < 0.4 else self.fresh()
        self.put(depth, f"{name} = {self.expression(names)}")
        return names if name in names else [*names, name]

    def branch(self, names: list[str], depth: int, loop: str) -> list[str]:
        self.put(depth, f"if {self.test(names)}:")
        then = self.block(names, depth + 1, 2, loop)
        if self.random.random() < 0.4:
            return names
        self.put(depth, "else:")
        otherwise = self.block(names, depth + 1, 2, loop)
        return [name for name in then if name in otherwise]

    def each(self, names: list[str], depth: int) -> list[str]:
        item, over = self.fresh(), self.random.choice(["xs", "xs", "items(3)", "range(2)", "range(flag)"])
        self.put(depth, f"for {item} in {over}:")
        self.block([*names, item], depth + 1, 3, "continue")
        return names

    def repeat(self, names: list[str], depth: int) -> list[str]:
        counter = self.fresh()
        self.put(depth, f"{counter} = 0")
        self.put(depth, f"while {self.test(names)} and {counter} < {self.random.randint(1, 4)}:")
        self.put(depth + 1, f"{counter} += 1")
        # The counter is only added to at the start of a round.
        hidden = [name for name in names if name != counter]
        self.block(hidden, depth + 1, 3, "continue")
        return [*names, counter]
