"""What all runs of a workspace have made."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from icefloe_runtimes.local.store.spelled import spelled
from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.inside import ITEMS, RESULTS
from icefloe_runtimes.step.keeping import REGISTRY
from icefloe_runtimes.step.manifest import MANIFEST, Entry, Manifest
from icefloe_runtimes.step.registry import registered
from icefloe_runtimes.step.wrapping import name_of
from icefloe_schema.records import dataclass

RUNS = "runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One output of one step of one run; `at` is the step's folder below that of the run, `step` its path for people.

    `used_by` are the paths of the steps of the run that were given it. `version` is the one under which it is
    registered, 0 for none. A file of the catalog is called `catalog/PATH`.
    """

    run: str
    at: str
    step: str
    output: str
    entry: Entry
    used_by: tuple[str, ...] = ()
    version: int = 0

    @property
    def registered(self) -> str:
        """The name and the version under which it is registered; empty if it is not."""
        return f"{name_of(self.entry) or self.output}@{self.version}" if self.version else ""

    @property
    def name(self) -> str:
        """The step and the output, as one names it."""
        return f"{self.step}.{self.output}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the steps of one run have left: their records by folder, and how each of these is called for people."""

    run: str
    folder: Path
    records: Mapping[str, Manifest]
    names: Mapping[str, str] = field(default_factory=dict[str, str])


def run_folders(workspace: Path) -> list[Path]:
    """Give the folders of all runs of a workspace, the oldest first."""
    runs = workspace / RUNS
    return sorted(one for one in runs.iterdir() if one.is_dir() and one.name[0] != ".") if runs.is_dir() else []


def left(run: Path) -> Left:
    """Read the records of all steps of a run; what cannot be read is left out."""
    records: dict[str, Manifest] = {}
    for at, folder in manifests(run):
        try:
            records[at] = manifest.loads((folder / MANIFEST).read_bytes(), folder / MANIFEST)
        except (ArtifactError, OSError):
            continue
    names = {at: one.step for at, one in records.items()}
    return Left(run=run.name, folder=run, records=records, names={at: spelled(at, names) for at in records})


def manifests(run: Path) -> Iterator[tuple[str, Path]]:
    """Give every folder of a run that a step has left, with its path below that of the run."""
    for folder, inner, files in os.walk(run):
        inner[:] = sorted(name for name in inner if not name.startswith("making-"))
        if MANIFEST in files and folder != str(run):
            path = Path(folder)
            yield path.relative_to(run).as_posix(), path


def artifacts(workspace: Path) -> tuple[Artifact, ...]:
    """Give all artifacts of all runs, the newest run first, each run in the order of its folders."""
    versions = {
        (one.entry.kind, one.name, one.entry.sha256, one.entry.format): one.version
        for one in registered(workspace / REGISTRY)
    }  # fmt: skip
    found: list[Artifact] = []
    for run in reversed(run_folders(workspace)):
        found += of_run(left(run), versions)
    return tuple(found)


def of_run(run: Left, versions: Mapping[tuple[str, str, str, str], int] | None = None) -> Iterator[Artifact]:
    """Give the artifacts of one run; `versions` are those that are registered, by kind, name, digest and format."""
    users: dict[str, list[str]] = {}
    for at, record in run.records.items():
        # What a map goes through it writes down itself before its elements begin.
        user = run.names[at].removesuffix(f"/{ITEMS}") if record.step == ITEMS else run.names[at]
        for source in record.made_from.outputs:
            if user not in users.setdefault(source, []):
                users[source].append(user)
    for at, record in run.records.items():
        if record.step in (ITEMS, RESULTS):
            continue
        entries = {f"{at}:{name}": (name, one) for name, one in record.outputs.items()}
        entries.update({f"{at}//{path}": (f"catalog/{path}", one) for path, one in record.catalog.items()})
        for key, (name, entry) in entries.items():
            yield Artifact(
                run=run.run,
                at=at,
                step=run.names[at],
                output=name,
                entry=entry,
                used_by=tuple(users.get(key, ())),
                version=(versions or {}).get((entry.kind, name_of(entry) or name, entry.sha256, entry.format), 0),
            )
