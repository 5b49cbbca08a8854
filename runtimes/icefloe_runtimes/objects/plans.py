"""A pipeline that was built in this process, as a plan."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from icefloe_runtimes.objects.making import Maker
from icefloe_runtimes.objects.policy import labels
from icefloe_runtimes.objects.recorded import recorded
from icefloe_schema.plan import Code, Plan


def plan_of(pipeline: object, *, root: Path, inputs: Mapping[str, object] | None = None) -> Plan:
    """Give the plan of a pipeline object; `BuildError` says what of it cannot be run.

    `root` is the folder of the project, in which the steps will run; `inputs` are what a run gives.
    """
    found = recorded(pipeline)
    built = Maker(outside=dict(inputs or {})).whole(found)
    options = found.options
    return Plan(
        name=found.name,
        dialect="native" if found.native else "flowyml",
        description=_text(options.get("description")),
        tags=labels(options.get("tags")),
        version=_text(options.get("version")),
        project=_text(options.get("project")) or _text(options.get("project_name")),
        stack=_text(options.get("stack")),
        concurrency=_count(options.get("concurrency")),
        cache=options.get("enable_cache") is not False,
        resume=options.get("enable_checkpointing") is not False,
        parameters=built.parameters,
        code=Code(paths=_paths(root.resolve(), built.folders)),
        steps=built.body.steps,
        results=built.body.results,
    )


def _paths(root: Path, folders: Iterable[Path]) -> tuple[str, ...]:
    """Where a worker imports from: where the steps are, then what this process has put on its path itself."""
    fixed = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    own = [Path(one or os.curdir).absolute() for one in sys.path if Path(one or os.curdir).is_dir()]
    mine = [one for one in own if not any(one.is_relative_to(prefix) for prefix in fixed) and not _is_ours(one)]
    found = [os.path.relpath(one.resolve(), root) for one in (*folders, *mine)]
    return tuple(dict.fromkeys(Path(one).as_posix() for one in found))


def _is_ours(folder: Path) -> bool:
    """Whether a folder is on the path for Icefloe itself, which a worker finds in any case."""
    return any((folder / name / "__init__.py").is_file() for name in ("icefloe", "icefloe_runtimes", "icefloe_schema"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
