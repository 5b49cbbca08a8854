"""What a check found, as it is said."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from icefloe.cli.call import Answer, Call
from icefloe.cli.speak import wants_colour, wants_links
from icefloe.cli.wanting import reads_stdin

if TYPE_CHECKING:
    from icefloe.api import Checked
    from icefloe.findings import Finding
    from icefloe.report import Report, Summary

#: The format of reports where no option says one.
FORMAT = "ICEFLOE_OUTPUT_FORMAT"
#: The reports that can say how many findings there are instead.
COUNTED = ("full", "concise", "json")


def reported(call: Call, checked: "Checked", first: Sequence[str] = ()) -> Answer:
    """Say what a check found; `first` is said on stderr before all else."""
    report = report_of(call, checked)
    summary = replace(checked.summary, quiet=True) if call.quiet else checked.summary
    if call.statistics:
        from icefloe.cli.statistics import statistics

        _check_counted(report)
        out = statistics(checked.findings, report.name)
    else:
        out = rendered(checked, report, summary, call.color, to_file=call.output_file is not None)
    counted = report.summarises and not call.statistics
    said: list[str] = [*first, *(() if counted else summary.lines())]
    said += () if call.quiet else _talk(call, checked)
    problems = (*checked.refused, *_empty(call, checked))
    said += [f"error: {problem}" for problem in problems]
    if not problems and not checked.pipelines and not checked.findings and not call.quiet:
        said.append("warning: no pipelines found [FLO922]")
    wrong = not call.exit_zero and has_error(checked.findings)
    return Answer(out=out, err="\n".join(said), status=2 if problems else int(wrong))


def _check_counted(report: "Report") -> None:
    if report.name not in COUNTED:
        from icefloe.project.root import ProjectError

        raise ProjectError(f"--statistics is said in {', '.join(COUNTED[:-1])} or {COUNTED[-1]}, not {report.name}")


def rendered(checked: "Checked", report: "Report", summary: "Summary", color: str, *, to_file: bool) -> str:
    """Findings in a voice, with what a terminal shows beyond text where they are for one."""
    from icefloe.api.checked import from_here

    colour = wants_colour(color) and (not to_file or color == "always")
    links = wants_links(color) and not to_file
    shown = from_here(checked) if report.from_here else checked
    return report.render(shown.findings, shown.sources, summary, colour, links)


def report_of(call: Call, checked: "Checked") -> "Report":
    """The voice that a call of `check` asks for, else the environment, else the settings."""
    return voice(call.output_format, checked)


def voice(given: str | None, checked: "Checked") -> "Report":
    """The voice that an option names, else the environment, else the settings."""
    from icefloe.report import REPORTS

    places = (("--output-format", given), (FORMAT, os.environ.get(FORMAT)))
    settings = (checked.output_format_place, checked.output_format)
    place, name = next(((place, name) for place, name in (*places, settings) if name), ("", "full"))
    found = next((report for report in REPORTS if report.name == name), None)
    if found is None:
        from difflib import get_close_matches

        from icefloe.project.root import ProjectError

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
    """What is said of named files without a pipeline; an editor may ask of any file that it holds."""
    if reads_stdin(call) or not checked.empty:
        return ()
    from icefloe.project import absolute
    from icefloe.syntax.unreached import unreached

    return tuple(f"{path} holds no pipeline [FLO922]{unreached(absolute(path))}" for path in checked.empty)


def _talk(call: Call, checked: "Checked") -> Iterator[str]:
    yield from checked.told
    if call.verbose:
        for one in checked.pipelines:
            yield f"pipeline {one.path}:{one.label}"
        yield f"kept back: {checked.suppressed} by comments, {len(checked.accepted)} by a baseline"
