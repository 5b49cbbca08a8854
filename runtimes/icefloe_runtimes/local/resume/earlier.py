"""An earlier run, as its journal tells it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import TypeAlias, cast

from icefloe_runtimes.local import journal, record
from icefloe_runtimes.local.recorded import step_of, texts
from icefloe_runtimes.local.stepresult import StepResult
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.names import folder
from icefloe_schema import codec
from icefloe_schema.jsonvalue import Json
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass

Key: TypeAlias = tuple[Inside, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A step that has ended: how, the SHA-256 of the record that it has left, and the folder of the run it is in."""

    result: StepResult
    manifest: str
    run: Path

    @property
    def leaves_nothing(self) -> bool:
        """Whether the journal has all that there is of it."""
        return not self.manifest and self.result.leaves_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A run of which the journal is there; `finished` are its steps that have ended, inside bodies too.

    If it went on from another run itself, it took over the steps `takes` from that, and went on inside `opens`.
    """

    run_id: str
    folder: Path
    pipeline_name: str
    plan: str
    lock: str
    parameters: Mapping[str, str]
    finished: Mapping[Key, Finished]
    begun: Collection[Key] = ()
    resumed_from: str = ""
    takes: Collection[str] = ()
    opens: Collection[str] = ()
    closures: Mapping[str, str] = field(default_factory=dict[str, str])
    is_held: bool = False
    damage: str = ""

    def plan_then(self) -> Plan:
        """The plan that was run; `UsageError` where it cannot be read."""
        try:
            return codec.loads((self.folder / record.PLAN).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(f"the plan of run {self.run_id} cannot be read: {error}") from None

    def left(self, key: Key) -> Path:
        """Where a step has left its outputs."""
        return self.finished[key].run.joinpath(*_parts(key[0]), folder(key[1]))


def read(run: Path) -> Earlier:
    """Read the run in a folder; `UsageError` where it has no journal, or one that does not tell of its beginning."""
    try:
        records = journal.read(run)
    except OSError:
        raise UsageError(f"run {run.name} has no journal, from which it could be taken over") from None
    began = next(records.of("run started"), None)
    if began is None:
        raise UsageError(f"run {run.name} ended before it began: {records.damage or 'its journal is empty'}")
    said = began.fields
    digests = said.get("digests")
    held = cast("Mapping[str, Json]", digests if isinstance(digests, Mapping) else {})
    return Earlier(
        run_id=run.name,
        folder=run,
        pipeline_name=str(said.get("pipeline_name", "")),
        plan=str(held.get("plan", "")),
        lock=str(held.get("lock", "")),
        parameters=texts(said.get("parameters")),
        finished=_finished(records, run),
        begun=frozenset(_key(record.fields) for record in records.of("step started")),
        resumed_from=str(said.get("resumed_from", "")),
        takes=frozenset(_names(said.get("takes"))),
        opens=frozenset(_names(said.get("opens"))),
        closures=texts(said.get("closures")),
        is_held=records.held,
        damage=records.damage,
    )


def runs(workspace: Path) -> Iterator[Path]:
    """The folders of all runs in a workspace, the latest first."""
    there = workspace / "runs"
    yield from sorted(there.iterdir(), reverse=True) if there.is_dir() else ()


def _finished(records: journal.Records, run: Path) -> dict[Key, Finished]:
    """What has ended and was not begun again since, itself or a step around it."""
    begun: dict[Key, int] = {}
    ended: dict[Key, tuple[int, Finished]] = {}
    for number, one in enumerate(records.records):
        if one.kind not in ("step started", "attempt failed", "step finished"):
            continue
        key = _key(one.fields)
        if one.kind == "step finished":
            result = step_of(cast("dict[str, Json]", one.fields.get("result")))
            ended[key] = (number, Finished(result=result, manifest=str(one.fields.get("manifest", "")), run=run))
        else:
            begun[key] = number
    return {key: one for key, (number, one) in ended.items() if all(begun.get(k, -1) < number for k in _around(key))}


def _around(key: Key) -> Iterator[Key]:
    inside, _name = key
    yield key
    for number, (step, _part) in enumerate(inside):
        yield inside[:number], step


def _key(fields: Mapping[str, Json]) -> Key:
    inside = cast("list[list[str]]", fields.get("inside", []))
    return tuple((step, part) for step, part in inside), str(fields.get("id", ""))


def _names(data: Json) -> tuple[str, ...]:
    return tuple(str(name) for name in data) if isinstance(data, list) else ()


def _parts(inside: Inside) -> Iterator[str]:
    for step, part in inside:
        yield f"{folder(step)}.inside"
        yield folder(part)
