"""What was worked out about pieces of code, kept: many functions reach the same definitions."""

from collections.abc import Mapping

import libcst as cst

from icefloe.syntax.bindings import bound_in
from icefloe.syntax.symbols import Binding
from icefloe.syntax.usage import Scoped, Use, surroundings, uses


class Readings:
    """A cache of uses and digests by binding. A binding is one object of one module's table, so its identity serves."""

    def __init__(self) -> None:
        self._uses: dict[cst.CSTNode, tuple[Use, ...]] = {}
        self._reached: dict[cst.CSTNode, tuple[Use, ...]] = {}
        self._forms: dict[cst.CSTNode, str] = {}
        self._bound: dict[cst.CSTNode, frozenset[str] | None] = {}
        self._around: dict[cst.CSTNode, Mapping[cst.CSTNode, tuple[Scoped, ...]]] = {}

    def uses(self, binding: Binding) -> tuple[Use, ...]:
        """The names that a binding's code uses, its strings included, and the conditions and loops around it."""
        parts = [*binding.parts, *(part for header in binding.headers for part in header.parts)]
        return tuple(use for part in parts for use in self.reached(part))

    def reached(self, part: cst.CSTNode) -> tuple[Use, ...]:
        """Every use of a name from outside a piece of code, its strings included."""
        if part not in self._reached:
            self._reached[part] = uses(part, strings=True)
        return self._reached[part]

    def used(self, part: cst.CSTNode) -> tuple[Use, ...]:
        """Every use of a name from outside a piece of code (`icefloe.syntax.usage.uses`)."""
        if part not in self._uses:
            self._uses[part] = uses(part)
        return self._uses[part]

    def bound(self, tree: cst.Module) -> frozenset[str] | None:
        """The names that the code of a module can bind at module level; None if that can be any."""
        if tree not in self._bound:
            self._bound[tree] = bound_in(tree)
        return self._bound[tree]

    def around(self, tree: cst.Module, node: Scoped) -> tuple[Scoped, ...]:
        """The functions and classes around one of a module, outermost first."""
        if tree not in self._around:
            self._around[tree] = surroundings(tree)
        return self._around[tree].get(node, ())

    def form(self, binding: Binding) -> str:
        """The digest of a binding's code, with the conditions and loops it stands under."""
        headers = (f"{header.branch}({''.join(map(self.node, header.parts))})" for header in binding.headers)
        return "".join((*headers, binding.kind, *map(self.node, binding.parts)))

    def node(self, part: cst.CSTNode) -> str:
        """The digest of one piece of code."""
        if part not in self._forms:
            from icefloe.syntax.digest import digest_text  # only a lock needs it, and no check
            from icefloe.syntax.normal import normal

            self._forms[part] = digest_text(normal(part))
        return self._forms[part]
