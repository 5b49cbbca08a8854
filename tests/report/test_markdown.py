"""Markdown, read by a reader of others: a table of findings, their frames, and nothing that a name has smuggled in."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_findings import FINDINGS, MISMATCH, NASTY, REMARK, SOURCES, SUMMARY, many

from icefloe.findings import Severity
from icefloe.report import markdown
from icefloe.report.plain import plain
from icefloe.source import Source

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed: pip install --group proof")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Everything that a reader of GitHub's Markdown makes of a text: kind and content."""
    reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    for token in reader.parse(text):
        yield token.type, token.content
        for child in token.children or ():
            yield child.type, child.content


def cells(text: str) -> list[list[str]]:
    """The cells of the table, as text."""
    rows: list[list[str]] = []
    for kind, content in tokens(text):
        if kind == "tr_open":
            rows.append([])
        elif kind in ("td_open", "th_open"):
            rows[-1].append("")
        elif rows and rows[-1] and kind in ("text", "code_inline"):
            rows[-1][-1] += content
        elif kind == "table_close":
            break
    return rows[1:]


def test_the_table_has_both_ends():
    text = markdown.render([MISMATCH], SOURCES, SUMMARY)
    assert text.startswith("### Icefloe: 1 error\n\n| | code | what | where |\n|---|---|---|---|\n")
    ((kind, code, what, where),) = cells(text)
    assert (kind, code) == ("❌ error", "FLO301 type-mismatch")
    assert what == f"{MISMATCH.message.replace('`', '')}{MISMATCH.help}"
    assert where == "steps/fit it.py:2:8 takes str | Noneload.py:12:15 gives list[int]"
    assert text.endswith("checked 3 files, 1 pipeline, 7 connections (2 unknown)\n")


def test_the_excerpts_are_the_frames():
    text = markdown.render([MISMATCH, REMARK], SOURCES, SUMMARY)
    fences = [content for kind, content in tokens(text) if kind == "fence"]
    assert len(fences) == 1
    assert "12 | def load() -> list[int]: ...\n   |               ^^^^^^^^^ gives `list[int]`\n" in fences[0]


SAFE_HTML = re.compile(r"</?(code|details|summary)>|<br>|<wbr>|<details><summary>Excerpts</summary>\n*|</details>\n*")


def harmless(text: str, rows: int) -> None:
    found = list(tokens(text))
    assert {kind for kind, _ in found} & {"link_open", "image"} == set()
    for kind, content in found:
        assert kind not in ("html_inline", "html_block") or SAFE_HTML.fullmatch(content), content
        if kind == "text":
            assert not re.search(r"\B[@#]\w|https?://|www\.", content) or "<code>" in text
    assert [len(row) for row in cells(text)] == [4] * rows
    assert sum(kind in ("heading_open", "table_open") for kind, _ in found) == (2 if rows else 1)


def test_nothing_breaks_out_of_the_table_or_of_a_fence():
    text = markdown.render(FINDINGS, SOURCES, SUMMARY)
    harmless(text, len(FINDINGS))
    fences = [content for kind, content in tokens(text) if kind == "fence"]
    assert len(fences) == 5
    assert "\n".join(fences).count("error[") == 4


@given(st.text(alphabet="`|\\<>[]()!@#*_~&:/\"'\n\r\t x.w1", max_size=40))
def test_no_text_breaks_out(words):
    finding = type(MISMATCH)(code="FLO301", message=words, label=words, help=words, span=NASTY.span)
    text = markdown.render([finding], {NASTY.span.path: Source(path=NASTY.span.path, text=words)}, SUMMARY)
    harmless(text, 1)
    ((_, _, what, _),) = cells(text)
    bare = re.sub(r"[`\s]", "", plain(words))
    assert re.sub(r"[`\s]", "", what) == bare * 2


def test_markdown_keeps_below_the_limit_of_a_summary():
    found = [*many(9000), *many(3, Severity.WARNING)]
    sources = {"many.py": Source(path="many.py", text="x = 1\n" * 9001)}
    text = markdown.render(found, sources, SUMMARY)
    assert len(text.encode()) <= markdown.LIMIT < 1 << 20
    shown = text.count("| ❌ error |")
    assert f"+{9003 - shown} more findings: `icefloe check` shows them all" in text or shown == 9000
    assert re.search(r"\+\d+ more excerpts", text)
    assert text.endswith("(2 unknown)\n")


def test_findings_that_do_not_fit_are_counted(monkeypatch):
    monkeypatch.setattr(markdown, "LIMIT", 3000)
    text = markdown.render(many(100), {}, SUMMARY)
    assert len(text.encode()) <= 3000
    assert f"+{100 - text.count('❌')} more findings" in text


def test_nothing_found_is_said_too():
    assert markdown.render([], {}, SUMMARY).startswith("### Icefloe: nothing found\n\n")
