"""The language server, driven by a client over standard input and output."""

import subprocess
import sys

import pytest
from lsp_client import Editor, edited

pytest.importorskip("pygls")
pytestmark = pytest.mark.executes

STEPS = """\
from flowyml import step

@step(outputs=["scores"])
def cross_validate() -> dict[str, float]:
    return {"fold 1": 0.95}
"""
PIPELINE = """\
from flowyml import Pipeline, step
from steps import cross_validate

@step(inputs=["scores"], outputs=["accuracy"])
def summarise(scores: list[float]) -> float:
    return sum(scores) / len(scores)

pipeline = Pipeline("scores").add_step(cross_validate).add_step(summarise)
"""
MISSPELT = """\
from flowyml import Pipeline, step

# 🌊🌊 ü
@step(outputs="rows"); x = "🌊"
def load():
    return [1]

@step(inputs=["🌊modle"])
def show(rows):
    print(rows)

pipeline = Pipeline("p", contxt=None).add_step(load).add_step(show)
""".replace('; x = "🌊"', "")


@pytest.fixture
def editor(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "steps.py").write_text(STEPS, encoding="utf-8")
    (tmp_path / "pipeline.py").write_text(PIPELINE, encoding="utf-8")
    with Editor(tmp_path) as made:
        yield made


def text_at(text: str, place: dict) -> str:
    """The text of a range on one line, by UTF-16."""
    line = text.split("\n")[place["start"]["line"]].encode("utf-16-le")
    return line[2 * place["start"]["character"] : 2 * place["end"]["character"]].decode("utf-16-le")


def position(text: str, word: str, behind: str = "") -> tuple[int, int]:
    """The position in the middle of a word, behind some text."""
    start = text.index(word, text.index(behind)) + 1
    line = text.count("\n", 0, start)
    column = len(text[text.rfind("\n", 0, start) + 1 : start].encode("utf-16-le")) // 2
    return line, column


def test_a_mismatch_is_told_with_both_ends(editor):
    (found,) = [one for one in editor.open("pipeline.py") if one["code"] == "FLO301"]
    assert text_at(PIPELINE, found["range"]) == "scores"
    assert found["range"]["start"]["line"] == 4
    assert (found["severity"], found["source"]) == (1, "icefloe")
    assert "help: " in found["message"]
    assert found["codeDescription"]["href"].startswith("file://")
    ends = [(one["location"]["uri"], one["message"]) for one in found["relatedInformation"]]
    assert (editor.uri("steps.py"), "gives `dict[str, float]`") in ends


def test_unsaved_text_counts_in_every_open_file(editor):
    assert [one["code"] for one in editor.open("pipeline.py") if one["severity"] == 1] == ["FLO301"]
    editor.open("steps.py")
    editor.diagnostics.clear()
    editor.change("steps.py", STEPS.replace("dict[str, float]", "list[float]"))
    assert [one for one in editor.found("pipeline.py") if one["severity"] == 1] == []
    editor.diagnostics.clear()
    editor.change("pipeline.py", PIPELINE.replace('["scores"]', '["socres"]'))
    assert "FLO201" in [one["code"] for one in editor.found("pipeline.py")]
    editor.diagnostics.clear()
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri("steps.py")}})
    editor.found("pipeline.py")


def test_hover_tells_the_type_of_the_edge_and_both_ends(editor):
    editor.open("pipeline.py")
    told = editor.at("hover", "pipeline.py", *position(PIPELINE, "scores", "summarise"))["contents"]["value"]
    assert "parameter `scores` of step `summarise`: `list[float]`" in told
    assert "`dict[str, float]` (steps.py:4)" in told
    assert "it does not fit: dict[str, float] is not list[float]" in told
    editor.open("steps.py")
    told = editor.at("hover", "steps.py", *position(STEPS, "scores"))["contents"]["value"]
    assert "output `scores` of step `cross_validate`: `dict[str, float]`" in told
    assert "taken by `scores` of step `summarise`: `list[float]` (pipeline.py:5)" in told
    told = editor.at("hover", "pipeline.py", *position(PIPELINE, "summarise"))["contents"]["value"]
    assert "step `summarise` of pipeline `scores`" in told
    assert "runs after `cross_validate`" in told
    assert editor.at("hover", "pipeline.py", 2, 0) is None


def test_go_to_the_producer_and_find_the_consumers(editor):
    editor.open("pipeline.py")
    for word, behind in (("scores", "inputs="), ("scores", "summarise(")):
        (place,) = editor.at("definition", "pipeline.py", *position(PIPELINE, word, behind))
        assert place["uri"] == editor.uri("steps.py")
        assert text_at(STEPS, place["range"]) == '"scores"'
    (place,) = editor.at("definition", "pipeline.py", *position(PIPELINE, "summarise", "add_step(cross"))
    assert (place["uri"], text_at(PIPELINE, place["range"])) == (editor.uri("pipeline.py"), "summarise")
    editor.open("steps.py")
    asked = {"context": {"includeDeclaration": False}}
    (place,) = editor.at("references", "steps.py", *position(STEPS, "scores"), **asked)
    assert (place["uri"], text_at(PIPELINE, place["range"])) == (editor.uri("pipeline.py"), '"scores"')


