"""Words of a plan are data wherever they end up: never a command, never an expression."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml

from icefloe_runtimes.argo.workflow import render as argo
from icefloe_runtimes.diagram import dot, mermaid, order, tree
from icefloe_runtimes.github.workflow import render as github
from icefloe_runtimes.target import Options
from icefloe_schema.plan import (
    Binding,
    Body,
    Branch,
    FromOutput,
    FromParameter,
    FunctionRef,
    Output,
    ParallelRun,
    Parameter,
    Plan,
    PythonRun,
    Step,
    StubRun,
)

NASTY = (
    "$(touch canary)",
    "`touch canary`",
    "'; touch canary; '",
    '"; touch canary; "',
    "a\ntouch canary\n",
    "${{ github.token }}",
    "${{{ github.token }}}",
    "{{workflow.name}}",
    "{{=sprig.env('HOME')}}",
    "$$(ICEFLOE_PLAN)",
    "$(ICEFLOE_PLAN)",
    "\x1b[31mred",
    "\u202egnp",
    "\x00",
    '"]; evil [label="',
    '"]:::evil',
    "<script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "%%{init: {}}%%",
    "-rf",
    "--root=/",
    "../../etc/passwd",
    "a: b # c",
    "::set-output name=a::b",
    "é😀",
    "x" * 300,
)


def nasty_plan(text: str) -> Plan:
    """A plan with this text in every string that a rendering could use."""
    return Plan(
        name=text,
        dialect=text,
        entry=text,
        description=text,
        version=text,
        stack=text,
        parameters=(Parameter(name=text, type=text, default=text, variable=text),),
        steps=(
            Step(
                id="first",
                run=PythonRun(function=FunctionRef(module=text, qualname=text)),
                outputs=(Output(name=text),),
            ),
            Step(
                id=text,
                title=text,
                description=text,
                group=text,
                labels={text: text},
                display={"kind": text, "label": text},
                run=PythonRun(function=FunctionRef(module=text, qualname=text)),
                bindings=(
                    Binding(parameter=text, value=FromParameter(name=text)),
                    Binding(parameter="b", value=FromOutput(step="first", name=text)),
                ),
                outputs=(Output(name=text, type=text),),
            ),
            Step(id="last", run=PythonRun(function=FunctionRef(module="m", qualname="q")), after=(text, "first")),
        ),
    )


def nasty_options(text: str) -> Options:
    settings = {"image": text, "runner": text, "python": text, "package": text, "workdir": text, "secret": text}
    return Options(
        plan_path=text,
        root=text,
        requirements=(text,),
        digest=text,
        settings={**settings, "executor-service-account": text},
    )


def strings(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from strings(value)
    elif isinstance(document, str):
        yield document


def values_of(document: Any, wanted: str) -> Iterator[Any]:
    if isinstance(document, dict):
        for key, value in document.items():
            if key == wanted:
                yield value
            yield from values_of(value, wanted)
    elif isinstance(document, list):
        for value in document:
            yield from values_of(value, wanted)


OUR_EXPRESSIONS = re.compile(
    r"\$\{\{ (inputs\.[A-Za-z_][A-Za-z0-9_-]*|github\.workflow|github\.ref|secrets\.[A-Za-z_][A-Za-z0-9_]*) \}\}"
)
OUR_TAGS = re.compile(r"\{\{(workflow\.parameters\.[A-Za-z0-9_-]+|tasks\.[a-z0-9-]+\.outputs\.artifacts\.outputs)\}\}")


@pytest.mark.parametrize("text", NASTY)
def test_scripts_are_the_same_whatever_the_words(text: str) -> None:
    for render in (argo, github):
        scripts = []
        for words in (text, "harmless"):
            document = yaml.safe_load(next(iter(render(nasty_plan(words), nasty_options(words)).files.values())))
            found = [*values_of(document, "run"), *values_of(document, "args"), *values_of(document, "command")]
            scripts.append(found)
            assert found
        assert scripts[0] == scripts[1]


@pytest.mark.parametrize("text", NASTY)
def test_github_evaluates_nothing_but_our_expressions(text: str) -> None:
    rendered = github(nasty_plan(text), nasty_options(text))
    for word in strings(yaml.safe_load(next(iter(rendered.files.values())))):
        assert "${{" not in OUR_EXPRESSIONS.sub("", word)
    assert bool(rendered.losses) == ("${{" in text or "\0" in text)


@pytest.mark.parametrize("text", NASTY)
def test_argo_evaluates_nothing_but_our_tags(text: str) -> None:
    rendered = argo(nasty_plan(text), nasty_options(text))
    for word in strings(yaml.safe_load(next(iter(rendered.files.values())))):
        assert "{{" not in OUR_TAGS.sub("", word)
    assert bool(rendered.losses) == ("{{" in text or "\0" in text)


@pytest.mark.parametrize("text", [text for text in NASTY if "{{" not in text and "\0" not in text])
def test_values_arrive_unchanged(text: str) -> None:
    workflow = yaml.safe_load(next(iter(github(nasty_plan(text), nasty_options(text)).files.values())))
    assert text in [variables.get("ICEFLOE_STEP") for variables in values_of(workflow, "env")]
    manifest = yaml.safe_load(next(iter(argo(nasty_plan(text), nasty_options(text)).files.values())))
    variables = [entry for env in values_of(manifest, "env") for entry in env]
    steps = [expanded(entry["value"]) for entry in variables if entry["name"] == "ICEFLOE_STEP"]
    assert text in steps


def expanded(value: str) -> str:
    """What Kubernetes makes of the value of an environment variable; `$(…)` of a known name would be replaced."""
    assert not re.search(r"(?<!\$)(\$\$)*\$\(", value)
    return value.replace("$$", "$")


@pytest.mark.parametrize("text", NASTY)
def test_names_are_legal_and_distinct(text: str) -> None:
    plan = nasty_plan(text)
    plan = replace(plan, steps=(*plan.steps, replace(plan.steps[1], id=f"{text}!", bindings=())))
    jobs = yaml.safe_load(next(iter(github(plan, Options(plan_path="p")).files.values())))["jobs"]
    assert len(jobs) == 4
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,99}", name) for name in jobs)
    spec = yaml.safe_load(next(iter(argo(plan, Options(plan_path="p")).files.values())))["spec"]
    names = [template["name"] for template in spec["templates"]]
    assert len(set(names)) == 5
    assert all(re.fullmatch(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", name) for name in names)


@pytest.mark.parametrize("text", NASTY)
def test_diagrams_show_words_and_obey_none(text: str) -> None:
    plan = nasty_plan(text)
    for picture in (mermaid(plan), dot(plan), order(plan), tree(plan)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u200b-\u200f]", picture)
    shape = re.compile(
        r'    s\d[\[({]+"[^"<>]*"[\])}]+:::[a-z]+|    s\d (-->\|"[^"<>]*"\||-\.->) s\d|    classDef [\w#:, ]+'
    )
    for line in mermaid(plan).splitlines()[1:]:
        assert shape.fullmatch(line), line
    for line in dot(plan).splitlines()[5:-1]:
        assert re.fullmatch(r'    s\d( -> s\d)? \[\w+=("([^"\\]|\\.)*"|dashed)(, \w+=("[^"]*"|\w+))*\];', line), line
    assert len(order(plan).splitlines()) == 4
    assert len(tree(plan).splitlines()) == 4


@pytest.mark.parametrize("text", NASTY)
def test_frames_show_words_and_obey_none(text: str) -> None:
    inner = Body(steps=(Step(id="inside", run=StubRun()),))
    both = ParallelRun(branches=(Branch(name=text, body=inner), Branch(name=f"{text}2", body=inner)))
    plan = Plan(name="p", dialect="runnable", steps=(Step(id="both", run=both),))
    frame = re.compile(
        r'\s+subgraph s\d(f|b\d)\["[^"<>]*"\]|\s+end|\s+s\d\["[^"<>]*(<br>[^"<>]*)?"\]:::[a-z]+|    s\d ==> s\d'
    )
    for line in mermaid(plan).splitlines()[1:]:
        assert frame.fullmatch(line) or line.startswith("    classDef "), line
    for line in dot(plan).splitlines()[5:-1]:
        looks = r'(style=(rounded|"[a-z,]+")|label="([^"\\]|\\.)*")'
        shape = rf"\s*(subgraph \w+ {{|}}|{looks}; {looks};|s\d( -> s\d)? \[.*\];)"
        assert re.fullmatch(shape, line), line
