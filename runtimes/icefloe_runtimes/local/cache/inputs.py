"""What a step is given, as texts that differ where values do; nothing is computed, and nothing unpickled."""

import json
from collections.abc import Mapping
from pathlib import Path

from icefloe_runtimes.edges import before, deep, leaves
from icefloe_runtimes.local.cache.leaf import constants, digest, spelled, texts
from icefloe_runtimes.local.cache.level import Level
from icefloe_runtimes.local.cache.manifests import Manifests
from icefloe_runtimes.local.cache.passed import is_shadowed, of_point
from icefloe_runtimes.step.files import tree
from icefloe_runtimes.step.inside import ITEMS, home
from icefloe_runtimes.step.keeping import runs_code
from icefloe_runtimes.step.manifest import Entry, Manifest
from icefloe_runtimes.step.named import Files, Named, TooMuch
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.objects import Objects
from icefloe_schema import literals
from icefloe_schema.codec import to_json
from icefloe_schema.plan import (
    Binding,
    FromAtom,
    FromContext,
    FromDefault,
    FromItem,
    FromOutput,
    FromParameter,
    FromRan,
    LoopRun,
    MapRun,
    PythonRun,
    Step,
    StubRun,
    Value,
)
from icefloe_schema.records import dataclass

# Longer ones are shown by their digest.
_SHOWN = 200
_LONGEST_PATH = 4096
_WITHOUT_TEXT = frozenset(("int", "float", "bool", "NoneType", "complex"))
_NOTHING = "nothing"
# What holds values that are to be taken apart, and is no step.
_HOLLOW = StubRun()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where values come from in a run: its parameters, what steps have left, the files of the machine.

    `hidden` are the parameters that the environment gives: they may be secrets.
    """

    parameters: Mapping[str, object]
    hidden: frozenset[str]
    user: str
    manifests: Manifests
    objects: Objects
    files: Files


class Inputs:
    """Collects what one step is given.

    `texts` has the words for each input with what tells its value, `named` the files and folders that values name.
    `makers` are the steps whose outputs cannot be read without code of the project; where `is_plain` does not hold,
    more code plays a part than that of these and of the step itself. `hindrance` says why it cannot be known whether
    the inputs are the same.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.texts: dict[str, str] = {}
        self.named: dict[str, Named] = {}
        self.makers: list[tuple[Level, Step]] = []
        self.is_plain = True
        self.hindrance = ""

    def collect(self, step: Step, level: Level) -> None:
        """Look at everything that a step is given, with all that is in it."""
        for value in leaves(step):
            self._tell(value, level)
            if isinstance(value, FromContext):
                self._context(step, level)
        if any(_is_of_atoms(one) for one in deep((step,))):
            self.texts["the user"] = self._world.user

    def read(self, made: Manifest, at: Path) -> None:
        """Count the files that are named by what a step has left."""
        for entry in made.outputs.values():
            self._entry(entry, at, None)

    def paths(self, found: object) -> None:
        """Count the files and folders that texts in a value name."""
        for text in texts(found):
            self.path(text)

    def path(self, text: str) -> None:
        """Count what a text names, if it is a path."""
        if text in self.named:
            return
        try:
            named = self._world.files.named(text)
        except TooMuch as why:
            self.hindrance = str(why)
            return
        if named is not None:
            self.named[text] = named
            self.texts[f"the file {text}"] = named.digest

    def _tell(self, value: Value, level: Level) -> None:
        if isinstance(value, FromOutput):
            self.texts[f"{value.name!r} of step {value.step!r}"] = self._output(value.step, value.name, level)
        elif isinstance(value, FromParameter):
            self.texts[f"the parameter {value.name!r}"] = self._parameter(value.name, level)
        elif isinstance(value, FromItem):
            self.texts[f"the item {value.name!r}"] = self._item(value.name, level)
        elif isinstance(value, FromAtom):
            self.texts[f"the atom {value.name!r}"] = self._atom(value)
        elif isinstance(value, FromRan):
            self.texts[f"whether step {value.step!r} ran"] = self._ran(value.step, level)

    def _text(self, value: Value, level: Level) -> str:
        """What tells the value of one leaf."""
        if isinstance(value, FromOutput):
            return self._output(value.step, value.name, level)
        if isinstance(value, FromParameter):
            return self._parameter(value.name, level)
        if isinstance(value, FromItem):
            return self._item(value.name, level)
        if isinstance(value, FromAtom):
            return self._atom(value)
        return self._ran(value.step, level) if isinstance(value, FromRan) else _NOTHING

    # --- outputs ---------------------------------------------------------------------------------------------------

    def _output(self, step: str, name: str, level: Level) -> str:
        owner = level.owner(step)
        made = None if owner is None else self._world.manifests.left(owner.folder, step)
        if owner is None or made is None:
            return _NOTHING
        if made.status == "skipped" or name in made.absent:
            return "skipped"
        entry = made.outputs.get(name)
        if entry is None:
            return _NOTHING
        return self._entry(entry, owner.folder / folder(step), (owner, owner.steps[step]))

    def _entry(self, entry: Entry, at: Path, maker: tuple[Level, Step] | None) -> str:
        if runs_code(entry.format):
            if maker is None:
                self.is_plain = False
            else:
                self.makers.append(maker)
        elif entry.format in ("text", "json") and entry.type not in _WITHOUT_TEXT:
            self._paths_in(entry, at)
        wrapper = f" {digest(entry.wrapper)}" if entry.wrapper else ""
        return f"{entry.sha256} {entry.format} {entry.type}{wrapper}"

    def _paths_in(self, entry: Entry, at: Path) -> None:
        """Count the files that a stored value names."""
        if entry.format == "text" and entry.size > _LONGEST_PATH:
            return
        for path in (Path(self._world.objects.path(entry.sha256)), at / entry.file):
            try:
                data = path.read_bytes()
            except OSError:
                continue
            self.paths(data.decode("utf-8", "surrogatepass") if entry.format == "text" else json.loads(data))
            return

    def _ran(self, step: str, level: Level) -> str:
        owner = level.owner(step)
        made = None if owner is None else self._world.manifests.left(owner.folder, step)
        return _NOTHING if made is None else made.status

    # --- parameters ------------------------------------------------------------------------------------------------

    def _parameter(self, name: str, level: Level) -> str:
        body, step, outer = level.body, level.step, level.outer
        if body is None or step is None or outer is None:
            return self._given(name)
        known = next((one for one in body.parameters if one.name == name), None)
        if known is None:
            return self._parameter(name, outer)
        run = step.run
        if isinstance(run, LoopRun) and name in run.carry and level.part.isdigit() and int(level.part):
            return self._carried(name, level.other(str(int(level.part) - 1)))
        binding = next((one for one in step.bindings if one.parameter == name), None)
        self.paths(known.default)
        default = spelled(known.default)
        if binding is None or isinstance(binding.value, FromDefault):
            return default
        return self._as_given(binding, outer) or self._bound(binding, outer, default)

    def _as_given(self, binding: Binding, level: Level) -> str:
        """What tells a value that a plan inside others is given as a run itself is given it: its parameters as they
        are, or the values of a point of a sweep. Empty for one that is made in another way."""
        value = binding.value
        if binding.adapt:
            return ""
        if isinstance(value, FromParameter):
            is_own = value.name in self._world.parameters and not is_shadowed(value.name, level)
            return self._given(value.name) if is_own else ""
        point, name = of_point(value, level)
        return self._said(name, point[name]) if name in point else ""

    def _bound(self, binding: Binding, level: Level, default: str) -> str:
        """What tells the value of a binding around it; it may be skipped, and then the default takes its place."""
        self.is_plain = self.is_plain and not any(_is_of_project(one.type) for one in binding.adapt)
        shape = [to_json(binding.value), *map(to_json, binding.adapt), default]
        self.paths(list(constants(to_json(binding.value))))
        found = [self._text(value, level) for value in leaves(Step(id="", run=_HOLLOW, bindings=(binding,)))]
        return digest([shape, found])

    def _carried(self, name: str, before_: Level) -> str:
        """What tells the result of the round before; where that was skipped, the value stays as it was."""
        body = before_.body
        result = None if body is None else next((one for one in body.results if one.name == name), None)
        was = self._parameter(name, before_)
        if result is None:
            return was
        probe = Step(id="", run=_HOLLOW, bindings=(Binding(parameter=name, value=result.value),))
        return digest([to_json(result.value), [self._text(value, before_) for value in leaves(probe)], was])

    def _given(self, name: str) -> str:
        return self._said(name, self._world.parameters[name]) if name in self._world.parameters else _NOTHING

    def _said(self, name: str, value: object) -> str:
        """What tells the value of a parameter."""
        try:
            encoded = literals.encode(value)
        except literals.EncodeError:
            self.hindrance = f"the value of the parameter {name!r} is none that can be told from others"
            return _NOTHING
        self.paths(encoded)
        text = spelled(encoded)
        # What it stands for is in the project's code.
        self.is_plain = self.is_plain and '"$ref"' not in text
        return digest(text) if name in self._world.hidden or len(text) > _SHOWN else text

    # --- the rest --------------------------------------------------------------------------------------------------

    def _item(self, name: str, level: Level) -> str:
        outer, step = level.outer, level.step
        if outer is None or step is None:
            return _NOTHING
        if isinstance(step.run, MapRun) and name == step.run.item:
            elements = home(outer.folder, step.id)
            made = self._world.manifests.left(elements, ITEMS)
            entry = None if made is None else made.outputs.get(level.part)
            return _NOTHING if entry is None else self._entry(entry, elements / folder(ITEMS), None)
        if isinstance(step.run, LoopRun) and name and name == step.run.index:
            return level.part
        return self._item(name, outer)

    def _atom(self, source: FromAtom) -> str:
        given = str(self._world.parameters.get(source.name, ""))
        path = self._world.files.at(given)
        try:
            found = tree(path)[0]
        except OSError:
            return _NOTHING
        self.path(given)
        return f"{found} {source.type} {'' if path.is_dir() else path.name}".rstrip()

    def _context(self, step: Step, level: Level) -> None:
        """The context of a run: its parameters, and what handlers before the step have put there."""
        if level.outer is None or level.step is None:
            for name in self._world.parameters:
                self.texts[f"the parameter {name!r}"] = self._given(name)
        else:
            self._context(level.step, level.outer)
            for number in range(int(level.part) if isinstance(level.step.run, LoopRun) else 0):
                for one in level.steps:
                    self._shared(one, level.other(str(number)), f"round {number}: ")
        for name in before(step, tuple(level.steps.values())):
            self._shared(name, level)

    def _shared(self, step: str, level: Level, where: str = "") -> None:
        made = self._world.manifests.left(level.folder, step)
        if made is None:
            return
        for key, entry in made.context.items():
            text = self._entry(entry, level.folder / folder(step), (level, level.steps[step]))
            self.texts[f"{where}the context's {key!r} of step {step!r}"] = text


def _is_of_atoms(step: Step) -> bool:
    """Whether the user's name is in what a step makes."""
    is_called = isinstance(step.run, PythonRun) and step.run.convention == "atoms"
    return is_called or any(isinstance(value, FromAtom) for value in leaves(step))


def _is_of_project(spelled_type: str) -> bool:
    return bool(spelled_type) and not spelled_type.startswith("builtins") and "." in spelled_type.replace(":", ".")
