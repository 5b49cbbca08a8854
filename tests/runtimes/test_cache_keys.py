"""What the key of a result is made of: packages, files, addresses, constants."""

import os
from pathlib import Path

import pytest

from icefloe.lock.inputs import functions
from icefloe_runtimes.local.cache.addresses import below
from icefloe_runtimes.local.cache.addresses import functions as called
from icefloe_runtimes.local.cache.leaf import constants, document_of, parts, words
from icefloe_runtimes.local.cache.packages import Packages
from icefloe_runtimes.local.cache.wanted import hindrance, is_anywhere
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.named import Files, TooMuch
from icefloe_schema.plan import (
    Binding,
    Body,
    Branch,
    Case,
    DynamicRun,
    FromLiteral,
    FromOutput,
    FunctionGuard,
    FunctionRef,
    LoopRun,
    MapRun,
    NotebookRun,
    Output,
    ParallelRun,
    Plan,
    PlanRun,
    Policy,
    PythonRun,
    Retry,
    Run,
    ShellRun,
    Step,
    StubRun,
    SwitchRun,
)

REF = FunctionRef(module="flow", qualname="f")
LITERAL = FromLiteral(value=1)


def step(name: str, run: Run | None = None, **more: object) -> Step:
    more.setdefault("outputs", (Output(name=name),))
    return Step(id=name, run=run or PythonRun(function=REF), **more)


def body(*steps: Step) -> Body:
    return Body(steps=steps or (step("a b"),))


# --- packages ------------------------------------------------------------------------------------------------------


def install(site: Path, name: str, version: str, **files: str) -> None:
    record = site / f"{name}-{version}.dist-info"
    record.mkdir(parents=True)
    for file, text in {"METADATA": "Name: x\n\n", **files}.items():
        (record / file.replace("__", ".")).write_text(text)


def found(site: Path, *imports: str) -> dict[str, str]:
    return dict(Packages((), [str(site)]).versions(imports).found)


def test_versions_of_what_is_imported_and_of_all_that_it_needs(tmp_path: Path) -> None:
    needs = "Name: pandas\nRequires-Dist: NumPy (>=1)\nRequires-Dist: pytest>=7; extra == 'test'\n\nRequires-Dist: no"
    install(tmp_path, "pandas", "2.2.3", METADATA=needs)
    install(tmp_path, "numpy", "2.1.0")
    install(tmp_path, "pytest", "8.0")
    install(tmp_path, "scikit_learn", "1.5", RECORD="sklearn/__init__.py,sha256=x,1\n")
    install(tmp_path, "PyYAML", "6.0", top_level__txt="_yaml\nyaml\n")
    install(tmp_path, "six", "1.16", RECORD="six.py,sha256=x,1\n")
    assert found(tmp_path, "pandas") == {"pandas": "2.2.3", "numpy": "2.1.0"}
    assert found(tmp_path, "sklearn", "yaml") == {"scikit_learn": "1.5", "PyYAML": "6.0"}
    assert found(tmp_path, "six", "ujson") == {"six": "1.16", "ujson": "not installed"}


def test_what_a_version_does_not_tell(tmp_path: Path) -> None:
    install(tmp_path, "own", "1.0", direct_url__json='{"url": "file:///x", "dir_info": {"editable": true}}')
    install(tmp_path, "pinned", "1.0", direct_url__json='{"vcs_info": {"commit_id": "abc"}}')
    (tmp_path / "loose.py").write_text("")
    packages = Packages((), [str(tmp_path)])
    assert not packages.versions(("own",)).whole
    assert not packages.versions(("loose",)).whole
    pinned = packages.versions(("pinned",))
    assert pinned.whole
    assert "abc" in pinned.found["pinned"]
    assert packages.versions(("nothing",)).whole


def test_an_installation_is_noticed(tmp_path: Path) -> None:
    packages = Packages((), [str(tmp_path)])
    assert packages.is_same()
    os.utime(tmp_path, ns=(1, 1))
    assert not packages.is_same()


def test_the_folders_of_the_project_are_not_looked_at(tmp_path: Path) -> None:
    install(tmp_path, "pandas", "2")
    assert Packages((str(tmp_path),), [str(tmp_path)]).versions(("pandas",)).found == {"pandas": "not installed"}


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "/", ".", "..", "a\0b", "a\nb", "nothing", "x" * 5000, "//", "\ud800"])
def test_texts_that_name_nothing(tmp_path: Path, text: str) -> None:
    assert Files(tmp_path).named(text) is None


def test_a_folder_counts_with_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "project/data/deep").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b").write_text("1")
    (tmp_path / "project/data/link").symlink_to(outside)
    (tmp_path / "project/data/circle").symlink_to(tmp_path / "project/data")
    (tmp_path / "project/data/broken").symlink_to(tmp_path / "nowhere")

    def now() -> str:
        named = Files(tmp_path / "project").named("data")
        assert named is not None
        return named.digest

    seen = [now()]
    assert now() == seen[0]
    changes = (
        lambda: (outside / "b").write_text("2"),
        lambda: (tmp_path / "project/data/deep/c").write_text(""),
        lambda: (tmp_path / "project/data/deep/c").rename(tmp_path / "project/data/deep/d"),
        (tmp_path / "project/data/empty").mkdir,
        (tmp_path / "project/data/broken").unlink,
    )
    for change in changes:
        change()
        seen.append(now())
    assert len(set(seen)) == len(seen)


