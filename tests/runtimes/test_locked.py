"""What a runtime refuses under a lock: before anything starts, and again when a step imports."""

import hashlib
import json
import os
import py_compile
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from runtime_project import Project, bind, of, one

from icefloe_runtimes import local, locked
from icefloe_schema.leaves import (
    file_leaf,
    header_leaf,
    leaf_digest,
    module_leaf,
    normalised,
    plan_leaves,
)
from icefloe_schema.lock import (
    CompilerContent,
    DepsContent,
    EnvContent,
    Leaf,
    Lock,
    ModuleContent,
    absent,
    dumps,
    with_content,
)
from icefloe_schema.plan import InputFile, NotebookRun, Plan, Retry, Step

FLOW = """
import helper

def load():
    return helper.START

def total(load):
    import later
    return load + later.MORE
"""
HELPER, LATER = "START = 1\n", "MORE = 10\n"
CHAIN = (one("load"), one("total", bindings=bind(load=of("load"))))
NAME = "flow:flow"


def digest(data: bytes) -> str:
    return hashlib.sha256(normalised(data)).hexdigest()


def lock_of(plan: Plan, root: Path, *modules: str, name: str = NAME, more: tuple[Leaf, ...] = ()) -> Lock:
    """The lock of a plan, of these modules and of its files, as they are now."""
    texts = {path: digest((root / path).read_bytes()) for path in modules}
    leaves = [
        with_content("compiler", CompilerContent(icefloe="0", normaliser="1", plan="1.0")),
        with_content("env", EnvContent(requires_python="")),
        *(Leaf(path=path, digest=found) for path, found in plan_leaves(name, plan)),
        *(with_content(module_leaf(path), ModuleContent(sha256=sha, semantic=sha)) for path, sha in texts.items()),
        *(
            Leaf(path=file_leaf(one.path), digest=leaf_digest(file_leaf(one.path), (root / one.path).read_bytes()))
            for one in plan.files
        ),
        *more,
    ]
    if not any(leaf.path == "deps" for leaf in leaves):
        leaves.append(absent("deps"))
    return Lock(leaves=tuple(sorted(leaves, key=lambda leaf: leaf.path)))


@pytest.fixture
def frozen(project: Project) -> tuple[Project, Plan, Lock]:
    """A project of three modules and a file, with its lock."""
    project.write(FLOW)
    project.write(HELPER, "helper.py")
    project.write(LATER, "later.py")
    project.write("depth: 3\n", "settings.yaml")
    plan = project.plan(*CHAIN, files=(InputFile(path="settings.yaml", sha256="0" * 64),))
    lock = lock_of(plan, project.root, "flow.py", "helper.py", "later.py")
    (project.root / "icefloe.lock").write_text(dumps(lock), "utf-8")
    return project, plan, lock


Frozen = tuple[Project, Plan, Lock]


def found(plan: Plan, lock: Lock, root: Path) -> list[tuple[str, str]]:
    return [(one.kind, one.message) for one in locked.mismatches(plan, lock, locked.of_folder(root))]


