"""The body of a dynamic step: the plan's template of it, else what its function has built in this run."""

import json
from pathlib import Path

from icefloe_runtimes.step.inside import WHOLE, body_of, home
from icefloe_schema import codec
from icefloe_schema.plan import Body, DynamicRun, Step

BODY = "body.json"


def body_in(artifacts: Path, step: Step, part: str) -> Body | None:
    """Give the body that runs in a part of a step which has begun; `None` if it has no such part.

    `artifacts` is the folder in which the step itself leaves its outputs.
    """
    known = body_of(step, part)
    if known is not None or part != WHOLE or not isinstance(step.run, DynamicRun):
        return known
    try:
        return codec.from_json(Body, json.loads((home(artifacts, step.id) / BODY).read_text("utf-8")))
    except FileNotFoundError:
        return None


def keep(artifacts: Path, step: Step, body: Body) -> None:
    """Write down what a step has built, for those that run it."""
    path = home(artifacts, step.id) / BODY
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(codec.to_json(body), indent=2) + "\n", "utf-8")
