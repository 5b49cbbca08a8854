"""What a call gives: the signature that its arguments choose, with its type variables solved by them.

Nothing is guessed: where an argument leaves open which of several signatures is meant, the call gives what they agree
on, and what they do not agree on is not known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Literal, TypeAlias

from icefloe.infer.arguments import Given as Given
from icefloe.infer.arguments import agreed, bound
from icefloe.infer.members import has_variables, names_in, variables_in
from icefloe.infer.solve import UNSOLVED, Solution, tidy
from icefloe.types import (
    AnyType,
    CallableType,
    Hierarchy,
    LiteralType,
    Named,
    OverloadType,
    Type,
    TypeVar,
    Union,
    UnknownType,
    assignable,
    causes,
    substitute,
)
from icefloe.types.model import is_fresh, parts
from icefloe_schema.records import dataclass

_EMPTY: Mapping[str, Type] = {}
_MISFIT = UnknownType("the arguments do not fit what is called", causes.UNSOLVED)
_DEEPEST = 8
Answer: TypeAlias = Literal["yes", "no", "unknown"]


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
        answer = self.answer(argument.type, wanted)
        # `max(table, key=table.get)`: that a function gives too much is no reason to call another overload.
        is_function = isinstance(argument.type, CallableType | OverloadType) and _can_be_called(wanted)
        return "unknown" if answer == "no" and is_function else answer

    def answer(self, type: Type, wanted: Type) -> Answer:
        """Whether a type may be given where another is asked for; each pair is compared once."""
        if is_fresh(type):
            return assignable(type, wanted, self.hierarchy).answer
        key = (type, wanted)
        if key not in self.known:
            self.known[key] = assignable(type, wanted, self.hierarchy).answer
        return self.known[key]

    def _limits(self, taken: Type, found: Mapping[str, Type]) -> Answer:
        """Whether what the variables of a parameter were solved to keeps their bounds and constraints."""
        answer: Answer = "yes"
        for one in variables_in(taken):
            answer = _worst(answer, self._limit(one, found))
        return answer

    def _limit(self, one: TypeVar, found: Mapping[str, Type]) -> Answer:
        type = found.get(one.name)
        if type is None or (one.bound is None and not one.constraints):
            return "yes"
        if isinstance(type, UnknownType | AnyType):
            return "unknown"
        if one.constraints:
            return "yes" if type in one.constraints else "no" if not isinstance(type, Union) else "unknown"
        if one.bound is None:
            return "yes"
        return self.answer(type, substitute(one.bound, dict.fromkeys(names_in(one.bound), AnyType())))


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
