"""Nine ways to fool a snapshot, each of which must fail here.

They are those in which a snapshot of a pipeline can lie: a seal that anybody can renew, fields outside of it, settings
and code that it does not cover, digests that depend on the process, sources that are not there, steps of one name, no
word of what changed, a failure that is swallowed, and a digest of something else.
"""

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icefloe import api
from icefloe.api.locking import judged
from icefloe.cli.app import app
from icefloe.findings import Severity
from icefloe_schema.lock import Leaf, dumps, loads

HEAD = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["flowyml==1.8.0"]\n'
HELPERS = "from rows import LIMIT\n\n\ndef clean(rows):\n    return [row for row in rows if row < LIMIT]\n"
MAIN = """\
from flowyml import Pipeline, context, step

from helpers import clean

ctx = context(rate=1)


@step(outputs=["rows"], retry=1, timeout=60, cache=True)
def load(rate):
    return clean([rate])


@step(inputs=["rows"], outputs=["total"])
def total(rows):
    return sum(rows)


pipeline = Pipeline("p", context=ctx, version="1.0")
pipeline.add_step(load)
pipeline.add_step(total)
"""
FILES = {
    "pyproject.toml": HEAD,
    "main.py": MAIN,
    "helpers.py": HELPERS,
    "rows.py": "LIMIT = 3\n",
    "uv.lock": "version = 1\n",
}
Write = Callable[..., Path]


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(app, arguments, prog_name="icefloe")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def frozen(written: Write, files: dict[str, str] | None = None) -> Path:
    folder = written(FILES if files is None else files)
    result = call("freeze")
    assert result.exit_code == 0, result.stderr
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new))


def test_1_a_seal_that_anybody_can_renew_proves_nothing_by_itself(written: Write) -> None:
    folder = frozen(written)
    right = call("freeze").stdout.strip()
    edit(folder / "helpers.py", "row < LIMIT", "True")
    assert call("verify").exit_code == 1
    call("freeze")
    renewed = call("verify")
    assert renewed.exit_code == 0
    assert "integrity only" in renewed.stdout, "it says what it does not guard against"
    refused = call("verify", "--expect", right)
    assert (refused.exit_code, "FLO603" in refused.stdout) == (1, True)


def test_2_nothing_of_a_lock_can_be_set_and_no_field_is_outside_of_its_digest(written: Write) -> None:
    folder = frozen(written)
    text = (folder / "icefloe.lock").read_text()
    lock = loads(text)
    for thing, name in ((lock, "version"), (lock.leaves[0], "digest"), (lock.leaves[0].content, "icefloe")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, "x")
    for leaf in lock.leaves:
        other = Leaf(path=leaf.path, digest="0" * 64)
        leaves = tuple(other if one is leaf else one for one in lock.leaves)
        assert dataclasses.replace(lock, leaves=leaves).root != lock.root
    assert not re.search(r"created|time|date", text), "it has no time that could be left out"
    edit(folder / "main.py", 'version="1.0"', 'version="1.1"')
    assert call("verify").exit_code == 1


COVERED = {
    "retry": ("main.py", "retry=1", "retry=2"),
    "timeout": ("main.py", "timeout=60", "timeout=61"),
    "cache": ("main.py", "cache=True", "cache=False"),
    "condition": ("main.py", "cache=True", "cache=True, condition=lambda rate: rate > 1"),
    "resources": ("main.py", "cache=True", "cache=True, resources={'cpu': '2'}"),
    "parameter": ("main.py", "rate=1)", "rate=2)"),
    "its type": ("main.py", "rate=1)", "rate=1.0)"),
    "order": ("main.py", "pipeline.add_step(load)\npipeline.add_step(total)", "pipeline.add_step(load)"),
    "helper": ("helpers.py", "row < LIMIT", "row <= LIMIT"),
    "constant of another module": ("rows.py", "LIMIT = 3", "LIMIT = 4"),
    "import": ("helpers.py", "from rows import LIMIT", "from math import pi as LIMIT"),
    "code that runs at import": ("rows.py", "LIMIT = 3", "import random\nrandom.seed(1)\nLIMIT = 3"),
    "dependencies": ("uv.lock", "version = 1", "version = 2"),
}


