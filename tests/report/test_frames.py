"""Frames: what stands under the carets, whatever the line holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe.findings import Finding
from icefloe.report import full
from icefloe.report.frame import LIMIT, Place, frame
from icefloe.report.paint import Paint
from icefloe.report.plain import TAB, expanded, plain, width
from icefloe.source import Source, Span
from icefloe.syntax.guard import guard


def span(line: int, column: int, end: int, path: str = "a.py", end_line: int | None = None) -> Span:
    return Span(path=path, line=line, column=column, end_line=end_line or line, end_column=end)


def drawn(text: str, at: Span, label: str = "here") -> list[str]:
    place = Place(span=at, label=label, primary=True)
    return frame(place, Source(path=at.path, text=text), len(str(at.line)), Paint())


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "carets"),
    [
        ("x = 1", 1, 2, "x = 1", "^"),
        ("\tx = 1", 2, 3, "    x = 1", "    ^"),
        ("ab\tx", 4, 5, "ab  x", "    ^"),
        ("a\tb\tc", 2, 3, "a   b   c", " ^^^"),
        ("数 = load()", 1, 2, "数 = load()", "^^"),
        ("数 = load()", 5, 9, "数 = load()", "     ^^^^"),
        ("e\u0301 = f()", 6, 7, "e\u0301 = f()", "    ^"),
        ("a = '\u202e' + b", 11, 12, "a = '\\u{202e}' + b", "                 ^"),
        ("a = '\x1b[31m'", 6, 7, "a = '\\u{1b}[31m'", "     ^^^^^^"),
        ("x = 1", 6, 6, "x = 1", "     ^"),
        ("x = 1", 99, 120, "x = 1", "     ^"),
        ("x = 1   ", 5, 9, "x = 1", "    ^"),
    ],
)
def test_carets_stand_under_what_they_point_at(line, column, end, shown, carets):
    lines = drawn(line, span(1, column, end))
    assert lines[2] == f"1 | {shown}"
    assert lines[3] == f"  | {carets} here"


@pytest.mark.parametrize(
    ("text", "at", "shown"),
    [
        ("f(a,\n  b)\n", (1, 1, 2, 5), ["1 | / f(a,", "2 | |   b)", "  | |____^ here"]),
        ("x = f(a,\n  b)\n", (1, 5, 2, 5), ["1 |   x = f(a,", "  |  _____^", "2 | |   b)", "  | |____^ here"]),
        ("  f(\n\n  b)", (1, 3, 3, 5), ["1 | /   f(", "2 | |", "3 | |   b)", "  | |____^ here"]),
        ("f(\n1,\n2,\n3,\n)", (1, 1, 5, 2), ["1 | / f(", "2 | | 1,", "  | | ...", "5 | | )", "  | |_^ here"]),
        ("\tf(\n\t数)", (1, 2, 2, 3), ["1 | /     f(", "2 | |     数)", "  | |_____^^ here"]),
        ("def f():\n    pass\n\n\n", (1, 1, 4, 1), ["1 | / def f():", "2 | |     pass", "  | |________^ here"]),
        ("f()\n\n", (1, 1, 2, 1), ["1 | f()", "  | ^^^ here"]),
        ("f()\ng()", (1, 1, 2, 1), ["1 | f()", "  | ^^^ here"]),
        ("f(\n1)", (1, 1, 9, 9), ["1 | / f(", "2 | | 1)", "  | |__^ here"]),
    ],
)
def test_a_span_of_several_lines_shows_where_it_begins_and_ends(text, at, shown):
    line, column, end_line, end = at
    assert drawn(text, span(line, column, end, end_line=end_line))[2:] == shown


def test_line_numbers_of_a_long_span_are_in_line():
    text = "f(\n" * 11
    finding = Finding(code="FLO1", message="m", span=span(9, 1, 3, end_line=11), label="here")
    lines = full.drawn(finding, {"a.py": Source(path="a.py", text=text)})
    assert lines[3:] == [" 9 | / f(", "10 | | f(", "11 | | f(", "   | |__^ here"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("inside", ["\f", "\x1c", "\u2028", "\x85", "\v"])
def test_lines_are_counted_as_python_does(end, inside):
    text = guard(f"# {inside} \nx = 1\n".replace("\n", end).encode(), "a.py")
    assert isinstance(text, str)
    assert drawn(text, span(2, 5, 6))[2:] == ["2 | x = 1", "  |     ^ here"]


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "carets"),
    [
        ("x = 'e\u0301'", 7, 8, "x = 'e\u0301'", "     ^"),
        ("x = '👩\u200d💻'", 6, 9, "x = '👩\\u{200d}💻'", "     ^^^^^^^^^^^^"),
        ("x = '❤\ufe0f' + y", 11, 12, "x = '❤\\u{fe0f}' + y", "                 ^"),
        ("x = '🇩🇪' + y", 12, 13, "x = '🇩🇪' + y", "           ^"),
        ("x = '👍🏽' + y", 12, 13, "x = '👍\\u{1f3fd}' + y", "                    ^"),
        ("x = 'ｶﾞ' + y", 12, 13, "x = 'ｶﾞ' + y", "           ^"),
        ("x = '한' + y", 6, 7, "x = '한' + y", "     ^^"),
        ("x = 1 \x1c", 7, 8, "x = 1 \\u{1c}", "      ^^^^^^"),
    ],
)
def test_pictures_and_marks_have_the_width_that_every_terminal_gives_them(line, column, end, shown, carets):
    lines = drawn(line, span(1, column, end))
    assert lines[2:] == [f"1 | {shown}", f"  | {carets} here"]


ODD = "ab =(\t数한e\u0301\u200d\u202e\x07\x1c\ufe0f🇩👩🏽"
WIDE, MARKS, AS_THEY_ARE = "数한👩", "\u0301", "ab =(e🇩"


def columns_of(text: str) -> list[range]:
    """The columns of each character, by a reading of its own."""
    found: list[range] = []
    column = 0
    for character in text:
        spelled = len(f"\\u{{{ord(character):x}}}")
        size = {"\t": TAB - column % TAB, **dict.fromkeys(WIDE, 2), **dict.fromkeys(MARKS, 0)}.get(
            character, 1 if character in AS_THEY_ARE else spelled
        )
        found.append(range(column, column + size))
        column += size
    return found


@given(st.text(alphabet=ODD, min_size=1, max_size=14), st.data())
def test_carets_cover_the_columns_of_the_span_and_no_others(text, data):
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    lines = drawn(text, span(1, first + 1, last + 1), "")
    shown = text.rstrip(" \t")
    if not text.strip() or first >= len(shown):
        return
    columns = columns_of(shown)
    wanted = {column for place in columns[first:last] for column in place}
    if not wanted:  # marks alone: they stand on the character before them
        before = next((place for place in reversed(columns[:first]) if place), range(1))
        wanted = set(before)
    assert {column for column, caret in enumerate(lines[3][4:]) if caret == "^"} == wanted


@given(st.integers(0, 599), st.integers(1, 200), st.sampled_from(["abcdefghijk", "数한", "a数", "\tab"]))
def test_carets_of_a_line_that_is_cut_stand_under_what_they_point_at(first, size, letters):
    text = (letters * 600)[:600].rstrip() + "z"
    last = min(first + size, len(text))
    first = min(first, last - 1)
    lines = drawn(text, span(1, first + 1, last + 1), "")
    shown = "".join(f"{character}\0" if character in WIDE else character for character in lines[2][4:])
    carets = lines[3][4:]
    marked = "".join(cell for cell, caret in zip(shown, carets, strict=False) if caret == "^").replace("\0", "")
    places = columns_of(text)
    whole = "".join(
        " " * len(place) if text[at] == "\t" else text[at] for at, place in enumerate(places[first:last], first)
    )
    assert marked
    assert marked == whole or (whole.startswith(marked) and width(marked) > LIMIT // 2 and lines[2].endswith("…"))


@pytest.mark.parametrize("text", ["", "\n\n\n", "x = 1\n"])
def test_a_place_without_text_has_no_frame(text):
    lines = drawn(text, span(3, 1, 1))
    assert lines == [" --> a.py:3:1", "  = here"]


@pytest.mark.parametrize(("column", "size"), [(1, 3), (50, 3), (150, 3), (390, 5), (1, 400), (200, 100), (398, 3)])
def test_a_long_line_is_cut_around_what_the_carets_point_at(column, size):
    text = "".join(chr(ord("a") + i % 26) for i in range(400))
    shown, carets = (line[4:] for line in drawn(text, span(1, column, column + size), "")[2:])
    assert width(shown) <= LIMIT
    marked = shown[carets.index("^") : carets.index("^") + carets.count("^")]
    assert text[column - 1 : column - 1 + size].startswith(marked)
    assert len(marked) == min(size, len(marked))
    assert marked
    if size <= 100:
        assert marked == text[column - 1 : column - 1 + size][: 400 - column + 1]


@given(st.text(alphabet="ab\t数\u0301\u202e\x07 ", max_size=300), st.integers(0, 300), st.integers(0, 40))
def test_a_frame_is_always_printable_and_as_wide_as_its_limit(text, start, length):
    for line in drawn(text, span(1, start + 1, start + 1 + length)):
        assert line == plain(line)
        assert width(line) <= LIMIT * 2 + len("1 |  here")
    lines = drawn(text, span(1, start + 1, start + 1 + length))
    if len(lines) == 4:
        assert width(lines[2][4:]) <= LIMIT + 10


def test_expanded_keeps_one_cell_for_each_character():
    assert expanded("a\tb") == ["a", "   ", "b"]
    assert "".join(expanded("\t\t")) == " " * 8
