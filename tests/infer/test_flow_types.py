"""Types that flow through steps without annotations, from what is bound to them into what they give."""

from pathlib import Path

import pytest

from icefloe.api.check import Checked, check
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding
from icefloe.survey import Survey

FLOWYML = "from flowyml import Pipeline, step\n\n"
NATIVE = "from icefloe import pipeline, step\n\n"

# Each: what it is about, the source, the parts of the one FLO301 (none where it is clean).
CASES: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "a step hands on what it is given",
        FLOWYML
        + """
@step(outputs=["rows"])
def load() -> list[str]: ...

@step(inputs=["rows"], outputs=["kept"])
def keep(rows):
    return [row for row in rows if row]

@step(inputs=["kept"])
def use(kept: list[int]): ...

pipeline = Pipeline("p").add_step(load).add_step(keep).add_step(use)
""",
        ("`keep`", "`list[str]`", "element type: str is not int"),
    ),
    (
        "the same, where it fits",
        FLOWYML
        + """
@step(outputs=["rows"])
def load() -> list[str]: ...

@step(inputs=["rows"], outputs=["kept"])
def keep(rows):
    return [row.upper() for row in rows]

@step(inputs=["kept"])
def use(kept: list[str]): ...

pipeline = Pipeline("p").add_step(load).add_step(keep).add_step(use)
""",
        (),
    ),
    (
        "steps that stand in another order",
        FLOWYML
        + """
@step(inputs=["double"], outputs=["text"])
def third(double):
    return [double]

@step(inputs=["n"], outputs=["double"])
def second(n):
    return n * 2

@step(outputs=["n"])
def first() -> int: ...

@step(inputs=["text"])
def use(text: str): ...

pipeline = Pipeline("p").add_step(third).add_step(second).add_step(first).add_step(use)
""",
        ("`third`", "`list[int]`", "`str`"),
    ),
    (
        "several outputs",
        FLOWYML
        + """
@step(outputs=["rows"])
def load() -> list[float]: ...

@step(inputs=["rows"], outputs=["train", "test"])
def split(rows):
    cut = int(len(rows) * 0.8)
    return rows[:cut], rows[cut:]

@step(inputs=["train"])
def fit(train: list[float]): ...

@step(inputs=["test"])
def score(test: dict[str, float]): ...

pipeline = Pipeline("p").add_step(load).add_step(split).add_step(fit).add_step(score)
""",
        ("`split`", "`list[float]`", "`test`", "`dict[str, float]`"),
    ),
    (
        "outputs by their names",
        FLOWYML
        + """
@step(outputs=["rows"])
def load() -> list[float]: ...

@step(inputs=["rows"], outputs=["best", "count"])
def measure(rows):
    return {"best": max(rows), "count": len(rows)}

@step(inputs=["best", "count"])
def use(best: float, count: str): ...

pipeline = Pipeline("p").add_step(load).add_step(measure).add_step(use)
""",
        ("`measure`", "`int`", "`count`", "`str`"),
    ),
    (
        "defaults stand where nothing else is bound",
        FLOWYML
        + """
@step(outputs=["n"])
def give() -> int: ...

@step(inputs=["n"], outputs=["scaled"])
def scale(n, by=2.5):
    return n * by

@step(inputs=["scaled"])
def use(scaled: str): ...

pipeline = Pipeline("p").add_step(give).add_step(scale).add_step(use)
""",
        ("`scale`", "`float`", "`str`"),
    ),
    (
        "items of a map and the list that it gives",
        NATIVE
        + """
@step
def numbers() -> list[int]: ...

@step
def double(n):
    return n * 2

@step
def use(all: list[str]): ...

@pipeline
def main():
    use([double(n) for n in numbers()])
""",
        ("`list[int]`", "`list[str]`"),
    ),
    (
        "one step twice",
        NATIVE
        + """
@step
def text() -> str: ...

@step
def number() -> int: ...

@step
def same(x):
    return x

@step
def use(a: str, b: str): ...

@pipeline
def main():
    use(same(text()), same(number()))
""",
        ("`int`", "`b`", "`str`"),
    ),
    (
        "None that is taken away",
        FLOWYML
        + """
@step(outputs=["found"])
def find() -> int | None: ...

@step(inputs=["found"], outputs=["sure"])
def settle(found):
    if found is None:
        return 0
    return found

@step(inputs=["sure"])
def use(sure: int): ...

pipeline = Pipeline("p").add_step(find).add_step(settle).add_step(use)
""",
        (),
    ),
    (
        "rounds of a loop",
        NATIVE
        + """
@step
def start() -> int: ...

@step
def more(n):
    return n + 1

@step
def use(n: str): ...

@pipeline
def main():
    n = start()
    while n < 10:
        n = more(n)
    use(n)
""",
        ("`int`", "`str`"),
    ),
]


def _checked(source: str, folder: Path) -> Checked:
    (folder / "main.py").write_text(source, encoding="utf-8")
    return check([str(folder / "main.py")])


def _mismatches(checked: Checked) -> list[Finding]:
    return [one for one in checked.findings if one.code == "FLO301"]


@pytest.mark.parametrize(("source", "parts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_flows(source: str, parts: tuple[str, ...], tmp_path: Path) -> None:
    found = [one.message for one in _mismatches(_checked(source, tmp_path))]
    assert len(found) == bool(parts), found
    assert all(part in found[0] for part in parts), found


def test_annotations_stay_as_they_are(tmp_path: Path) -> None:
    source = (
        FLOWYML
        + """
@step(outputs=["n"])
def give() -> int: ...

@step(inputs=["n"], outputs=["text"])
def show(n) -> str:
    return n

@step(inputs=["text"])
def use(text: str): ...

pipeline = Pipeline("p").add_step(give).add_step(show).add_step(use)
"""
    )
    checked = _checked(source, tmp_path)
    assert not _mismatches(checked)
    (path,) = tmp_path.glob("*.py")
    (pipeline,) = Survey(tmp_path, DIALECTS).file(path.name).pipelines
    steps = pipeline.graph.steps
    assert [port.inferred for step in steps for port in step.outputs][:2] == [False, False]


def test_what_a_run_gives_is_not_known(tmp_path: Path) -> None:
    source = FLOWYML + '@step(outputs=["x"])\ndef same(n):\n    return n\n\n'
    source += '@step(inputs=["x"])\ndef use(x: str): ...\n\n'
    checked = _checked(source + 'pipeline = Pipeline("p").add_step(same).add_step(use)\n', tmp_path)
    assert not _mismatches(checked)
    assert checked.unknown == 1
