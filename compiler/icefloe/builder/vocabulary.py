"""The words, below one package's name."""

from collections.abc import Mapping

from icefloe.dialect import Word
from icefloe.values import Record, Value
from icefloe_schema.records import dataclass

#: What makes a pipeline, with the module of the package in which it lives.
MAKERS: Mapping[str, str] = {
    "Pipeline": "core.pipeline",
    "Pipeline.from_steps": "core.pipeline",
    "Pipeline.from_definition": "core.pipeline",
    "VersionedPipeline": "core.versioning",
    "Project.create_pipeline": "core.project",
    "create_from_template": "core.templates",
}
_CHAINED = ("add_step", "add_steps", "add_sub_pipeline", "add_control_flow")
# Methods that give back their receiver, and decorators that leave the function as it is.
_SELF = ("If.then", "If.else_")
_KEEPING = (
    "Switch.case()", "Switch.default()", "ConditionalBranch.if_condition()", "ConditionalBranch.elif_condition()",
    "ConditionalBranch.else_condition()",
)  # fmt: skip
_CONTEXTS = ("context", "Context")
_METHODS = frozenset({"inherit", "update", "to_dict"})
# Packages below which a dialect's own modules re-export its words: `flowyml.core.step.step`.
_INNER = frozenset({"core", "assets", "stacks", "utils"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The builder words of one package.

    `cache` is what a pipeline that says nothing about caching means, `versioned` whether they are those of an original
    system, which come in versions.
    """

    package: str
    cache: bool
    versioned: bool = False

    @property
    def words(self) -> Mapping[str, Word]:
        """What the evaluator must know of the words."""
        found: dict[str, Word] = {}
        for maker, home in MAKERS.items():
            for method in _CHAINED:
                found.update(self._spelled(f"{maker}.{method}", home, Word(returns="self")))
        for method in _SELF:
            found.update(self._spelled(method, "core.conditional", Word(returns="self")))
        for decorator in _KEEPING:
            found.update(self._spelled(decorator, "core.conditional", Word(returns="argument")))
        for maker in _CONTEXTS:
            for word in (maker, f"{maker}.inherit"):
                found.update(self._spelled(word, "core.context", Word(holds=True)))
        return found

    def _spelled(self, word: str, home: str, meaning: Word) -> Mapping[str, Word]:
        """A word under all its paths: from the package, the package inside, and the module in which it lives."""
        inner = home.partition(".")[0]
        return {f"{self.package}.{path}{word}": meaning for path in ("", f"{inner}.", f"{home}.")}

    def word(self, path: str) -> str:
        """The word that a dotted path means (`step`, `Pipeline.add_step`, `step()`), or an empty text."""
        package, _, rest = path.partition(".")
        if package != self.package:
            return ""
        parts = rest.split(".")
        if parts[0] in _INNER and len(parts) > 1:
            parts = parts[1:]
            # A module is often called like the word in it: `core.step.step`, but `core.context.inherit`.
            if len(parts) > 1 and parts[0].isidentifier() and parts[0].islower() and parts[1] not in _METHODS:
                parts = parts[1:]
        return ".".join(parts)

    def record(self, value: Value | None, *words: str) -> Record | None:
        """The value, if it is a call of one of these words."""
        if isinstance(value, Record) and self.word(value.path) in words:
            return value
        return None

    def pipeline(self, value: Value | None) -> Record | None:
        """The value, if it is a pipeline that one of the makers made."""
        return self.record(value, *MAKERS)
