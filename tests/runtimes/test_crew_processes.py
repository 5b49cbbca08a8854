"""How the processes of a run are started, what they may see of one another, and that none is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local
from icefloe_schema.plan import FromLiteral, FromParameter, Group, Parameter, ShellRun, Step

Flow = Callable[[str], Project]
pytestmark = [
    pytest.mark.executes,
    pytest.mark.skipif(sys.platform != "linux", reason="the warm parent, and what finds descendants, is Linux's"),
]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(process: int, seconds: float = 2.0) -> bool:
    end = time.monotonic() + seconds
    while alive(process) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(process)


def shell(name: str, command: str, **more: object) -> Step:
    return Step(id=name, run=ShellRun(command=command), **more)


STEPS = """
import os, random, sys, threading, time, atexit, logging, subprocess
import flow as own
seen = []

def who(): return [os.getpid(), os.getppid(), os.getsid(0), threading.active_count(), sys.stdin.read()]
def remember(): seen.append(1); os.environ["LEFT"] = "1"; return len(own.seen)
def draw(): return random.random()
def at_end(): atexit.register(lambda: open("ended", "a").write("x")); return 1
def in_thread(): threading.Thread(target=lambda: (time.sleep(0.1), open("threaded", "w").write("x"))).start()
def early(): os._exit(0)
def daemon():
    made = subprocess.Popen(["sleep", "60"], start_new_session=True)
    return made.pid
def forked():
    process = os.fork()
    if process == 0:
        os.setsid()
        time.sleep(60)
    return process
def left(): return os.environ.get("LEFT", "")
def parent(): os.kill(os.getppid(), 9); time.sleep(60)
"""


def test_each_step_has_a_process_and_a_session_of_its_own(flow: Flow) -> None:
    result = flow(STEPS).run(one("a", "who"), one("b", "who"))
    first, second = result["a"], result["b"]
    assert first[0] == first[2] != second[0] == second[2]
    assert first[1] == second[1] != os.getpid()
    assert first[3:] == second[3:] == [1, ""]


def test_no_step_sees_what_another_has_left_in_memory(flow: Flow) -> None:
    result = flow(STEPS).run(*(one(name, "remember") for name in "abc"), one("d", "left", after=("a", "b", "c")))
    assert [result[name] for name in "abcd"] == [1, 1, 1, ""]


def test_random_numbers_are_their_own(flow: Flow) -> None:
    result = flow(STEPS).run(*(one(name, "draw") for name in "abc"))
    assert len({result[name] for name in "abc"}) == 3


def test_a_process_ends_as_a_program_does(flow: Flow) -> None:
    project = flow(STEPS)
    result = project.run(one("a", "at_end"), one("b", "at_end"), one("c", "in_thread"))
    assert result.success
    assert (project.root / "ended").read_text() == "xx"
    assert (project.root / "threaded").exists()


def test_a_process_that_ends_before_its_step_has_failed(flow: Flow) -> None:
    error = flow(STEPS).run(one("early")).step_results["early"].error
    assert error is not None
    assert error.type == "ProcessError"
    assert error.message == "its process ended before the step had; it has printed nothing"


ODD = """
import sys
class Mute(Exception):
    def __str__(self): raise ValueError("no")
def interrupt(): raise KeyboardInterrupt
def mute(): raise Mute
def leave(): sys.exit()
def close():
    print("said")
    sys.stdout.close()
    sys.stderr.close()
    return 1
