"""What unannotated producers give, told from their bodies: one line each, with a type that fits and one that does not.

A row of `producer_bodies.txt` is `body :: a type that takes it :: a type that does not`, the lines of a body apart by
` ; `; `-` where anything takes it. A fit may stay unknown for few rows; it is never called wrong, and never the
other way round.
"""

from pathlib import Path

import pytest

from icefloe.connections import connections
from icefloe.dialects import DIALECTS
from icefloe.survey import Survey
from icefloe.types import Verdict, spell

HERE = Path(__file__).parent
ROWS = [line.split(" :: ") for line in HERE.joinpath("producer_bodies.txt").read_text("utf-8").splitlines()]
TAKES = "rows: list[str], table: dict[str, int], text: str, n: int, ratio: float"
PASSED = "rows, table, text, n, ratio"


def module() -> str:
    """All rows as steps of one pipeline."""
    text, flow = HERE.joinpath("producer_head.txt").read_text("utf-8"), ""
    for number, (body, fits, misfits) in enumerate(ROWS):
        lines = (line.rstrip() if line.startswith("    ") else line.strip() for line in body.split(" ; "))
        text += f"\n@step\ndef give_{number}({TAKES}):\n" + "".join(f"    {line}\n" for line in lines)
        flow += f"    value_{number} = give_{number}({PASSED})\n"
        for word, type in (("fits", fits), ("misfits", misfits)):
            if type != "-":
                text += f"\n@step\ndef {word}_{number}(value: {type}) -> None:\n    print(value)\n"
                flow += f"    {word}_{number}(value_{number})\n"
    return f"{text}\n@pipeline\ndef main({TAKES}):\n{flow}"


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Verdict, str]]:
    folder = tmp_path_factory.mktemp("bodies")
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "0"\n')
    (folder / "main.py").write_text(module(), encoding="utf-8")
    (pipeline,) = Survey(folder, DIALECTS).file("main.py").pipelines
    found = connections(pipeline.graph, pipeline.types)
    return {one.step.id: (one.verdict, spell(one.given)) for one in found if one.binding.parameter == "value"}


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row[0][:60] for row in ROWS])
def test_what_a_body_gives_is_never_told_wrong(number: int, verdicts: dict[str, tuple[Verdict, str]]) -> None:
    assert verdicts[f"fits_{number}"][0].answer != "no", verdicts[f"fits_{number}"]
    if ROWS[number][2] != "-":
        assert verdicts[f"misfits_{number}"][0].answer != "yes", verdicts[f"misfits_{number}"]


def test_what_bodies_give_is_nearly_always_known(verdicts: dict[str, tuple[Verdict, str]]) -> None:
    unknown = [(id, verdict.why, given) for id, (verdict, given) in verdicts.items() if verdict.answer == "unknown"]
    assert len(unknown) <= 0.02 * len(verdicts), unknown
