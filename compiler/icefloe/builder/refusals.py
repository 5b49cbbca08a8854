"""What was added to a pipeline and is no step: why not."""

from icefloe.builder import reasons
from icefloe.builder.layers import STEPS, Decorated, decorated
from icefloe.builder.notes import Notes
from icefloe.builder.parts import Part
from icefloe.builder.vocabulary import Vocabulary
from icefloe.fixes import AddDecorator, Fix, Uncall
from icefloe.values import Class, Instance, Items, Known, Record, Reference, Symbol, Unknown, Value


def not_a_step(part: Part, found: Decorated | Unknown | None, vocabulary: Vocabulary, notes: Notes) -> None:
    """Report what is certainly no step, and what is not known to be one."""
    called = decorated(part.value.function, vocabulary) if isinstance(part.value, Record) else None
    if vocabulary.record(part.value, "approval", "ApprovalStep") is not None:
        why = "it waits for a person, which a plan cannot say; put the decision into a step"
        notes.hole("what an approval does", Known(value=None, span=part.span), part.span, why)
        return
    if isinstance(called, Decorated) and called.layers and called.layers[0].word in STEPS:
        message = f"what a call of step `{called.function.name}` returns is added"
        fix = Fix(message="add the step itself", changes=(Uncall(span=part.span),))
        notes.add("FLO107", message, part.span, help="add the step itself: take the call away", fix=fix)
        return
    if isinstance(found, Decorated):
        notes.add(
            "FLO107",
            f"`{found.function.name}` is added to the pipeline, but it is no step",
            part.span,
            help="decorate the function with `@step`",
            fix=_decorated(found, vocabulary),
        )
        return
    wrong = _wrong(part.value)
    if wrong is not None:
        notes.add("FLO107", f"{wrong[0]} is added to the pipeline, but it is no step", part.span, help=wrong[1])
        return
    foreign = isinstance(part.value, Reference)
    help = "correct the name of the module, or put its code below one of the import roots" if foreign else ""
    notes.hole("which step is added", part.value, part.span, _why(part.value, vocabulary), help=help)


def _wrong(value: Value) -> tuple[str, str] | None:
    """What a constant or a list is that was added in place of a step, and what to do; None if it is neither."""
    match value:
        case Items(kind="list" | "tuple" as kind):
            return f"a {kind}", "give each step to a call of its own, or all of them to `add_steps([…])`"
        case Known(value=str(text)):
            return f'the text "{text}"', "add the function itself that is decorated with `@step`, without quotes"
        case Known(value=None):
            return "None", "add a function that is decorated with `@step`; one that returns a step must return it"
        case Known(value=bool() | int() | float()):
            return "a number", "add a function that is decorated with `@step`"
        case _:
            return None


def _decorated(found: Decorated, vocabulary: Vocabulary) -> Fix:
    """What makes a step of the function: it may be called elsewhere too, so that this is not safe."""
    change = AddDecorator(span=found.function.name_span, module=vocabulary.package, name="step")
    return Fix(message=f"decorate `{found.function.name}` with `@step`", changes=(change,))


def _why(value: Value, vocabulary: Vocabulary) -> str:
    match value:
        case Record() if value.arguments and vocabulary.word(value.path).removesuffix("()") in (*STEPS, "Step"):
            return _why(value.arguments[0].value, vocabulary)
        case Symbol(op="attribute", operands=(Instance() | Class(), Known(value=str(name)))):
            return f"`{name}` is bound to an object, which a plan cannot carry"
        case Symbol(op="choice"):
            return "it is one of several, by a test that only a run can tell"
        case _:
            return reasons.depends(value)
