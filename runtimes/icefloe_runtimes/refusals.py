"""What no notation can say yet that runs each step as a job of its own: said once, for every such target."""

import re
from collections.abc import Iterator

from icefloe_runtimes.edges import leaves
from icefloe_runtimes.invocation import settable
from icefloe_runtimes.step.refuse import refusal
from icefloe_runtimes.target import Loss, Options
from icefloe_schema.plan import FromAtom, NotebookRun, Plan, Step

_SECRET = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Variables by which a secret's name could steer the interpreter, the loader, the shell or the job itself.
_STEERING = re.compile(
    r"(?i:(LD_|DYLD_|PYTHON|PIP_|GIT_|GITHUB_|RUNNER_|ACTIONS_|ICEFLOE_|ARGO_|BASH_).*|PATH|HOME|ENV|IFS|SHELLOPTS|CI)"
)


def of_plan(plan: Plan, options: Options, opening: str) -> Iterator[Loss]:
    """The losses that every job notation shares; `opening` is what begins an expression in the target's texts."""
    if not plan.steps:
        yield Loss(step="", part="steps", message="a plan without steps has no jobs; add a step")
    if plan.hooks:
        yield Loss(step="", part="hooks", message="hooks are not carried into jobs yet; make each hook a step")
    if plan.schedule:
        for parameter in settable(plan):
            if parameter.required:
                message = f"a scheduled run cannot give the required parameter {parameter.name!r}; give it a default"
                yield Loss(step="", part="schedule", message=message)
    for part, text in _texts(plan, options):
        yield from _of_text("", part, text, opening)
    for step in plan.steps:
        yield from _of_step(step)
        for part, text in (("id", step.id), ("title", step.title), ("description", step.description)):
            yield from _of_text(step.id, part, text, opening)


def oversize(text: str, maximum: int) -> Iterator[Loss]:
    """The loss of an export that its system would not take."""
    if len(text) > maximum:
        message = f"the export has {len(text)} characters, the system takes {maximum}; split the pipeline"
        yield Loss(step="", part="size", message=message)


def secret_is_safe(name: str) -> bool:
    """Whether a secret may be put into the environment variable of its own name."""
    return bool(_SECRET.fullmatch(name)) and not _STEERING.fullmatch(name)


def _of_step(step: Step) -> Iterator[Loss]:
    policy, here = step.policy, step.id
    # What runs a notebook is an extra, which a job's image need not have.
    if refusal(step) or isinstance(step.run, NotebookRun):
        message = f"a step of kind `{step.run.tag}` cannot be run as a job yet; write it as plain steps"
        yield Loss(step=here, part="kind", message=message)
    for leaf in leaves(step):
        if isinstance(leaf, FromAtom):
            message = f"the atom {leaf.name!r} comes from outside, and a job has no way to be given it yet"
            yield Loss(step=here, part="bindings", message=message)
    if policy.on_failure and policy.on_failure.action != "fail":
        message = f"`{policy.on_failure.action}` after a failure is not supported; the failure fails the run"
        yield Loss(step=here, part="on_failure", message=message)
    if step.ends:
        message = f"a job cannot end the run in {step.ends} by having succeeded; let the step itself fail, or go on"
        yield Loss(step=here, part="ends", message=message)
    if policy.circuit_breaker:
        yield Loss(step=here, part="circuit_breaker", message="jobs share no state that could hold a circuit breaker")
    if policy.environment:
        message = f"the environment {policy.environment!r} is not carried into a job yet"
        yield Loss(step=here, part="environment", message=message)
    for name in policy.secrets:
        if not secret_is_safe(name):
            message = f"a secret named {name!r} cannot become an environment variable; rename it"
            yield Loss(step=here, part="secrets", message=message)


def _texts(plan: Plan, options: Options) -> Iterator[tuple[str, str]]:
    yield from (("name", plan.name), ("description", plan.description))
    for parameter in settable(plan):
        yield from (("parameters", parameter.name), ("parameters", str(parameter.default)))
    yield from (("plan_path", options.plan_path), ("root", options.root))
    yield from (("requirements", requirement) for requirement in options.requirements)
    yield from ((f"settings.{name}", value) for name, value in sorted(options.settings.items()))


def _of_text(step: str, part: str, text: str, opening: str) -> Iterator[Loss]:
    if opening in text:
        message = f"the text holds {opening!r}, which the target would evaluate; write it without"
        yield Loss(step=step, part=part, message=message)
    if "\0" in text:
        yield Loss(step=step, part=part, message="the text holds a NUL character, which no variable can hold")


def disarmed(text: str, opening: str) -> str:
    """The text without anything that the target would evaluate: what stands in a lossy export."""
    text = text.replace("\0", "")
    while opening in text:
        text = text.replace(opening, f"{opening[:-1]} {opening[-1]}")
    return text
