"""Impossible rotations are named by a few requirements, none of which is too many."""

from __future__ import annotations

import pytest

from planner.rotation import Answer, RotateOptions, Status, rotate, why_not
from planner.rotation.clash import find_clash
from planner.rotation.problem import Requirement, problem_of, requirements_of
from planner.rotation.search import decide
from planner.rotation.words import requirement_texts
from planner.scenario import Rotation
from tests.planner.rotation.builders import rotation_of
from tests.planner.rotation.enumeration import random_rotation

OPTIONS = RotateOptions(time_limit_s=20.0)
WEEKDAYS_ONLY = (1, 1, 1, 1, 1, 0, 0)
CASES = [
    (
        "more heads than lines",
        rotation_of(2, {"day": (1,) * 7, "night": (1, 1, 2, 1, 1, 1, 1)}, off_block=(1, 3)),
        ("agents on day: 1 on wed", "agents on night: 2 on wed"),
    ),
    (
        "a block longer than any run of the demand",
        rotation_of(
            3, {"day": WEEKDAYS_ONLY, "night": (1, 0, 0, 1, 1, 1, 1)}, block={"day": (6, 9)}
        ),
        ("agents on day: 1 on fri, 0 on sat and sun", "at least 6 days of day in a row"),
    ),
    (
        "a sequence that the demand needs",
        rotation_of(
            1,
            {"day": (1, 0, 0, 0, 0, 0, 0), "night": (0, 1, 0, 0, 0, 0, 0)},
            forbidden=("night day", "day night"),
        ),
        (
            "agents on day: 1 on mon",
            "agents on night: 1 on tue",
            "no night the day after day",
        ),
    ),
    (
        "a day off between that is not enough",
        rotation_of(
            1,
            {"day": (1, 0, 0, 0, 0, 0, 0), "night": (0, 0, 1, 0, 0, 0, 0)},
            forbidden=("day - night", "night - day"),
        ),
        (
            "agents on day: 1 on mon, 0 on tue",
            "agents on night: 0 on tue, 1 on wed",
            "no night after day with one day off between",
        ),
    ),
]


@pytest.mark.parametrize(
    ("rotation", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_clash_is_named(rotation: Rotation, expected: tuple[str, ...]) -> None:
    answer = rotate(rotation, OPTIONS)
    assert answer.clash is not None
    assert _texts(answer) == expected
    assert answer.clash.minimal


def test_rules_that_leave_no_work_at_all_clash_with_any_demand() -> None:
    rotation = rotation_of(
        7,
        {"day": (3,) * 7, "night": (2,) * 7},
        block={"day": (1, 2), "night": (1, 2)},
        work_block=(3, 5),
        forbidden=("day night", "night day"),
    )
    demands, rules = [], []
    for text in _texts(rotate(rotation, OPTIONS)):
        (demands if text.startswith("agents") else rules).append(text)
    assert demands == ["agents on night: 2 on sun"]
    assert "at least 3 days of work in a row" in rules


def test_clashes_of_random_rotations_are_impossible_and_minimal() -> None:
    seen = 0
    for seed in range(16):
        rotation = random_rotation(seed)
        answer = rotate(rotation, OPTIONS)
        if answer.clash is None:
            continue
        seen += 1
        core = answer.clash.requirements
        assert answer.clash.minimal
        assert _status(rotation, core) is Status.IMPOSSIBLE, seed
        for one in core:
            fewer = tuple(other for other in core if other is not one)
            assert _status(rotation, fewer) is Status.FOUND, (seed, one)
    assert seen >= 5


def test_without_time_the_clash_is_all_and_says_so() -> None:
    rotation = CASES[0][1]
    requirements = requirements_of(rotation)
    clash = find_clash(rotation, requirements, seconds=0.0)
    assert clash.requirements == requirements
    assert not clash.minimal
    answer = Answer(rotation=rotation, status=Status.IMPOSSIBLE, clash=clash, seconds=0.0)
    assert "Some of them may not be needed" in str(why_not(answer, 1, OPTIONS))


def test_what_is_told_of_a_clash_is_one_line() -> None:
    text = str(why_not(rotate(CASES[0][1], OPTIONS), 2, OPTIONS))
    assert text == (
        "plan.toml::rotations[2]: expected what one table of 2 lines can meet together, got what "
        "clashes, proven, in r: agents on day: 1 on wed; agents on night: 2 on wed. Each of them "
        "is needed for the clash: easing one of them, or another number of lines, may lift it"
    )


def test_no_answer_in_time_is_told_as_that() -> None:
    answer = Answer(rotation=CASES[0][1], status=Status.UNDECIDED, seconds=20.0)
    assert str(why_not(answer, 1, OPTIONS)) == (
        "plan.toml::rotations[1]: expected a rotation that is decided within 20 s (--time-limit), "
        "got neither a table of r nor the proof that there is none"
    )


def _texts(answer: Answer) -> tuple[str, ...]:
    assert answer.clash is not None
    shifts = [shift for shift, _ in answer.rotation.demand]
    return requirement_texts(shifts, answer.clash.requirements)


def _status(rotation: Rotation, requirements: tuple[Requirement, ...]) -> Status:
    return decide(problem_of(rotation, requirements), seconds=20.0).status
