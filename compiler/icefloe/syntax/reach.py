"""Following names from a function through the project, breadth first, so that each is found by its shortest way."""

from collections import deque

import libcst as cst

from icefloe.syntax.bindings import Imported, dotted
from icefloe.syntax.digest import digest_text
from icefloe.syntax.foreign import Changes, Key, changes_from, imported_modules
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import Parsed
from icefloe.syntax.standard import BUILTINS, DYNAMIC, DYNAMIC_CALLS, DYNAMIC_VALUES, IMPORTERS
from icefloe.syntax.symbols import Symbols
from icefloe.syntax.usage import Scoped, Use, enclosing, literal_attribute, uses
from icefloe.syntax.ways import Found, Via, Way, is_decided, literal_module, place, steps
from icefloe.trace import Reached


class Reach:
    """The state of one search. `opaque` are names that lead nowhere, `modules` those of the project that were met."""

    def __init__(self, table: ModuleTable) -> None:
        self.table = table
        self.opaque: set[str] = set()
        self.modules: set[str] = set()
        self._found: dict[Key, Found] = {}
        self._following: set[tuple[str, str, tuple[str, ...]]] = set()
        self._queue: deque[tuple[str, tuple[Use, ...], Via]] = deque()
        self._changed_by: Changes = {}

    def reached(self) -> tuple[Reached, ...]:
        """Everything that was reached, in the order of module and name."""
        return tuple(
            Reached(module=module, name=name, digest=digest_text(*found.forms), span=found.span, via=found.via)
            for (module, name), found in sorted(self._found.items())
        )

    def root(self, module: str, qualname: str, node: cst.FunctionDef | cst.Lambda) -> None:
        """Search from one function. What else binds or changes its own name at module level counts as well."""
        parsed = self._parsed(module)
        if module not in self.table.kept.foreign:
            self.table.kept.foreign[module] = changes_from(self.table, imported_modules(self.table, (module,)))
        self._changed_by = self.table.kept.foreign[module]
        name = qualname.rpartition(".")[2]
        around = enclosing(parsed.tree, node) if "." in qualname else ()
        via = (name,)
        self._queue.append((module, uses(node, around, strings=True), via))
        self._annotated(module, via)
        for owner in around:
            if isinstance(owner, cst.ClassDef):
                self._enclosing(module, owner, via)
        symbols = self.table.symbols(module)
        if not around and symbols is not None:
            others = [b for b in symbols.bindings.get(name, ()) if b.parts != (node,)]
            if others or symbols.changes.get(name) or (module, name) in self._changed_by:
                self._define(module, name, via[:0], changes=True)
        while self._queue:
            where, used, how = self._queue.popleft()
            for use in used:
                self._use(where, use, how)

    def _parsed(self, module: str) -> Parsed:
        parsed = self.table.load(module)
        if not isinstance(parsed, Parsed):
            raise LookupError(f"there is no readable module {module}")  # noqa: TRY004  # it is the name that is wrong
        self.modules.add(module)
        return parsed

    # --- uses ------------------------------------------------------------------------------------------------------

    def _use(self, module: str, use: Use, via: Via) -> None:
        if use.imports:
            for imported in use.local:
                self._import_statement(module, imported, via)
        elif use.owner is not None:
            self._enclosing(module, use.owner, via)
        elif use.local:
            for imported in use.local:
                self._imported(module, imported, use, via)
        else:
            self._global(module, use.name, use, via)

    def _global(self, module: str, name: str, use: Use, via: Via) -> None:
        """A name of a module, wherever it comes from."""
        symbols = self.table.symbols(module)
        if symbols is None:
            self.opaque.add(f"{module}:{name}")
            return
        self.modules.add(module)
        bindings = symbols.bindings.get(name, [])
        for binding in bindings:
            if binding.imported is not None:
                self._imported(module, binding.imported, use, via)
        changes = bool(symbols.changes.get(name) or (module, name) in self._changed_by) and not use.decorator
        if changes or any(binding.imported is None or is_decided(binding) for binding in bindings):
            self._define(module, name, via, changes=changes)
        foreign, is_given = self._stars(module, symbols, name, use, via)
        if not (bindings or changes or is_given or name in symbols.typing_only):
            self._unbound(module, name, use, via, foreign)

    def _stars(self, module: str, symbols: Symbols, name: str, use: Use, via: Via) -> tuple[tuple[Imported, ...], bool]:
        """Follow a name through star imports; those from outside that may give it, and whether one of ours does."""
        foreign: list[Imported] = []
        is_given = False
        for star in symbols.stars_for(name):
            target = self.table.resolve(module, star.level, star.module)
            origin = self.table.symbols(target) if target is not None else None
            if target is None or origin is None:
                foreign.append(star)
            elif self._star_gives(target, origin, name, frozenset({module})):
                self._global(target, name, use, via)
                is_given = True
                if symbols.always(star):
                    break
        return tuple(foreign[::-1]), is_given

    def _unbound(self, module: str, name: str, use: Use, via: Via, foreign: tuple[Imported, ...]) -> None:
        """A name that no module of the project binds: from a star import, a builtin, or opaque."""
        if name in BUILTINS:
            self._builtin(module, use, via)
        elif len(foreign) == 1 and self._is_outside(module, foreign[0]):
            self._outside(foreign[0].module, name, module, foreign[0].node, via)
        elif not use.quoted:
            self.opaque.add(f"{module}:{name}")

    def _star_gives(self, module: str, symbols: Symbols, name: str, seen: frozenset[str]) -> bool:
        if not symbols.exported(name) or module in seen:
            return False
        if name in symbols.bindings:
            return True
        for star in symbols.stars:
            target = self.table.resolve(module, star.level, star.module)
            origin = self.table.symbols(target) if target is not None else None
            if target is not None and origin is not None and self._star_gives(target, origin, name, seen | {module}):
                return True
        return False

    def _is_outside(self, module: str, imported: Imported) -> bool:
        target = self.table.resolve(module, imported.level, imported.module)
        return target is not None and imported.level == 0 and self.table.load(target) is None

    def _builtin(self, module: str, use: Use, via: Via) -> None:
        """A builtin: only those that reach what cannot be read matter."""
        asked = literal_module(use.call) if use.name == "__import__" else ""
        if asked:
            self._asked(asked, module, via)
        elif use.name in DYNAMIC:
            self.opaque.add(f"{module}:{use.name}()")
        elif use.name == "getattr" and use.call is not None and not literal_attribute(use.call) and use.call.args:
            path = dotted(use.call.args[0].value)
            target = self._module_named(module, path)
            if target is not None:
                self.opaque.add(f"{module}:getattr({path}, …)")

    def _module_named(self, module: str, path: str) -> str | None:
        """The project's module that a dotted name in a module stands for, or None."""
        name, _, rest = path.partition(".")
        symbols = self.table.symbols(module)
        for binding in symbols.bindings.get(name, ()) if symbols is not None else ():
            imported = binding.imported
            if imported is not None:
                target = self.table.resolve(module, imported.level, imported.module) or ""
                whole = ".".join(part for part in (target, imported.name, rest) if part)
                if self.table.path_of(whole) is not None:
                    return whole
        return None

    # --- imports ---------------------------------------------------------------------------------------------------

    def _import_statement(self, module: str, imported: Imported, via: Via) -> None:
        """An import inside a function: it runs the module, whatever is used of it."""
        target = self.table.resolve(module, imported.level, imported.path)
        if target is None:
            self.opaque.add(f"{module}:{'.' * imported.level}{imported.path}")
        elif self.table.path_of(target) is not None:
            self.modules.add(target)
        elif imported.level == 0 and not self._has_submodule(target, imported.name):
            self._outside(target, imported.name or "*", module, imported.node, via)

    def _has_submodule(self, target: str, name: str | None) -> bool:
        return name is not None and self.table.path_of(f"{target}.{name}") is not None

    def _imported(self, module: str, imported: Imported, use: Use, via: Via) -> None:
        """What an import binds, and the attributes that are read from it."""
        target = self.table.resolve(module, imported.level, imported.module)
        if target is None:
            self.opaque.add(f"{module}:{'.' * imported.level}{imported.module}")
            return
        attributes = use.attributes if imported.name is None else (imported.name, *use.attributes)
        step = (module, target, attributes)
        if step in self._following:  # two modules that import a name from one another, and neither defines it
            self.opaque.add(f"{target}:{'.'.join(attributes) or '*'}")
            return
        self._following.add(step)
        way = Way(module=module, imported=imported, use=use, via=via)
        if imported.name is not None and target == module and self._has_submodule(target, imported.name):
            self._attribute(f"{target}.{imported.name}", use.attributes, way)  # `from . import part` in a package
        else:
            self._attribute(target, attributes, way)
        self._following.discard(step)

    def _attribute(self, target: str, attributes: tuple[str, ...], way: Way) -> None:
        """An attribute of a module, or the module itself."""
        symbols = self.table.symbols(target)
        if symbols is None and self.table.path_of(target) is not None:
            self.opaque.add(f"{target}:{attributes[0] if attributes else '*'}")
        elif symbols is not None and not attributes:
            self._whole(target, way.via)
        elif symbols is not None:
            self._member(target, symbols, attributes, way)
        elif attributes and self._has_submodule(target, attributes[0]):
            self._attribute(f"{target}.{attributes[0]}", attributes[1:], way)
        else:
            self._foreign(target, attributes, way)

    def _member(self, target: str, symbols: Symbols, attributes: tuple[str, ...], way: Way) -> None:
        self.modules.add(target)
        name, rest = attributes[0], attributes[1:]
        use = Use(name=name, node=way.use.node, attributes=rest, call=way.use.call, decorator=way.use.decorator)
        is_patched = (target, name) in self._changed_by
        if name in symbols.bindings or is_patched or self._star_gives(target, symbols, name, frozenset()):
            self._global(target, name, use, way.via)
        elif name == "__dict__":
            self._whole(target, way.via)
            self.opaque.add(f"{target}:__dict__")
        elif self.table.path_of(f"{target}.{name}") is not None:
            self._attribute(f"{target}.{name}", rest, way)
        elif "__getattr__" in symbols.bindings:
            self._global(target, "__getattr__", use, way.via)
        elif name not in symbols.typing_only and not (name.startswith("__") and name in BUILTINS):
            foreign, _ = self._stars(target, symbols, name, use, way.via)
            self._unbound(target, name, use, way.via, foreign)

    def _foreign(self, target: str, attributes: tuple[str, ...], way: Way) -> None:
        """Something from outside the project."""
        imported = way.imported
        if imported.level:
            self.opaque.add(f"{target}:{attributes[0] if attributes else '*'}")
            return
        if imported.name is None:
            self._outside(imported.path, "*", way.module, imported.node, way.via)
        else:
            self._outside(target, attributes[0], way.module, imported.node, way.via)
        spelled = ".".join((target, *attributes))
        asked = literal_module(way.use.call) if spelled in IMPORTERS else ""
        if asked:
            self._asked(asked, way.module, way.via)
        elif spelled in DYNAMIC_CALLS:
            self.opaque.add(f"{way.module}:{spelled}()")
        for value in DYNAMIC_VALUES:
            if f"{spelled}.".startswith(f"{value}."):
                self.opaque.add(f"{way.module}:{value}")

    def _asked(self, name: str, module: str, via: Via) -> None:
        """A module that is imported by a name in a string: anything in it may be asked for."""
        if self.table.path_of(name) is None:
            self._outside(name, "*", module, self._parsed(module).tree, via)
        else:
            self.modules.add(name)
            if self.table.symbols(name) is None:
                self.opaque.add(f"{name}:*")
            else:
                self._whole(name, via)

    def _outside(self, target: str, name: str, module: str, node: cst.CSTNode, via: Via) -> None:
        if (target, name) not in self._found:
            span = self._parsed(module).span(node)
            label = name if name != "*" else target
            self._found[target, name] = Found(forms=(f"import {target} {name}",), span=span, via=(*via, label))

    # --- definitions -----------------------------------------------------------------------------------------------

    def _define(self, module: str, name: str, via: Via, *, changes: bool) -> None:
        """A definition of the project: all that binds it, and what changes it if that counts here."""
        known = self._found.get((module, name))
        if known is not None and (known.changes or not changes):
            return
        symbols = self.table.symbols(module)
        if symbols is None:
            return
        own = [b for b in symbols.bindings.get(name, ()) if b.imported is None or is_decided(b)]
        every = [(module, binding) for binding in (*own, *(symbols.changes.get(name, ()) if changes else ()))]
        every += self._changed_by.get((module, name), ()) if changes else ()
        every = list(dict.fromkeys(every))
        way = known.via if known is not None else (*via, name)
        forms = tuple(self.table.readings.form(binding) for _, binding in every)
        span = self._parsed(every[0][0]).span(place(every[0][1], name))
        self._found[module, name] = Found(forms=forms, span=span, via=way, changes=changes)
        self._annotated(module, way)
        for where, binding in every:
            used = self.table.readings.uses(binding)
            self._queue.append((where, tuple(use for use in used if use.name != name or where != module), way))

    def _annotated(self, module: str, via: Via) -> None:
        """Whether a module keeps its annotations as text, which those who read them at run time notice."""
        symbols = self.table.symbols(module)
        for binding in symbols.bindings.get("annotations", ()) if symbols is not None else ():
            key = (module, "__future__.annotations")
            if binding.imported is not None and binding.imported.module == "__future__" and key not in self._found:
                form, span = self.table.readings.form(binding), self._parsed(module).span(binding.imported.node)
                self._found[key] = Found(forms=(form,), span=span, via=(*via, "annotations"))

    def _enclosing(self, module: str, owner: Scoped, via: Via) -> None:
        """The function or class that a nested function stands in."""
        parsed = self._parsed(module)
        around = enclosing(parsed.tree, owner)
        name = ".".join(steps((*around, owner)))
        if not around and not isinstance(owner, cst.Lambda):
            self._define(module, name, via, changes=True)
        elif (module, name) not in self._found:
            shown = owner if isinstance(owner, cst.Lambda) else owner.name
            way = (*via, name)
            self._found[module, name] = Found(
                forms=(self.table.readings.node(owner),), span=parsed.span(shown), via=way
            )
            self._queue.append((module, uses(owner, around, strings=True), way))

    def _whole(self, target: str, via: Via) -> None:
        """A module as an object: anything in it may be asked for, and so is all that it imports and uses."""
        if (target, "*") in self._found:
            return
        parsed, way = self._parsed(target), (*via, target)
        form = self.table.readings.node(parsed.tree)
        self._found[target, "*"] = Found(forms=(form,), span=parsed.source.whole(), via=way)
        symbols = self.table.symbols(target)
        bindings = symbols.bindings if symbols is not None else {}
        used = self.table.readings.reached(parsed.tree)
        defined = {name for name, ways in bindings.items() if all(binding.imported is None for binding in ways)}
        self._queue.append((target, tuple(use for use in used if use.name not in defined), way))