"""


def test_steps_that_end_oddly_say_where(flow: Flow) -> None:
    results = flow(ODD).run(*(one(name) for name in ("interrupt", "mute", "leave", "close"))).step_results
    errors = {name: step.error for name, step in results.items() if step.error}
    said = {name: (error.type, error.message, error.place) for name, error in errors.items()}
    assert said == {
        "interrupt": ("KeyboardInterrupt", "", "flow.py:5"),
        "mute": ("Mute", "its message cannot be had: __str__ raised ValueError", "flow.py:6"),
        "leave": ("SystemExit", "the step called sys.exit()", "flow.py:7"),
    }
    assert "flow.py:6 in mute" in Path(results["mute"].log_path).read_text()
    assert results["close"].status == "succeeded"
    assert Path(results["close"].log_path).read_text() == "said\n"


def test_a_log_that_cannot_be_kept_is_told(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int, _text: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("icefloe_runtimes.local.crew.log._all", full)
    told: list[str] = []

    def listen(event: local.Event) -> None:
        told.extend([getattr(event, "text", "")])

    source = "import os\ndef a():\n    print(1, flush=True)\n    os._exit(3)\n"
    result = flow(source).run(one("a"), shell("b", "echo 1"), listener=listen)
    assert result.step_results["b"].status == "succeeded"
    error = result.step_results["a"].error
    assert error is not None
    why = "what it printed could not be kept: No space left on device"
    assert error.message == f"its process ended with status 3; {why}"
    assert sum(text.endswith("not all that was printed could be kept: No space left on device") for text in told) == 2


def test_a_workspace_that_is_taken_away_is_told(flow: Flow) -> None:
    project = flow(
        "import os\ndef a(): os.rename('.icefloe', 'elsewhere'); return 1\ndef b(x): os._exit(1)\ndef c(): pass\n"
    )
    result = project.run(one("a"), one("b", bindings=bind(x=of("a"))), one("c", after=("b",)))
    assert result.state == "failed"
    why = f"{result.folder} is gone: it was moved or removed while the run went on"
    assert result.trouble == why
    assert [step.error.message.endswith(why) for step in result.step_results.values() if step.error] == [True]


@pytest.mark.parametrize("what", ["daemon", "forked"])
def test_what_a_step_has_started_goes_with_it(flow: Flow, what: str) -> None:
    result = flow(STEPS).run(one("a", what), one("b", "draw", after=("a",)))
    assert result.success
    assert ends(int(str(result["a"])))


def test_a_step_that_kills_the_warm_parent_is_run_anew(flow: Flow) -> None:
    told: list[str] = []

    def listen(event: local.Event) -> None:
        told.extend([getattr(event, "text", "")])

    project = flow(STEPS)
    project.write(
        "import os\ndef kill():\n    if not os.path.exists('killed'):\n        open('killed', 'w')\n"
        "        os.kill(os.getppid(), 9)\n        os.kill(os.getpid(), 19)\n    return 1\n",
        "killer.py",
    )
    from runtime_project import call

    result = project.run(one("a", run=call("kill", "killer")), one("b", "draw", after=("a",)), listener=listen)
    assert result.success
    assert any("each step is started anew" in text for text in told)


COMMANDS = [
    ("true", "", ""),
    ("echo one two", "", "one two\n"),
    ("printf '%s' \"$GREETING\"", "", "hello"),
    ("pwd -P", "", "{root}\n"),
    ("exit 3", "the command ended with status 3", ""),
    ("false", "the command ended with status 1", ""),
    ("nothing-of-this-name", "the command ended with status 127", "not found"),
    ("./not-executable", "the command ended with status 126", "denied"),
    ("./no-interpreter", "", "as sh does\n"),
    ("kill -9 $$", "its process was ended by SIGKILL; was there too little memory?", ""),
    ("echo $ICEFLOE_WORKER; cat", "", "1\n"),
]


def test_commands_are_started_as_a_shell_would(project: Project) -> None:
    (project.root / "not-executable").write_text("#!/bin/sh\n")
    (project.root / "no-interpreter").write_text("echo as sh does\n")
    (project.root / "no-interpreter").chmod(0o755)
    greeting = bind(GREETING=FromLiteral(value="hello"))
    steps = [shell(f"s{n}", command, bindings=greeting) for n, (command, _, _) in enumerate(COMMANDS)]
    result = project.run(*steps)
    for number, (command, message, printed) in enumerate(COMMANDS):
        step = result.step_results[f"s{number}"]
        text = Path(step.log_path).read_text() if step.log_path else ""
        assert (step.error.message if step.error else "") == message, command
        wanted = printed.format(root=project.root.resolve())
        assert text.endswith(wanted) if not message else wanted in text.lower(), command


def test_parameters_are_a_commands_environment(project: Project) -> None:
    step = shell("a", 'echo "$n $names"', bindings=bind(n=FromParameter(name="n"), names=FromLiteral(value=["x"])))
    result = project.run(step, parameters=(Parameter(name="n", type="int", default=4),))
    assert Path(result.step_results["a"].log_path).read_text() == '4 ["x"]\n'


def test_a_timeout_reaches_a_command_and_what_it_started(project: Project) -> None:
    from icefloe_schema.plan import Policy

    command = "trap '' TERM; sleep 60 & echo $!; wait; wait"
    limit = Policy(timeout={"$float": "0.3"})
    result = project.run(shell("a", command.replace("trap '' TERM; ", ""), policy=limit))
    error = result.step_results["a"].error
    assert error is not None
    assert error.message == "it took longer than 0.3s"
    assert ends(int(Path(result.step_results["a"].log_path).read_text()))


def test_steps_of_a_group_share_a_process(flow: Flow) -> None:
    project = flow(STEPS)
    steps = [one("a", "who", group="g"), one("b", "who", group="g", after=("a",)), one("c", "who", after=("b",))]
    plan = project.plan(*steps, groups=(Group(name="g", steps=("a", "b")),))
    result = local.run(plan, root=project.root)
    assert result["a"][0] == result["b"][0] != result["c"][0]


DEBUGGED = """
import json
def work(text="{"):
    amount = 41
    json.loads(text)
    return amount
