"""One attempt of one step: a process, its log, and its end."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from icefloe_runtimes.local.crew.job import Job
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.results import StepError
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.locked import LOCK
from icefloe_runtimes.step.call import Call
from icefloe_runtimes.step.lifeline import VARIABLE

LOG_LIMIT = 10 * 2**20
_GRACE = 3.0
_TICK = 0.05
_BLOCK = 1 << 16


def attempt(setting: Setting, job: Job, stop: Stop) -> StepError | None:
    """Run the step's process to its end; give why it failed, or `None`."""
    call = job.calls[0]
    report = job.log.with_suffix(".failure.json") if call.report is None else call.report
    report.unlink(missing_ok=True)
    lifeline, held = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 - the command is this interpreter with this package
            _words(setting, call),
            cwd=setting.root,
            env=_environment(lifeline),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lifeline,),
        )
    finally:
        os.close(lifeline)
    reader = threading.Thread(target=_drain, args=(process.stdout, job.log), daemon=True)
    reader.start()
    try:
        ended = _wait(process, job.timeout, stop)
    finally:
        # What the step has started itself must not outlive it, nor hold its log open.
        _kill(process, signal.SIGKILL)
        process.wait()
        os.close(held)
        reader.join(_GRACE)
    if ended == "timeout":
        return StepError(type="TimeoutError", message=f"it took longer than {job.timeout:g}s", kinds=("TimeoutError",))
    if ended == "stopped":
        return StepError(type="KeyboardInterrupt", message=stop.reason)
    return None if process.returncode == 0 else _why(process.returncode, report)


def _environment(lifeline: int) -> Mapping[str, str]:
    """The environment of this process; output comes as it is printed, so that a killed step leaves what it said."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", VARIABLE: str(lifeline)}


def _wait(process: subprocess.Popen[bytes], timeout: float | None, stop: Stop) -> str:
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        try:
            process.wait(_TICK)
        except subprocess.TimeoutExpired:
            reason = "stopped" if stop.asked() else "timeout" if end and time.monotonic() >= end else ""
        else:
            return "stopped" if stop.asked() and process.returncode else "ended"
        if reason:
            _end(process, stop)
            return reason


def _end(process: subprocess.Popen[bytes], stop: Stop) -> None:
    """Ask the step to end, and give it a while for it."""
    _kill(process, signal.SIGTERM)
    end = time.monotonic() + _GRACE
    while process.poll() is None and time.monotonic() < end and not stop.at_once():
        time.sleep(_TICK)


def _kill(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _drain(stream: BufferedReader, log: Path) -> None:
    """Write what the step prints into its log, up to a limit, and read on beyond it, so that it never has to wait."""
    size = 0
    with log.open("ab") as file, stream:
        while data := stream.read1(_BLOCK):
            file.write(data[: max(0, LOG_LIMIT - size)])
            if size <= LOG_LIMIT < size + len(data):
                file.write(f"\n… the log ends here, at {LOG_LIMIT} bytes\n".encode())
            size += len(data)
            file.flush()


def _why(status: int, report: Path) -> StepError:
    try:
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        report.unlink()
        return StepError(kinds=tuple(found.pop("kinds")), **found)
    except (OSError, ValueError, TypeError, KeyError):
        return StepError(type="ProcessError", message=_death(status), kinds=("ProcessError",))


def _death(status: int) -> str:
    if status >= 0:
        return f"its process ended with status {status}; its log says why"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    hint = "; was there too little memory?" if name == "SIGKILL" else ""
    return f"its process was ended by {name}{hint}"


def _words(setting: Setting, call: Call) -> list[str]:
    given = [part for pair in setting.parameters.items() for part in ("-p", "=".join(pair))]
    options = ["--root", str(setting.root), "--artifacts", str(setting.folder), "--report", str(call.report)]
    options += ["--framework", setting.framework, *(["--user", setting.user] if setting.user else [])]
    options += [] if call.do == "run" else ["--do", call.do, "--part", call.part]
    if setting.code != setting.root:
        options += ["--code", str(setting.code)]
    if setting.lock is not None:
        frozen = ("--lock", str(setting.folder / LOCK), "--expect", f"sha256:{setting.lock.root}")
        options += [*frozen, "--only-loaded"]
    if call.inside:
        options += ["--inside", json.dumps(call.inside)]
    return [*setting.command, *options, *given, "--", str(setting.folder / PLAN), call.step]
