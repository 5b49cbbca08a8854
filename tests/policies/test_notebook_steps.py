"""Notebooks as steps: what they are given, what they give, and what is kept of them."""

import json
import os
import pickle
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from policy_words import Made, of, step

from icefloe_runtimes import local
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.kernel import MADE, Cells
from icefloe_runtimes.step.kernel import Made as Handed
from icefloe_runtimes.step.loading import Modules
from icefloe_runtimes.step.notebook import named
from icefloe_schema.plan import NotebookRun, Output, Plan, Policy, Retry

MISSING = [name for name in ("nbclient", "ipykernel") if find_spec(name) is None]
if MISSING and os.environ.get("ICEFLOE_PROOF") != "1":
    pytest.skip(f"{' and '.join(MISSING)} are not installed", allow_module_level=True)

pytestmark = pytest.mark.executes


def cell(source: str, *tags: str, kind: str = "code") -> dict[str, object]:
    made: dict[str, object] = {"cell_type": kind, "metadata": {"tags": list(tags)} if tags else {}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def write(root: Path, *cells: dict[str, object], name: str = "note.ipynb", language: str = "python") -> None:
    info = {"language_info": {"name": language}}
    (root / name).write_text(
        json.dumps({"cells": cells, "metadata": info, "nbformat": 4, "nbformat_minor": 4}), "utf-8"
    )


def notebook(*outputs: str, policy: Policy | None = None, **given: object) -> Plan:
    named = tuple(Output(name=name) for name in outputs)
    one = step("note", policy=policy, run=NotebookRun(path="note.ipynb"), outputs=named, **given)
    return Plan(name="flow", dialect="native", steps=(one,))


def test_values_go_behind_the_cell_of_parameters_and_names_come_back(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.write("def twice(x): return 2 * x\n", "helper.py")
    made.write("from datetime import date\ndef days(): return [date(2026, 1, 2)]\ndef year(day): return day.year\n")
    monkeypatch.setenv("TOKEN_OF_MINE", "sesame-open")
    write(
        made.root,
        cell("# A report", kind="markdown"),
        cell("n = 1\nheading = 'draft'", "parameters"),
        cell("import os\nfrom helper import twice\nfrom runnable import Pipeline\nPipeline('p').execute()\n"
             "print('token', os.environ['TOKEN_OF_MINE'], __name__)"),
        cell("answer = {'n': twice(n), 'heading': heading, 'at': os.getcwd()}\nday = days[0]\nanswer['n']"),
    )  # fmt: skip
    policy = Policy(secrets=("TOKEN_OF_MINE",))
    note = notebook("answer", "day", n=21, heading='a "b"', days=of("days"), policy=policy).steps
    result = made.run(step("days"), *note, step("year", day=of("note", "day")))
    assert result["year"] == 2026
    assert result["answer"] == {"n": 42, "heading": 'a "b"', "at": str(made.root)}
    printed = Path(result.step_results["note"].log_path).read_text("utf-8").splitlines()
    assert printed[1] == "42"
    assert printed[0].endswith(" __main__")
    left = json.loads((result.folder / "note" / "outputs.json").read_text("utf-8"))
    assert "helper.py" in left["modules"]
    kept = json.loads((result.folder / "note.ipynb").read_text("utf-8"))
    sources = ["".join(one["source"]) for one in kept["cells"]]
    assert sources[2].splitlines()[:2] == ["n = 21", "heading = 'a \"b\"'"]
    assert len(sources) == 5
    assert "sesame" not in json.dumps(kept)
    assert "***" in json.dumps(kept["cells"][3]["outputs"])


def test_a_cell_that_raises_fails_the_step_by_its_classes_at_its_place(made: Made) -> None:
    write(
        made.root,
        cell("text", kind="markdown"),
        cell("import pathlib\nfile = pathlib.Path('tries.txt')\n"
             "file.write_text((file.read_text() if file.exists() else '') + 'x')"),
        cell("if len(file.read_text()) < given:\n    raise ConnectionError('no net')\ndone = True"),
    )  # fmt: skip
    policy = Policy(retry=Retry(attempts=3, on=("OSError",)))
    result = local.run(notebook("done", policy=policy, given=2), root=made.root)
    went = result.step_results["note"]
    assert (went.status, went.attempts, result["note"]) == ("succeeded", 2, True)
    log = Path(went.log_path).read_text("utf-8")
    assert "error: step 'note' failed: ConnectionError: no net\n  at note.ipynb, cell 3, line 2\n" in log
    assert "given = 2" in (result.folder / "note.ipynb").read_text("utf-8")


def test_names_are_handed_over_unless_they_cannot_be(tmp_path: Path) -> None:
    class Own:
        pass

    outputs = {name: (Output(name=name),) for name in ("good", "answer", "generator", "own")}
    renamed = (Output(name="other", key="good"),)
    cells = Cells(tmp_path, Modules(tmp_path, ()))
    scope = {"good": {"n": 1}, "answr": 1, "generator": (one for one in ()), "own": Own, "_hidden": 1}
    cells.hand_over(scope, ["good", "answer", "generator", "own"])
    left: Handed = pickle.loads((tmp_path / MADE).read_bytes())
    assert named(left, outputs["good"], "note.ipynb") == {"good": {"n": 1}}
    assert named(left, renamed, "note.ipynb") == {"other": {"n": 1}}
    for name, why in (("answer", "binds 'answer'; did you mean 'answr'?"), ("generator", "cannot be handed on: ")):
        with pytest.raises(StepFailed, match=re.escape(why)):
            named(left, outputs[name], "note.ipynb")
    with pytest.raises(StepFailed, match=r"'own' of the notebook note\.ipynb cannot be handed on: "):
        named(left, outputs["own"], "note.ipynb")
    gone = replace(left, values={"own": b"c__main__\nOwn\n."}, failed={})
    with pytest.raises(StepFailed, match="its class must be one of a module, not of a cell"):
        named(gone, outputs["own"], "note.ipynb")


def test_one_of_another_language_is_refused_before_the_first_step(made: Made) -> None:
    write(made.root, cell("x"), language="R")
    with pytest.raises(local.UsageError, match="written for r: only Python's"):
        local.run(notebook(), root=made.root)
    assert not (made.root / ".icefloe").exists()


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_what_is_no_notebook_fails_its_step(made: Made, text: str | None) -> None:
    if text is not None:
        (made.root / "note.ipynb").write_text(text, "utf-8")
    error = local.run(notebook(), root=made.root).step_results["note"].error
    assert error is not None
    assert "the notebook note.ipynb cannot be read" in error.message
