"""`icefloe compile`: write the plans."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.options import config_option, defines_option
from icefloe.cli.talk import Refusal, leave, put, refuse_findings, say, say_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icefloe.api import Compiled, Made

#: The names that a plan may have beside its source, and the form of each.
FORMS = (("plan.json", "json"), ("plan.yaml", "yaml"), ("plan.yml", "yaml"))


@click.command("compile", short_help="Write the plans of a file.")
@click.argument("target", metavar="FILE[:NAME]")
@click.option("-o", "--output", metavar="FILE", help="Where to write the plan (`-` is stdout). Default: beside FILE.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the plan on disk is missing or stale.")
@click.option("--locked", is_flag=True, help="Write nothing, and exit with 1, unless it is what icefloe.lock froze.")
@click.option("--format", "form", type=click.Choice(["json", "yaml"]), help="Default: what -o ends in, else json.")
@config_option
@defines_option
def compile_(
    target: str,
    output: str | None,
    check: bool,
    locked: bool,
    form: str | None,
    configuration: str | None,
    defines: dict[str, str],
) -> None:
    """Compile the pipelines of FILE into plans: portable, reproducible, ready to be committed."""
    from icefloe import api
    from icefloe.api.versions import split_version

    if split_version(target) is not None and not Path(target).exists():
        raise Refusal(
            f"{target} is compiled already: its plan stands in .icefloe/versions; a plan is compiled from FILE[:NAME]"
        )
    form = _form(form, output)
    compiled = api.compile_(target, defines=defines, configuration=configuration)
    refuse_findings(compiled.checked)
    if output is not None and len(compiled.plans) > 1:
        names = ", ".join(f"{target}:{made.label}" for made in compiled.plans)
        raise click.UsageError(f"-o takes one plan, and there are several here: name one of {names}")
    if locked:
        _refuse_unlocked(compiled)
    stale: list[str] = []
    for made in compiled.plans:
        if check:
            places = _committed(compiled.root, made, output, form)
            stale += [own for path, own in places if _is_stale(made, path, own, target)]
        else:
            path = output if output is not None else str(compiled.root / f"{made.stem}.plan.{form or 'json'}")
            _write(made, path, form or "json")
    for own in sorted(set(stale)):
        say(f"hint: to write it again, run `icefloe compile {target}{' --format yaml' if own == 'yaml' else ''}`")
    if stale:
        leave(1)


def places_path(plan: str) -> Path:
    """Give the file beside a plan that says where everything in it stands in the source."""
    path = Path(plan)
    stem = path.name.removesuffix(path.suffix).removesuffix(".plan")
    return path.with_name(f"{stem}.places.json")


def _form(form: str | None, output: str | None) -> str | None:
    """The form that is asked for: outright, or by what the name of the file ends in."""
    named = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}.get(Path(output or "").suffix)
    if form is not None and named is not None and form != named:
        raise click.UsageError(f"{output} is the name of a plan in {named.upper()}: leave out --format {form}")
    return form or named or (None if output is None else "json")


def _write(made: "Made", path: str, form: str) -> None:
    import json

    from icefloe.cli.planfile import text_of

    put(text_of(made.plan, form), path)
    if path != "-":
        put(json.dumps(made.places, indent=2) + "\n", str(places_path(path)))
        say(f"wrote {_shown(path)}")


def _refuse_unlocked(compiled: "Compiled") -> None:
    """Exit with 1 unless what was compiled is what the project's lock holds; say which steps differ."""
    from icefloe.api.lockedplans import held_to_lock

    held = held_to_lock(compiled)
    if held.findings:
        say_findings(held)
        say("hint: nothing was written, as this is not what icefloe.lock froze; `icefloe verify` looks at all of it")
        leave(1)


def _committed(root: Path, made: "Made", output: str | None, form: str | None) -> "Iterator[tuple[str, str]]":
    """The files in which a plan should stand: where one is named, that; else those that are there, in all forms."""
    if output is not None:
        yield output, form or "json"
        return
    places = [(str(root / f"{made.stem}.{name}"), own) for name, own in FORMS if form in (None, own)]
    yield from [place for place in places if Path(place[0]).exists()] or places[:1]


def _is_stale(made: "Made", path: str, form: str, target: str) -> bool:
    from icefloe.cli.planfile import reading_of, text_of
    from icefloe.project import read_document
    from icefloe_schema.errors import SchemaError

    try:
        committed = read_document(Path(path)).replace(b"\r\n", b"\n")
    except FileNotFoundError:
        say(f"{_shown(path)} is missing")
        return True
    if committed == text_of(made.plan, form).encode():
        return False
    try:
        is_same = reading_of(committed.decode(), form).plan == made.plan
    except (UnicodeDecodeError, SchemaError) as error:
        say(f"{_shown(path)} is stale: it is not a plan that can be read: {error}")
        return True
    if is_same:
        say(f"{_shown(path)} is stale: it holds the right plan, and not as `compile` writes it")
    else:
        say(f"{_shown(path)} is stale: the source compiles to another plan")
        say(f"hint: what is different: `icefloe diff {_shown(path)} {target}`")
    return True


def _shown(path: str) -> str:
    """A path as short as it can be said from here."""
    absolute, here = Path(path).absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)
