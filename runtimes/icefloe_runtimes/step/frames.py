"""Arrays and frames of packages that may be there: NumPy's as npy, those of pandas as parquet."""

import importlib
import importlib.util
import sys
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
        parquet: Any = importlib.import_module("pyarrow.parquet")
        table = sys.modules["pyarrow"].Table.from_pandas(value, nthreads=1)
        parquet.write_table(table, buffer)
        data = buffer.getvalue()
        return data if _is_same(value, read_frame(BytesIO(data))) else None
    except Exception:  # noqa: BLE001 - whatever parquet cannot hold is stored otherwise
        return None


def read_frame(stream: object) -> object:
    """Read a frame of pandas from parquet; a single thread does it, as a step has others for itself."""
    _needed("pandas", "parquet")
    # What reads whole data sets of files takes long to import, and is not needed for one.
    table = _needed("pyarrow.parquet", "parquet").ParquetFile(stream).read(use_threads=False)
    frame: object = table.to_pandas(use_threads=False)
    return frame


def is_there(package: str) -> bool:
    """Whether a package is installed."""
    return package in sys.modules or importlib.util.find_spec(package) is not None


def _is_same(value: Any, again: Any) -> bool:
    """Whether a frame has come back as it was, with its labels and all that is said of it."""
    if value.attrs or not value.flags.allows_duplicate_labels or not again.equals(value):
        return False
    if list(again.dtypes) != list(value.dtypes) or not _are_same(again.index, value.index):
        return False
    return _are_same(again.columns, value.columns) and all(
        type(one) is type(other) and type(one) in _KEPT
        for number, dtype in enumerate(value.dtypes)
        if getattr(dtype, "hasobject", False)
        for one, other in zip(value.iloc[:, number], again.iloc[:, number], strict=True)
    )


def _are_same(one: Any, other: Any) -> bool:
    """Whether two rows of labels are the same, of the same kind, names and distance."""
    kinds = (type(one) is type(other), list(one.names) == list(other.names), one.equals(other))
    if not all(kinds) or getattr(one, "freq", None) != getattr(other, "freq", None):
        return False
    if one.nlevels > 1:
        return all(_are_same(one.get_level_values(n), other.get_level_values(n)) for n in range(one.nlevels))
    if getattr(one.dtype, "hasobject", False):
        return all(type(left) is type(right) for left, right in zip(one, other, strict=True))
    return bool(one.dtype == other.dtype)


def _needed(package: str, form: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        name = package.partition(".")[0]
        raise ArtifactError(f"a value is stored as {form}, which {name} reads: install {name}") from error