def test_the_project_itself_is_too_much(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    for text in (str(tmp_path), str(tmp_path / "project"), "../project"):
        with pytest.raises(TooMuch, match="holds the project"):
            Files(tmp_path / "project").named(text)


def test_what_tools_keep_beside_the_data_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "data/.git").mkdir(parents=True)
    before = Files(tmp_path).named("data")
    (tmp_path / "data/.git/index").write_text("x")
    after = Files(tmp_path).named("data")
    assert before is not None
    assert after is not None
    assert before.digest == after.digest


# --- the plan ------------------------------------------------------------------------------------------------------

GUARD = FunctionGuard(function=REF)
STEPS = (
    step("top", guard=GUARD),
    step("map", MapRun(over=LITERAL, item="x", body=body(), reducer=REF)),
    step("loop", LoopRun(body=body(), until=LITERAL, maximum=1), guard=GUARD),
    step("sub", PlanRun(body=body(step("inner", PlanRun(body=body()))))),
    step("side", ParallelRun(branches=(Branch(name="x/y", body=body()), Branch(name="z", body=body())))),
    step(
        "choice", SwitchRun(on=LITERAL, cases=(Case(value=1, body=body()), Case(value=2, body=body())), default=body())
    ),
    step("shell", ShellRun(command="true")),
)


def test_addresses_are_those_of_the_lock() -> None:
    plan = Plan(name="p", dialect="native", steps=STEPS)
    ours = [address for one in STEPS for address in called(one, "")]
    assert sorted(map(str, ours)) == sorted(address for address, _ in functions(plan))


@pytest.mark.parametrize(
    ("inside", "start"),
    [
        ((), ""),
        ((("map", "3"),), "map/body/"),
        ((("sub", "body"), ("inner", "body")), "sub/body/inner/body/"),
        ((("side", "x/y"),), "side/branch/x%2Fy/"),
        ((("choice", "case-1"),), "choice/case/1/"),
        ((("choice", "default"),), "choice/default/"),
        ((("nothing", "0"),), None),
        ((("top", "body"),), None),
    ],
)
def test_where_addresses_in_a_body_begin(inside: Inside, start: str | None) -> None:
    assert below(Plan(name="p", dialect="native", steps=STEPS), inside) == start


def test_what_plays_no_part() -> None:
    plain = step("a", bindings=(Binding(parameter="x", value=LITERAL),))
    other = step(
        "a",
        title="T",
        description="D",
        after=("b",),
        labels={"a": "b"},
        display={"x": 1},
        bindings=(Binding(parameter="x", value=LITERAL),),
        policy=Policy(retry=Retry(attempts=3), timeout=5, cache=True),
    )
    assert parts(document_of(plain)) == parts(document_of(other))
    secret = step("a", bindings=plain.bindings, policy=Policy(secrets=("TOKEN",)))
    assert parts(document_of(plain)) != parts(document_of(secret))


def test_constants_are_values_of_the_program_and_not_names() -> None:
    ref = FunctionRef(module="flow", qualname="f", captured={"file": "c.csv"}, defaults={"path": {"$path": "d.csv"}})
    one = step(
        "data",
        PythonRun(function=ref, bound={"b": ["b.csv"]}),
        bindings=(
            Binding(parameter="x", value=FromLiteral(value={"k": "a.csv"})),
            Binding(parameter="y", value=FromOutput(step="other", name="data")),
        ),
    )
    assert {text for text in constants(parts(document_of(one))) if "." in text} == {"a.csv", "b.csv", "c.csv", "d.csv"}
    assert "other" not in set(constants(parts(document_of(one))))
    assert "flow" not in set(constants(parts(document_of(one))))


def test_words_of_a_command() -> None:
    assert {"train.py", "in.csv", "out", "log"} <= set(words("python 'train.py' --data=in.csv >out 2>log; true"))


@pytest.mark.parametrize(
    ("one", "wanted", "why"),
    [
        (step("a"), True, ""),
        (step("a"), False, "it is not cached"),
        (step("a", policy=Policy(cache=True)), False, ""),
        (step("a", policy=Policy(cache=False)), True, "it is not cached"),
        (step("a", outputs=()), True, "it has no outputs: what it does is not done if it is not run"),
        (step("a", outputs=(), policy=Policy(cache=True)), True, ""),
        (step("a", StubRun()), True, "it is a stub"),
        (step("a", NotebookRun(path="x.ipynb")), True, "it is a notebook, of which nobody sees what it imports"),
        (step("a", catalog={"put": ["x"]}), True, "it works on files of a catalog"),
        (step("a", DynamicRun(function=REF)), True, "what it builds is known only when it has run"),
        (step("a", PlanRun(body=body())), True, ""),
        (
            step("a", PlanRun(body=body(step("b", policy=Policy(cache=False))))),
            True,
            "step 'b' in it: it is not cached",
        ),
        (step("a", PlanRun(body=body()), policy=Policy(cache=True)), False, ""),
        (
            step("a", PlanRun(body=body(step("b", policy=Policy(cache=True)))), policy=Policy(cache=False)),
            True,
            "it is not cached",
        ),
    ],
)
def test_whether_a_result_is_used_again(one: Step, wanted: bool, why: str) -> None:
    assert hindrance(one, wanted) == why


@pytest.mark.parametrize(
    ("plan_caches", "own", "expected"),
    [(True, None, True), (False, None, False), (False, True, True), (True, False, False)],
)
def test_a_plan_without_caching_costs_nothing(plan_caches: bool, own: bool | None, expected: bool) -> None:
    inner = step("b", policy=Policy(cache=own))
    plan = Plan(
        name="p",
        dialect="native",
        cache=plan_caches,
        steps=(step("a", PlanRun(body=body(inner)), policy=Policy(cache=own)),),
    )
    assert is_anywhere(plan) is expected
