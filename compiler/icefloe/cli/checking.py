"""The verb `check` without click: what a call asks for, and its answer."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from icefloe.cli.speak import say, wants_colour, wants_links
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.api import Checked
    from icefloe.findings import Finding
    from icefloe.report import Report

#: The format of reports where no option says one.
FORMAT = "ICEFLOE_OUTPUT_FORMAT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of `check`: each field is the parameter of that name, with the value that it has if it is not given."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    baseline: str | None = None
    update_baseline: bool = False
    add_ignore: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool | None = None
    force_exclude: bool | None = None
    stdin_filename: str | None = None
    isolated: bool = False
    show_files: bool = False
    show_settings: bool = False
    output_format: str | None = None
    output_file: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    types: Literal["builtin", "deep"] = "builtin"
    python: str | None = None
    configuration: str | None = None
    jobs: int | None = None
    cache: bool = True
    cache_dir: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call is answered: the texts for stdout and stderr, and the exit status."""

    out: str = ""
    err: str = ""
    status: int = 0


def run(call: Call) -> int:
    """Answer a call, and give the exit status."""
    answer = answered(call)
    if call.output_file is not None:
        from icefloe.cli.talk import put

        put(answer.out, call.output_file)
    elif answer.out:
        sys.stdout.write(answer.out)
    if answer.err:
        say(answer.err)
    return answer.status


def answered(call: Call) -> Answer:
    """Answer a call: check what it names, unless it asks for something else."""
    if call.show_settings or call.show_files:
        from icefloe.cli.listing import files_text, settings_text

        return Answer(out=settings_text(call) if call.show_settings else files_text(call))
    if call.add_ignore is not None or call.fix or call.diff or call.update_baseline:
        from icefloe.cli import changing

        return changing.answered(call)
    from icefloe.api import check
    from icefloe.cli.wanting import paths_of, wanted_of

    return reported(call, check(paths_of(call), wanted_of(call)))


def reported(call: Call, checked: "Checked", first: Sequence[str] = ()) -> Answer:
    """Say what a check found; `first` is said on stderr before all else."""
    report = report_of(call, checked)
    summary = replace(checked.summary, quiet=True) if call.quiet else checked.summary
    if call.statistics:
        from icefloe.cli.statistics import statistics

        out = statistics(checked.findings, report.name)
    else:
        to_file = call.output_file is not None
        colour = wants_colour(call.color) and (not to_file or call.color == "always")
        links = wants_links(call.color) and not to_file
        out = report.render(checked.findings, checked.sources, summary, colour, links)
    counted = report.summarises and not call.statistics
    said = [*first, *([] if counted else summary.lines())]
    said += () if call.quiet else _talk(call, checked)
    problems = (*checked.refused, *(f"{path} holds no pipeline [FLO922]" for path in _empty(call, checked)))
    said += [f"error: {problem}" for problem in problems]
    if not problems and not checked.pipelines and not checked.findings and not call.quiet:
        said.append("warning: no pipelines found [FLO922]")
    wrong = not call.exit_zero and has_error(checked.findings)
    return Answer(out=out, err="\n".join(said), status=2 if problems else int(wrong))


def report_of(call: Call, checked: "Checked") -> "Report":
    """The voice that a call asks for, else the environment, else the settings."""
    from difflib import get_close_matches

    from icefloe.project.root import ProjectError
    from icefloe.report import REPORTS

    places = (("--output-format", call.output_format), (FORMAT, os.environ.get(FORMAT)))
    settings = (checked.output_format_place, checked.output_format)
    place, name = next(((place, name) for place, name in (*places, settings) if name), ("", "full"))
    found = next((report for report in REPORTS if report.name == name), None)
    if found is None:
        names = [report.name for report in REPORTS]
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
        raise ProjectError(f"{place}: there is no report {name!r}: {hint}")
    return found


def has_error(findings: "Sequence[Finding]") -> bool:
    """Whether one of the findings is an error."""
    from icefloe.findings import Severity

    return any(finding.severity is Severity.ERROR for finding in findings)


def _empty(call: Call, checked: "Checked") -> tuple[str, ...]:
    """The named files without a pipeline; an editor may ask of any file that it holds."""
    return () if call.stdin_filename is not None else checked.empty


def _talk(call: Call, checked: "Checked") -> Iterator[str]:
    yield from checked.told
    if call.verbose:
        for one in checked.pipelines:
            yield f"pipeline {one.path}:{one.label}"
        yield f"kept back: {checked.suppressed} by comments, {len(checked.accepted)} by a baseline"
