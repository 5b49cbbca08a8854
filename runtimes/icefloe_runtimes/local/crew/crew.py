"""Whoever starts the processes of a run, and waits for them."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from icefloe_runtimes.local.crew.direct import Commands, record
from icefloe_runtimes.local.crew.ears import Ears
from icefloe_runtimes.local.crew.forking import Lost, WarmParent, can_fork
from icefloe_runtimes.local.crew.going import Going, Passed
from icefloe_runtimes.local.crew.hearing import deaf
from icefloe_runtimes.local.crew.job import Direct, Ended, Job
from icefloe_runtimes.local.crew.keeper import Keeper
from icefloe_runtimes.local.crew.log import Log, make
from icefloe_runtimes.local.crew.spawned import Process, Spawned, Streams
from icefloe_runtimes.local.crew.why import of_worker
from icefloe_runtimes.local.record import PLAN
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.stepresult import StepError
from icefloe_runtimes.local.stop import Stop
from icefloe_runtimes.locked import LOCK
from icefloe_runtimes.step import order
from icefloe_runtimes.step.lifeline import VARIABLE
from icefloe_runtimes.step.manifest import Usage
from icefloe_runtimes.step.orders import Orders

#: The variable that says how workers come to be, `fork` where that can be, or `spawn`.
HOW = "ICEFLOE_WORKERS"


class Crew:
    """Starts a process for each job: a command by itself, any other one as a child of a warm parent.

    `tell` is given what people should know.
    """

    def __init__(self, setting: Setting, tell: Callable[[str], None] | None = None) -> None:
        self._setting = setting
        self._tell = tell
        self._environment = {**os.environb, b"PYTHONUNBUFFERED": b"1"}
        self._nothing = os.open(os.devnull, os.O_RDONLY)
        self._commands = Commands(setting)
        self._setup = -1
        self._known_ears: Ears | None = None
        self._places: dict[tuple[str, bytes | None], str] = {}
        self._keeper: Keeper | None = None
        # The variables of a command that has none of its own.
        self._plain: Mapping[bytes, bytes] = {}
        # No step can print it by chance, and whoever wants to can do worse.
        self._mark = token_hex(16)
        self._parent: WarmParent | None = None
        self._is_spawning = os.environ.get(HOW) == "spawn"
        if not self._is_spawning and not can_fork():
            self._spawn_from_now_on("this system has nothing to fork them safely")

    async def attempt(self, job: Job, stop: Stop, passed: Passed | None = None) -> Ended:
        """Run a job to its end; each call of several that is done is told at once."""
        try:
            ended = await self._attempted(job, stop, passed)
        except OSError as error:
            kinds = tuple(kind.__name__ for kind in type(error).__mro__[:-1])
            ended = Ended(done=0, error=StepError(type=type(error).__name__, message=str(error), kinds=kinds))
        return ended if ended.error is None else self._failed(job, ended, ended.error)

    async def _attempted(self, job: Job, stop: Stop, passed: Passed | None) -> Ended:
        if self._setting.debug and any(call.debug for call in job.calls):
            return await self._in_front(job)
        command = self._commands.of(job)
        if command is not None:
            return await self._by_itself(job, command, stop)
        return await self._worked(job, stop, passed)

    def _failed(self, job: Job, ended: Ended, error: StepError) -> Ended:
        """See to it that whoever looks for the log finds it, and that the next attempt does not find this one's report;
        say what has become of the run's folder."""
        with suppress(OSError):
            make(job.log)
        for call in job.calls:
            # What a hook has left is for those who have told it.
            if call.report and call.do != "hook":
                with suppress(OSError):
                    Path(call.report).unlink()
        if (self._setting.folder / PLAN).exists():
            return ended
        why = f"{self._setting.folder} is gone: it was moved or removed while the run went on"
        return replace(ended, error=replace(error, message=f"{error.message}; {why}"))

    async def close(self) -> None:
        """End what is left."""
        if self._parent is not None:
            await self._parent.close()
        if self._keeper is not None:
            await self._keeper.close()
        if self._known_ears is not None:
            self._known_ears.close()
        for one in (self._nothing, self._setup):
            if one >= 0:
                os.close(one)

    @property
    def _ears(self) -> Ears:
        """They hear on the loop that runs the first process."""
        if self._known_ears is None:
            self._known_ears = Ears()
        return self._known_ears

    async def _by_itself(self, job: Job, command: Direct, stop: Stop) -> Ended:
        """Start a command as it is."""
        if self._keeper is None:
            self._keeper = Keeper(self._environment, self._ears)
            self._plain = {**self._environment, **_encoded(self._keeper.around({}))}
        environment = self._plain
        if command.environment or job.environment:
            more = self._keeper.around({**command.environment, **job.environment})
            environment = {**self._environment, **_encoded(more)}
        log = Log(job.log, job.secrets)
        output, theirs = _pipe()
        try:
            process = self._command(command.words, environment, theirs)
        except BaseException:
            log.close()
            os.close(output)
            raise
        finally:
            os.close(theirs)
        ended = await Going(job, stop, log, output, self._ears, None, bare=True).to_end(process)
        self._tell_of(job, log)
        if ended.error is not None:
            return ended
        left = record(job, command, ended.usage)
        return Ended(done=1, usage=ended.usage, left=left, is_silent=ended.is_silent)

    def _command(self, words: tuple[str, ...], environment: Mapping[bytes, bytes], output: int) -> Process:
        streams = Streams(input=self._nothing, output=output)
        try:
            found = (self._found(words[0], environment), *words[1:])
            return Spawned(found, self._setting.root, environment, streams, self._ears)
        except OSError:
            if words[0] == "sh":
                raise
            # What a shell makes of it: a file without an interpreter's name, or a message that says what is wrong.
            return Spawned(("sh", "-c", " ".join(words)), self._setting.root, environment, streams, self._ears)

    def _found(self, word: str, environment: Mapping[bytes, bytes]) -> str:
        """Where a program is: it is looked for once, and not by each process that is to become one."""
        key = word, environment.get(b"PATH")
        if "/" in word or key[1] is None:
            return word
        if key not in self._places:
            self._places[key] = shutil.which(word, path=os.fsdecode(key[1])) or word
        return self._places[key]

    async def _worked(self, job: Job, stop: Stop, passed: Passed | None) -> Ended:
        """Have a worker do it; once more in a process of its own, where the warm parent has died under it."""
        try:
            return await self._once(job, stop, passed)
        except Lost as lost:
            self._spawn_from_now_on(f"the process that forks them has ended: {lost}")
            return await self._once(job, stop, passed)

    async def _once(self, job: Job, stop: Stop, passed: Passed | None) -> Ended:
        log = Log(job.log, job.secrets, self._mark)
        if len(job.calls) > 1:
            # Those that are done are told where it is before the last of them has printed anything.
            make(job.log)
        try:
            start = self._spawned if self._is_spawning else self._forked
            process, output = start(job, self._mark)
        except BaseException:
            log.close()
            raise
        ended = await Going(job, stop, log, output, self._ears, passed, bare=False).to_end(process)
        self._tell_of(job, log)
        return ended

    async def _in_front(self, job: Job) -> Ended:
        """Do it in a process that has the terminal, as long as it takes; there is nothing in its log."""
        make(job.log)
        setup = self._orders()
        with tempfile.TemporaryFile() as file, deaf():
            file.write(order.written(job.calls, {}, ""))
            file.seek(0)
            words = (*self._setting.command, "--orders", str(setup), str(file.fileno()))
            environment = {**self._environment, **_encoded(job.environment)}
            streams = Streams(input=0, output=1, error=2, more=(setup, file.fileno()))
            process = Spawned(words, self._setting.root, environment, streams, self._ears, in_front=True)
            found = await process.exited
        done = len(job.calls) if found.status == 0 else len(job.calls) - 1
        error = None if found.status == 0 else of_worker(found.status, job.calls[-1].report)
        return Ended(done=done, error=error, usage=Usage(cpu_seconds=found.cpu, peak_memory_bytes=found.memory))

    def _forked(self, job: Job, mark: str) -> tuple[Process, int]:
        if self._parent is None:
            own, orders_ = self._setting, self._orders()
            self._parent = WarmParent(own.command, own.root, self._environment, orders_, own.plan, self._ears)
        return self._parent.fork(job, mark)

    def _spawned(self, job: Job, mark: str) -> tuple[Process, int]:
        """Start a worker anew. It ends when the other end of its lifeline is gone, with all of its group."""
        output, theirs = _pipe()
        lifeline, held = os.pipe()
        try:
            with tempfile.TemporaryFile() as file:
                file.write(order.written(job.calls, {}, mark))
                file.seek(0)
                setup = self._orders()
                words = (*self._setting.command, "--orders", str(setup), str(file.fileno()))
                environment = {**self._environment, **_encoded({**job.environment, VARIABLE: str(lifeline)})}
                streams = Streams(input=self._nothing, output=theirs, more=(lifeline, setup, file.fileno()))
                process = Spawned(words, self._setting.root, environment, streams, self._ears)
        except BaseException:
            os.close(output)
            os.close(held)
            raise
        finally:
            os.close(lifeline)
            os.close(theirs)
        process.exited.add_done_callback(lambda _: os.close(held))
        return process, output

    def _orders(self) -> int:
        """The setup of the run, written down for those who do not share our memory."""
        if self._setup < 0:
            setting = self._setting
            written = Orders(
                plan=str(setting.folder / PLAN),
                root=str(setting.root),
                code=str(setting.code),
                artifacts=str(setting.folder),
                parameters=setting.parameters,
                framework=setting.framework,
                user=setting.user,
                keeping=setting.keeping,
                lock="" if setting.lock is None else str(setting.folder / LOCK),
                expected="" if setting.lock is None else f"sha256:{setting.lock.root}",
            )
            with tempfile.TemporaryFile() as file:
                file.write(written.dumps().encode())
                file.flush()
                self._setup = os.dup(file.fileno())
        return self._setup

    def _tell_of(self, job: Job, log: Log) -> None:
        if log.trouble and self._tell is not None:
            self._tell(f"{job.log}: not all that was printed could be kept: {log.trouble}")

    def _spawn_from_now_on(self, why: str) -> None:
        if not self._is_spawning and self._tell is not None:
            self._tell(f"each step is started anew, which takes longer: {why}")
        self._is_spawning = True


def _pipe() -> tuple[int, int]:
    """A pipe whose end for reading never makes its reader wait."""
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    return ours, theirs


def _encoded(environment: Mapping[str, str]) -> dict[bytes, bytes]:
    return {os.fsencode(name): os.fsencode(value) for name, value in environment.items()}
