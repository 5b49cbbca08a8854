"""Pairs of types made at random, always the same ones for a seed: mostly two that have to do with each other.

The types are text, written with the names of the common header of the table. A type is a tree: a word with its parts.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

ATOMS = {
    "builtins": (
        *("int", "bool", "float", "complex", "str", "bytes", "bytearray", "None", "object", "Any", "range", "slice"),
        *("int", "str", "float", "None", "bool"),
    ),
    "literals": (
        *("Literal['a']", "Literal['b']", "Literal['a', 'b']", "Literal[1]", "Literal[1, 2]", "Literal[True]", "Mode"),
        *("LiteralString", "Literal[Color.RED]", "Literal[Color.RED, Color.BLUE]", "Literal['a', None]"),
        *("Literal[Level.LOW]", "Literal[b'x']", "Literal[Flavour.SWEET]"),
    ),
    "classes": (
        *("Base", "Child", "GrandChild", "Other", "Both", "Meters", "Count", "Slug", "Names", "Registry", "Settings"),
        *("Queue", "Shape", "Square", "Config", "Version", "Color", "Level", "Flavour", "Rights", "Person", "Ghost"),
    ),
    "new types": ("UserId", "AdminId", "Email", "Rows"),
    "named tuples": ("Point", "Point3", "Card"),
    "typed dictionaries": (*("Movie", "LongMovie", "SameMovie", "Titled", "YearText", "MaybeYear", "Loose", "Frozen"),),
    "protocols": (
        *("Fits", "FitsAndScores", "Closes", "ReadsName", "Counts", "ReadsFloat", "Transforms", "Clones", "Ordered"),
        *("HasLength", "Sized", "Hashable", "SupportsInt", "SupportsFloat", "SupportsIndex", "Nothing"),
    ),
    "members": (
        *("Estimator", "Scorer", "WideEstimator", "WrongEstimator", "LongEstimator", "BytesEstimator", "Customer"),
        *("Guest", "Shadow", "Numbered", "Flagged", "IntReader", "IntWriter", "Upper", "Lower", "Doubled", "Sheep"),
        *("Dolly", "Crowd", "Held", "Counted", "StaticEstimator", "AsyncEstimator"),
    ),
    "library": (
        *("pathlib.Path", "pathlib.PurePath", "datetime.datetime", "datetime.date", "decimal.Decimal", "uuid.UUID"),
        *("io.StringIO", "io.BytesIO", "typing.TextIO", "os.PathLike[str]", "re.Pattern[str]", "enum.Enum"),
    ),
    "aliases": ("Row", "Table", "Parsed", "Json", "IntBox"),
}
# The families in which a word may take another's place: one parameter, two, or none of them known to be alike.
ONE = {
    "containers": (
        *("list", "set", "frozenset", "deque", "Sequence", "MutableSequence", "Iterable", "Iterator", "Collection"),
        *("Set", "MutableSet", "Reversible", "KeysView", "ValuesView", "List", "Sequence", "list", "Iterable"),
    ),
    "generics": ("Box", "SubBox", "Source", "Sink", "Reading", "Reader", "Gives", "Takes", "Tagged", "Labelled", "Box"),
    "awaitables": ("Awaitable", "AsyncIterator"),
    "optional": ("Optional", "Maybe"),
    "classes of classes": ("type",),
}
TWO = {
    "mappings": (
        *("dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "ChainMap", "Dict", "ItemsView"),
        *("types.MappingProxyType", "dict", "Mapping"),
    ),
    "generics": ("Entry", "Swapped", "Pairs"),
}
HASHED = ("str", "int", "bool", "UserId", "Color", "tuple[int, str]", "Slug", "Literal['a']", "float", "None")
VARIABLES = ("T", "N", "S", "K", "V")
NEAR = (
    *(("bool", "int"), ("int", "float"), ("float", "complex"), ("Child", "Base"), ("GrandChild", "Child")),
    *(("Both", "Other"), ("UserId", "int"), ("AdminId", "UserId"), ("Email", "str"), ("Slug", "str"), ("Count", "int")),
    *(("Literal['a']", "str"), ("Literal['a']", "Literal['a', 'b']"), ("Literal[1]", "int"), ("Level", "int")),
    *(("Literal[1]", "Literal[1, 2]"), ("Literal[Color.RED]", "Color"), ("Flavour", "str"), ("Names", "list[str]")),
    *(("Registry", "dict[str, int]"), ("Point", "tuple[int, int]"), ("LongMovie", "Movie"), ("Movie", "Titled")),
    *(("Estimator", "Fits"), ("Scorer", "FitsAndScores"), ("Customer", "ReadsName"), ("Upper", "Transforms")),
    *(("int", "SupportsFloat"), ("str", "Sized"), ("Crowd", "Sized"), ("Any", "int"), ("int", "object")),
    *(("pathlib.Path", "os.PathLike[str]"), ("datetime.datetime", "datetime.date"), ("IntBox", "Box[int]")),
    *(("int", "Parsed"), ("Row", "dict[str, float]"), ("Movie", "SameMovie"), ("str", "Sequence[str]")),
    *(("int", "Json"), ("bool", "Literal[True]"), ("Literal[True]", "bool"), ("None", "Hashable")),
)
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A type: its form, the word that is written, its parts."""

    form: str
    word: str
    parts: tuple["Node", ...] = ()

    def __str__(self) -> str:
        inside = [str(part) for part in self.parts]
        match self.form:
            case "atom":
                return self.word
            case "union":
                return " | ".join(dict.fromkeys(inside))
            case "tuple":
                return f"tuple[{', '.join(inside) or '()'}]"
            case "many":
                return f"tuple[{inside[0]}, ...]"
            case "open":
                return f"tuple[{inside[0]}, *tuple[{inside[1]}, ...]{''.join(f', {one}' for one in inside[2:])}]"
            case "callable":
                return f"Callable[[{', '.join(inside[:-1])}], {inside[-1]}]"
            case "any call":
                return f"Callable[..., {inside[0]}]"
            case _:
                return f"{self.word}[{', '.join(inside)}]"

    def kinds(self) -> Iterator[str]:
        """What it is made of, in words of a report."""
        yield {"atom": kind_of(self.word), "union": "unions", "tuple": "tuples", "many": "tuples"}.get(
            self.form, {"open": "tuples", "callable": "callables", "any call": "callables"}.get(self.form, self.form)
        )
        for part in self.parts:
            yield from part.kinds()


