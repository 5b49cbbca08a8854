"""What a step runs: a function, one with fixed arguments, or the `execute` of a class or object."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.motools.code import Code, near_to
from icefloe.dialects.motools.vocabulary import member, own
from icefloe.dialects.motools.written import Written
from icefloe.reach import why
from icefloe.values import Argument, Class, Function, Instance, Known, Parameter, Record, Reference, Symbol, Value
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

_GIVEN = ("the configuration", "the atoms", "the workspace")
_METADATA = frozenset({"name", "input_atom_types", "output_atom_types", "config_class"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The function, what is fixed of its arguments, and the object whose method it is.

    Of a method, `bound` has the attributes of its object. `is_of_class` says that it is a method of the class itself.
    """

    function: Function | Reference
    fixed: tuple[Argument, ...] = ()
    owner: Instance | Class | None = None
    is_of_class: bool = False
    bound: JsonObject


def work(code: Code, step: Written, name: str) -> Work | None:
    """What a step runs; None, and a finding or a hole, if that is nothing that a plan can say."""
    found = _resolved(code, step.code, (), step, name)
    if found is not None and isinstance(found.function, Function):
        _fits(code, found, found.function, step, name)
    return found


def _resolved(code: Code, value: Value | None, fixed: tuple[Argument, ...], step: Written, name: str) -> Work | None:
    match value:
        case Function():
            return _function(code, value, fixed, name)
        case Record(path="functools.partial"):
            return _partial(code, value, fixed, step, name)
        case Class() | Instance():
            return _method(code, value, fixed, step, name)
        case Symbol(op="attribute", operands=((Class() | Instance()) as owner, Known(value=str(called)))) if (
            _unwrapped(member(owner, called))[0] is not None
        ):
            return _method(code, owner, fixed, step, name, called)
        case Reference() if own(value.path):
            return Work(function=value, fixed=fixed, bound=_encoded(code, fixed, name))
        case Reference():
            return Work(function=value, fixed=fixed, bound=_encoded(code, fixed, name))
        case Known():
            because = f"it is `{value.value!r}`, and no function"
            code.hole(f"the function of step `{name}`", None, step.code_span, because)
            return None
        case _:
            code.hole(f"the function of step `{name}`", value, step.code_span, why(value))
            return None


def _function(code: Code, function: Function, fixed: tuple[Argument, ...], name: str) -> Work:
    if "<lambda>" in function.qualname:
        code.found(
            "FLO140",
            f"step `{name}` runs a lambda: it has no name by which a run could find it",
            function.span,
            help="write it as a function of the module",
        )
    if function.is_generator:
        code.found(
            "FLO140",
            f"step `{name}` runs the generator `{function.name}`: a step returns a list of atoms",
            function.name_span,
            help="collect the atoms in a list, and return it",
        )
    return Work(function=function, fixed=fixed, bound=_encoded(code, fixed, name))


def _partial(code: Code, record: Record, fixed: tuple[Argument, ...], step: Written, name: str) -> Work | None:
    """A function with fixed arguments; those that are fixed last win."""
    first = next(iter(record.arguments), None)
    if first is None or first.name is not None or first.star:
        code.hole(f"the function of step `{name}`", None, record.span, "`partial` is not given a function")
        return None
    own_arguments: list[Argument] = []
    taken = {argument.name for argument in fixed}
    for one in record.arguments[1:]:
        if one.star:
            code.hole(f"the fixed arguments of step `{name}`", one.value, one.span, "what a star unpacks is not known")
        elif one.name is None:
            code.found(
                "FLO140",
                f"step `{name}` fixes an argument by its place: the configuration, the atoms and the workspace come "
                "after it, one place too late",
                one.span,
                help="fix it by its name",
            )
        elif one.name not in taken:
            own_arguments.append(one)
    return _resolved(code, first.value, (*own_arguments, *fixed), step, name)


