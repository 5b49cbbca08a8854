"""What a call gives: the signature that its arguments choose, with its type variables solved by them.

Nothing is guessed: where an argument leaves open which of several signatures is meant, the call gives what they agree
on, and what they do not agree on is not known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from icefloe.infer.members import has_variables, names_in, variables_in
from icefloe.infer.solve import UNSOLVED, Solution, tidy
from icefloe.types import (
    AnyType,
    CallableType,
    Hierarchy,
    LiteralType,
    Named,
    OverloadType,
    TupleType,
    Type,
    TypeVar,
    Union,
    UnknownType,
    assignable,
    causes,
    substitute,
)
from icefloe.types.model import is_fresh, parts

_EMPTY: Mapping[str, Type] = {}
_AMBIGUOUS = UnknownType("several signatures fit the arguments", causes.UNSOLVED)
_MISFIT = UnknownType("the arguments do not fit what is called", causes.UNSOLVED)
_DEEPEST = 8
Answer: TypeAlias = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One argument of a call: its type, its name if it has one, and `star` where it is unpacked.

    `called` tells what the argument itself gives when it is called: for functions whose parameters have no
    annotations.
    """

    type: Type
    name: str | None = None
    star: Literal["", "*", "**"] = ""
    called: Callable[[Sequence[Type]], Type] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Invocation:
    """Answers what calls give, over one hierarchy of classes."""

    hierarchy: Hierarchy
    depth: int = 0
    known: dict[tuple[Type, Type], Answer] = field(default_factory=dict[tuple[Type, Type], Answer], compare=False)

    def result(
        self,
        callee: CallableType | OverloadType,
        given: Sequence[Given],
        solved: Mapping[str, Type] = _EMPTY,
        receiver: Type | None = None,
    ) -> Type:
        """What a call gives; `solved` are variables that are known before (of the class, and `Self`).

        `receiver` is the object whose method it is.
        """
        return self.outcome(callee, given, solved, receiver)[1]

    def outcome(
        self,
        callee: CallableType | OverloadType,
        given: Sequence[Given],
        solved: Mapping[str, Type] = _EMPTY,
        receiver: Type | None = None,
    ) -> tuple[Answer, Type]:
        """The same, and whether the arguments fit: not, certainly, or as far as is known."""
        if self.depth > _DEEPEST:
            return "unknown", UNSOLVED
        possible: list[Type] = []
        certain: Answer = "unknown"
        for one in callee.items if isinstance(callee, OverloadType) else (callee,):
            answer, type = self._attempt(one, given, solved, receiver)
            if answer != "no":
                possible.append(type)
            if answer == "yes":
                certain = "yes" if len(possible) == 1 else "unknown"
                break
        if possible:
            return certain, agreed(possible)
        # What a call gives does not depend on arguments that are wrong, where there is one way to call.
        told = isinstance(callee, CallableType) and not has_variables(callee.returns)
        return "no", callee.returns if told and isinstance(callee, CallableType) else _MISFIT

    def _attempt(
        self,
        one: CallableType,
        given: Sequence[Given],
        solved: Mapping[str, Type],
        receiver: Type | None,
    ) -> tuple[Answer, Type]:
        pairs = bound(one, given)
        if pairs is None:
            return "no", _MISFIT
        inner = Invocation(self.hierarchy, self.depth + 1, self.known)
        solution = Solution(self.hierarchy, inner.by_position, {name: [t] for name, t in solved.items()})
        if receiver is not None and one.receiver is not None:
            solution.found = {"Self": [receiver]}
            solution.lay(one.receiver, receiver)
        for taken, argument in sorted(pairs, key=lambda pair: _is_late(*pair)):
            pattern = substitute(taken, solved)
            if argument.called is not None:
                _lay_called(solution, pattern, argument.called)
            else:
                solution.lay(pattern, argument.type)
        found = self._constrained(solution.solved(), [taken for taken, _ in pairs])
        answer: Answer = "unknown" if any(g.star for g in given) else "yes"
        if receiver is not None and one.receiver is not None:
            answer = _worst(answer, self._fits(Given(type=receiver), substitute(one.receiver, _opened(found, one))))
        for taken, argument in pairs:
            wanted = _any_parameters(substitute(taken, found))
            answer = _worst(answer, self._fits(argument, substitute(wanted, _opened({}, wanted))))
            answer = _worst(answer, self._limits(taken, found))
            if answer == "no":
                return answer, _MISFIT
        return answer, _closed(substitute(one.returns, found))

    def _constrained(self, found: Mapping[str, Type], patterns: Sequence[Type]) -> Mapping[str, Type]:
        """With each variable that has constraints as the one of them that takes what was found."""
        changed: dict[str, Type] = {}
        for one in (variable for pattern in patterns for variable in variables_in(pattern)):
            type = found.get(one.name)
            if not one.constraints or type is None or isinstance(type, UnknownType | AnyType):
                continue
            fitting: list[Type] = [c for c in one.constraints if self.answer(type, c) == "yes"]
            if fitting and type not in one.constraints:
                changed[one.name] = fitting[0]
        return {**found, **changed}

    def by_position(self, callee: CallableType | OverloadType, types: Sequence[Type]) -> Type:
        """What a call with arguments of these types gives."""
        return self.result(callee, [Given(type=t) for t in types])

    def _fits(self, argument: Given, wanted: Type) -> Answer:
        if argument.called is not None and _can_be_called(wanted):
            return "yes"
        if isinstance(wanted, AnyType) or wanted == argument.type:
            return "yes"
        if isinstance(argument.type, AnyType) and wanted != Named("builtins.object"):
            return "unknown"
        return self.answer(argument.type, wanted)

    def answer(self, type: Type, wanted: Type) -> Answer:
        """Whether a type may be given where another is asked for; each pair is compared once."""
        if is_fresh(type):
            return assignable(type, wanted, self.hierarchy).answer
        key = (type, wanted)
        if key not in self.known:
            self.known[key] = assignable(type, wanted, self.hierarchy).answer
        return self.known[key]

    def _limits(self, taken: Type, found: Mapping[str, Type]) -> Answer:
        """Whether what a variable was solved to keeps its bound and constraints."""
        if not isinstance(taken, TypeVar) or taken.name not in found:
            return "yes"
        type = found[taken.name]
        if isinstance(type, UnknownType | AnyType):
            return "unknown"
        if taken.constraints:
            return "yes" if type in taken.constraints else "no" if not isinstance(type, Union) else "unknown"
        if taken.bound is None:
            return "yes"
        bound_ = substitute(taken.bound, dict.fromkeys(names_in(taken.bound), AnyType()))
        return self.answer(type, bound_)


