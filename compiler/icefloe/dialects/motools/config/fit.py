"""Whether a value has the form that a field asks for, and what becomes of it as plain data."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import TypeAlias

from icefloe.constants import PATHS, NotLiteralError, python_of
from icefloe.dialects.motools.config.rows import Given, Rows
from icefloe.dialects.motools.config.say import finding, listed, near, shown, worst
from icefloe.dialects.motools.config.scalars import WORDS, is_one_of, taken
from icefloe.dialects.motools.config.shape import (
    Anything,
    Either,
    Entries,
    Form,
    Many,
    Nested,
    OneOf,
    Shape,
    Single,
)
from icefloe.dialects.motools.config.shape import Row as Tuple
from icefloe.findings import Finding, Severity
from icefloe.fixes import quoted, renamed
from icefloe.source import Span
from icefloe.values import Class, Instance, Items, Known, Record, Scalar, Symbol, Table, Unknown, Value
from icefloe_schema.records import dataclass

Fitted: TypeAlias = tuple[Value, tuple[Finding, ...]]
Inside: TypeAlias = Callable[[Shape, Rows, str, Span], Fitted]
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Fitting:
    """Fits values to forms. `inside` fits what a class is given to its fields.

    `words` are the scalars of a file that PyYAML reads as something else than they look like.
    """

    given: Given
    inside: Inside
    words: Mapping[Span, tuple[Scalar, str]] = field(default_factory=dict[Span, tuple[Scalar, str]])

    def fit(self, form: Form, value: Value, where: str, depth: int = 0) -> Fitted:
        """The value as plain data, and what is wrong with it; `where` names it in messages."""
        if isinstance(value, Symbol) and value.op == "environment" and len(value.operands) == 2:
            made, found = self.fit(form, value.operands[1], where, depth + 1)
            return made, (*found, _environment(where, value))
        value = settled(value)
        if depth > _DEEPEST or _is_open(value, form):
            return value, (unsettled(where, value),)
        match form:
            case Anything():
                return self._free(value, where, depth)
            case Single():
                return self._single(form, value, where)
            case OneOf():
                return _one_of(form, value, where)
            case Many() | Tuple():
                return self._several(form, value, where, depth)
            case Entries():
                return self._entries(form, value, where, depth)
            case Nested(shape=shape):
                return self._nested(shape, value, where)
            case Either():
                return self._either(form, value, where, depth)

    def _several(self, form: Many | Tuple, value: Value, where: str, depth: int) -> Fitted:
        """A list of any length, or a tuple of a known one."""
        if isinstance(form, Many):
            if not isinstance(value, Items):
                return _wrong(f"a {form.kind}", value, where)
            return self._items(value, tuple(form.item for _ in value.items), where, depth)
        if not isinstance(value, Items) or len(value.items) != len(form.items):
            count = f", with {len(value.items)}" if isinstance(value, Items) else ""
            return _wrong(f"{len(form.items)} values", value, where, count)
        return self._items(value, form.items, where, depth)

    def _items(self, value: Items, forms: tuple[Form, ...], where: str, depth: int) -> Fitted:
        """The items of a list; sets and tuples are lists as plain data."""
        pairs = zip(forms, value.items, strict=True)
        fitted = [self.fit(form, one, f"item {i} of {where}", depth + 1) for i, (form, one) in enumerate(pairs, 1)]
        items = tuple(one for one, _ in fitted)
        found = tuple(one for _, more in fitted for one in more)
        return Items(kind="list", items=items, token=value.token, span=value.span), found

    def _entries(self, form: Entries, value: Value, where: str, depth: int) -> Fitted:
        if not isinstance(value, Table):
            return _wrong("a mapping", value, where)
        found: list[Finding] = []
        entries: list[tuple[Value, Value]] = []
        for key, item in value.entries:
            left, told = self.fit(form.key, _key(form.key, settled(key)), f"a key of {where}", depth + 1)
            right, more = self.fit(form.value, item, f"`{_name(key)}` of {where}", depth + 1)
            entries.append((left, right))
            found += (*told, *more)
        return Table(entries=tuple(entries), token=value.token, span=value.span), tuple(found)

    def _nested(self, shape: Shape, value: Value, where: str) -> Fitted:
        rows = self.given.rows(value)
        if rows is None:
            return (
                _wrong(f"a `{shape.name}`", value, where)
                if isinstance(value, Known | Items)
                else (value, (unsettled(where, value),))
            )
        return self.inside(shape, rows, where, value.span)

    def _either(self, form: Either, value: Value, where: str, depth: int) -> Fitted:
        """The first form that the value has, else the one that it has most nearly."""
        tried = [(one, self.fit(one, value, where, depth + 1)) for one in form.members]
        weights = [worst(found) for _, (_, found) in tried]
        best = tried[weights.index(min(weights))]
        if min(weights) < 2:
            return best[1]
        # What is nested has its own, nearer words for what is wrong.
        close = [fitted for one, fitted in tried if isinstance(one, _likely(value))]
        if close:
            return close[0]
        word = self.words.get(value.span)
        if word is not None and isinstance(value, Known) and not isinstance(word[0], str):
            return value, (_older(word[1], value, where),)
        kinds = dict.fromkeys(_word(one) for one in form.members)
        return _wrong(" or ".join(kinds), value, where)

    def _single(self, form: Single, value: Value, where: str) -> Fitted:
        if not isinstance(value, Known) or isinstance(value.value, bytes | complex):
            return _wrong(WORDS[form.kind], value, where)
        word = self.words.get(value.span)
        if word is not None and isinstance(word[0], str) and form.kind in ("text", "path", "whole"):
            # It looks like a number, and is a text for PyYAML.
            value = Known(value=word[0], span=value.span)
        elif word is not None and form.kind in ("text", "path"):
            return value, (_older(word[1], value, where),)
        plain = value.value
        made = taken(form.kind, plain if not isinstance(plain, bytes | complex) else None)
        if made.weight == "fits":
            return Known(value=made.value, span=value.span), ()
        if made.weight == "wrong":
            return _wrong(WORDS[form.kind], value, where)
        said = f"{where} takes {WORDS[form.kind]}, and is given {shown(value)}; {made.value!r} is made of it"
        told = finding("FLO346", said, value.span, Severity.WARNING, help="write it as what it is meant to be")
        return Known(value=made.value, span=value.span), (told,)

    def _free(self, value: Value, where: str, depth: int) -> Fitted:
        """A value of which nothing is asked: as it is, with what PyYAML makes of its numbers."""
        match value:
            case Known():
                word = self.words.get(value.span)
                if word is None or not isinstance(word[0], str):
                    return value, ()
                said = f"{where} is a text for motools: PyYAML takes `{word[1]}` for no number, as it has no dot"
                help = f"write `{_dotted(word[1])}`"
                fix = renamed(value.span, word[1], _dotted(word[1]))
                return value, (
                    finding("FLO352", said, value.span, Severity.WARNING, help=help, label="a text", fix=fix),
                )
            case Items():
                items, found = self._items(value, tuple(Anything() for _ in value.items), where, depth)
                # A tuple or set of which nothing is asked stays one.
                return (replace(items, kind=value.kind) if isinstance(items, Items) else value), found
            case Table():
                free = Anything()
                return self._entries(Entries(key=free, value=free), value, where, depth)
            case Instance():
                return value, (unsettled(where, value),)
            case _:
                return value, ()


def settled(value: Value) -> Value:
    """A value without what only the program has: members of enumerations by their values, paths as texts."""
    match value:
        case Symbol(op="attribute", operands=(Class() as owner, Known(value=str(name)))):
            member = dict(owner.methods).get(name)
            return Known(value=member.value, span=value.span) if isinstance(member, Known) else value
        case Record() if value.path in PATHS:
            return _path(value)
        case Symbol(op="/"):
            return _path(value)
        case _:
            return value


def _path(value: Value) -> Value:
    try:
        return Known(value=str(python_of(value)), span=value.span)
    except NotLiteralError:
        return value


def _is_open(value: Value, form: Form) -> bool:
    """Whether a value is not known before the run."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, Symbol):
        return not isinstance(form, Nested | Either)
    return isinstance(value, Record) and not isinstance(form, Nested | Either)


