"""Small projects for the tests of what is kept, in which nearly every file matters to another one."""

from collections.abc import Mapping
from pathlib import Path

from icefloe import api
from icefloe.api import Checked, Wanted
from icefloe.cache.facts import hold

STEPS = """
from flowyml import step

@step(outputs=["rows"])
def load() -> {rows}:
    ...

@step(inputs=["rows"], outputs=["model"])
def train(rows: list[int]) -> str:
    ...
"""
MAIN = """
from flowyml import Pipeline
from {module} import load, train

p = Pipeline("{name}")
p.add_step(load)
p.add_step(train)
"""
FINE, WRONG = STEPS.format(rows="list[int]"), STEPS.format(rows="dict[str, int]")
PROJECT = '[project]\nname = "p"\nversion = "0"\n'


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def told(checked: Checked) -> tuple[object, ...]:
    """Everything that a check says, whoever has read the files and when."""
    return (
        *(checked.findings, dict(checked.sources), checked.pipelines, checked.files, checked.tally, checked.empty),
        *(checked.refused, checked.hint, checked.told, checked.accepted, checked.suppressed, checked.changes),
        *(checked.output_format, checked.roots),
    )


class Keeping:
    """Checks some paths again and again with one cache; each answer must be the one that there is without it."""

    def __init__(self, cache: Path, *paths: Path, wanted: Wanted | None = None) -> None:
        self.cache = cache
        self.paths = [str(path) for path in paths]
        self.wanted = wanted or Wanted()
        self.last: Checked | None = None

    def anew(self) -> list[str]:
        """The files that had to be read, by name."""
        from dataclasses import replace

        fresh = api.check(self.paths, self.wanted)
        kept = api.check(self.paths, replace(self.wanted, cache=self.cache))
        assert told(kept) == told(fresh)
        if self.last is not None and self.last.facts is not None and hold(self.last.facts):
            assert told(self.last) == told(fresh), "the disk counted as unchanged"
        assert kept.facts is None or hold(kept.facts)
        self.last = kept
        return [Path(path).as_posix() for path in kept.anew]

    def is_unchanged(self) -> bool:
        """Whether the whole of the last answer would be given again."""
        assert self.last is not None
        assert self.last.facts is not None
        return hold(self.last.facts)
