"""Hera, the Python library for Argo, reads our workflows and writes the same back: it knows every field."""

import subprocess
import sys

import pytest
import yaml
from outside import absent
from target_plans import OPTIONS, PLANS

from icefloe_runtimes.argo.workflow import render

# In a process of its own: hera imports much, and not all of it without warnings. Its CronWorkflow drops the metadata
# of the workflows that it starts; the model below it, made from Argo's schema, does not.
_ROUND_TRIP = """
import json, sys, yaml
from hera.workflows import Workflow, models
text = sys.stdin.read()
document = yaml.safe_load(text)
if document["kind"] == "CronWorkflow":
    model = models.CronWorkflow.model_validate(document)
    text = model.model_dump_json(by_alias=True, exclude_none=True)
else:
    text = Workflow.from_yaml(text).to_yaml()
sys.stdout.write(text)
"""


def round_trip(text: str) -> str:
    done = subprocess.run([sys.executable, "-c", _ROUND_TRIP], input=text, capture_output=True, text=True)
    if "No module named 'hera'" in done.stderr:
        absent("hera is not installed: pip install --group proof")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", PLANS)
def test_hera_loses_nothing(name: str) -> None:
    for text in render(PLANS[name], OPTIONS).files.values():
        assert yaml.safe_load(round_trip(text)) == yaml.safe_load(text)


@pytest.mark.parametrize(("name", "place"), [("sums", 0), ("nightly", 1)])
def test_hera_loses_a_misspelt_field(name: str, place: int) -> None:
    text = list(render(PLANS[name], OPTIONS).files.values())[place]
    broken = text.replace("runAsNonRoot:", "runAsNoRoot:")
    assert yaml.safe_load(round_trip(broken)) != yaml.safe_load(broken)
