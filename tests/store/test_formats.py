"""In which format a value is stored, that it comes back as it was, and what is refused."""

import importlib.util
import math
import pickle
from pathlib import Path
from typing import Any

import pytest

from icefloe_runtimes.standin.wrappers import Dataset, Metrics, Model
from icefloe_runtimes.step.errors import ArtifactError, StepFailed, UsageError
from icefloe_runtimes.step.keeping import Keeping, check_formats
from icefloe_runtimes.step.shelf import Shelf
from icefloe_runtimes.step.storage import load, store
from icefloe_schema.plan import Output

LAZY = Keeping(durable=False)


def kept(value: object, folder: Path, form: str = "", keeping: Keeping = LAZY, **about: str) -> tuple[str, object]:
    """The format in which a value is stored, and what comes back."""
    entry = store("x", value, Shelf(str(folder), keeping), Output(name="x", format=form, **about), keeping=keeping)
    return entry.format, load(folder, entry)


class Thing:
    def __init__(self, inside: int) -> None:
        self.inside = inside

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing) and other.inside == self.inside

    __hash__ = None  # type: ignore[assignment]


PLAIN = [
    (None, "json"), (True, "json"), (0, "json"), (-(2**53) + 1, "json"), (2**53, "json"), (10**400, "json"),
    (1.0, "json"), (-0.0, "json"), (math.inf, "json"), ("", "text"), ("é\n", "text"), ("\ud800", "text"),
    (b"", "bytes"), (b"\0\xff", "bytes"), ([], "json"), ((1, (2,)), "json"), ({"a": [1, None]}, "json"),
    ({1: 2, (1,): {3}}, "json"), (Path("a/b"), "json"), ({"$float": 1}, "json"), (Thing(3), "pickle"),
    ([Thing(1)], "pickle"), (frozenset([1]), "pickle"), (list(range(30_000)), "pickle"), (bytearray(b"a"), "pickle"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "form"), PLAIN, ids=[repr(value)[:20] for value, _ in PLAIN])
def test_a_value_comes_back_as_it_was(tmp_path: Path, value: object, form: str):
    found, back = kept(value, tmp_path)
    assert found == form
    assert type(back) is type(value)
    assert back == value
    assert repr(back) == repr(value) or isinstance(value, Thing | list)


@pytest.mark.parametrize(
    ("value", "wanted", "found"),
    [("a", "json", "json"), ([1], "pickle", "pickle"), ("a", "text", "text"), (b"a", "bytes", "bytes")],
)
def test_a_value_is_stored_as_it_is_declared(tmp_path: Path, value: object, wanted: str, found: str):
    assert kept(value, tmp_path, wanted) == (found, value)


@pytest.mark.parametrize(
    ("value", "wanted", "message"),
    [
        (1, "text", "declared as text, which cannot hold it"),
        ("a", "bytes", "declared as bytes"),
        ([1], "npy", "declared as npy"),
        ([1], "parquet", "declared as parquet"),
        (Thing(1), "json", "declared as json"),
        (1, "file", "not a path"),
        (1, "parquett", "there are json"),
        (lambda: 1, "", "cannot be stored"),
    ],
)
def test_what_a_format_cannot_hold_fails_the_step(tmp_path: Path, value: object, wanted: str, message: str):
    with pytest.raises(StepFailed, match=message):
        kept(value, tmp_path, wanted)


def arrays() -> "list[tuple[str, Any]]":
    numpy = pytest.importorskip("numpy")
    return [
        ("npy", numpy.arange(12).reshape(3, 4)),
        ("npy", numpy.asfortranarray(numpy.arange(12.0).reshape(3, 4))),
        ("npy", numpy.arange(100_000)[::3]),
        ("npy", numpy.zeros((0, 3), dtype="complex64")),
        ("npy", numpy.array(3)),
        ("npy", numpy.array([(1, "a")], dtype=[("n", "<i4"), ("s", "U3")])),
        ("npy", numpy.array(["2026-01-01"], dtype="datetime64[D]")),
        ("npy", numpy.float64(0.1)),
        ("npy", numpy.int32(7)),
        ("npy", numpy.bool_(True)),
        ("pickle", numpy.array([object(), None])[1:]),
        ("pickle", numpy.ma.masked_array([1, 2], [True, False])),
    ]


