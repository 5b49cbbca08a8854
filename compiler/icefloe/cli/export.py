"""`icefloe export`: say a plan in the notation of another system."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from icefloe.cli.options import config_option, defines_option
from icefloe.cli.plans import Chosen, one_plan
from icefloe.cli.talk import Refusal, leave, put, say
from icefloe.placing.stacks import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icefloe.api import Made
    from icefloe.api.exports import Render
    from icefloe_runtimes.target import Loss, Options, Target


@click.command
@click.argument("name", metavar="TARGET")
@click.argument("target", metavar="PLAN|FILE[:NAME]|NAME@VERSION")
@click.option("-o", "--output", metavar="DIR", help="The folder to write into. Default: stdout.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if what stands in DIR is missing or stale.")
@click.option("--stack", metavar="NAME", default="", help="Take resources from [tool.icefloe.stacks.NAME].")
@click.option("--lossy", is_flag=True, help="Export also what TARGET cannot express in full; say what is lost.")
@config_option
@defines_option
def export(
    name: str,
    target: str,
    output: str | None,
    check: bool,
    lossy: bool,
    stack: str,
    configuration: str | None,
    defines: dict[str, str],
) -> None:
    """Write a pipeline for another system: argo, github."""
    if check and output is None:
        raise click.UsageError("--check needs -o: the folder in which the export stands")
    known = _target(name)
    chosen = one_plan(target, defines, configuration)
    if chosen.path.suffix in (".yaml", ".yml"):
        chosen = replace(chosen, path=chosen.path.with_suffix(".json"))
        say(f"note: the export runs steps from the JSON form of the plan: commit {chosen.path.name} beside {target}")
    # What runs is the plan as it is committed: the stack only says what its jobs are given.
    plan = placed(chosen.plan, chosen.root, stack, say, known.name).plan if stack else chosen.plan
    rendered = known.render(plan, _options(known, chosen))
    _say_losses(rendered.losses, chosen, lossy=lossy)
    if rendered.losses and not lossy:
        say(f"hint: `icefloe export {name} {target} --lossy` exports it all the same")
        leave(1)
    if check and output is not None:
        _compare(Path(output), rendered.files, f"icefloe export {name} {target} -o {output}")
    elif output is None:
        put("---\n".join(rendered.files.values()))
    else:
        _write(Path(output), rendered.files)


def anew(root: Path) -> "Render":
    """What exports a plan of a project as this verb does, for whoever compares it with what stands there."""

    def render(name: str, made: "Made") -> "Iterable[str]":
        from icefloe_runtimes.targets import TARGETS

        known = next((target for target in TARGETS if target.name == name), None)
        if known is None:
            return ()
        chosen = Chosen(plan=made.plan, path=root / f"{made.stem}.plan.json", root=root, spans={})
        return known.render(made.plan, _options(known, chosen)).files.values()

    return render


def _target(name: str) -> "Target":
    from difflib import get_close_matches

    from icefloe_runtimes.targets import TARGETS

    names = [target.name for target in TARGETS]
    if name not in names:
        near = get_close_matches(name, names, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(names)}"
        raise Refusal(f"there is no target `{name}`: {hint}")
    return TARGETS[names.index(name)]


def _options(target: "Target", chosen: Chosen) -> "Options":
    from icefloe.project import ProjectFiles, read_settings
    from icefloe_runtimes.target import Options
    from icefloe_schema.canonical import digest
    from icefloe_schema.codec import to_json

    settings = read_settings(ProjectFiles(chosen.root))
    repository = next((f for f in (chosen.root, *chosen.root.parents) if (f / ".git").exists()), chosen.root)
    return Options(
        plan_path=Path(os.path.relpath(chosen.path, repository)).as_posix(),
        root=Path(os.path.relpath(chosen.root, repository)).as_posix(),
        requirements=settings.dependencies,
        digest=digest(to_json(chosen.plan)),
        settings=settings.target(target.name),
    )


def _say_losses(losses: "Sequence[Loss]", chosen: Chosen, *, lossy: bool) -> None:
    for loss in losses:
        span = chosen.spans.get(loss.step)
        place = f"{span.path}:{span.line}:{span.column}: " if span is not None else ""
        step = f"step `{loss.step}`, " if loss.step else ""
        say(f"{'warning' if lossy else 'error'}[{loss.code}]: {place}{step}{loss.part}: {loss.message}")


def _write(folder: Path, files: "Mapping[str, str]") -> None:
    for name, text in sorted(files.items()):
        put(text, str(folder / name))
        say(f"wrote {folder / name}")


def _compare(folder: Path, files: "Mapping[str, str]", command: str) -> None:
    stale = 0
    for name, text in sorted(files.items()):
        path = folder / name
        there = path.read_text(encoding="utf-8") if path.is_file() else None
        if there != text:
            say(f"{path} is {'missing' if there is None else 'stale'}")
            stale += 1
    if stale:
        say(f"hint: to write it again, run `{command}`")
        leave(1)
