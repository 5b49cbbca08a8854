"""The local runtime, as the conformance cases ask a runtime."""

import os
from collections.abc import Mapping
from pathlib import Path

from conformance_words import Case, Run

from icefloe_runtimes import local
from icefloe_runtimes.step.errors import UsageError


def outcome(case: Case, asked: Run, root: Path) -> local.RunResult | str:
    """Run the plan of a case in a folder; what is refused is given as its message."""
    os.environ.update(asked.environment)
    try:
        return local.run(case.plan, root=root, parameters=asked.parameters, **asked.how)  # type: ignore[arg-type]
    except UsageError as error:
        return str(error)


def values(result: local.RunResult, names: Mapping[str, object]) -> dict[str, object]:
    """What the run gives under these names."""
    return {name: result[name] for name in names}
