"""Findings for the tests of the voices: ordinary ones, and some of a hostile repository."""

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Edit, Fix
from icefloe.report import Summary
from icefloe.source import Source, Span

SUMMARY = Summary(files=3, pipelines=1, connections=7, unknown=2)
#: Text that would end, open or steer something in each of the formats.
HOSTILE = (
    "%0A::error::x\r\n::set-output name=a::b,c:d|e`f``g```\n```\n| x |</code></details><script>@octocat #1 "
    "https://evil.example www.evil.example ![x](y) [z](http://e) {0} ]]> &amp; \u202e\x1b[2J\ufffe\ud800"
)


def span(line: int, column: int, end: int, path: str = "a.py", end_line: int | None = None) -> Span:
    return Span(path=path, line=line, column=column, end_line=end_line or line, end_column=end)


MISMATCH = Finding(
    code="FLO301",
    message="`load` gives `list[int]`, but `fit` takes `str | None`",
    span=span(2, 8, 11, "steps/fit it.py"),
    label="takes `str | None`",
    related=(Note(message="gives `list[int]`", span=span(12, 15, 24, "load.py")),),
    help="change one of the two annotations",
)
RENAME = Finding(
    code="FLO201",
    message="no step gives `modle`",
    span=span(3, 1, 6, "load.py"),
    severity=Severity.WARNING,
    fix=Fix(message="write `model`", edits=(Edit(span=span(3, 1, 6, "load.py"), text="model"),), safe=True),
)
REMARK = Finding(code="FLO501", message="it is never looked at", span=span(3, 1, 6, "load.py"), severity=Severity.NOTE)
CELL = Finding(code="FLO105", message="no such argument", span=span(2, 3, 9, "nb.ipynb:cell 4"))
SEVERAL = Finding(code="FLO101", message="two steps", span=span(1, 2, 9, "load.py", end_line=3))
NASTY = Finding(
    code="FLO999",
    message=HOSTILE,
    label=HOSTILE,
    help=HOSTILE,
    span=span(1, 1, 3, f"a,b:c%{HOSTILE}.py"),
    related=(Note(message=HOSTILE, span=span(1, 1, 3, f"a,b:c%{HOSTILE}.py")),),
    fix=Fix(message=HOSTILE, edits=(Edit(span=span(1, 1, 2, f"a,b:c%{HOSTILE}.py"), text=HOSTILE),)),
)
FINDINGS = (NASTY, SEVERAL, RENAME, REMARK, CELL, MISMATCH)
SOURCES = {
    "steps/fit it.py": Source(path="steps/fit it.py", text="@step\ndef fit(raw: str | None): ...\n"),
    "load.py": Source(path="load.py", text="f(\n1,\nmodle)\n" + "\n" * 8 + "def load() -> list[int]: ...\n"),
    "nb.ipynb:cell 4": Source(path="nb.ipynb:cell 4", text="@step\n  wrong=1\n"),
    NASTY.span.path: Source(path=NASTY.span.path, text="`````\n```" + HOSTILE),
}


def many(count: int, severity: Severity = Severity.ERROR, code: str = "FLO201") -> list[Finding]:
    return [
        Finding(code=code, message=f"number {at}", span=span(at + 1, 1, 2, "many.py"), severity=severity)
        for at in range(count)
    ]
