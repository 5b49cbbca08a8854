"""The classes of configuration that come with motools, as a table: they are not part of a project."""

from collections.abc import Mapping
from types import MappingProxyType

from icefloe.dialects.motools.config.shape import (
    NOTHING,
    Anything,
    Check,
    Either,
    Entries,
    Form,
    Nested,
    Part,
    Plain,
    Shape,
    Single,
)
from icefloe.source import Span
from icefloe.values import Known

_NOWHERE = Span(path="", line=1, column=1, end_line=1, end_column=1)
_TEXT = Single(kind="text")
_OPTIONS = Either(members=(Entries(key=_TEXT, value=Anything()), NOTHING))
_TARGET = Check(kind="target")
_REQUIRED = object()


def _part(name: str, form: Form, written: str, said: str, *checks: Check, default: Plain | object = _REQUIRED) -> Part:
    """One field; without a default it is required."""
    known = default if default is None or isinstance(default, str | int | float | bool) else None
    return Part(
        name=name,
        attribute=name,
        form=form,
        written=written,
        required=default is _REQUIRED,
        default=None if default is _REQUIRED else Known(value=known, span=_NOWHERE),
        checks=checks,
        description=said,
    )


def _options(name: str, said: str) -> Part:
    return _part(name, _OPTIONS, "dict[str, Any] | None", said, default=None)


def _loader(name: str, what: str) -> tuple[Part, ...]:
    return (
        _part(name, _TEXT, "str", f"the function that gives the {what}, as `module:function`", _TARGET),
        _options("loader_kwargs", "arguments of that function"),
    )


def _backend(default: str, *names: str) -> Part:
    return _part("backend_name", _TEXT, "str", "the backend", Check(kind="one of", values=names), default=default)


_SUFFIX = Check(kind="filled", unless="none")
_STEPS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "PrepareDatasetConfig": _loader("dataset_loader", "dataset"),
        "PrepareTaskConfig": _loader("task_loader", "task"),
        "PrepareModelConfig": (_part("model_id", _TEXT, "str", "the model, as its provider calls it"),),
        "SubmitTrainingConfig": (
            _part("model", _TEXT, "str", "the model to train", Check(kind="model")),
            _options("hyperparameters", "what the backend trains with; its own defaults if nothing is said"),
            _part(
                "suffix", Either(members=(_TEXT, NOTHING)), "str | None", "the end of the name", _SUFFIX, default=None
            ),
            _backend("openai", "openai", "tinker", "dummy", "openweights"),
        ),
        "WaitForTrainingConfig": (),
        "EvaluateModelConfig": (
            _part(
                "eval_task",
                Either(members=(_TEXT, NOTHING)),
                "str | None",
                "the function that gives the task, as `module:function`; newer ones have a step for it",
                Check(kind="target", unless="false"),
                default=None,
            ),
            _options("eval_kwargs", "arguments of the evaluation"),
            _backend("inspect", "inspect", "openai"),
        ),
    }
)
_HOMES: Mapping[str, str] = MappingProxyType(
    {
        "PrepareDatasetConfig": "dataset preparation",
        "PrepareTaskConfig": "task preparation",
        "PrepareModelConfig": "the preparation of a model",
        "SubmitTrainingConfig": "the start of a training",
        "WaitForTrainingConfig": "the wait for a training",
        "EvaluateModelConfig": "an evaluation",
    }
)
_SAME = MappingProxyType({"TrainModelConfig": "SubmitTrainingConfig"})
_TRAINING = ("prepare_dataset", "prepare_task", "submit_training", "wait_for_training", "evaluate_model")
_WORKFLOWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "TrainAndEvaluateConfig": _TRAINING,
        "EvaluateOnlyConfig": ("prepare_model", "evaluate_model", "prepare_task"),
    }
)
PACKAGES = ("motools", "mozoo")
# Pairs of fields: a function, and the arguments that it is called with.
CALLS: Mapping[str, str] = MappingProxyType({"dataset_loader": "loader_kwargs", "task_loader": "loader_kwargs"})


def shape(path: str) -> Shape | None:
    """The shape of a class that comes with motools, by the path that it is imported from."""
    package, _, name = path.rpartition(".")
    if package.split(".")[0] not in PACKAGES:
        return None
    known = _SAME.get(name, name)
    if known in _STEPS:
        said = f"The configuration of {_HOMES[known]}."
        return Shape(name=name, target=f"{package}:{name}", parts=_STEPS[known], description=said)
    if name in _WORKFLOWS:
        parts = tuple(_section(one, package) for one in _WORKFLOWS[name])
        said = "The configuration of a workflow that comes with motools."
        return Shape(name=name, target=f"{package}:{name}", parts=parts, description=said)
    return None


def _section(step: str, package: str) -> Part:
    """The field of a workflow for one of its steps.

    As long as the workflow came with `mozoo`, the task could be left out; it was the last of the fields.
    """
    name = "".join(word.capitalize() for word in step.split("_")) + "Config"
    said = f"The configuration of {_HOMES[name]}."
    form: Form = Nested(shape=Shape(name=name, target=f"motools.steps:{name}", parts=_STEPS[name], description=said))
    if step == "prepare_task" and package.split(".")[0] == "mozoo":
        return _part(step, Either(members=(form, NOTHING)), f"{name} | None", said, default=None)
    return _part(step, form, name, said)
