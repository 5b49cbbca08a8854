"""`icefloe freeze` and `icefloe verify`: the lock of the project."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.talk import leave, put, refuse_findings, say

if TYPE_CHECKING:
    from icefloe.api import Frozen
    from icefloe.lock import Change

DIGITS = 12


@click.command(short_help="Write icefloe.lock.")
@click.option("--locked", is_flag=True, help="Write nothing; exit with 1 if the lock is missing or would change.")
def freeze(locked: bool) -> None:
    """Write icefloe.lock: digests of everything that can change a result of any pipeline of this project."""
    from icefloe import api
    from icefloe.project import read_document

    frozen = api.freeze(Path.cwd())
    _need_pipelines(frozen)
    if not locked:
        put(frozen.text, str(frozen.path))
        say(f"froze {_pipelines(frozen)} in {frozen.path.name}")
        put(f"sha256:{frozen.lock.root}\n" if frozen.lock is not None else "")
        return
    try:
        there = read_document(frozen.path).replace(b"\r\n", b"\n")
    except FileNotFoundError:
        there = None
    if there != frozen.text.encode():
        say(f"{frozen.path.name} is {'missing' if there is None else 'stale'}")
        say("hint: run `icefloe freeze`")
        leave(1)


@click.command(short_help="Say what has changed since the freeze.")
@click.option("--expect", metavar="DIGEST", help="The digest that the lock itself must have (`sha256:…`).")
@click.option("--strict", is_flag=True, help="Fail also for what changes no result: formatting, versions.")
def verify(expect: str | None, strict: bool) -> None:
    """Check that nothing has changed since the project was frozen; say exactly what has."""
    from icefloe import api
    from icefloe.lock import exit_code

    verified = api.verify(Path.cwd())
    if verified is None:
        say("icefloe.lock is missing")
        say("hint: run `icefloe freeze`")
        leave(1)
    _need_pipelines(verified.frozen)
    for change in verified.changes:
        put(_change(change))
    for hint in dict.fromkeys(change.hint for change in verified.changes if change.hint):
        say(f"hint: {hint}")
    status = exit_code(verified.changes, strict)
    if expect is not None and verified.digest != expect.removeprefix("sha256:"):
        say(f"icefloe.lock is not the expected one: its digest is sha256:{verified.digest or 'unknown'}")
        status = 1
    if status:
        leave(1)
    sealed = "" if expect is not None else " (integrity only: --expect also guards against a rewritten lock)"
    say(f"verified {_pipelines(verified.frozen)} against {verified.frozen.path.name}{sealed}")


def _need_pipelines(frozen: "Frozen") -> None:
    """Stop where the pipelines have errors; warn where there are none."""
    refuse_findings(frozen.checked)
    if not frozen.checked.pipelines:
        say("warning: no pipelines found [FLO922]")


def _pipelines(frozen: "Frozen") -> str:
    number = len(frozen.checked.pipelines)
    return f"{number} pipeline{'' if number == 1 else 's'}"


def _change(change: "Change") -> str:
    from icefloe.report.plain import plain

    span = change.span
    place = f"{span.path}:{span.line}:{span.column}: " if span is not None else ""
    lines = [f"{'note' if change.is_note else 'changed'}[{change.kind}]: {place}{change.message}"]
    if change.leaf:
        lines.append(f"  leaf      {change.leaf}")
    if change.expected or change.got:
        lines.append(f"  expected  {_short(change.expected)}")
        lines.append(f"  got       {_short(change.got)}")
    return "".join(f"{plain(line)}\n" for line in lines)


def _short(digest: str) -> str:
    is_digest = len(digest) == 64 and " " not in digest
    return digest[:DIGITS] if is_digest else digest or "nothing"
