"""The plans of a checkout, and what is different since another commit: `icefloe diff` says it, without a checkout."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from icefloe import api
from icefloe.project import ProjectError
from icefloe.report.markdown import code, text
from icefloe_schema.plan import Plan

_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "safe.directory=*")
#: A checkout in a container belongs to another user, and it is the one that the job is about.
_TRUSTED = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One pipeline of a file, as far as it is known; `wrong` says that there are errors in the file."""

    file: str
    label: str
    plan: Plan
    wrong: bool

    @property
    def title(self) -> str:
        """The pipeline as one names it to the command."""
        return f"{self.file}:{self.label}"


def plans_below(paths: list[str]) -> list[Drawn]:
    """The pipelines of all files below paths of the working directory."""
    there = [path for path in paths if Path(path).exists()]
    checked = api.check(there) if there else None
    here = Path.cwd()
    found: list[Drawn] = []
    for file in dict.fromkeys(_files(checked) if checked else ()):
        name = Path(os.path.relpath(file, here)).as_posix()
        try:
            compiled = api.compile_(str(file), draw=True)
        except ProjectError:
            continue  # it holds no pipeline, or none that can be drawn: the check has said so
        wrong = any(finding.severity.value == "error" for finding in compiled.checked.findings)
        found += [Drawn(file=name, label=made.label, plan=made.plan, wrong=wrong) for made in compiled.plans]
    return found


def _files(checked: api.Checked) -> Iterator[Path]:
    for pipeline in checked.pipelines:
        for prefix, root in checked.roots:
            file = root / pipeline.path.removeprefix(prefix)
            if file.is_file():
                yield file


def changes(base: str, paths: list[str]) -> str:
    """What is different since a commit, as Markdown; what cannot be compared says why."""
    if not _is_there(base):
        return f"### Pipelines\n\nThe base {code(base)} cannot be had: check out with `fetch-depth: 0`.\n"
    inside = [path for path in paths if not Path(path).is_absolute()]
    command = [sys.executable, "-I", "-X", "utf8", "-m", "icefloe", "diff", "--format", "markdown", "--exit-zero"]
    done = subprocess.run(
        [*command, "--", base, *inside],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **_TRUSTED},
    )
    if done.returncode == 0:
        return done.stdout
    lines = "".join(f"- {text(line)}\n" for line in done.stderr.splitlines()[:20])
    return f"{done.stdout or '### Pipelines'}\n\nNot all of it can be compared with {code(base[:12])}:\n\n{lines}"


def _is_there(base: str) -> bool:
    """Whether there is such a commit; a shallow checkout has to fetch it."""
    if base.startswith("-"):
        return False
    known = [*_GIT, "cat-file", "-e", f"{base}^{{commit}}"]
    if subprocess.run(known, capture_output=True).returncode == 0:
        return True
    fetch = [*_GIT, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", base]
    fetched = subprocess.run(fetch, capture_output=True, env={**os.environ, "GIT_TERMINAL_PROMPT": "0"})
    return fetched.returncode == 0 and subprocess.run(known, capture_output=True).returncode == 0
