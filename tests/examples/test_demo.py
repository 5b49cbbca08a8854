"""The demonstration fails loudly when something does not do what it says."""

import importlib.util
from pathlib import Path

import pytest

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo.py"


@pytest.fixture
def demo():
    spec = importlib.util.spec_from_file_location("icefloe_demo", DEMO)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_wrong_status_is_refused(demo, tmp_path):
    with pytest.raises(demo.UnexpectedError, match="exited with 0, not with 1"):
        demo.icefloe("--version", folder=tmp_path, status=1)


def test_missing_output_is_refused(demo, tmp_path):
    with pytest.raises(demo.UnexpectedError, match="does not show 'no such words'"):
        demo.icefloe("--version", folder=tmp_path, shows=["no such words"])


def test_missing_file_is_refused(demo, tmp_path):
    with pytest.raises(demo.UnexpectedError, match=r"icefloe\.lock was not written"):
        demo.expect_file(tmp_path / "icefloe.lock", "")


def test_a_change_that_finds_no_place_is_refused(demo, tmp_path):
    path = tmp_path / "helpers.py"
    path.write_text("x = 1\n")
    with pytest.raises(demo.UnexpectedError, match="exactly once"):
        demo.change(path, "y = 1", "y = 2")


def test_walk(demo, capfd):
    """The whole demonstration, where what its pipeline imports is installed."""
    pytest.importorskip("sklearn", reason="scikit-learn is not installed here")
    pytest.importorskip("pandas", reason="pandas is not installed here")
    assert demo.main() == 0, capfd.readouterr()
    assert "accuracy" in capfd.readouterr().out
