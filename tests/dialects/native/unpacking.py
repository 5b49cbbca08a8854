# Covers: tuple unpacking of all kinds: nested, starred, swapped, from one undeclared output, ignored parts.
from icefloe import pipeline, step


@step(outputs=["left", "right"])
def halves(x): return x, x


@step
def box(x): return (1, 2), 3


@step
def join(a, b, c=None): return a


@pipeline
def unpack(x):
    left, right = halves(x)
    left, right = right, left
    (inner, _), third = box(left)
    first, *_ = halves(right)
    pair = halves(first)
    both = join(pair[0], pair[-1], c=third)
    [p, q] = pair
    return join(inner, both), join(p, q, pair)
