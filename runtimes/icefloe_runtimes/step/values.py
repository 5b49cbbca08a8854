"""Where the values of a step come from."""

import json
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path

from icefloe_runtimes.edges import before
from icefloe_runtimes.standin.atoms import ATOM, NOBODY, Atom, atom_id, made_atom
from icefloe_runtimes.standin.wrappers import unwrap
from icefloe_runtimes.step import manifest, storage
from icefloe_runtimes.step.casting import cast, configured
from icefloe_runtimes.step.errors import ArtifactError, StepFailed, UsageError
from icefloe_runtimes.step.expression import apply
from icefloe_runtimes.step.files import alone, tree
from icefloe_runtimes.step.keeping import Keeping, runs_code
from icefloe_runtimes.step.literal import literal, looked_up
from icefloe_runtimes.step.loading import Modules, quiet
from icefloe_runtimes.step.manifest import Entry, Manifest
from icefloe_runtimes.step.names import folder, meant
from icefloe_runtimes.step.objects import discard
from icefloe_runtimes.step.readings import Readings
from icefloe_schema import literals
from icefloe_schema.literals import Ref
from icefloe_schema.plan import (
    Adapt,
    Binding,
    FromAtom,
    FromContext,
    FromExpression,
    FromItem,
    FromLiteral,
    FromOutput,
    FromParameter,
    FromRan,
    Step,
    Value,
)

_ALONE = Keeping()


class Skipped(Exception):  # noqa: N818 - it is no error
    """A value is not there, as the step that would have made it was skipped."""


