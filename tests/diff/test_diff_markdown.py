"""Markdown: what GitHub takes and draws, and nothing that user code could break out of."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from generated_plans import mutants
from hypothesis import HealthCheck, given, settings

from icefloe.cli.diffpicture import pictures
from icefloe.diff import Pipeline, Side, compare, markdown, side_of_plan
from icefloe.diff.markdown import LIMIT
from icefloe.diff.picture import MOST
from icefloe_runtimes import diagram
from icefloe_schema.plan import (
    Binding,
    Body,
    FromOutput,
    FunctionRef,
    Output,
    Parameter,
    Plan,
    PlanRun,
    PythonRun,
    Step,
)

NASTY = [
    "</td><script>x</script>",
    "a|b",
    "`code`",
    "@team",
    "[x](http://x)",
    "```\n# h",
    "-->|x| y",
    "a\u202eb",
    "%%{init}%%",
]


def step(id: str, after: str = "", **fields: object) -> Step:
    run = PythonRun(function=FunctionRef(module="m", qualname="f"))
    bindings = (Binding(parameter="x", value=FromOutput(step=after, name="o")),) if after else ()
    return Step(**{"id": id, "run": run, "bindings": bindings, "outputs": (Output(name="o"),), **fields})


def plan(*steps: Step, **fields: object) -> Plan:
    return Plan(**{"name": "p", "dialect": "native", "steps": steps, **fields})


def rendered(old: Plan, new: Plan) -> str:
    first, second = side_of_plan("old", old), side_of_plan("new", new)
    found = compare(first, second)
    return markdown.render(found, pictures(first, second, found))


def drawing(old: Plan, new: Plan) -> str:
    (found,) = re.findall(r"```mermaid\n(.*?)\n```", rendered(old, new), re.DOTALL)
    return found


def test_colours_by_what_changed():
    old = plan(step("a"), step("b", "a"), step("c", "b"), step("d", "c"))
    new = plan(step("a"), step("b", "a", title="B"), step("e", "b"), step("d", "a"))
    lines = drawing(old, new).splitlines()
    assert '    s1["a"]:::unchanged' in lines
    assert '    s2["b<br>text"]:::changed' in lines
    assert lines[3:5] == ['    s3["e<br>was c"]:::changed', '    s4["d<br>rewired"]:::changed']


def test_an_edge_that_is_gone_between_steps_that_are_not():
    old, new = plan(step("a"), step("b", "a")), plan(step("a"), step("b"))
    lines = drawing(old, new).splitlines()
    assert '    s1 -.->|"o"| s2' in lines
    assert "    linkStyle 0 stroke:#dc2626,stroke-width:2px,stroke-dasharray:5 4" in lines


def test_bodies_hold_what_came_and_went():
    run = PythonRun(function=FunctionRef(module="m", qualname="g"))
    old = plan(step("outer", run=PlanRun(body=Body(steps=(step("in"), step("gone", "in"))))))
    new = plan(step("outer", run=PlanRun(body=Body(steps=(step("in"), step("come", "in", run=run))))))
    text = drawing(old, new)
    assert re.search(r's1\["outer<br>plan"\]:::changed', text)
    assert re.search(r'\["in"\]:::unchanged', text)
    assert re.search(r'\["come"\]:::added', text)
    assert re.search(r'\["gone"\]:::removed', text)


def test_of_a_large_plan_only_what_changed_is_drawn_with_its_neighbours():
    steps = [step("s0"), *(step(f"s{number}", f"s{number - 1}") for number in range(1, MOST + 20))]
    new = [*steps[:40], replace(steps[40], title="new"), *steps[41:]]
    assert re.findall(r'\["(s\d+)', drawing(plan(*steps), plan(*new))) == ["s39", "s40", "s41"]


@pytest.mark.parametrize("word", NASTY)
def test_no_text_of_a_plan_ends_what_it_stands_in(word):
    markdown_it = pytest.importorskip("markdown_it")
    old = plan(step(word), name=word)
    new = plan(
        step(word, title=word), step(f"{word}2", word), name=word, parameters=(Parameter(name=word, default=word),)
    )
    text = rendered(old, new)
    tokens = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    inner = [one for token in tokens for one in (token.children or [token])]
    html = [one.content for one in inner if one.type in ("html_inline", "html_block")]
    assert {*html} <= {"<code>", "</code>", "<wbr>", "<br>", "<sub>", "</sub>"}
    assert not [one for one in inner if one.type == "link_open"]
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| |")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {5}
    assert "\u202e" not in text


def test_a_comment_is_never_longer_than_github_takes():
    steps = [step(f"step_number_{number}") for number in range(3000)]
    new = [replace(one, title=f"a title of this step that is not short {'é' * 40}") for one in steps]
    text = rendered(plan(*steps), plan(*new))
    assert LIMIT - 2000 < len(text.encode()) < LIMIT
    left = int(re.search(r"\*\*\+([\d,]+) more changes\*\*", text)[1].replace(",", ""))
    rows = sum(line.startswith("| ℹ️") for line in text.splitlines())
    assert rows + left == 3000


def test_drawings_go_before_rows_do():
    steps = [step("s0"), *(step(f"s{number}", f"s{number - 1}") for number in range(1, 50))]
    new = [replace(one, title="x" * 60) for one in steps]
    pairs = [(f"{number}.py:p", plan(*steps, name=str(number)), plan(*new, name=str(number))) for number in range(9)]
    old = Side(name="o", pipelines=tuple(Pipeline(key=name, name=name, plan=first) for name, first, _ in pairs))
    other = Side(name="n", pipelines=tuple(Pipeline(key=name, name=name, plan=second) for name, _, second in pairs))
    found = compare(old, other)
    text = markdown.render(found, pictures(old, other, found))
    assert len(text.encode()) < LIMIT
    assert text.count("| ℹ️ note |") == 450
    assert 0 < text.count("```mermaid") < 9
    assert f"{9 - text.count('```mermaid')} drawings had no room" in text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutants())
def test_every_drawing_holds_together(pair):
    first, second = (side_of_plan(name, one) for name, one in zip("ab", pair, strict=True))
    found = compare(first, second)
    for text in pictures(first, second, found).values():
        lines = text.splitlines()
        used = set(re.findall(r":::(\w+)$", text, re.MULTILINE))
        assert used == set(re.findall(r"^    classDef (\w+) ", text, re.MULTILINE))
        arrows = [line for line in lines if re.match(r"    s\d+ (-->|-\.->|==>)", line)]
        styled = [int(number) for row in re.findall(r"linkStyle ([\d,]+) ", text) for number in row.split(",")]
        assert len(set(styled)) == len(styled)
        assert all(number < len(arrows) for number in styled)


def test_marks_are_on_paths_that_the_picture_has():
    from icefloe.diff.picture import picture

    body = Body(steps=(step("in"),))
    old = plan(step("outer", run=PlanRun(body=body)), step("gone"))
    new = plan(step("outer", run=PlanRun(body=Body(steps=(step("in", title="x"),)))))
    (found,) = compare(side_of_plan("a", old), side_of_plan("b", new)).pipelines
    made = picture(old, new, found)
    paths = {node["id"] for node in json.loads(diagram.net(made.plan))["nodes"]}
    assert {*made.looks} == {"outer", "outer/in", "gone"}
    assert {*made.looks} <= paths


CHECK = """\
import { JSDOM } from "jsdom";
import fs from "fs";
const dom = new JSDOM("");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import("mermaid")).default;
for (const file of process.argv.slice(2)) await mermaid.parse(fs.readFileSync(file, "utf8"));
"""


@pytest.mark.executes
def test_the_parser_of_mermaid_takes_it(tmp_path):
    modules = Path(os.environ.get("ICEFLOE_MERMAID", "nowhere"))
    node = shutil.which("node")
    if node is None or not (modules / "mermaid").is_dir():
        pytest.skip("ICEFLOE_MERMAID is not a node_modules with mermaid and jsdom: npm install mermaid jsdom")
    (tmp_path / "node_modules").symlink_to(modules)
    (tmp_path / "check.mjs").write_text(CHECK, "utf-8")
    texts = [drawing(plan(step(word)), plan(step(word, title="t"), step(f"{word}2", word))) for word in NASTY]
    golden = (Path(__file__).parent / "golden" / "revisions.md").read_text("utf-8")
    texts += re.findall(r"```mermaid\n(.*?)\n```", golden, re.DOTALL)
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.mmd").write_text(f"{text}\n", "utf-8")
    files = [f"{number}.mmd" for number in range(len(texts))]
    done = subprocess.run([node, "check.mjs", *files], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_comment_on_very_many_pipelines_is_no_longer():
    first, second = plan(step("a"), step("b", "a")), plan(step("a"), step("b", "a", title="x" * 60))
    keys = [str(number) for number in range(700)]
    old, new = (
        Side(name="o", pipelines=tuple(Pipeline(key=key, name=f"{key}.py:p", plan=one) for key in keys))
        for one in (first, second)
    )
    found = compare(old, new)
    text = markdown.render(found, pictures(old, new, found))
    assert LIMIT - 2000 < len(text.encode()) < LIMIT
    assert "more changes**" in text
