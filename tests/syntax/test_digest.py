"""The semantic digest changes with the meaning of code and with nothing else."""

import inspect
import os
import random
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import CodeType

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icefloe.syntax.digest import digest
from icefloe.syntax.fields import FIELDS
from icefloe.syntax.parser import Parsed, parse
from icefloe.syntax.text import cleaned, string


def of(source: str) -> str:
    parsed = parse(source.encode("utf-8", "surrogatepass"), "x.py")
    assert isinstance(parsed, Parsed), parsed
    return digest(parsed.tree)


SAME = [
    ("f(1, 2)", "f( 1,2, )  # comment"),
    ("x = (1, 2)", "x = 1, 2,"),
    ("return_ = ((a + b)) * c", "return_ = (a+b)*c"),
    ("'abc'", '"abc"'),
    ("x = 'a' 'b'", "x = 'ab'"),
    ("x = 'a' + 'b'", "x = 'ab'"),
    ("x = ('a'\n  f'b{c}' 'd')", "x = f'ab{c}d'"),
    ("x = f'a'", "x = 'a'"),
    ("x = r'\\d'", "x = '\\\\d'"),
    ("x = '\\x41\\u0042\\103\\U00000044'", "x = 'ABCD'"),
    ("x = u'a'", "x = 'a'"),
    ("x = Rb'a' b'b'", "x = b'ab'"),
    ("x = 'a\\\nb'", "x = 'ab'"),
    ("x = f'{{{a}}}'", "x = '{' f'{a}' '}'"),
    ("x = f'{a!r:>{w}}'", "x = f'{ a !r:>{ w }}'"),
    ("x = '\\N{dash}'", "x = '\\N{DASH}'"),
    ("x = 0x1F + 1_000 + 0b11 + 0o17", "x = 31 + 1000 + 3 + 15"),
    ("x = 1.0 + 1e3 + 1J", "x = 1. + 1000.0 + 1.0j"),
    ("a; b", "a\nb"),
    ("if x: y", "if x:\n    y"),
    ("def f():\n  return 1", "def f(): return 1"),
    ("class A(): pass", "class A:\n\n    pass"),
    ("def f(a, b=1): 'doc'", "def f(\n    a,\n    b = 1,\n):\n    '''doc'''\n"),
    ("def f():\n  '''  One.\n\n     Two.  \n\n  '''", 'def f():\n        """One.\n\n           Two.\n        """'),
    ("with a as b, c: pass", "with (a as b, c,): pass"),
    ("from a import (b, c)", "from a import b, c"),
    ("for (x, y) in (z): pass", "for x, y in z: pass"),
    ("del (a), b", "del a, b"),
    ("assert (x), (y)", "assert x, y"),
    ("x[1:2:]", "x[1:2]"),
    ("x[(1, 2)]", "x[1, 2]"),
    ("ﬁeld = 1", "field = 1"),
    ("x = not(a)", "x = not a"),
    ("lambda: (yield)", "lambda : ( yield )"),
    ("match x:\n  case [a, *b]: pass", "match (x):\n    case (a, *b,):\n        pass"),
    ("x = y = 1", "x=y=1"),
    ("@(d)\ndef f(): pass", "@d\n\n# c\ndef f(): pass"),
    ("a\r\nb", "a\nb"),
]

