"""The verbs: paths in, data out. Nothing here prints, exits, or knows a runtime.

They are given lazily: a check of a project without pipelines needs no parser.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icefloe.api.check import Checked, check
    from icefloe.api.compile import Compiled, Made, compile_
    from icefloe.api.explain import explain
    from icefloe.api.locking import Frozen, Verified, freeze, verify

__all__ = [
    "Checked",
    "Compiled",
    "Frozen",
    "Made",
    "Verified",
    "check",
    "compile_",
    "explain",
    "freeze",
    "verify",
]
