"""The verbs: paths in, data out. Nothing here prints, exits, or knows a runtime.

What needs the parser imports it only when it is called: a check of a project without pipelines needs none.
"""

from icefloe.api.check import Checked, Wanted, check
from icefloe.api.compile import Compiled, Made, compile_
from icefloe.api.explain import explain
from icefloe.api.locking import Frozen, Verified, freeze, verify

__all__ = [
    "Checked",
    "Compiled",
    "Frozen",
    "Made",
    "Verified",
    "Wanted",
    "check",
    "compile_",
    "explain",
    "freeze",
    "verify",
]
