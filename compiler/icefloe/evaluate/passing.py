"""Whether a wrapper hands back what the function that it wraps returns, as one that only logs or retries does."""

from collections.abc import Iterator

import libcst as cst


def hands_back(wrapper: cst.FunctionDef | cst.Lambda, wrapped: str) -> bool:
    """Whether every `return` of a wrapper gives the result of calling `wrapped`, a variable, as it is."""
    if isinstance(wrapper, cst.Lambda):
        return _is_call(wrapper.body, wrapped)
    returns = [node.value for node in _own(wrapper.body) if isinstance(node, cst.Return)]
    results = _results(wrapper.body, wrapped)
    plain = all(
        value is not None and (_is_call(value, wrapped) or (isinstance(value, cst.Name) and value.value in results))
        for value in returns
    )
    return bool(returns) and plain and not any(isinstance(node, cst.Yield) for node in _own(wrapper.body))


def _results(body: cst.CSTNode, wrapped: str) -> frozenset[str]:
    """The variables that hold nothing but such a result."""
    results: set[str] = set()
    others: set[str] = set()
    for node in _own(body):
        if isinstance(node, cst.Assign | cst.AnnAssign) and node.value is not None:
            targets = [one.target for one in node.targets] if isinstance(node, cst.Assign) else [node.target]
            names = {one.value for one in targets if isinstance(one, cst.Name)}
            (results if _is_call(node.value, wrapped) else others).update(names)
        elif isinstance(node, cst.AugAssign) and isinstance(node.target, cst.Name):
            others.add(node.target.value)
    return frozenset(results - others)


def _is_call(value: cst.BaseExpression, wrapped: str) -> bool:
    value = value.expression if isinstance(value, cst.Await) else value
    return isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value == wrapped


def _own(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What stands below a node, without functions and classes inside."""
    for child in node.children:
        if not isinstance(child, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            yield child
            yield from _own(child)
