"""How many connections there are, and what came out."""

from collections import Counter
from collections.abc import Iterable

from icefloe.types import Verdict
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many connections there are and what came out: `total` is `checked` and `wrong` and `unknown` together.

    `causes` say why some are unknown, the most frequent one first.
    """

    checked: int = 0
    wrong: int = 0
    unknown: int = 0
    causes: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> "Tally":
        """The count over verdicts."""
        answers: Counter[str] = Counter()
        causes: Counter[str] = Counter()
        for verdict in verdicts:
            answers[verdict.answer] += 1
            if verdict.answer == "unknown":
                causes[verdict.cause or verdict.why] += 1
        return cls(checked=answers["yes"], wrong=answers["no"], unknown=answers["unknown"], causes=_ranked(causes))

    @property
    def total(self) -> int:
        """All connections."""
        return self.checked + self.wrong + self.unknown

    def __add__(self, other: "Tally") -> "Tally":
        """Two tallies in one."""
        return Tally(
            checked=self.checked + other.checked,
            wrong=self.wrong + other.wrong,
            unknown=self.unknown + other.unknown,
            causes=_ranked(Counter(dict(self.causes)) + Counter(dict(other.causes))),
        )


def _ranked(causes: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Causes by how often they were given, then by their text."""
    return tuple(sorted(causes.items(), key=lambda item: (-item[1], item[0])))
