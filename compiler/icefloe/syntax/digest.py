"""The semantic digest of a piece of source: a SHA-256 that changes with the meaning and not with the layout."""

from hashlib import sha256
from typing import Final

import libcst as cst

from icefloe.syntax.normal import normal
from icefloe.syntax.parser import deep

NORMALISER: Final = "2"
"""The version of the normal form: it changes when digests of unchanged source change."""


def digest(*nodes: cst.CSTNode) -> str:
    """The SHA-256 (hexadecimal) of one or several pieces of source in their normal form."""
    return deep(_digest, nodes)


def _digest(nodes: tuple[cst.CSTNode, ...]) -> str:
    return digest_text(*(normal(node) for node in nodes))


def digest_text(*parts: str) -> str:
    """The SHA-256 (hexadecimal) of texts, told apart by their lengths, under the normaliser's version."""
    framed = "".join(f"{len(part)}:{part}\n" for part in (f"icefloe normal form {NORMALISER}", *parts))
    return sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()
