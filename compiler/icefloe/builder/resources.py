"""What a step needs: `resources=` in every spelling, normalised."""

from collections.abc import Callable, Mapping

from icefloe.builder import options
from icefloe.builder.notes import Notes
from icefloe.constants import NotLiteralError, literal_of
from icefloe.fixes import renamed
from icefloe.values import Argument, Known, Record, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import JsonObject

FIELDS = ("cpu", "memory", "storage", "gpu", "gpu_count", "gpu_type", "gpu_memory", "node_affinity")
# What the classes of the original take, in the order of their positional arguments.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "ResourceRequirements": ("cpu", "memory", "storage", "gpu", "node_affinity"),
    "resources": ("cpu", "memory", "storage", "gpu", "node_affinity"),
    "ResourceConfig": ("cpu", "memory", "gpu", "gpu_count", "disk_size", "machine_type"),
    "GPUConfig": ("gpu_type", "count", "memory"),
    "NodeAffinity": ("required", "preferred", "tolerations"),
}
_AFFINITY = ("required", "preferred", "tolerations")
_FITTING = frozenset({"cpu", "memory", "storage", "gpu", "node_affinity"})


def resources(argument: Argument | None, step: str, notes: Notes) -> plan.Resources | None:
    """What `resources=` says, as Kubernetes quantities; a malformed amount is reported at its place."""
    if argument is None or options.is_none(argument.value):
        return None
    what = f"what step `{step}` needs"
    if options.unknown(argument, what, notes, *_WORDS):
        return None
    given = _fields(argument.value)
    if given is None:
        _malformed(
            argument,
            "`resources` is no dictionary of amounts",
            "write a dictionary, or `ResourceRequirements(…)`",
            notes,
        )
        return None
    found = _Reading(given, step, notes).all()
    if isinstance(argument.value, Table) and not _fits(given):
        notes.original("FLO509", argument.span, step=step)
    return found


def _fits(given: Mapping[str, Argument]) -> bool:
    """Whether the original makes `ResourceRequirements` of a dictionary."""
    texts = all(options.text(given[name]) for name in ("cpu", "memory", "storage") if name in given)
    gpu = given.get("gpu")
    return texts and given.keys() <= _FITTING and (gpu is None or not options.text(gpu))


def _fields(value: Value) -> dict[str, Argument] | None:
    """The entries of a dictionary, or the arguments of a resource class, by name; None if it is neither."""
    if isinstance(value, Table):
        return {
            str(key.value): Argument(name=str(key.value), value=item, span=item.span)
            for key, item in value.entries
            if isinstance(key, Known)
        }
    word = value.path.rsplit(".", 1)[-1] if isinstance(value, Record) else ""
    if not isinstance(value, Record) or word not in _WORDS:
        return None
    positional = [a for a in value.arguments if a.name is None and not a.star]
    found = dict(zip(_WORDS[word], positional, strict=False))
    found.update({a.name: a for a in value.arguments if a.name is not None})
    return found


