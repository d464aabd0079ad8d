"""Small Parquet files that ask for gigabytes, one of every kind, and words that are told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

TIME = "2026-03-02T09:00:00Z"
MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileParquet:
    """One kind: what writes it, and what the one fault must hold."""

    write: Callable[[Path], object]
    told: tuple[str, ...]


def write(path: Path, columns: Mapping[str, Any], **options: Any) -> None:
    """Write a file as hostile hands would: packed hard, nothing told of its texts."""
    table = pa.table(dict(columns))
    settings = {"compression": "zstd", "store_schema": False, "write_statistics": False}
    parquet.write_table(table, path, **{**settings, **options})


def contacts(rows: int, **changes: Any) -> dict[str, Any]:
    """Columns of sound contacts, some of them changed."""
    sound = {name: [text] * rows for name, text in zip(NAMES, (TIME, "phone", "UTC"), strict=True)}
    return {**sound, **changes}


NAMES = ("opened_at", "queue", "customer_timezone")


def long_texts(path: Path) -> None:
    """Sixteen rows, a text of 60 MB in each, written one by one to spare the writer's memory."""
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    text = "x" * 60_000_000
    with parquet.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=False, write_statistics=False
    ) as writer:
        for _ in range(16):
            writer.write_table(pa.table(contacts(1, queue=[text])))


def lying_footer(path: Path) -> None:
    """The same, and the footer says that all of it is small."""
    long_texts(path)
    metadata = parquet.read_metadata(path)
    data = path.read_bytes()
    for group in range(metadata.num_row_groups):
        size = metadata.row_group(group).column(1).total_uncompressed_size
        for told in (size, metadata.row_group(group).total_byte_size):
            written = varint(2 * told)
            data = data.replace(written, varint(2 * 500, len(written)))
    path.write_bytes(data)
    assert parquet.read_metadata(path).row_group(0).column(1).total_uncompressed_size == 500


def varint(number: int, length: int = 1) -> bytes:
    """A number as Thrift writes it, in ``length`` bytes at least."""
    written = bytearray()
    while number > 0x7F or len(written) < length - 1:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def one_long_text(column: str) -> Callable[[Path], None]:
    """A dictionary with one text of 10 MB, to which 200,000 rows point."""

    def written(path: Path) -> None:
        rows = pa.array([0] * 200_000, pa.int32())
        values = pa.DictionaryArray.from_arrays(rows, [f"{TIME}{' ' * 10_000_000}"])
        write(path, contacts(len(rows), **{column: values}))

    return written


def front_coded(column: str) -> Callable[[Path], None]:
    """Each row repeats the text of 1 MB of the row before, which takes a byte to say."""

    def written(path: Path) -> None:
        schema = pa.schema([(name, pa.string()) for name in NAMES])
        values = [f"{TIME}{' ' * 1_000_000}"] * 100
        with parquet.ParquetWriter(
            path,
            schema,
            compression="zstd",
            use_dictionary=False,
            column_encoding={column: "DELTA_BYTE_ARRAY"},
            data_page_size=1 << 30,
            write_statistics=False,
        ) as writer:
            for _ in range(8):
                writer.write_table(pa.table(contacts(100, **{column: values})))

    return written


def endless_dictionary(path: Path) -> None:
    """Distinct short texts: a table of them takes many times their room."""
    numbers = pa.array(range(1_000_000, 2_700_000)).cast(pa.string())
    settings = {"dictionary_pagesize_limit": 1 << 28, "row_group_size": 1 << 21}
    write(path, contacts(len(numbers), queue=numbers), **settings)


def footer_alone(footer: bytes) -> bytes:
    """A file without a page."""
    return MAGIC + footer + len(footer).to_bytes(4, "little") + MAGIC


def columns_of_nothing() -> bytes:
    """A row group of 400,000 columns of three bytes each: hundreds of bytes each once read."""
    begin = b"\x15\x02\x19\x1c\x48\x01a\x00\x16\x02\x19\x1c\x19\xfc"
    count = 400_000
    return footer_alone(begin + varint(count) + b"\x26\0\0" * count + b"\x16\0\x16\0\0\0")


def many_columns(path: Path) -> None:
    """More columns than any log has."""
    write(path, {f"column {number}": pa.array([], pa.bool_()) for number in range(101)})


ROWS: tuple[tuple[Any, ...], ...] = (
    ("long texts", long_texts, "at most 134,217,728 bytes, unpacked", "180,0"),
    ("lying footer", lying_footer, "at most 134,217,728 bytes, unpacked", "180,0"),
    ("dictionary of queues", one_long_text("queue"), "at most 33,554,432 bytes of text", "1,310,"),
    ("dictionary of times", one_long_text("opened_at"), "at most 33,554,432 bytes of text"),
    ("front-coded queues", front_coded("queue"), "at most 33,554,432 bytes of text"),
    ("front-coded times", front_coded("opened_at"), "at most 33,554,432 bytes of text"),
    ("endless dictionary", endless_dictionary, "at most 134,217,728 bytes, unpacked"),
    (
        "columns of nothing",
        lambda path: path.write_bytes(columns_of_nothing()),
        "a whole Parquet file",
        "too many entries",
    ),
    ("many columns", many_columns, "at most 100 columns", "101"),
)
KINDS: Mapping[str, HostileParquet] = {
    name: HostileParquet(write=how, told=tuple(told)) for name, how, *told in ROWS
}
