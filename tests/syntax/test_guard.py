"""Hostile and broken files: each is answered with one finding, a place and no crash, and quickly."""

import time

import pytest

from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.syntax.digest import digest
from icefloe.syntax.guard import guard
from icefloe.syntax.limits import LIMITS
from icefloe.syntax.parser import Parsed, parse


def nested_f_strings(depth: int) -> str:
    text = "x"
    for _ in range(depth):
        text = 'f"{' + text + '}"'
    return text


def blocks(depth: int, head: str) -> str:
    return "".join(" " * i + head + "\n" for i in range(depth)) + " " * depth + "pass\n"


#: What a file is called here: its content, and the code, line and column of its finding.
REFUSED = {
    "2,000 brackets": ("(" * 2000 + "1" + ")" * 2000, "FLO905", 1, 101),
    "101 brackets": ("x = " + "[" * 101 + "]" * 101, "FLO905", 1, 105),
    "brackets over lines": ("(\n" * 2000 + ")\n" * 2000, "FLO905", 101, 1),
    "1,000 links": ("p" + ".add(s)" * 1000, "FLO906", 1, 702),
    "1,000 links with commas": ("p" + ".add(s, 1)" * 1000, "FLO906", 1, 1002),
    "links over lines": ("p = (\n  a\n" + "  .add(s)\n" * 1000 + ")", "FLO906", 103, 3),
    "operators": ("+".join("a" * 300), "FLO906", 1, 402),
    "unary operators": ("-" * 100_000 + "1", "FLO906", 1, 201),
    "not": ("not " * 100_000 + "1", "FLO906", 1, 801),
    "lambdas": ("lambda: " * 100_000 + "1", "FLO906", 1, 1601),
    "implicit strings": ("x = (" + '"a" ' * 3000 + ")", "FLO906", 1, 8006),
    "3,000 elif": ("if x: pass\n" + "elif x: pass\n" * 3000, "FLO907", 202, 1),
    "elif in elif": (
        "if x:\n" + " if y: pass\n" + " elif y: pass\n" * 150 + "elif x:\n" * 1 + " pass\n" + "elif x: pass\n" * 300,
        "FLO907",
        354,
        1,
    ),
    "10,000 decorators": ("@d\n" * 10_000 + "def f(): pass", "FLO907", 101, 1),
    "unclosed brackets": ("(" * 100_000, "FLO905", 1, 101),
    "unclosed calls": ("f(" * 100_000, "FLO905", 1, 202),
    "nested f-strings": (nested_f_strings(5000), "FLO905", 1, 303),
    "deep format fields": ('f"' + "{a:" * 300 + "}" * 300 + '"', "FLO905", 1, 303),
    "indentation": (blocks(101, "if x:"), "FLO905", 101, 101),
    "case patterns": ("match x:\n case " + "[" * 60 + "]" * 60 + ": pass", "FLO905", 2, None),
    "case mappings": ("match x:\n case " + "{1: " * 40 + "a" + "}" * 40 + ": pass", "FLO905", 2, None),
    "many case patterns": (
        "match x:\n" + (" case " + "{1: " * 7 + "a" + "}" * 7 + ": pass\n") * 99,
        "FLO905",
        None,
        None,
    ),
    "NUL": (b"x = 1\ny = '\0'\n", "FLO903", 2, 6),
    "NUL in a comment": (b"# \xc3\xa4 \0\n", "FLO903", 1, 5),
    "UTF-16": ("x = 1\n".encode("utf-16"), "FLO902", 1, 1),
    "UTF-32": ("x = 1\n".encode("utf-32"), "FLO902", 1, 1),
    "Latin-1": (b"x = 1\ns = '\xe4'\n", "FLO902", 2, 6),
    "Latin-1 after CRLF": (b"x = 1\r\n\r\ns = '\xe4'\r\n", "FLO902", 3, 6),
    "Latin-1 cookie": (b"#!/bin/sh\n# -*- coding: latin-1 -*-\n", "FLO902", 2, 15),
    "UTF-7 cookie": (b"# coding: utf-7\n+AGkA-", "FLO902", 1, 11),
    "rot13 cookie": (b"# vim: set fileencoding=rot13 :\n", "FLO902", 1, 25),
    "untrue ASCII cookie": (b"# coding: ascii\ns = '\xc3\xa4'\n", "FLO902", 1, 11),
    "lone surrogate": (b"s = '\xed\xa0\x80'\n", "FLO902", 1, 6),
    "over 1 MB": (b"x = 1\n" * 166_667, "FLO904", 1, 1),
    "too many tokens": (b"a;" * 400_000, "FLO904", 1, 300_001),
    "unclosed bracket": ("x = 1\ny = (1,\n", "FLO901", 2, 5),
    "wrong bracket": ("x = (1]\n", "FLO901", 1, 7),
    "lone bracket": ("x = 1)\n", "FLO901", 1, 6),
    "unclosed string": ("x = 1\ny = 'abc\n", "FLO901", 2, 5),
    "unclosed long string": ("x = 1\ny = '''abc\n", "FLO901", 2, 5),
    "Python 2": ("def f():\n    print 'x'\n", "FLO901", 2, 5),
    "tabs and spaces": ("if x:\n\ta\n        b\n", "FLO901", 3, None),
    "no block": ("def f():\nx = 1\n", "FLO901", 2, 1),
    "bad character": ("x = 1 ? 2\n", "FLO901", 1, 7),
    "control character": ("x = 1 \x1a\n", "FLO901", 1, 7),
    "lone brace in an f-string": ('x = 1\nf"}"\n', "FLO901", 2, None),
    "lone CR": (b"x = 1\ry = (\rz = 1\r", "FLO901", 2, 5),
    "form feed": (b"\x0cx = 1\n\x0c  y = (\n", "FLO901", 2, None),
    "deep del": ("x = 1\ndel " + "(" * 90 + "x" + ",)" * 90, "FLO905", 2, None),
    "hexadecimal escape": (r"x = 'a\\ \xg'", "FLO901", 1, 10),
    "short escape": (r"x = '\u12'", "FLO901", 1, 6),
    "escape beyond Unicode": (r"x = '\U00110000'", "FLO901", 1, 6),
    "escape without a name": (r"x = '\N'", "FLO901", 1, 6),
    "escape in an f-string": (r"x = f'{a} \xg'", "FLO901", 1, 11),
    "escape in bytes": (r"x = b'\x1'", "FLO901", 1, 7),
    "umlaut in bytes": ("x = b'''a\nä'''", "FLO901", 2, 1),
    "return at module level": ("if x:\n    return 1\n", "FLO901", 2, 5),
    "return in a class": ("def f():\n    class C:\n        x = 1\n        return x\n", "FLO901", 4, 9),
    "break outside": ("for x in y: pass\nelse: break\n", "FLO901", 2, 7),
    "continue in a function in a loop": ("while x:\n    def f():\n        continue\n", "FLO901", 3, 9),
    "merge conflict": ("<<<<<<< HEAD\nx = 1\n=======\n", "FLO901", 1, 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_one_finding_with_a_place(name: str) -> None:
    source, code, line, column = REFUSED[name]
    data = source.encode() if isinstance(source, str) else source
    started = time.process_time()
    found = parse(data, "some/file.py")
    assert time.process_time() - started < 2
    assert isinstance(found, Finding), "it was parsed"
    assert found.code == code, found.message
    assert found.span.path == "some/file.py"
    assert line is None or found.span.line == line, found
    assert column is None or found.span.column == column, found
    assert found.message
    assert found.help


ACCEPTED = {
    "empty": b"",
    "only BOM": b"\xef\xbb\xbf",
    "only a comment": b"# \xc3\xa4",
    "BOM": b"\xef\xbb\xbfx = 1\n",
    "UTF-8 cookie": b"#!/usr/bin/python\n# -*- coding: UTF-8 -*-\nx = '\xc3\xa4'\n",
    "ASCII cookie": b"# coding: us-ascii\nx = 1\n",
    "a word like a cookie in line 3": b"\n\n# coding: latin-1\n",
    "code before the cookie": b"x = 1\n# coding: latin-1\n",
    "no last newline": b"x = 1",
    "100 brackets": b"(" * 100 + b"1" + b")" * 100,
    "100 lists": b"[" * 100 + b"]" * 100,
    "100 calls": b"f(" * 100 + b")" * 100,
    "100 subscripts": b"a[" * 100 + b"1" + b"]" * 100,
    "100 mappings": b"{1:" * 100 + b"1" + b"}" * 100,
    "100 f-strings": nested_f_strings(100).encode(),
    "100 links": b"p" + b".add(s)" * 100,
    "200 operators": b"a" + b"+a" * 200,
    "a chain in each bracket": b"(" * 50 + b"a" + b"+a)+b" * 50,
    "2,000 strings": b"x = (" + b'"a" ' * 2000 + b")",
    "a long list": b"x = [" + b"a.b, " * 5000 + b"]",
    "many statements": b"a.b(c)\n" * 2000,
    "200 elif": b"if x: pass\n" + b"elif x: pass\n" * 200,
    "100 decorators": b"@d\n" * 100 + b"def f(): pass",
    "99 blocks": blocks(99, "if x:").encode(),
    "a long string": b"x = '" + b"a" * 900_000 + b"'",
    "a long integer": b"x = " + b"9" * 100_000,
    "patterns": b"match x:\n case {'a': [C(b=1, c=(2 | 3)), *_], **rest}: pass",
    "a function called case": b"case(" * 14 + b")" * 14,
    "f-strings": b"""f'{a!r:>{w}.{p}}' rf"\\{x}" f'\\N{DASH}{{}}{x}}}' f'''{
    a["b"] : %H:%M }''' f"{x:{'{'}}" f'{x != y}' f"{(lambda: 1)()}" f'{x:\\n}' """,
    "new f-strings": b'f"{f"{"a"}"}" + f"{\'\\n\'}"',
    "new syntax": b"type A[T: int, *Ts, **P] = list[T]\nwith (a as b, c): pass\ntry: pass\nexcept* E: pass\n",
    "odd strings": b"ur = 1; b'a' Rb'''\n'''; u'' '\\'' \"\\\"\" '''a''b\\'''' \n",
    "continuation": b"x = 1 + \\\n  2\n",
    "numbers": b"1.5; .5; 5.; 1e-5; 0xfe+1; 1_0.0j; 1..real; 0xeffe; 0b1; 0o7; 1if x else 2",
    "non-ASCII names": "größe = ﬁeld = 1\n".encode(),
    "good escapes": rb"""x = '\\x \x41 \u0041 \U0010FFFF \N{DASH} \q' r'\xg' rf'\u{x}' f'\\xg{x}'; y = b'\u12' """,
    "return": b"async def f():\n  with a: return\nasync def g(): return 1\nx = lambda: 1\ndef f():\n  if x: return",
    "break": b"for a in b: break\nelse: a\nwhile a:\n    if b: break\n    try: continue\n    finally: pass\n",
    "break in an asynchronous loop": b"async def f():\n  async for x in y: break\n  async for x in y:\n    continue\n",
    "form feed": b"\x0cx = 1\n\x0cy = 2\n",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_odd_file_is_parsed(name: str) -> None:
    started = time.process_time()
    found = parse(ACCEPTED[name], "file.py")
    assert isinstance(found, Parsed), found
    digest(found.tree)
    assert found.functions is not None
    for statement in found.tree.body:
        found.span(statement)
    assert time.process_time() - started < 4


def test_newlines_are_one_kind() -> None:
    for data in (b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\r\nb\n"):
        assert guard(data, "x.py") == "a\nb\n"


def test_columns_count_code_points() -> None:
    parsed = parse("s = 'äöü😀'; t = 1\r\n".encode(), "x.py")
    assert isinstance(parsed, Parsed)
    line = parsed.tree.body[0]
    assert parsed.span(line.body[1]) == Span(path="x.py", line=1, column=13, end_line=1, end_column=18)


def test_every_limit_is_in_the_table_with_its_own_name() -> None:
    assert len({(limit.code, limit.message) for limit in LIMITS}) == len(LIMITS)
    assert all(limit.code.startswith("FLO9") and limit.help for limit in LIMITS)
