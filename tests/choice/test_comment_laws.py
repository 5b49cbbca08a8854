"""What holds of comments wherever they stand: nothing gets lost, and what is not needed can be fixed away."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from known_mistakes import TRAIN

from icefloe import api
from icefloe.api.fix import fix
from icefloe.choice import Said

COMMENTS = (
    "# icefloe: ignore[FLO201]",
    "# icefloe: ignore[FLO301, FLO105] both",
    "# icefloe: ignore[unknown-argument, cycle]",
    "# type: ignore[x]  # icefloe: ignore[FLO105] # noqa: E501",
    "# noqa: FLO201",
    "# icefloe: ignore-file[FLO301]",
)
LINES = TRAIN.count("\n")
PLACES = st.lists(
    st.tuples(st.integers(1, LINES), st.sampled_from(COMMENTS), st.booleans()), max_size=6, unique_by=lambda one: one[0]
)


def written(places: list[tuple[int, str, bool]]) -> str:
    """The text with comments behind lines, or on lines of their own above them."""
    lines = TRAIN.split("\n")
    for line, comment, above in sorted(places, reverse=True):
        if above:
            lines.insert(line - 1, comment)
        else:
            lines[line - 1] += f"  {comment}"
    return "\n".join(lines)


def codes(checked: api.Checked) -> list[str]:
    return sorted(one.code for one in checked.findings if not one.code.startswith("FLO93"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laws")
    (folder / "pyproject.toml").write_text("")
    (folder / "train.py").write_text(TRAIN)
    return folder


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLACES)
def test_nothing_gets_lost_and_what_is_not_needed_can_go(root: Path, places: list[tuple[int, str, bool]]) -> None:
    path = root / "train.py"
    wanted = api.Wanted(given={path: written(places).encode()}, choice=Said(select=("FLO105", "FLO2", "FLO3", "FLO93")))
    checked = api.check([str(root)], wanted)
    assert len(codes(checked)) + checked.suppressed == 3
    unused = [one for one in checked.findings if one.code == "FLO930"]
    made = fix([str(root)], wanted, dry=True)
    text = made.texts.get("train.py", written(places).encode())
    after = api.check([str(root)], api.Wanted(given={path: text}, choice=wanted.choice))
    assert [one for one in after.findings if one.code == "FLO930"] == []
    assert codes(after) == codes(checked)
    assert after.suppressed == checked.suppressed
    assert bool(unused) == (text.decode() != written(places))