def unsettled(where: str, value: Value) -> Finding:
    """A note on a value that only a run knows."""
    because = f": {value.why}" if isinstance(value, Unknown) else ""
    made = "an object that cannot be written down" if isinstance(value, Instance) else "only known in a run"
    return finding(
        "FLO353",
        f"{where} is {made}{because}",
        value.span,
        Severity.NOTE,
        help="a run must be given the section, by `--config` or `-p`",
    )


def _environment(where: str, value: Symbol) -> Finding:
    """A note on a value that an environment variable may change."""
    return finding(
        "FLO353",
        f"{where} is what the environment variable `{_name(value.operands[0])}` says; the plan has its default",
        value.span,
        Severity.NOTE,
        help="a run may be given another section, by `--config` or `-p`",
    )


def _wrong(asked: str, value: Value, where: str, more: str = "") -> Fitted:
    said = f"{where} takes {asked}, and is given {shown(value)}{more}"
    return value, (finding("FLO346", said, value.span, help=f"write {asked}, or change the annotation"),)


def _older(word: str, value: Known, where: str) -> Finding:
    said = f"{where} takes a text, but PyYAML reads `{word}` as {shown(value)}"
    return finding("FLO346", said, value.span, help=f'write it in quotes: "{word}"', fix=quoted(value.span))


