"""The shadows of all modules that a set of probes needs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, replace
from keyword import iskeyword
from typing import Final

import libcst as cst

from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import Parsed, deep
from icefloe.syntax.shadow.changed import Changed, rebound
from icefloe.syntax.shadow.imports import Imports
from icefloe.syntax.shadow.lines import Lines
from icefloe.syntax.shadow.probe import Place, Probe
from icefloe.syntax.shadow.returning import each_of, inferring
from icefloe.syntax.shadow.spoken import parameters
from icefloe.syntax.shadow.writer import Named, Writer
from icefloe_schema.records import dataclass

_MODULES: Final = 1_500


@dataclass(slots=True)
class Shadows:
    """Shadows of the modules of one table, as the package `package`.

    `mark` begins the names of probes, and of all else that is not the program's own. Ask first, then write.
    """

    table: ModuleTable
    package: str
    mark: str
    _probes: dict[Probe, str] = field(default_factory=dict[Probe, str])
    _wanted: dict[str, None] = field(default_factory=dict[str, None])
    _names: dict[str, str] = field(default_factory=dict[str, str])
    _places: dict[str, Place] = field(default_factory=dict[str, Place])
    _files: dict[str, str] = field(default_factory=dict[str, str])
    _changed: Changed = field(default_factory=Changed)
    _told: set[str] = field(default_factory=set[str])
    _read: set[str] = field(default_factory=set[str])

    def ask(self, probe: Probe) -> str:
        """Ask for one annotation; what is given back stands for its place, once all is written."""
        if probe not in self._probes:
            self._probes[probe] = f"{self.mark}{len(self._probes)}"
            self._want(probe.module)
        return self._probes[probe]

    def want(self, module: str) -> str:
        """Ask for a module of the project, by its name; gives the name of its shadow."""
        self._want(module)
        return self.renamed(module)

    def _want(self, module: str) -> None:
        """A module, and the packages around it."""
        parts = module.split(".")
        for end in range(1, len(parts) + 1):
            self._wanted[".".join(parts[:end])] = None

    def write(self) -> Mapping[str, str]:
        """All modules that are needed, by their paths, with their text."""
        deep(self._write)
        return self._files

    def place(self, label: str) -> Place | None:
        """Where a probe is, None where its annotation cannot be reached."""
        return self._places.get(label)

    def renamed(self, module: str) -> str:
        """The name of a module's shadow; one that no import statement could name gets another name."""
        if module not in self._names:
            before, _, last = module.rpartition(".")
            package = self.renamed(before) if before else self.package
            plain = last.isidentifier() and not iskeyword(last)
            self._names[module] = f"{package}.{last if plain else f'{self.mark}m{len(self._names)}'}"
        return self._names[module]

    def _write(self) -> None:
        """Write all, and once more if a module that was found on the way sets what had been told."""
        wanted = dict(self._wanted)
        self._changes()
        known = self._changed.attributes | self._changed.outside, set(self._changed.outside)
        self._all()
        self._changes()
        if self._told & ((self._changed.attributes - known[0]) | (self._changed.outside - known[1])):
            self._files.clear()
            self._places.clear()
            self._wanted.update(wanted)
            self._all()

    def _changes(self) -> None:
        """Find the attributes that the modules set which are known by now."""
        for module in self.table.loaded:
            if module not in self._read:
                self._read.add(module)
                parsed = self.table.load(module)
                if isinstance(parsed, Parsed):
                    self._changed.read(parsed.source.text)

    def _all(self) -> None:
        by_module: dict[str, list[tuple[str, Probe]]] = {}
        for probe, label in self._probes.items():
            by_module.setdefault(probe.module, []).append((label, probe))
        self._files[f"{self.package}/__init__.py"] = ""
        done: set[str] = set()
        while self._wanted and len(done) < _MODULES:
            module = next(iter(self._wanted))
            del self._wanted[module]
            if module not in done:
                done.add(module)
                parsed = self.table.load(module)
                if isinstance(parsed, Parsed):
                    self._module(module, parsed, by_module.get(module, ()))

    def _module(self, module: str, parsed: Parsed, probes: Iterable[Named]) -> None:
        asked: dict[cst.CSTNode, list[Named]] = {}
        prefixes: set[str] = set()
        for label, probe in probes:
            node = parsed.functions.get((probe.qualname, probe.ordinal))
            if node is not None:
                asked.setdefault(node, []).append((label, probe))
                pieces = probe.qualname.split(".<locals>.")
                prefixes.update(".<locals>.".join(pieces[:end]) for end in range(1, len(pieces)))
        imports = Imports(self.table, module, self.renamed)

        def inside(node: cst.FunctionDef) -> bool:
            return bool(prefixes) and parsed.address(node)[0] in prefixes

        others = frozenset(rebound(parsed.source.text))
        writer = Writer(parsed, imports, self.mark, asked, inside, self._changed, others, self._told)
        name = self.renamed(module)
        top = writer.block(list(parsed.tree.body))
        folder = name.replace(".", "/")
        path = f"{folder}/__init__.py" if self.table.is_package(module) else f"{folder}.py"
        self._keep(name, path, top, writer)
        self._bodies(writer, [(name, top)])
        self._wholes(writer, [(name, top)])
        for wanted in imports.wanted:
            self._wanted.setdefault(wanted)

    def _bodies(self, writer: Writer, around: list[tuple[str, Lines]]) -> None:
        """The insides of functions in which probes stand: each a module of its own, which has the names around it."""
        for node in writer.later:
            name = f"{self.package}.{self.mark}b{len(self._files)}"
            inner = replace(writer, later=[], whole=[], found={})
            block = inner.block(list(node.body.body))
            own = block.names | {one.name.value for _, one in parameters(node.params)}
            known = self._around(around, own)
            known.take(block)
            self._keep(name, f"{name.replace('.', '/')}.py", known, inner)
            self._bodies(inner, [*around, (name, block)])
            self._wholes(inner, [*around, (name, block)])

    def _wholes(self, writer: Writer, around: list[tuple[str, Lines]]) -> None:
        """Functions whose `return`s are asked for: each a module of its own, which does what the function does."""
        for label, node in writer.whole:
            body = inferring(node, label, self.mark)
            if body is not None:
                name = f"{self.package}.{self.mark}w{len(self._files)}"
                known = self._around(around, body.names)
                known.take(body)
                self._keep(name, f"{name.replace('.', '/')}.py", known, writer)
                each = tuple((one,) for one in each_of(body, label))
                self._places[label] = Place(module=name, path=(label,), each=each)

    def _around(self, around: list[tuple[str, Lines]], own: Collection[str]) -> Lines:
        """The imports of the names around a body, but for those that are its own."""
        known = Lines()
        for module, lines in around:
            for star in (line for line in lines.found if line.heads[-1].endswith("import *")):
                known.take(Lines([star]))
            for one in sorted(lines.names - set(own)):
                if not one.startswith(self.mark):
                    known.add(f"from {module} import {one}", names=(one,))
        return known

    def _keep(self, name: str, path: str, lines: Lines, writer: Writer) -> None:
        self._files[path] = f"{self._header()}{lines.text()}"
        for label, way in writer.found.items():
            self._places[label] = Place(module=name, path=way)

    def _header(self) -> str:
        mark = self.mark
        return (
            "from __future__ import annotations\n"
            f"from builtins import staticmethod as {mark}staticmethod\n"
            f"from typing import Any as {mark}Any, Optional as {mark}Optional\n"
            f"def {mark}unknown(): ...\n"
        )
