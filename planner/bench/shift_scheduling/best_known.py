"""What is known of public instances: costs of the best rosters that anybody found."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from planner.errors import DataError, Fault

__all__ = ["MUST", "read_best_known"]

FILE = "best_known.csv"
COLUMNS = ("instance", "upper_bound")

# What a minute has to reach on the public instances of these names. Nothing is tuned to them.
MUST: Mapping[str, float] = MappingProxyType(
    {
        "Instance1": 607,
        "Instance2": 828,
        "Instance3": 1001,
        "Instance5": 1143,
        "Instance8": 1313,
        "Instance10": 4645,
        "Instance12": 4240,
        "Instance14": 1400,
        "Instance16": 3480,
    }
)


def read_best_known(folder: Path) -> dict[str, int]:
    """Best known costs by name of instance; none where the folder has no ``best_known.csv``.

    The file calls an instance by its name or its number alone.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            expected, got = f"columns {', '.join(COLUMNS)}", f"none named {', '.join(missing)}"
            raise DataError([Fault(file=FILE, row=1, expected=expected, got=got)])
        rows = list(enumerate(reader, start=2))
    faults = [
        Fault(
            file=FILE,
            row=number,
            column="upper_bound",
            expected="a whole number",
            got=repr(row["upper_bound"]),
        )
        for number, row in rows
        if not re.fullmatch(r"[0-9]{1,9}", row["upper_bound"] or "")
    ]
    if faults:
        raise DataError(faults)
    return {_name(row["instance"]): int(row["upper_bound"]) for _, row in rows}


def _name(text: str) -> str:
    return f"Instance{text}" if text.isdecimal() else text
