"""Which kinds of steps cannot be run in one process."""

from icefloe_runtimes.edges import WITH_BODIES
from icefloe_schema.plan import NotebookRun, PythonRun, ShellRun, Step, StubRun

_IN_ONE_PROCESS = (PythonRun, ShellRun, NotebookRun, StubRun)


def refusal(step: Step) -> str | None:
    """Say why this step cannot be run in one process, by name; `None` if it can."""
    if isinstance(step.run, _IN_ONE_PROCESS):
        return None
    if has_bodies(step):
        how = "whose steps have processes of their own: run the plan with `icefloe run`"
        return f"step {step.id!r} is of the kind `{step.run.tag}`, {how}"
    return f"step {step.id!r} is of the kind `{step.run.tag}`, which cannot be run yet"


def has_bodies(step: Step) -> bool:
    """Whether the steps of other bodies are run for this one."""
    return isinstance(step.run, WITH_BODIES)
