"""`icefloe artifacts` and `icefloe gc`: what runs have left, and what of it is no longer needed."""

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from icefloe.cli import workspaces
from icefloe.cli.talk import Refusal, put, say
from icefloe.cli.workspaces import workspace_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from icefloe_runtimes.local.store.catalogue import Artifact

_SHORT = 12


@click.command(short_help="List what runs have made.")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--kind", metavar="KIND", default="", help="Models, datasets, metrics, or a type of atoms alone.")
@click.option("--run", "run", metavar="RUN", default="", help="What this run has made alone.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@workspace_option
def artifacts(name: str | None, kind: str, run: str, form: str, workspace: str | None) -> None:
    """List what all runs of this project have made: kind, type, size, digest, which step made it, who used it.

    NAME is an output, STEP.OUTPUT, or a pattern of these. What several runs have alike, made or taken from the cache,
    stands there once, with the newest of them; with --kind, the versions under which it is registered stand there too.
    """
    from icefloe_runtimes.local.store.catalogue import artifacts as every
    from icefloe_runtimes.local.store.finding import of_one_run
    from icefloe_runtimes.step.errors import UsageError

    folder = workspaces.workspace(workspace)
    try:
        known = every(folder)
        found = [one for one in (of_one_run(run, known) if run else known) if _is_meant(one, name, kind)]
    except UsageError as error:
        raise Refusal(str(error)) from error
    grouped = _grouped(found)
    if form == "json":
        put(json.dumps([_facts(same) for same in grouped], indent=2) + "\n")
    elif grouped:
        put("".join(f"{line}\n" for line in _table(grouped)))
    else:
        what = f"{kind} " if kind else ""
        say(f"no {what}artifacts{f' like {name!r}' if name else ''} in {folder}")


@click.command(short_help="Take away what no run needs any more.")
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Of each pipeline keep the N newest runs.")
@click.option("--older-than", metavar="AGE", default="", help="Take away runs that are older: 30d, 12h, 4w.")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken away.")
@workspace_option
def gc(keep: int | None, older_than: str, dry_run: bool, workspace: str | None) -> None:
    """Take away contents that no run and no registered version refers to, and old runs where that is asked for.

    Without --keep and --older-than no run is touched; with both, only runs go of which both say so. The newest run of
    each pipeline always stays. Nothing is taken away while a run is under way.
    """
    from icefloe_runtimes.local.amounts import size
    from icefloe_runtimes.local.cache import sweep
    from icefloe_runtimes.local.store.gc import collect
    from icefloe_runtimes.step.errors import UsageError

    folder = workspaces.workspace(workspace)
    try:
        gone = collect(folder, keep=keep, older_than=_age(older_than), dry=dry_run)
    except UsageError as error:
        raise Refusal(str(error)) from error
    entries = 0 if dry_run else sweep(folder)
    verb = "would take away" if dry_run else "took away"
    for run in gone.runs:
        say(f"{verb} run {run}")
    said = f"{verb} {len(gone.runs)} runs and {gone.contents} contents ({size(gone.bytes)})"
    put(said + (f", and {entries} entries of the cache that had these\n" if entries else "\n"))


def _is_meant(one: "Artifact", name: str | None, kind: str) -> bool:
    if kind and kind.rstrip("s") != one.entry.kind.rstrip("s"):
        return False
    return name is None or any(fnmatchcase(text, name) for text in (one.output, one.name, one.step))


def _grouped(found: "Iterable[Artifact]") -> "list[list[Artifact]]":
    """The artifacts that are the same thing made by the same step, the newest of them first."""
    groups: dict[tuple[str, str, str], list[Artifact]] = {}
    for one in found:
        groups.setdefault((one.step, one.output, one.entry.sha256), []).append(one)
    return list(groups.values())


def _table(grouped: "list[list[Artifact]]") -> "Iterator[str]":
    from icefloe_runtimes.local.amounts import size
    from icefloe_runtimes.local.summary import table
    from icefloe_runtimes.visible import visible

    rows: list[tuple[str, ...]] = [("artifact", "kind", "type", "size", "sha256", "version", "in run", "used by")]
    for same in grouped:
        first = same[0]
        others = f" and {len(same) - 1} more" if len(same) > 1 else ""
        cells = (
            first.name,
            first.entry.kind,
            first.entry.type,
            size(first.entry.size),
            first.entry.sha256[:_SHORT],
            first.registered,
            f"{first.run}{others}",
            ", ".join(first.used_by),
        )
        rows.append(tuple(map(visible, cells)))
    return (line[2:] for line in table(rows))


def _facts(same: "list[Artifact]") -> dict[str, object]:
    first = same[0]
    entry = first.entry
    return {
        "name": first.name,
        "step": first.step,
        "output": first.output,
        "kind": entry.kind,
        "type": entry.type,
        "format": entry.format,
        "size": entry.size,
        "sha256": entry.sha256,
        "facts": dict(entry.facts),
        "place": entry.place,
        "registered": first.registered or None,
        "runs": [one.run for one in same],
        "used_by": list(first.used_by),
    }


def _age(text: str) -> "timedelta | None":
    from datetime import timedelta

    if not text:
        return None
    units = {"h": "hours", "d": "days", "w": "weeks"}
    if text[-1] not in units or not text[:-1].isdigit():
        raise Refusal(f"--older-than takes a number of hours, days or weeks (12h, 30d, 4w), not {text!r}")
    return timedelta(**{units[text[-1]]: int(text[:-1])})
