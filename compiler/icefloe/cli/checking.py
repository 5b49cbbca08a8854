"""The verb `check` without click: what a call asks for, and its answer."""

import sys
from typing import Literal

from icefloe.cli.speak import say, wants_colour, wants_links
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of `check`: each field is the parameter of that name, with the value that it has if it is not given."""

    paths: tuple[str, ...] = ()
    output_format: str = "full"
    types: Literal["builtin", "deep"] = "builtin"
    python: str | None = None
    exit_zero: bool = False
    configuration: str | None = None
    color: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call is answered: the texts for stdout and stderr, and the exit status."""

    out: str = ""
    err: str = ""
    status: int = 0


def run(call: Call) -> int:
    """Answer a call, and give the exit status."""
    answer = answered(call)
    if answer.out:
        sys.stdout.write(answer.out)
    if answer.err:
        say(answer.err)
    return answer.status


def answered(call: Call) -> Answer:
    """Check what a call names."""
    from icefloe import api
    from icefloe.findings import Severity
    from icefloe.report import REPORTS

    wanted = api.Wanted(configuration=call.configuration, python=call.python, types=call.types)
    checked = api.check(call.paths or (".",), wanted)
    report = next(report for report in REPORTS if report.name == call.output_format)
    links = wants_links(call.color)
    out = report.render(checked.findings, checked.sources, checked.summary, wants_colour(call.color), links)
    said = [] if report.summarises else list(checked.summary.lines())
    problems = (*checked.refused, *(f"{path} holds no pipeline [FLO922]" for path in checked.empty))
    said += [f"error: {problem}" for problem in problems]
    if not problems and not checked.pipelines and not checked.findings:
        said.append("warning: no pipelines found [FLO922]")
    wrong = not call.exit_zero and any(finding.severity is Severity.ERROR for finding in checked.findings)
    return Answer(out=out, err="\n".join(said), status=2 if problems else int(wrong))
