"""FlowyML's pipeline templates: which steps each of them makes of the functions that it is given."""

from collections.abc import Iterator, Mapping

from icefloe.builder.notes import Notes
from icefloe.fixes import close_matches, renamed
from icefloe.values import Argument, Items, Known, Record, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One step of a template: the argument that its function comes in, and what the step is called, takes and gives."""

    argument: str
    name: str
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template: what its pipeline is called by default, and its steps in order."""

    name: str
    slots: tuple[Slot, ...]


_ETL = Template(
    name="etl_pipeline",
    slots=(
        Slot(argument="extractor", name="extract", outputs=("raw_data",)),
        Slot(argument="transformer", name="transform", inputs=("raw_data",), outputs=("transformed_data",)),
        Slot(argument="loader", name="load", inputs=("transformed_data",)),
    ),
)
TEMPLATES: Mapping[str, Template] = {
    "ml_training": Template(
        name="ml_training",
        slots=(
            Slot(argument="data_loader", name="load_data", outputs=("dataset",)),
            Slot(argument="preprocessor", name="preprocess", inputs=("dataset",), outputs=("processed_data",)),
            Slot(argument="trainer", name="train", inputs=("processed_data",), outputs=("model",)),
            Slot(argument="evaluator", name="evaluate", inputs=("model", "processed_data"), outputs=("metrics",)),
            Slot(argument="model_saver", name="save_model", inputs=("model",)),
        ),
    ),
    "etl": _ETL,
    "data_pipeline": _ETL,
    "ab_test": Template(
        name="ab_test",
        slots=(
            Slot(argument="data_loader", name="load_data", outputs=("dataset",)),
            Slot(
                argument="model_a_trainer", name="train_model_a", inputs=("dataset",), outputs=("model_a", "metrics_a")
            ),
            Slot(
                argument="model_b_trainer", name="train_model_b", inputs=("dataset",), outputs=("model_b", "metrics_b")
            ),
            Slot(argument="comparator", name="compare", inputs=("metrics_a", "metrics_b"), outputs=("winner",)),
        ),
    ),
}


def of(pipeline: Record) -> Template | None:
    """The template that a call of `create_from_template` names, or None."""
    given = pipeline.argument("template_name", 0)
    name = given.value.value if given is not None and isinstance(given.value, Known) else None
    return TEMPLATES.get(name) if isinstance(name, str) else None


def name(pipeline: Record) -> str:
    """What a pipeline from a template is called if nothing else is said, or nothing."""
    template = of(pipeline)
    given = pipeline.argument("template_name", 0)
    known = given.value.value if given is not None and isinstance(given.value, Known) else None
    return template.name if template is not None else known if isinstance(known, str) else ""


def steps(pipeline: Record, notes: Notes) -> Iterator[tuple[tuple[Argument, ...], Argument]]:
    """The steps that a template makes: each with its name, inputs and outputs as arguments, and its function."""
    template = of(pipeline)
    if template is None:
        _unknown(pipeline, notes)
        return
    for slot in template.slots:
        argument = pipeline.argument(slot.argument)
        if argument is not None and not (isinstance(argument.value, Known) and not argument.value.value):
            yield _arguments(slot, argument), argument


def context(pipeline: Record) -> tuple[Argument, ...]:
    """The keyword arguments of a call of `create_from_template` that are values of the context."""
    template = of(pipeline)
    if template is None:
        return ()
    taken = {"template_name", "name"} | {slot.argument for slot in template.slots}
    return tuple(a for a in pipeline.arguments if a.name is not None and a.name not in taken)


def _unknown(pipeline: Record, notes: Notes) -> None:
    given = pipeline.argument("template_name", 0)
    if given is None or not (isinstance(given.value, Known) and isinstance(given.value.value, str)):
        value = given.value if given is not None else Known(value=None, span=pipeline.span)
        notes.hole("the template", value, pipeline.span, "its name is not a string that the source shows")
        return
    near = close_matches(given.value.value, TEMPLATES, n=1)
    guess = f"; did you mean `{near[0]}`?" if near else ""
    message = f"there is no template `{given.value.value}`{guess}"
    fix = renamed(given.span, given.value.value, near[0]) if near else None
    notes.add("FLO174", message, given.span, help=f"there are {', '.join(TEMPLATES)}", fix=fix)


def _arguments(slot: Slot, given: Argument) -> tuple[Argument, ...]:
    """What a slot says of its step, as arguments of `step`."""

    def known(text: str) -> Known:
        return Known(value=text, span=given.span)

    def argument(name: str, value: Value) -> Argument:
        return Argument(name=name, value=value, span=given.span)

    def listed(names: tuple[str, ...]) -> Items:
        return Items(kind="list", items=tuple(known(name) for name in names), token=0, span=given.span)

    found = [argument("name", known(slot.name))]
    if slot.inputs:
        found.append(argument("inputs", listed(slot.inputs)))
    if slot.outputs:
        found.append(argument("outputs", listed(slot.outputs)))
    return tuple(found)
