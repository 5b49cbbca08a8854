"""What a runner on the same machine tells all processes of a run, as JSON; what one of them is to do, `order` has."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from icefloe_runtimes import locked
from icefloe_runtimes.step.call import Setup
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.parameters import values
from icefloe_schema import codec
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The setup of a run as texts and paths; the plan, and the lock that it has been held to, stand in files."""

    plan: str
    root: str
    code: str
    artifacts: str
    parameters: Mapping[str, str]
    framework: str
    user: str
    keeping: Keeping
    lock: str = ""
    expected: str = ""

    def dumps(self) -> str:
        """Write it as JSON."""
        return json.dumps(
            {**asdict(self), "keeping": {name: _plain(one) for name, one in asdict(self.keeping).items()}}
        )


def read(descriptor: int) -> Setup:
    """Read the orders of a run from an open file, with its plan; `locked.Drifted` if that is not what the lock says.

    The file is left open as it is: others read it as well.
    """
    data: dict[str, Any] = json.loads(os.pread(descriptor, os.fstat(descriptor).st_size, 0))
    plan = codec.loads(Path(data["plan"]).read_bytes())
    lock = locked.hold(plan, locked.read(Path(data["lock"]), data["expected"]), None) if data["lock"] else None
    return Setup(
        plan=plan,
        root=Path(data["root"]),
        code=Path(data["code"]),
        artifacts=Path(data["artifacts"]),
        parameters=values(plan, data["parameters"], os.environ),
        framework=data["framework"],
        user=data["user"],
        lock=lock,
        keeping=_keeping(data["keeping"]),
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


def _keeping(data: dict[str, Any]) -> Keeping:
    store, registry = (Path(data[name]) if data[name] else None for name in ("store", "registry"))
    plain: dict[str, Any] = {**data, "store": store, "registry": registry}
    return Keeping(**plain)