class _Reading:
    """One reading of the fields of `resources`."""

    def __init__(self, given: dict[str, Argument], step: str, notes: Notes) -> None:
        self.given = {name: one for name, one in given.items() if not options.is_none(one.value)}
        self.step = step
        self.notes = notes

    def all(self) -> plan.Resources:
        """The whole of it."""
        for old, name in (("disk_size", "storage"), ("accelerator", "gpu_type"), ("gpus", "gpu")):
            if old in self.given and name not in self.given:
                self.given[name] = self.given.pop(old)
        for name in sorted(self.given.keys() - {*FIELDS, "machine_type"}):
            self.notes.add(
                "FLO105",
                f"`resources` has no `{name}`{options.near(name, FIELDS)}",
                self.given[name].span,
                help=f"it takes {', '.join(FIELDS)}",
                fix=renamed(self.given[name].span, name, options.nearest(name, FIELDS)),
            )
        kind, count, memory = self.gpu()
        from icefloe import quantities

        return plan.Resources(
            cpu=self.amount("cpu", quantities.cores, quantities.CPU_FORMS) or "",
            memory=self.amount("memory", quantities.size, quantities.SIZE_FORMS) or "",
            storage=self.amount("storage", quantities.size, quantities.SIZE_FORMS) or "",
            gpu=kind,
            gpu_count=count,
            gpu_memory=memory,
            affinity=self.affinity(),
        )

    def amount(self, name: str, form: Callable[[object], str | None], forms: str) -> str | None:
        """One amount; a malformed one is an error that says which forms there are."""
        argument = self.given.get(name)
        if argument is None or options.unknown(argument, f"`{name}` of what step `{self.step}` needs", self.notes):
            return None
        value = argument.value.value if isinstance(argument.value, Known) else None
        found = form(value)
        if found is None:
            shown = f"`{value!r}`" if isinstance(argument.value, Known) else "this"
            _malformed(argument, f"{shown} is no amount of {name}", f"write {forms}", self.notes)
        return found

    def gpu(self) -> tuple[str, int, str]:
        """Type, number and memory of graphics processors, from one key or from several."""
        argument = self.given.get("gpu")
        inner = _fields(argument.value) if argument is not None else None
        if inner is not None:
            names = {"type": "gpu_type", "count": "gpu_count", "memory": "gpu_memory"}
            self.given |= {names.get(name, name): one for name, one in inner.items() if not options.is_none(one.value)}
        elif argument is not None and not options.unknown(argument, f"the GPUs of step `{self.step}`", self.notes):
            value = argument.value.value if isinstance(argument.value, Known) else None
            text = value.strip() if isinstance(value, str) else ""
            if isinstance(value, bool):
                return self.kind(), self.count(int(value)), self.gpu_memory()
            if isinstance(value, int | float) or text.isdecimal():
                return self.kind(), self.count(value), self.gpu_memory()
            if not text:
                _malformed(
                    argument,
                    "this is no GPU",
                    'write a number, a type ("nvidia-tesla-v100") or `GPUConfig(…)`',
                    self.notes,
                )
                return "", 0, ""
            return text, self.count(None) or 1, self.gpu_memory()
        kind = self.kind()
        return kind, self.count(None) or int(bool(kind) or inner is not None), self.gpu_memory()

    def kind(self) -> str:
        """The type of GPU; `generic` is the original's word for any."""
        text = options.text(self.given.get("gpu_type"))
        return "" if text == "generic" else text

    def count(self, value: object) -> int:
        """A number of GPUs: the one of `gpu_count` if there is one, else this one."""
        argument = self.given.get("gpu_count") or self.given.get("gpu")
        if "gpu_count" in self.given:
            given = self.given["gpu_count"]
            if options.unknown(given, f"how many GPUs step `{self.step}` needs", self.notes):
                return 0
            value = given.value.value if isinstance(given.value, Known) else ""
        if value is None or argument is None:
            return 0
        text = str(int(value)) if isinstance(value, float) and value == value // 1 else str(value).strip()
        if not text.isdecimal() or not text.isascii() or len(text) > 6:
            _malformed(argument, f"`{value!r}` is no number of GPUs", "write a whole number", self.notes)
            return 0
        return int(text)

    def gpu_memory(self) -> str:
        """The memory of each GPU."""
        from icefloe import quantities

        return self.amount("gpu_memory", quantities.size, quantities.SIZE_FORMS) or ""

    def affinity(self) -> JsonObject:
        """The rules for nodes; plain labels are required ones."""
        argument = self.given.get("node_affinity")
        machine = options.text(self.given.get("machine_type"))
        if machine:
            return {"required": {"node.kubernetes.io/instance-type": machine}}
        what = f"where step `{self.step}` may run"
        if argument is None or options.unknown(argument, what, self.notes, "NodeAffinity"):
            return {}
        inner = _fields(argument.value)
        try:
            if inner is not None and inner.keys() <= set(_AFFINITY):
                return {name: literal_of(inner[name].value) for name in _AFFINITY if name in inner}
            if inner is not None:
                return {"required": {name: literal_of(one.value) for name, one in sorted(inner.items())}}
        except NotLiteralError as error:
            self.notes.hole(what, error.value, argument.span, error.why)
            return {}
        _malformed(
            argument, "`node_affinity` is no dictionary", "write one of labels, or `NodeAffinity(…)`", self.notes
        )
        return {}


def _malformed(argument: Argument, message: str, help_text: str, notes: Notes) -> None:
    notes.add("FLO404", message, argument.span, help=help_text)
