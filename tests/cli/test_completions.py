"""Completion, asked as the shells ask, in those of them that are there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from icefloe.cli.completions import SCRIPTS

pytestmark = pytest.mark.executes

SCRIPT = Path(sys.executable).with_name("icefloe")
#: What is typed, and what may follow, as far as it is looked at.
TABLE = [
    (["ch"], {"check"}),
    (["check", "--selec"], {"--select"}),
    (["check", "--select", "FLO93"], {"FLO930", "FLO931", "FLO932", "FLO933"}),
    (["check", "--select", "FLO201,FLO93"], {f"FLO201,FLO93{number}" for number in range(4)}),
    (["check", "--ignore", "missing-"], {"missing-input", "missing-parameter"}),
    (["check", "--extend-select", "AL"], {"ALL"}),
    (["check", "--output-format", "g"], {"github", "gitlab"}),
    (["check", "--color", "a"], {"auto", "always"}),
    (["explain", "unused-su"], {"unused-suppression"}),
    (["completions", ""], set(SCRIPTS)),
]
JOINED = [(["check", "--select=FLO93"], {"FLO930", "FLO931", "FLO932", "FLO933"})]
PATHS = [
    (["check", "tra"], {"train.py"}),
    (["compile", "tra"], {"train.py"}),
    (["check", "--baseline", "kn"], {"known.json"}),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("train.py", "other.py", "known.json"):
        (tmp_path / name).write_text("")
    return tmp_path


def asked(shell: str, program: str, folder: Path, tmp_path: Path) -> list[str]:
    """The lines that a shell says when it is told what the program says."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    if not SCRIPT.exists():
        pytest.skip("icefloe is not installed as a script here")
    environment = {**os.environ, "PATH": f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    quiet = {"bash": ["--norc", "--noprofile"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [found, *quiet, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


# bash hands `--select=FLO` over as three words.
@pytest.mark.parametrize(("words", "expected"), [*TABLE, (["check", "--select", "=", "FLO93"], JOINED[0][1])])
def test_bash_completes(words: list[str], expected: set[str], folder: Path) -> None:
    quoted = " ".join(f"'{word}'" for word in ["icefloe", *words])
    program = f"{SCRIPTS['bash']}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words)}\n_icefloe_completion icefloe\n"
    lines = asked("bash", program + 'printf "%s\\n" "${COMPREPLY[@]}"', folder, folder)
    assert set(lines) == expected


@pytest.mark.parametrize(("words", "expected"), PATHS)
def test_bash_is_left_to_complete_paths(words: list[str], expected: set[str], folder: Path) -> None:
    quoted = " ".join(f"'{word}'" for word in ["icefloe", *words])
    program = f"{SCRIPTS['bash']}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words)}\n_icefloe_completion icefloe\n"
    assert asked("bash", program + 'echo "${#COMPREPLY[@]}"; complete -p icefloe', folder, folder) == [
        "0",
        "complete -o bashdefault -o default -o nosort -F _icefloe_completion icefloe",
    ]
    assert expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [*TABLE, *PATHS, (["check", "--select=FLO93"], {f"--select=FLO93{number}" for number in range(4)})],
)
def test_fish_completes(words: list[str], expected: set[str], folder: Path) -> None:
    lines = asked("fish", f"{SCRIPTS['fish']}\ncomplete -C 'icefloe {' '.join(words)}'", folder, folder)
    assert {line.partition("\t")[0] for line in lines} == expected


@pytest.mark.parametrize(("words", "expected"), TABLE)
def test_what_a_shell_asks_is_answered_without_the_parser(words: list[str], expected: set[str], folder: Path) -> None:
    code = (
        "import sys, json\nimport icefloe.__main__ as m\n"
        "try:\n    m.main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    environment = {
        **os.environ,
        "COMP_WORDS": "\n".join(["icefloe", *words]),
        "COMP_CWORD": str(len(words)),
        "_ICEFLOE_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == expected
    assert not {"libcst", "jsonschema", "yaml", "pathspec", "typeshed_client"} & set(json.loads(done.stderr))


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_scripts_are_printed(call, shell: str) -> None:
    result = call("completions", shell)
    assert result.stdout == SCRIPTS[shell]
    assert "icefloe" in result.stdout.splitlines()[-1] or shell == "zsh"
    assert call("completions", "powershell").exit_code == 2
