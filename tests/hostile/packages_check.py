"""Popular packages, none of which has a pipeline of ours: `icefloe check` must neither fail nor find anything.

Their wheels are unpacked below `--folder` (`--install` fetches those that are missing, with pip). Writes
`docs/results/DATE-packages.md`, and exits with 1 if a package gives a finding, an error of ours, or takes too long.
"""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from icefloe.dialects import DIALECTS
from icefloe.project import ProjectFiles
from icefloe.survey import Survey

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "docs" / "results"
#: What is installed most, and what comes near to pipelines; the newest release of each on the day.
PACKAGES = (
    *("requests", "urllib3", "certifi", "boto3", "botocore", "numpy", "pandas", "scikit-learn", "scipy", "matplotlib"),
    *("django", "flask", "fastapi", "starlette", "pydantic", "sqlalchemy", "jinja2", "click", "rich", "typer"),
    *("pytest", "setuptools", "pip", "cryptography", "pyyaml", "networkx", "sympy", "aiohttp", "twisted", "celery"),
    *("kfp", "luigi", "prefect", "dagster", "snakemake", "metaflow", "hera", "mlflow-skinny", "transformers", "libcst"),
)
LIMIT_SECONDS = 60.0


@dataclass(frozen=True)
class Row:
    """What a check of one package gave."""

    name: str
    version: str
    files: int
    lines: int
    status: int
    findings: tuple[str, ...]
    cold: float
    again: float

    @property
    def is_well(self) -> bool:
        """Whether there was neither a finding nor a failure."""
        return self.status == 0 and not self.findings and self.cold <= LIMIT_SECONDS


def main() -> int:
    """Check every package, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=_cache() / "popular")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--sample", type=int, default=20, help="files of each package that are read in full; 0: none")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    if options.install:
        for name in PACKAGES:
            install(options.folder / name, name)
    there = [name for name in PACKAGES if (options.folder / name).is_dir()]
    if not there:
        print(f"none of the packages is in {options.folder}; --install fetches them", file=sys.stderr)
        return 77
    rows = [check(options.folder / name, name) for name in there]
    read = [survey(options.folder / name, options.sample) for name in there] if options.sample else []
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    text = report(rows, today) + sampled(read)
    (options.output or RESULTS / f"{today}-packages.md").write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    return int(not all(row.is_well for row in rows) or any(one.wrong for one in read))


def install(folder: Path, name: str) -> None:
    """Unpack the newest wheel of a package, without what it needs."""
    if folder.is_dir():
        return
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--no-compile", "--target", str(folder), name], check=False)


def check(folder: Path, name: str) -> Row:
    """Check one package twice, the second time with the cache that the first has left."""
    sources = sorted(folder.rglob("*.py"))
    cold, done = run(folder)
    again, _ = run(folder)
    found = json.loads(done.stdout or "[]") if done.returncode in {0, 1} else []
    said = [f"{one['code']} {one['filename']}:{one['location']['row']}" for one in found]
    if done.returncode not in {0, 1} or "icefloe itself failed" in done.stderr:
        said.append(done.stderr.strip()[-200:])
    return Row(
        name=name,
        version=_version(folder, name),
        files=len(sources),
        lines=sum(path.read_bytes().count(b"\n") for path in sources),
        status=done.returncode,
        findings=tuple(said),
        cold=cold,
        again=again,
    )


def run(folder: Path) -> tuple[float, "subprocess.CompletedProcess[str]"]:
    """One whole `icefloe check`, with its wall time."""
    begin = time.perf_counter()
    environment = {**os.environ, "ICEFLOE_CACHE_DIR": str(folder.parent / ".checked" / str(os.getpid()))}
    command = [sys.executable, "-m", "icefloe", "check", "--output-format", "json", "."]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return time.perf_counter() - begin, done


def report(rows: list[Row], today: str) -> str:
    """The table."""
    files, lines = sum(row.files for row in rows), sum(row.lines for row in rows)
    bad = [row for row in rows if not row.is_well]
    head = (
        f"{len(rows)} popular packages, {files:,} files, {lines:,} lines: {len(bad)} with a finding or a failure, "
        f"{sum(row.cold for row in rows):.1f} s cold and {sum(row.again for row in rows):.1f} s unchanged in all. "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores. Written "
        "by `tests/hostile/packages_check.py`."
    )
    table = ["| package | files | lines | findings | cold | unchanged |", "|---|---|---|---|---|---|"]
    for row in rows:
        said = "; ".join(row.findings[:5]).replace("|", "\\|").replace("\n", " ") or "none"
        shown = f"{row.name} {row.version}".strip()
        table.append(f"| {shown} | {row.files:,} | {row.lines:,} | {said} | {row.cold:.2f} s | {row.again:.2f} s |")
    return "\n".join([f"# Popular packages, {today}", "", head, "", *table, ""])


@dataclass(frozen=True)
class Sample:
    """Files that were parsed and evaluated although nothing in them says that they hold a pipeline."""

    files: int
    seconds: float
    limits: tuple[str, ...]
    wrong: tuple[str, ...]


def survey(folder: Path, count: int) -> Sample:
    """Read some files of a package as if they held pipelines: most are told off from their bytes otherwise."""
    project = ProjectFiles(folder)
    every = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    chosen = every[:: max(1, len(every) // count)][:count]
    wrong: list[str] = []
    limits: list[str] = []
    begin = time.process_time()
    for path in chosen:
        try:
            findings = Survey(folder, DIALECTS, project).file(path).findings
        except Exception as error:
            wrong.append(f"{folder.name}/{path}: {type(error).__name__}: {error}")
            continue
        for one in findings:
            said = f"{one.code} {folder.name}/{one.span.path}:{one.span.line}"
            (limits if one.code.startswith("FLO9") else wrong).append(said)
    return Sample(files=len(chosen), seconds=time.process_time() - begin, limits=tuple(limits), wrong=tuple(wrong))


def sampled(read: list[Sample]) -> str:
    """What became of the files that were read in full."""
    if not read:
        return ""
    wrong = [said for one in read for said in one.wrong]
    limits = [said for one in read for said in one.limits]
    lines = [
        "",
        f"{sum(one.files for one in read)} of these files were also parsed and evaluated in full, which a check does "
        f"not do with a file that imports none of our packages: {len(wrong)} findings or failures, {len(limits)} said "
        f"that a limit was met, {sum(one.seconds for one in read):.0f} s of processor time.",
        "",
        *(f"* {said}" for said in (*wrong, *limits)),
    ]
    return "\n".join(lines) + "\n"


def _version(folder: Path, name: str) -> str:
    """The version that was unpacked, from the name of its `.dist-info`."""
    wanted = name.lower().replace("-", "_")
    found = (path.name.removesuffix(".dist-info").rpartition("-") for path in folder.glob("*.dist-info"))
    return next((version for own, _, version in found if own.lower().replace("-", "_").replace(".", "_") == wanted), "")


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "icefloe"


if __name__ == "__main__":
    sys.exit(main())
