"""Where and how a run takes place that is begun from Python: what the project configures, and the stack."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from icefloe.sdk.written import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from icefloe_schema.plan import Plan


class Placed:
    """The plan with the stack's resources, values for parameters, and what else a run is given."""

    __slots__ = ("environment", "environments", "formats", "plan", "routes", "values", "workspace")

    def __init__(self, plan: "Plan") -> None:
        self.plan = plan
        self.workspace: Path | None = None
        self.values: Mapping[str, object] = {}
        self.environment: Mapping[str, str] = {}
        self.environments: Mapping[str, Mapping[str, str]] = {}
        self.formats: Mapping[str, str] = {}
        self.routes: Mapping[str, str] = {}


def placed(plan: "Plan", root: "Path", stack: object) -> Placed:
    """Give the place of a run; a stack is one of `[tool.icefloe.stacks]`, by its name."""
    found = Placed(plan)
    name = stack if isinstance(stack, str) else getattr(stack, "name", "")
    if not name and not _is_configured(root):
        return found
    from click import ClickException

    from icefloe.cli.given import given_values
    from icefloe.cli.plans import Chosen
    from icefloe.cli.stacks import placed as in_stack
    from icefloe.project import ProjectError

    try:
        place = in_stack(Chosen(plan=plan, path=root, root=root, spans={}), name if isinstance(name, str) else "")
        found.values = given_values(place.plan, (), None, "", place.parameters)
    except (ClickException, ProjectError) as error:
        raise RefusedError(str(getattr(error, "message", error))) from error
    found.plan, found.workspace = place.plan, place.workspace
    found.environment, found.environments = place.environment, place.environments
    found.formats, found.routes = place.formats, place.routes
    return found


def _is_configured(root: "Path") -> bool:
    """Whether the project says anything of runs; to read it takes its time."""
    file = root / "pyproject.toml"
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    words = ("stacks", "environments", "formats", "routes")
    return any(f"[tool.icefloe.{word}" in text for word in words)
