"""What `verify` found, as it is said."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from icefloe.cli.reporting import has_error, rendered, voice
from icefloe.cli.talk import put, say
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.api import Checked, Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """How a verdict is said: the report's form, the file it goes into, and the colours.

    `guard` says what a lock that holds is not guarded against, "" where nothing is left open; `by` who vouches for it.
    """

    strict: bool
    form: str | None
    path: str | None
    color: str
    guard: str = ""
    by: str = ""


def report(verified: "Verified", saying: Saying) -> int:
    """Say what a project and its lock differ in, and give the exit status."""
    from icefloe.api.locking import judged

    checked = judged(verified, strict=saying.strict)
    chosen = voice(saying.form, checked)
    summary = replace(checked.summary, verdict=_verdict(verified, checked, saying), verb="verify")
    put(rendered(checked, chosen, summary, saying.color, to_file=saying.path is not None), saying.path)
    sys.stdout.flush()
    if not chosen.summarises:
        say("\n".join(summary.lines()))
    if not verified.frozen.checked.pipelines and not checked.findings:
        say("warning: no pipelines found [FLO922]")
    return int(has_error(checked.findings))


def _verdict(verified: "Verified", checked: "Checked", saying: Saying) -> str:
    """How the comparison came out, in one line."""
    from icefloe.report.voice import counted

    frozen = verified.frozen
    name = frozen.path.name
    pipelines = counted(len(frozen.checked.pipelines), "pipeline")
    if frozen.lock is None:
        return f"nothing was held against {name}: the pipelines have errors"
    if verified.lock is None:
        return f"could not hold {pipelines} against {name}"
    number = len(verified.lock.leaves)
    entries = f"{number} entr{'y' if number == 1 else 'ies'}"
    differing = len({change.leaf for change in verified.changes if change.leaf})
    if has_error(checked.findings):
        what = f"{differing} of {entries} differ{'s' if differing == 1 else ''}" if differing else "refused"
        return f"held {pipelines} against {name}: {what}"
    more = [*([f"signed by {saying.by}"] if saying.by else []), *([saying.guard] if saying.guard else [])]
    within = f" ({'; '.join(more)})" if more else ""
    return f"verified {pipelines} against {name}{within}"
