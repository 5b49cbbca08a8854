"""The outputs of a run, read from its folder when they are asked for."""

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError, UsageError
from icefloe_runtimes.step.expression import apply
from icefloe_runtimes.step.inside import RESULTS
from icefloe_runtimes.step.manifest import Entry
from icefloe_runtimes.step.names import folder, meant
from icefloe_runtimes.step.parameters import values
from icefloe_schema import literals
from icefloe_schema.plan import FromExpression, FromLiteral, FromOutput, FromParameter, Plan, Value

_BRIEF = 200


class Outputs(Mapping[str, object]):
    """Values by result, asset and step name; a step with several outputs gives a dictionary of them.

    There is what was made: a step that failed or was skipped has left nothing. A value is read when it is asked for. A
    pickled one is loaded with the project's folders on the import path, as its classes may be defined there.
    """

    def __init__(self, plan: Plan, artifacts: Path, root: Path, parameters: Mapping[str, str] | None = None) -> None:
        self._plan = plan
        self._artifacts = artifacts
        self._parameters = parameters or {}
        self._paths = [str((root / path).resolve()) for path in plan.code.paths or (".",)]
        self._steps = {step.id: tuple(output.name for output in step.outputs) for step in plan.steps}
        self._assets: dict[str, list[str]] = {}
        for step, names in self._steps.items():
            for name in names:
                self._assets.setdefault(name, []).append(step)
        self._declared: dict[str, Value] = {result.name: result.value for result in plan.results}
        self._mended = artifacts / folder(RESULTS) / manifest.MANIFEST

    @property
    def _results(self) -> Mapping[str, Value]:
        """The results of the plan; where a handler has mended the run, what that gives under their names."""
        if not self._declared or not self._mended.is_file():
            return self._declared
        return {name: FromOutput(step=RESULTS, name=name) for name in self._declared}

    def __getitem__(self, name: str) -> object:
        if name in self._results:
            return self._value(self._results[name])
        if name in self._assets:
            return self._asset(name)
        if name not in self._steps:
            raise KeyError(f"the run has no output or step {name!r}{meant(name, self._names())}")
        outputs = self._steps[name]
        return self._load(name, outputs[0]) if len(outputs) == 1 else {one: self._load(name, one) for one in outputs}

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._names() and self._is_there(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names() if self._is_there(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name!r}: {self._shown(name)}" for name in self) + "}"

    def _names(self) -> dict[str, object]:
        return {**self._results, **self._assets, **self._steps}

    def _is_there(self, name: str) -> bool:
        """Whether a name has a value, as far as that can be told without reading it."""
        if name in self._results:
            return self._has(self._results[name])
        if name in self._assets:
            return any(self._entry(step, name) is not None for step in self._assets[name])
        outputs = self._steps[name]
        return bool(outputs) and all(self._entry(name, one) is not None for one in outputs)

    def _has(self, value: Value) -> bool:
        if isinstance(value, FromOutput):
            return self._entry(value.step, value.name) is not None
        if not isinstance(value, FromExpression):
            return True
        enough = any if value.op in ("choice", "or") else all
        return enough(self._has(operand) for operand in value.operands[value.op == "choice" :])

    def _entry(self, step: str, output: str) -> Entry | None:
        try:
            return manifest.read(self._artifacts, step).outputs.get(output)
        except ArtifactError:
            return None

    def _asset(self, name: str) -> object:
        """What one step has made under a name; of several the first that ran."""
        makers = self._assets[name]
        return self._load(next((step for step in makers if self._entry(step, name) is not None), makers[0]), name)

    def _value(self, value: Value) -> object:
        """The value of a result, which may be worked out of several."""
        if isinstance(value, FromOutput):
            loaded = self._load(value.step, value.name)
            return loaded if value.item is None else apply("index", [loaded, literals.decode(value.item)])
        if isinstance(value, FromLiteral):
            return literals.decode(value.value)
        if isinstance(value, FromParameter):
            return values(self._plan, self._parameters, {}).get(value.name)
        if not isinstance(value, FromExpression):
            raise UsageError(f"a value from `{value.tag}` has no meaning as a result")
        if value.op in ("choice", "or"):
            there = [operand for operand in value.operands[value.op == "choice" :] if self._has(operand)]
            return self._chosen(value, there)
        return apply(value.op, [self._value(operand) for operand in value.operands])

    def _chosen(self, value: FromExpression, there: list[Value]) -> object:
        """One of several values: what is there says mostly which of them was taken."""
        if len(there) == 1:
            return self._value(there[0])
        if value.op == "choice":
            return self._value(value.operands[1] if self._value(value.operands[0]) else value.operands[2])
        found: list[object] = []
        for operand in there or value.operands:
            found.append(self._value(operand))
            if found[-1]:
                break
        return found[-1]

    def _load(self, step: str, output: str) -> object:
        try:
            record = manifest.read(self._artifacts, step)
        except ArtifactError:
            raise KeyError(f"step {step!r} has left no outputs in this run") from None
        if output not in record.outputs and step == RESULTS:
            raise KeyError(f"the handler that has mended the run does not give {output!r}")
        if output not in record.outputs:
            why = record.reason or record.absent.get(output, "")
            raise KeyError(f"step {step!r} has left no output {output!r}" + (f": {why}" if why else ""))
        # Many runs are never asked for a value, and what reads one takes long to import.
        from icefloe_runtimes.step import storage

        with _importable(self._paths):
            return storage.load(self._artifacts / folder(step), record.outputs[output])

    def _shown(self, name: str) -> str:
        """A value in a few words: as it is if it is small, else what is known of it."""
        value = self._results.get(name)
        if isinstance(value, FromExpression) and value.op == "choice":
            there = [operand for operand in value.operands[1:] if self._has(operand)]
            value = there[0] if len(there) == 1 else value
        if isinstance(value, FromOutput) and value.item is None:
            return self._brief(value.step, value.name)
        if name in self._results:
            text, made = repr(self[name]), type(self[name]).__name__
            return text if len(text) <= _BRIEF else f"<{made}>"
        if name in self._assets:
            step = next(one for one in self._assets[name] if self._entry(one, name) is not None)
            return self._brief(step, name)
        names = self._steps[name]
        return self._brief(name, names[0]) if len(names) == 1 else f"<{len(names)} outputs>"

    def _brief(self, step: str, output: str) -> str:
        entry = self._entry(step, output)
        if entry is None:
            return "…"
        if entry.format in ("json", "text") and entry.size <= _BRIEF:
            return repr(self._load(step, output))
        return f"<{entry.type}, {entry.size:,} bytes>"


@contextmanager
def _importable(paths: list[str]) -> Generator[None, None, None]:
    before = list(sys.path)
    sys.path[:0] = paths
    try:
        yield
    finally:
        sys.path[:] = before
