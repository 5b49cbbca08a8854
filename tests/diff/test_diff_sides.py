"""Plans, sources and locks as sides, and what a project's own classes tell of types."""

import pytest

from icefloe import api
from icefloe.api import differing
from icefloe.diff import text
from icefloe_schema import codec

PIPELINE = """\
from flowyml import Pipeline, step


class Base:
    pass


class Child(Base):
    pass


@step(outputs=["made"])
def make() -> Base:
    return Base()


@step(inputs=["made"], outputs=["used"])
def use(made: Base) -> int:
    return 1


pipeline = Pipeline("p").add_step(make).add_step(use)
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    (tmp_path / "old.py").write_text(PIPELINE, "utf-8")
    (tmp_path / "new.py").write_text(PIPELINE.replace("def make() -> Base", "def make() -> Child"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_two_sources_and_the_classes_of_the_project(project, diff):
    found = diff("old.py", "new.py").stdout
    assert "output `made`, type: `old.Base` → `new.Child`" in found
    same = PIPELINE.replace("def make() -> Base", "def make() -> Child")
    (project / "plan.json").write_text(codec.dumps(api.compile_("old.py").plans[0].plan), "utf-8")
    (project / "old.py").write_text(same, "utf-8")
    found = diff("plan.json", "old.py")
    assert "not breaking: `old.Child` fits where `old.Base` is asked for" in found.stdout
    assert found.exit_code == 1


def test_plans_in_both_notations_are_the_same(project, diff):
    for form in ("json", "yaml"):
        from click.testing import CliRunner

        from icefloe.cli.app import app

        done = CliRunner().invoke(app, ["compile", "old.py", "--format", form, "-o", f"a.plan.{form}"])
        assert done.exit_code == 0, done.output
    result = diff("a.plan.json", "a.plan.yaml")
    assert (result.exit_code, result.stdout) == (0, "")
    assert diff("a.plan.json", "old.py").exit_code == 0


def test_the_places_beside_a_plan_are_told(project, diff):
    from click.testing import CliRunner

    from icefloe.cli.app import app

    for name in ("old", "new"):
        assert CliRunner().invoke(app, ["compile", f"{name}.py"]).exit_code == 0
    assert "(new.py:13)" in diff("old.plan.json", "new.plan.json").stdout


def test_a_source_with_errors_is_refused_with_them(project, diff):
    (project / "new.py").write_text(PIPELINE.replace("def use(made: Base)", "def use(made: dict[str, int])"), "utf-8")
    result = diff("old.py", "new.py")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "FLO301" in result.stderr


def test_a_lock_beside_what_it_says_nothing_of(project, diff):
    (project / "icefloe.lock").write_text(api.freeze(project).text, "utf-8")
    (project / "plan.json").write_text(codec.dumps(api.compile_("old.py").plans[0].plan), "utf-8")
    refused = diff("icefloe.lock", "plan.json")
    assert (refused.exit_code, "holds only digests" in refused.stderr) == (2, True)
    assert diff("icefloe.lock", "old.py").exit_code == 0
    (project / "old.py").write_text(PIPELINE.replace("return 1", "return 2"), "utf-8")
    assert "the code of the function of step `use` changed" in diff("icefloe.lock", "old.py").stdout
    (project / "other.py").write_text(PIPELINE.replace('"p"', '"q"'), "utf-8")
    refused = diff("icefloe.lock", "other.py")
    assert (refused.exit_code, "holds no pipeline of other.py" in refused.stderr) == (2, True)


def test_a_damaged_lock_and_a_damaged_plan(project, diff):
    (project / "icefloe.lock").write_text("{}", "utf-8")
    (project / "plan.json").write_text("{}", "utf-8")
    assert diff("icefloe.lock", "icefloe.lock").exit_code == 2
    assert diff("plan.json", "plan.json").exit_code == 2


def test_from_python(project):
    old = differing.side_of_source("old.py").side
    new = differing.side_of_compiled("now", api.compile_("old.py"))
    found = differing.compare(old, new)
    assert (found.same, found.counts.unchanged_steps, text.render(found)) == (True, 2, "")


def test_the_schema_of_a_difference_is_printed_and_is_the_one_of_the_classes():
    from click.testing import CliRunner

    from icefloe.cli.app import app
    from icefloe_schema.generate import text_of

    assert CliRunner().invoke(app, ["schema", "difference"]).stdout == text_of("difference.schema.json")
