"""Functions with a parameter or a decorator more, and calls that are awaited."""

from collections.abc import Iterator, Sequence

import libcst as cst

from icefloe.fixes import AddDecorator, AddParameter, Await, MakeAsync, RenameParameter, SetReturns
from icefloe.source import Span
from icefloe.syntax.edits.calls import function_at
from icefloe.syntax.edits.commas import added, is_ordered
from icefloe.syntax.edits.imports import spelled
from icefloe.syntax.edits.page import Cut, Page, names_in
from icefloe.syntax.fields import descendants

_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def add_parameter(page: Page, change: AddParameter) -> tuple[Cut, ...]:
    """Give a function a parameter more, before those with a default or a star."""
    function = function_at(page, change.span)
    if function is None:
        return ()
    given = function.params
    plain = [*given.posonly_params, *given.params]
    if any(one.name.value == change.name for one in (*plain, *given.kwonly_params)):
        return ()
    opening = page.text.index("(", _generics_end(page, function)) + 1
    required = [one for one in plain if one.default is None]
    places = [page.range(one) for one in required]
    if not places or not is_ordered(places):
        bare = not plain and not given.kwonly_params and given.star_kwarg is None and _no_star(given)
        return (Cut(opening, opening, change.name if bare else f"{change.name}, "),)
    if len(required) < len(plain) or given.posonly_params or given.kwonly_params or not _no_star(given):
        return () if required[-1] in given.posonly_params else _between(places, change.name)
    if given.star_kwarg is not None:
        return _between(places, change.name)
    closing = page.behind(places[-1][1])
    return added(page, places, opening, closing, change.name)


def rename_parameter(page: Page, change: RenameParameter) -> tuple[Cut, ...]:
    """Rename a parameter, and the name wherever its function uses it; nothing where another meaning is in the way."""
    for found in page.at(change.span):
        function = next((one for one in found.around if isinstance(one, cst.FunctionDef)), None)
        if function is None or not change.new.isidentifier():
            continue
        names = [*names_in(function.params), *names_in(function.body)]
        inner = [one for one in descendants(function.body) if isinstance(one, _SCOPES)]
        taken = any(one.value == change.new for one in names)
        if taken or any(one.value == change.old for scope in inner for one in _bound(scope)):
            return ()
        own = [one for one in names if one.value == change.old]
        return tuple(Cut(*page.range(one), change.new) for one in own)
    return ()


def _bound(scope: cst.CSTNode) -> Iterator[cst.Name]:
    """The names that an inner function, class or comprehension may bind for itself."""
    if isinstance(scope, cst.FunctionDef | cst.Lambda):
        for one in descendants(scope.params):
            if isinstance(one, cst.Param):
                yield one.name
    for one in descendants(scope):
        if isinstance(one, cst.AssignTarget | cst.CompFor | cst.AnnAssign | cst.Nonlocal):
            yield from (name for name in descendants(one) if isinstance(name, cst.Name))


def _no_star(given: cst.Parameters) -> bool:
    return not isinstance(given.star_arg, cst.Param | cst.ParamStar)


def _between(places: Sequence[tuple[int, int]], name: str) -> tuple[Cut, ...]:
    """Behind the last parameter that must be given, before one that need not."""
    return (Cut(places[-1][1], places[-1][1], f", {name}"),)


def _generics_end(page: Page, function: cst.FunctionDef) -> int:
    last = function.type_parameters
    return page.range(last if last is not None else function.name)[1]


def add_decorator(page: Page, change: AddDecorator) -> tuple[Cut, ...]:
    """Decorate a function, above the decorators that it has, with an import of the word if there is none."""
    function = function_at(page, change.span) or _class_at(page, change.span)
    if function is None:
        return ()
    word, cuts = spelled(page, change.module, change.name)
    if not word:
        return ()
    first = function.decorators[0] if function.decorators else function
    start = page.line_start(page.range(first)[0])
    # What stands before it on its line would be torn apart.
    if page.text[start : page.range(first)[0]].strip():
        return ()
    return (*cuts, Cut(start, start, f"{page.indent(start)}@{word}\n"))


def _class_at(page: Page, span: Span) -> cst.ClassDef | None:
    """The class whose name stands at a span."""
    around = (node for found in page.at(span) for node in found.around[:1])
    return next((node for node in around if isinstance(node, cst.ClassDef)), None)


def set_returns(page: Page, change: SetReturns) -> tuple[Cut, ...]:
    """Write a return annotation where there is none."""
    function = function_at(page, change.span)
    if function is None or function.returns is not None:
        return ()
    bracket = page.text.rfind(")", 0, page.text.rindex(":", 0, page.range(function.body)[0] + 1))
    return (Cut(bracket + 1, bracket + 1, f" -> {change.text}"),) if bracket >= 0 else ()


def make_async(page: Page, change: MakeAsync) -> tuple[Cut, ...]:
    """Write `async` before a `def`; a generator is left as it is."""
    function = function_at(page, change.span)
    if function is None or function.asynchronous is not None:
        return ()
    if any(isinstance(node, cst.Yield) for node in descendants(function.body)):
        return ()
    start = page.range(function)[0]
    return (Cut(start, start, "async "),)


def awaited(page: Page, change: Await) -> tuple[Cut, ...]:
    """Await a call, if the function that it stands in is `async`; brackets are put where a member follows."""
    for found in page.at(change.span):
        if not isinstance(found.node, cst.Call):
            continue
        around = next((node for node in found.around if isinstance(node, cst.FunctionDef | cst.Lambda)), None)
        if not isinstance(around, cst.FunctionDef) or around.asynchronous is None:
            return ()
        if any(isinstance(node, cst.Await) for node in found.around[:1]):
            return ()
        start, end = page.range(found.node)
        outer = found.around[0]
        tight = isinstance(outer, cst.Attribute | cst.Subscript | cst.BinaryOperation | cst.UnaryOperation)
        tight = tight or (isinstance(outer, cst.Call) and outer.func is found.node)
        return (Cut(start, start, "(await "), Cut(end, end, ")")) if tight else (Cut(start, start, "await "),)
    return ()