@pytest.mark.parametrize("number", range(12))
def test_arrays_and_numbers_of_numpy_are_npy(tmp_path: Path, number: int):
    form, value = arrays()[number]
    found, back = kept(value, tmp_path)
    assert found == form
    assert type(back) is type(value)
    same: Any = back
    assert (same.dtype, same.shape, same.tolist()) == (value.dtype, value.shape, value.tolist())
    if hasattr(value, "flags"):
        assert same.flags.f_contiguous == value.flags.f_contiguous or not value.flags.contiguous


def frames() -> "list[tuple[str, Any]]":
    pandas = pytest.importorskip("pandas")
    numpy = pytest.importorskip("numpy")
    dated = pandas.DataFrame({"a": [1.0, 2.0]}, index=pandas.date_range("2026", periods=2, freq="D"))
    named = pandas.DataFrame({"a": [1, 2]}, index=pandas.Index(["x", "y"], name="key"))
    attributed = pandas.DataFrame({"a": [1]})
    attributed.attrs["of"] = ("a", "tuple")
    return [
        ("parquet", pandas.DataFrame({"a": [1, 2], "b": [0.5, numpy.nan], "c": ["x", "y"]})),
        ("parquet", pandas.DataFrame({"a": pandas.Categorical(["x", "y"], ordered=True)})),
        ("parquet", pandas.DataFrame({"when": pandas.to_datetime(["2026-01-01", None])})),
        ("parquet", named),
        ("parquet", pandas.DataFrame({"a": [True], "b": pandas.array([None], dtype="Int64")})),
        ("pickle", dated),
        ("pickle", attributed),
        ("pickle", pandas.DataFrame({"a": [[1], [2]]})),
        ("pickle", pandas.DataFrame({"a": [1, "x"]}, dtype=object)),
        ("pickle", pandas.DataFrame({1: [1], 2: [2]}, columns=[1, 2]).rename(columns={1: "a"})),
        ("pickle", pandas.DataFrame([[1, 2]], columns=["a", "a"])),
        ("parquet", pandas.DataFrame({"a": [1, 2]}, index=pandas.MultiIndex.from_tuples([(1, "x"), (1, "y")]))),
        ("parquet", pandas.DataFrame({"a": [0.0, -0.0]}, index=[3, 1])),
        ("pickle", pandas.DataFrame()),
        ("pickle", pandas.DataFrame({"a": [1]}).set_flags(allows_duplicate_labels=False)),
        ("parquet", pandas.DataFrame([[1, 2]], columns=[1, 2])),
    ]


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="pyarrow is not installed")
@pytest.mark.parametrize("number", range(16))
def test_frames_are_parquet_where_that_keeps_them(tmp_path: Path, number: int):
    pandas = pytest.importorskip("pandas")
    form, value = frames()[number]
    found, back = kept(value, tmp_path)
    assert found == form
    pandas.testing.assert_frame_equal(back, value, check_exact=True, check_freq=True)
    assert back.attrs == value.attrs  # type: ignore[attr-defined]


def test_without_pyarrow_frames_are_pickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pandas = pytest.importorskip("pandas")
    monkeypatch.setattr("icefloe_runtimes.step.frames.is_there", lambda package: False)
    found, back = kept(pandas.DataFrame({"a": [1]}), tmp_path)
    assert found == "pickle"
    assert back.equals(pandas.DataFrame({"a": [1]}))  # type: ignore[attr-defined]


class Upper:
    """A format of a project."""

    suffix = ".upper"

    def write(self, value: "Spoken", path: Path) -> None:
        path.write_text(value.words.upper())

    def read(self, path: Path) -> object:
        return Spoken(path.read_text().lower())


class Split:
    """A format that makes a folder."""

    suffix = ""

    def write(self, value: "Spoken", path: Path) -> None:
        path.mkdir()
        for number, word in enumerate(value.words.split()):
            (path / str(number)).write_text(word)

    def read(self, path: Path) -> object:
        return Spoken(" ".join(one.read_text() for one in sorted(path.iterdir())))


class Spoken:
    def __init__(self, words: str) -> None:
        self.words = words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spoken) and other.words == self.words

    __hash__ = None  # type: ignore[assignment]


HALF = type("Half", (), {"suffix": ".half"})


@pytest.mark.parametrize("format_", ["Upper", "Split"])
@pytest.mark.parametrize("has_store", [False, True])
def test_a_format_of_the_project_is_taken_for_its_type(tmp_path: Path, format_: str, has_store: bool):
    named = f"{__name__}:{format_}"
    keeping = Keeping(
        store=tmp_path / "objects" if has_store else None, durable=False, formats={f"{__name__}.Spoken": named}
    )
    (tmp_path / "step").mkdir()
    assert kept(Spoken("hello world"), tmp_path / "step", keeping=keeping) == (named, Spoken("hello world"))
    assert kept("hello", tmp_path / "step", "", keeping)[0] == "text"


