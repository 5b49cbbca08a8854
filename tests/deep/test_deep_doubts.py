"""Where ty's answer is not certain: names that are set from elsewhere, unions that it infers; and what frames say."""

from pathlib import Path

import pytest
from deep_projects import FOOT, FRAMES, HEAD, deep

from icefloe.deep import Deepened, deepened, find_checker
from icefloe.dialects import DIALECTS
from icefloe.survey import Survey
from icefloe.syntax.shadow.changed import Changed, rebound

TAKES = '@step(inputs=["value"])\ndef take(value: {}): ...\n'
GIVES = '@step(outputs=["value"])\ndef give():\n    {}\n'
FRAME = "from frames import Frame, Series\n"
STUBBED = f"{FRAME}def one() -> Frame | Series: ...\ndef both() -> tuple[Frame | Series, int]: ...\nNAME: str\n"


def by_ty(root: Path) -> Deepened:
    """What ty says with a package that our own rules do not get to see."""
    for name, text in (*FRAMES.items(), ("stubbed/__init__.py", STUBBED), ("stubbed/py.typed", "")):
        path = root.parent / "packages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return deepened([Survey(root, DIALECTS).file("train.py")], find_checker(root), (root.parent / "packages",))


def answers(root: Path) -> list[str]:
    return [verdict.answer for _, verdict in by_ty(root).verdicts]


def unannotated(body: str, takes: str, before: str = "") -> str:
    return f"{HEAD}{before}{GIVES.format(body)}{TAKES.format(takes)}{FOOT}"


#: What is said of a global, an attribute of a class or of an instance that code elsewhere sets.
SET: dict[str, tuple[str, str]] = {
    "a global": ("return STATE", "STATE = None\ndef init():\n    global OTHER, STATE\n    STATE = Frame()\n"),
    "a global after a semicolon": ("return STATE", "STATE = 'a'\ndef init(): x = 1; global STATE; STATE = Frame()\n"),
    "an alias of a global": (
        "return STATE",
        "import os\nSTATE = os.sep\ndef init():\n    global STATE\n    STATE = Frame()\n",
    ),
    "an attribute of a class": ("return Reg.best", "class Reg:\n    best = None\ndef add(x): Reg.best = x\n"),
    "with setattr": ("return Reg.best", "class Reg:\n    best = 'x'\ndef add(x): setattr(Reg, 'best', x)\n"),
    "in a tuple": ("return Reg.best", "class Reg:\n    best = 'x'\ndef add(x): Reg.best, Reg.b = x\n"),
    "by a method of its class": (
        "return Reg.best",
        "class Reg:\n    best = 'x'\n    @classmethod\n    def add(cls, x): cls.best = x\n",
    ),
    "twice in a method": (
        "return Reg().best",
        "class Reg:\n    def __init__(self):\n        self.best = None\n        self.best = Frame()\n",
    ),
}


@pytest.mark.parametrize("name", SET)
def test_what_is_set_elsewhere_is_no_ground_for_a_no_of_ty(name: str, project) -> None:
    body, before = SET[name]
    found = by_ty(project({"train.py": unannotated(body, "Frame", f"{FRAME}{before}")})).findings
    assert not [one for one in found if "ty says" in one.message]


def test_a_module_that_is_set_from_another_one(project) -> None:
    files = {
        "state.py": "import stubbed\nSTATE = stubbed.NAME\n",
        "fill.py": "import state\ndef fill(x): state.STATE = x\n",
        "train.py": unannotated("return state.STATE", "Frame", f"{FRAME}import state, fill\n"),
    }
    assert answers(project(files)) == ["unknown"]
    assert answers(project({**files, "fill.py": "def fill(x): ...\n"})) == ["no"]


@pytest.mark.parametrize(
    ("returned", "taken"),
    [
        ("stubbed.one()", "Series"),
        ("(stubbed.one(), 1)[0]", "Series"),
        ("{'a': stubbed.one()}['a']", "Series"),
        ("stubbed.both()", "tuple[Series, int]"),
    ],
)
def test_a_union_that_ty_infers_may_be_the_member_that_fits(returned: str, taken: str, project) -> None:
    source = unannotated(f"made = {returned}\n    return made", taken, f"{FRAME}import stubbed\n")
    assert answers(project({"train.py": source})) == ["unknown"]


def test_of_several_returns_each_is_asked_for(project) -> None:
    body = "if frames.read('y'):\n        return frames.Series()\n    return frames.read('x')"
    (found,) = by_ty(project({"train.py": unannotated(body, "Series", f"import frames\n{FRAME}")})).findings
    assert found.message.endswith("ty says: expected `Series`, found `Frame`")


def test_frames_show_the_types_that_ty_has_seen(project) -> None:
    long = "dict[str, dict[str, dict[str, tuple[Series, Series, Series, Series, Series]]]]"
    source = unannotated("return frames.read('x').drop()", long, f"import frames\n{FRAME}")
    (found,) = by_ty(project({"train.py": source})).findings
    assert found.label.startswith("takes `dict[str, dict[")
    assert [note.message for note in found.related] == ["gives `Frame`"]


@pytest.mark.parametrize(
    "source",
    [
        f'{HEAD}@step(outputs=["value"])\ndef give() -> int: ...\n{TAKES.format("list[int]")}{FOOT}',
        f'{HEAD}@step(outputs=["value"])\ndef give() -> int: ...\npipeline = Pipeline("p").add_step(give)\n',
        "x = 1\n",
    ],
)
def test_the_checker_is_named_where_nothing_was_left_for_it(source: str, project) -> None:
    project({"train.py": source})
    checked = deep(path="train.py")
    assert checked.checker.startswith("ty ")


def test_what_sets_attributes_is_read_from_text() -> None:
    changed = Changed()
    changed.read("self.a = 1\nx.b += 1\nx[0].c: int = 2\nx().d = e.f == 1\ny = p.q.r = 3\nself.s, t.u = v\n")
    assert changed.outside == {"b", "c", "d", "r", "u"}
    assert changed.attributes == {"a", "b", "c", "d", "r", "s", "u"}
    assert set(rebound("def f():\n    global a, b\n    nonlocal c; global d\n")) == {"a", "b", "c", "d"}
