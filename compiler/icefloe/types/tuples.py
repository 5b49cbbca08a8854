"""Two tuples, item by item."""

from icefloe.types.causes import DIFFER
from icefloe.types.model import AnyType, TupleType, Type, TypeVar
from icefloe.types.parts import Asking, all_of, inside
from icefloe.types.verdict import YES, Verdict, no, unknown


def tuples(producer: TupleType, consumer: TupleType, ask: Asking) -> Verdict:
    """Whether the items of one tuple fit those of another; either may be of any length."""
    if isinstance(producer.rest, AnyType) and not producer.items and not producer.tail:
        return YES
    least = len(consumer.items) + len(consumer.tail)
    given = len(producer.items) + len(producer.tail)
    if producer.rest is None:
        return _fixed(producer, consumer, given, least, ask)
    if consumer.rest is None:
        return no(f"its length is not fixed, {_items(least)} {'is' if least == 1 else 'are'} asked for")
    if isinstance(consumer.rest, TypeVar) and consumer.rest.kind == "several" and ask.is_free(consumer.rest):
        return _several(producer, consumer, consumer.rest, ask)
    short = len(producer.items) < len(consumer.items) or len(producer.tail) < len(consumer.tail)
    if short and not isinstance(producer.rest, AnyType):
        return no(f"it may have fewer than {_items(least)}")
    return _open(producer, consumer, producer.rest, consumer.rest, ask)


def _fixed(producer: TupleType, consumer: TupleType, given: int, least: int, ask: Asking) -> Verdict:
    """A tuple whose length is known."""
    if given != least if consumer.rest is None else given < least:
        more = "" if consumer.rest is None else "at least "
        return no(f"it has {_items(given)}, {more}{least} asked for")
    if isinstance(consumer.rest, TypeVar) and consumer.rest.kind == "several" and ask.is_free(consumer.rest):
        return _several(producer, consumer, consumer.rest, ask)
    middle = () if consumer.rest is None else (consumer.rest,) * (given - least)
    asked = (*consumer.items, *middle, *consumer.tail)
    pairs = zip((*producer.items, *producer.tail), asked, strict=True)
    return all_of(inside(f"item {i}", ask.fits(p, c)) for i, (p, c) in enumerate(pairs, 1))


def _several(producer: TupleType, consumer: TupleType, rest: TypeVar, ask: Asking) -> Verdict:
    """A variable in the middle of the consumer stands for all that is not matched before and after it."""
    before, after = len(consumer.items), len(consumer.tail)
    if producer.rest is not None and len(producer.items) < before:
        return unknown(f"it may have fewer than {_items(before + after)}", DIFFER)
    if producer.rest is None:
        whole = (*producer.items, *producer.tail)
        last = whole[len(whole) - after :]
        middle = TupleType(whole[before : len(whole) - after])
    else:
        whole = producer.items
        last = producer.tail[len(producer.tail) - after :] if after <= len(producer.tail) else ()
        middle = TupleType(whole[before:], producer.rest, producer.tail[: len(producer.tail) - after])
    if len(last) < after:
        return unknown(f"it may have fewer than {_items(before + after)}", DIFFER)
    pairs = (*zip(whole, consumer.items, strict=False), *zip(last, consumer.tail, strict=True))
    verdict = all_of(inside(f"item {i}", ask.fits(p, c)) for i, (p, c) in enumerate(pairs, 1))
    return all_of((verdict, ask.solve(rest, middle)))


def _open(producer: TupleType, consumer: TupleType, rest: Type, asked: Type, ask: Asking) -> Verdict:
    """Two tuples of any length."""
    verdicts: list[Verdict] = []
    for index in range(max(len(producer.items), len(consumer.items))):
        left = producer.items[index] if index < len(producer.items) else rest
        right = consumer.items[index] if index < len(consumer.items) else asked
        verdicts.append(inside(f"item {index + 1}", ask.fits(left, right)))
    for index in range(1, max(len(producer.tail), len(consumer.tail)) + 1):
        left = producer.tail[-index] if index <= len(producer.tail) else rest
        right = consumer.tail[-index] if index <= len(consumer.tail) else asked
        verdicts.append(inside(f"item {index} from the end", ask.fits(left, right)))
    verdicts.append(inside("further items", ask.fits(rest, asked)))
    return all_of(verdicts)


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"
