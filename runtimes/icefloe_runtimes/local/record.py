"""The record of a run: `run.json` in its folder, written when it has ended, beside its plan and its journal."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from icefloe_runtimes.local import journal, recalled
from icefloe_runtimes.local.layout import laid_out
from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.recorded import digests_of, step_of, texts
from icefloe_runtimes.local.results import Results, RunResult, State
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import meant
from icefloe_schema import codec
from icefloe_schema.jsonvalue import Json

PLAN, RECORD = "plan.json", "run.json"


def write(result: RunResult, root: Path) -> None:
    """Write the record as a whole, so that a reader never sees half of it."""
    said = {**result.to_dict(), "root": os.path.relpath(root, result.folder)}
    text = laid_out(said, "step_results")
    making = result.folder / f"{RECORD}.making"
    with making.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    making.replace(result.folder / RECORD)


def load_run(run: str | Path, *, workspace: Path | None = None) -> RunResult:
    """Give the result of an earlier run, by id, by the beginning of its id, by folder, or as `last`.

    Of a run that is under way, or whose runner has died, it is what has happened up to now.
    """
    folder = find(run, workspace or Path(".icefloe"))
    try:
        plan = codec.loads((folder / PLAN).read_text("utf-8"))
        # Asked first: a run that ends meanwhile has both.
        records = None if (folder / RECORD).exists() else journal.read(folder)
        data = None if records else cast(Json, json.loads((folder / RECORD).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise UsageError(f"the record of run {folder.name} cannot be read: {error}") from None
    if records:
        return recalled.result(records, plan, folder)
    if not isinstance(data, dict):
        raise UsageError(f"the record of run {folder.name} cannot be read: it is not an object")
    root = (folder / str(data.pop("root", "."))).resolve()
    steps = cast(Mapping[str, dict[str, Json]], data.pop("step_results"))
    return RunResult(
        run_id=str(data["run_id"]),
        pipeline_name=str(data["pipeline_name"]),
        state=cast(State, data["state"]),
        folder=folder,
        outputs=Outputs(plan, folder, root, texts(data["parameters"])),
        step_results=Results("step", {name: step_of(step) for name, step in steps.items()}),
        parameters=texts(data["parameters"]),
        plan_path=str(data["plan_path"]),
        duration_seconds=cast(float, data["duration_seconds"]),
        started_at=str(data["started_at"]),
        user=str(data.get("user", "")),
        labels=texts(data.get("labels")),
        digests=digests_of(data.get("digests")),
        resumed_from=str(data.get("resumed_from", "")),
        trouble=str(data.get("trouble", "")),
    )


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run, whatever has become of it."""
    return (folder / RECORD).is_file() or (folder / journal.NAME).is_file()


def find(run: str | Path, workspace: Path) -> Path:
    """Give the folder of a run, as `load_run` finds it; `UsageError` says which was meant."""
    if is_run(Path(run)):
        return Path(run).resolve()
    runs = workspace.resolve() / "runs"
    there = sorted(path.name for path in runs.iterdir() if is_run(path)) if runs.is_dir() else []
    matching = there[-1:] if run == "last" else [name for name in there if name.startswith(str(run))]
    if str(run) in there:
        matching = [str(run)]
    if len(matching) != 1:
        several = f"; it could be {', '.join(matching)}" if matching else meant(str(run), there)
        raise UsageError(f"no run {str(run)!r} in {runs}{several}")
    return runs / matching[0]