def test_nothing_differs(frozen: Frozen) -> None:
    project, plan, lock = frozen
    assert found(plan, lock, project.root) == []
    assert locked.hold(plan, lock, locked.of_folder(project.root)) == lock


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda root: (root / "helper.py").write_text("START = 2\n"), ("semantic", "module `helper.py` is not as")),
        (lambda root: (root / "helper.py").write_text("START = 1 \n"), ("semantic", "module `helper.py` is not as")),
        (lambda root: (root / "later.py").unlink(), ("missing", "module `later.py` is missing")),
        (lambda root: (root / "settings.yaml").write_text("depth: 4\n"), ("files", "file `settings.yaml` is not as")),
        (lambda root: (root / "settings.yaml").write_text("depth: 3\r\n"), ("files", "file `settings.yaml` is not as")),
        (lambda root: (root / "settings.yaml").unlink(), ("missing", "file `settings.yaml` is missing")),
    ],
)
def test_a_changed_project_is_told(frozen: Frozen, change, expected: tuple[str, str]) -> None:
    project, plan, lock = frozen
    change(project.root)
    ((kind, message),) = found(plan, lock, project.root)
    assert kind == expected[0]
    assert message.startswith(expected[1])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda p: replace(p, concurrency=1), ["the plan's header is not as it was frozen"]),
        (lambda p: replace(p, hints={"stages": ["load"]}), ["the plan's header is not as it was frozen"]),
        (lambda p: replace(p, hints={"user": "mallory"}), ["the plan's header is not as it was frozen"]),
        (lambda p: replace(p, steps=p.steps[:1]), ["the lock has a step `total`, the plan does not"]),
        (lambda p: replace(p, steps=(*p.steps, one("x"))), ["step `x` of the plan is not in the lock"]),
        (lambda p: replace(p, steps=(*p.steps, p.steps[0])), ["the plan has two steps of one name"]),
        (lambda p: replace(p, steps=(one("load", "total"), p.steps[1])), ["step `load` of the plan is not as it was"]),
        (
            lambda p: replace(p, files=(*p.files, InputFile(path="b.yaml", sha256="0" * 64))),
            ["the plan's header is not as it was frozen", "file `b.yaml` is not in the lock"],
        ),
        (
            lambda p: replace(p, steps=(*p.steps, Step(id="look", run=NotebookRun(path="look.ipynb")))),
            ["step `look` of the plan is not in the lock", "file `look.ipynb` is not in the lock"],
        ),
    ],
)
def test_a_changed_plan_is_told(frozen: Frozen, change, expected: list[str]) -> None:
    project, plan, lock = frozen
    messages = [message for _, message in found(change(plan), lock, project.root)]
    assert len(messages) == len(expected)
    assert all(message.startswith(begin) for message, begin in zip(messages, expected, strict=True)), messages


def test_what_no_digest_covers_is_not_compared(frozen: Frozen) -> None:
    project, plan, lock = frozen
    step = replace(plan.steps[0], display={"x": 1}, hints={"y": 2})
    assert found(replace(plan, steps=(step, *plan.steps[1:]), display={"a": 1}), lock, project.root) == []


def test_newlines_of_a_checkout_are_no_change(frozen: Frozen) -> None:
    project, plan, lock = frozen
    for newline in (b"\r\n", b"\r"):
        (project.root / "helper.py").write_bytes(HELPER.encode().replace(b"\n", newline))
        assert found(plan, lock, project.root) == []


def test_of_several_pipelines_the_one_that_is_like_it_is_meant(frozen: Frozen) -> None:
    project, plan, lock = frozen
    other = replace(plan, name="other", steps=(one("fetch"),), files=())
    twin = replace(plan, concurrency=4)
    more = tuple(
        Leaf(path=path, digest=value)
        for name, one_plan in (("a/other:other", other), ("twin:flow", twin))
        for path, value in plan_leaves(name, one_plan)
    )
    both = Lock(leaves=tuple(sorted((*lock.leaves, *more), key=lambda leaf: leaf.path)))
    assert found(plan, both, project.root) == []
    assert found(twin, both, project.root) == []
    assert locked.hold(plan, both, locked.of_folder(project.root)) == lock
    names = {leaf.path for leaf in locked.hold(twin, both, None).leaves if leaf.path.startswith("plan/")}
    assert names == {"plan/twin:flow/header", "plan/twin:flow/load", "plan/twin:flow/total"}
    strange = replace(plan, name="nothing like it", steps=(one("q"),), files=())
    ((kind, message),) = found(strange, both, project.root)
    assert kind == "missing"
    assert message == (
        "the lock has no pipeline like `nothing like it`: there is `a/other:other`, `flow:flow`, `twin:flow`"
    )


