"""A bundle runs with nothing but a Python, wherever it stands."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from bundle_project import BARE, outputs, record, started

from icefloe_runtimes.bundle.packages import unwanted
from icefloe_schema.lock import EnvContent, Lock, with_content

pytestmark = pytest.mark.executes


@pytest.fixture(params=BARE, ids=lambda path: path.rpartition("/")[2])
def python(request: pytest.FixtureRequest) -> str:
    return request.param


def test_it_runs_on_a_bare_python_from_another_folder(bundle, hello: Path, elsewhere: Path, python: str) -> None:
    path = bundle(hello)
    shutil.rmtree(hello)
    done = started(path, "-p", "times=3", folder=elsewhere, python=python)
    assert done.returncode == 0, done.stderr
    assert "  count  43" in done.stdout.splitlines()
    assert record(elsewhere)["parameters"] == {"times": "3"}
    assert record(elsewhere)["plan_path"] == str(path)
    assert sorted(record(elsewhere)["digests"]["modules"]) == [
        "hello.py", "parts/__init__.py", "parts/numbers.py", "parts/texts.py",
    ]  # fmt: skip
    verified = started(path, "verify", folder=elsewhere, python=python)
    assert record(elsewhere)["digests"]["lock"] in verified.stdout


def test_the_room_that_it_was_unpacked_to_is_gone(bundle, hello: Path, elsewhere: Path, tmp_path: Path) -> None:
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    for arguments in ((), ("step", "greet"), ("verify",), ("--help",), ("-p", "no=1"), ("step", "none")):
        started(bundle(hello), *arguments, folder=elsewhere, TMPDIR=str(rooms))
        assert list(rooms.iterdir()) == []


def test_nobody_else_may_look_into_the_room(bundle, hello: Path, elsewhere: Path) -> None:
    (hello / "parts/texts.py").write_text(
        "import os\n\n\ndef shout(text: str) -> str:\n"
        "    return oct(os.stat(os.path.dirname(os.path.dirname(os.path.dirname(__file__)))).st_mode)\n"
    )
    path = bundle(hello)
    kept = os.umask(0)
    try:
        assert started(path, folder=elsewhere).returncode == 0
    finally:
        os.umask(kept)
    run = next((elsewhere / ".icefloe/runs").iterdir())
    assert json.loads((run / "greet/words.json").read_text())[0] == "0o40700"


def test_it_runs_by_itself(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    assert path.stat().st_mode & stat.S_IXUSR
    folder = str(Path(BARE[0]).parent)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run([str(path)], cwd=elsewhere, env=environment, capture_output=True, text=True, timeout=60)
    assert "  count  42" in done.stdout.splitlines(), done.stderr


def test_it_runs_through_a_link_and_from_a_folder_of_odd_name(bundle, hello: Path, elsewhere: Path) -> None:
    odd = elsewhere / "ödd näme'; $(x)"
    odd.mkdir()
    shutil.move(bundle(hello), odd / "a b.pyz")
    link = elsewhere / "link.pyz"
    link.symlink_to(odd / "a b.pyz")
    assert "  count  42" in started(link, folder=elsewhere).stdout.splitlines()
    assert "  count  42" in started(Path("a b.pyz"), folder=odd).stdout.splitlines()


def test_several_run_at_the_same_time(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    running = [
        subprocess.Popen(
            [BARE[0], "-I", str(path), "-p", f"times={number}"],
            cwd=elsewhere,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for number in range(4)
    ]
    said = [one.communicate(timeout=120)[0] for one in running]
    assert [f"  count  {40 + number}" in text.splitlines() for number, text in enumerate(said)] == [True] * 4
    assert len(list((elsewhere / ".icefloe/runs").iterdir())) == 4


def test_it_runs_where_nothing_can_be_written(bundle, hello: Path, elsewhere: Path) -> None:
    """Also as a user who may not write; the super-user may write everywhere."""
    path = bundle(hello)
    (elsewhere / ".icefloe").write_text("in the way of a folder")
    done = started(path, folder=elsewhere)
    assert done.returncode == 0, done.stderr
    assert "  count  42" in done.stdout.splitlines()
    (told,) = [line for line in done.stderr.splitlines() if "cannot be written" in line]
    kept = Path(told.rpartition(" ")[2])
    assert (kept / "runs").is_dir()
    shutil.rmtree(kept)
    place = elsewhere / "place"
    assert started(path, "--workspace", str(place), folder=elsewhere).returncode == 0
    assert (place / "runs").is_dir()
    done = started(path, "--workspace", ".icefloe", folder=elsewhere)
    assert (done.returncode, "--workspace .icefloe" in done.stderr) == (2, True)


@pytest.mark.skipif(os.getuid() != 0, reason="only the super-user can become another user")
def test_it_runs_in_a_folder_that_may_not_be_written(bundle, hello: Path, tmp_path_factory) -> None:
    path = bundle(hello)
    open_folder = Path("/tmp") / f"icefloe-test-{os.getpid()}"
    open_folder.mkdir()
    try:
        shutil.copy(path, open_folder / "hello.pyz")
        for one in (open_folder, open_folder / "hello.pyz"):
            one.chmod(0o555)
        command = [shutil.which("python3", path="/usr/bin") or "", "-I", str(open_folder / "hello.pyz")]
        probe = [*command[:2], "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        if not command[0] or subprocess.run(probe).returncode:
            pytest.skip("there is no Python that everybody may run")
        done = subprocess.run(command, cwd=open_folder, user=65534, group=65534, capture_output=True, text=True)
        assert "  count  42" in done.stdout.splitlines(), done.stderr
        assert "cannot be written" in done.stderr
    finally:
        shutil.rmtree(open_folder)


def test_replacing_it_does_not_disturb_what_runs(bundle, hello: Path, elsewhere: Path) -> None:
    """A step overwrites the very file that it came out of, as a deployment does."""
    text = (hello / "hello.py").read_text()
    path = hello.parent / "made.pyz"
    changed = text.replace('print("greeting")', f'open({str(path)!r}, "wb").write(b"gone")')
    (hello / "hello.py").write_text(changed)
    bundle(hello)
    done = started(path, folder=elsewhere)
    assert "  count  42" in done.stdout.splitlines(), done.stderr
    assert path.read_bytes() == b"gone"


# --- the verbs -------------------------------------------------------------------------------------------------------


def test_one_step_after_the_other(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    done = started(path, "step", "greet", "-p", "times=5", "--artifacts", "out", folder=elsewhere)
    assert (done.returncode, done.stdout, done.stderr) == (0, "greeting\n", "")
    assert started(path, "step", "count", "--artifacts", "out", folder=elsewhere).returncode == 0
    assert json.loads((elsewhere / "out/count/count.json").read_text()) == 45
    done = started(path, "step", "cout", folder=elsewhere)
    assert done.returncode == 2
    assert "did you mean 'count'?" in done.stderr


def test_it_tells_of_itself(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    help_ = started(path, "--help", folder=elsewhere).stdout
    assert "The pipeline hello 2.0" in help_
    assert "usage: python made.pyz" in help_
    for verb in ("run", "step", "show", "verify", "unpack"):
        assert f"\n  {verb} " in help_
        assert started(path, verb, "--help", folder=elsewhere).returncode == 0
    assert "  greeting  str, default 'hello'" in help_.splitlines()
    shown = started(path, "show", folder=elsewhere).stdout.splitlines()
    assert "  2. count (hello:count), after greet" in shown
    assert "modules: hello.py, parts/__init__.py, parts/numbers.py, parts/texts.py" in shown
    plan = json.loads(started(path, "show", "--plan", folder=elsewhere).stdout)
    assert plan["name"] == "hello"
    assert started(path, "show", "--lock", folder=elsewhere).stdout.startswith("{\n")
    assert list(elsewhere.iterdir()) == []


def test_verify_says_the_digests(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    done = started(path, "verify", folder=elsewhere)
    said = dict(line.split() for line in done.stdout.splitlines())
    assert sorted(said) == ["bundle", "lock", "plan"]
    assert "integrity only" in done.stderr
    done = started(path, "verify", "--expect", said["lock"], folder=elsewhere)
    assert (done.returncode, "integrity only" in done.stderr) == (0, False)
    done = started(path, "verify", "--expect", said["plan"], folder=elsewhere)
    assert done.returncode == 1
    assert f"the lock is not the expected one: its digest is {said['lock']}" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("-p", "time=3"), 2, "unknown parameter 'time'; did you mean 'times'?"),
        (("--root", "nowhere"), 2, "--root nowhere: there is no such folder"),
        (("--jobs", "0"), 2, "--jobs takes a number from 1 on"),
        (("--label", "x"), 2, "--label takes KEY=VALUE"),
        (("--set", "prod"), 2, "--set prod: the plan has no such set of parameters"),
        (("--config", "none.json"), 2, "No such file"),
        (("--stages", "count"), 2, "no run of 'hello' has left"),
        (("walk",), 2, "unrecognized arguments: walk"),
        (("--par", "x=1"), 2, "unrecognized arguments: --par"),
    ],
)
def test_wrong_calls_are_told(
    bundle, hello: Path, elsewhere: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = started(bundle(hello), *arguments, folder=elsewhere)
    assert done.returncode == status
    assert said in done.stderr


def test_values_come_from_a_file_and_from_the_call(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    (elsewhere / "values.json").write_text('{"times": 7, "greeting": "hi"}')
    assert started(path, "--config", "values.json", "--label", "a=b", folder=elsewhere).returncode == 0
    assert record(elsewhere)["parameters"] == {"times": "7", "greeting": "hi"}
    assert record(elsewhere)["labels"] == {"a": "b"}
    assert started(path, "--config", "values.json", "-p", "times=1", folder=elsewhere).returncode == 0
    assert record(elsewhere)["parameters"]["times"] == "1"


def test_a_failed_step_fails_the_call_and_its_log_is_named(bundle, hello: Path, elsewhere: Path) -> None:
    done = started(bundle(hello), "-p", "greeting=3", folder=elsewhere)
    assert done.returncode == 0
    text = (hello / "hello.py").read_text()
    (hello / "hello.py").write_text(text.replace("return START + len(words)", "return START / 0"))
    done = started(bundle(hello), folder=elsewhere)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout
    place = text[: text.index("return START")].count("\n") + 1
    assert f"at hello.py:{place}" in done.stderr
    (log,) = re.findall(r"^  log +(\S+)$", done.stderr, re.MULTILINE)
    assert "ZeroDivisionError" in (elsewhere / log).read_text()
    again = done.stderr.rstrip().rpartition("hint: ")[2]
    assert re.fullmatch(r"`python \S+\.pyz --resume \S+` goes on with what has succeeded", again), done.stderr


def test_it_says_what_it_would_run(bundle, hello: Path, elsewhere: Path) -> None:
    path = bundle(hello)
    done = started(path, "--dry-run", folder=elsewhere)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith(" steps would run")
    assert not (elsewhere / ".icefloe" / "runs").exists()
    wrong = started(path, "--from", "count", "--only", "count", folder=elsewhere)
    assert (wrong.returncode, "cannot be given together" in wrong.stderr) == (2, True)


def test_an_old_python_is_told(bundle, hello: Path, elsewhere: Path) -> None:
    old = Path.home() / ".pyenv/versions/3.10.13/bin/python"
    if not old.exists():
        pytest.skip("there is no Python 3.10 here")
    done = started(bundle(hello), folder=elsewhere, python=str(old))
    assert done.returncode == 1
    assert done.stderr == "error: a bundle needs Python 3.11 or newer, and this is 3.10\n"


def test_what_is_not_installed_is_told(bundle, hello: Path, elsewhere: Path) -> None:
    text = (hello / "hello.py").read_text()
    (hello / "hello.py").write_text(text.replace("    return START", "    import nonesuch\n    return START"))
    done = started(bundle(hello), folder=elsewhere)
    assert f"note: not installed for {sys.base_prefix}" in done.stderr
    assert ": nonesuch, which steps import" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("wanted", "version", "is_told"),
    [
        ("", (3, 11, 0), False),
        (">=3.11", (3, 11, 0), False),
        (">=3.11", (3, 10, 13), True),
        (">=3.11, <3.13", (3, 13, 0), True),
        (">=3.11,<3.13", (3, 12, 9), False),
        ("==3.12.*", (3, 12, 1), False),
        ("==3.12.*", (3, 13, 1), True),
        ("!=3.12.*", (3, 12, 1), True),
        ("~=3.11", (3, 13, 0), False),
        ("~=3.11.2", (3, 12, 0), True),
        ("~=3.11.2", (3, 11, 1), True),
        (">3.11", (3, 11, 4), False),
        ("<=3.12", (3, 12, 1), True),
        ("!=3.12.1", (3, 12, 1), True),
        ("===3.12.1+local; what?", (3, 12, 2), False),
    ],
)
def test_a_python_that_the_project_is_not_for_is_told(wanted: str, version: tuple[int, ...], is_told: bool) -> None:
    lock = Lock(leaves=(with_content("env", EnvContent(requires_python=wanted)),))
    assert bool(list(unwanted(lock, version))) is is_told


# --- files -----------------------------------------------------------------------------------------------------------


READS = """\
from pathlib import Path

