"""Room for what children make, so that none of them copies many pages for a few small things.

A process that is forked copies each page that it writes to. What is free after a long start-up are holes all over the
memory; filled, they leave room only where it begins anew, in pages that stand together.
"""

from collections.abc import Callable

#: Python keeps blocks of up to this size in pools, those of one size in one pool; the first stands behind a header.
_SMALL, _POOL, _HEADER = 512, 16 * 1024, 48
# What an empty `bytes` takes, and by what sizes differ.
_EMPTY, _STEP = 33, 16
#: Larger ones, and all that is not Python's, the C library gives: in sizes of its own, each with a header.
_SIZES = (16384, 8192, 4096, 3072, 2048, 1536, *range(1032, 16, -_STEP))
_OWN = 8
# So many, one behind the other, do not come out of holes.
_IN_A_ROW = 4
# About what a size may take at most; another allocator may not work as this one.
_MOST = 64 * 1024


def make_room(held: list[object], malloc: Callable[[int], int] | None) -> None:
    """Fill the holes; what Python's are filled with is put in `held`, what the C library gives is kept for good.

    What is given back after this makes new holes: it is the last that is done.
    """
    for size in range(_SMALL, _EMPTY, -_STEP):
        for _ in range(_MOST // size):
            block = bytes(size - _EMPTY)
            held.append(block)
            if id(block) % _POOL == _HEADER:
                break
    if malloc is not None:
        for size in _SIZES:
            _fill(size, malloc)


def _fill(size: int, malloc: Callable[[int], int]) -> None:
    """Take blocks of a size until they come one behind the other."""
    whole = (size + _OWN + _STEP - 1) // _STEP * _STEP
    last = row = 0
    for _ in range(_MOST // size + 2 * _IN_A_ROW):
        block = malloc(size)
        row = row + 1 if block - last == whole else 0
        last = block
        if row == _IN_A_ROW:
            return
