"""Small folders of packages for tests, and values as short texts."""

import ast
from collections.abc import Mapping
from pathlib import Path

from icefloe.installed import Installed
from icefloe.source import Span
from icefloe.values import Class, Function, Items, Known, Module, Record, Reference, Symbol, Unknown, Value


def packages(folder: Path, files: Mapping[str, str]) -> Installed:
    """What is found in a folder that holds these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Installed((folder,))


def told(value: Value | None) -> str:
    """A value in short: what tests compare."""
    match value:
        case None:
            return "nothing"
        case Class():
            bases = f"({', '.join(map(told, value.bases))})" if value.bases else ""
            return f"class {value.module}:{value.qualname}{bases}"
        case Function():
            result = "" if value.returns is None else f" -> {told(value.returns)}"
            return f"def {value.name}({', '.join(p.name for p in value.parameters)}){result}"
        case Record():
            return f"{value.path}({', '.join(told(a.value) for a in value.arguments)})"
        case Reference(path=path):
            return path
        case Known(value=plain):
            return repr(plain)
        case Symbol(op="index", operands=(base, key)):
            return f"{told(base)}[{told(key)}]"
        case Symbol(op=op, operands=(alone,)):
            return f"{op} {told(alone)}"
        case Symbol(op=op, operands=operands):
            return f" {op} ".join(map(told, operands))
        case Items(items=items):
            return ", ".join(map(told, items))
        case Module(name=name):
            return f"module {name}"
        case _:
            return "?" if isinstance(value, Unknown) else type(value).__name__


def annotation(text: str, names: Mapping[str, str]) -> Value:
    """An annotation as the evaluator hands it over; `names` says what its names stand for."""
    return _value(ast.parse(text, mode="eval").body, names)


def _value(node: ast.expr, names: Mapping[str, str]) -> Value:
    span = Span(path="flow.py", line=1, column=1, end_line=1, end_column=2)
    match node:
        case ast.Name(id=name):
            return Reference(path=names.get(name, f"builtins.{name}"), span=span)
        case ast.Subscript(value=base, slice=key):
            return Symbol(op="index", operands=(_value(base, names), _value(key, names)), span=span)
        case ast.Tuple(elts=elts):
            return Items(kind="tuple", items=tuple(_value(one, names) for one in elts), token=0, span=span)
        case ast.BinOp(left=left, right=right):
            return Symbol(op="|", operands=(_value(left, names), _value(right, names)), span=span)
        case _:
            raise AssertionError(ast.dump(node))
