"""The plans of a checkout, those of another commit, and what is different between them: steps, edges, parameters.

This compares what plans hold, name by name: a step under a new name is one that went and one that came.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from icefloe import api
from icefloe.project import ProjectError
from icefloe.report.markdown import code
from icefloe_runtimes import diagram
from icefloe_schema import codec
from icefloe_schema.plan import Plan

_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "safe.directory=*")


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


def plans_at(base: str, paths: list[str]) -> list[Drawn] | None:
    """The pipelines of another commit, read from a working tree of its own; None if the commit cannot be had."""
    if not _is_there(base):
        return None
    top = Path(_git("rev-parse", "--show-toplevel"))
    inside = Path.cwd().resolve().relative_to(top.resolve())
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder).resolve() / "base"
        try:
            _git("worktree", "add", "--detach", "--force", str(tree), base)
            start = tree / inside
            if not start.is_dir():
                return []
            with chdir(start):
                return plans_below([path for path in paths if not Path(path).is_absolute()])
        finally:
            subprocess.run([*_GIT, "worktree", "remove", "--force", str(tree)], capture_output=True)


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


def _git(*words: str) -> str:
    environment = {**os.environ, "GIT_LFS_SKIP_SMUDGE": "1"}
    done = subprocess.run([*_GIT, *words], capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()


def changes(before: list[Drawn] | None, after: list[Drawn], base: str) -> str:
    """What is different since the base, as Markdown."""
    if before is None:
        return f"The base {code(base)} cannot be had: check out with `fetch-depth: 0`.\n"
    old = {(one.file, one.label): one for one in before}
    new = {(one.file, one.label): one for one in after}
    rows: list[str] = []
    for key in sorted(old.keys() | new.keys()):
        if key not in old or key not in new:
            one = new.get(key) or old[key]
            rows.append(f"- {code(one.title)} is {'new' if key in new else 'gone'}\n")
            continue
        lines = list(_different(old[key], new[key]))
        rows += [f"- {code(new[key].title)}\n", *(f"  - {line}\n" for line in lines)] if lines else []
    told = "".join(rows) or f"No plan has changed since {code(base[:12])}.\n"
    return f"{told}\nPlans hold steps, wiring, parameters and policies; the bodies of steps do not count.\n"


def _different(before: Drawn, after: Drawn) -> Iterator[str]:
    """The differences of two plans of one pipeline, a line each."""
    old, new = before.plan, after.plan
    first, second = json.loads(codec.dumps(old)), json.loads(codec.dumps(new))
    if before.wrong or after.wrong:
        # A file with errors is read as far as it is known, and what its steps import is not.
        for step in (*first["steps"], *second["steps"]):
            step.pop("imports", None)
    for key, noun, name in (("steps", "step", "id"), ("parameters", "parameter", "name")):
        yield from _named(noun, _by(first.get(key, []), name), _by(second.get(key, []), name))
    yield from _named("edge", _edges(old), _edges(new))
    rest = sorted(
        key for key in (first.keys() | second.keys()) - {"steps", "parameters"} if first.get(key) != second.get(key)
    )
    if rest:
        yield f"changed: {', '.join(map(code, rest))}"


def _named(noun: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """What came, went and changed of things that have names."""
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield f"{noun} {code(name)} is new"
        elif name not in new:
            yield f"{noun} {code(name)} is gone"
        elif old[name] != new[name]:
            yield f"{noun} {code(name)} has changed{_keys(old[name], new[name])}"


def _keys(old: object, new: object) -> str:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return ""
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return f": {', '.join(map(code, keys))}"


def _by(rows: list[dict[str, object]], name: str) -> dict[str, object]:
    return {str(row[name]): row for row in rows}


def _edges(plan: Plan) -> dict[str, object]:
    edges = json.loads(diagram.net(plan))["edges"]
    return {f"{edge['source']} → {edge['target']}": edge.get("outputs", edge["kind"]) for edge in edges}
