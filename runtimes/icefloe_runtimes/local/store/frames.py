"""The head of a frame that is stored as parquet, as pyarrow reads it: neither pandas nor a line of the project runs."""

import importlib
import importlib.util
from pathlib import Path
from typing import Any

from icefloe_runtimes.local.summary import table
from icefloe_runtimes.visible import visible

_ROWS, _COLUMNS, _WIDTH = 10, 8, 24
# Before it, reading a schema could unpickle what stands in it.
_OLDEST = 15


def frame_lines(path: Path) -> list[str]:
    """Give rows, columns and the first of both; nothing where pyarrow is not there or cannot read it."""
    if importlib.util.find_spec("pyarrow") is None:
        return []
    try:
        # The package is untyped, and need not be there.
        version = str(getattr(importlib.import_module("pyarrow"), "__version__", "0"))
        if int(version.partition(".")[0]) < _OLDEST:
            return []
        parquet: Any = importlib.import_module("pyarrow.parquet")
        with parquet.ParquetFile(path) as file:
            rows: int = file.metadata.num_rows
            names = [str(name) for name in file.schema_arrow.names]
            types = [str(kind) for kind in file.schema_arrow.types]
            batch: Any = next(file.iter_batches(batch_size=_ROWS, columns=names[:_COLUMNS], use_threads=False), None)
            columns: list[list[object]] = [] if batch is None else list(batch.to_pydict().values())
    except Exception:  # noqa: BLE001 - whatever it cannot read is told of as a file
        return []
    heads = [f"{_cell(name)} ({kind})" for name, kind in zip(names, types, strict=True)]
    cells = [tuple(heads[:_COLUMNS]), *(tuple(map(_cell, row)) for row in zip(*columns, strict=True))]
    more = [f"… {rows - _ROWS:,} more rows"] if rows > _ROWS else []
    beyond = f", of which the first {_COLUMNS} are shown" if len(names) > _COLUMNS else ""
    return [f"frame of {rows:,} rows and {len(names):,} columns{beyond}", *table(cells), *more]


def _cell(value: object) -> str:
    text = visible(str(value)).replace("\n", " ")
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
