"""A bundle is the same bytes wherever it is made, and holds what it says."""

import ast
import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bundle_project import BARE
from click.testing import CliRunner

from icefloe.cli.app import app
from icefloe_runtimes.bundle.archive import DamagedError, pack, unpack
from icefloe_runtimes.bundle.contents import CannotBundle, _named, contents, notes, refusals
from icefloe_runtimes.bundle.entries import PROJECT
from icefloe_schema import codec
from icefloe_schema import lock as document
from icefloe_schema.plan import Body, FromLiteral, MapRun, OnFailure, Plan, Policy, Step, StubRun

pytestmark = pytest.mark.executes

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = {"b/é.txt": b"x" * 1000, "a.py": b"", "__main__.py": b"print(1)\n", "z/y/x.json": b"{}\r\n"}


def test_an_archive_gives_back_what_was_put_in() -> None:
    data = pack(ENTRIES)
    assert dict(unpack(data)) == ENTRIES
    assert data == pack(dict(reversed(ENTRIES.items())))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(ENTRIES)
        for entry in archive.infolist():
            assert (entry.date_time, entry.compress_type, entry.create_system) == ((1980, 1, 1, 0, 0, 0), 0, 3)
            assert (entry.external_attr, entry.extra) == (0o100644 << 16, b"")
    assert data.startswith(b"#!/usr/bin/env python3\nPK")
    assert data.endswith(b"sha256:" + hashlib.sha256(data[:-71]).hexdigest().encode())


@pytest.mark.parametrize("python", BARE, ids=lambda path: path.rpartition("/")[2])
def test_every_python_packs_the_same_bytes(python: str) -> None:
    text = f"import sys; from icefloe_runtimes.bundle.archive import pack; sys.stdout.buffer.write(pack({ENTRIES!r}))"
    path = os.pathsep.join(str(ROOT / one) for one in ("runtimes", "schemas"))
    done = subprocess.run([python, "-c", text], env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=True)
    assert done.stdout == pack(ENTRIES)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data[:-1],
        lambda data: data[1:],
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"\n" + data,
        lambda data: data.replace(b"print(1)", b"print(2)"),
        lambda data: data.replace(b"python3\n", b"python9\n"),
        lambda data: data[:-64] + data[-64:].upper(),
        lambda data: data[:-71] + bytes(71),
    ],
)
def test_what_was_changed_is_no_bundle(change) -> None:
    with pytest.raises(DamagedError):
        unpack(change(pack(ENTRIES)))


def test_the_same_sources_give_the_same_bytes(hello: Path, tmp_path: Path) -> None:
    """Another seed, umask, folder, time zone, locale, checkout with other times, and the project behind a link."""
    copy = tmp_path / "copy" / "deeper"
    shutil.copytree(hello, copy)
    for path in copy.rglob("*"):
        os.utime(path, (0, 0))
    (copy / "parts/numbers.py").chmod(0o755)
    link = tmp_path / "link"
    link.symlink_to(copy)
    found: set[str] = set()
    settings = [
        (hello, hello, "0", {}, 0o022),
        (copy, copy, "1", {"TZ": "Asia/Tokyo", "LC_ALL": "C"}, 0o077),
        (tmp_path, copy, "77", {"TZ": "America/New_York", "LC_ALL": "C.UTF-8"}, 0o000),
        (link, link, "random", {"PYTHONUTF8": "1", "HOME": "/nowhere"}, 0o022),
    ]
    for number, (here, folder, seed, more, umask) in enumerate(settings):
        made = tmp_path / f"{number}.pyz"
        command = [sys.executable, "-m", "icefloe", "bundle", str(folder / "hello.py"), "-o", str(made)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, **more}
        done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, umask=umask)
        assert done.returncode == 0, done.stderr
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        assert done.stdout == f"sha256:{digest}\n"
        assert made.stat().st_mode & 0o777 == 0o777 & ~umask
        found.add(digest)
    assert len(found) == 1


def test_a_changed_source_gives_another_bundle(bundle, hello: Path) -> None:
    first = bundle(hello).read_bytes()
    (hello / "parts/numbers.py").write_text("START = 41\n")
    assert bundle(hello).read_bytes() != first
    (hello / "parts/numbers.py").write_text("START = 40\n")
    (hello / "beside.py").write_text("nobody imports it\n")
    assert bundle(hello).read_bytes() == first