def test_files_of_other_pipelines_are_not_looked_at(frozen: Frozen) -> None:
    project, plan, lock = frozen
    other = replace(plan, name="other", steps=(one("fetch"),), files=())
    more = [Leaf(path=path, digest=value) for path, value in plan_leaves("other:other", other)]
    gone = Leaf(path=file_leaf("gone.yaml"), digest="0" * 64)
    both = Lock(leaves=tuple(sorted((*lock.leaves, *more, gone), key=lambda leaf: leaf.path)))
    assert found(plan, both, project.root) == []
    alone = Lock(leaves=tuple(sorted((*lock.leaves, gone), key=lambda leaf: leaf.path)))
    assert found(plan, alone, project.root) == [("missing", "file `gone.yaml` is missing")]


def test_a_step_called_header_is_told_from_the_header(project: Project) -> None:
    project.write("def header():\n    return 1\n")
    plan = project.plan(one("header"))
    lock = lock_of(plan, project.root, "flow.py")
    assert found(plan, lock, project.root) == []
    changed = replace(plan, steps=(replace(plan.steps[0], title="x"),))
    assert [message for _, message in found(changed, lock, project.root)] == [
        "step `header` of the plan is not as it was frozen: what it runs, takes, gives or may do"
    ]
    assert header_leaf(NAME) in {leaf.path for leaf in lock.leaves}


@pytest.mark.parametrize(("text", "expected"), [("a==1\r\n", []), ("a==2\n", ["deps"]), (None, [])])
def test_the_dependencies_are_compared_where_their_file_is_there(
    project: Project, text: str | None, expected: list[str]
) -> None:
    project.write("def load():\n    return 1\n")
    plan = project.plan(one("load"))
    deps = with_content("deps", DepsContent(path="requirements.txt", sha256=digest(b"a==1\n")))
    lock = lock_of(plan, project.root, "flow.py", more=(deps,))
    if text is not None:
        (project.root / "requirements.txt").write_bytes(text.encode())
    assert [kind for kind, _ in found(plan, lock, project.root)] == expected


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "a/../../b.py", "a//b.py", ""])
def test_a_path_that_leads_out_of_the_project_is_no_file_of_it(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.py").write_text("")
    (tmp_path / "in").mkdir()
    assert locked.of_folder(tmp_path / "in")(path) is None


# --- a single step ---------------------------------------------------------------------------------------------------


def test_a_step_runs_under_its_lock(frozen: Frozen) -> None:
    project, _, lock = frozen
    options = ("--lock", str(project.root / "icefloe.lock"), "--expect", f"sha256:{lock.root}")
    for name in ("load", "total"):
        done = project.step(name, *options)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((project.root / "art/total/total.json").read_text()) == 11


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("helper.py", "START = 2\n", "error: module `helper.py` is not as it was frozen"),
        ("later.py", "MORE = 2\n", "error: module `later.py` is not as it was frozen"),
        ("settings.yaml", "depth: 4\n", "error: file `settings.yaml` is not as it was frozen"),
        ("icefloe.lock", "{}\n", "error: icefloe.lock is not a lock as `freeze` writes it: "),
    ],
)
def test_a_step_refuses_what_has_drifted(frozen: Frozen, path: str, text: str, message: str) -> None:
    project, _, _ = frozen
    (project.root / "flow.py").write_text("open('started', 'w')\n" + FLOW)
    plan = project.plan(*CHAIN, files=(InputFile(path="settings.yaml", sha256="0" * 64),))
    lock = lock_of(plan, project.root, "flow.py", "helper.py", "later.py")
    (project.root / "icefloe.lock").write_text(dumps(lock), "utf-8")
    (project.root / path).write_text(text)
    done = project.step("load", "--lock", str(project.root / "icefloe.lock"))
    assert done.returncode == 1
    assert done.stderr.startswith(message)
    assert "hint: nothing was run" in done.stderr
    assert not (project.root / "started").exists()
    assert not (project.root / "art").exists()


