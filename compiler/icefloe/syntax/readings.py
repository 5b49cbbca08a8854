"""What was worked out about pieces of code, kept: many functions reach the same definitions."""

import libcst as cst

from icefloe.syntax.digest import digest_text
from icefloe.syntax.normal import normal
from icefloe.syntax.symbols import Binding
from icefloe.syntax.usage import Use, uses


class Readings:
    """A cache of uses and digests by binding. A binding is one object of one module's table, so its identity serves."""

    def __init__(self) -> None:
        self._uses: dict[cst.CSTNode, tuple[Use, ...]] = {}
        self._forms: dict[cst.CSTNode, str] = {}

    def uses(self, binding: Binding) -> tuple[Use, ...]:
        """The names that a binding's code uses, and the conditions and loops around it."""
        parts = [*binding.parts, *(part for header in binding.headers for part in header.parts)]
        return tuple(use for part in parts for use in self._of(part))

    def _of(self, part: cst.CSTNode) -> tuple[Use, ...]:
        if part not in self._uses:
            self._uses[part] = uses(part)
        return self._uses[part]

    def form(self, binding: Binding) -> str:
        """The digest of a binding's code, with the conditions and loops it stands under."""
        headers = (f"{header.branch}({''.join(map(self.node, header.parts))})" for header in binding.headers)
        return "".join((*headers, binding.kind, *map(self.node, binding.parts)))

    def node(self, part: cst.CSTNode) -> str:
        """The digest of one piece of code."""
        if part not in self._forms:
            self._forms[part] = digest_text(normal(part))
        return self._forms[part]
