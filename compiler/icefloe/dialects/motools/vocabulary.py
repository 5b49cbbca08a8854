"""The words of motools in all the spellings that its versions have, and the arguments that each of them takes."""

from collections.abc import Mapping
from types import MappingProxyType

from icefloe.reach import given
from icefloe.source import Span
from icefloe.types import OBJECT, NewTypeType
from icefloe.values import Class, Instance, Record, Reference, Table, Value

WORKFLOW = "Workflow"
ATOM = "AtomConstructor"
RUN = "run_workflow"
SWEEP = "run_sweep"
PACKAGES = ("motools", "mozoo")

# A `Step` was made of a function named `fn`, then was an abstract class, and has a `function` on motools' own page.
_FIRST_STEP = ("name", "input_atom_types", "output_atom_types", "config_class", "fn")
_PAGE_STEP = ("name", "function", "input_atom_types", "config_class", "output_atom_types")
_RUN = ("workflow", "input_atoms", "config", "user", "config_name", "selected_stages", "force_rerun", "no_cache")
_SWEEP = ("workflow", "base_config", "param_grid", "input_atoms", "user", "config_name", "max_parallel")
STEPS = frozenset({"Step", "StepDefinition", "FunctionStep"})
STEP_BASES = frozenset({"Step", "BaseStep", "FunctionStep", "StepDefinition"})
ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        WORKFLOW: ("name", "input_atom_types", "steps", "config_class"),
        ATOM: ("name", "path", "type", "tags", "metadata"),
        RUN: _RUN,
        SWEEP: _SWEEP,
        "Step": _PAGE_STEP,
        "StepDefinition": ("name", "fn", "input_atom_types", "output_atom_types", "config_class"),
        "FunctionStep": _FIRST_STEP,
    }
)
# Where the words are defined, and where they are imported from.
CONFIGS = tuple(
    f"{name}Config"
    for name in (
        "EvaluateModel",
        "PrepareDataset",
        "PrepareModel",
        "PrepareTask",
        "SubmitTraining",
        "TrainModel",
        "WaitForTraining",
    )
)
SPELLED = tuple(
    f"motools.{module}.{name}"
    for module, found in (
        ("workflow", (*ARGUMENTS, "StepConfig", "WorkflowConfig")),
        ("workflow.config", ("StepConfig", "WorkflowConfig")),
        ("atom.base", ("Atom", "DatasetAtom", "ModelAtom", "EvalAtom", "TaskAtom", "TrainingJobAtom")),
        ("atom.workspace", ("create_temp_workspace",)),
        ("cache.stage_cache", ("StageCache",)),
        ("workflow.base", (WORKFLOW, ATOM, *sorted(STEPS))),
        ("workflow.execution", (RUN,)),
        ("workflow.sweep", (SWEEP,)),
        ("experiments", (SWEEP,)),
        ("experiments.sweep", (SWEEP,)),
        ("steps", ("BaseStep", *CONFIGS)),
        ("steps.base", ("BaseStep",)),
    )
    for name in found
)
ATOM_TYPES = frozenset({"dataset", "model", "training_job", "eval", "task"})


def own(path: str) -> bool:
    """Whether a dotted path is one of motools or of its zoo."""
    return path.split(".")[0] in PACKAGES


def last(path: str) -> str:
    """The last name of a dotted path."""
    return path.rpartition(".")[2]


def word(value: Value | None) -> str:
    """Which word of motools a call spells; nothing if it is none."""
    if not isinstance(value, Record) or not own(value.path):
        return ""
    name = last(value.path)
    return name if name in ARGUMENTS else ""


def names(record: Record) -> tuple[str, ...]:
    """The arguments of a word, in their order as positional ones."""
    found = ARGUMENTS[word(record)]
    if word(record) == "Step":
        second = given(record, "", 1)
        if given(record, "fn") is not None or isinstance(second, Table):
            return _FIRST_STEP
    return found


def argument(record: Record, name: str) -> Value | None:
    """An argument of a word, by its name or its position."""
    known = names(record)
    return given(record, name, known.index(name) if name in known else None)


def place(record: Record, name: str) -> Span:
    """Where an argument of a word is written; the whole call if it is not."""
    known = names(record)
    found = record.argument(name, known.index(name) if name in known else None)
    return record.span if found is None else found.span


def derives(of: Class, bases: frozenset[str]) -> bool:
    """Whether a class of the project is made from one of these classes of motools."""
    for base in of.bases:
        if isinstance(base, Reference) and own(base.path) and last(base.path) in bases:
            return True
        if isinstance(base, Class) and derives(base, bases):
            return True
    return False


def member(of: Class | Instance, name: str) -> Value | None:
    """What an object or a class has under a name, its classes in the project included."""
    if isinstance(of, Instance):
        found = dict(of.attributes).get(name)
        return found if found is not None else member(of.of, name)
    found = dict(of.methods).get(name)
    if found is not None:
        return found
    for base in of.bases:
        inherited = member(base, name) if isinstance(base, Class) else None
        if inherited is not None:
            return inherited
    return None


def atom(type_name: str) -> NewTypeType:
    """The type of an atom: two atoms fit only if the names of their types are equal."""
    return NewTypeType(f"motools.atom.{type_name}", OBJECT)
