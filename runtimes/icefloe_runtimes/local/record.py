"""The record of a run: `run.json` in its folder, beside the plan that was run."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from icefloe_runtimes.local.outputs import Outputs
from icefloe_runtimes.local.results import Digests, Results, RunResult, State, StepError, StepResult
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import meant
from icefloe_schema import codec
from icefloe_schema.jsonvalue import Json

PLAN, RECORD = "plan.json", "run.json"


def write(result: RunResult, root: Path) -> None:
    """Write the record as a whole, so that a reader never sees half of it."""
    text = json.dumps({**result.to_dict(), "root": os.path.relpath(root, result.folder)}, indent=2) + "\n"
    making = result.folder / f"{RECORD}.making"
    with making.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    making.replace(result.folder / RECORD)


def load_run(run: str | Path, *, workspace: Path | None = None) -> RunResult:
    """Give the result of an earlier run, by id, by the beginning of its id, by folder, or as `last`."""
    folder = _folder(run, workspace or Path(".icefloe"))
    try:
        data = cast(Json, json.loads((folder / RECORD).read_text("utf-8")))
        plan = codec.loads((folder / PLAN).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"the record of run {folder.name} cannot be read: {error}") from None
    if not isinstance(data, dict):
        raise UsageError(f"the record of run {folder.name} cannot be read: it is not an object")
    root = (folder / str(data.pop("root", "."))).resolve()
    steps = cast(Mapping[str, dict[str, Json]], data.pop("step_results"))
    return RunResult(
        run_id=str(data["run_id"]),
        pipeline_name=str(data["pipeline_name"]),
        state=cast(State, data["state"]),
        folder=folder,
        outputs=Outputs(plan, folder, root),
        step_results=Results("step", {name: _step(step) for name, step in steps.items()}),
        parameters=cast(Mapping[str, str], data["parameters"]),
        plan_path=str(data["plan_path"]),
        duration_seconds=cast(float, data["duration_seconds"]),
        started_at=str(data["started_at"]),
        user=str(data.get("user", "")),
        labels=cast(Mapping[str, str], data.get("labels", {})),
        digests=_digests(data.get("digests")),
    )


def _folder(run: str | Path, workspace: Path) -> Path:
    if Path(run, RECORD).is_file():
        return Path(run).resolve()
    runs = workspace.resolve() / "runs"
    there = sorted(path.name for path in runs.iterdir() if (path / RECORD).is_file()) if runs.is_dir() else []
    matching = there[-1:] if run == "last" else [name for name in there if name.startswith(str(run))]
    if str(run) in there:
        matching = [str(run)]
    if len(matching) != 1:
        several = f"; it could be {', '.join(matching)}" if matching else meant(str(run), there)
        raise UsageError(f"no run {str(run)!r} in {runs}{several}")
    return runs / matching[0]


def _digests(data: Json) -> Digests:
    """The digests of a run; one that was made before there were any has none."""
    if not isinstance(data, dict):
        return Digests()
    modules = cast(Mapping[str, str], data.get("modules", {}))
    return Digests(plan=str(data.get("plan", "")), lock=str(data.get("lock", "")), modules=modules)


def _step(data: dict[str, Json]) -> StepResult:
    fields = cast(dict[str, object], dict(data))
    error = data.get("error")
    if isinstance(error, dict):
        kinds = cast(list[str], error.get("kinds", []))
        texts = {key: str(error.get(key, "")) for key in ("type", "message", "place")}
        fields["error"] = StepError(**texts, kinds=tuple(kinds))
    return StepResult(**fields)  # type: ignore[arg-type]
