"""GitHub's schema and a security linter, both by others, accept what we write, and would refuse what is broken."""

import subprocess
from pathlib import Path

import pytest
from outside import tool
from target_plans import OPTIONS, PLANS, SUMS

from icefloe_runtimes.github.workflow import render


def written(text: str, folder: Path) -> str:
    path = folder / ".github" / "workflows" / "plan.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return str(path)


def exported(name: str) -> str:
    (text,) = render(PLANS[name], OPTIONS).files.values()
    return text


def schema(path: str) -> subprocess.CompletedProcess[str]:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path]
    return subprocess.run(command, capture_output=True, text=True)


def zizmor(path: str) -> subprocess.CompletedProcess[str]:
    command = [tool("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", path]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("name", PLANS)
def test_the_schema_accepts_every_export(name: str, tmp_path: Path) -> None:
    done = schema(written(exported(name), tmp_path))
    assert done.returncode == 0, done.stdout


def test_the_schema_refuses_a_misspelt_key(tmp_path: Path) -> None:
    broken = exported("sums").replace("runs-on:", "runs_on:", 1)
    assert schema(written(broken, tmp_path)).returncode == 1


@pytest.mark.parametrize("name", PLANS)
def test_zizmor_finds_nothing(name: str, tmp_path: Path) -> None:
    done = zizmor(written(exported(name), tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_an_expression_in_a_script(tmp_path: Path) -> None:
    broken = exported("sums").replace('-- "$ICEFLOE_PLAN"', '-- "${{ inputs.count }}"', 1)
    done = zizmor(written(broken, tmp_path))
    assert done.returncode > 10
    assert "template-injection" in done.stdout


def test_the_sample_has_what_the_broken_variants_break() -> None:
    (text,) = render(SUMS, OPTIONS).files.values()
    assert "runs-on:" in text
    assert '-- "$ICEFLOE_PLAN"' in text