"""


def test_a_step_is_looked_at_where_it_fails(flow: Flow) -> None:
    """In the foreground, in the user's code and not in what that has called."""
    project = flow(DEBUGGED)
    project.plan(one("work"))
    command = [sys.executable, "-c", RUNNER, str(project.root), "work"]
    done = subprocess.run(command, input="p amount + 1\nq\n", capture_output=True, text=True, timeout=60)
    assert "flow.py(5)work()\n-> json.loads(text)\n(Pdb) 42\n" in done.stdout
    assert "failed" in done.stdout
    options = ("--root", str(project.root), "--artifacts", str(project.root / "art"), "--debug")
    command = [sys.executable, "-m", "icefloe_runtimes.step", str(project.root / "flow.plan.json"), "work", *options]
    done = subprocess.run(command, input="p amount + 2\nq\n", capture_output=True, text=True, timeout=60)
    assert "(Pdb) 43\n" in done.stdout
    assert done.returncode == 1


def test_a_step_that_does_not_fail_is_run_as_ever_in_front(flow: Flow) -> None:
    project = flow(DEBUGGED)
    result = project.run(one("work", bindings=bind(text=FromLiteral(value="{}"))), debug="work")
    assert result["work"] == 41


RUNNER = """
import sys
from pathlib import Path
from icefloe_runtimes import local
from icefloe_schema import codec
root = Path(sys.argv[1])
debug = sys.argv[2] if len(sys.argv) > 2 else ""
print(local.run(codec.loads((root / "flow.plan.json").read_bytes()), root=root, debug=debug).summary())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_runner(flow: Flow, number: signal.Signals) -> None:
    project = flow(
        "import os, subprocess, time\n"
        "def work():\n"
        "    made = [subprocess.Popen(['sleep', '60'], start_new_session=one).pid for one in (True, False)]\n"
        "    open('a.pids', 'w').write(' '.join(map(str, [os.getpid(), os.getppid(), *made])) + ' end')\n"
        "    time.sleep(60)\n"
    )
    command = "sleep 60 & setsid sleep 60 & sleep 0.1; echo $$ $(pgrep -P $$ sleep) end > b.pids; wait"
    project.plan(one("a", "work"), shell("b", command))
    runner = subprocess.Popen([sys.executable, "-c", RUNNER, str(project.root)])
    files = [project.root / name for name in ("a.pids", "b.pids")]
    end = time.monotonic() + 20
    while not all(file.exists() and file.read_text().rstrip().endswith("end") for file in files):
        assert time.monotonic() < end
        time.sleep(0.02)
    processes = [int(one) for file in files for one in file.read_text().split()[:-1]]
    assert len(processes) >= 6
    runner.send_signal(number)
    runner.wait(10)
    assert all(ends(process, 3.0) for process in processes)


THREADED = "import threading, time\nthreading.Thread(target=time.sleep, args=(30,), daemon=True).start()\nVALUE = 1\n"
LOUD = "print('loud')\nVALUE = 2\n"
BROKEN = "raise RuntimeError('no')\n"


def test_libraries_are_imported_once_where_forking_is_safe(
    flow: Flow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One starts a thread, one prints, one fails: only the second is taken into the warm parent."""
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    note = "import os\nopen({!r}, 'a').write(str(os.getpid()) + ' ')\n"
    names = {"lib_threaded": THREADED, "lib_loud": LOUD, "lib_broken": BROKEN, "lib_once": "VALUE = 3\n"}
    for name, source in names.items():
        (libraries / f"{name}.py").write_text(note.format(str(tmp_path / f"{name}.pids")) + source)
    monkeypatch.setenv("PYTHONPATH", str(libraries))
    project = flow(
        "import lib_loud, lib_threaded\n"
        "def work():\n    return [lib_loud.VALUE, lib_threaded.VALUE]\n"
        "def other():\n    import lib_broken\n"
        "def single():\n    import lib_once\n    return lib_once.VALUE\n"
    )
    many = ("lib_loud", "lib_threaded", "lib_broken")
    steps = [
        one(name, "work", imports=many, after=(before,) if before else ())
        for before, name in zip(("", "a"), "ab", strict=True)
    ]
    result = project.run(*steps, one("c", "other", imports=many), one("d", "single", imports=("lib_once",)))
    assert (result["a"], result["b"], result["d"]) == ([2, 1], [2, 1], 3)
    assert result.step_results["c"].error is not None
    assert result.step_results["c"].error.type == "RuntimeError"
    imported = {name: (tmp_path / f"{name}.pids").read_text().split() for name in names}
    # Each of the four steps has the module's imports: the loud one came with the parent.
    assert len(set(imported["lib_threaded"])) >= 3
    assert len(set(imported["lib_loud"])) == 1
    assert len(imported["lib_once"]) == 1
    # Nothing at all was printed: then there is no log.
    assert not result.step_results["a"].log_path
    assert not (result.folder / "a.log").exists()


