"""Argo's own validator accepts what we write, and refuses what is broken in it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from argo_tool import argo_validate
from target_plans import OPTIONS, PLANS, SUMS

from icefloe_runtimes.argo.workflow import render
from icefloe_runtimes.yamlout import dumps


@pytest.fixture(scope="module")
def program() -> Path:
    return argo_validate()


def verdict(program: Path, text: str, folder: Path) -> tuple[int, str]:
    path = folder / "workflow.yaml"
    path.write_text(text)
    done = subprocess.run([str(program), str(path)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", PLANS)
def test_argo_accepts_every_export(program: Path, name: str, tmp_path: Path) -> None:
    for text in render(PLANS[name], OPTIONS).files.values():
        status, said = verdict(program, text, tmp_path)
        assert status == 0, said
        assert "is valid" in said


def drop_template(spec: dict[str, Any]) -> None:
    del spec["templates"][1]


def depend_on_nobody(spec: dict[str, Any]) -> None:
    spec["templates"][0]["dag"]["tasks"][2]["depends"] = "nobody"


def forget_dependency(spec: dict[str, Any]) -> None:
    del spec["templates"][0]["dag"]["tasks"][1]["depends"]


def close_cycle(spec: dict[str, Any]) -> None:
    spec["templates"][0]["dag"]["tasks"][0]["depends"] = "total"


def misspell_key(spec: dict[str, Any]) -> None:
    spec["entryPoint"] = spec.pop("entrypoint")


def forget_input(spec: dict[str, Any]) -> None:
    del spec["templates"][0]["dag"]["tasks"][1]["arguments"]


def take_unknown_output(spec: dict[str, Any]) -> None:
    artifacts = spec["templates"][0]["dag"]["tasks"][1]["arguments"]["artifacts"]
    artifacts[0]["from"] = "{{tasks.load.outputs.artifacts.nothing}}"


def use_unknown_parameter(spec: dict[str, Any]) -> None:
    spec["templates"][1]["container"]["env"].append({"name": "X", "value": "{{workflow.parameters.nothing}}"})


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (drop_template, "template name 'load' undefined"),
        (depend_on_nobody, "invalid dependency nobody"),
        (forget_dependency, "missing dependency 'load'"),
        (close_cycle, "graph with cycle"),
        (misspell_key, 'unknown field "spec.entryPoint"'),
        (forget_input, "inputs.artifacts.load was not supplied"),
        (take_unknown_output, "failed to resolve {{tasks.load.outputs.artifacts.nothing}}"),
        (use_unknown_parameter, "failed to resolve {{workflow.parameters.nothing}}"),
    ],
)
def test_argo_refuses_what_is_broken(
    program: Path, breaks: Callable[[dict[str, Any]], None], said: str, tmp_path: Path
) -> None:
    document = yaml.safe_load(next(iter(render(SUMS, OPTIONS).files.values())))
    breaks(document["spec"])
    status, words = verdict(program, dumps(document), tmp_path)
    assert status == 1
    assert said in words


def test_the_validator_passes_nothing_unread(program: Path, tmp_path: Path) -> None:
    assert verdict(program, "", tmp_path)[0] == 1
    assert verdict(program, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", tmp_path)[0] == 1
    assert subprocess.run([str(program), str(tmp_path / "missing")], capture_output=True).returncode == 2