class Context(dict[str, object]):
    """The values of the plan's parameters, as items and as attributes."""

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Values:
    """Gives the values that bindings ask for, out of parameters and of what other steps have left.

    `written` is the text of the record that the step has left, once it has.
    """

    def __init__(
        self,
        artifacts: Path,
        parameters: Mapping[str, object],
        modules: Modules,
        user: str = NOBODY,
        steps: tuple[Step, ...] = (),
        defaults: Mapping[str, object] | None = None,
        keeping: Keeping = _ALONE,
    ) -> None:
        self.artifacts = artifacts
        self.keeping = keeping
        self.readings = Readings()
        self.written = b""
        self.where = ""
        self.modules = modules
        self.user = user
        self.steps = steps
        self._parameters = parameters
        self._records: dict[str, Manifest] = {}
        self._defaults = defaults or {}

    def bound(self, binding: Binding) -> object:
        """Give the value of a binding, adapted."""
        value = self.value(binding.value)
        for adapt in binding.adapt:
            value = self._adapted(value, adapt, binding.parameter)
        return value

    def configured(self, binding: Binding, annotated: object) -> object:
        """Give the configuration of a step, made by its class: the one that the plan names, else the annotated one."""
        value = self.value(binding.value)
        section = binding.value.name if isinstance(binding.value, FromParameter) else ""
        named = [self._class(adapt.type) for adapt in binding.adapt if adapt.how == "cast"]
        for kind in named or [annotated]:
            value = configured(kind, value, section, by_code=self.is_by_code(section, value))
        return value

    def is_by_code(self, parameter: str, value: object) -> bool:
        """Say whether a value is what the program itself gives for a parameter; without one, it is."""
        return not parameter or (parameter in self._defaults and self._defaults[parameter] == value)

    def value(self, value: Value) -> object:
        """Give one value; `Skipped` if there is none because a step was skipped."""
        if isinstance(value, FromOutput):
            return self.output(value)
        if isinstance(value, FromParameter):
            return self.parameter(value.name)
        if isinstance(value, FromLiteral):
            constant = literal(value.value, self.modules)
            self.readings.literal(constant)
            return constant
        if isinstance(value, FromContext):
            return self.context()
        if isinstance(value, FromAtom):
            return self.atom(value)
        if isinstance(value, FromItem):
            return self.item(value.name)
        if isinstance(value, FromRan):
            return self.ran(value.step)
        if isinstance(value, FromExpression):
            return self._expression(value)
        raise UsageError(f"a value from `{value.tag}` has no meaning here")

    def parameter(self, name: str) -> object:
        """Give the value of a parameter of the plan."""
        if name not in self._parameters:
            raise UsageError(f"no value for the parameter {name!r}: give it with -p {name}=VALUE")
        value = looked_up(self._parameters[name], self.modules)
        self.readings.parameter(name, value)
        return value

    def is_given(self, name: str) -> bool:
        """Say whether anything has given a parameter."""
        return bool(name)

    def context(self, step: Step | None = None) -> Context:
        """Give the values of all parameters of the run, with what the handlers before a step have put to them."""
        found = self.around()
        for name in before(step, self.steps) if step else ():
            found.update(self.shared(name))
        return found

    def around(self) -> Context:
        """Give the context in which the first of these steps begins."""
        return Context({name: self.parameter(name) for name in self._parameters})

    def shared(self, step: str) -> Mapping[str, object]:
        """Give what a step has put into the context."""
        if not (self.artifacts / folder(step) / manifest.MANIFEST).is_file():
            return {}
        entries = manifest.read(self.artifacts, step).context
        return {key: self.loaded(step, f"context {key}", entry) for key, entry in entries.items()}

    def atom(self, source: FromAtom) -> Atom:
        """Give an atom that comes from outside, by the path that the run was given; a file is in a folder of its own.

        The folder is there as long as these values are.
        """
        path = Path(str(self.parameter(source.name)))
        if not path.exists():
            raise UsageError(f"the atom {source.name!r} should be at {path}, but there is nothing")
        kind, content = source.type.removeprefix(ATOM), tree(path)[0]
        self.readings.atom(path, content)
        where = path.resolve() if path.is_dir() else alone(path, self._fresh())
        return made_atom(path=where, type=kind, id=atom_id(kind, self.user, content))

    def item(self, name: str) -> object:
        """Give the item of a map or the index of a loop; there is none outside one."""
        raise UsageError(f"the item {name!r} has no meaning outside a map or a loop")

    def ran(self, step: str) -> bool:
        """Say whether another step ran, or was skipped."""
        return self._record(step).status != "skipped"

    def output(self, source: FromOutput) -> object:
        """Give an output that another step has left."""
        record = self._record(source.step)
        if record.status == "skipped":
            raise Skipped(f"step {source.step!r} was skipped")
        if source.name in record.absent:
            raise Skipped(record.absent[source.name])
        entry = record.outputs.get(source.name)
        if entry is None:
            there = meant(source.name, record.outputs)
            raise ArtifactError(f"step {source.step!r} has left no output {source.name!r}{there}")
        value = self.loaded(source.step, source.name, entry)
        if source.item is None:
            return value
        return apply("index", [value, literals.decode(source.item)])

    def _record(self, step: str) -> Manifest:
        """What another step has left, read once."""
        if step not in self._records:
            self._records[step] = manifest.read(self.artifacts, step)
        return self._records[step]

    def loaded(self, step: str, name: str, entry: Entry) -> object:
        """Read a value that a step of this body has left, and note that it was."""
        self.readings.output(self.at(step), name, entry.sha256)
        where = f"{self.artifacts}/{folder(step)}"
        if not runs_code(entry.format):
            return storage.load(where, entry)
        # To read it can import modules of the project.
        with quiet():
            return storage.load(where, entry)

    def at(self, step: str) -> str:
        """The folder of a step of this body, below that of the run."""
        return f"{self.where}{folder(step)}"

    def owner(self, step: str) -> "Values":  # noqa: ARG002 - inside a body it depends on the step
        """The values of the body that a step is in: this one, or one around it."""
        return self

    def _fresh(self) -> Path:
        """A new and empty folder, which goes with these values."""
        # It brings `random`, which does something after each fork.
        from tempfile import mkdtemp

        made = Path(mkdtemp(prefix="icefloe-"))
        weakref.finalize(self, discard, str(made))
        return made

    def _expression(self, expression: FromExpression) -> object:
        if not expression.operands:
            return apply(expression.op, [])
        first, *others = expression.operands
        if expression.op == "choice":
            return self.value(others[0] if self.value(first) else others[1])
        if expression.op == "or":
            return self._either(expression.operands)
        if expression.op == "and":
            value = self.value(first)
            for operand in others:
                value = value and self.value(operand)
            return value
        return apply(expression.op, [self.value(operand) for operand in expression.operands])

    def _either(self, operands: tuple[Value, ...]) -> object:
        """The first true operand, else the last; this joins branches, so that a skipped one does not count."""
        found: list[object] = []
        reason = ""
        for operand in operands:
            try:
                found.append(self.value(operand))
            except Skipped as skipped:
                reason = str(skipped)
                continue
            if found[-1]:
                break
        if not found:
            raise Skipped(reason)
        return found[-1]

    def _adapted(self, value: object, adapt: Adapt, parameter: str) -> object:
        if adapt.how == "unwrap":
            return unwrap(value)
        try:
            if adapt.how == "json":
                return json.loads(value) if isinstance(value, str | bytes) else value
            return self._cast(value, adapt.type, parameter)
        except (ValueError, TypeError) as error:
            wanted = adapt.type or "JSON"
            raise StepFailed(f"the value for {parameter!r} cannot be read as {wanted}: {error}") from error

    def _cast(self, value: object, spelled: str, parameter: str) -> object:
        made = self._class(spelled)
        if isinstance(made, type) and isinstance(value, made):
            return value
        make: Callable[..., object] | None = made if callable(made) else None
        if make is None:
            raise TypeError(f"{spelled} is not a type")
        return cast(make, value, parameter)

    def _class(self, spelled: str) -> object:
        """What a type is called by: `module:Class`, or a dotted path."""
        plain = spelled.partition("[")[0]
        module, colon, name = plain.partition(":")
        if not colon:
            module, _, name = plain.rpartition(".")
        return self.modules.constant(Ref(module=module or "builtins", name=name))