def test_a_file_of_the_project_comes_before_an_installed_library(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    for name in ("lib_same", "socket"):
        (project.root / f"{name}.py").write_text("VALUE = 'of the project'\n")
    (libraries / "lib_same.py").write_text("VALUE = 'installed'\n")
    monkeypatch.setenv("PYTHONPATH", str(libraries))
    project.write("import lib_same, socket\ndef work(): return [lib_same.VALUE, socket.VALUE]\n")
    result = project.run(*(one(name, "work", imports=("lib_same",)) for name in "ab"))
    assert result["a"] == result["b"] == ["of the project", "of the project"]


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_many_calls_of_one_process(flow: Flow, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """A group whose order is longer than a message may be."""
    monkeypatch.setenv("ICEFLOE_WORKERS", how)
    project = flow("def first(): return 0\ndef more(x): return x + 1\n")
    names = [f"step-with-a-name-that-is-rather-long-and-goes-on-and-on-{n}" for n in range(300)]
    steps = [one(names[0], "first", group="g")]
    steps += [one(b, "more", group="g", bindings=bind(x=of(a))) for a, b in pairwise(names)]
    plan = project.plan(*steps, groups=(Group(name="g", steps=tuple(names)),))
    assert local.run(plan, root=project.root)[names[-1]] == 299
