"""Reading and writing a table as Parquet. Needs the extra [many] (polars)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from junheng.county.problems import Problems, Where
from junheng.county.workbook import Grid


def read_grid(content: bytes, file: str, problems: Problems) -> Grid | None:
    """The rows of a Parquet file as raw cells under a header row; None, with a problem, where it cannot be read."""
    try:
        import polars
    except ImportError:
        problems.error("parquet_needs_extra", Where(file))
        return None
    try:
        frame = polars.read_parquet(io.BytesIO(content))
    except Exception as error:
        # polars raises ComputeError, OSError or a Rust panic, by the kind of damage.
        problems.error("damaged_parquet", Where(file), detail=str(error))
        return None
    rows: list[list[object]] = [list(frame.columns)]
    rows.extend([str(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in frame.iter_rows())
    return Grid(file.rsplit(".", 1)[0], rows, file)


def to_bytes(columns: Mapping[str, Sequence[str | None]]) -> bytes:
    """Columns of exact text as a Parquet file: text keeps every digit, and the reader parses it as it parses CSV."""
    import polars

    buffer = io.BytesIO()
    polars.DataFrame({name: list(cells) for name, cells in columns.items()}, schema=dict.fromkeys(columns, polars.String)).write_parquet(
        buffer
    )
    return buffer.getvalue()