def test_the_outline_names_pipelines_and_steps(editor):
    editor.open("pipeline.py")
    asked = {"textDocument": {"uri": editor.uri("pipeline.py")}}
    (pipeline,) = editor.ask("textDocument/documentSymbol", asked)
    assert pipeline["name"] == "scores"
    assert [one["name"] for one in pipeline["children"]] == ["cross_validate", "summarise"]


def test_columns_count_utf_16_and_fixes_are_made_by_the_editor(editor):
    text = MISSPELT.replace("def load", "def löad🌊".replace("🌊", "")).replace("(load)", "(löad)")
    found = {one["code"]: one for one in editor.open("pipeline.py", text)}
    assert text_at(text, found["FLO201"]["range"]) == '"🌊modle"'
    (action,) = [
        one
        for one in editor.actions("pipeline.py", found["FLO106"]["range"])
        if one["kind"] == "quickfix" and one["title"].startswith("Make a list")
    ]
    assert action["isPreferred"]
    after = edited(text, action["edit"]["changes"][editor.uri("pipeline.py")])
    assert after == text.replace('outputs="rows"', 'outputs=["rows"]')
    assert "FLO106" not in [one["code"] for one in editor.change("pipeline.py", after)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_units_that_the_editor_wants(tmp_path, encoding):
    (tmp_path / "pyproject.toml").touch()
    text = PIPELINE.replace("from steps import cross_validate\n", "").replace(".add_step(cross_validate)", "")
    text = text.replace('@step(inputs=["scores"]', '@step(tags={"🌊": "ü"}, inputs=["socres"]')
    with Editor(tmp_path, (encoding,)) as editor:
        assert editor.able["capabilities"]["positionEncoding"] == encoding
        (found,) = [one for one in editor.open("pipeline.py", text) if "socres" in one["message"]]
        line = text.split("\n")[found["range"]["start"]["line"]]
        before = line[: line.index('"socres"')]
        units = {"utf-8": len(before.encode()), "utf-16": len(before.encode("utf-16-le")) // 2, "utf-32": len(before)}
        assert found["range"]["start"]["character"] == units[encoding]


def test_fix_all_and_ignore_here(editor):
    text = MISSPELT.replace("contxt", "context")
    found = {one["code"]: one for one in editor.open("pipeline.py", text)}
    (action,) = editor.actions("pipeline.py", found["FLO106"]["range"], "source.fixAll")
    assert action["kind"] == "source.fixAll.icefloe"
    after = edited(text, action["edit"]["changes"][editor.uri("pipeline.py")])
    assert after == text.replace('outputs="rows"', 'outputs=["rows"]')
    (action,) = [
        one for one in editor.actions("pipeline.py", found["FLO201"]["range"]) if one["title"] == "Ignore FLO201 here"
    ]
    after = edited(text, action["edit"]["changes"][editor.uri("pipeline.py")])
    assert "# icefloe: ignore[FLO201]" in after
    assert "FLO201" not in [one["code"] for one in editor.change("pipeline.py", after)]


def test_broken_text_is_a_finding_and_never_the_end(editor):
    editor.open("pipeline.py")
    for text in ("def (", "\0", '"""', "x = '\ud800'", "[" * 5000, "", "pipeline = Pipeline(", PIPELINE[:150]):
        found = editor.change("pipeline.py", text)
        assert text in ("", "x = '\ud800'") or "FLO9" in str([one["code"] for one in found])
        editor.at("hover", "pipeline.py", 0, 3)
        editor.actions("pipeline.py", {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}})
    assert "FLO301" in [one["code"] for one in editor.change("pipeline.py", PIPELINE)]


def test_a_wrong_configuration_is_said_in_the_log(editor, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.icefloe]\nselekt = []\n")
    document = {"uri": editor.uri("pipeline.py"), "languageId": "python", "version": 1, "text": PIPELINE}
    editor.tell("textDocument/didOpen", {"textDocument": document})
    assert editor.at("hover", "pipeline.py", 4, 16) is None
    assert any("selekt" in line for line in editor.log)
    (tmp_path / "pyproject.toml").write_text("")
    editor.tell("textDocument/didSave", {"textDocument": {"uri": editor.uri("pipeline.py")}})
    assert "FLO301" in [one["code"] for one in editor.found("pipeline.py")]


def test_what_is_in_no_file_is_passed_over(editor):
    for uri in ("untitled:Untitled-1", "vscode-notebook-cell:/x.ipynb#1", editor.uri("notes.txt")):
        document = {"uri": uri, "languageId": "python", "version": 1, "text": PIPELINE}
        editor.tell("textDocument/didOpen", {"textDocument": document})
        place = {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 16}}
        assert editor.ask("textDocument/hover", place) is None
        assert editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) == []
    assert editor.log == []
    assert "FLO301" in [one["code"] for one in editor.open("pipeline.py")]


def test_without_pygls_it_says_what_to_install():
    program = "import sys; sys.modules['pygls'] = None; sys.argv = ['', 'lsp']; import icefloe.__main__ as i; i.main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "error: the language server needs pygls: pip install 'icefloe[lsp]'\n"
