"""Notebooks as steps: what they are given, what they give, and what is kept of them."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from policy_words import Made, of, step

from icefloe_runtimes import local
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
    monkeypatch.setenv("TOKEN_OF_MINE", "sesame-open")
    write(
        made.root,
        cell("# A report", kind="markdown"),
        cell("n = 1\nheading = 'draft'", "parameters"),
        cell("import os\nfrom helper import twice\nfrom runnable import Pipeline\nPipeline('p').execute()\n"
             "print('token', os.environ['TOKEN_OF_MINE'], __name__)"),
        cell("answer = {'n': twice(n), 'heading': heading, 'at': os.getcwd()}\nanswer['n']"),
    )  # fmt: skip
    policy = Policy(secrets=("TOKEN_OF_MINE",))
    result = local.run(notebook("answer", n=21, heading='a "b"', policy=policy), root=made.root)
    assert result["note"] == {"n": 42, "heading": 'a "b"', "at": str(made.root)}
    printed = Path(result.step_results["note"].log_path).read_text("utf-8").splitlines()
    assert printed[1:] == ["42"]
    assert printed[0].endswith(" __main__")
    left = json.loads((result.folder / "note" / "outputs.json").read_text("utf-8"))
    assert "helper.py" in left["modules"]
    kept = json.loads((result.folder / "note.ipynb").read_text("utf-8"))
    sources = ["".join(one["source"]) for one in kept["cells"]]
    assert sources[2] == "n = 21\nheading = 'a \"b\"'"
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
    policy = Policy(retry=Retry(attempts=2, on=("OSError",)))
    result = local.run(notebook("done", policy=policy, given=3), root=made.root)
    one = result.step_results["note"]
    assert one.error is not None
    assert (one.attempts, one.error.type, one.error.message) == (2, "ConnectionError", "no net")
    assert one.error.place == "note.ipynb, cell 3, line 2"
    assert "ConnectionError" in Path(one.log_path).read_text("utf-8")
    # It has been tried twice by now: the third try goes well.
    again = local.run(notebook("done", given=3), root=made.root)
    assert again["note"] is True
    kept = again.folder / "note.ipynb"
    assert "given = 3" in kept.read_text("utf-8")
    assert "no net" in (result.folder / "note.ipynb").read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("answr = 1", "binds 'answer'; did you mean 'answr'?"),
        ("answer = (i for i in ())", "cannot be handed on"),
        ("class Own: pass\nanswer = Own()", "its class must be one of a module"),
    ],
)
def test_names_that_cannot_be_handed_on_fail_the_step(made: Made, source: str, message: str) -> None:
    write(made.root, cell(source))
    error = local.run(notebook("answer"), root=made.root).step_results["note"].error
    assert error is not None
    assert message in error.message


def test_values_without_a_spelling_arrive_whole_and_are_read_by_the_steps_after_it(made: Made) -> None:
    made.write(
        """
        from datetime import date

        def days(): return [date(2026, 1, 2)]
        def year(answer): return answer.year
        """
    )
    write(made.root, cell("answer = days[0]"))
    note = step("note", run=NotebookRun(path="note.ipynb"), outputs=(Output(name="answer"),), days=of("days"))
    result = made.run(step("days"), note, step("year", answer=of("note", "answer")))
    assert result["year"] == 2026


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
