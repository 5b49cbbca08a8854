"""Files as different people write them, each with the plans and findings beside it that it gives.

A table in the folder (`coverage.toml`) says which file shows which part of a dialect, and what of it stands in the
file's plans or findings; the tests of it are that nothing is left out.
"""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from icefloe import api
from icefloe.findings import Finding, Severity
from icefloe_schema import codec

GOLDENS = ("*.plan.json", "*.findings.txt")
SAYS_SOMETHING = {"plan", "part", "finding", "silent"}


def line(finding: Finding) -> str:
    """A finding as a line."""
    span = finding.span
    told = f" [{finding.help}]" if finding.help and not finding.code.startswith("FLO5") else ""
    return f"{span.path}:{span.line}:{span.column}: {finding.severity.value} {finding.code} {finding.message}{told}\n"


def stem(source: Path) -> str:
    """What the golden files of a file begin with: a YAML file keeps its suffix, as it may stand beside its twin."""
    return source.stem if source.suffix == ".py" else source.name


@cache
def goldens(source: Path) -> dict[Path, str]:
    """The texts that a file gives, by the golden file of each."""
    compiled = api.compile_(str(source))
    findings = "".join(line(finding) for finding in compiled.checked.findings)
    texts = {source.with_name(f"{stem(source)}.findings.txt"): findings} if findings else {}
    for made in compiled.plans:
        label = "" if len(compiled.plans) == 1 else "." + re.sub(r"[^\w.@+-]+", "_", made.label, flags=re.ASCII)
        texts[source.with_name(f"{stem(source)}{label}.plan.json")] = codec.dumps(made.plan)
    return texts


def findings(source: Path) -> str:
    """What is reported of a file."""
    return "".join(text for path, text in goldens(source).items() if path.name.endswith(".findings.txt"))


def has_a_plan(source: Path) -> bool:
    """Whether a file has a plan, or an error that says why not."""
    compiled = api.compile_(str(source))
    return bool(compiled.plans) or any(one.severity is Severity.ERROR for one in compiled.checked.findings)


def holds(value: object, pattern: object) -> bool:
    """Whether a value has all of a pattern: each key of a mapping, each element of a list in any place."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(k in value and holds(value[k], p) for k, p in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(holds(v, p) for v in value) for p in pattern)
    return type(value) is type(pattern) and value == pattern


def inside(value: object) -> Iterator[object]:
    """A JSON value and all values in it."""
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Everyday:
    """The files of one dialect, by POSIX path from their folder; folders in it with a `pyproject.toml` are projects."""

    folder: Path
    files: tuple[str, ...]

    @property
    def table(self) -> dict[str, object]:
        """The table of what the files show."""
        return tomllib.loads((self.folder / "coverage.toml").read_text(encoding="utf-8"))

    @property
    def rows(self) -> list[dict[str, object]]:
        """The rows of the table."""
        return cast("list[dict[str, object]]", self.table["row"])

    def named(self) -> set[str]:
        """The files that the table names."""
        return {name for row in self.rows for name in cast("list[str]", row["files"])}

    def check(self, row: dict[str, object]) -> None:
        """See that each file of a row shows it."""
        files = row["files"]
        assert isinstance(files, list)
        assert files
        # A row that says nothing of the plan or the findings would be shown by any file.
        assert SAYS_SOMETHING & row.keys()
        for name in files:
            assert name in self.files
            assert self.shown(row, name), f"{name} does not show {row['id']!r}"

    def kept(self, name: str) -> set[Path]:
        """The golden files that there are of a file."""
        source = self.folder / name
        own = stem(source)
        mine = {path for form in GOLDENS for path in source.parent.glob(form) if path.name.startswith(f"{own}.")}
        longer = {stem(self.folder / other) for other in self.files}
        return {
            path
            for path in mine
            if not any(other.startswith(f"{own}.") and path.name.startswith(f"{other}.") for other in longer)
        }

    def all_goldens(self) -> set[Path]:
        """All golden files of the folder."""
        return {path for form in GOLDENS for path in self.folder.rglob(form)}

    def compare(self, name: str) -> None:
        """Hold a file against its golden files, or write them anew."""
        texts = goldens(self.folder / name)
        if os.environ.get("ICEFLOE_REGENERATE") == "1":
            assert not os.environ.get("CI"), "goldens are never regenerated in CI"
            for path in self.kept(name) - texts.keys():
                path.unlink()
            for path, text in texts.items():
                path.write_text(text, encoding="utf-8", newline="\n")
            return
        assert {path.name for path in self.kept(name)} == {path.name for path in texts}
        for path, text in texts.items():
            assert text == path.read_text(encoding="utf-8"), f"{path.name} differs: read it, then `make goldens`"

    def said_wrong(self) -> set[str]:
        """The files that have an error, as the table says."""
        return set(cast("list[str]", self.table["wrong"]))

    def wrong(self) -> set[str]:
        """The files that have an error."""
        return {name for name in self.files if " error FLO" in findings(self.folder / name)}

    def shown(self, row: dict[str, object], name: str) -> bool:
        """Whether a file shows a row: in its text, in one of its plans (or any part of them), in its findings."""
        source = self.folder / name
        texts = goldens(source)
        plans = [json.loads(text) for path, text in texts.items() if path.name.endswith(".plan.json")]
        told = findings(source)
        tests = [
            "shows" not in row or any(re.search(str(row["shows"]), text, re.MULTILINE) for text in self.around(name)),
            "plan" not in row or any(holds(plan, row["plan"]) for plan in plans),
            "part" not in row or any(holds(part, row["part"]) for plan in plans for part in inside(plan)),
            "finding" not in row or re.search(str(row["finding"]), told) is not None,
            "unsaid" not in row or re.search(str(row["unsaid"]), told) is None,
            "silent" not in row or not told,
        ]
        return all(tests)

    def around(self, name: str) -> list[str]:
        """The text of a file, and of those of its project if it is not alone in it."""
        first, _, rest = name.partition("/")
        if not rest:
            return [(self.folder / name).read_text(encoding="utf-8")]
        found = sorted(path for path in (self.folder / first).rglob("*") if path.suffix in {".py", ".yaml"})
        return [path.read_text(encoding="utf-8") for path in found]


FOLDER = Path(__file__).resolve().parent


def _holding(folder: Path, suffixes: tuple[str, ...], pattern: str) -> tuple[str, ...]:
    """The files of these suffixes in whose text a pattern stands, by POSIX path from the folder."""
    wanted = re.compile(pattern, re.MULTILINE)
    found = sorted(path for path in folder.rglob("*") if path.suffix in suffixes)
    return tuple(path.relative_to(folder).as_posix() for path in found if wanted.search(path.read_text("utf-8")))


def _everyday(name: str, python: str, yaml: str = "") -> Everyday:
    """The files of a dialect, told by what stands in them."""
    folder = FOLDER / name
    files = _holding(folder, (".py",), python)
    return Everyday(folder=folder, files=(*files, *(_holding(folder, (".yaml", ".yml"), yaml) if yaml else ())))


EVERYDAY = (
    _everyday("runnable", r"^\s*(?:from|import) runnable\b", r"^dag:"),
    _everyday("motools", r"\b(?:Workflow|run_workflow)\("),
    _everyday("fastflow", r"\b(?:FlowExecutor|FlowEditor|quick_flow|run_pipeline|fast_app)\("),
)
