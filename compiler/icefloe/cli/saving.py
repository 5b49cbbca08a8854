"""`freeze --save`: versions of pipelines, kept once and for all."""

from typing import TYPE_CHECKING

from icefloe.cli.talk import leave, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icefloe.api import Frozen
    from icefloe.api.keeping import Keeping, Kept

SHOWN = 5


def save(frozen: "Frozen", wanted: "Sequence[str]") -> None:
    """Keep versions of the pipelines; exit status 1 where that may not be, before anything is written."""
    from icefloe.api.keeping import keep

    if frozen.compiled is None:
        return
    found = keep(frozen.compiled, wanted)
    for one in found.refused:
        _refuse(one)
    # Where pipelines are named, each of them is meant; otherwise those that have a version are.
    stands_in_the_way = bool(found.unversioned) and (bool(wanted) or not found.kept)
    for pipeline in found.unversioned:
        say(f"{'error' if stands_in_the_way else 'warning'}: {_unversioned(pipeline.name, pipeline.path)}")
    if found.refused or stands_in_the_way:
        leave(1)
    _tell(found)


def _refuse(kept: "Kept") -> None:
    from icefloe.report.plain import plain

    say(f"error: {plain(kept.label)} is saved already, and is not what the pipeline is now:")
    for line in kept.differences[:SHOWN]:
        say(f"  {plain(line)}")
    if len(kept.differences) > SHOWN:
        say(f"  … and {len(kept.differences) - SHOWN} more")
    say(
        f"hint: a saved version stays as it is; give the pipeline a new version, or undo what differs from {kept.label}"
    )


def _unversioned(name: str, path: str) -> str:
    from icefloe.report.plain import plain

    return plain(f'pipeline `{name}` ({path}) has no version, so it cannot be saved: give it one, `version="v1.0.0"`')


def _tell(found: "Keeping") -> None:
    from icefloe.report.plain import plain

    for one in found.kept:
        digest = f"sha256:{one.digest}"
        if one.is_new:
            say(plain(f"saved {one.label} ({digest})"))
        elif one.changes:
            kinds = ", ".join(dict.fromkeys(change.kind for change in one.changes))
            say(plain(f"{one.label} is saved already and stays as it is; only {kinds} differs ({digest})"))
        else:
            say(plain(f"{one.label} is saved already ({digest})"))
