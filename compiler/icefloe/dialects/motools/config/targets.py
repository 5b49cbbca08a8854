"""Fields that name a function as `module:function`: is it there, and does it take what it is given?"""

import re
from collections.abc import Iterator

from icefloe.dialect import Reader
from icefloe.dialects.motools.config.rows import Rows
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches, renamed
from icefloe.source import Span
from icefloe.values import Class, Function, Items, Known, Module, Table, Unknown, Value

_TARGET = re.compile(r"([A-Za-z_][\w.]*):([A-Za-z_]\w*)")
# A project may hold a part of them; the rest is where they are installed.
_ORIGINALS = ("motools", "mozoo")
_MEANT = re.compile(r"did you mean `(\w+)`\?")


def named(reader: Reader, text: str, beside: str) -> Value | None:
    """What `module:function` names; None if the text has not that form."""
    found = _TARGET.fullmatch(text)
    return None if found is None else reader.function(f"{found[1]}.{found[2]}", beside)


def faults(reader: Reader, text: str, span: Span, beside: str, severity: Severity, where: str) -> Iterator[Finding]:
    """Whether a module of the project lacks what is named; what is outside of it is not known."""
    found = _TARGET.fullmatch(text)
    value = named(reader, text, beside)
    if found is None or value is None:
        return
    module = found[1]
    if isinstance(value, Unknown):
        why, _, meant = value.why.partition("; ")
        guess = _MEANT.match(meant)
        near = None if guess is None else reader.function(f"{module}.{guess[1]}", beside)
        notes = (Note(message="what it has", span=near.name_span),) if isinstance(near, Function) else ()
        help = f"did you mean `{module}:{guess[1]}`?" if guess else "correct it, or define the function there"
        fix = None if guess is None else renamed(span, text.removeprefix(module)[1:], guess[1])
        yield _finding(f"{where} names `{text}`, but {why}", span, severity, help, notes, fix)
    elif isinstance(value, Known | Items | Table | Module):
        what = "a module" if isinstance(value, Module) else "a value"
        yield _finding(f"{where} names `{text}`, which is {what} and no function", span, severity, "name a function")
    elif not isinstance(value, Function | Class) and module.split(".")[0] not in _ORIGINALS:
        yield from _no_module(reader, module, text, span, severity, where)


def _no_module(reader: Reader, module: str, text: str, span: Span, severity: Severity, where: str) -> Iterator[Finding]:
    """A module that a package of the project does not have."""
    for root in ("", "src"):
        folder = root
        for part in module.split("."):
            names = reader.names(folder)
            if part in names and reader.names(f"{folder}/{part}".strip("/")):
                folder = f"{folder}/{part}".strip("/")
                continue
            if folder == root or "__init__.py" not in names or f"{part}.py" in names:
                break
            near = close_matches(part, [one.removesuffix(".py") for one in sorted(names)], 1)
            package = folder.removeprefix("src/").replace("/", ".")
            help = f"did you mean `{package}.{near[0]}`?" if near else "correct it, or write the module"
            message = f"{where} names `{text}`, but the package `{package}` has no module `{part}`"
            meant = ".".join(near[0] if one == part else one for one in module.split(".")) if near else ""
            fix = renamed(span, text, f"{meant}{text.removeprefix(module)}") if near else None
            yield _finding(message, span, severity, help, fix=fix)
            return


def _finding(
    message: str, span: Span, severity: Severity, help: str, notes: tuple[Note, ...] = (), fix: Fix | None = None
) -> Finding:
    return Finding(code="FLO348", message=message, span=span, severity=severity, related=notes, help=help, fix=fix)


def call_faults(function: Function, given: Rows | None, span: Span, where: str) -> Iterator[Finding]:
    """Whether a function takes the arguments that the section gives it, and gets those that it must have."""
    rows = () if given is None else given.rows
    names = [one.name for one in function.parameters if one.kind in ("normal", "keyword")]
    is_open = any(one.kind == "kwargs" for one in function.parameters)
    for row in rows:
        if row.name in names or is_open:
            continue
        near = close_matches(row.name, names, 1)
        yield Finding(
            code="FLO350",
            message=f"{where}: `{function.name}` takes no argument `{row.name}`",
            span=row.span,
            related=(Note(message="its parameters", span=function.name_span),),
            help=f"did you mean `{near[0]}`?" if near else _takes(names),
            fix=renamed(row.span, row.name, near[0]) if near else None,
        )
    told = {row.name for row in rows}
    needed = [p for p in function.parameters if p.default is None and p.kind in ("positional", "normal", "keyword")]
    missing = [one.name for one in needed if one.name not in told]
    if missing:
        listed = ", ".join(f"`{one}`" for one in missing)
        yield Finding(
            code="FLO350",
            message=f"{where}: `{function.name}` must be given {listed}",
            span=span if given is None else given.span,
            related=(Note(message="its parameters", span=function.name_span),),
            help="give it in the section, or give the parameter a default",
        )


def _takes(names: list[str]) -> str:
    return f"it takes {', '.join(f'`{one}`' for one in names)}" if names else "it takes none"