@pytest.mark.parametrize("case", COVERED)
def test_3_whatever_can_change_a_result_is_covered(written: Write, case: str) -> None:
    folder = frozen(written)
    file, old, new = COVERED[case]
    edit(folder / file, old, new)
    result = call("verify", "--output-format", "concise")
    assert (result.exit_code, result.stderr) == (1, ""), result.stdout


def test_3_the_interpreter_is_covered(written: Write) -> None:
    folder = frozen(written)
    edit(folder / "pyproject.toml", ">=3.11", ">=3.12")
    assert "FLO632" in call("verify").stdout
    assert call("verify", "--strict").exit_code == 1


VALUES = [
    "1", "1.0", "True", "'1'", "b'1'", "None", "'None'", "{1: 2}", "{'1': 2}", "[1]", "(1,)", "{1}", "{1, 2}", "-0.0",
    "0.0", "float('nan')", "1e16", "10**16", "Path('x')", "'x'", "PurePosixPath('x')",
]  # fmt: skip


def test_4_values_that_differ_have_digests_that_differ(written: Write) -> None:
    roots: dict[str, str] = {}
    for value in VALUES:
        main = MAIN.replace("rate=1)", f"rate={value})")
        main = f"from pathlib import Path, PurePosixPath\n{main}"
        found = api.freeze(written({**FILES, "main.py": main}))
        if found.lock is None:
            # What no plan can hold is refused, and not written down as something else.
            assert any(one.severity is Severity.ERROR for one in found.checked.findings)
            continue
        header = found.lock.leaf("plan/main:p/header")
        assert header is not None
        assert header.digest not in roots.values(), f"{value} is {[k for k, v in roots.items() if v == header.digest]}"
        roots[value] = header.digest
    assert len(roots) > len(VALUES) - 5


@pytest.mark.executes  # icefloe itself, in three processes
def test_4_a_digest_does_not_depend_on_the_process(written: Write) -> None:
    folder = written({**FILES, "main.py": MAIN.replace("rate=1)", "rate={'a', 'b', 'c', 'd'}, more=frozenset('xyz'))")})
    found: set[str] = set()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "icefloe", "freeze"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1


OUTSIDE = """\
import statistics

from runnable import Pipeline, PythonTask


def main():
    pipeline = Pipeline(steps=[
        PythonTask(function=statistics.mean, name="first"),
        PythonTask(function=statistics.median, name="second"),
    ])
    pipeline.execute()
    return pipeline
"""


def test_5_a_source_that_is_not_there_is_told_by_its_name_and_listed(written: Write) -> None:
    folder = frozen(written, {"pyproject.toml": "", "main.py": OUTSIDE})
    lines = [line for line in (folder / "icefloe.lock").read_text().split("\n") if "/closure" in line]
    assert ['"opaque":["statistics.mean"]' in lines[0], '"opaque":["statistics.median"]' in lines[1]] == [True, True]
    digests = {leaf.digest for leaf in loads((folder / "icefloe.lock").read_text()).leaves if "/semantic" in leaf.path}
    assert len(digests) == 2
    edit(folder / "main.py", "statistics.mean,", "statistics.fmean,")
    assert call("verify").exit_code == 1


TWINS = """\
from flowyml import Pipeline, step


def made(number):
    @step(name="same", outputs=[f"a{number}"])
    def inner():
        return number

    return inner


@step(name="same", outputs=["b"])
def first():
    return "first"


@step(name="other", outputs=["c"])
def second():
    return "second"


pipeline = Pipeline("p").add_step(made(1)).add_step(made(2)).add_step(first).add_step(second)
"""


