"""Tests of pipelines that are written with a package which is not installed."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from icefloe.sdk.builder import Dag
from icefloe.sdk.verbs import Inert, is_worker
from icefloe.sdk.written import Source, calling_file
from icefloe_runtimes.standin.finder import Finder
from icefloe_runtimes.standin.recording import Pipeline as Recording

if TYPE_CHECKING:
    from pathlib import Path

    from icefloe_runtimes.local import RunResult

_PACKAGES = ("flowyml",)


class Pipeline(Recording):
    """A pipeline of FlowyML that Icefloe runs."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.icefloe_file = calling_file()

    @property
    def source(self) -> Source:
        """Where it was made, else where it is asked about."""
        version = self.icefloe_options.get("version")
        return Source((self.icefloe_file, calling_file()), self.name, version if isinstance(version, str) else "")

    @property
    def dag(self) -> Dag:
        """The graph of this pipeline."""
        return Dag(self)

    def build(self, **_: object) -> "Pipeline":
        """Refuse a pipeline that cannot be run."""
        if not is_worker():
            from icefloe.sdk import running

            running.check(self)
        return self

    def run(
        self,
        inputs: Mapping[str, object] | None = None,
        debug: bool = False,
        stack: object = None,
        context: Mapping[str, object] | None = None,
        workspace: "str | Path | None" = None,
        **_: object,
    ) -> "RunResult":
        """Run the pipeline with Icefloe's local runtime."""
        if is_worker():
            return cast("RunResult", Inert())
        from icefloe.sdk import running

        given = {**(context or {}), **(inputs or {})}
        return running.run(self, given, stack=stack, debug=debug, workspace=workspace)

    def rerun(self, run_id: str, from_step: str | None = None, **_: object) -> "RunResult":
        """Run the pipeline again, with what an earlier run has finished."""
        if is_worker():
            return cast("RunResult", Inert())
        from icefloe.sdk import running

        return running.run(self, {}, resume=run_id, from_step=from_step or "")


def stand_in(*packages: str) -> None:
    """Let a package be imported that is not installed: `stand_in("flowyml")` in a test's `conftest.py`.

    Its words build pipelines that Icefloe runs. Where the package is installed, it is the one that is imported.
    """
    for package in packages or _PACKAGES:
        if package not in _PACKAGES:
            raise ValueError(f"there is no stand-in for {package!r} that runs: there are {', '.join(_PACKAGES)}")
    words: Mapping[str, object] = {"Pipeline": Pipeline, "VersionedPipeline": Pipeline}
    if not any(isinstance(one, Finder) and one.more for one in sys.meta_path) and not os.environ.get("ICEFLOE_WORKER"):
        sys.meta_path.append(Finder(packages or _PACKAGES, words))
