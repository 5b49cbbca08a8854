# Covers: a pipeline that calls itself, directly and through another one (FLO151).
from icefloe import pipeline, step


@step
def halve(xs: list[int]) -> list[int]:
    return xs[: len(xs) // 2]


@pipeline
def divide(xs: list[int], depth: int):
    half = halve(xs)
    if depth > 0:
        return divide(half, depth - 1)
    return half


@pipeline
def ping(n):
    return pong(n)


@pipeline
def pong(n):
    return ping(n)
