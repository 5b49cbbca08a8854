"""Type variables of what is asked for: what each must be so that all of its occurrences fit."""

from dataclasses import field
from typing import Literal, TypeAlias

from icefloe.types.causes import DIFFER, UNSOLVED
from icefloe.types.model import AnyType, CallableType, LiteralType, OverloadType, TupleType, Type, TypeVar, Union, union
from icefloe.types.parts import Asking, all_of, inside
from icefloe.types.spell import spell, widened
from icefloe.types.verdict import YES, Verdict, no, unknown
from icefloe.types.walk import substitute, variables
from icefloe_schema.records import dataclass

Side: TypeAlias = Literal["lower", "upper", "exact"]


@dataclass(slots=True)
class Solver:
    """The variables that are free, and what is asked of each so far; `mark` and `back` undo a trial.

    `guessed` tells that another choice was open on the way, `spread` that several types are given together. Variables
    that are `kept` are never free.
    """

    free: dict[str, TypeVar] = field(default_factory=dict[str, TypeVar])
    asked: list[tuple[str, Side, Type]] = field(default_factory=list[tuple[str, Side, Type]])
    guessed: bool = False
    spread: bool = False
    kept: frozenset[str] = frozenset({"Self"})

    def open(self, type: Type) -> None:
        """Let all variables of a type be free."""
        for one in variables(type):
            if one.name != "Self":
                self.free.setdefault(one.name, one)

    def keep(self, type: Type) -> None:
        """Never free the variables of what is given, unless it is a function that is called with any of them."""
        for one in type.members if isinstance(type, Union) else (type,):
            is_function = isinstance(one, OverloadType) or (isinstance(one, CallableType) and bool(one.names))
            if not is_function:
                self.kept |= {variable.name for variable in variables(one)}

    def renamed(self, type: Type) -> Type:
        """The same type with free variables of its own."""
        own = {one.name: one for one in variables(type) if one.name not in self.free and one.name not in self.kept}
        if not own:
            return type
        taken = len(self.free)
        fresh: dict[str, Type] = {}
        for name, one in own.items():
            made = TypeVar(f"{name}'{taken}", one.bound, one.constraints, one.variance, one.default, one.kind)
            fresh[name] = self.free[made.name] = made
        return substitute(type, fresh)

    def is_free(self, type: Type) -> bool:
        """Whether a type is one of the free variables."""
        return isinstance(type, TypeVar) and type.name in self.free

    def holds(self, type: Type) -> bool:
        """Whether a free variable stands anywhere in a type."""
        return bool(self.free) and any(one.name in self.free for one in variables(type))

    def ask(self, variable: TypeVar, side: Side, type: Type) -> Verdict:
        """Note what is asked of a variable."""
        self.asked.append((variable.name, side, type))
        return YES

    def mark(self) -> int:
        """Where the notes stand."""
        return len(self.asked)

    def back(self, mark: int) -> None:
        """Forget what was noted since."""
        del self.asked[mark:]

    def verdict(self, compare: Asking) -> Verdict:
        """Whether there is a type for each variable."""
        found = all_of(self._one(variable, compare) for variable in self.free.values())
        if found.answer == "no" and self.guessed:
            return unknown(found.why)
        return found

    def _one(self, variable: TypeVar, compare: Asking) -> Verdict:
        sides: dict[str, list[Type]] = {"lower": [], "upper": [], "exact": []}
        for name, side, type in self.asked:
            if name == variable.name and type not in sides[side] and type != variable:
                sides[side].append(type)
        lower, upper, exact = sides["lower"], sides["upper"], sides["exact"]
        name = variable.name.partition("'")[0]
        if any(self.holds(one) for one in (*lower, *upper, *exact)):
            simple = len(lower) + len(upper) + len(exact) == 1
            return YES if simple else unknown(f"the type variable {name} is not solved", UNSOLVED)
        if variable.kind != "one":
            return _many(variable, exact, name)
        if exact:
            found = _exact(variable, exact, lower, upper, compare)
            return unknown(found.why, DIFFER) if found.answer == "no" and self.spread and len(exact) > 1 else found
        return inside(name, _between(variable, lower, upper, compare))


def _many(variable: TypeVar, exact: list[Type], name: str) -> Verdict:
    """A variable that stands for several types or for parameters: the same everywhere."""
    if len(exact) < 2:
        return YES
    if variable.kind == "several" and all(isinstance(one, TupleType) for one in exact):
        lengths = {len(one.items) for one in exact if isinstance(one, TupleType) and one.rest is None}
        if len(lengths) > 1:
            return no(f"{name} cannot be {spell(exact[0])} and {spell(exact[1])}")
    if variable.kind == "parameters":
        bare = {one.parameters for one in exact if isinstance(one, CallableType)}
        if len(bare) == 1:
            return unknown(f"the parameters {name} stand in several places and are not solved", UNSOLVED)
    return unknown(f"the type variable {name} stands in several places and is not solved", UNSOLVED)


def _exact(variable: TypeVar, exact: list[Type], lower: list[Type], upper: list[Type], compare: Asking) -> Verdict:
    first = next((one for one in exact if not isinstance(one, AnyType)), exact[0])
    name = variable.name.partition("'")[0]
    for one in exact:
        there = all_of((compare.fits(first, one), compare.fits(one, first)))
        if there.answer != "yes":
            return there if there.answer == "unknown" else no(f"{name} cannot be {spell(first)} and {spell(one)}")
    verdicts = [compare.fits(one, first) for one in lower] + [compare.fits(first, one) for one in upper]
    if variable.constraints and not isinstance(first, AnyType):
        pairs = [all_of((compare.fits(first, c), compare.fits(c, first))) for c in variable.constraints]
        if not any(one.answer == "yes" for one in pairs):
            near = any(compare.fits(first, one).answer != "no" for one in variable.constraints)
            why = f"{spell(first)} is none of {spell(union(*variable.constraints))}"
            verdicts.append(unknown(why, DIFFER) if near else no(why))
    return inside(name, all_of(verdicts)) if len(exact) + len(lower) + len(upper) > 1 else all_of(verdicts)


def _between(variable: TypeVar, lower: list[Type], upper: list[Type], compare: Asking) -> Verdict:
    if not lower:
        if variable.constraints and upper:
            return _constrained(variable, lower, upper, compare)
        if len(upper) < 2 or any(all(compare.fits(u, one) == YES for one in upper) for u in upper):
            return YES
        return unknown(f"the type variable {variable.name.partition(chr(39))[0]} is not solved", UNSOLVED)
    if variable.constraints:
        return _constrained(variable, lower, upper, compare)
    least = union(*lower)
    found = all_of(compare.fits(least, one) for one in upper)
    if found.answer == "no" and any(isinstance(one, LiteralType) for one in lower):
        return all_of(compare.fits(widened(o) if isinstance(o, LiteralType) else o, u) for o in lower for u in upper)
    return found


def _constrained(variable: TypeVar, lower: list[Type], upper: list[Type], compare: Asking) -> Verdict:
    doubt = False
    for constraint in variable.constraints:
        both = [compare.fits(one, constraint) for one in lower] + [compare.fits(constraint, one) for one in upper]
        answer = all_of(both).answer
        if answer == "yes":
            return YES
        doubt = doubt or answer == "unknown"
    why = f"none of {spell(union(*variable.constraints))} fits {spell(union(*lower, *upper))}"
    return unknown(why) if doubt else no(why)
