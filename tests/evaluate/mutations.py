"""Sources that are nearly programs: made by the grammar of `programs`, then broken in their tokens, lines and bytes."""

import random
import re

from programs import program

_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|\*\*|//|==|!=|<=|>=|:=|->|\s+|.", re.DOTALL)
_TOKENS = (
    "for", "while", "if", "else", "elif", "def", "class", "return", "yield", "await", "async", "lambda",
    "match", "case",
    "try", "except", "finally", "with", "as", "import", "from", "raise", "assert", "del", "global",
    "nonlocal", "pass",
    "break", "continue", "in", "is", "not", "and", "or", "True", "None", "self", "super()", "*", "**", "(",
    ")", "[", "]",
    "{", "}", ":", ",", ".", "=", ":=", "+=", "->", "@", "#", "'", '"', '"""', "f'{", "\\", "\n", "    ",
    ";", "0", "-1",
    "10 ** 9", "1e308", "'a' * 9999", "range(10 ** 9)", "[[]]", "x", "act", "flag(0)", "exec('x = 1')", "globals()",
    "__import__('os')", "print", "open('x')", "yield x", "[*x]", "{**x}", "x[1:2]", "x.append(x)", "lambda: x", "_",
)  # fmt: skip
_EXPRESSIONS = (
    "flag(0)", "flag(1)", "act", "(10 ** 9)", "range(10 ** 9)", "('a' * 99999)", "([0] * 99999)", "(yield)",
    "(await x)",
    "[y for y in flag(0)]", "{y: y for y in flag(1) if y}", "(lambda *a, **k: (a, k))", "super()",
    "__name__", "globals()",
    "exec('v1 = 2')", "(1 if flag(0) else [2])", "(1).x", "[][0]", "{}['a']", "f'{1!r:>{9}}'", "'%s' % 1",
    "...", "1e999",
    "(0 ** -1)", "(1 << 99999)", "b'x'", "0.1", "[*flag(0)]", "{**flag(0)}", "next(iter([]))", "max([])",
    "'\\N{DASH}'",
    "type(1)", "(z := 5)", "[1][0:0:0]", "print(*[1])", "dict(a=1)['b']", "sorted([1, 'a'])", "object()",
    "flag(0).x[1]()",
)  # fmt: skip
_ODD = (0, 9, 12, 13, 27, 0x80, 0xC3, 0xFF)
_BLOCKS = (
    "for x in range(10 ** 9):", "while True:", "while flag(0):", "if flag(1):", "try:", "with x:", "def f(*a, **k):",
    "class C(C0 if flag(0) else object):", "for x in flag(0):", "async def g():", "match x:", "case _:",
)  # fmt: skip


def source(seed: int) -> bytes:
    """One source; the same for the same seed."""
    chance = random.Random(seed)
    text = program(chance.randrange, flags=True, size=chance.choice((2, 5, 9)))
    gentle = (_copied, _copied, _nested, _value)
    rough = (_token, _token, _line, _indented, _moved, _cut, *gentle)
    kinds = gentle if chance.random() < 0.6 else rough
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6, 12))):
        text = chance.choice(kinds)(text, chance)
    data = text.encode("utf-8", "surrogatepass")
    return _bytes(data, chance) if chance.random() < 0.1 else data


def _token(text: str, chance: random.Random) -> str:
    tokens = _TOKEN.findall(text)
    at = chance.randrange(len(tokens) + 1)
    tokens[at : at + chance.randrange(2)] = [chance.choice(_TOKENS if chance.random() < 0.7 else tokens or ["x"])]
    return "".join(tokens)


def _line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at : at + 1] = [] if chance.random() < 0.4 else [lines[at]] * chance.choice((2, 2, 30))
    return "\n".join(lines)


def _indented(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = " " * chance.choice((0, 1, 4, 8)) + lines[at].lstrip()
    return "\n".join(lines)


def _moved(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return "\n".join(lines)


def _copied(text: str, chance: random.Random) -> str:
    """A name in the place of another: objects that hold themselves, functions that call themselves."""
    names = re.findall(r"\b[a-zC]\d+_?\b", text)
    if len(names) < 2:
        return text
    old, new = chance.choice(names), chance.choice(names)
    return re.sub(rf"\b{old}\b", new, text) if chance.random() < 0.5 else text.replace(old, new, 1)


def _value(text: str, chance: random.Random) -> str:
    """Another expression in the place of a constant."""
    found = list(re.finditer(r"\b\d+\b|'[a-z ]*'|\b(?:True|False)\b|\[\]", text))
    if not found:
        return text
    one = chance.choice(found)
    return text[: one.start()] + chance.choice(_EXPRESSIONS) + text[one.end() :]


def _cut(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice((1, 5, 50, 500)) :]


def _nested(text: str, chance: random.Random) -> str:
    """Everything from one line on inside a block, or inside several."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    heads = [chance.choice(_BLOCKS) for _ in range(chance.choice((1, 1, 2, 5)))]
    for head in heads:
        lines[at:] = [head, *("    " + line for line in lines[at:])]
    return "\n".join(lines)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(made) + 1)
        made[at : at + chance.randrange(2)] = bytes([chance.choice((*_ODD, chance.randrange(256)))])
    return bytes(made)
