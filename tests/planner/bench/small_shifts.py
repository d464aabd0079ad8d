"""Tiny instances of shift scheduling, and a judge that tries every roster."""

from __future__ import annotations

from itertools import product

import numpy as np

from planner.bench.shift_scheduling.checking import check_roster
from planner.bench.shift_scheduling.instance import (
    DAY_OFF,
    Cover,
    Employee,
    Instance,
    Request,
    Shift,
)

SHIFTS = (
    Shift(shift_id="E", minutes=480),
    Shift(shift_id="L", minutes=600, not_next=frozenset({"E"})),
)
NAMES = (DAY_OFF, "E", "L")


def small_instance(seed: int, *, employees: int = 1, days: int = 8) -> Instance:
    """Rules drawn so that most of them bind; cover and requests drawn too."""
    random = np.random.default_rng(seed)
    people = tuple(_employee(random, f"P{number}", days) for number in range(employees))
    requests = tuple(
        Request(
            employee_id=person.employee_id,
            day=int(random.integers(days)),
            shift_id=str(random.choice(["E", "L"])),
            weight=int(random.integers(1, 4)),
            wanted=bool(random.random() < 0.5),
        )
        for person in people
        for _ in range(2)
    )
    cover = tuple(
        Cover(day=day, shift_id=shift, wanted=int(random.integers(0, 2)), under=20, over=3)
        for day in range(days)
        for shift in ("E", "L")
    )
    return Instance(
        name=f"seed {seed}",
        days=days,
        shifts=SHIFTS,
        employees=people,
        days_off=frozenset({("P0", int(random.integers(days)))}),
        requests=requests,
        cover=cover,
    )


def _employee(random: np.random.Generator, name: str, days: int) -> Employee:
    least = int(random.integers(2, days // 2 + 1)) * 480
    return Employee(
        employee_id=name,
        most_shifts={"E": int(random.integers(2, days)), "L": int(random.integers(0, 4))},
        most_minutes=least + int(random.integers(1, 4)) * 300,
        least_minutes=least,
        most_run=int(random.integers(2, 5)),
        least_run=int(random.integers(1, 4)),
        least_off=int(random.integers(1, 4)),
        most_weekends=int(random.integers(0, 3)),
    )


def legal_rows(instance: Instance, employee: int) -> list[tuple[str, ...]]:
    """Every row that the check passes, the others' days off aside."""
    alone = Instance(
        name=instance.name,
        days=instance.days,
        shifts=instance.shifts,
        employees=(instance.employees[employee],),
        days_off=instance.days_off,
    )
    name = instance.employees[employee].employee_id
    return [
        row
        for row in product(NAMES, repeat=instance.days)
        if not check_roster(alone, {name: row}).violations
    ]


def least_cost(instance: Instance) -> int | None:
    """What the best roster costs, found by trying all; None where there is none."""
    rows = [legal_rows(instance, employee) for employee in range(len(instance.employees))]
    names = [person.employee_id for person in instance.employees]
    costs = (
        check_roster(instance, dict(zip(names, roster, strict=True))).cost
        for roster in product(*rows)
    )
    return min(costs, default=None)
