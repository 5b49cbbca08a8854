"""The same types written in other ways: by alias, in quotes, with the older names, annotated, imported otherwise."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from edge_project import common, types_of
from random_pairs import Maker, Node

from icefloe.types import spell

PAIRS, SEED = 150, 5
HEADER = (
    "from __future__ import annotations\n"
    + common()
    + """
import collections.abc as cabc
import goods as g
from typing import TYPE_CHECKING, TypeAlias
import typing as t
from goods import Base as Mother, Child as Daughter, Box as Crate
if TYPE_CHECKING:
    from decimal import Decimal as Number
    import shapes as forms
"""
)
OTHER = {
    "Base": ("Mother", "g.Base"),
    "Child": ("Daughter", "g.Child", "'Child'"),
    "Box": ("Crate", "g.Box"),
    "Fits": ("forms.Fits", "'forms.Fits'"),
    "Movie": ("g.Movie",),
    "Sequence": ("cabc.Sequence", "t.Sequence", "typing.Sequence"),
    "Mapping": ("cabc.Mapping", "t.Mapping"),
    "Iterable": ("cabc.Iterable", "typing.Iterable"),
    "list": ("List", "t.List"),
    "dict": ("Dict", "typing.Dict"),
    "frozenset": ("t.FrozenSet",),
    "deque": ("t.Deque", "collections.deque"),
    "Set": ("typing.AbstractSet", "cabc.Set"),
    "type": ("t.Type",),
    "decimal.Decimal": ("Number",),
    "int": ("'int'", "t.Annotated[int, 'rows']"),
    "None": ("t.Union[None]", "'None'"),
    "Any": ("t.Any", "'Any'"),
    "Callable": ("t.Callable", "cabc.Callable"),
}


class Disguise:
    """Writes types otherwise than they are written, and the aliases that this needs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.aliases: list[str] = []

    def written(self, type: Node) -> str:
        """That type in another way."""
        text = self._plain(type)
        roll = self.random.random()
        if roll < 0.1:
            name = f"Alias{len(self.aliases)}"
            form = self.random.choice(("{0} = {1}", "{0}: TypeAlias = {1}", "{0}: TypeAlias = {1!r}"))
            self.aliases.append(form.format(name, text))
            return name
        if roll < 0.2 and '"' not in text and "'" not in text and "Literal" not in text:
            return f'"{text}"'
        return f"Annotated[{text}, 'note', len]" if roll < 0.27 else text

    def _plain(self, type: Node) -> str:
        inside = [self.written(part) for part in type.parts]
        word = self.random.choice((type.word, *OTHER.get(type.word, ())))
        match type.form:
            case "atom":
                return word
            case "union":
                return f"{self.random.choice(('Union', 't.Union', 'typing.Union'))}[{', '.join(inside)}]"
            case "tuple":
                return f"{self.random.choice(('tuple', 'Tuple', 't.Tuple'))}[{', '.join(inside) or '()'}]"
            case "many":
                return f"Tuple[{inside[0]}, ...]"
            case "open":
                rest = self.random.choice(("*tuple[{}, ...]", "Unpack[tuple[{}, ...]]", "t.Unpack[t.Tuple[{}, ...]]"))
                return f"tuple[{', '.join([inside[0], rest.format(inside[1]), *inside[2:]])}]"
            case "callable":
                word = self.random.choice(("Callable", *OTHER["Callable"]))
                return f"{word}[[{', '.join(inside[:-1])}], {inside[-1]}]"
            case "any call":
                return f"t.Callable[..., {inside[0]}]"
            case "optional" if word == "Optional":
                return self.random.choice(("Union[{}, None]", "t.Optional[{}]", "t.Union[{}, None]")).format(inside[0])
            case _:
                return f"{word}[{', '.join(inside)}]"


def test_a_type_means_the_same_however_it_is_written() -> None:
    plain = [node for pair in Maker(SEED).pairs(PAIRS) for node in pair]
    disguise = Disguise(SEED)
    texts = [disguise.written(node) for node in plain]
    header = "\n".join([HEADER, *disguise.aliases, ""])
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        expected, _ = types_of(map(str, plain), HEADER, Path(one))
        found, _ = types_of(texts, header, Path(other))
    differ = [(t, spell(f), spell(e)) for t, f, e in zip(texts, found, expected, strict=True) if f != e]
    assert differ == []
    assert len(disguise.aliases) > 50
