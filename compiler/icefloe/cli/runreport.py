"""`run --report` and `--report-json`: what is known of a run, as files."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli.sweeping import data, results_of
from icefloe.cli.talk import put

if TYPE_CHECKING:
    from icefloe.cli.asked import Asked
    from icefloe.cli.plans import Chosen
    from icefloe_runtimes.local.results import RunResult

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#0f172a}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{text-align:left;padding:.3rem .6rem;"
    "border-bottom:1px solid #e2e8f0;vertical-align:top}td.n{text-align:right;white-space:nowrap}"
    ".succeeded{color:#389e0d}.failed{color:#cf1322}.bar{background:#7dd3fc;height:.7rem;min-width:1px}"
    "code{font-size:90%}@media(prefers-color-scheme:dark){body{background:#0f172a;color:#e2e8f0}}"
)
_HEADINGS = ("step", "state", "took", "cpu", "memory", "what there is to say")


def write(asked: "Asked", chosen: "Chosen", result: "RunResult") -> Iterator[str]:
    """Write the reports that a call asks for; say of each that cannot be written why."""
    if asked.report_json == "-":
        put(_json(chosen, result))
    elif asked.report_json is not None:
        yield from _put(_json(chosen, result), asked.report_json)
    if asked.report is not None:
        is_page = Path(asked.report).suffix == ".html"
        yield from _put(_html(chosen, result) if is_page else _markdown(chosen, result), asked.report)


def _put(text: str, path: str) -> Iterator[str]:
    try:
        put(text, path)
    except OSError as error:
        yield f"the report {path} cannot be written: {error.strerror or error}"


def _json(chosen: "Chosen", result: "RunResult") -> str:
    return json.dumps(data(chosen.plan, result), indent=2) + "\n"


def _facts(result: "RunResult") -> Iterator[tuple[str, str]]:
    from icefloe_runtimes.local.amounts import seconds

    yield "run", result.run_id
    yield "state", result.state
    yield "started", result.started_at
    yield "took", seconds(result.duration_seconds)
    if result.saved_seconds:
        yield "saved", f"{seconds(result.saved_seconds)}, as results were there already"
    if result.user:
        yield "user", result.user
    yield from result.labels.items()
    yield "plan", result.digests.plan
    if result.digests.lock:
        yield "lock", result.digests.lock


def _steps(result: "RunResult") -> Iterator[tuple[str, ...]]:
    from icefloe_runtimes.local.amounts import memory, seconds
    from icefloe_runtimes.local.summary import row

    for name, one in result.step_results.items():
        _, status, took, said = row(name, one)
        place = f" ({one.error.place})" if one.error and one.error.place else ""
        cpu = seconds(one.cpu_seconds) if one.cpu_seconds else ""
        yield name, status, took, cpu, memory(one.peak_memory_bytes) if one.peak_memory_bytes else "", f"{said}{place}"


def _sweep(chosen: "Chosen", result: "RunResult") -> list[tuple[str, ...]]:
    from icefloe_runtimes.local import sweep

    found = sweep.rows(chosen.plan, results_of(chosen.plan, result))
    return list(sweep.cells(found)) if found else []


def _markdown(chosen: "Chosen", result: "RunResult") -> str:
    lines = [f"# {_cell(result.pipeline_name)}: {result.state}", ""]
    lines += _table(("", ""), list(_facts(result)))
    if result.parameters:
        lines += ["## Parameters", "", *_table(("name", "value"), list(result.parameters.items()))]
    if result.figures:
        lines += ["## Results", "", *_table(("name", "value"), list(result.figures.items()))]
    compared = _sweep(chosen, result)
    if compared:
        lines += ["## Sweep", "", *_table(compared[0], compared[1:])]
    lines += ["## Steps", "", *_table(_HEADINGS, list(_steps(result)))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    ruled = ["---"] * len(headings)
    return [*(f"| {' | '.join(map(_cell, one))} |" for one in (headings, ruled, *rows)), ""]


def _cell(text: str) -> str:
    """A text in a table of Markdown, as it is and as nothing else."""
    shown = escape(text, quote=False).replace("\\", "\\\\").replace("\r", "").replace("\n", "<br>")
    for mark in "|`*_[]~":
        shown = shown.replace(mark, f"\\{mark}")
    return shown if text != "---" else text


def _html(chosen: "Chosen", result: "RunResult") -> str:
    title = escape(f"{result.pipeline_name}: {result.state}")
    parts = [f"<h1>{escape(result.pipeline_name)}: <span class={result.state}>{result.state}</span></h1>"]
    parts.append(_rows((), list(_facts(result))))
    for heading, found in (("Parameters", result.parameters), ("Results", result.figures)):
        if found:
            parts += [f"<h2>{heading}</h2>", _rows((), list(found.items()))]
    compared = _sweep(chosen, result)
    if compared:
        parts += ["<h2>Sweep</h2>", _rows(compared[0], compared[1:])]
    parts += ["<h2>Steps</h2>", _rows(_HEADINGS, list(_steps(result))), "<h2>Where the time went</h2>", _bars(result)]
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = f'<meta charset=utf-8><meta http-equiv=Content-Security-Policy content="{policy}">'
    body = "\n".join(parts)
    head = f"{head}<title>{title}</title><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang=en><head>{head}</head>\n<body>\n{body}\n</body></html>\n"


def _rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = f"<tr>{''.join(f'<th>{escape(one)}</th>' for one in headings)}</tr>" if headings else ""
    body = "\n".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows)
    return f"<table>{head}\n{body}</table>"


def _bars(result: "RunResult") -> str:
    from icefloe_runtimes.local.amounts import seconds

    steps = [one for one in result.step_results.values() if not one.inside and one.duration_seconds]
    most = max((one.duration_seconds for one in steps), default=1.0)
    rows = "\n".join(
        f"<tr><td>{escape(one.name)}</td><td class=n>{seconds(one.duration_seconds)}</td>"
        f'<td width="70%"><div class=bar style="width:{100 * one.duration_seconds / most:.1f}%"></div></td></tr>'
        for one in steps
    )
    return f"<table>{rows}</table>"
