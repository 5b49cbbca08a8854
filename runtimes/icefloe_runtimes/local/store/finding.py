"""Finding the artifact that somebody means."""

import re
from pathlib import Path

from icefloe_runtimes.local.store.catalogue import Artifact, artifacts
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.keeping import REGISTRY
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.registry import Registered, registered

_SHORTEST = 6


def find(named: str, workspace: Path) -> Artifact:
    """Give the artifact of this name: the newest that is called so.

    A name is `OUTPUT`, `STEP.OUTPUT` or `STEP`, with `RUN:` in front for another run than the last that has it; the
    beginning of a digest; or `NAME@VERSION` of what is registered.
    """
    known = artifacts(workspace)
    if not known:
        raise UsageError(f"no run in {workspace} has made anything")
    version = _version(named, workspace)
    if version:
        known_as = (version.entry.sha256, version.entry.format)
        same = [one for one in known if (one.entry.sha256, one.entry.format) == known_as]
        own = [one for one in same if one.run == version.run]
        if not same:
            raise UsageError(f"{named} was made by run {version.run}, which is not there any more")
        return (own or same)[-1]
    run, _, name = named.rpartition(":")
    if run == "sha256" or (not run and re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", name)):
        of_digest = [one for one in known if one.entry.sha256.startswith(name)]
        if of_digest:
            return of_digest[-1]
    if run and run != "sha256":
        known = of_one_run(run, known)
    for one in known:
        if name in (one.output, one.name, one.step):
            return one
    names = {text for one in known for text in (one.output, one.name)}
    raise UsageError(f"no artifact {name!r}{meant(name, names)}")


def of_one_run(run: str, known: tuple[Artifact, ...]) -> tuple[Artifact, ...]:
    """Give those of one run, which the beginning of its id or `last` names."""
    ids = sorted({one.run for one in known})
    matching = ids[-1:] if run == "last" else [one for one in ids if one.startswith(run)]
    if run in ids:
        matching = [run]
    if len(matching) != 1:
        several = f"; it could be {', '.join(matching)}" if matching else meant(run, ids)
        raise UsageError(f"no run {run!r} that has made anything{several}")
    return tuple(one for one in known if one.run == matching[0])


def _version(named: str, workspace: Path) -> Registered | None:
    """What is registered under a name and a version."""
    name, at, number = named.rpartition("@")
    if not at or not number.isdigit():
        return None
    there = list(registered(workspace / REGISTRY))
    for one in there:
        if name in (one.name, f"{one.kind}/{one.name}") and one.version == int(number):
            return one
    known = {f"{one.name}@{one.version}" for one in there}
    raise UsageError(f"nothing is registered as {named!r}{meant(named, known)}")
