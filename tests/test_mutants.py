"""The planted faults still fit the code: each text is there once, and what is planted compiles.

Whether the tests notice them is told by ``python -m tests.mutants``, which takes minutes.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import ALL_MUTANTS
from tests.mutants.mutant import Mutant

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("file", sorted({mutant.file for mutant in ALL_MUTANTS}))
def test_every_fault_can_be_planted(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for mutant in ALL_MUTANTS:
        if mutant.file == file:
            compile(mutant.planted(text), str(mutant), "exec")


def test_every_fault_has_tests_to_notice_it() -> None:
    assert all((ROOT / test).is_file() for mutant in ALL_MUTANTS for test in mutant.tests)
    assert all(mutant.tests for mutant in ALL_MUTANTS)


def test_no_fault_is_planted_twice() -> None:
    counts = Counter((mutant.file, mutant.old, mutant.new) for mutant in ALL_MUTANTS)
    assert max(counts.values()) == 1


@pytest.mark.parametrize(("old", "new"), [("x", "y"), ("a", "b"), ("b", "b")])
def test_a_fault_that_does_not_fit_is_refused(old: str, new: str) -> None:
    mutant = Mutant(file="f.py", old=old, new=new, tests=("t.py",))
    with pytest.raises(ValueError, match=r"f\.py: expected"):
        mutant.planted("a, a, b")


def test_a_fault_is_planted_in_its_place() -> None:
    mutant = Mutant(file="f.py", old="b", new="c", tests=("t.py",))
    assert mutant.planted("a, a, b") == "a, a, c"
