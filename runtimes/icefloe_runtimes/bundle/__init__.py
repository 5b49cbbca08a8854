"""A pipeline in a single file: runtime, plan, lock and the project's own sources, for any Python without a package.

Standard library only. `pack` makes the file; what stands in it beside the pipeline is `bootstrap`, which checks the
file before anything of it is used, and `command`, which runs the pipeline.
"""

from icefloe_runtimes.bundle.archive import pack, unpack
from icefloe_runtimes.bundle.contents import CannotBundle, contents, notes, refusals

__all__ = ["CannotBundle", "contents", "notes", "pack", "refusals", "unpack"]
