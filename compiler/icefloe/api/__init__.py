"""The verbs: paths in, data out. Nothing here prints, exits, or knows a runtime.

What needs the parser imports it only when it is called: a check of a project without pipelines needs none. Nor does a
check need what lowers and locks, which is imported only when it is asked for.
"""

from typing import TYPE_CHECKING

from icefloe.api.check import Checked, Wanted, check
from icefloe.api.explain import explain

if TYPE_CHECKING:
    from icefloe.api.closures import code_of
    from icefloe.api.compile import Compiled, Made, compile_
    from icefloe.api.locking import Frozen, Verified, freeze, frozen_one, verify

__all__ = [
    "Checked",
    "Compiled",
    "Frozen",
    "Made",
    "Verified",
    "Wanted",
    "check",
    "code_of",
    "compile_",
    "explain",
    "freeze",
    "frozen_one",
    "verify",
]


def __getattr__(name: str) -> object:
    """Give a verb that a check does not need, importing what holds it only now."""
    if name in {"Compiled", "Made", "compile_"}:
        from icefloe.api import compile as compiling

        return getattr(compiling, name)
    if name == "code_of":
        from icefloe.api.closures import code_of

        return code_of
    if name in {"Frozen", "Verified", "freeze", "frozen_one", "verify"}:
        from icefloe.api import locking

        return getattr(locking, name)
    raise AttributeError(f"module 'icefloe.api' has no attribute {name!r}")