def _one_of(form: OneOf, value: Value, where: str) -> Fitted:
    if isinstance(value, Known) and not isinstance(value.value, bytes | complex) and is_one_of(form, value.value):
        return value, ()
    allowed = [str(one) for one in form.values]
    guess = near(str(value.value), allowed) if isinstance(value, Known) else ""
    help = f"did you mean `{guess}`?" if guess else f"it may be {listed(allowed)}"
    of = f"a value of `{form.of}`" if form.of else f"one of {listed(allowed)}"
    fix = renamed(value.span, str(value.value), guess) if isinstance(value, Known) else None
    said = f"{where} takes {of}, and is given {shown(value)}"
    return value, (finding("FLO347", said, value.span, help=help, fix=fix),)


def _dotted(word: str) -> str:
    """A number as PyYAML takes it for one: with a dot, and a sign before the exponent."""
    mantissa, _, exponent = word.lower().partition("e")
    mantissa = mantissa if "." in mantissa else f"{mantissa}.0"
    return f"{mantissa}e{exponent}" if exponent.startswith(("+", "-")) else f"{mantissa}e+{exponent}"


def _key(form: Form, key: Value) -> Value:
    """A key: those of JSON are always texts, so that one may stand for a whole number."""
    is_whole = isinstance(form, Single) and form.kind == "whole"
    if is_whole and isinstance(key, Known) and isinstance(key.value, str) and key.value.lstrip("+-").isdigit():
        return Known(value=int(key.value), span=key.span)
    return key


def _name(key: Value) -> str:
    return str(key.value) if isinstance(key, Known) else "…"


def _likely(value: Value) -> tuple[type, ...]:
    """The forms that speak of the parts of a value rather than of the value."""
    if isinstance(value, Items):
        return (Many, Tuple)
    return (Nested, Entries) if isinstance(value, Table | Instance | Record) else (OneOf,)


def _word(form: Form) -> str:
    match form:
        case Single(kind=kind):
            return WORDS[kind]
        case OneOf(values=values):
            return listed(str(one) for one in values)
        case Many(kind=kind):
            return f"a {kind}"
        case Nested(shape=shape):
            return f"a `{shape.name}`"
        case Entries():
            return "a mapping"
        case _:
            return "something else"
