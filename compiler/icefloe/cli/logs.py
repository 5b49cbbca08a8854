"""`icefloe logs`: what the steps of a run have printed."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.talk import Refusal, say
from icefloe.cli.workspaces import one_run, workspace_option

if TYPE_CHECKING:
    from icefloe_runtimes.local.results import RunResult

_BLOCK = 1 << 16
_LOOK = 0.2


@click.command(short_help="Show what the steps of a run have printed.")
@click.argument("run")
@click.argument("step", required=False)
@click.option("--failed", is_flag=True, help="Of steps that failed alone.")
@click.option("-n", "--tail", type=click.IntRange(min=0), metavar="N", help="The last N lines of each log.")
@click.option("-f", "--follow", is_flag=True, help="Go on while the run does.")
@workspace_option
def logs(run: str, step: str | None, failed: bool, tail: int | None, follow: bool, workspace: str | None) -> None:
    """Show what STEP of RUN (an id, its beginning, or `last`) has printed; without STEP, what all have."""
    if follow and step is None:
        raise click.UsageError("--follow needs a STEP")
    found = one_run(run, workspace)
    if follow and step is not None:
        found = _begun(found, step)
    chosen = list(_chosen(found, step, failed=failed))
    if not chosen or (step and not failed and not follow and not any(path.stat().st_size for _, path in chosen)):
        say(_nothing(found, step, failed=failed))
    for number, (name, path) in enumerate(chosen):
        if len(chosen) > 1:
            _write(f"{chr(10) if number else ''}==> {name} <==\n".encode())
        at = _show(path, 0 if tail is None else begin_of_last(path, tail))
        if follow:
            _follow(found, path, at, workspace)


def _nothing(run: "RunResult", step: str | None, *, failed: bool) -> str:
    """Why there is nothing to show; of a step whose result was there already, the run that has its log."""
    if failed or step is None:
        who = f"step {step!r}" if step else "no step"
        how = ("has not failed" if step else "has failed") if failed else "has printed anything"
        return f"{who} of run {run.run_id} {how}"
    earlier = run.step_results[step].taken_from
    more = f" here: see `icefloe logs {earlier} {step}`" if earlier else ""
    return f"step {step!r} of run {run.run_id} has printed nothing{more}"


def _begun(run: "RunResult", step: str) -> "RunResult":
    """Wait for a step of the plan that has not begun yet, as long as the run goes on."""
    from icefloe_runtimes.local.record import PLAN, load_run
    from icefloe_schema import codec

    names = {one.id for one in codec.loads((run.folder / PLAN).read_text("utf-8")).steps}
    while run.state == "running" and not list(_logs(run, step)) and (step in names or step in run.step_results):
        time.sleep(_LOOK)
        run = load_run(run.folder)
    return run


def _chosen(run: "RunResult", step: str | None, *, failed: bool) -> "Iterator[tuple[str, Path]]":
    """The logs to show, by the names of their steps; those without a word only where they are named."""
    if step is not None:
        yield from _named(run, step, failed=failed)
        return
    for name, one in run.step_results.items():
        path = Path(one.log_path) if one.log_path else None
        if path is not None and path.is_file() and path.stat().st_size and (not failed or one.status == "failed"):
            yield name, path


def _named(run: "RunResult", step: str, *, failed: bool) -> "Iterator[tuple[str, Path]]":
    """The log of a step, or the logs of all that is inside it."""
    results = run.step_results
    if step not in results:
        from icefloe_runtimes.step.names import meant

        raise Refusal(f"run {run.run_id} has no step {step!r}{meant(step, results)}")
    yield from ((name, path) for name, path in _logs(run, step) if not failed or results[name].status == "failed")


def _logs(run: "RunResult", step: str) -> "Iterator[tuple[str, Path]]":
    """The logs that there are of a step and of what is inside it."""
    for name, one in run.step_results.items():
        path = Path(one.log_path) if one.log_path else None
        if (name == step or name.startswith(f"{step}/")) and path is not None and path.is_file():
            yield name, path


def begin_of_last(path: Path, lines: int) -> int:
    """Give the place at which the last so many lines of a file begin."""
    size = end = path.stat().st_size
    wanted = lines + 1
    with path.open("rb") as stream:
        while end > 0 and wanted > 0:
            start = max(0, end - _BLOCK)
            stream.seek(start)
            block = stream.read(end - start)
            if end == size and block.endswith(b"\n"):
                block = block[:-1]
            place = len(block)
            while wanted > 1 and (place := block.rfind(b"\n", 0, place)) >= 0:
                wanted -= 1
                if wanted == 1:
                    return start + place + 1
            end = start
    return size if lines == 0 else 0


def _show(path: Path, at: int) -> int:
    """Write a file from a place on; give the place where it ended."""
    with path.open("rb") as stream:
        stream.seek(at)
        while block := stream.read(_BLOCK):
            _write(block)
            at += len(block)
    sys.stdout.flush()
    return at


def _follow(run: "RunResult", path: Path, at: int, given: str | None) -> None:
    from icefloe_runtimes.local.record import load_run

    del given
    while True:
        is_over = load_run(run.folder).state != "running"
        at = _show(path, at)
        if is_over:
            return
        time.sleep(_LOOK)


def _write(data: bytes) -> None:
    """Write bytes as they are, where stdout takes bytes."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode("utf-8", "backslashreplace"))
    else:
        buffer.write(data)
        buffer.flush()
