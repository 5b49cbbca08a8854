"""The classes of pandas, numpy and scikit-learn as they are really installed, by their sources and stubs."""

import sysconfig
from functools import cache
from pathlib import Path

import pytest
from site_packages import annotation

from icefloe.infer import Foreign, Types
from icefloe.installed import Installed
from icefloe.types import spell

PACKAGES = Path(sysconfig.get_paths()["purelib"])
NAMES = {
    "Any": "typing.Any",
    "Sized": "collections.abc.Sized",
    **{name: f"pandas.{name}" for name in ("DataFrame", "DatetimeIndex", "Index", "Series")},
    "Frame": "pandas.core.frame.DataFrame",
    **{name: f"numpy.{name}" for name in ("dtype", "float32", "float64", "floating", "generic", "int64", "ndarray")},
    "NDArray": "numpy.typing.NDArray",
    **{f"{name}Mixin": f"sklearn.base.{name}Mixin" for name in ("Classifier", "Regressor", "Transformer")},
    "BaseEstimator": "sklearn.base.BaseEstimator",
    "LinearRegression": "sklearn.linear_model.LinearRegression",
    "LogisticRegression": "sklearn.linear_model.LogisticRegression",
    "Pipeline": "sklearn.pipeline.Pipeline",
}
PAIRS = [
    ("DataFrame", "DataFrame", "yes"),
    ("Frame", "DataFrame", "yes"),
    ("DataFrame", "Frame", "yes"),
    ("DataFrame", "Series", "no"),
    ("DataFrame", "DataFrame | Series", "yes"),
    ("DataFrame", "dict[str, Any]", "no"),
    ("dict[str, DataFrame]", "dict[str, Series]", "no"),
    ("DatetimeIndex", "Index", "yes"),
    ("Index", "DatetimeIndex", "no"),
    ("DataFrame", "Sized", "yes"),
    ("int", "DataFrame", "no"),
    ("ndarray", "DataFrame", "no"),
    ("float64", "float", "yes"),
    ("float64", "floating[Any]", "yes"),
    ("float32", "generic", "yes"),
    ("int64", "int", "no"),
    ("NDArray[float64]", "ndarray", "yes"),
    ("NDArray[float64]", "NDArray[floating[Any]]", "yes"),
    ("NDArray[float64]", "NDArray[int64]", "no"),
    ("ndarray[tuple[int, int], dtype[float32]]", "NDArray[float32]", "yes"),
    ("LogisticRegression", "BaseEstimator", "yes"),
    ("LogisticRegression", "ClassifierMixin", "yes"),
    ("LogisticRegression", "RegressorMixin", "no"),
    ("LinearRegression", "RegressorMixin", "yes"),
    ("Pipeline", "BaseEstimator", "yes"),
    ("Pipeline", "TransformerMixin", "no"),
    ("LogisticRegression", "DataFrame", "no"),
]


@cache
def foreign() -> Foreign:
    """What is installed beside the tests."""
    return Foreign(Installed((PACKAGES,)))


@pytest.mark.parametrize(("producer", "consumer", "answer"), PAIRS)
def test_pairs(producer: str, consumer: str, answer: str) -> None:
    types = Types(lambda _: None, foreign=foreign())
    given, taken = types.annotation(annotation(producer, NAMES)), types.annotation(annotation(consumer, NAMES))
    verdict = types.assignable(given, taken)
    assert (verdict.answer, "?" in spell(given) + spell(taken)) == (answer, False), verdict.why


def test_types_are_shown_as_people_write_them() -> None:
    shown = {
        "pandas.core.frame.DataFrame": "pandas.DataFrame",
        "numpy.int64": "numpy.int64",
        "sklearn.linear_model._logistic.LogisticRegression": "sklearn.linear_model.LogisticRegression",
    }
    assert {path: spell(found) for path in shown if (found := foreign().meaning(path))} == shown


def test_nothing_is_read_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        pytest.fail("a file was read")

    monkeypatch.setattr("icefloe.installed.texts.Texts.tree", read)
    types = Types(lambda _: None, foreign=Foreign(Installed((PACKAGES,))))
    given = types.annotation(annotation("dict[str, list[int]]", {}))
    assert types.assignable(given, given).answer == "yes"
