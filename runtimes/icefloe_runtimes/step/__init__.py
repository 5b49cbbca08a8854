"""Runs one step of a plan in this process: what every container, every CI job and the local runtime calls.

`python -m icefloe_runtimes.step PLAN STEP [--root DIR] [--artifacts DIR] [-p NAME=VALUE]...`; exit status 0 (done or
skipped), 1 (the step failed), 2 (misuse). It needs the standard library alone.
"""

from icefloe_runtimes.step.errors import ArtifactError, StepFailed, UsageError
from icefloe_runtimes.step.names import folder
from icefloe_runtimes.step.refuse import refusal

__all__ = ["ArtifactError", "StepFailed", "UsageError", "folder", "refusal"]
