"""The two ends of a connection, as expressions that a type checker can judge."""

from typing import Final

from icefloe.connections import Connection, End, Take
from icefloe.deep.spelling import Spelling
from icefloe.graph import PythonRun
from icefloe.infer import Types
from icefloe.syntax.shadow import Probe, Shadows
from icefloe.types import Named, Type, TypedDictType, UnknownType
from icefloe.types.model import parts
from icefloe.values import Function, Known, Parameter
from icefloe_schema.records import dataclass

#: Classes that every checker knows all of.
_SEEN: Final = ("builtins.", "types.", "typing.", "collections.")
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Written:
    """One end, as text with the labels of probes in it; `loose` where more could fit than a checker would allow.

    `built` tells that the checker infers it from code: a list that the code makes may still become one of more.
    """

    text: str
    probe: str = ""
    loose: bool = False
    built: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to ask about a connection: what may be given, and what takes it.

    `inside` are values of the classes that the types are made of: if the checker cannot see into one of them, its yes
    says nothing. `wanted` are those of the type that is asked for: into one that cannot be seen into, more may fit.
    """

    given: tuple[Written, ...]
    taken: Written
    inside: tuple[Written, ...] = ()
    wanted: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Ends:
    """Writes the ends of the connections of one file's pipelines.

    An annotation is asked for where it stands, so that the checker reads it as it was written. Where there is none,
    or where more is known than it says, the type that we have found is written down.
    """

    types: Types
    shadows: Shadows
    spelling: Spelling

    def attempts(self, connection: Connection) -> tuple[Attempt, ...]:
        """The ways to ask, the best first; none where an end cannot be written."""
        annotated = self._annotated_ends(connection)
        spelled = self._spelled(connection.given)
        built = () if annotated or spelled is not None else self._built_ends(connection)
        takes = tuple(one for one in (self._annotated_taking(connection), self._spelled_taking(connection)) if one)
        gives = tuple(one for one in (annotated, (spelled,) if spelled is not None else (), built) if one)
        if not gives or not takes:
            return ()
        pairs = ((0, 0), (-1, -1))
        inside = self._classes(*parts(connection.given), *parts(connection.binding.type))
        wanted = self._classes(connection.binding.type)
        return tuple(dict.fromkeys(Attempt(gives[given], takes[taken], inside, wanted) for given, taken in pairs))

    def _classes(self, *types: Type) -> tuple[Written, ...]:
        """A value of each class that some types are made of."""
        found: dict[str, None] = {}
        pending = list(types)
        for _ in range(_MOST):
            if not pending:
                break
            one = pending.pop()
            pending += parts(one)
            if isinstance(one, Named) and not one.path.startswith(_SEEN):
                found.setdefault(self.spelling.giving(Named(one.path, shown=one.shown))[0])
        return tuple(Written(text) for text in found if text)

    # --- what gives ------------------------------------------------------------------------------------------------

    def _annotated_ends(self, connection: Connection) -> tuple[Written, ...]:
        """All ends by the annotations of their functions, or nothing."""
        found = [self._annotated_end(end) for end in connection.ends]
        if not found or (len(found) == 1 and connection.ends[0].type != connection.given):
            return ()
        return tuple(one for one in found if one is not None) if None not in found else ()

    def _annotated_end(self, end: End) -> Written | None:
        function = end.function
        if end.inferred or not isinstance(function, Function) or function.returns is None or not _calls(end):
            return self._spelled(end.type)
        whole = self.types.annotation(function.returns)
        if self._arrives(whole, end) != end.type:
            return self._spelled(end.type)
        text = probe = self.shadows.ask(_probe(function))
        text = f"{text}()"
        for take in end.taken:
            text = _taken(text, take)
        return Written(text, probe)

    def _built_ends(self, connection: Connection) -> tuple[Written, ...]:
        """All ends by what the checker infers from the bodies of their functions, or nothing."""
        found = [self._annotated_end(end) or self._built_end(end) for end in connection.ends]
        return tuple(one for one in found if one is not None) if None not in found else ()

    def _built_end(self, end: End) -> Written | None:
        function = end.function
        if not isinstance(function, Function) or function.returns is not None or not _calls(end):
            return None
        if function.is_generator or function.is_async or any(take.how not in ("item", "key") for take in end.taken):
            return None
        text = probe = self.shadows.ask(_probe(function, body=True))
        for take in end.taken:
            text = _taken(text, take)
        return Written(text, probe, built=True)

    def _arrives(self, whole: Type, end: End) -> Type | None:
        """What is left of a type when everything has been taken; None where that is not told by these steps alone."""
        count = len(end.step.outputs) if end.step is not None else 1
        for take in end.taken:
            if take.how == "item" and isinstance(take.at, int):
                whole = self.types.element(whole, take.at, count)
            elif take.how == "key" and isinstance(take.at, str):
                keys = whole.keys if isinstance(whole, TypedDictType) else ()
                whole = next((key.type for key in keys if key.name == take.at), UnknownType("no such key"))
            else:
                return None
        return whole

    def _spelled(self, type: Type) -> Written | None:
        text, certain = self.spelling.giving(type)
        return Written(text, loose=not certain) if text else None

    # --- what takes ------------------------------------------------------------------------------------------------

    def _annotated_taking(self, connection: Connection) -> Written | None:
        function = connection.function
        if not isinstance(function, Function):
            return None
        named = [one for one in function.parameters if one.name == connection.binding.parameter]
        for one in named:
            if one.annotation is not None and self.types.parameter(one) == connection.binding.type:
                probe = self.shadows.ask(_probe(function, one))
                return Written(probe, probe)
        return None

    def _spelled_taking(self, connection: Connection) -> Written | None:
        text = self.spelling.taking(connection.binding.type)
        return Written(text) if text else None


def _probe(function: Function, parameter: Parameter | None = None, *, body: bool = False) -> Probe:
    return Probe(
        module=function.module,
        qualname=function.qualname,
        ordinal=function.ordinal,
        parameter=parameter.name if parameter is not None else None,
        optional=parameter is not None and isinstance(parameter.default, Known) and parameter.default.value is None,
        body=body,
    )


def _calls(end: End) -> bool:
    """Whether what the function returns is handed on as it is; elsewhere its annotation is another matter."""
    run = end.step.run if end.step is not None else None
    return isinstance(run, PythonRun) and run.convention == "call"


def _taken(text: str, take: Take) -> str:
    return f"{text}[{take.at!r}]"