from flowyml import Pipeline, step


@step(outputs=["beside"])
def beside() -> str:
    return (Path(__file__).parent / "data" / "table.txt").read_text()


@step(outputs=["here"])
def here() -> str:
    return Path("data/table.txt").read_text()


pipeline = Pipeline("reads").add_step(beside).add_step(here)
"""


@pytest.fixture
def reads(hello: Path) -> Path:
    (hello / "reads.py").write_text(READS)
    (hello / "data").mkdir()
    (hello / "data/table.txt").write_text("1 2\n")
    (hello / "data/.hidden").write_text("x")
    return hello


@pytest.mark.parametrize("included", ["data", "data/table.txt", "./data/"])
def test_included_files_come_along(bundle, reads: Path, elsewhere: Path, included: str) -> None:
    path = bundle(reads, "reads.py", "--include", included)
    done = started(path, folder=elsewhere)
    assert "beside: ok" in done.stderr
    assert "here: failed" in done.stderr
    assert "note: not in this folder: data/table.txt" in done.stderr
    done = started(path, "unpack", folder=elsewhere)
    assert (done.returncode, done.stdout) == (0, "data/table.txt\nuv.lock\n")
    assert (elsewhere / "data/table.txt").read_text() == "1 2\n"
    assert started(path, "unpack", folder=elsewhere).stdout == ""
    assert started(path, folder=elsewhere).returncode == 0
    (elsewhere / "data/table.txt").write_text("3 4\n")
    assert "note: not as in the bundle, in this folder: data/table.txt" in started(path, folder=elsewhere).stderr
    done = started(path, "unpack", folder=elsewhere)
    assert (done.returncode, "has other files of these names: data/table.txt" in done.stderr) == (2, True)
    done = started(path, "unpack", "--sources", "new", folder=elsewhere)
    assert (elsewhere / "new/reads.py").read_text() == READS
    assert outputs(elsewhere)


def test_a_module_that_is_found_at_run_time_can_be_included(bundle, hello: Path, elsewhere: Path) -> None:
    text = (hello / "hello.py").read_text()
    late = '    import importlib\n    return importlib.import_module("".join(("l", "ate"))).VALUE'
    (hello / "hello.py").write_text(text.replace("    return START + len(words)", late))
    (hello / "late.py").write_text("VALUE = 7\n")
    assert "No module named 'late'" in started(bundle(hello), folder=elsewhere).stderr
    done = started(bundle(hello, "hello.py", "--include", "late.py"), folder=elsewhere)
    assert "  count  7" in done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize(
    ("included", "said"),
    [("../outside.txt", "it is not in the project"), ("none.txt", "No such file"), ("empty", "there is no file in it")],
)
def test_what_cannot_be_included_is_told(hello: Path, bundle, included: str, said: str, capsys) -> None:
    (hello.parent / "outside.txt").write_text("")
    (hello / "empty").mkdir()
    assert not bundle(hello, "hello.py", "--include", included, status=2).exists()


RUNNABLE = """\
from runnable import Pipeline, PythonTask, metric


