"""One module, or the inside of one function, written for a type checker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

import libcst as cst

from icefloe.syntax.parser import Parsed
from icefloe.syntax.shadow.changed import Changed
from icefloe.syntax.shadow.imports import Imports
from icefloe.syntax.shadow.kept import constant, is_main, known, known_of_class, makes_a_type, short, told_apart
from icefloe.syntax.shadow.lines import Lines
from icefloe.syntax.shadow.probe import Probe
from icefloe.syntax.shadow.spoken import annotation, names, parameters, said, signature
from icefloe.syntax.text import identifier
from icefloe_schema.records import dataclass

Statement = cst.BaseStatement | cst.BaseSmallStatement
Named = tuple[str, Probe]
#: Names that annotations mean the built-in classes by, whatever else the module calls so later.
_TYPES = frozenset(
    {"bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple", "type"}
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the statements of one scope.

    `mark` begins every name that is not the program's own. `asked` are the probes of each function with their names,
    `inside` tells whether a probe stands in the body of a function; such bodies are left for later in `later`, and
    functions whose `return`s are asked for in `whole`. `found` gets the attributes that lead to each probe. What is
    in `changed` or `rebound` gets other values elsewhere, so nothing is told of it; `told` are the names of the rest.
    """

    parsed: Parsed
    imports: Imports
    mark: str
    asked: Mapping[cst.CSTNode, Sequence[Named]]
    inside: Callable[[cst.FunctionDef], bool]
    changed: Changed = field(default_factory=Changed)
    rebound: frozenset[str] = frozenset()
    told: set[str] = field(default_factory=set[str])
    later: list[cst.FunctionDef] = field(default_factory=list[cst.FunctionDef])
    whole: list[tuple[str, cst.FunctionDef]] = field(default_factory=list[tuple[str, cst.FunctionDef]])
    found: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def block(self, statements: Sequence[Statement], classes: tuple[str, ...] = ()) -> Lines:
        """Write statements; `classes` are those around them."""
        lines = Lines()
        for statement in statements:
            self._statement(statement, lines, classes)
        return lines

    def _of(self, body: cst.BaseSuite, classes: tuple[str, ...]) -> Lines:
        return self.block(list(body.body), classes)

    def _statement(self, node: Statement, lines: Lines, classes: tuple[str, ...]) -> None:
        match node:
            case cst.SimpleStatementLine(body=body):
                lines.take(self.block(list(body), classes))
            case cst.FunctionDef():
                self._function(node, lines, classes)
            case cst.ClassDef():
                self._class(node, lines, classes)
            case cst.If():
                self._if(node, lines, classes)
            case cst.Try() | cst.TryStar():
                self._try(node, lines, classes)
            case cst.With(body=body):
                lines.take(self._of(body, classes))
            case cst.For(body=body, orelse=orelse) | cst.While(body=body, orelse=orelse):
                for part in (body, *((orelse.body,) if orelse is not None else ())):
                    lines.take(self._of(part, classes))
            case cst.Match(cases=cases):
                for case in cases:
                    lines.take(self._of(case.body, classes))
            case _:
                self._small(node, lines, bool(classes))

    def _small(self, node: Statement, lines: Lines, in_class: bool) -> None:
        match node:
            case cst.Import():
                self.imports.plain(node, lines)
            case cst.ImportFrom():
                self.imports.names(node, lines)
            case cst.TypeAlias(name=name):
                lines.add(said(node), names=(identifier(name.value),))
            case cst.AnnAssign(target=cst.Name(value=name), annotation=hint, value=value):
                self._annotated(identifier(name), annotation(hint), value, lines)
            case cst.Assign(targets=targets, value=value):
                bound = tuple(name for target in targets for name in names(target.target))
                self._assigned(bound, value, lines, in_class)
            case cst.AugAssign(target=cst.Name("__all__"), value=value) if short(value):
                lines.add(f"__all__ += {short(value)}")
            case _:
                return

    @staticmethod
    def _annotated(name: str, hint: str, value: cst.BaseExpression | None, lines: Lines) -> None:
        given = "" if value is None else " = ..."
        if value is not None and (constant(value) or makes_a_type(value)):
            given = f" = {short(value) or '...'}"
        lines.add(f"{name}: {hint}{given}", names=(name,))

    def _assigned(self, bound: tuple[str, ...], value: cst.BaseExpression, lines: Lines, in_class: bool) -> None:
        """An assignment: as it is where it makes a type, is a constant, or is a member of a class."""
        text = short(value) if len(bound) == 1 and (in_class or makes_a_type(value) or constant(value)) else ""
        makes = isinstance(value, cst.Call) and makes_a_type(value)
        for name in bound:
            others = name in self.changed.attributes if in_class else self._changes(name)
            if name == "__all__" and not text:
                continue
            self.told.update((name,) if text and not others else ())
            given = text if makes or name == "__all__" or not others else ""
            lines.add(f"{name} = {given or f'{self.mark}unknown()'}", names=(name,))

    def _changes(self, name: str) -> bool:
        """Whether a name that is no attribute of a class is bound once more, in another scope or module."""
        return name in self.rebound or name in self.changed.outside

    # --- definitions -----------------------------------------------------------------------------------------------

    def _function(self, node: cst.FunctionDef, lines: Lines, classes: tuple[str, ...]) -> None:
        if self.inside(node):
            self.later.append(node)
        name = identifier(node.name.value)
        asked = self.asked.get(node, ())
        if classes and not asked:
            self._method(node, lines)
        else:
            self._plain(node, name, lines)
        self.whole.extend((label, node) for label, probe in asked if probe.body)
        for label, probe in asked:
            text = self._probe(node, label, probe)
            if text:
                lines.add(*((f"@{self.mark}staticmethod",) if classes else ()), text, names=(label,))
                self.found[label] = (*classes, label)

    def _plain(self, node: cst.FunctionDef, name: str, lines: Lines) -> None:
        """A function that others may call: what it takes does not matter, and a decorator may change what it gives."""
        if name in _TYPES:
            return
        told = node.returns is not None and not node.decorators
        hint = f" -> {annotation(node.returns)}" if told and node.returns is not None else ""
        generic = "" if node.type_parameters is None or not told else said(node.type_parameters)
        word = "def" if node.asynchronous is None else "async def"
        lines.add(f"{word} {name}{generic}(*args: {self.mark}Any, **kwargs: {self.mark}Any){hint}: ...", names=(name,))

    def _probe(self, node: cst.FunctionDef, label: str, probe: Probe) -> str:
        generic = "" if node.type_parameters is None else said(node.type_parameters)
        if probe.body:
            return ""
        if probe.parameter is None:
            return "" if node.returns is None else f"def {label}{generic}() -> {annotation(node.returns)}: ..."
        hints = {identifier(one.name.value): one.annotation for _, one in parameters(node.params)}
        hint = hints.get(probe.parameter)
        if hint is None:
            return ""
        text = f"{self.mark}Optional[{annotation(hint)}]" if probe.optional else annotation(hint)
        return f"def {label}{generic}(value: {text}) -> None: ..."

    def _method(self, node: cst.FunctionDef, lines: Lines) -> None:
        name = identifier(node.name.value)
        decorators, whole = known(list(node.decorators))
        if not whole:
            lines.add(f"{name} = {self.mark}unknown()", names=(name,))
            return
        generic = "" if node.type_parameters is None else said(node.type_parameters)
        hint = "" if node.returns is None else f" -> {annotation(node.returns)}"
        word = "async def" if node.asynchronous is not None else "def"
        head = f"{word} {name}{generic}({signature(node.params)}){hint}:"
        kept = self._attributes(node)
        lines.add(*decorators, f"{head} {'; '.join(kept) or '...'}", names=(name,))

    def _attributes(self, node: cst.FunctionDef) -> tuple[str, ...]:
        """The attributes that a method sets on its first parameter."""
        first = next((one.name.value for _, one in parameters(node.params)), "")
        found: dict[str, str] = {}
        pending: list[cst.CSTNode] = list(node.body.body)
        while pending:
            part = pending.pop(0)
            match part:
                case cst.AnnAssign(target=cst.Attribute(value=cst.Name(value=owner), attr=attribute), annotation=hint):
                    if owner == first and "\n" not in said(hint.annotation):
                        found[attribute.value] = f"{owner}.{attribute.value}: {said(hint.annotation)} = ..."
                case cst.Assign(targets=targets, value=value):
                    text = short(value)
                    text = "" if "\n" in text else text
                    for target in targets:
                        match target.target:
                            case cst.Attribute(value=cst.Name(value=owner), attr=attribute) if owner == first:
                                self._attribute(found, owner, attribute.value, text)
                            case _:
                                pass
                case cst.FunctionDef() | cst.ClassDef() | cst.BaseExpression():
                    pass
                case _:
                    pending.extend(part.children)
        return tuple(found.values())

    def _attribute(self, found: dict[str, str], owner: str, name: str, text: str) -> None:
        """One that is assigned: nothing is told of it where it is assigned twice, or elsewhere as well."""
        known = text if text and name not in self.changed.outside else f"{self.mark}unknown()"
        self.told.update((name,) if known == text else ())
        line = f"{owner}.{name} = {known}"
        before = found.setdefault(name, line)
        if before != line and before.startswith(f"{owner}.{name} = "):
            found[name] = f"{owner}.{name} = {self.mark}unknown()"

    def _class(self, node: cst.ClassDef, lines: Lines, classes: tuple[str, ...]) -> None:
        name = identifier(node.name.value)
        generic = "" if node.type_parameters is None else said(node.type_parameters)
        given = ", ".join(said(one).strip().rstrip(",") for one in (*node.bases, *node.keywords))
        inside = self._of(node.body, (*classes, name))
        lines.add(*known_of_class(node), f"class {name}{generic}({given}):", names=(name,), inside=inside)

    # --- blocks ----------------------------------------------------------------------------------------------------

    def _if(self, node: cst.If, lines: Lines, classes: tuple[str, ...]) -> None:
        then = self._of(node.body, classes)
        if is_main(node.test):
            lines.take(then)
            return
        otherwise = Lines()
        if isinstance(node.orelse, cst.If):
            self._if(node.orelse, otherwise, classes)
        elif node.orelse is not None:
            otherwise = self._of(node.orelse.body, classes)
        if not then.found and not otherwise.found:
            return
        test = said(node.test) if told_apart(node.test) else f"{self.mark}unknown()"
        bound = then.names | otherwise.names
        lines.add(f"if {test}:", names=bound, inside=then)
        if otherwise.found:
            lines.add("else:", names=bound, inside=otherwise)

    def _try(self, node: cst.Try | cst.TryStar, lines: Lines, classes: tuple[str, ...]) -> None:
        """A `try`: its body is taken to succeed, handlers bind only what is left unbound."""
        lines.take(self._of(node.body, classes))
        for part in (node.orelse, node.finalbody):
            if part is not None:
                lines.take(self._of(part.body, classes))
        for handler in node.handlers:
            lines.take(self._of(handler.body, classes), lines.names)
