"""`icefloe freeze` and `icefloe verify`: the lock of the project."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.check import FORMATS
from icefloe.cli.options import colour_option
from icefloe.cli.talk import leave, put, refuse_findings, say
from icefloe.syntax.collection import collect_seldom

if TYPE_CHECKING:
    from icefloe.api import Frozen


@click.command(short_help="Write icefloe.lock.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--locked", is_flag=True, help="Write nothing; exit with 1 if the lock is missing or would change.")
@click.option("--save", is_flag=True, help="Keep the versions of the pipelines too: of those named, else of all.")
@click.option("--sign", "key", metavar="KEY", help="Sign the lock with this key of ssh, into icefloe.lock.sig.")
def freeze(names: tuple[str, ...], locked: bool, save: bool, key: str | None) -> None:
    """Write icefloe.lock: digests of everything that can change a result of any pipeline of this project.

    With --save, NAME@VERSION is from then on this plan, wherever a plan is taken.
    """
    from icefloe import api
    from icefloe.api.locking import doubtful
    from icefloe.cli import saving, signing

    if locked and (save or key is not None):
        raise click.UsageError(f"--locked writes nothing, and {'--save' if save else '--sign'} writes something")
    if names and not save:
        raise click.UsageError(f"the lock is of the whole project; {names[0]!r} can only be named with --save")
    collect_seldom()
    frozen = api.freeze(Path.cwd())
    _need_pipelines(frozen)
    if locked:
        _refuse_stale(frozen)
        return
    # What can be refused comes before what is written.
    signature = None if key is None else signing.signature_of(frozen, key)
    if save:
        saving.save(frozen, names)
    if signature is None:
        signing.warn_of_old(frozen)
    is_new = not _stands(frozen)
    put(frozen.text, str(frozen.path))
    for doubt in doubtful(frozen):
        say(f"warning: {doubt.message} [FLO626]\nhint: {doubt.hint}")
    _note_unfrozen(frozen)
    say(f"froze {pipelines(frozen)} in {frozen.path.name}" if is_new else f"{frozen.path.name} is up to date")
    if signature is not None:
        signing.write(frozen, signature)
    put(f"sha256:{frozen.lock.root}\n" if frozen.lock is not None else "")


def _stands(frozen: "Frozen") -> bool:
    """Tell whether the lock is there as it would be written."""
    from icefloe.project import read_document

    try:
        return read_document(frozen.path) == frozen.text.encode()
    except OSError:
        return False


def _note_unfrozen(frozen: "Frozen") -> None:
    """Say which files of the project are defaults of parameters, and not in the lock."""
    from icefloe.api.bundling import left_out

    if frozen.inputs is None:
        return
    held = {*frozen.inputs.files, *frozen.inputs.modules}
    plans = frozen.inputs.plans.values()
    found = dict.fromkeys(pair for plan in plans for pair in left_out(plan, held, frozen.root))
    for name, path in found:
        say(f"note: {path}, the default of {name}, is data and not in the lock: `icefloe verify` does not look at it")


def _digest(_ctx: click.Context, _option: click.Parameter, given: str | None) -> str:
    found = re.fullmatch(r"(?:sha256:)?([0-9a-f]{64})", given or "")
    if given is not None and found is None:
        raise click.BadParameter(f"{given!r} is no digest: give all of what `icefloe freeze` printed, `sha256:…`")
    return found[1] if found is not None else ""


@click.command(short_help="Say what has changed since the freeze.")
@click.option(
    "--expect", metavar="DIGEST", callback=_digest, help="The digest that the lock itself must have (`sha256:…`)."
)
@click.option(
    "--signed-by",
    "signers",
    metavar="FILE",
    help="Who must have signed the lock: one of these allowed signers, as ssh-keygen lists them.",
)
@click.option("--revoked", metavar="FILE", help="Keys that are no longer allowed, as ssh-keygen lists them.")
@click.option("--strict", is_flag=True, help="Fail also for what changes no result: formatting, versions.")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    help="Default: ICEFLOE_OUTPUT_FORMAT, then `output-format` in the settings, then full.",
)
@click.option("-o", "--output-file", metavar="FILE", help="Write the report into FILE.")
@colour_option
def verify(
    expect: str,
    signers: str | None,
    revoked: str | None,
    strict: bool,
    output_format: str | None,
    output_file: str | None,
    color: str,
) -> None:
    """Check that nothing has changed since the project was frozen; say exactly what has."""
    from icefloe import api
    from icefloe.cli import signing
    from icefloe.cli.export import anew
    from icefloe.cli.verdict import Saying, report
    from icefloe.project import find_root

    if revoked is not None and signers is None:
        raise click.UsageError("--revoked is about signatures: say with --signed-by who may sign")
    here = Path.cwd()
    collect_seldom()
    verified = api.verify(here, expect=expect, render=anew(find_root(here) or here))
    by = ""
    if signers is not None:
        verified, by = signing.checked(verified, signers, revoked)
    guard = "" if expect or by else "integrity only: --expect or --signed-by also guards against a rewritten lock"
    saying = Saying(strict=strict, form=output_format, path=output_file, color=color, guard=guard, by=by)
    leave(report(verified, saying))


def _refuse_stale(frozen: "Frozen") -> None:
    """Exit with 1 if the lock is missing, or is not what would be written; say which entries differ."""
    from icefloe.api.locking import stale, unreadable
    from icefloe.project import read_document

    try:
        there = read_document(frozen.path).replace(b"\r\n", b"\n")
    except FileNotFoundError:
        there = None
    if there == frozen.text.encode():
        return
    name = frozen.path.name
    broken = unreadable(there) if there is not None else None
    if broken is not None and broken.span is not None:
        say(f"error: {name}:{broken.span.line}:{broken.span.column}: {broken.message} [FLO602]\nhint: {broken.hint}")
        leave(1)
    differing = stale(frozen, there) if there is not None else ()
    counts = f": {len(differing)} entr{'y differs' if len(differing) == 1 else 'ies differ'}" if differing else ""
    say(f"{name} is missing" if there is None else f"{name} is stale{counts}")
    for path in differing:
        say(f"  {path}")
    say("hint: run `icefloe freeze`" + ("; `icefloe verify` says what changed" if differing else ""))
    leave(1)


def _need_pipelines(frozen: "Frozen") -> None:
    """Stop where the pipelines have errors; warn where there are none."""
    refuse_findings(frozen.checked)
    if not frozen.checked.pipelines:
        say("warning: no pipelines found [FLO922]")


def pipelines(frozen: "Frozen") -> str:
    """How many pipelines there are, in words."""
    number = len(frozen.checked.pipelines)
    return f"{number} pipeline{'' if number == 1 else 's'}"
