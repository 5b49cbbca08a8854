"""Which kinds of steps cannot be run in one process yet."""

from icefloe_schema.plan import PythonRun, ShellRun, Step, StubRun


def refusal(step: Step) -> str | None:
    """Say why this step cannot be run here, by name; `None` if it can."""
    if isinstance(step.run, PythonRun | ShellRun | StubRun):
        return None
    return f"step {step.id!r} is of the kind `{step.run.tag}`, which cannot be run yet"
