"""What has run for a result, as the records of the step and of all that is in it tell."""

from collections.abc import Sequence

from icefloe_runtimes.edges import deep
from icefloe_runtimes.step.manifest import Manifest
from icefloe_schema.plan import FunctionGuard, PythonRun, Step


class Ran:
    """The modules that were loaded, those that were looked for in vain, and the files that were named.

    `changed` says which of them was not the same for all that ran; `tells` whether the modules are all of the code.
    """

    def __init__(self, step: Step, records: Sequence[Manifest]) -> None:
        self.modules: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.changed = ""
        sought = set[str]()
        for record in records:
            sought.update(record.sought)
            for of, found in ((self.modules, record.modules), (self.files, record.made_from.files)):
                for name, digest in found.items():
                    if of.setdefault(name, digest) != digest:
                        self.changed = f"the file {name} was changed while it ran"
        self.sought = tuple(sorted(sought))
        self.tells = self._tells(step)

    def _tells(self, step: Step) -> bool:
        """What the guard of a step with a body has loaded is not noted."""
        if isinstance(step.run, PythonRun):
            return True
        calls = any(isinstance(one.run, PythonRun) for one in deep((step,)))
        return not isinstance(step.guard, FunctionGuard) and (bool(self.modules) or not calls)
