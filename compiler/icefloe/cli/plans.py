"""Where a verb that takes `PLAN|FILE[:NAME]` gets its plan from."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli.talk import Refusal, refuse_findings, say

if TYPE_CHECKING:
    from icefloe_schema.plan import Plan

SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One plan: as a document that stands at `path`, or freshly compiled, to stand there. `root` is its project."""

    plan: "Plan"
    path: Path
    root: Path
    written: bool


def one_plan(target: str) -> Chosen:
    """Read the plan, or compile the one pipeline that is meant."""
    if target.endswith(SUFFIXES):
        return _read(Path(target))
    from icefloe import api

    compiled = api.compile_(target)
    refuse_findings(compiled)
    if len(compiled.plans) != 1:
        names = ", ".join(f"{target}:{made.label}" for made in compiled.plans)
        raise Refusal(f"{target} holds several pipelines: name one of {names}")
    made = compiled.plans[0]
    return Chosen(plan=made.plan, path=compiled.root / made.plan_path("json"), root=compiled.root, written=False)


def _read(path: Path) -> Chosen:
    from icefloe.project.root import find_root
    from icefloe_schema import codec
    from icefloe_schema.errors import SchemaError

    root = find_root([str(path)])
    try:
        text = path.read_text(encoding="utf-8")
        plan = codec.loads(text) if path.suffix == ".json" else codec.from_json(*_yaml(text))
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} is not UTF-8: byte {error.start} cannot be read") from error
    except SchemaError as error:
        raise Refusal(f"{path}: {error}") from error
    return Chosen(plan=plan, path=path.absolute(), root=root, written=path.suffix == ".json")