def test_an_output_may_name_a_format_itself(tmp_path: Path):
    named = f"{__name__}:Upper"
    assert kept(Spoken("hello"), tmp_path, named) == (named, Spoken("hello"))


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("no_such_module:Upper", "cannot be loaded"),
        (f"{__name__}:Lower", "cannot be loaded"),
        (f"{__name__}:HALF", "has no `write` and no `read`"),
    ],
)
def test_what_is_no_format_fails_the_step(tmp_path: Path, named: str, message: str):
    with pytest.raises(StepFailed, match=message):
        kept(Spoken("a"), tmp_path, named)


@pytest.mark.parametrize(
    ("kind", "named", "is_right"),
    [
        ("polars.DataFrame", "mine.formats:arrow", True),
        ("a.b.C", "m:Inner.format", True),
        ("DataFrame", "m:f", False),
        ("a.b", "mine.formats.arrow", False),
        ("a.b", "m:", False),
        ("a..b", "m:f", False),
    ],
)
def test_formats_are_looked_at_before_a_run(kind: str, named: str, is_right: bool):
    if is_right:
        check_formats({kind: named})
        return
    with pytest.raises(UsageError, match="name"):
        check_formats({kind: named})


class Bomb:
    """Says that it was made, which a changed pickle must never come to."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, ("import os; os.environ['ICEFLOE_BOMB'] = '1'",)


@pytest.mark.parametrize("value", [Thing(1), "text", b"bytes", [1], list(range(30_000))])
def test_nothing_is_made_of_changed_bytes(tmp_path: Path, value: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ICEFLOE_BOMB", raising=False)
    entry = store("x", value, Shelf(str(tmp_path), LAZY))
    (tmp_path / entry.file).write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ArtifactError, match="was changed since it was stored"):
        load(tmp_path, entry)
    import os

    assert "ICEFLOE_BOMB" not in os.environ


@pytest.mark.parametrize("wrapper", [Dataset, Model, Metrics])
def test_a_wrapper_is_stored_as_what_it_holds(tmp_path: Path, wrapper: type):
    made = wrapper({"a": 1}, name="mine")
    entry = store("x", made, Shelf(str(tmp_path), LAZY))
    assert (entry.format, entry.kind, entry.type) == ("json", wrapper.__name__.lower(), "dict")
    assert load(tmp_path, entry) == made


class Fitted:
    def get_params(self) -> dict[str, object]:
        return {"alpha": 0.5, "deep": object(), "warm": True}


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        (Dataset([{"x": 1, "y": 2}]), {"rows": 1, "columns": ["x", "y"], "width": 2}),
        (Dataset([1, 2, 3]), {"rows": 3}),
        (Dataset("text"), {}),
        (Model(Fitted()), {"class": f"{__name__}.Fitted", "parameters": {"alpha": 0.5, "warm": True}}),
        (Metrics({"mse": 0.25, "n": 4, "bad": float("nan"), "of": object()}), {"mse": 0.25, "n": 4, "bad": "nan"}),
    ],
)
def test_a_few_facts_are_kept_of_what_has_a_kind(tmp_path: Path, value: object, facts: dict[str, object]):
    assert store("x", value, Shelf(str(tmp_path), LAZY)).facts == facts


def test_facts_of_a_frame(tmp_path: Path):
    pandas = pytest.importorskip("pandas")
    entry = store("x", Dataset(pandas.DataFrame({"a": [1, 2], "b": [3, 4]})), Shelf(str(tmp_path), LAZY))
    assert entry.facts == {"rows": 2, "columns": ["a", "b"], "width": 2}


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (Output(name="x", type="flowyml.Model"), "model"),
        (Output(name="x", type="Dataset"), "dataset"),
        (Output(name="x", type="list[flowyml.Model]"), ""),
        (Output(name="x", kind="metric"), "metric"),
        (Output(name="x", kind="json"), ""),
        (None, ""),
    ],
)
def test_the_kind_is_also_what_an_output_is_declared_to_be(tmp_path: Path, output: Output | None, kind: str):
    assert store("x", 1, Shelf(str(tmp_path), LAZY), output).kind == kind
