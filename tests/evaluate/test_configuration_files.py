"""Configuration files that a program reads while it builds a pipeline: read, bounded, and inputs of the plan."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from test_trace import evaluator, plain

from icefloe.api import compile_
from icefloe.trace import Trace
from icefloe.values import Function, Table

YAML = "lr: 0.1\nnames: [a, b]\ndeep:\n  flag: true\n  n: 3\nwhen: 2024-01-01\n"
FILES = {
    "c.yaml": YAML,
    "conf/c.yaml": "x: conf\n",
    "c.json": '{"lr": 0.1, "names": ["a", "b"]}',
    "c.toml": 'lr = 0.1\nnames = ["a", "b"]\n[deep]\nn = 3\n',
    "merge.yaml": "base: &b {lr: 1, n: 2}\nmine:\n  <<: *b\n  lr: 3\n",
    "bad.yaml": "a: [1\nb: 2\n",
    "bad.json": "{",
    "list.txt": "a\nb\n",
}
HEAD = "import json, os, tomllib, yaml\nfrom pathlib import Path\nfrom lib import act\n"


def traced(source: str, files: Mapping[str, str] = FILES) -> tuple[Trace, dict[str, str]]:
    reader = evaluator(HEAD + source, files)
    found = reader.trace("main")
    return found, dict(reader.inputs())


@pytest.mark.parametrize(
    ("source", "expected", "files"),
    [
        ("c = yaml.safe_load(open('c.yaml'))\nx = c['lr'], c['names']", (0.1, ["a", "b"]), ["c.yaml"]),
        ("with open('c.yaml') as f:\n    c = yaml.safe_load(f)\nx = c['deep']['n']", 3, ["c.yaml"]),
        ("with open('c.yaml', 'r', encoding='utf-8') as f:\n    x = yaml.load(f, Loader=yaml.SafeLoader)['lr']", 0.1, ["c.yaml"]),
        ("with open('c.json') as f:\n    x = json.load(f)['names'][0]", "a", ["c.json"]),
        ("x = json.loads(Path('c.json').read_text())['lr']", 0.1, ["c.json"]),
        ("x = json.loads(open('c.json').read())['lr']", 0.1, ["c.json"]),
        ("with open('c.toml', 'rb') as f:\n    x = tomllib.load(f)['deep']", {"n": 3}, ["c.toml"]),
        ("x = tomllib.loads(Path('c.toml').read_text())['lr']", 0.1, ["c.toml"]),
        ("with Path('c.yaml').open() as f:\n    x = yaml.safe_load(f)['lr']", 0.1, ["c.yaml"]),
        ("x = yaml.safe_load(Path('c.yaml').read_text())['lr']", 0.1, ["c.yaml"]),
        ("x = yaml.safe_load((Path(__file__).parent / 'conf' / 'c.yaml').read_text())", {"x": "conf"}, ["conf/c.yaml"]),
        ("x = yaml.safe_load(open(os.path.join(os.path.dirname(__file__), 'conf', 'c.yaml')))", {"x": "conf"}, ["conf/c.yaml"]),
        ("x = yaml.safe_load(open('./conf/../c.yaml'))['lr']", 0.1, ["c.yaml"]),
        ("def load(path):\n    with open(path) as f:\n        return yaml.safe_load(f)\nx = load('c.yaml')['lr']", 0.1, ["c.yaml"]),
        ("x = yaml.safe_load(open('merge.yaml'))['mine']", {"lr": 3, "n": 2}, ["merge.yaml"]),
        ("x = yaml.safe_load('a: 1')", {"a": 1}, []),
        ("from omegaconf import OmegaConf\nc = OmegaConf.load('c.yaml')\nx = c.lr, c.deep.n, c['names'], c.get('no', 4)", (0.1, 3, ["a", "b"], 4), ["c.yaml"]),
        ("from omegaconf import OmegaConf\nx = OmegaConf.to_container(OmegaConf.load('c.yaml'))['deep']", {"flag": True, "n": 3}, ["c.yaml"]),
        ("x = Path('list.txt').read_text().splitlines()", ["a", "b"], ["list.txt"]),
        ("x = [s for s in open('list.txt').read().split()]", ["a", "b"], ["list.txt"]),
    ],
)  # fmt: skip
def test_reading(source: str, expected: object, files: list[str]) -> None:
    found, inputs = traced(source)
    assert plain(found.scope["x"]) == expected
    assert inputs == {path: hashlib.sha256(FILES[path].encode()).hexdigest() for path in files}
    assert not found.findings


@pytest.mark.parametrize(
    ("source", "why", "severity"),
    [
        ("x = yaml.safe_load(open('no.yaml'))", "the project has no file `no.yaml`", "warning"),
        ("x = yaml.safe_load(open('/etc/passwd'))", "`/etc/passwd` is not a file of the project", "warning"),
        ("x = yaml.safe_load(open('../out.yaml'))", "`../out.yaml` is not a file of the project", "warning"),
        ("x = yaml.safe_load(open('bad.yaml'))", "`bad.yaml`, line 2", "error"),
        ("x = json.load(open('bad.json'))", "it is not JSON", "error"),
        ("x = Path('no.txt').read_text()", "the project has no file `no.txt`", "warning"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_an_unknown_value(source: str, why: str, severity: str) -> None:
    found, _ = traced(source)
    assert why in str(plain(found.scope["x"]))
    assert [(f.code, f.severity.value, f.span.line) for f in found.findings] == [("FLO122", severity, 4)]


@pytest.mark.parametrize(
    "source",
    [
        "x = yaml.safe_load(open('new.yaml', 'w'))",
        "x = yaml.safe_load(open(act()))",
        "x = yaml.safe_load(open(os.environ['CONFIG']))",
        "x = json.load(act())",
    ],
)
def test_a_file_whose_name_only_a_run_knows_is_left_to_the_run(source: str) -> None:
    found, inputs = traced(source)
    assert plain(found.scope["x"]) in {"<yaml.safe_load>", "<json.load>"}
    assert not inputs
    assert not found.findings


def test_values_stand_where_the_file_has_them() -> None:
    found, _ = traced("with open('c.yaml') as f:\n    x = yaml.safe_load(f)")
    table = found.scope["x"]
    assert isinstance(table, Table)
    places = {plain(key): (value.span.path, value.span.line, value.span.column) for key, value in table.entries}
    assert places["lr"] == ("c.yaml", 1, 5)
    assert places["names"] == ("c.yaml", 2, 8)
    assert plain(table.entries[-1][1]) == "?a date is not plain data"


def test_each_read_gives_a_new_object() -> None:
    source = "a = yaml.safe_load(open('c.yaml'))\nb = yaml.safe_load(open('c.yaml'))\na['names'].append('c')\n"
    found, _ = traced(source + "x = a['names'], b['names']")
    assert plain(found.scope["x"]) == (["a", "b", "c"], ["a", "b"])


def test_what_a_step_reads_is_its_own_business() -> None:
    reader = evaluator(HEAD + "def step():\n    return yaml.safe_load(open('no.yaml'))", FILES)
    function = reader.trace("main").scope["step"]
    assert isinstance(function, Function)
    summary = reader.summary(function)
    assert "yaml.safe_load" in summary.calls
    assert not reader.inputs()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(12)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} {{<<: [{', '.join([f'*{chr(97 + n)}'] * 10)}]}}\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("name", "text", "loader"),
    [
        ("h.yaml", BOMB, "yaml.safe_load"),
        ("h.yaml", MERGES, "yaml.safe_load"),
        ("h.yaml", "[" * 100_000, "yaml.safe_load"),
        ("h.yaml", "a: &a [*a]", "yaml.safe_load"),
        ("h.yaml", "!!python/object/apply:os.system ['true']", "yaml.safe_load"),
        ("h.yaml", "a: 1\n---\nb: 2", "yaml.safe_load"),
        ("h.yaml", "a: " + "x" * 2_000_000, "yaml.safe_load"),
        ("h.json", "[" * 100_000, "json.load"),
        ("h.json", '{"a":' * 50_000 + "1" + "}" * 50_000, "json.load"),
        ("h.json", "9" * 10_000, "json.load"),
        ("h.json", "[" + "1," * 100_000 + "1]", "json.load"),
        ("h.toml", "a = " + "[" * 50_000, "tomllib.load"),
        ("h.toml", "a = 1\na = 2", "tomllib.load"),
    ],
    ids=range(13),
)
def test_hostile_documents_are_bounded(name: str, text: str, loader: str) -> None:
    found, _ = traced(f"x = {loader}(open('{name}', 'rb'))", {name: text})
    assert str(plain(found.scope["x"])).startswith("?")
    if "python" not in text:
        assert [f.code for f in found.findings] == ["FLO122"]


PIPELINE = """
import yaml
from flowyml import Pipeline, context, step
with open("config.yaml") as f:
    config = yaml.safe_load(f)
