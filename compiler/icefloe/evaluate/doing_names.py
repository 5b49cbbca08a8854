"""What the names in a piece of code stand for, as far as that tells what is done with them."""

from dataclasses import field

import libcst as cst

from icefloe.deeds import Root
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.syntax.bindings import Imported, local_names, parameters
from icefloe.values import Class, Function, Instance, Items, Known, Module, Record, Reference, Symbol, Table, Value
from icefloe_schema.records import dataclass

# What says where a program runs: a dotted path, and whether what it gives has a name of its own (a variable).
SURROUNDINGS = frozenset(
    {
        "os.environ", "os.getenv", "os.environ.get", "os.uname", "os.name", "sys.platform", "platform.system",
        "platform.node", "platform.machine", "platform.platform", "platform.release", "socket.gethostname",
        "socket.getfqdn", "getpass.getuser", "os.getlogin",
    }
)  # fmt: skip
# Modules that are meant even where nobody has imported them: the test is the same once somebody has.
_FORGOTTEN = frozenset({"os", "sys", "platform", "socket"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a name, or a chain that starts at one, is: its path, the name, what that is, and the function it names.

    `asks` is what of the surroundings it depends on, with the name of the variable.
    """

    path: str = ""
    root: str = ""
    of: Root = ""
    function: Function | None = None
    value: Value | None = None
    asks: tuple[tuple[str, str], ...] = ()


NOTHING = Meaning()


@dataclass(slots=True)
class Names:
    """The names of one piece of code: its own with what they were given, and what those around it mean."""

    machine: Machine
    scope: Scope
    own: dict[str, Meaning] = field(default_factory=dict[str, Meaning])

    def enter(self, node: cst.FunctionDef | cst.Lambda, *, outermost: bool = False) -> None:
        """Take in the names of a function: its parameters, and what its body binds."""
        given = frozenset(parameters(node.params))
        for name, imported in local_names(node).names.items():
            self.own[name] = _imported(name, imported) if imported else Meaning(root=name, of="local")
            if outermost and name in given:
                self.own[name] = Meaning(root=name, of="parameter")

    def bind(self, name: str, meaning: Meaning) -> None:
        """A name is given a value from here on."""
        if name in self.own:
            self.own[name] = Meaning(path=meaning.path, root=name, of="local", asks=meaning.asks)

    def name(self, name: str) -> Meaning:
        """What a name means."""
        found = self.own.get(name)
        if found is not None:
            return found
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names and (scope.kind != "class" or scope is self.scope):
                return self._value(name, scope.names[name], inner=scope.parent is not None)
            scope = scope.parent
        return Meaning(path=name if name in _FORGOTTEN else f"builtins.{name}", root=name, of="outside")

    def member(self, owner: Meaning, name: str) -> Meaning:
        """What an attribute of something means."""
        if isinstance(owner.value, Module):
            scope = self.machine.modules.get(owner.value.name)
            if scope is not None and name in scope.names:
                return self._value(name, scope.names[name], inner=False)
            return Meaning(path=f"{owner.value.name}.{name}", root=owner.root, of="project")
        path = f"{owner.path}.{name}"
        asks = ((path, ""),) if path in SURROUNDINGS else owner.asks
        return Meaning(path=path, root=owner.root, of=owner.of, asks=asks)

    def _value(self, name: str, value: Value, *, inner: bool) -> Meaning:
        of: Root = "local" if inner else "module"
        match value:
            case Reference():
                asks = ((value.path, ""),) if value.path in SURROUNDINGS else ()
                return Meaning(path=value.path, root=name, of="outside", asks=asks)
            case Module():
                return Meaning(path=value.name, root=name, of="project", value=value)
            case Function():
                return Meaning(path=f"{value.module}.{value.name}", root=name, of="project", function=value)
            case Class():
                return Meaning(path=f"{value.module}.{value.qualname}", root=name, of="project")
            case Record():
                return Meaning(path=value.path, root=name, of=of)
            case Items() | Table() | Instance():
                return Meaning(root=name, of=of)
            case Symbol(op="environment"):
                variable = value.operands[0] if value.operands else None
                asked = str(variable.value) if isinstance(variable, Known) else ""
                return Meaning(root=name, of=of, asks=(("os.environ", asked),))
            case _:
                return Meaning(root=name, of=of)


def _imported(name: str, imported: tuple[Imported, ...]) -> Meaning:
    """What imports inside a function bind a name to, where that is one thing from outside."""
    one = imported[0]
    if len(imported) > 1 or one.level:
        return Meaning(root=name, of="local")
    path = one.module if one.name is None else f"{one.path}.{one.name}"
    return Meaning(path=path, root=name, of="outside", asks=((path, ""),) if path in SURROUNDINGS else ())