def look(depth: int):
    return len(open("values.yaml").read()) + depth


def main():
    pipeline = Pipeline(steps=[PythonTask(name="look", function=look, returns=[metric("found")])])
    pipeline.execute(parameters_file="values.yaml")
    return pipeline


if __name__ == "__main__":
    main()
"""


def test_files_that_the_plan_was_compiled_with_come_along(bundle, hello: Path, elsewhere: Path) -> None:
    (hello / "look.py").write_text(RUNNABLE)
    (hello / "values.yaml").write_text("depth: 30\n")
    path = bundle(hello, "look.py")
    assert "files: values.yaml" in started(path, "show", folder=elsewhere).stdout.splitlines()
    done = started(path, folder=elsewhere)
    assert done.returncode == 1
    assert "note: not in this folder" not in done.stderr
    assert "hint: values.yaml is not in this folder; if it is missed, `unpack` puts it there" in done.stderr
    assert started(path, "unpack", folder=elsewhere).returncode == 0
    done = started(path, folder=elsewhere)
    assert "  found  40" in done.stdout.splitlines(), done.stderr
    (elsewhere / "values.yaml").write_text("depth: 3\n")
    done = started(path, folder=elsewhere)
    assert "note: not as in the bundle, in this folder: values.yaml" in done.stderr
    assert "  found  39" in done.stdout.splitlines(), "the value is the one that was frozen"


def test_a_field_of_a_section_is_set_from_the_call(bundle, hello: Path, elsewhere: Path) -> None:
    values = elsewhere / "c.json"
    values.write_text("{")
    path = bundle(hello)
    done = started(path, "--config", str(values), folder=elsewhere)
    assert (done.returncode, "is not JSON, which is what a bundle reads" in done.stderr) == (2, True)
    done = started(path, "-p", "times.x=3", folder=elsewhere)
    assert (done.returncode, "what is to be set is no field of a mapping" in done.stderr) == (2, True)
    text = (hello / "hello.py").read_text().replace('greeting="hello"', 'greeting="hello", shape={"a": 1}')
    text = text.replace("def count(words: list[str])", "def count(words: list[str], shape: dict[str, int])")
    (hello / "hello.py").write_text(text.replace("len(words)", 'shape["a"] + shape.get("b", 0)'))
    done = started(bundle(hello), "-p", "shape.b=5", folder=elsewhere)
    assert "  count  46" in done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_an_interrupted_run_leaves_nothing_unpacked(bundle, hello: Path, elsewhere: Path, number: str) -> None:
    """A step asks the run to stop, and would then go on for long."""
    text = (hello / "hello.py").read_text()
    stop = f"import os, signal, time; os.kill(os.getppid(), signal.{number}); time.sleep(60)"
    (hello / "hello.py").write_text(text.replace('print("greeting")', stop))
    rooms = elsewhere / "rooms"
    rooms.mkdir()
    done = started(bundle(hello), folder=elsewhere, TMPDIR=str(rooms))
    assert done.returncode == 130, done
    assert record(elsewhere)["state"] == "interrupted"
    assert list(rooms.glob("icefloe-bundle-*")) == []
