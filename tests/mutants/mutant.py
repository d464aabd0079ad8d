"""One planted fault: a text of one file replaced by another, and the tests that should notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """``old`` occurs exactly once in ``file``; ``tests`` are paths that pytest takes."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def planted(self, text: str) -> str:
        """The file's text with the fault in it.

        Raises
        ------
        ValueError
            Where the old text is not there exactly once, or the new one changes nothing.
        """
        count = text.count(self.old)
        if count != 1 or self.old == self.new:
            raise ValueError(f"{self.file}: expected {self.old!r} once, found it {count} times")
        return text.replace(self.old, self.new)

    def plant(self, tree: Path) -> None:
        """Write the fault into a copy of the project."""
        path = tree / self.file
        path.write_text(self.planted(path.read_text(encoding="utf-8")), encoding="utf-8")

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.file}: {old} -> {new}"


def mutants_of(
    file: str, tests: Sequence[str], changes: Sequence[tuple[str, str]]
) -> Iterator[Mutant]:
    """Faults of one file that the same tests should notice, as (old text, new text)."""
    for old, new in changes:
        yield Mutant(file=file, old=old, new=new, tests=tuple(tests))
