"""Why a value that decides a pipeline's shape is not known."""

from icefloe.values import Known, Record, Reference, Symbol, Unknown, Value


def depends(value: Value) -> str:
    """Why a symbolic value is not known, naming the environment variable or parameter that it depends on."""
    if isinstance(value, Symbol):
        first = value.operands[0] if value.operands else None
        if value.op == "environment" and isinstance(first, Known):
            return f'it depends on `os.environ["{first.value!s}"]`'
        if value.op == "parameter" and isinstance(first, Known):
            return f"it depends on the parameter `{first.value!s}`"
        for operand in value.operands:
            if isinstance(operand, Symbol | Unknown | Record):
                return depends(operand)
        for operand in value.operands:
            if isinstance(operand, Reference):
                return f"it depends on `{operand.path}`"
    if isinstance(value, Unknown):
        return value.why
    if isinstance(value, Record):
        # What `os.environ["X"].split()` depends on is the variable: the name of the method says nothing.
        owner = value.receiver
        first = value.arguments[0].value if value.arguments and value.path.startswith("builtins.") else None
        if isinstance(first, Symbol | Unknown):
            return depends(first)
        return depends(owner) if isinstance(owner, Symbol) else f"it depends on what `{value.path}` returns"
    if isinstance(value, Reference):
        return f"`{value.path}` is not part of this project"
    return "it depends on what only a run can tell"
