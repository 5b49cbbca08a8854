"""What each child notes for its parent when it is given its order: it may have waited for that."""

import os
import struct
from os import pwrite
from time import process_time

_TIME = struct.Struct("=d")
# On the way of each child: what it looks up by fewer steps, it copies less of.
_pack, _SIZE = _TIME.pack, _TIME.size
# What tells a note from none.
_LEAST = 1e-9


class Notes:
    """An open file, shared with all children, with a place for each of them."""

    def __init__(self, descriptor: int = -1) -> None:
        self.descriptor = os.memfd_create("notes") if descriptor < 0 else descriptor

    def begin(self, number: int) -> None:
        """Note that a child has its order, and how much processor time it had used before that."""
        pwrite(self.descriptor, _pack(process_time() or _LEAST), number * _SIZE)

    def begun(self, number: int) -> float:
        """What a child has noted; 0 for one that has no order yet."""
        found = os.pread(self.descriptor, _TIME.size, number * _TIME.size)
        return float(_TIME.unpack(found)[0]) if len(found) == _TIME.size else 0.0