def bound(one: CallableType, given: Sequence[Given]) -> list[tuple[Type, Given]] | None:
    """Each argument with the type of the parameter that takes it, or None where they cannot fit by their number."""
    if one.parameters is None:
        return []
    if any(g.star for g in given):
        return _loosely(one, given)
    takes = one.parameters
    positional = [g for g in given if g.name is None]
    if len(positional) > len(takes) and one.rest is None and one.spec is None:
        return None
    pairs = list(zip(takes, positional, strict=False))
    pairs += [(one.rest, g) for g in positional[len(takes) :] if one.rest is not None]
    filled = set(range(min(len(positional), len(takes))))
    names = {name: index for index, name in enumerate(one.names) if name}
    keywords = {key.name: key for key in one.keywords}
    named: set[str] = set()
    for g in given:
        if g.name is None:
            continue
        named.add(g.name)
        index = names.get(g.name)
        if index is not None and index not in filled:
            filled.add(index)
            pairs.append((takes[index], g))
        elif g.name in keywords:
            pairs.append((keywords[g.name].type, g))
        elif one.options is not None:
            pairs.append((one.options, g))
        elif one.spec is None:
            return None
    required = len(takes) if one.required is None else one.required
    if any(index not in filled for index in range(required)) and one.spec is None:
        return None
    return None if any(key.required and key.name not in named for key in one.keywords) else pairs


