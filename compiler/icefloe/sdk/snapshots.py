"""Snapshots of pipelines, from Python: what `freeze` and `verify` do for a project, for one pipeline.

It is read from its source, as the command reads it; what Python has made of it meanwhile plays no part.
"""

from typing import TYPE_CHECKING

from icefloe.sdk.written import RefusedError, Source, asked

if TYPE_CHECKING:
    from icefloe.api import Compiled, Made
    from icefloe_schema.lock import Lock


class Verdict:
    """What has changed since a snapshot: true if nothing has that can change a result, as `verify` exits with 0.

    `changes` are those that can, `notes` the others: formatting, versions.
    """

    __slots__ = ("changes", "notes")

    def __init__(self, changes: tuple[str, ...], notes: tuple[str, ...] = ()) -> None:
        self.changes = changes
        self.notes = notes

    def __bool__(self) -> bool:
        return not self.changes

    def __str__(self) -> str:
        lines = (*(f"changed: {one}" for one in self.changes), *(f"note: {one}" for one in self.notes))
        return "\n".join(lines) or "nothing has changed"

    __repr__ = __str__


class Snapshot:
    """A pipeline as it was when it was frozen. Nothing of it can be set: its hash is that of what it holds."""

    __slots__ = ("_found", "_source")
    _source: Source
    _found: "tuple[Compiled, Made, Lock]"

    def __init__(self, source: Source) -> None:
        from icefloe.api import frozen_one

        result, made = source.compiled()
        lock, _ = frozen_one(result, made)
        object.__setattr__(self, "_source", source)
        object.__setattr__(self, "_found", (result, made, lock))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a snapshot does not change: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a snapshot does not change: {name!r} cannot be deleted")

    def __repr__(self) -> str:
        return f"<snapshot of {self.label}, {self.snapshot_hash}>"

    @property
    def pipeline(self) -> str:
        """The name of the pipeline."""
        return self._found[1].plan.name

    @property
    def version(self) -> str:
        """The version of the pipeline, empty if it has none."""
        return self._found[1].plan.version

    @property
    def label(self) -> str:
        """What it is a snapshot of: `train@v1.0.0`."""
        return f"{self.pipeline}@{self.version}" if self.version else self.pipeline

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of its steps."""
        return tuple(step.id for step in self._found[1].plan.steps)

    @property
    def snapshot_hash(self) -> str:
        """The SHA-256 over everything that can change a result: `sha256:…`, as `icefloe freeze --save` says it."""
        return f"sha256:{self._found[2].root}"

    def verify(self) -> Verdict:
        """Read the pipeline from its source again, and say what has changed since the snapshot."""
        from icefloe.api import frozen_one
        from icefloe.api.keeping import lines
        from icefloe.lock import verify

        try:
            result, made = self._source.compiled()
        except RefusedError as error:
            return Verdict((str(error),))
        now, inputs = frozen_one(result, made)
        changes = verify(self._found[2], inputs, now)
        return Verdict(
            lines(one for one in changes if not one.is_note),
            lines(one for one in changes if one.is_note),
        )

    def save(self) -> str:
        """Keep it as the version that it has, once and for all; give the folder."""
        from icefloe.api.keeping import keep

        if not self.version:
            raise RefusedError(f"pipeline `{self.pipeline}` has no version: give it one to save it")
        result = self._found[0]
        (kept,) = asked(lambda: keep(result, (self.pipeline,))).kept
        if kept.is_other:
            found = "; ".join(kept.differences)
            raise RefusedError(f"{kept.label} is saved already, and is not this one: {found}; give it a new version")
        return str(kept.folder)
