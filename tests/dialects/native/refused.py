# Covers: what is Python and no plan: foreign decorators, generators, dispatch by a value, map and reduce, submit.
import functools

import tenacity

from icefloe import pipeline, step


@step
def small(x): return x


@step
def large(x, y=3): return x


BY_SIZE = {"small": small, "large": large}


@pipeline
@tenacity.retry(stop=tenacity.stop_after_attempt(3))
def retried(x): return small(x)


@pipeline
def yielding(xs):
    for x in xs:
        yield small(x)


@pipeline
def dispatching(size: str, x):
    return BY_SIZE[size](x)


@pipeline
def mapping(xs):
    return list(map(small, xs)), functools.reduce(large, xs)


@pipeline
def submitting(x):
    future = small.submit(x)
    return future.result()


@pipeline
def returning_early(xs):
    for x in xs:
        if large(x):
            return x
    return None


@pipeline
def capturing(k: int = 3):
    @step
    def inner(x):
        return x + k

    return inner(1)


@pipeline
def converting(n):
    return small(int(n)), large(str(n)), max(n, 3)
