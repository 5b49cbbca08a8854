"""What of a module is kept as it is written: what makes types, and what is short and harmless."""

from typing import Final

import libcst as cst

from icefloe.syntax.bindings import dotted
from icefloe.syntax.shadow.spoken import said

#: Calls that make a type, or something that a type is written with, by the last part of their name.
_MAKING: Final = frozenset(
    {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "namedtuple", "NamedTuple", "TypedDict", "TypeAliasType"}
    | {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}
)
#: Decorators of functions in a class that a type checker knows; any other makes something that it cannot see into.
_FUNCTIONS: Final = frozenset(
    {"property", "staticmethod", "classmethod", "cached_property", "abstractmethod", "overload", "override", "final"}
    | {"setter", "getter", "deleter", "contextmanager", "asynccontextmanager", "abstractproperty", "deprecated"}
)
#: Decorators of classes that a type checker knows; any other is taken to give the class back.
_CLASSES: Final = frozenset(
    {"dataclass", "total_ordering", "final", "runtime_checkable", "unique", "define", "frozen", "mutable", "attrs"}
    | {"attr.s", "attr.attrs", "dataclass_transform"}
)
_LONG: Final = 400


def makes_a_type(value: cst.BaseExpression) -> bool:
    """Whether what is assigned may be used as a type: an alias, or a call that makes one."""
    match value:
        case cst.Name() | cst.Attribute() | cst.Subscript():
            return True
        case cst.BinaryOperation(operator=cst.BitOr()):
            return makes_a_type(value.left) or makes_a_type(value.right)
        case cst.Call(func=function):
            return dotted(function).rpartition(".")[2] in _MAKING
        case _:
            return False


def constant(value: cst.BaseExpression) -> bool:
    """Whether this is a plain constant."""
    match value:
        case cst.SimpleString() | cst.Integer() | cst.Float() | cst.Name("True" | "False" | "None"):
            return True
        case cst.UnaryOperation(operator=cst.Minus(), expression=inner):
            return constant(inner)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return all(constant(element.value) for element in elements)
        case _:
            return False


def short(value: cst.BaseExpression) -> str:
    """The text of a value, or nothing where it is long."""
    text = said(value)
    return f"({text})" if "\n" in text and len(text) < _LONG else text if len(text) < _LONG else ""


def known(decorators: "tuple[cst.Decorator, ...] | list[cst.Decorator]") -> tuple[tuple[str, ...], bool]:
    """The decorators of a method that a type checker is to see, and whether these are all of them."""
    kept = [one for one in decorators if _name(one).rpartition(".")[2] in _FUNCTIONS]
    return tuple(f"@{said(one.decorator)}" for one in kept), len(kept) == len(decorators)


def known_of_class(node: cst.ClassDef) -> tuple[str, ...]:
    """The decorators of a class that a type checker is to see."""
    kept = [one for one in node.decorators if {_name(one), _name(one).rpartition(".")[2]} & _CLASSES]
    return tuple(f"@{said(one.decorator)}" for one in kept)


def told_apart(test: cst.BaseExpression) -> bool:
    """Whether a type checker can decide a condition as Python would: `TYPE_CHECKING`, `sys.version_info >= (3, 12)`."""
    match test:
        case cst.Name() | cst.Attribute():
            return dotted(test).rpartition(".")[2] == "TYPE_CHECKING"
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            return told_apart(inner)
        case cst.Comparison(left=left):
            text = dotted(left.value if isinstance(left, cst.Subscript) else left)
            return text in {"sys.version_info", "sys.platform", "version_info", "platform"}
        case _:
            return False


def is_main(test: cst.BaseExpression) -> bool:
    """Whether a condition asks if the module is the program."""
    return isinstance(test, cst.Comparison) and isinstance(test.left, cst.Name) and test.left.value == "__name__"


def _name(decorator: cst.Decorator) -> str:
    node = decorator.decorator
    return dotted(node.func if isinstance(node, cst.Call) else node)
