"""How secrets look in source: keys by their shape, and what stands under a name that says that it is one.

What is found is never handed on: only what kind of secret it is, and texts in which it is starred out.
"""

import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Final

# What a secret is called → how it looks wherever it stands. Documentation uses keys with EXAMPLE in them.
_SHAPES: Final = (
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("an API key of a model provider", r"\bsk-(?:(?:ant|proj|svcacct)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})"),
    ("a Hugging Face token", r"\bhf_[A-Za-z0-9]{30,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"https://hooks\.slack\.com/services/T[A-Za-z0-9_/]{20,}"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("a Stripe key", r"\b[rs]k_live_[0-9A-Za-z]{20,}"),
    ("a PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{50,}"),
    ("a signed token (JWT)", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
)
_ADDRESS: Final = r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"{}<>$]+:(?P<word>[^\s/@'\"{}<>$]+)@"
_PASSWORDS: Final = frozenset({"password", "passwd", "pwd", "passphrase"})
_KEYS: Final = frozenset({"secret", "token", "apikey", "credential", "credentials"})
_KEY_WORDS: Final = frozenset({"api", "access", "secret", "private", "auth", "signing", "encryption", "client"})
# What a text holds that one of these shapes, or a secret in an address, is in: most have none of it.
_NEEDLES: Final = (
    "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "hf_", "xox", "hooks.slack",
    "AIza", "k_live_", "pypi-AgE", "eyJ", "-----BEGIN", "://",
)  # fmt: skip
_NAMES: Final = ("pass", "pwd", "secret", "token", "key", "credential")
# A token of a text, a number of tokens, the name of a header: nothing to hide.
_HARMLESS: Final = frozenset(
    {"pad", "eos", "bos", "unk", "mask", "sep", "cls", "special", "max", "min", "num", "new", "name", "id", "url",
     "path", "file", "field", "column", "header", "type", "env", "var", "variable", "key_name", "count", "limit"}
)  # fmt: skip
_PLACEHOLDERS: Final = frozenset(
    {"password", "passwd", "secret", "token", "changeme", "change_me", "example", "placeholder", "dummy", "test",
     "none", "null", "todo", "fixme", "redacted", "hidden", "your", "my", "foo", "bar", "default", "xxx", "user",
     "pass", "admin", "root", "postgres", "guest", "string", "fake", "sample", "insert", "replace", "here"}
)  # fmt: skip
_ASSIGNED: Final = (
    r"(?i)(?P<name>[A-Za-z_][A-Za-z0-9_-]*(?:pass|pwd|secret|token|key|credential)[A-Za-z0-9_-]*|password|passwd|pwd"
    r"|passphrase|secret|token|apikey|credentials?)[\"']?\s*(?::\s*str\s*)?[:=]\s*[rbuRBU]?(?P<quote>[\"'])"
    r"(?P<value>[^\"'\n]{4,})(?P=quote)"
)
_WORD: Final = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+"


def secret(name: str, text: str) -> str:
    """What kind of secret a text is that stands under a name, or nothing."""
    if len(text) < 4 or text.isspace():
        return ""
    if any(needle in text for needle in _NEEDLES):
        for what, pattern in _patterns():
            if pattern.search(text) and "EXAMPLE" not in text:
                return what
        found = _address().search(text)
        if found is not None and not _is_placeholder(found["word"]):
            return "a password in an address"
    return _by_name(name, text) if any(part in name.lower() for part in _NAMES) else ""


def masked(text: str) -> str:
    """A text in which secrets are starred out, of the same length and with the same lines; itself if it has none."""
    made = text
    if any(needle in text for needle in _NEEDLES):
        for _, pattern in _patterns():
            made = pattern.sub(lambda found: found[0] if "EXAMPLE" in found[0] else _stars(found[0]), made)
        made = _address().sub(_without_word, made)
    low = text.lower()
    made = _assigned().sub(_without_value, made) if any(part in low for part in _NAMES) else made
    return text if made == text else made


def _without_word(found: re.Match[str]) -> str:
    return found[0] if _is_placeholder(found["word"]) else _starred(found, "word")


def _without_value(found: re.Match[str]) -> str:
    return _starred(found, "value") if _by_name(found["name"], found["value"]) else found[0]


def _starred(found: re.Match[str], group: str) -> str:
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return found[0][:start] + _stars(found[group]) + found[0][end:]


def _stars(text: str) -> str:
    return "".join(one if one == "\n" else "*" for one in text)


def _by_name(name: str, text: str) -> str:
    """Whether a name says that its value is secret, and the value does not say that it is none."""
    words = [word.lower() for word in _words().findall(name)]
    if not words or set(words) & _HARMLESS or any(c.isspace() for c in text) or _is_placeholder(text):
        return ""
    if _PASSWORDS & set(words) or "".join(words) in _PASSWORDS:
        return "a password"
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    is_key = bool(_KEYS & set(words)) or any(f"{one} key" in pairs for one in _KEY_WORDS)
    if is_key and len(text) >= 12 and _is_random(text):
        return "a secret key" if "token" not in words else "a token"
    return ""


def _is_placeholder(text: str) -> bool:
    """Whether a text only stands where a secret will: `changeme`, `<token>`, `${TOKEN}`, `***`, a name in capitals."""
    if not text or set(text) <= set("*x.-_X") or text[0] in "<{$%[" or text.startswith(("http://", "https://", "/")):
        return True
    words = [word.lower() for word in _words().findall(text)]
    return not words or bool(set(words) & _PLACEHOLDERS) or (text.isupper() and "_" in text)


def _is_random(text: str) -> bool:
    """Whether a text looks drawn, not written: letters and digits, of many kinds."""
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text) and bits >= 3


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((what, re.compile(pattern)) for what, pattern in _SHAPES)


@cache
def _address() -> re.Pattern[str]:
    return re.compile(_ADDRESS)


@cache
def _assigned() -> re.Pattern[str]:
    return re.compile(_ASSIGNED)


@cache
def _words() -> re.Pattern[str]:
    return re.compile(_WORD)
