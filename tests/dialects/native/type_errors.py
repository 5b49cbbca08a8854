# Covers: types along calls: a wrong argument, a wrong constant, a wrong parameter, a list from a map (FLO301).
from icefloe import pipeline, step


@step
def count(path: str) -> int:
    return 1


@step
def shout(text: str) -> str:
    return text.upper()


@step
def total(numbers: list[int]) -> int:
    return sum(numbers)


@step
def join(texts: list[str]) -> str:
    return "".join(texts)


@pipeline
def wrong(paths: list[str], n: int):
    counts = [count(p) for p in paths]
    shout(count(3))
    shout(n)
    join(counts)
    return total(counts)
