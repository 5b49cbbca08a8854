"""`icefloe show RUN …`: how a run went, and what it has kept."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli import workspaces
from icefloe.cli.talk import Refusal, put, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icefloe_runtimes.local.results import RunResult
    from icefloe_runtimes.local.store.catalogue import Artifact
    from icefloe_runtimes.step.manifest import Entry


def as_python(value: str) -> str:
    """The value of a parameter, as a record holds it, in Python's words; a digest or a mere type as it stands."""
    from icefloe_schema import words

    try:
        return words.literal(json.loads(value))
    except (ValueError, TypeError):
        return value


def is_run(target: str, workspace: str | None) -> bool:
    """Whether a target means a run, and not a plan or a source: `last`, a folder of a run, the beginning of an id."""
    path = Path(target)
    if path.exists():
        return path.is_dir() and any((path / name).is_file() for name in ("run.json", "journal.jsonl"))
    if target == "last":
        return True
    runs = workspaces.workspace(workspace) / "runs"
    return target[:1].isdigit() and runs.is_dir() and any(one.name.startswith(target) for one in runs.iterdir())


def show_run(target: str, what: str, form: str, output: str | None, workspace: str | None) -> None:
    """Show a run, a step of it, or a value that a step has left."""
    from icefloe_runtimes.step.errors import ArtifactError, UsageError

    run = workspaces.one_run(target, workspace)
    try:
        if not what:
            _put(_whole(run, form), output)
            return
        found = _meant(run, what)
        if isinstance(found, str):
            _show_step(run, found, form, output)
        else:
            _show_value(run, found, form, output)
    except (UsageError, ArtifactError) as error:
        raise Refusal(str(error)) from error


def _meant(run: "RunResult", what: str) -> "str | Artifact":
    """The step (by its path) or the artifact that is named."""
    from icefloe_runtimes.local.store.catalogue import left, of_run
    from icefloe_runtimes.step.names import meant

    if what in run.step_results:
        return what
    there = list(of_run(left(run.folder)))
    for one in there:
        if what in (one.name, one.output):
            return one
    names = {*run.step_results, *(one.name for one in there), *(one.output for one in there)}
    raise Refusal(f"run {run.run_id} has no step or output {what!r}{meant(what, names)}")


def _show_step(run: "RunResult", name: str, form: str, output: str | None) -> None:
    from icefloe_runtimes.local.store.catalogue import left

    result = run.step_results[name]
    kept = left(run.folder)
    record = next((kept.records[at] for at, spelled in kept.names.items() if spelled == name), None)
    if record is not None:
        _check_target(name, record.outputs, output)
    if form == "json":
        told: dict[str, object] = {**asdict(result), "outputs": {}, "made_from": {}}
        if record is not None:
            told["outputs"] = {key: asdict(one) for key, one in record.outputs.items()}
            told["catalog"] = {key: asdict(one) for key, one in record.catalog.items()}
            told["made_from"] = asdict(record.made_from)
        _put(json.dumps(told, indent=2) + "\n", output)
        return
    lines = list(_step(run, name))
    if record is not None:
        made_from = record.made_from
        lines += [f"  took {source}" for source in made_from.outputs]
        lines += [f"  took parameter {key} = {as_python(value)}" for key, value in made_from.parameters.items()]
        lines += [f"  took file {path}" for path in made_from.files]
        lines += [f"  gave {key}: {_entry(one)}" for key, one in record.outputs.items()]
        lines += [f"  gave catalog/{path}: {_entry(one)}" for path, one in record.catalog.items()]
        lines += [f"  gave no {key}: {why}" for key, why in record.absent.items()]
    _put("".join(f"{_safe(line)}\n" for line in lines), output)


def _check_target(name: str, outputs: "Mapping[str, Entry]", target: str | None) -> None:
    """Refuse to write words into a file that is called like a value of the step."""
    suffix = Path(target or "").suffix
    for key, one in outputs.items():
        if suffix and suffix not in (".json", ".txt") and suffix == Path(one.file).suffix:
            raise Refusal(f"{name!r} is a step, of which there are only words to write: its value is {name}.{key}")


def _put(text: str, output: str | None) -> None:
    put(text, output)
    if output is not None and output != "-":
        say(f"wrote {output}")


def _step(run: "RunResult", name: str) -> "Iterator[str]":
    from icefloe_runtimes.local.amounts import memory, seconds

    result = run.step_results[name]
    why = f": {result.error.brief}" if result.error else f": {result.reason}" if result.reason else ""
    yield f"{name}  {result.status}{why}"
    if result.cached or result.taken_from:
        yield f"  taken from run {result.taken_from}" if result.taken_from else "  taken from the cache"
    known = [f"cpu {seconds(result.cpu_seconds)}"] if result.cpu_seconds else []
    known += [memory(result.peak_memory_bytes)] if result.peak_memory_bytes else []
    used = f" ({', '.join(known)})" if known else ""
    tries = f", {result.attempts} attempts" if result.attempts > 1 else ""
    if result.duration_seconds:
        yield f"  took {seconds(result.duration_seconds)}{used}{tries}"
    if result.error and result.error.place:
        yield f"  failed at {result.error.place}"
    if result.log_path:
        yield f"  log {result.log_path}"


def _entry(one: "Entry") -> str:
    from icefloe_runtimes.local.amounts import size

    kind = f"{one.kind}, " if one.kind else ""
    place = f", also at {one.place}" if one.place else ""
    return f"{kind}{one.type}, {one.format}, {size(one.size)}, sha256:{one.sha256}{place}"


def _show_value(run: "RunResult", one: "Artifact", form: str, output: str | None) -> None:
    from icefloe_runtimes.local.store.preview import plain, preview
    from icefloe_runtimes.step.storage import check
    from icefloe_schema import literals

    path = run.folder / one.at / one.entry.file
    if output is not None and output != "-":
        if one.entry.format == "absent":
            raise Refusal(f"only the digest of {one.name} was kept")
        check(path, one.entry)
        _write_out(path, Path(output), into=output.endswith("/"))
        return
    if form == "json":
        try:
            text = json.dumps(plain(path, one.entry), indent=2, ensure_ascii=False)
        except TypeError:
            text = json.dumps(literals.encode(plain(path, one.entry)), indent=2, ensure_ascii=False)
        put(text + "\n")
        return
    put("".join(f"{line}\n" for line in preview(path, one.entry)))


def _write_out(path: Path, target: Path, *, into: bool) -> None:
    """Copy what was stored, a folder as a folder, `into` a folder or to be what is named."""
    if into or target.is_dir():
        target = target / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(path, target)
    say(f"wrote {target}")


def _safe(line: str) -> str:
    from icefloe_runtimes.visible import visible

    return visible(line)


def _whole(run: "RunResult", form: str) -> str:
    """A run, with the table of its points if it was a sweep."""
    from icefloe.cli.sweeping import data, plan_of, table

    plan = plan_of(run)
    if form == "json":
        return json.dumps(run.to_dict() if plan is None else data(plan, run), indent=2) + "\n"
    return "\n".join((run.summary(), *(() if plan is None else table(plan, run)))) + "\n"
