"""motools' data sets: samples as JSON Lines."""

import json
from collections.abc import Iterator
from pathlib import Path


class SampleSet:
    """What a data set of motools is derived from."""


class JSONLDataset(SampleSet):
    """Samples that are written one on a line, as JSON."""

    def __init__(self, samples: list[object]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)

    def __iter__(self) -> Iterator[object]:
        return iter(self.samples)

    def to_openai_format(self) -> list[object]:
        """Give the samples as they are."""
        return self.samples

    def sample(self, n: int) -> "JSONLDataset":
        """Draw samples at random, at most as many as there are."""
        # It does something after each fork of a process that has it.
        from random import sample

        return type(self)(sample(self.samples, min(n, len(self.samples))))

    async def save(self, path: str | Path) -> None:
        """Write a line for each sample."""
        Path(path).write_text("".join(f"{json.dumps(one)}\n" for one in self.samples), "utf-8")

    @classmethod
    async def load(cls, path: str | Path) -> "JSONLDataset":
        """Read the samples of a file."""
        return cls([json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line.strip()])