def test_a_step_refuses_a_drifted_plan_and_an_unexpected_lock(frozen: Frozen) -> None:
    project, plan, _ = frozen
    lock = str(project.root / "icefloe.lock")
    done = project.step("load", "--lock", lock, "--expect", "sha256:" + "0" * 64)
    assert done.returncode == 1
    assert "icefloe.lock is not the expected one: its digest is sha256:" in done.stderr
    project.plan(one("load", "total"), plan.steps[1], files=plan.files)
    done = project.step("load", "--lock", lock)
    assert done.returncode == 1
    assert "step `load` of the plan is not as it was frozen" in done.stderr


def test_wrong_calls_are_told(frozen: Frozen) -> None:
    project, _, _ = frozen
    done = project.step("load", "--lock", "/nowhere/icefloe.lock")
    assert (done.returncode, "No such file" in done.stderr) == (2, True)
    done = project.step("load", "--expect", "sha256:0")
    assert done.returncode == 2
    assert "name it with --lock FILE" in done.stderr


def test_byte_code_cannot_stand_in_for_a_source(frozen: Frozen) -> None:
    """Byte code of another source, made to look as if it were that of this one, in the place where Python looks."""
    project, _, _ = frozen
    helper = project.root / "helper.py"
    helper.write_text("START = 5\n")
    stamp = helper.stat()
    made = py_compile.compile(str(helper), invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    helper.write_text(HELPER)
    os.utime(helper, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    before = Path(made).read_bytes()
    show = [sys.executable, "-c", "import helper; print(helper.START)"]
    said = subprocess.run(show, cwd=project.root, capture_output=True, text=True, check=True).stdout
    assert said == "5\n", "Python itself is taken in by it"
    lock = str(project.root / "icefloe.lock")
    assert project.step("load", "--lock", lock, PYTHONDONTWRITEBYTECODE="").returncode == 0
    assert json.loads((project.root / "art/load/load.json").read_text()) == 1
    assert Path(made).read_bytes() == before
    assert [path.name for path in Path(made).parent.iterdir()] == [Path(made).name], "none is written either"


def test_a_module_without_a_source_is_refused(frozen: Frozen) -> None:
    project, plan, _ = frozen
    later = project.root / "later.py"
    lock = lock_of(plan, project.root, "flow.py", "helper.py")
    (project.root / "icefloe.lock").write_text(dumps(lock), "utf-8")
    py_compile.compile(str(later), cfile=str(project.root / "later.pyc"))
    later.unlink()
    project.step("load")
    done = project.step("total", "--lock", str(project.root / "icefloe.lock"))
    assert done.returncode == 1
    assert "module 'later' of the project is later.pyc, which is no source: a lock cannot hold it" in done.stderr


def test_a_module_that_was_not_frozen_is_refused(frozen: Frozen) -> None:
    project, plan, _ = frozen
    lock = lock_of(plan, project.root, "flow.py", "helper.py")
    (project.root / "icefloe.lock").write_text(dumps(lock), "utf-8")
    options = ("--lock", str(project.root / "icefloe.lock"))
    assert project.step("load", *options).returncode == 0
    done = project.step("total", *options)
    assert done.returncode == 1
    assert "module 'later' (later.py) is not in the lock" in done.stderr
    assert not (project.root / "art/total").exists()


@pytest.mark.parametrize("error", ["ImportError", "Exception"])
def test_a_program_cannot_do_without_what_was_refused(project: Project, error: str) -> None:
    """It could take the refusal for a package that is not there, and give another result without a word."""
    project.write(f"def load():\n    try:\n        import extra\n    except {error}:\n        return 0\n")
    project.write("", "extra.py")
    plan = project.plan(one("load"))
    (project.root / "icefloe.lock").write_text(dumps(lock_of(plan, project.root, "flow.py")), "utf-8")
    done = project.step("load", "--lock", str(project.root / "icefloe.lock"))
    assert done.returncode == 1
    assert "module 'extra' (extra.py) is not in the lock" in done.stderr
    assert not (project.root / "art/load").exists()


def test_what_is_installed_below_the_project_is_no_module_of_it(project: Project) -> None:
    """An environment in the project's own folder, a package of one folder, the standard library, the stand-ins."""
    packages = project.root / ".venv/lib/python3/site-packages"
    packages.mkdir(parents=True)
    (packages / "installed.py").write_text("VALUE = 3\n")
    (project.root / "space").mkdir()
    project.write("X = 4\n", "space/inner.py")
    project.write(
        """
        import colorsys, json, xml.dom.minidom
        from flowyml import step
        import installed, space.inner

        @step
        def load():
            return installed.VALUE + space.inner.X
        """
    )
    plan = project.plan(one("load"))
    lock = lock_of(plan, project.root, "flow.py", "space/inner.py")
    (project.root / "icefloe.lock").write_text(dumps(lock), "utf-8")
    done = project.step("load", "--lock", str(project.root / "icefloe.lock"), PYTHONPATH=str(packages))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((project.root / "art/load/load.json").read_text()) == 7


def test_another_project_below_this_one_is_none_of_its_modules(project: Project) -> None:
    """As a repository of several projects has it, one installed for the other in place; what is listed is compared."""
    project.write("import part, other\n\ndef load():\n    return part.VALUE + other.VALUE\n")
    for name, text in {"pyproject.toml": "", "src/part.py": "VALUE = 1\n", "src/other.py": "VALUE = 2\n"}.items():
        (project.root / "parts" / name).parent.mkdir(parents=True, exist_ok=True)
        project.write(text, f"parts/{name}")
    plan = project.plan(one("load"))
    lock = lock_of(plan, project.root, "flow.py", "parts/src/other.py")
    (project.root / "icefloe.lock").write_text(dumps(lock), "utf-8")
    options = ("--lock", str(project.root / "icefloe.lock"), "--only-loaded")
    path = str(project.root / "parts/src")
    assert project.step("load", *options, PYTHONPATH=path).returncode == 0
    project.write("VALUE = 5\n", "parts/src/part.py")
    assert project.step("load", *options, PYTHONPATH=path).returncode == 0
    project.write("VALUE = 5\n", "parts/src/other.py")
    done = project.step("load", *options, PYTHONPATH=path)
    assert done.returncode == 1
    assert "module 'other' (parts/src/other.py) is not as it was frozen" in done.stderr


def test_a_project_behind_a_link_is_the_same_project(frozen: Frozen, tmp_path_factory: pytest.TempPathFactory) -> None:
    project, _, _ = frozen
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(project.root)
    done = Project(link).step("load", "--lock", str(link / "icefloe.lock"))
    assert (done.returncode, done.stderr) == (0, "")
    (project.root / "helper.py").write_text("START = 2\n")
    done = Project(link).step("load", "--lock", str(link / "icefloe.lock"), "--only-loaded", PYTHONPATH=str(link))
    assert done.returncode == 1
    assert "module 'helper' (helper.py) is not as it was frozen" in done.stderr


def test_the_code_may_be_elsewhere_than_the_project(frozen: Frozen, tmp_path_factory: pytest.TempPathFactory) -> None:
    project, _, _ = frozen
    code = tmp_path_factory.mktemp("code")
    for name in ("flow.py", "helper.py", "later.py", "settings.yaml"):
        shutil.move(project.root / name, code / name)
    done = project.step("load", "--code", str(code), "--lock", str(project.root / "icefloe.lock"))
    assert (done.returncode, done.stderr) == (0, "")


# --- a run -----------------------------------------------------------------------------------------------------------


def test_a_run_under_its_lock_leaves_its_digests(frozen: Frozen) -> None:
    project, plan, lock = frozen
    result = local.run(plan, root=project.root, lock=lock)
    assert result.success, result.summary()
    assert result["total"] == 11
    record = json.loads((result.folder / "run.json").read_text())
    assert record["digests"]["lock"] == f"sha256:{lock.root}"
    assert record["digests"]["modules"] == {
        name: f"sha256:{digest((project.root / name).read_bytes())}" for name in ("flow.py", "helper.py", "later.py")
    }
    again = local.load_run(result.folder)
    assert again.digests == result.digests
    assert (result.folder / "icefloe.lock").read_text() == dumps(lock)


def test_any_run_leaves_the_digest_of_its_plan(frozen: Frozen) -> None:
    project, plan, lock = frozen
    free, held = (local.run(plan, root=project.root, lock=one) for one in (None, lock))
    assert free.digests.plan == held.digests.plan != ""
    assert (free.digests.lock, free.digests.modules) == ("", {})
    assert not (free.folder / "icefloe.lock").exists()
    other = local.run(replace(plan, concurrency=1), root=project.root)
    assert other.digests.plan != free.digests.plan


def test_a_run_is_refused_before_anything_starts(frozen: Frozen) -> None:
    project, plan, lock = frozen
    (project.root / "later.py").write_text("MORE = 11\n")
    with pytest.raises(locked.Drifted, match=r"module `later\.py` is not as it was frozen"):
        local.run(plan, root=project.root, lock=lock)
    assert not (project.root / ".icefloe").exists()


def test_a_change_under_a_run_is_refused_by_the_step_that_imports_it(project: Project) -> None:
    """The first step writes the module that the second one imports; no attempt is made again."""
    project.write(
        """
        def load():
            open("later.py", "w").write("MORE = 99")
            return 1

        def total(load):
            import later
            return load + later.MORE
        """
    )
    project.write(LATER, "later.py")
    total = replace(CHAIN[1], policy=replace(CHAIN[1].policy, retry=Retry(attempts=3)))
    plan = project.plan(CHAIN[0], total)
    lock = lock_of(plan, project.root, "flow.py", "later.py")
    result = local.run(plan, root=project.root, lock=lock)
    assert not result.success
    step = result.step_results["total"]
    assert step.error is not None
    assert (step.attempts, step.error.type) == (1, "ModuleDrifted")
    assert step.error.message == "module 'later' (later.py) is not as it was frozen"
    assert not (result.folder / "total").exists()


@pytest.mark.parametrize("name", ["plan.json", "icefloe.lock"])
def test_what_a_run_keeps_cannot_be_changed_under_it(project: Project, name: str) -> None:
    project.write(
        f"""
        from pathlib import Path

        def load():
            (kept,) = Path(".icefloe/runs").glob("*/{name}")
            text = kept.read_text()
            kept.write_text(text.replace("total", "other"))
            return 1

        def total(load):
            return load

        def other(load):
            return 99
        """
    )
    plan = project.plan(*CHAIN)
    lock = lock_of(plan, project.root, "flow.py")
    assert local.run(plan, root=project.root, lock=lock)["total"] == 1


def test_a_step_that_is_started_anew_looks_at_what_the_run_keeps(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ICEFLOE_WORKERS", "spawn")
    project.write(
        """
        from pathlib import Path

        def load():
            (kept,) = Path(".icefloe/runs").glob("*/plan.json")
            kept.write_text(kept.read_text().replace("total", "other"))
            return 1

        def other(load):
            return 99
        """
    )
    plan = project.plan(*CHAIN)
    result = local.run(plan, root=project.root, lock=lock_of(plan, project.root, "flow.py"))
    assert result.step_results["total"].status == "failed"


def test_stages_are_taken_from_runs_under_the_same_lock_alone(frozen: Frozen) -> None:
    project, plan, lock = frozen
    local.run(plan, root=project.root)
    with pytest.raises(local.UsageError, match="it was not held to this lock"):
        local.run(plan, root=project.root, lock=lock, stages="total")
    local.run(plan, root=project.root, lock=lock)
    assert local.run(plan, root=project.root, lock=lock, stages="total")["total"] == 11
