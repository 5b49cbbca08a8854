# Covers: values by test: conditional expressions of steps, of constants, of parameters, `or` as a default, nested ones.
from icefloe import pipeline, step


@step
def cached(key: str): ...


@step
def compute(key: str, exact: bool = False) -> float:
    return 1.0


@step
def show(value, digits: int): ...


@pipeline
def lookup(key: str, exact: bool = False, digits: int = 2):
    found = cached(key)
    value = found if found is not None else compute(key)
    precise = compute(key, exact=True) if exact else value
    show(precise, digits if digits > 0 else 6)
    show(cached("x") or 0.0, 1 if exact else 2 if digits > 3 else 3)
    return precise