def _method(
    code: Code, owner: Class | Instance, fixed: tuple[Argument, ...], step: Written, name: str, wanted: str = ""
) -> Work | None:
    """A method that is named; else the `execute` of a class, or what calling an object does."""
    found = member(owner, wanted) if wanted else member(owner, "execute") or member(owner, "__call__")
    called, is_of_class = _unwrapped(found)
    of = owner.of if isinstance(owner, Instance) else owner
    if called is None:
        code.hole(f"the function of step `{name}`", None, step.code_span, f"`{of.name}` has no `execute`")
        return None
    # The method of a base is found through the class itself, whose attributes it reads.
    function = replace(called, module=of.module, qualname=f"{of.qualname}.{called.name}")
    function = called if called.qualname == function.qualname else function
    if is_of_class:
        bound = _encoded(code, fixed, name)
        return Work(function=function, fixed=fixed, owner=of, is_of_class=True, bound=bound)
    attributes = owner.attributes if isinstance(owner, Instance) else ()
    state = tuple(Argument(name=key, value=item, span=item.span) for key, item in attributes if key not in _METADATA)
    return Work(function=function, fixed=fixed, owner=owner, bound=_encoded(code, (*state, *fixed), name))


def _unwrapped(found: Value | None) -> tuple[Function | None, bool]:
    """The function of a method, and whether it is given the class in place of an object."""
    match found:
        case Function():
            return found, False
        case Record(path="builtins.classmethod", arguments=(Argument(value=Function() as inner),)):
            return inner, True
        case _:
            return None, False


def _encoded(code: Code, fixed: tuple[Argument, ...], name: str) -> JsonObject:
    """The fixed arguments, as a plan holds them."""
    found: dict[str, Json] = {}
    for argument in fixed:
        try:
            found[argument.name or ""] = literal_of(argument.value)
        except NotLiteralError as error:
            code.hole(f"`{argument.name}`, which step `{name}` fixes,", error.value, argument.span, error.why)
    return found


def _fits(code: Code, found: Work, function: Function, step: Written, name: str) -> None:
    """Report a function that cannot be called with a configuration, atoms and a workspace."""
    parameters = function.parameters[1:] if found.owner is not None else function.parameters
    places = [one for one in parameters if one.kind in ("positional", "normal")]
    if not any(one.kind == "args" for one in parameters) and len(places) < len(_GIVEN):
        missing = _GIVEN[len(places)]
        message = f"step `{name}` is called with {', '.join(_GIVEN)}, but `{function.name}` has no place for {missing}"
        help_text = f"write `{function.name}(config, input_atoms, temp_workspace)`"
        code.found("FLO275", message, function.name_span, other=("the step", step.code_span), help=help_text)
    fixed = {argument.name for argument in found.fixed}
    for one in _required(parameters, fixed):
        message = f"nothing gives `{one.name}` of `{function.name}`, which step `{name}` runs"
        help_text = f"give it a default, or fix it: `partial({function.name}, {one.name}=…)`"
        code.found("FLO275", message, one.span, other=("the step", step.code_span), help=help_text)
    keywords = [one.name for one in parameters if one.kind in ("normal", "keyword")]
    if any(one.kind == "kwargs" for one in parameters):
        return
    for argument in found.fixed:
        if argument.name not in keywords:
            near = near_to(argument.name or "", keywords)
            message = f"`{function.name}` takes no argument `{argument.name}`, which step `{name}` fixes{near}"
            help_text = f"name one of its parameters: {', '.join(keywords)}" if keywords else "fix none"
            code.found("FLO275", message, argument.span, other=("its parameters", function.name_span), help=help_text)
        elif argument.name in [one.name for one in places[: len(_GIVEN)]]:
            message = f"step `{name}` fixes `{argument.name}`, which it is called with as well"
            code.found("FLO275", message, argument.span, help="fix another argument, or none")


def _required(parameters: tuple[Parameter, ...], fixed: set[str | None]) -> Iterator[Parameter]:
    """The parameters after the first three that nothing gives."""
    count = 0
    for one in parameters:
        if one.kind in ("positional", "normal"):
            count += 1
            if count <= len(_GIVEN):
                continue
        if one.kind not in ("args", "kwargs") and one.default is None and one.name not in fixed:
            yield one