def test_it_holds_the_project_the_plan_and_the_lock(bundle, hello: Path) -> None:
    (hello / "parts/texts.py").write_bytes((hello / "parts/texts.py").read_bytes().replace(b"\n", b"\r\n"))
    entries = unpack(bundle(hello).read_bytes())
    project = {name: data for name, data in entries.items() if name.startswith(f"{PROJECT}/")}
    names = ("hello.py", "parts/__init__.py", "parts/numbers.py", "parts/texts.py", "uv.lock")
    assert sorted(project) == [f"{PROJECT}/{name}" for name in names]
    assert all(data == (hello / name).read_bytes() for name, data in zip(names, project.values(), strict=True))
    assert codec.loads(entries["plan.json"]).name == "hello"
    lock = document.loads(entries["icefloe.lock"])
    assert {leaf.path for leaf in lock.leaves if leaf.kind == "modules"} == {f"modules/{name}" for name in names[:4]}
    assert not any(b"\r" in data for name, data in entries.items() if name not in project)
    assert not any(name.endswith((".pyc", ".json")) for name in entries if name.startswith("runtime/"))


def test_all_that_its_runtime_imports_is_in_it_or_in_python(bundle, hello: Path) -> None:
    entries = unpack(bundle(hello).read_bytes())
    own = {name.removeprefix("runtime/"): data for name, data in entries.items() if name.startswith("runtime/")}
    asked: set[tuple[str, str]] = set()
    for name, data in [*own.items(), ("__main__.py", entries["__main__.py"])]:
        for node in ast.walk(ast.parse(data)):
            if isinstance(node, ast.Import):
                asked |= {(name, alias.name) for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                asked |= {(name, node.module)}
                below = {f"{node.module}.{alias.name}" for alias in node.names}
                asked |= {(name, one) for one in below if stands(one)}
    assert len(asked) > 500
    for name, module in asked:
        package = module.partition(".")[0]
        assert package in sys.stdlib_module_names or own.keys() & files_of(module), f"{name} imports {module}"


def files_of(module: str) -> set[str]:
    path = module.replace(".", "/")
    return {f"{path}.py", f"{path}/__init__.py"}


def stands(module: str) -> bool:
    """Whether there is a module of this name in the sources of the runtime."""
    return any((ROOT / folder / file).is_file() for folder in ("runtimes", "schemas") for file in files_of(module))


def test_its_lock_is_part_of_the_projects(bundle, hello: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hello)
    assert CliRunner().invoke(app, ["freeze"]).exit_code == 0
    whole = document.loads((hello / "icefloe.lock").read_bytes())
    assert set(document.loads(unpack(bundle(hello).read_bytes())["icefloe.lock"]).leaves) <= set(whole.leaves)


# --- what cannot be bundled -----------------------------------------------------------------------------------------

WORDS = (
    (Policy(on_failure=OnFailure(action="fallback")), "step 'one' has a fallback that names no function"),
    (Policy(on_failure=OnFailure(action="handler")), "step 'one' has a handler without steps"),
)


@pytest.mark.parametrize(("policy", "said"), WORDS)
def test_a_plan_that_no_bundle_can_carry_is_refused_by_name(policy: Policy, said: str) -> None:
    step = Step(id="one", run=StubRun(), policy=policy)
    plan = Plan(name="p", dialect="native", steps=(step,))
    inner = MapRun(over=FromLiteral(value=[1]), item="x", body=Body(steps=(step,)))
    nested = Plan(name="p", dialect="native", steps=(Step(id="each", run=inner),))
    for one in (plan, nested):
        assert said in refusals(one)
        with pytest.raises(CannotBundle, match=said):
            contents(one, document.Lock(leaves=()), {})


@pytest.mark.parametrize("path", ["../a.py", "/a.py", "c:/a.py", "a\\b.py", "a//b.py", "./a.py", "a/\0.py", ""])
def test_a_path_that_is_none_everywhere_is_refused(path: str) -> None:
    with pytest.raises(CannotBundle, match="cannot be the path of a file in a bundle"):
        _named(path)


def test_a_notebook_is_in_the_bundle_and_what_runs_it_is_not(hello: Path, bundle) -> None:
    (hello / "look.py").write_text(
        "from runnable import NotebookTask, Pipeline\n\n\ndef main():\n"
        "    pipeline = Pipeline(steps=[NotebookTask(name='look', notebook='look.ipynb')])\n"
        "    pipeline.execute()\n    return pipeline\n\n\nif __name__ == '__main__':\n    main()\n"
    )
    (hello / "look.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    entries = unpack(bundle(hello, "look.py").read_bytes())
    assert "project/look.ipynb" in entries
    assert "runtime/icefloe_runtimes/step/kernel.py" in entries
    plan = codec.loads(entries["plan.json"].decode())
    assert "'look' are notebooks: the Python that runs the bundle must have nbclient and ipykernel" in notes(plan)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("none.py",), 2, "none.py"),
        (("hello.plan.json",), 2, "hello.plan.json is a plan: a bundle is made of the sources"),
        (("hello.plan.yaml",), 2, "hello.plan.yaml is a plan: a bundle is made of the sources"),
        (("hello.py:other",), 2, "there is no pipeline 'other' in hello.py"),
        (("two.py",), 2, "two.py holds several pipelines: name one of two.py:a, two.py:b"),
        (("wrong.py",), 1, "FLO"),
        (("hello@9",), 2, "there is no saved version hello@9"),
        (("hello@9", "--include", "uv.lock"), 2, "-D, --config and --include are for sources"),
        (("hello.py", "--check", "-o", "none.pyz"), 1, "none.pyz is missing"),
    ],
)
def test_wrong_calls_are_told(
    hello: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int, said: str
) -> None:
    text = (hello / "hello.py").read_text()
    (hello / "wrong.py").write_text(
        text.replace('inputs=["words"]', 'inputs=["nothing"]').replace("words:", "nothing:")
    )
    two = "\n".join(f"{name} = Pipeline('{name}').add_step(one)" for name in ("a", "b"))
    one = "@step(outputs=['x'])\ndef one() -> int:\n    return 1\n\n\n"
    (hello / "two.py").write_text(f"from flowyml import Pipeline, step\n\n\n{one}{two}\n")
    (hello / "hello.plan.yaml").write_text('"plan": "1.0"\n')
    monkeypatch.chdir(hello)
    result = CliRunner().invoke(app, ["bundle", *arguments], prog_name="icefloe")
    assert (result.exit_code, said in result.output) == (status, True), result.output
    assert not list(hello.glob("*.pyz"))