def kind_of(atom: str) -> str:
    """The kind of a word without parts."""
    return next((kind for kind, words in ATOMS.items() if atom in words), "type variables" if atom in VARIABLES else "")


def atom(word: str) -> Node:
    """A word without parts, or text that is already a whole type."""
    return Node("atom", word)


class Maker:
    """Makes types and pairs from one stream of random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pairs(self, count: int) -> list[tuple[Node, Node]]:
        """So many pairs, each once."""
        found: dict[tuple[str, str], tuple[Node, Node]] = {}
        while len(found) < count:
            producer, consumer = self.pair()
            found.setdefault((str(producer), str(consumer)), (producer, consumer))
        return list(found.values())

    def pair(self) -> tuple[Node, Node]:
        """Two types: two strangers now and then, else one of them changed a little."""
        producer = self.type(DEPTH)
        roll = self.random.random()
        if roll < 0.15:
            return producer, self.type(DEPTH)
        consumer = self.changed(producer)
        if roll < 0.5:
            consumer = self.changed(consumer)
        if roll > 0.9:
            return producer, self.with_variable(consumer)
        return (consumer, producer) if roll > 0.7 else (producer, consumer)

    def type(self, depth: int) -> Node:
        """A type of at most that depth."""
        roll = self.random.random()
        if depth == 0 or roll < 0.3:
            words = ATOMS[self.random.choice(tuple(ATOMS))] if self.random.random() < 0.7 else ATOMS["builtins"]
            return atom(self.random.choice(words))
        if roll < 0.5:
            return self.one(depth)
        if roll < 0.62:
            return self.two(depth)
        if roll < 0.76:
            return Node("union", "", self.several(depth, 2, 4))
        if roll < 0.9:
            return self.tuple(depth)
        if roll < 0.93:
            return Node("any call", "", self.several(depth, 1, 1))
        return Node("callable", "", self.several(depth, 1, 3))

    def several(self, depth: int, least: int, most: int) -> tuple[Node, ...]:
        """Some types."""
        return tuple(self.type(depth - 1) for _ in range(self.random.randint(least, most)))

    def one(self, depth: int) -> Node:
        """A class with one parameter."""
        kind = self.random.choice((*ONE, "containers", "containers", "generics"))
        word = self.random.choice(ONE[kind])
        if kind == "classes of classes":
            return Node(kind, word, (atom(self.random.choice((*ATOMS["classes"], "int", "str", "bool", "Any"))),))
        if word in ("set", "frozenset", "Set", "MutableSet", "KeysView"):
            return Node(kind, word, (atom(self.random.choice(HASHED)),))
        return Node(kind, word, (self.type(depth - 1),))

    def two(self, depth: int) -> Node:
        """A class with two parameters."""
        kind = self.random.choice(("mappings", "mappings", "mappings", "generics"))
        return Node(kind, self.random.choice(TWO[kind]), (atom(self.random.choice(HASHED)), self.type(depth - 1)))

    def tuple(self, depth: int) -> Node:
        """A tuple in one of its forms."""
        form = self.random.choice(("tuple", "tuple", "tuple", "many", "open"))
        least, most = {"tuple": (0, 3), "many": (1, 1), "open": (2, 3)}[form]
        return Node(form, "", self.several(depth, least, most))

    def changed(self, type: Node) -> Node:
        """That type with one place changed."""
        if type.form == "classes of classes":
            return replace(type, parts=(atom(self.random.choice(ATOMS["classes"])),))
        if type.parts and self.random.random() < 0.6:
            index = self.random.randrange(len(type.parts))
            inside = self.changed(type.parts[index])
            return replace(type, parts=(*type.parts[:index], inside, *type.parts[index + 1 :]))
        match type.form:
            case "atom":
                return self.near(type)
            case "containers":
                return replace(type, word=self.random.choice(ONE["containers"]))
            case "mappings":
                return replace(type, word=self.random.choice(TWO["mappings"]))
            case "generics":
                words = ONE["generics"] if len(type.parts) == 1 else TWO["generics"]
                return replace(type, word=self.random.choice(words))
            case "union":
                return self.regrouped(type)
            case "tuple":
                return self.reshaped(type)
            case "many":
                return Node("containers", self.random.choice(("Sequence", "Iterable", "list")), type.parts)
            case "callable" if len(type.parts) > 1 and self.random.random() < 0.3:
                return replace(type, parts=type.parts[1:])
            case _:
                return self.joined(type)

    def near(self, type: Node) -> Node:
        """A word close to another, above it or below."""
        found = [b for a, b in NEAR if a == type.word] + [a for a, b in NEAR if b == type.word]
        if found and self.random.random() < 0.8:
            return atom(self.random.choice(found))
        return self.joined(type) if self.random.random() < 0.7 else self.type(1)

    def joined(self, type: Node) -> Node:
        """That type or another."""
        other = atom("None") if self.random.random() < 0.5 else self.type(1)
        return Node("union", "", (type, other) if self.random.random() < 0.8 else (other, type))

    def regrouped(self, type: Node) -> Node:
        """A union in another order, or without one of its members."""
        members = list(type.parts)
        self.random.shuffle(members)
        if len(members) > 1 and self.random.random() < 0.5:
            members.pop()
        return replace(type, parts=tuple(members)) if len(members) > 1 else members[0]

    def reshaped(self, type: Node) -> Node:
        """A tuple in another form, or as what it derives from."""
        if not type.parts:
            return Node("many", "", (self.type(1),))
        roll = self.random.random()
        if roll < 0.2:
            return replace(type, parts=(*type.parts, self.type(1)))
        if roll < 0.35:
            return replace(type, parts=type.parts[1:])
        if roll < 0.6:
            return Node("open", "", (type.parts[0], type.parts[-1], *type.parts[2:]))
        inside = Node("union", "", type.parts) if len(type.parts) > 1 else type.parts[0]
        if roll < 0.8:
            return Node("many", "", (inside,))
        return Node("containers", self.random.choice(("Sequence", "Iterable", "Collection")), (inside,))

    def with_variable(self, type: Node) -> Node:
        """That type with a type variable in one place."""
        if type.parts and type.form != "union" and type.form != "classes of classes":
            index = self.random.randrange(len(type.parts))
            inside = self.with_variable(type.parts[index])
            return replace(type, parts=(*type.parts[:index], inside, *type.parts[index + 1 :]))
        return atom(self.random.choice(VARIABLES))