def _loosely(one: CallableType, given: Sequence[Given]) -> list[tuple[Type, Given]] | None:
    """With unpacked arguments only names and positions before them can be told."""
    pairs: list[tuple[Type, Given]] = []
    keywords = {key.name: key.type for key in one.keywords}
    keywords |= {name: t for name, t in zip(one.names, one.parameters or (), strict=False) if name}
    before = True
    position = 0
    for g in given:
        before = before and not g.star
        if g.star:
            continue
        if g.name is None and before and position < len(one.parameters or ()):
            pairs.append(((one.parameters or ())[position], g))
            position += 1
        elif g.name is not None and g.name in keywords:
            pairs.append((keywords[g.name], g))
        elif g.name is not None and one.options is None:
            return None
    return pairs


def _is_late(taken: Type, argument: Given) -> bool:
    """Whether other arguments should be looked at first: callables, as those tell what they are called with."""
    return argument.called is not None or isinstance(taken, CallableType)


def _lay_called(solution: Solution, pattern: Type, called: Callable[[Sequence[Type]], Type]) -> None:
    for one in pattern.members if isinstance(pattern, Union) else (pattern,):
        if isinstance(one, CallableType):
            known = solution.solved()
            takes = [substitute(p, known) for p in one.parameters or ()]
            opened = [UNSOLVED if has_variables(t) else t for t in takes]
            solution.lay(one.returns, called(opened))
            return
    if isinstance(pattern, TypeVar):
        solution.lay(pattern, UNSOLVED)


def _can_be_called(wanted: Type) -> bool:
    if isinstance(wanted, Union):
        return any(map(_can_be_called, wanted.members))
    return isinstance(wanted, CallableType | OverloadType)


def _worst(first: Answer, second: Answer) -> Answer:
    if "no" in (first, second):
        return "no"
    return "unknown" if "unknown" in (first, second) else "yes"


def _any_parameters(wanted: Type) -> Type:
    """A callable whose parameters a variable stands for, as one that takes anything: the call itself tells them."""
    if isinstance(wanted, CallableType) and wanted.spec is not None:
        return replace(wanted, parameters=None, spec=None)
    return wanted


def _opened(found: Mapping[str, Type], of: Type) -> Mapping[str, Type]:
    """What is found, and Any for each variable that is not."""
    return {**dict.fromkeys(names_in(of), AnyType()), **found}


def _closed(type: Type) -> Type:
    """A result without variables: what no argument tells is its default, or not known."""
    left = _left(type)
    return tidy(_shown(substitute(type, left) if left else type))


def _left(type: Type) -> Mapping[str, Type]:
    found: dict[str, Type] = {}
    waiting = [type]
    while waiting:
        one = waiting.pop()
        if isinstance(one, TypeVar):
            found[one.name] = one.default if one.default is not None and not has_variables(one.default) else UNSOLVED
            if one.name == "Self":
                found[one.name] = UNSOLVED
        else:
            waiting.extend(parts(one))
    return found


def _shown(type: Type) -> Type:
    """Literals beside other types are constants of the code; containers of the library are made anew."""
    if isinstance(type, Union):
        return Union(tuple(replace(m, fresh=True) if isinstance(m, LiteralType) else m for m in type.members))
    return type


def agreed(types: Sequence[Type]) -> Type:
    """What several types have in common: one type, or one class whose arguments differ."""
    first = types[0]
    if all(one == first for one in types[1:]):
        return first
    named = [one for one in types if isinstance(one, Named)]
    if isinstance(first, Named) and len({(n.path, len(n.arguments)) for n in named}) == 1 and len(named) == len(types):
        columns = zip(*(n.arguments for n in named), strict=True)
        return replace(first, arguments=tuple(agreed(column) for column in columns))
    tuples = [one for one in types if isinstance(one, TupleType) and one.rest is None]
    if len(tuples) == len(types) and len({len(t.items) for t in tuples}) == 1:
        return TupleType(tuple(agreed(column) for column in zip(*(t.items for t in tuples), strict=True)))
    return _AMBIGUOUS
