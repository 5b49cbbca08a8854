"""What the project configures of a run that is begun from Python, and the stack of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from icefloe.sdk.written import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from icefloe_schema.plan import Plan


class Stacked:
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


def stacked(plan: "Plan", root: "Path", stack: object, say: Callable[[str], None]) -> Stacked:
    """Give what a run takes of a stack, or of the name of one; `say` is told what is not taken of it."""
    found = Stacked(plan)
    name = stack if isinstance(stack, str) else getattr(stack, "name", "")
    if not name and not _is_configured(root):
        return found
    from icefloe.placing.stacks import placed
    from icefloe.placing.values import checked, of_stack
    from icefloe.project import ProjectError
    from icefloe_schema.errors import SchemaError

    try:
        place = placed(plan, root, name if isinstance(name, str) else "", say)
        found.values = checked(plan, of_stack(plan, place.parameters)) if place.parameters else {}
    except (ProjectError, SchemaError) as error:
        raise RefusedError(str(error)) from error
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
