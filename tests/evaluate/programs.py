"""Small programs of every part of the language, made from a row of choices."""

from collections.abc import Iterator
from contextlib import contextmanager

from templates import TYPES
from writer import Pick, Writer


class Blocks(Writer):
    """Writes statements that hold others."""

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        self.line(header)
        self.depth += 1
        self.names.append({kind: [] for kind in TYPES})
        made = len(self.objects), len(self.functions), len(self.classes)
        yield
        self.names.pop()
        del self.objects[made[0] :], self.functions[made[1] :], self.classes[made[2] :]
        self.depth -= 1

    def body(self, header: str, size: int = 2) -> None:
        with self.block(header):
            self.statements(1 + self.pick(size))

    def statements(self, count: int) -> None:
        for _ in range(count):
            self.statement()

    def statement(self) -> None:
        """One statement; deep inside only simple ones."""
        simple = (self.assign, self.assign, self.change, self.change, self.act, self.alias, self.unpack, self.end)
        compound = (self.if_, self.for_, self.while_, self.function, self.class_, self.try_, self.match, self.object)
        choice = self.pick(15 if self.depth < 3 else 8)
        (simple[choice] if choice < len(simple) else compound[choice - len(simple)])()

    def if_(self) -> None:
        self.body(f"if {self.expression('bool')}:")
        if self.pick(3) == 1:
            self.body(f"elif {self.expression('bool')}:")
        if self.pick(2) == 1:
            self.body("else:")

    def for_(self) -> None:
        self.loops += 1
        if self.loops > 3:
            self.assign()
            return
        iterable = self.one(("range(int % 4)", "list[:4]", "tuple[:3]", "[1, 2]", "reversed(list[:3])"))
        iterable = self.filled(iterable, 1)
        target = self.bound("int")
        header = f"for {target} in {iterable}:"
        if self.pick(5) == 1:
            value = self.expression("list")
            header = f"for {self.bound('int')}, {target} in enumerate({value}[:3]):"
        elif self.pick(6) == 1:
            value = self.expression("dict")
            header = f"for {self.bound('str')}, {target} in {value}.items():"
        # Not bound if there are no rounds.
        self.line(f"{header.split(' in ')[0][4:]} = {'0, 0' if ',' in header.split(' in ')[0] else '0'}")
        self.inside.append("loop")
        self.body(header, 3)
        self.inside.pop()
        if self.pick(3) == 1:
            self.body("else:")

    def while_(self) -> None:
        self.loops += 1
        if self.loops > 3:
            self.assign()
            return
        counter = self.new("w")
        self.line(f"{counter} = 0")
        test = f"{counter} < {self.pick(4)}"
        if self.pick(2):
            test += f" and {self.expression('bool', 1)}"
        self.inside.append("loop")
        with self.block(f"while {test}:"):
            self.line(f"{counter} += 1")
            self.statements(1 + self.pick(3))
        self.inside.pop()
        if self.pick(3) == 1:
            self.body("else:")

    def function(self) -> None:
        if "def" in self.inside and self.depth > 1:
            self.assign()
            return
        name, kinds = self.new("f"), tuple(self.one(TYPES) for _ in range(self.pick(3)))
        before, inside, loops, kept = self.returns, self.inside, self.loops, len(self.names)
        self.returns, self.inside = self.one(TYPES), ["def"]
        places = [f"a{at}={self.expression(kind, 1)}" for at, kind in enumerate(kinds)]
        if self.pick(4) == 1:
            places.append("*rest, **more")
        result = self.returns
        outer = [n for n in self.names[0]["int"] if self.depth == 0]
        with self.block(f"def {name}({', '.join(places)}):"):
            if outer and self.pick(3) == 1:
                self.line(f"global {outer[0]}")
                self.line(f"{outer[0]} += 1")
            if places and places[-1].startswith("*rest"):
                self.names[-1]["tuple"].append("rest")
            for at, kind in enumerate(kinds):
                self.names[-1][kind].append(f"a{at}")
            if self.depth > 1 and (around := self.names[kept - 1]["int"]) and "def" in inside:
                self.line(f"nonlocal {around[-1]}")
                self.line(f"{around[-1]} += 2")
            self.statements(1 + self.pick(4))
            self.line(f"return {self.expression(result, 1)}")
        self.returns, self.inside, self.loops = before, inside, loops
        if self.pick(5) == 1:
            with self.block("def deco(function):"):
                with self.block("def inner(*args, **kwargs):"):
                    self.line(f"act({self.expression('int', 1)})")
                    self.line("return function(*args, **kwargs)")
                self.line("return inner")
            self.line(f"{name} = deco({name})")
        self.functions.append((name, kinds, result))

    def class_(self) -> None:
        if self.depth > 0:
            self.assign()
            return
        name = self.new("C")
        base = self.one(["", *self.classes])
        is_data = not base and self.pick(3) == 1
        if is_data:
            self.line("@dataclass")
        inside, self.inside = self.inside, ["def"]
        with self.block(f"class {name}{f'({base})' if base else ''}:"):
            if is_data:
                self.line(f"n: int = {self.expression('int', 1)}")
                self.line("m: int = 2")
            else:
                self.line(f"m = {self.expression('int', 1)}")
                if not base or self.pick(2):
                    with self.block(f"def __init__(self, n={self.expression('int', 1)}):"):
                        self.line(f"super().__init__({'n' if base else ''})")
                        self.line("self.n = n")
                        if self.pick(2):
                            self.line(f"self.m = {self.expression('int', 1)}")
            self.methods(name)
        self.inside = inside
        self.classes.append(name)

    def methods(self, name: str) -> None:
        with self.block("def get(self):"):
            self.line(f"return self.n + {self.expression('int', 1)}")
        with self.block("def add(self, k):"):
            self.line(self.one(("self.n += k", "self.m += k", f"{name}.m += k", "self.n, self.m = self.m, k")))
            self.line(f"return {self.one(('self.n', 'self.m', 'self.get()'))}")
        self.line("@property")
        self.body_of("def p(self):", f"return self.m * {self.expression('int', 1)}")
        self.line("@classmethod")
        self.body_of("def make(cls, k):", "return cls(k)")

    def body_of(self, header: str, line: str) -> None:
        with self.block(header):
            self.line(line)

    def object(self) -> None:
        if self.objects and self.pick(2):
            name = self.one(self.objects)
            self.line(self.one((f"{name}.n = {self.expression('int', 1)}", f"{name}.m += 1", f"act({name}.add(3))")))
        elif self.classes:
            name = self.new("o")
            self.line(f"{name} = {self.one(self.classes)}({self.expression('int', 1)})")
            self.objects.append(name)
        else:
            self.class_()

    def try_(self) -> None:
        if self.pick(3):
            self.inside.append("try")
            self.body("try:", 3)
            self.inside.pop()
            self.body(self.one(("except ValueError:", "except ValueError as error:", "except (ValueError, KeyError):")))
            if self.pick(2):
                self.body("else:")
        else:
            self.body("try:", 3)
            self.body("finally:")
            return
        if self.pick(2):
            self.body("finally:")

    def match(self) -> None:
        subject = self.expression(self.one(("int", "tuple", "str", "list")))
        with self.block(f"match {subject}:"):
            patterns = ("1", "'a' | 'b'", "(1, #)", "[#, _]", "[]", "(# , *_)", "None", "# if bool", "[1 as #, 2 | 3]")
            for _ in range(1 + self.pick(2)):
                self.body(f"case {self.filled(self.one(patterns), 1)}:")
            if self.pick(2):
                self.body("case _:")


def program(pick: Pick, flags: bool = False, size: int = 8) -> str:
    """The text of one program."""
    writer = Blocks(pick, flags)
    writer.statements(1 + pick(size))
    return "\n".join(writer.lines) + "\n"
