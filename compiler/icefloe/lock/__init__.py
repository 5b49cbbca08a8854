"""The lock of a project: made, and held against what is there now."""

from icefloe.lock.change import Change, absent, exit_code, malformed, unexpected
from icefloe.lock.freeze import freeze
from icefloe.lock.inputs import Dependencies, Inputs, Versions, functions
from icefloe.lock.telling import told
from icefloe.lock.verify import verify

__all__ = [
    "Change",
    "Dependencies",
    "Inputs",
    "Versions",
    "absent",
    "exit_code",
    "freeze",
    "functions",
    "malformed",
    "told",
    "unexpected",
    "verify",
]
