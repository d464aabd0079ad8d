"""Made-up instances of shift scheduling in the public text format, of any size."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

LENGTHS = (480, 480, 480, 600, 420, 720)
WEIGHTS = (1, 2, 3)


def write_shift_instance(
    path: Path, *, employees: int, weeks: int, shift_types: int, seed: int = 0
) -> Path:
    """Write an instance whose cover is what legal-looking weeks of the staff might give."""
    random = np.random.default_rng(seed)
    days = 7 * weeks
    minutes = [LENGTHS[place % len(LENGTHS)] for place in range(shift_types)]
    people = [_person(random, weeks, shift_types, minutes) for _ in range(employees)]
    lines = ["SECTION_HORIZON", str(days), "SECTION_SHIFTS", *_shifts(minutes), "SECTION_STAFF"]
    lines += [f"P{number},{line}" for number, (line, _, _) in enumerate(people)]
    lines += ["SECTION_DAYS_OFF", *_days_off(random, employees, days)]
    lines += ["SECTION_SHIFT_ON_REQUESTS", *_requests(random, people, days)]
    lines += ["SECTION_SHIFT_OFF_REQUESTS", *_requests(random, people, days)]
    lines += ["SECTION_COVER", *_cover(random, people, weeks, shift_types)]
    path.write_text("\n".join(lines) + "\n")
    return path


Person = tuple[str, list[int], float]


def _person(
    random: np.random.Generator, weeks: int, shift_types: int, minutes: list[int]
) -> Person:
    """A line of the staff, the shifts that may be worked, and shifts a week."""
    full = random.random() < 0.8
    able = [shift for shift in range(shift_types) if random.random() < 0.7] or [0]
    scarce = able[-1] if len(able) > 1 and random.random() < 0.4 else None
    most = [
        f"S{shift}={0 if shift not in able else weeks if shift == scarce else 7 * weeks}"
        for shift in range(shift_types)
    ]
    a_week = 4.0 if full else 2.5
    mean = float(np.mean([minutes[shift] for shift in able if shift != scarce]))
    longest = max(minutes[shift] for shift in able)
    greatest = round(a_week * weeks * mean)
    weekends = max(1, weeks // 2) if full else max(1, 3 * weeks // 4)
    runs = "5,2,2" if random.random() < 0.8 else "6,2,3"
    limits = f"{greatest},{max(0, greatest - 2 * longest)},{runs},{weekends}"
    return f"{'|'.join(most)},{limits}", able, a_week


def _shifts(minutes: list[int]) -> list[str]:
    """The later a shift, the more may not follow it."""
    lines = []
    for place, length in enumerate(minutes):
        earlier = [f"S{other}" for other in range(place) if other // 3 < place // 3]
        lines.append(f"S{place},{length},{'|'.join(earlier)}")
    return lines


def _days_off(random: np.random.Generator, employees: int, days: int) -> list[str]:
    lines = []
    for number in range(employees):
        first = int(random.integers(days))
        spell = range(first, min(days, first + max(1, days // 14)))
        lines.append(f"P{number}," + ",".join(str(day) for day in spell))
    return lines


def _requests(random: np.random.Generator, people: list[Person], days: int) -> list[str]:
    lines = []
    for number, (_, able, _) in enumerate(people):
        for _ in range(days // 7):
            shift, weight = random.choice(able), random.choice(WEIGHTS)
            lines.append(f"P{number},{random.integers(days)},S{shift},{weight}")
    return lines


def _cover(
    random: np.random.Generator, people: list[Person], weeks: int, shift_types: int
) -> list[str]:
    lines = []
    for day in range(7 * weeks):
        at_work = Counter(
            int(random.choice(able)) for _, able, a_week in people if random.random() < a_week / 7
        )
        lines += [f"{day},S{shift},{at_work[shift]},100,1" for shift in range(shift_types)]
    return lines
