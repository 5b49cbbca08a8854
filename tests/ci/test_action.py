"""The action, executed by act on a pull request: annotations, summary, SARIF, outputs, exit status."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from copied_tree import REPOSITORY, commit, copied
from proof_tools import absent, program

pytestmark = pytest.mark.executes

EXAMPLE = REPOSITORY / "examples" / "flowyml" / "broken.py"
GOOD = EXAMPLE.read_text("utf-8").replace("scores: list[float]", "scores: dict[str, float]")
NASTY = '"; echo injected-$((40+2)); "'
CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"
WORKFLOW = """\
    name: Pipelines
    on: [workflow_dispatch]
    permissions:
      contents: read
    jobs:
      pipelines:
        runs-on: ubuntu-24.04
        steps:
          - uses: CHECKOUT
            with:
              fetch-depth: 0
              persist-credentials: false
          - id: icefloe
            uses: icefloe/icefloe@v1
            continue-on-error: true
            with:
              INPUTS
          - shell: bash
            env:
              OUTCOME: ${{ steps.icefloe.outcome }}
              ERRORS: ${{ steps.icefloe.outputs.errors }}
              SUMMARY: ${{ steps.icefloe.outputs.summary }}
            run: |
              echo "outcome=$OUTCOME errors=$ERRORS"
              test ! -f "$SUMMARY" || cp "$SUMMARY" "$KEPT/summary.md"
              test ! -f icefloe.sarif || cp icefloe.sarif "$KEPT/"
"""


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("action") / "icefloe")


def checked_out(folder: Path, inputs: dict[str, str], source: str) -> Path:
    """A repository with a workflow that uses the action: a base commit without mistakes, and a change on top of it."""
    checkout = folder / "checkout"
    workflow = checkout / ".github" / "workflows" / "pipelines.yml"
    workflow.parent.mkdir(parents=True)
    (checkout / "pyproject.toml").write_text("")
    (checkout / "train.py").write_text(GOOD, "utf-8")
    base = commit(checkout, "Base")
    (checkout / "train.py").write_text(source, "utf-8")
    rows = {"base": base, **inputs}
    lines = f"\n{' ' * 14}".join(f"{name}: {json.dumps(value)}" for name, value in rows.items())
    workflow.write_text(
        textwrap.dedent(WORKFLOW).replace("CHECKOUT", CHECKOUT).replace("INPUTS", lines.replace(" " * 14, " " * 10))
    )
    commit(checkout, "Change")
    return workflow


def act(workflow: Path, action: Path) -> tuple[int, str]:
    """Run the workflow on this machine; gives the exit status and the log."""
    checkout = workflow.parents[2]
    home = checkout.parent
    (home / "kept").mkdir()
    (home / "temporary").mkdir()
    command = [
        *(program("act"), "workflow_dispatch", "-W", str(workflow), "-P", "ubuntu-24.04=-self-hosted"),
        *("--no-cache-server", "--artifact-server-addr", "127.0.0.1"),
        *("--local-repository", f"icefloe/icefloe@v1={action}"),
        *("--env", f"KEPT={home / 'kept'}", "--env", f"RUNNER_TEMP={home / 'temporary'}"),
        *("--env", f"ICEFLOE_CACHE_DIR={home / 'cache'}"),
        # Of what is installed for a few calls most is never imported.
        *("--env", "PIP_COMPILE=0"),
    ]
    told = ("PROXY", "PIP_", "SSL_CERT", "REQUESTS_CA")
    proxies = {name: value for name, value in os.environ.items() if any(word in name.upper() for word in told)}
    interpreter = Path(sys.executable).parent
    environment = {**proxies, "HOME": str(home), "PATH": f"{interpreter}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=540)
    log = done.stdout + done.stderr
    if "No matching distribution found" in log or "Could not find a version" in log:
        absent("what the action installs cannot be fetched")
    return done.returncode, log


def test_a_pull_request_with_a_mistake(action, tmp_path):
    source = EXAMPLE.read_text("utf-8").replace('@step(outputs=["scores"])', '@step(outputs=["scores"], retry=3)')
    inputs = {"sarif": "icefloe.sarif", "paths": "."}
    status, log = act(checked_out(tmp_path, inputs, source), action)
    assert status == 0, log
    assert "outcome=failure errors=1" in log
    assert re.search(
        r"❗\s+::error file=train\.py,line=24,col=15|::error title=FLO301 type-mismatch,file=train\.py", log
    ), log
    told = (tmp_path / "kept" / "summary.md").read_text("utf-8")
    assert told.startswith("### Icefloe: 1 error\n")
    assert "| ❌ error | FLO301 type-mismatch |" in told
    assert "`train.py:24:15` takes `list[float]`<br>`train.py:15:73` gives `dict[str, float]`" in told
    assert "### Pipelines: 3 behaviour" in told
    assert "| ⚠️ behaviour | `cross_validate` | policy `retry.attempts`: nothing → `4` |" in told
    assert 's1["cross_validate<br>policy"]:::changed' in told
    assert '```mermaid\nflowchart TB\n    s1["cross_validate"]' in told
    (run,) = json.loads((tmp_path / "kept" / "icefloe.sarif").read_text("utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["FLO301"]


def test_a_clean_pull_request_and_inputs_that_a_shell_would_run(action, tmp_path):
    (tmp_path / "two").mkdir()
    status, log = act(checked_out(tmp_path, {"fail-on": "warning", "format": "concise"}, GOOD), action)
    assert (status, "outcome=success errors=0" in log) == (0, True), log
    told = (tmp_path / "kept" / "summary.md").read_text("utf-8")
    assert told.startswith("### Icefloe: nothing found\n")
    assert "### Pipelines: no difference\n" in told
    status, log = act(checked_out(tmp_path / "two", {"paths": NASTY, "version": NASTY}, GOOD), action)
    assert "injected-42" not in log
    assert "outcome=failure errors=" in log