def test_it_stands_beside_its_source_and_is_checked_there(hello: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hello)
    call = CliRunner()
    result = call.invoke(app, ["bundle", "hello.py"], prog_name="icefloe")
    assert result.exit_code == 0
    assert "wrote hello.pyz (" in result.stderr
    assert call.invoke(app, ["bundle", "--check", "hello.py"]).exit_code == 0
    (hello / "parts/numbers.py").write_text("START = 0\n")
    result = call.invoke(app, ["bundle", "--check", "hello.py"])
    assert result.exit_code == 1
    assert "hello.pyz is stale" in result.stderr


def test_data_that_stays_outside_is_told(hello: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (hello / "hello.py").read_text().replace('greeting="hello"', 'greeting="data/words.txt"')
    (hello / "hello.py").write_text(text)
    (hello / "data").mkdir()
    (hello / "data/words.txt").write_text("hello\n")
    monkeypatch.chdir(hello)
    told = "note: data/words.txt, the default of greeting, is not in it: --include it, or have it where the bundle runs"
    assert told in CliRunner().invoke(app, ["bundle", "hello.py"]).stderr.splitlines()
    assert told not in CliRunner().invoke(app, ["bundle", "hello.py", "--include", "data"]).stderr


def test_a_saved_version_is_bundled_from_its_own_sources_alone(
    bundle, hello: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(hello)
    assert CliRunner().invoke(app, ["freeze", "--save"]).exit_code == 0
    first = bundle(hello).read_bytes()
    saved = bundle(hello, "hello@2.0").read_bytes()
    assert saved == first
    (hello / "parts/numbers.py").write_text("START = 41\n")
    result = CliRunner().invoke(app, ["bundle", "hello@2.0", "-o", "x.pyz"])
    assert result.exit_code == 1
    assert "error: module `parts/numbers.py` is not as it was frozen" in result.stderr
    assert "hello@2.0 was saved from other sources" in result.stderr
    assert not (hello / "x.pyz").exists()
