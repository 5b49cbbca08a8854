"""Random programs that use motools."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from motools_settings_programs import Class, Settings, Value, yaml

HEAD = """\
import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from motools.workflow import AtomConstructor, StepConfig, StepDefinition, Workflow, WorkflowConfig, run_workflow
from motools.workflow.sweep import run_sweep


"""
TYPES = ("dataset", "model", "eval", "task", "training_job")
FAULTS = (
    "missing", "type", "kind", "shadow", "twice", "order", "cycle", "sync", "keyword", "field", "section", "absent",
    "wrong", "called", "unfilled", "atoms", "stages", "grid",
)  # fmt: skip
OF_RUNS = {"field", "section", "absent", "wrong", "unfilled", "atoms", "stages"}
WORDS = ("name", "fn", "input_atom_types", "output_atom_types", "config_class")


@dataclass(slots=True)
class One:
    """One step of a random program."""

    name: str
    takes: dict[str, str]
    makes: dict[str, str]
    section: Class
    bound: dict[str, Value] = field(default_factory=dict[str, Value])
    is_async: bool = True


class Writer:
    """Writes one random program, and the files that it reads."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.settings = Settings(self.random)
        self.fault = self.random.choice(FAULTS) if self.random.random() < 0.35 else ""
        self.steps: list[One] = []
        self.given = {f"given{n}": self.random.choice(TYPES) for n in range(self.random.choice((0, 0, 1, 2)))}
        self.fields: dict[str, str] = {}
        self.files: dict[str, str] = {}

    def likely(self, chance: float) -> bool:
        """True with a chance."""
        return self.random.random() < chance

    def program(self) -> str:
        """Its text."""
        self.make()
        self.spoil()
        self.fields = {one.name: one.section.name for one in self.steps}
        if self.fault == "called":
            first = self.steps[0]
            self.fields = {(f"{name}_config" if name == first.name else name): k for name, k in self.fields.items()}
        seen = {one.section.name: one.section for one in self.steps}
        style = self.random.choice(
            (self.listed, self.listed, self.appended, self.comprehended, self.helped, self.built)
        )
        parts = [
            HEAD,
            *(f"{made.text()}\n" for made in seen.values()),
            self.whole_class(),
            *(self.function(one) for one in {one.name: one for one in self.steps}.values()),
            style(),
            self.runs(),
        ]
        return "".join(parts)

    def make(self) -> None:
        """Some steps, each with atoms of those before it."""
        there = dict(self.given)
        for number in range(self.random.randint(1, 6)):
            names = self.random.sample(sorted(there), min(len(there), self.random.choice((0, 1, 1, 2, 3))))
            kinds = self.random.sample(TYPES, self.random.choice((1, 1, 1, 2)))
            makes = {f"a{number}{'xy'[n]}": kind for n, kind in enumerate(kinds)}
            section = self.settings.class_for(f"S{number}Config")
            if self.steps and self.likely(0.15):
                section = self.steps[-1].section
            one = One(f"s{number}", {name: there[name] for name in names}, makes, section)
            if self.likely(0.2):
                one.bound = {"scale": self.random.choice((2, "two", None, [1]))}
            self.steps.append(one)
            there |= makes

    def spoil(self) -> None:
        """Put the fault into the steps, if it is one of those."""
        one, last = self.random.choice(self.steps), self.steps[-1]
        other = next((name for name in TYPES if name != next(iter(last.takes.values()), "")), "dataset")
        match self.fault:
            case "missing":
                one.takes["nothing_makes_it"] = "dataset"
            case "type" if last.takes:
                last.takes[next(iter(last.takes))] = other
            case "kind":
                one.makes[next(iter(one.makes))] = "trainset"
            case "shadow":
                last.makes = {next(iter(self.steps[0].makes)): "dataset"}
            case "twice":
                self.steps.append(One(one.name, {}, {"again": "dataset"}, one.section))
            case "order":
                self.steps.reverse()
            case "cycle":
                self.steps[0].takes |= dict(list(last.makes.items())[:1])
                last.takes |= dict(list(self.steps[0].makes.items())[:1])
            case "sync":
                one.is_async = False
            case _:
                pass

    def whole_class(self) -> str:
        """The class of the whole configuration."""
        lines = [f"    {name}: {made}" for name, made in self.fields.items()]
        return "\n".join(["@dataclass", "class Config(WorkflowConfig):", *lines]) + "\n\n\n"

    def function(self, one: One) -> str:
        """The function of a step."""
        words = "config, input_atoms, temp_workspace" + (", scale=1" if one.bound else "")
        takes = ", ".join(f"input_atoms[{name!r}]" for name in one.takes)
        lines = [f"{'async ' if one.is_async else ''}def do_{one.name}({words}):"]
        lines += [f"    found = [atom.id for atom in ({takes},)]"] if takes else ["    found = []"]
        lines += ["    atoms = []"] if len(one.makes) > 1 else []
        calls: list[str] = []
        for name, kind in one.makes.items():
            lines += [f"    {name} = temp_workspace / '{name}.txt'", f"    {name}.write_text(repr(found))"]
            calls.append(f"AtomConstructor(name={name!r}, path={name}, type={kind!r})")
        if len(calls) > 1 and self.likely(0.4):
            lines += [*(f"    atoms.append({call})" for call in calls), "    return atoms"]
        else:
            lines = [line for line in lines if line != "    atoms = []"] + [f"    return [{', '.join(calls)}]"]
        return "\n".join(lines) + "\n\n\n"

    def arguments(self, one: One) -> list[str]:
        """What a step's definition is made of, in the order of its fields."""
        bound = "".join(f", {name}={value!r}" for name, value in one.bound.items())
        function = f"partial(do_{one.name}{bound})" if bound else f"do_{one.name}"
        return [repr(one.name), function, repr(one.takes), repr(one.makes), one.section.name]

    def call(self, one: One) -> str:
        """One step as a call."""
        some = self.random.choice((0, 0, 1, 2, 5))
        words: list[str] = list(WORDS)
        if self.fault == "keyword" and one is self.steps[0]:
            some, words[1] = 1, "function"
        given = self.arguments(one)
        texts = [*given[:some], *(f"{w}={text}" for w, text in zip(words[some:], given[some:], strict=True))]
        return f"StepDefinition({', '.join(texts)})"

    def workflow(self, steps: str, indent: str = "") -> str:
        """The workflow."""
        given = [repr("flow"), repr(self.given), steps, "Config"]
        if self.likely(0.5):
            words = ("name", "input_atom_types", "steps", "config_class")
            given = [f"{word}={text}" for word, text in zip(words, given, strict=True)]
        return f"{indent}{'return' if indent else 'workflow ='} Workflow({', '.join(given)})\n\n\n"

    def listed(self) -> str:
        """Steps in a list."""
        inner = "".join(f"\n    {self.call(one)}," for one in self.steps)
        return self.workflow(f"[{inner}\n]")

    def appended(self) -> str:
        """Steps that a list is given one by one."""
        lines = ["steps = []", *(f"steps.append({self.call(one)})" for one in self.steps)]
        return "\n".join(lines) + "\n" + self.workflow("steps")

    def comprehended(self) -> str:
        """Steps of a table."""
        rows = "".join(f"    ({', '.join(self.arguments(one))}),\n" for one in self.steps)
        return f"TABLE = [\n{rows}]\n" + self.workflow("[StepDefinition(n, f, t, m, c) for n, f, t, m, c in TABLE]")

    def helped(self) -> str:
        """Steps that a function of the program makes."""
        helper = "def step(name, fn, takes, makes, config):\n    return StepDefinition(\n        name=name, fn=fn, "
        helper += "input_atom_types=takes, output_atom_types=makes, config_class=config\n    )\n\n\n"
        inner = "".join(f"\n    step({', '.join(self.arguments(one))})," for one in self.steps)
        return helper + self.workflow(f"[{inner}\n]")

    def built(self) -> str:
        """A workflow that a function makes."""
        inner = "".join(f"\n        {self.call(one)}," for one in self.steps)
        return "def build():\n" + self.workflow(f"[{inner}\n    ]", "    ") + "workflow = build()\n\n\n"

    def runs(self) -> str:
        """The runs that the program asks for."""
        style = self.random.choice(("none", "one", "one", "one", "loop", "several", "sweep"))
        style = "sweep" if self.fault == "grid" else "one" if self.fault in OF_RUNS else style
        if style == "none":
            return ""
        lines = ["async def main():"]
        if style == "loop":
            lines += self.loop()
        elif style == "sweep":
            lines += self.sweep()
        else:
            count = 2 if style == "several" else 1
            lines += [f"    await run_workflow({self.run_arguments(self.config())})" for _ in range(count)]
        return "\n".join(lines) + "\n\n\nif __name__ == '__main__':\n    asyncio.run(main())\n"

    def loop(self) -> list[str]:
        """A run for each of some values."""
        classes = {one.section.name: one.section for one in self.steps}
        spots = [(n, f.name) for n, k in self.fields.items() for f in classes[k].fields if f.kind.annotation == "int"]
        if not spots:
            return [f"    await run_workflow({self.run_arguments(self.config())})"]
        values = self.random.sample(range(1, 9), self.random.randint(1, 3))
        config = self.written(self.sections(), "constructor", changed={spots[0][0]: {spots[0][1]: "value"}})
        lines = [f"    config = {config}", f"    await run_workflow({self.run_arguments('config')})"]
        return [f"    for value in {values}:", *(f"    {line}" for line in lines)]

    def sweep(self) -> list[str]:
        """A sweep over some fields."""
        classes = {one.section.name: one.section for one in self.steps}
        spots = [(f"{n}.{f.name}", f) for n, k in self.fields.items() for f in classes[k].fields]
        chosen = self.random.sample(spots, min(len(spots), self.random.choice((1, 2))))
        grid: dict[str, list[Value]] = {
            path: self.random.sample(list(one.kind.right), min(2, len(one.kind.right))) for path, one in chosen
        }
        if self.fault == "grid":
            grid[self.random.choice(("nothing.f0", "s0.nothing", "nothing"))] = [1, 2]
        given = f"workflow, {self.written(self.sections(), 'constructor')}, {grid!r}, {self.atoms()}, 'kim'"
        at_once = f", max_parallel={self.random.randint(1, 4)}" if self.likely(0.5) else ""
        return [f"    await run_sweep({given}{at_once})"]

    def run_arguments(self, config: str) -> str:
        """What a run is given."""
        stages = ""
        if self.fault == "stages":
            stages = ", selected_stages=['s0', 's_nine']"
        elif self.likely(0.1):
            stages = f", selected_stages={[self.steps[0].name]!r}"
        return f"workflow, {self.atoms()}, {config}, user='kim'{stages}"

    def atoms(self) -> str:
        """The atoms that a run is given."""
        ids = {name: f"{kind}-kim-{number}" for number, (name, kind) in enumerate(self.given.items())}
        if self.fault == "atoms":
            ids = {"surplus": "dataset-kim-0"} if self.likely(0.5) else dict.fromkeys(ids, "eval-kim-0")
        return repr(ids)

    def sections(self, *, turned: bool = False) -> dict[str, dict[str, Value]]:
        """The sections of one configuration."""
        classes = {one.section.name: one.section for one in self.steps}
        return {name: self.settings.values(classes[made], turned=turned) for name, made in self.fields.items()}

    def config(self) -> str:
        """A configuration as an expression."""
        way = self.random.choice(("constructor", "constructor", "from_dict", "from_yaml", "dictionary"))
        sections = self.sections(turned=way.startswith("from") and self.likely(0.15))
        first = next(iter(sections))
        match self.fault:
            case "field":
                sections[first]["surplus"] = 1
            case "section":
                sections["surplus"] = {}
            case "absent":
                del sections[first]
            case "unfilled":
                sections[first] = {}
            case "wrong":
                for one in self.steps[0].section.fields:
                    if one.kind.wrong:
                        sections[first][one.name] = self.random.choice(one.kind.wrong)
            case _:
                pass
        return self.written(sections, way)

    def written(
        self, sections: dict[str, dict[str, Value]], way: str, changed: Mapping[str, Mapping[str, str]] | None = None
    ) -> str:
        """Sections as they are given to a run."""
        if way == "from_dict":
            return f"Config.from_dict({sections!r})"
        if way == "from_yaml":
            name = f"settings{len(self.files)}.yaml"
            self.files[name] = yaml(sections)
            return f"Config.from_yaml(Path(__file__).parent / {name!r})"
        if way == "dictionary":
            return f"Config({', '.join(f'{name}={values!r}' for name, values in sections.items())})"
        classes = {one.section.name: one.section for one in self.steps}
        texts: list[str] = []
        for name, values in sections.items():
            made = classes.get(self.fields.get(name, ""))
            text = repr(values) if made is None else made.call(values, changed=(changed or {}).get(name))
            texts.append(f"{name}={text}")
        return f"Config({', '.join(texts)})"
