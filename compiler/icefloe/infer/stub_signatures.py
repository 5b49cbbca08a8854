"""Functions, methods and attributes of stubs as the table writes them.

A signature is a list: the name and the term of each parameter in turn, and at its end the term of the result. A name
has `/` before it where it goes by position only, `>` where by name only, `*` or `**` where it takes all the rest, `@`
for an annotated `self`; `=` after it says that it may be left out. What can be called is a list of signatures; what
cannot be read is `?`.
"""

from icefloe.infer.stub_terms import Term, Terms, attribute, nodes, spelled

_HARMLESS = frozenset({"overload", "abstractmethod", "final", "deprecated", "type_check_only", "override"})
_KINDS = {
    "staticmethod": "$",
    "classmethod": "@",
    "property": "-",
    "cached_property": ".",
    "_magic_enum_attr": "-",
    "DynamicClassAttribute": "-",
    "setter": "s",
    "deleter": "d",
}
# Overloads for what is told of literals, and of functions that test types, beside general ones.
_NARROW = frozenset({"LiteralString", "TypeGuard", "TypeIs"})
_FUNCTIONS = ("FunctionDef", "AsyncFunctionDef")


def definitions(node: object) -> list[object]:
    """The functions under one name: overloads, or a property with its setter."""
    if type(node).__name__ == "OverloadedName":
        return [one for one in nodes(node, "definitions") if type(one).__name__ in _FUNCTIONS]
    return [node] if type(node).__name__ in _FUNCTIONS else []


def member(terms: Terms, home: str, node: object) -> tuple[str, Term]:
    """What a class says of a name: its kind (how its name is written) and what it is."""
    functions = definitions(node)
    if functions:
        kinds = {_kind(one) for one in functions} - {"d"}
        settable = "s" in kinds
        kinds -= {"s"}
        if len(kinds) != 1:
            return "", "?"
        kind = kinds.pop()
        if kind in ("-", "."):
            return "." if settable else kind, _result(terms, home, functions[0])
        if kind == "?":
            return "", "?"
        return kind, signatures(terms, home, node, bound=kind != "$")
    if type(node).__name__ == "AnnAssign":
        annotation = attribute(node, "annotation")
        shared = spelled(annotation).startswith(("ClassVar", "typing.ClassVar"))
        return "^" if shared else ".", variable(terms, home, node)
    return ".", "?"


def variable(terms: Terms, home: str, node: object) -> Term:
    """The type of an annotated name."""
    annotation = attribute(node, "annotation")
    if spelled(annotation).rpartition(".")[2] == "Final":
        value = attribute(attribute(node, "value"), "value")
        return type(value).__name__ if isinstance(value, str | int | float | bytes) else "?"
    return terms.term(home, annotation)


def signatures(terms: Terms, home: str, node: object, *, bound: bool) -> Term:
    """The signatures of a function; `bound` tells that the first parameter is the object or class itself."""
    functions = definitions(node)
    if not all(_kind(one) != "?" for one in functions):
        return "?"
    general = [one for one in functions if not _mentions(attribute(one, "args"), _NARROW)]
    return [signature(terms, home, one, bound=bound) for one in general or functions]


def signature(terms: Terms, home: str, node: object, *, bound: bool) -> Term:
    """One signature."""
    takes = attribute(node, "args")
    positional, normal = nodes(takes, "posonlyargs"), nodes(takes, "args")
    every = positional + normal
    required = len(every) - len(nodes(takes, "defaults"))
    written: list[Term] = []
    for index, one in enumerate(every):
        name = str(attribute(one, "arg"))
        annotation = attribute(one, "annotation")
        if bound and index == 0:
            if annotation is not None:
                written += ["@", terms.term(home, annotation)]
            continue
        only = index < len(positional) or (name.startswith("__") and not name.endswith("__"))
        sign, end = "/" if only else "", "" if index < required else "="
        written += [f"{sign}{name}{end}", _taken(terms, home, annotation)]
    rest, options = attribute(takes, "vararg"), attribute(takes, "kwarg")
    if rest is not None:
        written += ["*", _taken(terms, home, attribute(rest, "annotation"))]
    for one, default in zip(nodes(takes, "kwonlyargs"), nodes(takes, "kw_defaults"), strict=True):
        end = "" if default is None else "="
        written += [f">{attribute(one, 'arg')}{end}", _taken(terms, home, attribute(one, "annotation"))]
    if options is not None:
        written += ["**", _taken(terms, home, attribute(options, "annotation"))]
    return [*written, _result(terms, home, node)]


def _taken(terms: Terms, home: str, annotation: object) -> Term:
    """The term of a parameter: `*args: P.args` is the variable that stands for parameters."""
    text = spelled(annotation)
    if text.endswith((".args", ".kwargs")):
        return terms.resolve(home, text.rpartition(".")[0])
    return "?" if annotation is None else terms.term(home, annotation)


def _result(terms: Terms, home: str, node: object) -> Term:
    result = attribute(node, "returns")
    found: Term = "?" if result is None else terms.term(home, result)
    if type(node).__name__ == "AsyncFunctionDef":
        return ["collections.abc.Coroutine", "Any", "Any", found]
    return found


def _kind(node: object) -> str:
    """How a function of a class is reached: empty for a method, `?` where a decorator changes it."""
    kind = ""
    for decorator in nodes(node, "decorator_list"):
        name = spelled(decorator).rpartition(".")[2]
        if name in _KINDS:
            kind = kind or _KINDS[name]
        elif name not in _HARMLESS:
            return "?"
    return kind


def _mentions(node: object, names: frozenset[str]) -> bool:
    """Whether one of these names stands anywhere in a node."""
    if isinstance(node, list):
        inside: list[object] = [*node]
        return any(_mentions(one, names) for one in inside)
    if attribute(node, "id") in names or attribute(node, "attr") in names:
        return True
    return any(_mentions(attribute(node, str(field)), names) for field in nodes(node, "_fields"))
