"""The catalogue of what the original would not do: which entry is noted where, in which version, and how often."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from icefloe import originals
from icefloe.dialects import flowyml, native
from icefloe.findings import Finding, Severity
from icefloe.originals import ORIGINALS
from icefloe.project import ProjectError
from icefloe.survey import Survey

Notes = Callable[..., list[Finding]]

PRELUDE = """
from typing import Literal, Optional, Union
import pandas as pd
from flowyml import (
    CircuitBreaker, Dataset, ExponentialBackoff, Model, Pipeline, RetryConfig, approval, context, freeze_pipeline,
    on_failure, parallel_map, retry, step,
)
@step(outputs=["data"])
def load(): return [1]
"""


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    """The notes about the original that a file gets, with other files beside it."""

    def of(source: str, version: str = "", **others: str) -> list[Finding]:
        setting = f'[tool.icefloe.dialects]\nflowyml = "{version}"\n' if version else ""
        for name, text in {"pyproject.toml": setting, "main.py": PRELUDE + dedent(source), **others}.items():
            (tmp_path / name).write_text(text)
        found = Survey(tmp_path, (flowyml.DIALECT,)).file("main.py").findings
        return [f for f in found if f.code.startswith("FLO5")]

    return of


def step(decorators: str, signature: str = "data", body: str = "return 1") -> str:
    """A pipeline that loads and then works."""
    return f"{decorators}\ndef work({signature}):\n    {body}\np = Pipeline('x').add_step(load).add_step(work)\n"


def typed(given: str, taken: str) -> str:
    """A pipeline in which one annotation meets another."""
    return (
        f"@step(outputs=['a'])\ndef give() -> {given}: ...\n"
        f"@step(inputs=['a'], outputs=['b'])\ndef take(a: {taken}): ...\n"
        "p = Pipeline('x').add_step(give).add_step(take)\n"
    )


def run(call: str) -> str:
    """A pipeline, and something that is done with it."""
    return f"ctx = context(rate=1)\np = Pipeline('x', context=ctx).add_step(load)\n{call}\n"


# What gives stands deeper than what takes, although it is registered first.
DEEPER = """
@step(inputs=["data"], outputs=["big"])
def more(data): ...
@step(outputs=["m"])
def use(big=None): ...
p = Pipeline("x").add_step(load).add_step(more).add_step(use)
"""


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (step("@step(inputs=['data'])"), []),
        (step("@step(inputs=['data'], timeout=60)"), ["FLO501"]),
        (step("@step(inputs=['data'], cache='code_hash')"), ["FLO502"]),
        (step("@step(inputs=['data'], cache=False)"), []),
        (step("@step(cache='code_hash')", ""), []),
        (step("@step(inputs=['data'])").replace("'x'", "'x', enable_cache=True"), ["FLO502"]),
        (step("@step(inputs=['data'])").replace("'x'", "'x', enable_cache=False"), []),
        (step("@step(inputs=['data'], cache='input_hash')"), ["FLO503"]),
        (step("@step(inputs=['data'], cache=lambda inputs, context: 'k')"), ["FLO504"]),
        (step("@step(cache='input_hash')", ""), ["FLO505"]),
        (step("@step(inputs=['data'], cache=True)"), ["FLO505"]),
        (step("@step(inputs=['data'], retry=3)"), []),
        (step("@step(inputs=['data'], retry=retry(3))"), ["FLO506"]),
        (step("@step(inputs=['data'], retry=RetryConfig())"), ["FLO506"]),
        (step("@step(inputs=['data'])\n@retry(max_attempts=3)"), ["FLO507"]),
        (step("@step(inputs=['data'])\n@CircuitBreaker()\n@on_failure(len)"), ["FLO507", "FLO507"]),
        (step("@step(inputs=['data'], skip_if=lambda data: False)"), ["FLO508"]),
        (step("@step(inputs=['data'], fallback=lambda data: 1)"), ["FLO508"]),
        (step("@step(inputs=['data'], resources={'gpu': 'nvidia-t4', 'gpu_count': 2})"), ["FLO509"]),
        (step("@step(inputs=['data'], resources={'memory': 8589934592})"), ["FLO509"]),
        (step("@step(inputs=['data'], resources={'cpu': '2', 'gpu': 1})"), []),
        (step("@step(inputs=['data'], retry=retry(3, ExponentialBackoff(max=9)))"), ["FLO506", "FLO511"]),
        (step("@step(inputs=['data'])", body="return parallel_map(len, data, num_workers=2)"), ["FLO524", "FLO525"]),
        (step("@step(inputs=['data'])", body="return parallel_map(len, data)"), ["FLO525"]),
        (step("@step(inputs=['data'])", body="return Model(data, name='m')"), ["FLO550"]),
        (step("@step(inputs=['data'])", body="return Model('m', data=data)"), []),
        (step("@step(inputs=['data'])").replace("def work", "async def work"), ["FLO529"]),
        ("p = Pipeline('x', context(rate=1)).add_step(load)", ["FLO530"]),
        ("p = Pipeline('x', 'v1').add_step(load)", []),
        ("p = Pipeline('x', stack='prod').add_step(load)", ["FLO531"]),
        ("p = Pipeline('x', stack='local').add_step(load)", []),
        ("p = Pipeline('x', enable_checkpointing=True).add_step(load)", ["FLO546"]),
        (run("p.schedule('hourly', 1)"), ["FLO535"]),
        (run("r = p.run()\nassert r.success"), []),
        (run("r = p.run(debug=True)"), ["FLO540"]),
        (run("r = p.run(executor=1)"), ["FLO541"]),
        (run("r = p.run(context={'rate': 2})"), []),
        (run("r = p.run(context={'rate': 2})\nr = p.run()"), ["FLO542"]),
        (run("q = Pipeline('y', context=ctx)\nr = p.run(context={'rate': 2})"), ["FLO542"]),
        (run("p.run()"), []),
        (run("import sys\np.run()\nsys.exit(0)"), ["FLO544"]),
        (run("import sys\ndef main():\n    r = p.run()\n    if not r.success:\n        sys.exit(1)\nmain()"), []),
        (run("print(p.run())"), []),
        (run("r = p.rerun('id', from_step='load')"), ["FLO545"]),
        (run("r = p.rerun('id')"), []),
        (run("d = p.compare_with('v1')"), ["FLO547"]),
        (run("p.version = 'v1'\np.save_version()\np.version = 'v2'\nd = p.compare_with('v1')"), []),
        (run("p.version = 'v1'\np.save_version()\nd = p.compare_with('v0')"), ["FLO547"]),
        (run("q = Pipeline('x', version='v1')\nq.save_version()\nd = p.compare_with('v1')"), []),
        (run("s = freeze_pipeline(p)"), ["FLO548"]),
        (run("p.rollback('v1')"), ["FLO549"]),
        ("@step\ndef use(load): ...\np = Pipeline('x').add_step(load).add_step(use)", []),
        (step("@step", "data"), []),
        ("@step\ndef use(data): ...\np = Pipeline('x').add_step(use).add_step(load)", ["FLO532"]),
        (DEEPER, ["FLO532"]),
        (step("@step(inputs=['data'])", "**given"), ["FLO536"]),
        (
            "@step\ndef a(): ...\n@step(inputs=['a'])\ndef b(a): ...\np = Pipeline('x').add_step(a).add_step(b)",
            ["FLO537"],
        ),
        ("@step\ndef load(): ...\np = Pipeline('x').add_step(load)", ["FLO526"]),
        ("@step(register=False)\ndef load(): ...\np = Pipeline('x').add_step(load)", []),
        (typed("int", "int"), []),
        (typed("tuple", "pd.DataFrame"), []),
        (typed("list[int]", "list[str] | list[int]"), ["FLO562"]),
        (typed("int", "Optional[int]"), []),
        (typed("int", "int | None"), ["FLO562"]),
        (typed("int", "float"), ["FLO562"]),
        (typed("Literal['a']", "str"), ["FLO562"]),
        (typed("bool", "int"), []),
        (typed("int", "object"), []),
        (typed("Dataset", "pd.DataFrame"), ["FLO563"]),
        (typed("Dataset", "Dataset"), []),
        (typed("tuple[int, str]", "int").replace("['a'])\ndef give", "['a', 'c'])\ndef give"), ["FLO560"]),
        (typed("list", "float").replace("a: float", "a, size: float = 1.0"), ["FLO561"]),
    ],
)
def test_entries(notes: Notes, source: str, codes: list[str]) -> None:
    found = notes(source)
    assert sorted(f.code for f in found) == codes
    assert all(f.severity is Severity.NOTE and f.help.startswith("here ") for f in found)
    assert all(f.message.startswith("FlowyML 2.2.1 ") for f in found)


def test_one_note_names_all_steps(notes: Notes) -> None:
    steps = "".join(f"@step(timeout=1)\ndef s{n}(): ...\np.add_step(s{n})\n" for n in range(6))
    (one,) = notes(f"p = Pipeline('x').add_step(load)\n{steps}")
    assert one.message.endswith("(steps `s0`, `s1`, `s2` and 3 more)")
    assert one.span.line > PRELUDE.count("\n")


def test_native_words_get_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["flowyml==2.2.1"]\n')
    source = "from icefloe import Pipeline, retry, step\n@step(timeout=5, cache='code_hash')\n@retry(max_attempts=2)\n"
    (tmp_path / "main.py").write_text(f"{source}def load(): ...\np = Pipeline('x').add_step(load)\np.run()\n")
    assert Survey(tmp_path, (native.DIALECT,)).file("main.py").findings == ()


@pytest.mark.parametrize(
    ("version", "codes"),
    [("1.7", ["FLO506"]), ("1.8", ["FLO506"]), ("1.9", ["FLO506", "FLO562"]), ("2.2.1", ["FLO506", "FLO562"])],
)
def test_entries_by_version(notes: Notes, version: str, codes: list[str]) -> None:
    source = typed("int", "float").replace("'b']", "'b'], retry=retry(1)")
    found = notes(source, version)
    assert sorted(f.code for f in found) == codes
    assert all(f"FlowyML {version} " in f.message for f in found)


@pytest.mark.parametrize(
    ("others", "version"),
    [
        ({}, "2.2.1"),
        ({"pyproject.toml": '[tool.icefloe.dialects]\nflowyml = "1.7"'}, "1.7"),
        ({"pyproject.toml": '[project]\ndependencies = ["flowyml==1.8.0"]'}, "1.8.0"),
        ({"pyproject.toml": '[project]\ndependencies = ["flowyml >= 1.8"]'}, "2.2.1"),
        ({"uv.lock": '[[package]]\nname = "flowyml"\nversion = "1.9.2"'}, "1.9.2"),
        ({"poetry.lock": '[[package]]\nname = "FlowyML"\nversion = "2.1.0"'}, "2.1.0"),
        ({"pylock.toml": '[[packages]]\nname = "flowyml"\nversion = "2.1.1"'}, "2.1.1"),
        ({"Pipfile.lock": '{"default": {"flowyml": {"version": "==1.7.2"}}}'}, "1.7.2"),
        ({"requirements.txt": "pandas\nflowyml[gcp]==1.7.1 ; python_version > '3'  # pinned\n"}, "1.7.1"),
        ({"requirements.txt": "flowyml==1.10.*\n"}, "1.10"),
        ({"requirements.txt": "flowyml-plugins==9.9\n"}, "2.2.1"),
        ({"uv.lock": "not toml [", "requirements.txt": "flowyml==1.9.0"}, "1.9.0"),
        ({"uv.lock": '[[package]]\nname = "flowyml"\nversion = "local"'}, "2.2.1"),
        ({"uv.lock": '[[package]]\nname = "flowyml"\nversion = "2.0"', "requirements.txt": "flowyml==1.7"}, "2.0"),
    ],
)
def test_where_the_version_comes_from(tmp_path: Path, others: dict[str, str], version: str) -> None:
    for name, text in {
        "pyproject.toml": "",
        "main.py": f"{PRELUDE}p = Pipeline('x').add_step(load)\n",
        **others,
    }.items():
        (tmp_path / name).write_text(text)
    (pipeline,) = Survey(tmp_path, (flowyml.DIALECT,)).file("main.py").pipelines
    assert pipeline.graph.header is not None
    assert pipeline.graph.header.dialect_version == version


def test_a_version_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.icefloe.dialects]\nflowyml = "newest"')
    (tmp_path / "main.py").write_text(f"{PRELUDE}p = Pipeline('x').add_step(load)\n")
    with pytest.raises(ProjectError, match="'newest' is not a version"):
        Survey(tmp_path, (flowyml.DIALECT,)).file("main.py")


def test_a_dialect_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.icefloe.dialects]\nflowml = "1.7"')
    with pytest.raises(ProjectError, match="did you mean `flowyml`"):
        Survey(tmp_path, (flowyml.DIALECT,))


def test_words_that_came_later(notes: Notes) -> None:
    source = "p = Pipeline.from_steps(load, name='x')\ns = freeze_pipeline(p)\n"
    assert sorted(f.message.partition(": ")[2] for f in notes(source, "1.7.2")) == [
        "`freeze_pipeline`",
        "`from_steps`",
    ]
    assert [f.code for f in notes(source, "1.9")] == ["FLO548"]


@pytest.mark.parametrize("entry", ORIGINALS, ids=lambda entry: entry.code)
def test_what_an_entry_says_goes_on_in_a_sentence(entry: originals.Original) -> None:
    assert not entry.does.endswith(".")
    assert not entry.here.endswith(".")
    assert originals.parts(entry.since) < originals.parts(entry.until or "99")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("1.7", (1, 7)),
        ("1.7.0", (1, 7)),
        ("2.1.0rc1", (2, 1)),
        ("2.1rc1", (2, 1)),
        ("x", ()),
        ("1.10", (1, 10)),
    ],
)
def test_parts_of_versions(text: str, parts: tuple[int, ...]) -> None:
    assert originals.parts(text) == parts
