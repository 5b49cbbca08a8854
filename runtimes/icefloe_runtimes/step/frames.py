"""Arrays and frames of packages that may be there: NumPy's as npy, those of pandas as parquet."""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, cast

from icefloe_runtimes.step.errors import ArtifactError

# The classes of values in a column of objects that parquet gives back as they were.
_KEPT = frozenset((str, type(None)))


def is_plain_array(value: object) -> bool:
    """Whether a value is an array or a number of NumPy that npy keeps as it is."""
    kind = type(value)
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or kind.__module__ != "numpy" or not (kind is numpy.ndarray or issubclass(kind, numpy.generic)):
        return False
    dtype = cast(Any, value).dtype
    return not dtype.hasobject and dtype.metadata is None


def write_array(stream: object, value: object) -> None:
    """Write an array as npy."""
    numpy: Any = sys.modules["numpy"]
    numpy.lib.format.write_array(stream, numpy.asanyarray(value), allow_pickle=False)


def read_array(stream: IO[bytes], *, is_number: bool) -> object:
    """Read an array; a single number of NumPy is one again."""
    array: Any = _needed("numpy", "npy").lib.format.read_array(stream, allow_pickle=False)
    return array[()] if is_number else array


def frame_bytes(value: object) -> bytes | None:
    """Give a frame of pandas as parquet, if pyarrow is installed and that keeps the frame exactly."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is None or type(value) is not getattr(pandas, "DataFrame", None) or not is_there("pyarrow"):
        return None
    buffer = BytesIO()
    try:
        cast(Any, value).to_parquet(buffer, engine="pyarrow")
        data = buffer.getvalue()
        return data if _is_same(pandas, value, read_frame(BytesIO(data))) else None
    except Exception:  # noqa: BLE001 - whatever parquet cannot hold is stored otherwise
        return None


def read_frame(stream: object) -> object:
    """Read a frame of pandas from parquet."""
    _needed("pyarrow", "parquet")
    frame: object = _needed("pandas", "parquet").read_parquet(stream, engine="pyarrow")
    return frame


def is_there(package: str) -> bool:
    """Whether a package is installed."""
    return package in sys.modules or importlib.util.find_spec(package) is not None


def _is_same(pandas: Any, value: Any, again: Any) -> bool:
    """Whether a frame has come back as it was; `AssertionError` says no too."""
    equal = cast("Callable[..., None]", pandas.testing.assert_frame_equal)
    equal(again, value, check_exact=True, check_freq=True, check_flags=True, check_column_type="exact")
    if again.attrs != value.attrs or type(again.index) is not type(value.index):
        return False
    return all(
        type(one) is type(other) and type(one) in _KEPT
        for number, dtype in enumerate(value.dtypes)
        if getattr(dtype, "hasobject", False)
        for one, other in zip(value.iloc[:, number], again.iloc[:, number], strict=True)
    )


def _needed(package: str, form: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise ArtifactError(f"a value is stored as {form}, which {package} reads: install {package}") from error