def test_6_steps_of_one_name_do_not_cover_each_other(written: Write) -> None:
    written({"pyproject.toml": "", "main.py": TWINS})
    refused = call("freeze")
    assert (refused.exit_code, "error[FLO101]: step `same` is in pipeline `p` twice" in refused.stderr) == (1, True)
    one_less = TWINS.replace('name="same", outputs=["b"]', 'outputs=["b"]')
    folder = frozen(written, {"pyproject.toml": "", "main.py": one_less})
    leaves = [leaf.path for leaf in loads((folder / "icefloe.lock").read_text()).leaves]
    assert len([path for path in leaves if path.endswith("/semantic")]) == 4
    assert len(leaves) == len(set(leaves))
    edit(folder / "main.py", "return number", "return -number")
    (finding,) = [one for one in judged(api.verify(folder)).findings if one.code == "FLO611"]
    assert len([name for name, _ in finding.facts if name.endswith("/semantic")]) == 2
    assert "2 steps" in finding.message


def test_7_a_comment_is_no_change_and_a_change_says_what_it_is(written: Write) -> None:
    folder = frozen(written)
    edit(folder / "helpers.py", "    return [", "    # small ones\n    return [")
    noted = call("verify")
    assert (noted.exit_code, "note[FLO631]" in noted.stdout) == (0, True)
    edit(folder / "helpers.py", "row < LIMIT", "row > LIMIT")
    said = call("verify").stdout
    assert "error[FLO611]: `clean` changed: 1 step: `load` (load → clean)\n --> helpers.py:4:5\n" in said


def test_8_nothing_is_frozen_of_what_is_wrong_and_no_failure_is_swallowed(written: Write) -> None:
    folder = frozen(written)
    before = (folder / "icefloe.lock").read_bytes()
    edit(folder / "main.py", 'inputs=["rows"]', 'inputs=["rwos"]')
    for verb in ("freeze", "verify"):
        assert call(verb).exit_code == 1
    assert (folder / "icefloe.lock").read_bytes() == before
    edit(folder / "main.py", 'inputs=["rwos"]', 'inputs=["rows"]')
    (folder / "icefloe.lock").unlink()
    (folder / "icefloe.lock").mkdir()
    assert call("freeze").exit_code == 2
    assert call("verify").exit_code == 2


def test_8_a_run_is_held_against_the_lock_before_it_starts(written: Write) -> None:
    folder = frozen(written)
    edit(folder / "helpers.py", "row < LIMIT", "row > LIMIT")
    refused = call("run", "main.py", "--locked")
    assert refused.exit_code == 1
    assert "helpers.py" in refused.stdout + refused.stderr
    assert not (folder / ".icefloe" / "runs").exists()


TRAPPED = MAIN.replace("ctx = context", "open('trace', 'w').write('ran')\nraise SystemExit(3)\nctx = context")


def test_9_digests_are_of_content_and_sha256_and_nothing_is_run_for_them(written: Write) -> None:
    folder = frozen(written)
    for leaf in loads((folder / "icefloe.lock").read_text()).leaves:
        assert re.fullmatch("[0-9a-f]{64}", leaf.digest)
    edit(folder / "main.py", "return sum(rows)", "return max(rows)")
    assert call("verify").exit_code == 1, "the name of the step is the same"
    written({**FILES, "main.py": TRAPPED})
    call("freeze")
    assert not (folder / "trace").exists()


def test_9_a_lock_is_written_whole_or_not_at_all(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = frozen(written)
    before = (folder / "icefloe.lock").read_bytes()
    edit(folder / "rows.py", "LIMIT = 3", "LIMIT = 4")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device", "icefloe.lock")

    monkeypatch.setattr(Path, "replace", broken)
    assert call("freeze").exit_code == 2
    assert (folder / "icefloe.lock").read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {*FILES, "icefloe.lock"}, "nothing is left beside it"
    assert dumps(loads(before)).encode() == before
