"""What tells a finding again after an edit elsewhere in the file."""

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from icefloe.findings import Finding
from icefloe.source import Source

_BLOCK = 100
_BASE = 37
_WORD = (1 << 64) - 1
_END = 0xFFFF
_LF = 0x0A
_SKIPPED = frozenset((0x20, 0x09))


def identities(findings: Sequence[Finding], sources: Mapping[str, Source]) -> Iterator[str]:
    """An identity for each finding: of its code, file, message and line of text; the second one alike is another."""
    seen: Counter[str] = Counter()
    lines = {path: source.text.split("\n") for path, source in sources.items()}
    for finding in findings:
        text = lines.get(finding.span.path, [])
        line = text[finding.span.line - 1].strip() if 1 <= finding.span.line <= len(text) else ""
        parts = (finding.code, finding.span.path, finding.message, line)
        digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        seen[digest] += 1
        yield digest[:32] if seen[digest] == 1 else sha256(f"{digest}{seen[digest]}".encode()).hexdigest()[:32]


def line_hashes(text: str) -> list[str]:
    """The `primaryLocationLineHash` of each line, as GitHub computes it for code scanning when a file is uploaded.

    It is a hash of the hundred UTF-16 units from the start of the line on, blanks left out, modulo 2**64; lines that
    go on alike are numbered. A hash that differs from GitHub's own would be warned of with each upload.
    """
    units = array("H", text.encode("utf-16-le", "surrogatepass"))
    if sys.byteorder == "big":
        units.byteswap()
    kept: list[int] = []
    starts: list[int] = []
    begins = True
    for unit in (*units, _END):
        if unit in _SKIPPED:
            continue
        if begins:
            starts.append(len(kept))
        begins = unit == _LF
        kept.append(unit)
    seen: Counter[int] = Counter()
    hashes: list[str] = []
    for start in starts:
        found = _hash(kept[start : start + _BLOCK])
        seen[found] += 1
        hashes.append(f"{found:x}:{seen[found]}")
    return hashes


def _hash(window: Sequence[int]) -> int:
    value = 0
    for unit in (*window, *(0 for _ in range(_BLOCK - len(window)))):
        value = (value * _BASE + unit) & _WORD
    return value