@step(outputs=["a"])
def first(lr): return lr
p = Pipeline(config["name"], context=context(**config["params"]))
p.add_step(first)
"""


def test_it_is_an_input_of_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "name: training\nparams:\n  lr: 0.5\n"
    for name, content in {"pyproject.toml": "", "main.py": PIPELINE, "config.yaml": text}.items():
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    (made,) = compile_("main.py").plans
    assert made.plan.name == "training"
    assert [(f.path, f.sha256) for f in made.plan.files] == [("config.yaml", hashlib.sha256(text.encode()).hexdigest())]
    (parameter,) = made.plan.parameters
    assert (parameter.name, parameter.default) == ("lr", {"$float": "0.5"})


@pytest.mark.parametrize("kind", ["link", "folder link"])
def test_links_are_not_followed(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "c.yaml").write_text("name: x\nparams: {lr: 1}\n")
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    if kind == "link":
        (root / "config.yaml").symlink_to(outside / "c.yaml")
    else:
        (root / "conf").symlink_to(outside)
    source = PIPELINE if kind == "link" else PIPELINE.replace("config.yaml", "conf/c.yaml")
    (root / "main.py").write_text(source)
    monkeypatch.chdir(root)
    result = compile_("main.py")
    assert not result.plans
    assert "FLO122" in {f.code for f in result.checked.findings}
