"""Two callables: every way in which the consumer may call must be one that the producer takes."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.types.causes import DIFFER, UNSOLVED
from icefloe.types.model import AnyType, CallableType, Key, Named, OverloadType, Type, TypeVar, Union, UnknownType
from icefloe.types.parts import Asking, all_of, any_of, inside
from icefloe.types.spell import spell
from icefloe.types.verdict import YES, Verdict, no, unknown

_TESTS = ("typing.TypeGuard", "typing.TypeIs")


def callables(
    producer: CallableType | OverloadType, consumer: CallableType | OverloadType, ask: Asking, *, method: bool = False
) -> Verdict:
    """Whether one may be called wherever the other is; of a `method`, checkers do not agree on parameters' names."""
    if isinstance(consumer, OverloadType):
        return all_of(callables(producer, one, ask, method=method) for one in consumer.items)
    if isinstance(producer, OverloadType):
        return _any_way(producer, consumer, ask, method)
    opened = ask.opened(producer)
    producer = opened if isinstance(opened, CallableType) else producer
    return _Call(producer, consumer, ask, method).verdict()


def _any_way(producer: OverloadType, consumer: CallableType, ask: Asking, method: bool) -> Verdict:
    """Whether one of several ways of calling fits."""
    verdicts: list[Verdict] = []
    for one in producer.items:
        mark = ask.mark()
        found = callables(one, consumer, ask, method=method)
        if found == YES:
            ask.back(ask.mark(), guessed=ask.mark() > mark)
            return YES
        ask.back(mark)
        verdicts.append(found)
    split = any(isinstance(one, Union) for one in consumer.parameters or ())
    most = unknown(f"no single way of calling {spell(producer)} fits", DIFFER) if split else verdicts[0]
    return any_of(verdicts, most)


