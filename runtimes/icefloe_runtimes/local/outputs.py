"""The outputs of a run, read from its folder when they are asked for."""

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from icefloe_runtimes.step import manifest, storage
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.names import folder, meant
from icefloe_schema.plan import FromOutput, Plan


class Outputs(Mapping[str, object]):
    """Values by result, asset and step name; a step with several outputs gives a dictionary of them.

    A pickled value is loaded with the project's folders on the import path, as its classes may be defined there.
    """

    def __init__(self, plan: Plan, artifacts: Path, root: Path) -> None:
        self._artifacts = artifacts
        self._paths = [str((root / path).resolve()) for path in plan.code.paths or (".",)]
        self._steps = {step.id: tuple(output.name for output in step.outputs) for step in plan.steps}
        self._assets = {name: step for step, names in self._steps.items() for name in names}
        self._results = {
            result.name: (result.value.step, result.value.name)
            for result in plan.results
            if isinstance(result.value, FromOutput) and result.value.item is None
        }

    def __getitem__(self, name: str) -> object:
        if name in self._results:
            return self._load(*self._results[name])
        if name in self._assets:
            return self._load(self._assets[name], name)
        if name not in self._steps:
            raise KeyError(f"the run has no output or step {name!r}{meant(name, self)}")
        outputs = self._steps[name]
        return self._load(name, outputs[0]) if len(outputs) == 1 else {one: self._load(name, one) for one in outputs}

    def __iter__(self) -> Iterator[str]:
        return iter({**self._results, **self._assets, **self._steps})

    def __len__(self) -> int:
        return len({**self._results, **self._assets, **self._steps})

    def _load(self, step: str, output: str) -> object:
        try:
            record = manifest.read(self._artifacts, step)
        except ArtifactError:
            raise KeyError(f"step {step!r} has left no outputs in this run") from None
        if output not in record.outputs:
            reason = f": {record.reason}" if record.reason else ""
            raise KeyError(f"step {step!r} has left no output {output!r}{reason}")
        with _importable(self._paths):
            return storage.load(self._artifacts / folder(step), record.outputs[output])


@contextmanager
def _importable(paths: list[str]) -> Generator[None, None, None]:
    before = list(sys.path)
    sys.path[:0] = paths
    try:
        yield
    finally:
        sys.path[:] = before
