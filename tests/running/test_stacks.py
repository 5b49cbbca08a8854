"""Stacks and environments in the configuration: what is understood, and what is refused."""

from pathlib import Path

import pytest

from icefloe.project import ProjectFiles, read_settings
from icefloe.project.root import ProjectError
from icefloe.project.stacks import Stack

TEXT = """
[environments.gpu]
DEVICES = 0
MODE = "fast"

[stacks.small]
store = "runs"
parameters = "sample.yaml"
environment = { REGION = "north" }
resources = { cpu = "1", memory = "2Gi", gpu-count = 2 }

[stacks.cluster]
target = "argo"
environment = "gpu"
"""


def settings(folder: Path, text: str):
    (folder / "icefloe.toml").write_text(text, encoding="utf-8")
    return read_settings(ProjectFiles(folder))


def test_stacks_are_read_with_whole_paths(tmp_path: Path) -> None:
    found = dict(settings(tmp_path, TEXT).stacks)
    assert found["small"] == Stack(
        store=str(tmp_path / "runs"),
        parameters=str(tmp_path / "sample.yaml"),
        environment={"REGION": "north"},
        resources={"cpu": "1", "memory": "2Gi", "gpu_count": "2"},
    )
    assert found["cluster"] == Stack(target="argo", environment={"DEVICES": "0", "MODE": "fast"})


def test_the_nearest_configuration_says_all_of_a_stack(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "base.toml").write_text(TEXT)
    found = dict(settings(inner, 'extend = "../base.toml"\n[stacks.small]\nstore = "here"\n').stacks)
    assert found["small"] == Stack(store=str(inner / "here"))
    assert found["cluster"].target == "argo"


WRONG = [
    ('[stacks.a]\nstor = "x"', "[stacks.a] has no key `stor`: there are environment, parameters, resources, store"),
    ("[stacks]\na = 1", "[stacks.a] must be a table"),
    ("[stacks.a]\nstore = 1", "`store` in [stacks.a] must be a string"),
    ('[stacks.a]\nstore = ""', "`store` in [stacks.a] is no path"),
    ('[stacks.a]\nenvironment = "b"', "there is no [tool.icefloe.environments.b]"),
    ("[stacks.a.environment]\nA = [1]", "`A` in [stacks.a.environment] must be a string or a number"),
    ("[environments.a]\nA = true", "`A` in [environments.a] must be a string or a number"),
    ('[stacks.a.resources]\nram = "1Gi"', "[stacks.a.resources] has no key `ram`: there are cpu, gpu, gpu-count"),
    ('[stacks.a.resources]\ngpu-count = "two"', "`gpu-count` in [stacks.a.resources] must be a number from 0 on"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProjectError) as refused:
        settings(tmp_path, text)
    assert message in str(refused.value)
