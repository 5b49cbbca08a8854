"""What ty says of connections: each case is a module with a step `give`, and a step `take` with one parameter."""

from pathlib import Path

import pytest
from deep_projects import FOOT, FRAMES, HEAD, counts, deep

from icefloe.deep import Deepened, deepened, find_checker
from icefloe.dialects import DIALECTS
from icefloe.findings import Severity
from icefloe.survey import Survey

GIVES = '@step(outputs=["value"])\ndef give() -> {}: ...\n'
TAKES = '@step(inputs=["value"])\ndef take(value: {}): ...\n'


def pair(gives: str, takes: str, before: str = "") -> str:
    return f"{before}\n{GIVES.format(gives)}{TAKES.format(takes)}"


def unannotated(body: str, takes: str, before: str = "") -> str:
    return f'{before}\n@step(outputs=["value"])\ndef give():\n    {body}\n{TAKES.format(takes)}'


FRAME = "from frames import Frame, Series\n"
PROTOCOL = "from typing import Protocol\nclass Named(Protocol):\n    name: str\n"

CASES: dict[str, tuple[str, str]] = {
    # --- packages: the environment has `frames`
    "a class of a package": ("yes", pair("Frame", "Frame", FRAME)),
    "its base": ("yes", pair("Frame", "Base", FRAME + "from frames.core import Base\n")),
    "another class of it": ("no", pair("Frame", "Series", FRAME)),
    "inside a dictionary": ("no", pair("dict[str, Frame]", "dict[str, Series]", FRAME)),
    "of a package that is not there": ("unknown", pair("Table", "Other", "from nowhere import Table, Other\n")),
    "a base that is not there": ("unknown", pair("A", "list[int]", "from nowhere import B\nclass A(B): ...\n")),
    "a base that is not there, inside": (
        "unknown",
        pair(
            "Sequence[A]",
            "Sequence[C]",
            "from nowhere import B\nfrom typing import Sequence\nclass A(B): ...\nclass C: ...\n",
        ),
    ),
    "a base that is not there, or None": (
        "unknown",
        pair("A | None", "int | None", "from nowhere import B\nclass A(B): ...\n"),
    ),
    # --- how an annotation can be written
    "in quotes": ("no", pair('"Frame"', '"Series"', FRAME)),
    "as a module's attribute": ("no", pair("f.Frame", "f.core.Series", "import frames as f\nimport frames.core\n")),
    "over several lines": ("no", pair("dict[\n    str,  # ty: ignore\n    Frame,  # type: ignore\n]", "Frame", FRAME)),
    "only when types are checked": (
        "no",
        pair("'Frame'", "'Series'", f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {FRAME}"),
    ),
    "an alias": ("no", pair("Rows", "Cols", f"{FRAME}Rows = list[Frame]\nCols = list[Series]\n")),
    "an alias in quotes": (
        "no",
        pair("Rows", "Frame", f"{FRAME}from typing import TypeAlias\nRows: TypeAlias = 'list[Frame]'\n"),
    ),
    "an import that may fail": (
        "yes",
        pair("Frame", "Frame", f"try:\n    {FRAME}except ImportError:\n    Frame = None\n"),
    ),
    "under a condition": ("no", pair("Frame", "Series", f"import os\nif os.name:\n    {FRAME}")),
    "None as the default": (
        "yes",
        f'{FRAME}{GIVES.format("Frame | None")}@step(inputs=["value"])\ndef take(value: Frame = None): ...\n',
    ),
    "optional into what is not": ("no", pair("Frame | None", "Frame", FRAME)),
    "Annotated": ("no", pair("Annotated[Frame, 1]", "Annotated[Series, 2]", f"{FRAME}from typing import Annotated\n")),
    "a step called like a type": (
        "yes",
        FRAME
        + '@step(outputs=["value"])\ndef give() -> "list[Frame]": ...\n@step(inputs=["value"])\ndef take(value: list[Frame]): ...\n'
        '@step(inputs=["value"])\ndef list(value): ...\n',
    ),
    # --- what makes types
    "a protocol": (
        "yes",
        pair("User", "Named", f"{PROTOCOL}class User:\n    def __init__(self):\n        self.name = 'x'\n"),
    ),
    "a protocol that is not kept": (
        "no",
        pair("User", "Named", f"{PROTOCOL}class User:\n    def __init__(self):\n        self.name: Frame = 1\n{FRAME}"),
    ),
    "a generic class": (
        "no",
        pair(
            "Box[Frame]",
            "Box[Series]",
            f"{FRAME}from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n    item: T\n",
        ),
    ),
    "a type variable": (
        "yes",
        pair("list[Frame]", "list[T]", f"{FRAME}from typing import TypeVar\nT = TypeVar('T')\n"),
    ),
    "a bound": ("no", pair("Series", "T", f"{FRAME}from typing import TypeVar\nT = TypeVar('T', bound=Frame)\n")),
    "a new type": (
        "no",
        pair("Frame", "Clean", f"{FRAME}from typing import NewType\nClean = NewType('Clean', Frame)\n"),
    ),
    "a decorated class": ("no", pair("Row", "Frame", f"{FRAME}def mark(c): return c\n@mark\nclass Row: ...\n")),
    "a dataclass": (
        "no",
        pair(
            "Row",
            "Frame",
            f"{FRAME}import dataclasses as d\n@d.dataclass(frozen=True)\nclass Row:\n    a: int = compute()\n",
        ),
    ),
    "a typed dictionary": (
        "no",
        pair(
            "D",
            "E",
            f"{FRAME}from typing import TypedDict\nclass D(TypedDict):\n    a: Frame\nclass E(TypedDict):\n    a: Series\n",
        ),
    ),
    "a callable": (
        "no",
        pair("Callable[[Frame], Frame]", "Callable[[Frame], Series]", f"{FRAME}from typing import Callable\n"),
    ),
    "Any": ("yes", pair("Any", "Frame", f"{FRAME}from typing import Any\n")),
    "the whole of *args": ("no", pair("tuple[Frame, *tuple[Series, ...]]", "tuple[Frame, Frame]", FRAME)),
    "a class of a function": (
        "no",
        "def build():\n    class Row: ...\n    class Other: ...\n    from frames import Frame as Local\n"
        '    @step(outputs=["value"])\n    def give() -> "list[Local | Row]": ...\n'
        '    @step(inputs=["value"])\n    def take(value: "list[Other]"): ...\n'
        "    return give, take\ngive, take = build()\n",
    ),
    # --- what is inferred
    "an instance": ("no", unannotated("return Frame()", "Series", FRAME)),
    "a list that may become one of more": ("yes", unannotated("return [1, 2]", "list[float]")),
    "a list of others": ("no", unannotated("return [Frame()]", "list[Series]", FRAME)),
    "a dictionary": ("no", unannotated('return {"a": Frame()}', "dict[str, Series]", FRAME)),
    "nothing that can be told": (
        "unknown",
        unannotated("return mystery()", "Frame", f"from nowhere import mystery\n{FRAME}"),
    ),
    "what a package's function returns": (
        "no",
        unannotated("return frames.read('x').drop()", "Series", f"import frames\n{FRAME}"),
    ),
    "what it returns, right": (
        "yes",
        unannotated("return frames.read('x').drop()", "Frame", f"import frames\n{FRAME}"),
    ),
    "one of two returns": (
        "no",
        unannotated(
            "if frames.read('y'):\n        return frames.Series()\n    return frames.read('x')",
            "Series",
            f"import frames\n{FRAME}",
        ),
    ),
    "a list of what a package returns": (
        "unknown",
        unannotated("return [frames.read('x')]", "list[Series]", f"import frames\n{FRAME}"),
    ),
    "what a function of the project returns": (
        "no",
        unannotated("return helper().drop()", "Series", f"{FRAME}def helper() -> 'Frame': ...\n"),
    ),
    "what a function returns that says nothing": (
        "unknown",
        unannotated("return helper(1)", "Series", f"{FRAME}def helper(x): return x.y\n"),
    ),
    "what comes from a parameter": (
        "no",
        FRAME
        + '@step(outputs=["first"])\ndef before() -> Frame: ...\n@step(inputs=["first"], outputs=["value"])\ndef give(first: Frame):\n'
        "    return first.drop()\n" + TAKES.format("Series"),
    ),
    "a member of an enumeration": (
        "yes",
        unannotated("return Color.RED", "Color", "import enum\nclass Color(enum.Enum):\n    RED = 'r'\n"),
    ),
    # --- several outputs
    "a part of a tuple": (
        "no",
        FRAME + '@step(outputs=["other", "value"])\ndef give() -> tuple[Series, Frame]: ...\n' + TAKES.format("Series"),
    ),
    "the right part of a tuple": (
        "yes",
        FRAME + '@step(outputs=["value", "other"])\ndef give() -> tuple[Series, Frame]: ...\n' + TAKES.format("Series"),
    ),
}


@pytest.fixture(scope="module")
def deepest(tmp_path_factory: pytest.TempPathFactory) -> Deepened:
    """All cases in one project, each in a module of its own, and checked in one go."""
    folder = tmp_path_factory.mktemp("verdicts")
    packages = folder / "packages"
    for name, text in FRAMES.items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text(text, encoding="utf-8")
    root = folder / "project"
    root.mkdir()
    for name, (_, source) in CASES.items():
        (root / file_of(name)).write_text(f"{HEAD}{source}{FOOT}", encoding="utf-8")
    survey = Survey(root, DIALECTS)
    surveys = [survey.file(file_of(name)) for name in CASES]
    found = deepened(surveys, find_checker(root), (packages,))
    assert found.checker.startswith("ty ")
    return found


def file_of(name: str) -> str:
    return f"case_{list(CASES).index(name):02}.py"


@pytest.mark.parametrize("name", CASES)
def test_verdict(name: str, deepest: Deepened) -> None:
    taken = [one for one, _ in deepest.verdicts if one.step.name == "take" and one.step.span.path == file_of(name)]
    answers = [verdict.answer for one, verdict in deepest.verdicts if one in taken]
    assert answers == [CASES[name][0]]


def test_without_the_environment_nothing_of_it_is_known(project) -> None:
    project({"train.py": f"{HEAD}{CASES['another class of it'][1]}{FOOT}"})
    assert counts(deep()) == (0, 0, 1)


def test_ty_is_quoted_and_both_ends_are_named(deepest: Deepened) -> None:
    found = next(one for one in deepest.findings if one.span.path == file_of("inside a dictionary"))
    assert (found.code, found.severity) == ("FLO301", Severity.ERROR)
    assert "step `give` gives `dict[str, frames.Frame]` through `value`" in found.message
    assert found.message.endswith("ty says: expected `dict[str, Series]`, found `dict[str, Frame]`")
    assert [note.span.line for note in found.related] == [5]
    assert ("types_checked_by", deepest.checker) in found.facts


def test_nothing_is_hidden_behind_a_step_that_never_returns(project, environment: Path) -> None:
    never = 'from typing import NoReturn\n@step(outputs=["first"])\ndef stop() -> NoReturn: ...\n@step(inputs=["first"])\ndef on(first: int): ...\n'
    blind = Survey(
        project(
            {
                "train.py": f"{HEAD}{never}{CASES['inside a dictionary'][1]}{FOOT}".replace(
                    '("p")', '("p").add_step(stop).add_step(on)'
                )
            }
        ),
        DIALECTS,
    )
    packages = environment / "lib" / "python3.12" / "site-packages"
    found = deepened([blind.file("train.py")], find_checker(Path.cwd()), (packages,))
    assert [verdict.answer for _, verdict in found.verdicts] == ["yes", "no"]


def test_a_no_of_our_own_stays(project) -> None:
    project({"train.py": f"{HEAD}{pair('int', 'list[int]')}{FOOT}"})
    checked = deep()
    assert counts(checked) == (0, 1, 0)
    assert len(checked.findings) == 1
    assert "ty" not in checked.findings[0].message.split()
