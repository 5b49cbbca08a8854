"""`icefloe compile`: write the plans."""

from pathlib import Path

import click

from icefloe.cli.talk import config_option, defines_option, leave, put, refuse_findings, say


@click.command("compile", short_help="Write the plans of a file.")
@click.argument("target", metavar="FILE[:NAME]")
@click.option("-o", "--output", metavar="FILE", help="Where to write the plan (`-` is stdout). Default: beside FILE.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the plan on disk is missing or stale.")
@click.option("--format", "form", type=click.Choice(["json", "yaml"]), default="json", show_default=True)
@config_option
@defines_option
def compile_(
    target: str, output: str | None, check: bool, form: str, configuration: str | None, defines: dict[str, str]
) -> None:
    """Compile the pipelines of FILE into plans: portable, reproducible, ready to be committed."""
    import json

    from icefloe import api
    from icefloe.cli.planfile import text_of

    compiled = api.compile_(target, defines=defines, configuration=configuration)
    refuse_findings(compiled.checked)
    if output is not None and len(compiled.plans) > 1:
        names = ", ".join(f"{target}:{made.label}" for made in compiled.plans)
        raise click.UsageError(f"-o takes one plan, and there are several here: name one of {names}")
    stale = 0
    for made in compiled.plans:
        path = output if output is not None else str(compiled.root / f"{made.stem}.plan.{form}")
        text = text_of(made.plan, form)
        if check:
            stale += _is_stale(path, text)
            continue
        put(text, path)
        if path != "-":
            put(json.dumps(made.places, indent=2) + "\n", str(places_path(path)))
            say(f"wrote {_shown(path)}")
    if stale:
        say(f"hint: to write it again, run `icefloe compile {target}`")
        leave(1)


def places_path(plan: str) -> Path:
    """Give the file beside a plan that says where everything in it stands in the source."""
    path = Path(plan)
    stem = path.name.removesuffix(path.suffix).removesuffix(".plan")
    return path.with_name(f"{stem}.places.json")


def _is_stale(path: str, text: str) -> bool:
    from icefloe.project import read_document

    try:
        committed = read_document(Path(path)).replace(b"\r\n", b"\n")
    except FileNotFoundError:
        say(f"{_shown(path)} is missing")
        return True
    if committed != text.encode():
        say(f"{_shown(path)} is stale: the source compiles to another plan")
        return True
    return False


def _shown(path: str) -> str:
    """A path as short as it can be said from here."""
    absolute, here = Path(path).absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)
