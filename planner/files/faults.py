"""Where faults are gathered while files are read, so that all of them are shown together."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from planner.errors import DataError, Fault

__all__ = ["FaultLog", "Unfit", "shown"]

KEPT_FAULTS = 1_000
# Nobody mends more in one go, and to find words for a million of them takes minutes.
MAX_FAULTS_OF_FILE = 1_000
SHOWN_CHARACTERS = 60


class Unfit(ValueError):  # noqa: N818 - a verdict on one value, turned into a Fault where it stands
    """A value that does not fit; says what would have."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(expected)


class FaultLog:
    """Faults in the order they were met; the first thousand are kept, all are counted."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._of_file: Counter[str] = Counter()
        self._given_up: dict[str, Fault] = {}
        self.total = 0

    def add(
        self, file: str, expected: str, got: str, *, row: int | None = None, column: str = ""
    ) -> None:
        """Record one fault; ``expected`` and ``got`` are words for a person."""
        self.total += 1
        self._of_file[file] += 1
        if self.total <= KEPT_FAULTS:
            self._faults.append(
                Fault(file=file, row=row, column=column, expected=expected, got=got)
            )

    def gives_up(self, file: str) -> bool:
        """Whether a file has so many faults that the rest of it is not looked at; a fault too."""
        if self._of_file[file] < MAX_FAULTS_OF_FILE:
            return False
        if file not in self._given_up:
            self.total += 1
            self._given_up[file] = Fault(
                file=file,
                expected=f"fewer than {MAX_FAULTS_OF_FILE:,} faults in a file",
                got="as many: what comes after them is not checked",
            )
        return True

    def raise_if_any(self) -> None:
        """Raise everything recorded as one DataError: files given up, then by file and row."""
        if self.total:
            given_up = sorted(self._given_up.values(), key=_place)
            raise DataError([*given_up, *sorted(self._faults, key=_place)], self.total)


def _place(fault: Fault) -> tuple[bool, str, int]:
    # plan.toml first: what is wrong there is often the reason for the rest.
    return fault.file != "plan.toml", fault.file, fault.row or 0


def shown(value: object) -> str:
    """What came, in a few characters that are safe to print.

    Examples
    --------
    >>> shown("Mars/Olympus"), shown(""), shown(True), shown([1])
    ("'Mars/Olympus'", 'nothing', 'true', 'a list')
    """
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, str):
        cut = value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 3] + "..."
        return repr(cut)
    return str(value) if isinstance(value, int | float | Decimal) else f"{value}"
