"""Where FlowyML's own check of types would refuse a pipeline whose types fit.

It compares the whole return annotation of a step with the annotation of a parameter, by `issubclass`. Only what it
refuses although it fits is told of: what does not fit is an error here too.
"""

from collections.abc import Mapping

from icefloe.builder.drafts import Draft
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.connections import connections
from icefloe.graph import Binding, Graph
from icefloe.infer import Types
from icefloe.types import CallableType, LiteralType, Named, NewTypeType, TupleType, Type, TypedDictType, Union
from icefloe.values import Parameter, Symbol, Value
from icefloe_schema import plan

# What type checkers take for one another, and `issubclass` does not.
_STANDARD = ("builtins", "typing", "collections", "numbers", "abc", "types")
_BAR, _LITERAL = "types.UnionType", "typing.Literal"
_PROMOTED = {"builtins.int": ("builtins.float", "builtins.complex"), "builtins.float": ("builtins.complex",)}


def refusals(graph: Graph, drafts: Mapping[str, Draft], site: Site, notes: Notes) -> None:
    """Note each connection by a declared input that fits, and that the original would refuse."""
    types = site.reader.types
    for one in connections(graph, types):
        source = one.binding.source
        if one.verdict.answer == "no" or not isinstance(source, plan.FromOutput) or one.binding.asset_span is None:
            continue
        producer, consumer = drafts.get(source.step), drafts.get(one.step.id)
        if producer is None or consumer is None or producer.function.returns is None:
            continue
        formal = _formal(consumer, one.asset)
        if formal is None or formal.annotation is None:
            continue
        given = types.annotation(producer.function.returns)
        wanted = types.annotation(formal.annotation)
        code = _code(one.binding, producer, formal)
        if code == "FLO562" and one.verdict.answer != "yes":
            continue  # nobody knows that it fits
        if not _accepts(given, wanted, producer.function.returns, formal.annotation, types):
            notes.original(code, formal.span, step=one.step.id)


def _code(binding: Binding, producer: Draft, formal: Parameter) -> str:
    """The entry that says why it would refuse."""
    if formal.name != binding.parameter:
        return "FLO561"
    if len(producer.ports) > 1:
        return "FLO560"
    return "FLO563" if binding.adapt else "FLO562"


def _formal(draft: Draft, asset: str) -> Parameter | None:
    """The annotated parameter with which the original compares an input."""
    annotated = {p.name: p for p in draft.function.parameters if p.annotation is not None}
    for name in (asset.rsplit("/", 1)[-1], asset.replace("/", "_")):
        if name in annotated:
            return annotated[name]
    return next(iter(annotated.values()), None) if len(draft.inputs) == 1 else None


def _accepts(given: Type, wanted: Type, written: Value | None, asked: Value | None, types: Types) -> bool:
    """Whether the original takes one annotation for the other; where it is not known, it does.

    `written` and `asked` are the annotations themselves, as it treats `X | None` other than `Optional[X]`.
    """
    if isinstance(wanted, Union) and not _bar(asked):
        return any(_accepts(given, member, written, None, types) for member in wanted.members)
    if isinstance(given, Union) and not _bar(written):
        return all(_accepts(member, wanted, None, asked, types) for member in given.members)
    one, other = _origin(given, written), _origin(wanted, asked)
    if one is None or other is None or one == other or other == "builtins.object":
        return True
    if other in _PROMOTED.get(one, ()) or {one, other} & {_BAR, _LITERAL}:
        return False
    if one.startswith("flowyml."):
        # Its wrappers have no bases outside.
        return other.startswith("flowyml.") and types.assignable(Named(one), Named(other)).answer != "no"
    verdict = types.assignable(Named(one), Named(other)).answer
    if verdict == "unknown" and one.startswith("builtins."):
        # A builtin class has no bases in other packages; in the standard library it may be registered.
        return other.partition(".")[0] in _STANDARD
    return verdict != "no"


def _bar(value: Value | None) -> bool:
    return isinstance(value, Symbol) and value.op == "|"


def _origin(type: Type, written: Value | None) -> str | None:
    """The class that the original looks at, as a path; None where it is not known."""
    match type:
        case Union():
            return _BAR if _bar(written) else None
        case Named(path=path):
            return path
        case TupleType():
            return "builtins.tuple"
        case CallableType():
            return "collections.abc.Callable"
        case LiteralType():
            return _LITERAL
        case TypedDictType(path=path) | NewTypeType(path=path):
            return path
        case _:
            return None
