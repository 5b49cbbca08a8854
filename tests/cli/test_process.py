"""The command as a process: what it imports, what it must never import, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pipeline_texts import BROKEN, HELPERS, PIPELINE, PROJECT

import icefloe

SCRIPT = Path(sys.executable).with_name("icefloe")
SLOW = """\
import time
from icefloe import Pipeline, step

@step(outputs=["a"])
def a() -> int:
    print("started", flush=True)
    time.sleep(60)
    return 1

pipeline = Pipeline("slow").add_step(a)
"""


def _modules(arguments: list[str], folder: Path) -> set[str]:
    code = (
        "import os, sys, json, icefloe.__main__ as m\n"
        "os._exit = sys.exit\n"
        f"sys.argv = ['icefloe', *{arguments!r}]\n"
        "try:\n    m.main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write('\\n' + json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"], ["run", "--help"], []])
def test_version_and_help_import_nothing_heavy(tmp_path, arguments):
    heavy = {"libcst", "jsonschema", "yaml", "pathspec", "graphviz", "typeshed_client", "icefloe_runtimes.local"}
    assert not heavy & _modules(arguments, tmp_path)


def test_a_project_without_pipelines_needs_no_parser(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "a.py").write_text("import os\nflowyml = 1\n")
    assert not {"libcst", "jsonschema", "pathspec", "typeshed_client"} & _modules(["check", "."], tmp_path)


def test_version_and_help(command, tmp_path):
    assert command("--version", cwd=tmp_path).stdout == f"icefloe, version {icefloe.__version__}\n"
    text = command("--help", cwd=tmp_path).stdout
    verbs = [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines() if line.startswith("  ")]
    named = [verb for verb in verbs if f"  {verb} " in text]
    order = ["check", "compile", "show", "explain", "graph", "export", "freeze", "verify", "run", "step", "schema"]
    assert [verb for verb in named if verb in order] == order


def test_a_process_checks_like_the_function_does(command, project):
    root = project(**{"train.py": BROKEN})
    done = command("check", "--output-format", "concise", cwd=root)
    assert done.returncode == 1
    assert done.stdout.startswith("train.py:14:11: FLO301 ")
    assert done.stderr == ""


TRAP = "import os, sys\nos.write(2, b'TRAPPED ' + __name__.encode())\nos._exit(66)\n"
TRAPPED = (
    *("json", "click", "typing", "pathlib", "dataclasses", "re", "libcst", "yaml", "pathspec", "graphviz", "tomllib"),
    *(
        "sitecustomize",
        "usercustomize",
        "difflib",
        "conftest",
        "helpers_of_nobody",
        "jsonschema",
        "traceback",
        "signal",
    ),
)


@pytest.mark.parametrize("how", ["module", "script"])
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "."], ["compile", "train.py", "-o", "-"]])
def test_nothing_is_imported_from_the_working_directory(project, how, arguments):
    root = project(**{f"{name}.py": TRAP for name in TRAPPED})
    for package in ("icefloe_schema", "icefloe_runtimes"):
        (root / package).mkdir()
        (root / package / "__init__.py").write_text(TRAP)
    if how == "script" and not SCRIPT.exists():
        pytest.skip("icefloe is not installed as a script here")
    start = [sys.executable, "-m", "icefloe"] if how == "module" else [str(SCRIPT)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*start, *arguments], cwd=root, capture_output=True, text=True, env=environment)
    assert "TRAPPED" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_a_reader_that_leaves_early_is_no_error(project):
    root = project(**{f"broken_{i}.py": BROKEN for i in range(30)})
    with subprocess.Popen(
        [sys.executable, "-m", "icefloe", "check"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        talk = process.stderr.read()
        process.wait(60)
    assert talk == ""
    assert process.returncode == 1


@pytest.mark.executes
@pytest.mark.parametrize("words", [["check", "."], ["check", "--statistics", "."], ["graph", "train.py"]])
def test_nobody_need_listen(project, words):
    folder = project(**{"train.py": PIPELINE})
    call = subprocess.run(
        ["sh", "-c", 'exec "$0" -m icefloe "$@" >&-', sys.executable, *words],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert (call.returncode, "failed" in call.stderr) == (0, False)


@pytest.mark.executes
def test_a_folder_that_is_gone_is_said(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f'cd "{gone}" && rmdir "{gone}" && exec "$0" -m icefloe check'
    call = subprocess.run(["sh", "-c", script, sys.executable], capture_output=True, text=True)
    assert (call.returncode, call.stderr.count("\n")) == (2, 1)
    assert call.stderr.startswith("error: ")


@pytest.mark.parametrize(("debug", "traceback"), [("", False), ("1", True)])
def test_our_own_mistakes_are_confessed_briefly(tmp_path, debug, traceback):
    code = (
        "import icefloe.api, icefloe.__main__ as m, sys\n"
        "def boom(paths): raise RuntimeError('boom')\n"
        "icefloe.api.check = boom\n"
        "sys.argv = ['icefloe', 'check']\n"
        "m.main()\n"
    )
    environment = {**os.environ, "ICEFLOE_DEBUG": debug}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert ("Traceback" in done.stderr) is traceback
    assert ("Please report it" in done.stderr) is not traceback
    assert "boom" in done.stderr


def test_output_that_the_terminal_cannot_spell_is_escaped(command, project):
    root = project(**{"train.py": BROKEN.replace('"training"', '"tränkning"').replace("total", "größe")})
    done = command("check", cwd=root, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert "gr\\xf6\\xdfe" in done.stdout


def test_run_shows_its_id_first_progress_on_stderr_and_small_outputs_last(command, project):
    root = project()
    done = command("run", "train.py", "-p", "size=2", "--jobs", "1", cwd=root)
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert lines[0].startswith("run ")
    assert [line.partition(":")[0] for line in lines if ": ok in" in line] == ["load", "total"]
    assert done.stdout.splitlines()[-1].split() == ["total", "1"]
    assert not (root / "train.plan.json").exists()


def test_run_a_plan_and_step_by_step(command, project):
    root = project()
    command("compile", "train.py", cwd=root)
    assert command("run", "train.plan.json", cwd=root).returncode == 0
    for step in ("load", "total"):
        done = command("step", "train.plan.json", step, "--artifacts", "out", cwd=root)
        assert done.returncode == 0, done.stderr
    assert (root / "out").is_dir()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-p", "sise=2"], "size"),
        (["-p", "size"], "NAME=VALUE"),
        (["-p", "size=1", "-p", "size=2"], "twice"),
        (["-p", "size=many"], "size"),
        (["--jobs", "0"], "jobs"),
    ],
)
def test_a_wrong_parameter_is_refused_before_any_step(command, project, arguments, message):
    root = project()
    done = command("run", "train.py", *arguments, cwd=root)
    assert done.returncode == 2
    assert message in done.stderr
    assert ": ok in" not in done.stderr


def test_a_failed_run_is_status_1(command, project):
    root = project(**{"helpers.py": HELPERS.replace("return [", "raise ValueError('no')\n    return [")})
    done = command("run", "train.py", cwd=root)
    assert done.returncode == 1
    assert "helpers.py:6" in done.stderr
    assert "ValueError: no" in done.stdout
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("  log ")]
    log = root / line.split()[1]
    assert "raise ValueError('no')" in log.read_text()


def test_a_failure_is_told_on_one_line_that_changes_no_terminal(command, project):
    root = project(**{"helpers.py": HELPERS.replace("return [", "raise ValueError('no\\n\\x1b[31m')\n    return [")})
    done = command("run", "train.py", cwd=root)
    assert re.search(r"^  total +failed +\S+ +ValueError: no …$", done.stdout, re.MULTILINE)
    assert "\x1b" not in done.stdout + done.stderr


def test_an_interrupted_run_is_status_130(project):
    root = project({"pyproject.toml": PROJECT, "slow.py": SLOW})
    with subprocess.Popen(
        [sys.executable, "-m", "icefloe", "run", "slow.py"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 30
        while not list(root.glob(".icefloe/runs/*")) and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130


def test_native_words_compile_and_run(command, project):
    source = PIPELINE.replace("from flowyml", "from icefloe")
    root = project(**{"train.py": source})
    done = command("run", "train.py", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["total", "3"]


@pytest.mark.parametrize(("arguments", "package"), [(["--help"], "click"), (["check", "train.py"], "libcst")])
def test_without_its_packages_the_command_says_how_to_get_them(project, arguments, package):
    root = project(**{"train.py": PIPELINE})
    roots = [str(Path(icefloe.__file__).parents[2] / part) for part in ("compiler", "runtimes", "schemas")]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
    command = [sys.executable, "-S", "-m", "icefloe", *arguments]
    done = subprocess.run(command, cwd=root, env=path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"error: the command needs the package {package!r}, which is not installed: `pip install"
    )
