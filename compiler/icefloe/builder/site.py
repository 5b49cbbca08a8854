"""Where a pipeline stands: the file's traces, and what its dialect asks for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from icefloe import reach
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader
from icefloe.trace import Each, Effect, Path, Trace, With
from icefloe.values import Argument, Record, Symbol, Value
from icefloe_schema.records import dataclass

_EXITS = ("sys.exit", "builtins.exit", "builtins.quit", "builtins.SystemExit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The traces of one file, first the module's own, with all their effects in order.

    `on` are the effects on each object by its token, `made` the calls of each word, `used` the tokens of the objects
    that something was done with after they were made, `exits` whether the code says how the process ends, `stacks`
    those in whose `with use_stack(…)` a call stands.
    """

    traces: Sequence[Trace]
    effects: Sequence[Effect]
    reader: Reader
    vocabulary: Vocabulary
    dialect: str
    on: Mapping[int, Sequence[Effect]]
    made: Mapping[str, Sequence[Record]]
    used: frozenset[int]
    exits: bool
    stacks: Mapping[int, Argument]

    @property
    def trace(self) -> Trace:
        """The module's own trace."""
        return self.traces[0]

    def variable(self, record: Record) -> str:
        """The name of the module that is bound to an object, or an empty text."""
        return reach.variable(record.token, self.trace)

    def calls(self, owner: Record, *methods: str) -> Iterator[Record]:
        """The calls of an object's methods of these names, in order."""
        for effect in self.on.get(owner.token, ()):
            call = effect.value
            if effect.kind == "call" and isinstance(call, Record) and call.path.rsplit(".", 1)[-1] in methods:
                yield call

    def changes(self, owner: Record) -> Iterator[Effect]:
        """The attributes of an object that were set, in order."""
        for effect in self.on.get(owner.token, ()):
            if effect.kind == "set" and effect.name:
                yield effect

    def words(self, *words: str) -> Iterator[Record]:
        """The calls of words, word by word, in order."""
        for word in words:
            yield from self.made.get(word, ())

    def attribute(self, owner: Record, name: str) -> Argument | None:
        """What an attribute of an object was set to last, as if it had been an argument; None if it was not."""
        found: Argument | None = None
        for effect in self.on.get(owner.token, ()):
            if effect.kind == "set" and effect.name == name:
                found = Argument(name=name, value=effect.value, span=effect.span)
        return found


def site(traces: Sequence[Trace], reader: Reader, vocabulary: Vocabulary, dialect: str) -> Site:
    """The site of the pipelines of one file."""
    effects = reach.effects(traces)
    on: defaultdict[int, list[Effect]] = defaultdict(list)
    made: defaultdict[str, list[Record]] = defaultdict(list)
    used: set[int] = set()
    stacks: dict[int, Argument] = {}
    held = list(traces[0].scope.values())
    for effect in effects:
        if isinstance(effect.target, Record):
            on[effect.target.token].append(effect)
            used.add(effect.target.token)
        call = effect.value
        if effect.kind == "call" and isinstance(call, Record):
            word = vocabulary.word(call.path)
            if word:
                made[word].append(call)
            for around in effect.path:
                if isinstance(around, With) and isinstance(around.value, Record):
                    chosen = around.value.argument("name_or_definition", 0)
                    if chosen is not None and vocabulary.word(around.value.path) == "use_stack":
                        stacks[call.token] = chosen
        held += _decided_by(effect.path)
        is_made = effect.kind == "call" and isinstance(call, Record)
        held += reach.parts(call) if is_made else [call]
    used.update(record.token for record in reach.every(held))
    return Site(
        traces=traces,
        effects=effects,
        reader=reader,
        vocabulary=vocabulary,
        dialect=dialect,
        on=on,
        made=made,
        used=frozenset(used),
        exits=any(isinstance(e.value, Record) and e.value.path in _EXITS for e in effects),
        stacks=stacks,
    )


def _decided_by(path: Path) -> Iterator[Value]:
    """What the tests and loops of a path ask."""
    for step in path:
        if not isinstance(step, With):
            yield step.iterable if isinstance(step, Each) else step.test


def is_of(target: Value | None, owner: Record) -> bool:
    """Whether a value is that very object."""
    return isinstance(target, Record) and target.token == owner.token


def method_of(value: Value, owner: Record) -> str:
    """The name of the method of an object that a value is, not called (`pipeline.run`), or an empty text."""
    if isinstance(value, Symbol) and value.op == "attribute" and is_of(value.operands[0], owner):
        return str(getattr(value.operands[1], "value", ""))
    return ""
