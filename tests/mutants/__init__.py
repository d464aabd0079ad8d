"""Faults planted one at a time, to show that the tests would notice them."""

from __future__ import annotations

from tests.mutants import (
    of_audit,
    of_bounds,
    of_clock,
    of_costing,
    of_further_rules,
    of_laying,
    of_linked_tours,
    of_rules,
)
from tests.mutants.mutant import Mutant

ALL_MUTANTS: tuple[Mutant, ...] = (
    *of_clock.MUTANTS,
    *of_costing.MUTANTS,
    *of_laying.MUTANTS,
    *of_rules.MUTANTS,
    *of_further_rules.MUTANTS,
    *of_audit.MUTANTS,
    *of_bounds.MUTANTS,
    *of_linked_tours.MUTANTS,
)
