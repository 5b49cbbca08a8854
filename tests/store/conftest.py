"""A workspace in which steps have left something, without a process for any of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from icefloe_runtimes.step import catalog
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.noted import Noted
from icefloe_runtimes.step.publish import publish
from icefloe_runtimes.step.values import Values
from icefloe_runtimes.step.wrapping import Maker
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.plan import Binding, FromLiteral, FromOutput, FromParameter, Output, Policy, Step, StubRun, Value


class Workspace:
    """The folder of a project, with the runs in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / ".icefloe"
        self.routes: Mapping[str, str] = {}

    def run(self, run: str, pipeline: str = "p") -> "Run":
        """Begin a run."""
        folder = self.path / "runs" / run
        folder.mkdir(parents=True)
        (folder / "plan.json").write_text(json.dumps({"name": pipeline}))
        return Run(self, folder)

    @property
    def objects(self) -> set[str]:
        """The digests of all contents."""
        return {path.name for path in (self.path / "objects").glob("??/*")}


class Run:
    """A run on its way."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder

    def values(self, parameters: Mapping[str, object] | None = None) -> Values:
        """What gives the steps their values."""
        path = self.workspace.path
        keeping = Keeping(
            store=path / "objects",
            durable=False,
            registry=path / "registry",
            run=self.folder.name,
            routes=self.workspace.routes,
        )
        modules = Modules(self.workspace.root, ())
        # The modules of this test are none of the project's.
        modules.noted = cast(Noted, SimpleNamespace(modules=lambda: {"p.py": "0" * 64}, sought=lambda: ()))
        return Values(self.folder, parameters or {}, modules, keeping=keeping)

    def step(
        self,
        name: str,
        outputs: Mapping[str, object],
        takes: Mapping[str, Value] | None = None,
        parameters: Mapping[str, object] | None = None,
        declared: tuple[Output, ...] = (),
        puts: JsonObject | None = None,
        policy: Policy | None = None,
    ) -> Manifest:
        """Leave what a step would."""
        values = self.values(parameters)
        for parameter, value in (takes or {}).items():
            values.bound(Binding(parameter=parameter, value=value))
        step = Step(id=name, run=StubRun(), outputs=declared, catalog=puts or {}, policy=policy or Policy())
        catalog.get(step, values)
        return publish(step, Manifest(step=name), outputs, values, Maker(step=name), files=catalog.put(step))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An empty workspace in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\nversion = "1"\n')
    return Workspace(tmp_path)


@pytest.fixture
def trained(workspace: Workspace) -> Workspace:
    """A run in which a model was trained on a file and evaluated."""
    (workspace.root / "rows.csv").write_text("a,b\n1,2\n")
    run = workspace.run("20261122-040000-111aa", "train")
    run.step(
        "load",
        {"rows": [[1, 2]]},
        {"path": FromLiteral(value="rows.csv"), "limit": FromParameter(name="limit")},
        parameters={"limit": 5},
    )
    model = (Output(name="model", type="flowyml.Model"),)
    run.step("train", {"model": {"weights": [1, 2]}}, {"rows": FromOutput(step="load", name="rows")}, declared=model)
    run.step("report", {"text": "all rows"}, {"rows": FromOutput(step="load", name="rows")})
    run.step("evaluate", {"score": 0.5}, {"model": FromOutput(step="train", name="model")})
    return workspace
