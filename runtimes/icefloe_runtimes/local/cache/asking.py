"""What the result of a step is made of, as one run sees it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from icefloe_runtimes.edges import bodies, deep
from icefloe_runtimes.local.cache.around import hidden, own, surroundings
from icefloe_runtimes.local.cache.code import Code
from icefloe_runtimes.local.cache.entry import FORMAT
from icefloe_runtimes.local.cache.found import Asked
from icefloe_runtimes.local.cache.inputs import Inputs, World
from icefloe_runtimes.local.cache.leaf import constants, document_of, parts, spelled, together
from icefloe_runtimes.local.cache.level import Level, inside_of, level_of, top_of
from icefloe_runtimes.local.cache.manifests import Manifests
from icefloe_runtimes.local.cache.packages import Packages, Versions
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.step import parameters
from icefloe_runtimes.step.inside import Inside
from icefloe_runtimes.step.named import Files
from icefloe_runtimes.step.objects import Objects
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import Step


class Asking:
    """Tells of each step what its result is made of; what is the same for many is looked at once."""

    def __init__(self, setting: Setting, objects: Objects) -> None:
        self.setting, plan = setting, setting.plan
        self.manifests = Manifests()
        self.files = Files(setting.root)
        self.code = Code(plan, setting.code, setting.closures)
        self.packages = Packages(str((setting.code / path).resolve()) for path in plan.code.paths or (".",))
        self.world = World(
            parameters=parameters.values(plan, setting.parameters, os.environ),
            hidden=frozenset(hidden(setting)),
            user=setting.user,
            manifests=self.manifests,
            objects=objects,
            files=self.files,
        )
        self._surroundings = surroundings(setting)
        self._spelled_surroundings = spelled(self._surroundings)
        self._documents = _documents(setting)
        self._top = top_of(plan, setting.folder)
        self._levels: dict[Inside, Level | None] = {(): self._top}

    def level(self, inside: Inside) -> Level | None:
        """The body that stands inside these steps; `None` for one that the plan does not have."""
        if inside not in self._levels:
            self._levels[inside] = level_of(self._top, inside)
        return self._levels[inside]

    def asked(self, step: Step, level: Level) -> Asked | str:
        """All that a result is made of, or why it cannot be told."""
        inputs = Inputs(self.world)
        inputs.collect(step, level)
        found = parts(self._document(step))
        for text in constants(found):
            inputs.path(text)
        if inputs.hindrance:
            return inputs.hindrance
        said = {name: spelled(part) for name, part in found.items()}
        installed = self._installed(step)
        special = own(self.setting, step, level)
        around = {**self._surroundings, **special} if special else self._surroundings
        around_too = spelled(around) if special else self._spelled_surroundings
        is_plain = inputs.is_plain and installed.whole and self._is_plain(step, said)
        return Asked(
            key=together(spelled(FORMAT), spelled(said), spelled(inputs.texts), installed.spelled, around_too),
            parts=said,
            inputs=inputs.texts,
            packages=installed.found,
            around=around,
            closure=self._closure([(level, step), *inputs.makers]) if is_plain else "",
            files=tuple(inputs.named.items()),
        )

    def _document(self, step: Step) -> JsonObject:
        """A step as JSON: as the plan has it, which was written already, or as it is seen from within it."""
        known = self._documents.get(step.id)
        return known[1] if known is not None and known[0] is step else document_of(step)

    def _installed(self, step: Step) -> Versions:
        """The versions of what a step imports, with all that is in it."""
        names = {name for one in deep((step,)) for name in one.imports}
        if self.setting.framework == "installed":
            names.add(self.setting.plan.dialect)
        return self.packages.versions(tuple(sorted(names)))

    def _is_plain(self, step: Step, said: Mapping[str, str]) -> bool:
        """Whether no code plays a part but that of the functions that the plan names."""
        own_formats = bool(self.setting.formats) or any(":" in one.format for one in step.outputs)
        return not own_formats and not any('"$ref"' in text for text in said.values())

    def _closure(self, steps: Iterable[tuple[Level, Step]]) -> str:
        """The digest of what these steps reach, and of what those reach that have made what only code can read."""
        if not self.setting.closures:
            return ""
        found: dict[tuple[Inside, str], Step] = {}
        todo = list(steps)
        while todo:
            level, step = todo.pop()
            key = (inside_of(level), step.id)
            if key in found:
                continue
            found[key] = step
            given = Inputs(self.world)
            given.collect(step, level)
            if not given.is_plain:
                return ""
            todo += given.makers
        return self.code.closure((inside, found[inside, name]) for inside, name in sorted(found))


def _documents(setting: Setting) -> dict[str, tuple[Step, JsonObject]]:
    """The steps that the document of the plan has just as they are asked for: those without bodies."""
    written = cast("Sequence[JsonObject]", setting.document.get("steps", ()))
    both = zip(setting.plan.steps, written, strict=True)
    return {step.id: (step, document) for step, document in both if not bodies(step)}