DIFFERENT = [
    ("x = 1", "x = 1.0"),
    ("x = 1", "x = True"),
    ("x = 1", "y = 1"),
    ("x = 'a'", "x = b'a'"),
    ("x = 'a'", "x = 'b'"),
    ("x = '\\\\n'", "x = '\\n'"),
    ("x = 'a', 'b'", "x = 'a' 'b'"),
    ("x = f'{a}'", "x = '{a}'"),
    ("x = f'{a}'", "x = f'{a!r}'"),
    ("x = f'{a=}'", "x = f'{a}'"),
    ("x = f'{a=}'", "x = f'{a =}'"),
    ("x = f'{a:1}'", "x = f'{a:2}'"),
    ("x = f'{a}b'", "x = f'{a}' + b"),
    ("x = a + 'b' + 'c'", "x = a + ('b' + 'c')"),
    ("x[1,]", "x[1]"),
    ("x[1:2, 3]", "x[1:2][3]"),
    ("x[*a]", "x[a]"),
    ("(a,)", "(a)"),
    ("a - (b - c)", "a - b - c"),
    ("(a and b) or c", "a and (b or c)"),
    ("a < b < c", "(a < b) < c"),
    ("not a == b", "(not a) == b"),
    ("f(a, *b)", "f(a, b)"),
    ("f(a=1)", "f(b=1)"),
    ("f(**a)", "f(*a)"),
    ("def f(a, /): pass", "def f(a): pass"),
    ("def f(*, a): pass", "def f(a): pass"),
    ("def f(a=1): pass", "def f(a=2): pass"),
    ("def f(a: int): pass", "def f(a: str): pass"),
    ("def f() -> int: pass", "def f(): pass"),
    ("async def f(): pass", "def f(): pass"),
    ("@a\n@b\ndef f(): pass", "@b\n@a\ndef f(): pass"),
    ("def f():\n  x\n  pass", "def f():\n  x"),
    ("def f(): 'a'", "def f(): 'b'"),
    ("class A(B): pass", "class A: pass"),
    ("class A(m=B): pass", "class A(B): pass"),
    ("if x:\n  a\nb", "if x:\n  a\n  b"),
    ("if x: a\nelse: b", "if x: b\nelse: a"),
    ("a if b else c", "b if a else c"),
    ("try: a\nexcept E: b", "try: a\nexcept* E: b"),
    ("try: a\nfinally: b", "try: a\nexcept: b"),
    ("import a.b", "import a.b as b"),
    ("from . import a", "from .. import a"),
    ("from .a import b", "from a import b"),
    ("x: int", "x = int"),
    ("x += 1", "x -= 1"),
    ("global x", "nonlocal x"),
    ("[a for a in b]", "{a for a in b}"),
    ("[a for a in b if c]", "[a for a in b]"),
    ("{**a}", "{*a}"),
    ("await_(a)", "await a"),
    ("yield a", "yield from a"),
    ("raise a", "raise a from b"),
    ("x = ...", "x = None"),
    ("x[1:]", "x[:1]"),
    ("match x:\n  case a: pass", "match x:\n  case a.b: pass"),
    ("match x:\n  case {'a': 1, **r}: pass", "match x:\n  case {'a': 1}: pass"),
    ("lambda a: b", "lambda b: a"),
    ("def f(): return_", "def f(): return"),
    ("while a: break", "while a: continue"),
    ("print('a' 'b')", "print('a', 'b')"),
    ("t'a{b}'", "f'a{b}'"),
    ("type A[T] = T", "type A[T: int] = T"),
    ("(yield)", "(yield None)"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_layout_does_not_count(one: str, other: str) -> None:
    assert of(one) == of(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_meaning_counts(one: str, other: str) -> None:
    assert of(one) != of(other)


def test_the_table_names_every_kind_of_node() -> None:
    layout = {
        *("BaseValueToken", "Colon", "Comma", "Comment", "EmptyLine", "LeftCurlyBrace", "LeftParen", "AssignEqual"),
        *("LeftSquareBracket", "Newline", "ParenthesizedWhitespace", "RightCurlyBrace", "RightParen", "Semicolon"),
        *("RightSquareBracket", "SimpleWhitespace", "TrailingWhitespace"),
    }
    operators = (cst.BaseUnaryOp, cst.BaseBinaryOp, cst.BaseBooleanOp, cst.BaseCompOp, cst.BaseAugOp)
    kinds = {
        name
        for name, kind in vars(cst).items()
        if isinstance(kind, type) and issubclass(kind, cst.CSTNode) and not name.startswith("Base")
        if not issubclass(kind, operators) and not inspect.isabstract(kind) and name != "MatchSequence"
    }
    assert kinds - layout - {"CSTNode"} <= FIELDS.keys()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_string_has_one_digest_however_it_is_written(value: str) -> None:
    plain = "".join(f"\\U{ord(character):08x}" for character in value)
    written = repr(value)
    assert string(f"'{plain}'") == string(written) == ("str", value.replace("\\", "\\\\"))


@given(st.binary())
def test_bytes_have_one_digest_however_they_are_written(value: bytes) -> None:
    plain = "".join(f"\\x{byte:02x}" for byte in value)
    assert string(f"b'{plain}'") == string(repr(value))


@given(st.text("ab \n"), st.integers(0, 9))
def test_the_indentation_of_a_docstring_does_not_count(text: str, width: int) -> None:
    moved = "\n".join(" " * width + line if number and line else line for number, line in enumerate(text.split("\n")))
    assert cleaned(moved) == cleaned(text)


# --- a corpus ------------------------------------------------------------------------------------------------------

STDLIB = Path(sysconfig.get_paths()["stdlib"])
CORPUS = [
    *("argparse", "ast", "asyncio/tasks", "bisect", "cgi", "codecs", "collections/__init__", "configparser", "copy"),
    *("dataclasses", "difflib", "email/message", "enum", "fractions", "functools", "heapq", "http/cookies"),
    *("inspect", "json/decoder", "json/encoder", "logging/__init__", "pprint", "random", "shutil", "statistics"),
    *("string", "tarfile", "textwrap", "tokenize", "traceback", "types", "typing", "unittest/mock", "urllib/parse"),
]


def corpus() -> list[Path]:
    found = [STDLIB / f"{name}.py" for name in CORPUS]
    return [path for path in found if path.exists()]


@pytest.fixture(scope="module")
def formatted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus as `ruff format` writes it."""
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed beside this Python")
    folder = tmp_path_factory.mktemp("formatted")
    for path in corpus():
        shutil.copy(path, folder / path.relative_to(STDLIB).as_posix().replace("/", "-"))
    command = [str(ruff), "format", "--isolated", "--no-cache", "--quiet", "--line-length", "60", str(folder)]
    subprocess.run(command, check=True)
    return folder


def test_a_formatter_changes_no_digest(formatted: Path) -> None:
    compared, changed = 0, []
    for path in corpus():
        name = path.relative_to(STDLIB).as_posix()
        before = parse(path.read_bytes(), name)
        after = parse((formatted / name.replace("/", "-")).read_bytes(), name)
        assert isinstance(before, Parsed), before
        assert isinstance(after, Parsed), after
        assert before.source.text != after.source.text or len(before.source.text) < 2000, name
        for one, other in zip(before.tree.body, after.tree.body, strict=True):
            compared += 1
            if digest(one) != digest(other):
                changed.append(f"{name}:{before.span(one).line}")
    assert changed == []
    assert compared > 1000


TOKEN = re.compile(r"\b(?:[a-z_]\w*|\d+)\b|==|<=|[-+*<>]")


def test_a_change_of_one_token_changes_the_digest() -> None:
    """Names, numbers and operators of whole functions, one at a time."""
    chosen = random.Random(1)
    tried = 0
    for path in chosen.sample(corpus(), 6):
        parsed = parse(path.read_bytes(), path.name)
        assert isinstance(parsed, Parsed)
        functions = [node for node in parsed.functions.values() if isinstance(node, cst.FunctionDef)]
        for node in chosen.sample(functions, min(12, len(functions))):
            source = parsed.tree.code_for_node(node.with_changes(leading_lines=(), lines_after_decorators=()))
            mutant = mutated(source, chosen)
            if mutant is not None and (other := statement(mutant)) is not None:
                original = statement(source)
                assert original is not None
                assert digest(original) != digest(other), f"{source}\n---\n{mutant}"
                tried += 1
    assert tried > 30


def mutated(source: str, chosen: random.Random) -> str | None:
    """The source with one token outside comments and strings changed to another."""
    code = [line for line in source.split("\n") if not re.search(r"[#'\"]", line)]
    places = [(line, found) for line in code for found in TOKEN.finditer(line)]
    if not places:
        return None
    line, found = chosen.choice(places)
    spelling = found.group()
    other = spelling + ("_changed" if spelling[0].isalpha() or spelling[0] == "_" else "7")
    other = {"==": "!=", "<=": "<", "+": "-", "-": "+", "*": "/", "<": ">", ">": "<"}.get(spelling, other)
    return source.replace(line, line[: found.start()] + other + line[found.end() :], 1)


def statement(source: str) -> cst.CSTNode | None:
    from textwrap import dedent

    parsed = parse(dedent(source).encode(), "x.py")
    return parsed.tree.body[0] if isinstance(parsed, Parsed) and parsed.tree.body else None


# --- addresses -----------------------------------------------------------------------------------------------------


def compiled_names(code: CodeType, found: dict[str, int]) -> dict[str, int]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if not re.fullmatch(r"<(listcomp|setcomp|dictcomp|genexpr|generic parameters of .*)>", constant.co_name):
                name = re.sub(r"<(listcomp|setcomp|dictcomp|genexpr)>\.<locals>\.", "", constant.co_qualname)
                found[name] = found.get(name, 0) + 1
            compiled_names(constant, found)
    return found


def test_addresses_are_those_of_cpython() -> None:
    for path in corpus():
        parsed = parse(path.read_bytes(), path.name)
        assert isinstance(parsed, Parsed)
        ours: dict[str, int] = {}
        for qualname, ordinal in parsed.functions:
            assert ordinal == ours.get(qualname, 0)
            ours[qualname] = ordinal + 1
        theirs = compiled_names(compile(parsed.source.text, path.name, "exec", dont_inherit=True), {})
        assert {name: theirs.get(name) for name in ours} == ours


def test_addresses_of_nested_and_global_functions() -> None:
    source = """
def factory(a=lambda: 1):
    def train(): return [lambda: x for x in y]
    def train(): pass
    global shared
    def shared(): pass
    class A:
        def train(self): pass
    return (lambda: (lambda: 2))
"""
    parsed = parse(source.encode(), "x.py")
    assert isinstance(parsed, Parsed)
    assert set(parsed.functions) == {
        ("factory", 0),
        ("<lambda>", 0),
        ("factory.<locals>.train", 0),
        ("factory.<locals>.train.<locals>.<lambda>", 0),
        ("factory.<locals>.train", 1),
        ("shared", 0),
        ("factory.<locals>.A.train", 0),
        ("factory.<locals>.<lambda>", 0),
        ("factory.<locals>.<lambda>.<locals>.<lambda>", 0),
    }
    for address, node in parsed.functions.items():
        assert parsed.address(node) == address


# --- other Pythons -------------------------------------------------------------------------------------------------


def test_digests_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "from icefloe.syntax.digest import digest; from icefloe.syntax.parser import parse; "
        "print(digest(parse(b'def f(x={1: 2}): return {x, 2}', 'x').tree))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHASHSEED"}
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert printed == {of("def f(x={1: 2}): return {x, 2}") + "\n"}


def test_the_normal_form_has_not_changed_without_its_version() -> None:
    """When this fails on purpose, raise NORMALISER: locks of unchanged source would read as tampered with."""
    expected = "21397074d8b5aa63cb401f85453269470e63c525408d5838520c5d0e5fb0d929"
    assert of("def f(a, *, b=0x10):\n    'Doc.'\n    return f'{a!r:>{b}}' 'x'\n") == expected