class _Call:
    """One callable against another."""

    def __init__(self, producer: CallableType, consumer: CallableType, ask: Asking, method: bool) -> None:
        self.producer = producer
        self.consumer = consumer
        self.ask = ask
        self.method = method
        self.taken = producer.parameters or ()
        self.given = consumer.parameters or ()

    def verdict(self) -> Verdict:
        """Parameters the other way round, results as they are."""
        result = inside("result", self._result())
        if self.consumer.parameters is None or self.producer.parameters is None:
            return result
        if self.consumer.spec is not None:
            return all_of((self._spec(self.consumer.spec), result))
        if _is_any(self.consumer):
            pairs = zip(self.given, self.taken, strict=False)
            first = all_of(inside(f"parameter {i}", self.ask.fits(g, t)) for i, (g, t) in enumerate(pairs, 1))
            return all_of((first, *self._named(), result))
        if self.producer.spec is not None and not self.ask.is_free(self.producer.spec):
            return all_of((result, unknown(f"the parameters {self.producer.spec.name} are not solved", UNSOLVED)))
        parameters = all_of((*self._positional(), *self._rest(), *self._named(), *self._options()))
        return all_of((parameters, result))

    def _result(self) -> Verdict:
        given, wanted = self.producer.returns, self.consumer.returns
        if isinstance(given, AnyType) and isinstance(wanted, Named) and wanted.path in _TESTS:
            return unknown(f"whether it is a {spell(wanted)}", DIFFER)
        return self.ask.fits(given, wanted)

    def _spec(self, spec: TypeVar) -> Verdict:
        """The first parameters one by one; a variable stands for all others."""
        count = len(self.given)
        if len(self.taken) < count and self.producer.rest is None:
            return no(f"it takes {_count(len(self.taken), len(self.taken))}, at least {count} will be given")
        pairs = zip(self.given, self.taken, strict=False)
        first = all_of(inside(f"parameter {i}", self.ask.fits(g, t)) for i, (g, t) in enumerate(pairs, 1))
        if self.producer.spec == spec and not self.ask.is_free(spec):
            return first
        if not self.ask.is_free(spec):
            return all_of((first, unknown(f"the parameters {spec.name} are not solved")))
        required = None if self.producer.required is None else max(self.producer.required - count, 0)
        left = replace(
            self.producer,
            parameters=self.taken[count:],
            names=self.producer.names[count:],
            required=required,
            returns=AnyType(),
        )
        return all_of((first, self.ask.solve(spec, left)))

    def _positional(self) -> Iterator[Verdict]:
        """What is given by position."""
        needed = len(self.taken) if self.producer.required is None else self.producer.required
        sure = len(self.given) if self.consumer.required is None else self.consumer.required
        later = {key.name for key in self.consumer.keywords if key.required}
        by_name = sum(1 for i in range(sure, needed) if _name(self.producer, i) in later)
        most = None if self.producer.rest is not None or self.producer.spec is not None else len(self.taken)
        if (most is not None and len(self.given) > most) or sure < needed - by_name:
            yield no(f"it takes {_count(needed, most)}, {_count(sure, len(self.given), '')} will be given")
            return
        for index, given in enumerate(self.given):
            taken = self.taken[index] if index < len(self.taken) else self.producer.rest
            if taken is not None:
                yield inside(f"parameter {index + 1}", self.ask.fits(given, taken))
            name, own = _name(self.consumer, index), _name(self.producer, index)
            if name and name != own:
                yield self._misnamed(name, own, index)

    def _misnamed(self, name: str, own: str, index: int) -> Verdict:
        if self.producer.options is not None:
            needed = len(self.taken) if self.producer.required is None else self.producer.required
            if index < needed:
                return no(f"parameter {index + 1} may be given as {name!r}, and {own or 'the first'!r} is missing then")
            return inside(f"parameter {name!r}", self.ask.fits(self.given[index], self.producer.options))
        why = f"parameter {index + 1} may be given as {name!r}, but " + (
            f"is called {own!r}" if own else "is taken by position only"
        )
        return unknown(why, DIFFER) if self.method else no(why)

    def _rest(self) -> Iterator[Verdict]:
        """`*args` of the consumer."""
        wanted = self.consumer.rest
        if wanted is None:
            return
        if self.producer.rest is None:
            yield no("it does not take any number of arguments (`*args`)")
            return
        yield inside("`*args`", self.ask.fits(wanted, self.producer.rest))
        for index in range(len(self.given), len(self.taken)):
            if self.ask.fits(wanted, self.taken[index]).answer != "yes":
                yield unknown(f"parameter {index + 1} may be given one of `*args`", DIFFER)

    def _named(self) -> Iterator[Verdict]:
        """What is given by name, and what must be."""
        own = self._names()
        for key in self.consumer.keywords:
            yield self._keyword(key, own.get(key.name))
        asked = {key.name for key in self.consumer.keywords}
        for key in () if _is_any(self.consumer) else self.producer.keywords:
            if key.required and key.name not in asked:
                yield no(f"it needs the keyword argument {key.name!r}")

    def _names(self) -> dict[str, Key]:
        """The producer's parameters that can be given by name, beyond those that the consumer gives by position."""
        own = {key.name: key for key in self.producer.keywords}
        for index, type in enumerate(self.taken):
            name = _name(self.producer, index)
            needed = self.producer.required is None or index < self.producer.required
            if name and index >= len(self.given):
                own.setdefault(name, Key(name, type, needed))
        return own

    def _keyword(self, key: Key, own: Key | None) -> Verdict:
        taken: Type | None = self.producer.options if own is None else own.type
        if taken is None:
            return no(f"it takes no keyword argument {key.name!r}")
        if own is not None and own.required and not key.required:
            return no(f"the keyword argument {key.name!r} may be left out")
        return inside(f"parameter {key.name!r}", self.ask.fits(key.type, taken))

    def _options(self) -> Iterator[Verdict]:
        """`**kwargs` of the consumer."""
        wanted = self.consumer.options
        if wanted is None:
            return
        if self.producer.options is None and isinstance(wanted, UnknownType):
            yield unknown(wanted.why, DIFFER)
        elif self.producer.options is None:
            yield no("it does not take any keyword argument (`**kwargs`)")
        if self.producer.options is None:
            return
        yield inside("`**kwargs`", self.ask.fits(wanted, self.producer.options))
        asked = {key.name for key in self.consumer.keywords}
        for name, key in self._names().items():
            if name not in asked:
                yield inside(f"parameter {name!r}", self.ask.fits(wanted, key.type))


def _is_any(callable: CallableType) -> bool:
    """Whether `*args: Any, **kwargs: Any` stand for any further parameters, as the typing specification has it."""
    return isinstance(callable.rest, AnyType) and isinstance(callable.options, AnyType)


def _name(callable: CallableType, index: int) -> str:
    return callable.names[index] if index < len(callable.names) else ""


def _count(least: int, most: int | None, noun: str = "parameter") -> str:
    number = f"at least {least}" if most is None else str(most) if least == most else f"{least} to {most}"
    return number if not noun else f"{number} {noun}{'' if number == '1' else 's'}"
