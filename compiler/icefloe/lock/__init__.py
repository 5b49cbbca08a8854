"""The lock of a project: made, and held against what is there now."""

from icefloe.lock.change import Change, exit_code
from icefloe.lock.freeze import freeze
from icefloe.lock.inputs import Dependencies, Inputs, Versions, functions
from icefloe.lock.verify import malformed, verify

__all__ = ["Change", "Dependencies", "Inputs", "Versions", "exit_code", "freeze", "functions", "malformed", "verify"]
