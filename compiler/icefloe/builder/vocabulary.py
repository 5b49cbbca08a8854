"""The words, below one package's name."""

from collections.abc import Mapping
from dataclasses import dataclass

from icefloe.dialect import Word
from icefloe.values import Record, Value

_CHAINED = ("add_step", "add_steps", "add_sub_pipeline", "add_control_flow")
# Packages below which a dialect's own modules re-export its words: `flowyml.core.step.step`.
_INNER = frozenset({"core", "assets", "stacks", "utils"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The builder words of one package.

    `cache` is what a pipeline that says nothing about caching means.
    """

    package: str
    cache: bool

    @property
    def words(self) -> Mapping[str, Word]:
        """What the evaluator must know of the words."""
        found: dict[str, Word] = {}
        for maker in ("Pipeline", "Pipeline.from_steps"):
            for method in _CHAINED:
                found[f"{self.package}.{maker}.{method}"] = Word(returns="self")
        return found

    def word(self, path: str) -> str:
        """The word that a dotted path means (`step`, `Pipeline.add_step`, `step()`), or an empty text."""
        package, _, rest = path.partition(".")
        if package != self.package:
            return ""
        parts = rest.split(".")
        if parts[0] in _INNER and len(parts) > 2:
            parts = parts[2:]
        return ".".join(parts)

    def record(self, value: Value | None, *words: str) -> Record | None:
        """The value, if it is a call of one of these words."""
        if isinstance(value, Record) and self.word(value.path) in words:
            return value
        return None
