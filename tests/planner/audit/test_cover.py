"""Cover from shares, skills and presence; work that may wait; the best cover without shares."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.audit.deferred import Work, undone
from planner.audit.split import Split
from planner.domain import Assignment
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_break,
    make_email_queue,
    make_hours,
    make_queue,
    make_scenario,
    make_shift,
    utc,
)

PLAIN = make_shift(breaks=())
SPANISH = make_queue("phone-es", skills=frozenset({"phone", "es"}))
EVERYTHING = frozenset({"phone", "email", "en", "es"})


def results(
    assignments: list[Assignment] | None = None, required: Any = None, **scenario: Any
) -> Results:
    rows = [shift_of("ana")] if assignments is None else assignments
    made = make_scenario(**{"shifts": [PLAIN], **scenario})
    return make_results(made, rows, required={"phone-en": 1.0} if required is None else required)


def shift_of(agent_id: str, start: str = "2026-11-30T08:00", **changes: Any) -> Assignment:
    local_date = changes.pop("local_date", MONDAY)
    return make_assignment(
        agent_id, start, local_date=local_date, shift=make_shift(breaks=(), **changes)
    )


def slot(text: str) -> int:
    """Number of the half-hour of the week that starts then."""
    return int((utc(text) - utc("2026-11-29T23:00")) / timedelta(minutes=30))


def test_cover_counts_presence_net_of_shrinkage() -> None:
    found = results(shrinkage_default=Fraction("0.1"), shrinkage_regions=(("EU", Fraction("0.2")),))
    report = found.audit()
    assert report.violations == ()
    assert report.cover is not None
    assert report.cover["agents"].sum() == pytest.approx(16 * 0.8)
    assert report.cover.loc[slot("2026-11-30T08:00"), "agents"] == pytest.approx(0.8)
    assert report.cover.loc[slot("2026-11-30T07:30"), "agents"] == 0
    hours = report.figures.hours
    assert hours is not None
    assert (hours.required, hours.overstaffed) == (168.0, 0.0)
    assert hours.shortfall == pytest.approx(168 - 6.4)
    assert hours.covered == pytest.approx(6.4)


def test_a_break_takes_its_minutes_off_the_interval() -> None:
    short = make_shift(breaks=(make_break(10, True, (185, 185)),))
    rows = [make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY, shift=short)]
    report = results(rows, shifts=[short]).audit()
    assert report.violations == ()
    assert report.cover is not None
    assert report.cover.loc[slot("2026-11-30T11:00"), "agents"] == pytest.approx(2 / 3, abs=1e-6)


def test_overstaffing_is_counted_for_real_time_queues_only() -> None:
    found = results(required={"phone-en": 0.25})
    hours = found.audit().figures.hours
    assert hours is not None
    assert hours.overstaffed == pytest.approx(8 * 0.75)
    email = results(
        required={"email-en": 0.25},
        queues=[make_email_queue()],
        agents=[make_agent(skills=EVERYTHING)],
    )
    hours = email.audit().figures.hours
    assert hours is not None
    assert hours.overstaffed == 0


def test_the_last_shift_of_the_history_covers_the_start() -> None:
    past = shift_of("ana", "2026-11-29T20:00", local_date=MONDAY - timedelta(days=1))
    found = results(rows := [], history=[past])
    assert rows == []
    report = found.audit()
    assert report.violations == ()
    assert report.cover is not None
    assert report.cover["agents"].sum() == 10  # 23:00 to 04:00


# --- shares -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("share", 1.00001, "cover"),
        ("share", 0.99, "cover"),  # cover.csv says more than duty.csv gives
        ("interval_start", utc("2026-11-30T07:30"), "cover"),  # not at work then
        ("interval_start", utc("2026-11-30T08:10"), "duty"),
        ("interval_start", utc("2026-12-30T08:00"), "duty"),
        ("agent_id", "nobody", "duty"),
        ("queue", "phone-xx", "duty"),
    ],
)
def test_wrong_shares_are_found(column: str, value: object, rule: str) -> None:
    assert rule in results().change("duty", column, value).rules()


def test_cover_claimed_but_absent() -> None:
    """Nobody is at work at night, yet duty.csv and cover.csv agree that somebody is."""
    found = results()
    duty, cover = found.tables.duty, found.tables.cover
    assert duty is not None
    assert cover is not None
    night = utc("2026-11-30T02:00")
    ghost = pd.DataFrame(
        [{"interval_start": night, "agent_id": "ana", "queue": "phone-en", "share": 1.0}]
    )
    claimed = cover.assign(
        agents=cover["agents"].where(cover["interval_start"] != night, 1.0),
        shortfall=cover["shortfall"].where(cover["interval_start"] != night, 0.0),
    )
    lied = found.having(duty=pd.concat([duty, ghost]), cover=claimed)
    violations = lied.audit().violations
    assert [violation.rule for violation in violations] == [
        "cover",
        "summary",
        "summary",
        "summary",
        "summary",
    ]
    assert violations[0].agent_id == "ana"
    assert "at 2026-11-30 02:00 UTC" in violations[0].found


def test_a_wrong_skill_is_named() -> None:
    found = results(queues=[make_queue(), SPANISH], required={"phone-en": 1.0})
    violations = found.change("duty", "queue", "phone-es").audit().violations
    assert violations[0].rule == "skill"
    assert violations[0].found == "no es at 2026-11-30 08:00 UTC"


def test_an_agent_may_be_split_but_not_doubled() -> None:
    agent = make_agent(skills=EVERYTHING)
    found = results(
        queues=[make_queue(), SPANISH],
        agents=[agent],
        required={"phone-en": 0.5, "phone-es": 0.5},
    )
    duty, cover = found.tables.duty, found.tables.cover
    assert duty is not None
    assert cover is not None

    def shared(english: float, spanish: float) -> list[str]:
        halves = pd.concat(
            [duty.assign(share=english), duty.assign(queue="phone-es", share=spanish)]
        )
        at_work = cover["interval_start"].isin(duty["interval_start"])
        given = cover["queue"].map({"phone-en": english, "phone-es": spanish}) * at_work
        split = cover.assign(agents=given, shortfall=(cover["required"] - given).clip(lower=0.0))
        return found.having(duty=halves, cover=split, summary=None).rules()

    assert shared(0.5, 0.5) == []
    assert set(shared(0.5, 0.50001)) == {"cover"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("required", 1.1),
        ("agents", 0.9),
        ("shortfall", 0.2),
        ("vendor_agents", 1.0),
        ("queue", "phone-xx"),
        ("interval_start", utc("2026-11-30T08:30")),
        ("interval_start", utc("2026-11-30T08:10")),
    ],
)
def test_wrong_cells_of_cover_are_found(column: str, value: object) -> None:
    row = slot("2026-11-30T08:00")
    rules = results().change("cover", column, value, row).rules()
    assert set(rules) & {"cover", "vendor"}


def test_small_rounding_is_no_fault() -> None:
    row = slot("2026-11-30T08:00")
    assert results().change("cover", "agents", 1.0000001, row).rules() == []
    assert results().change("cover", "shortfall", 2e-6, row).rules() == ["cover"]


def test_the_requirement_is_held_against_the_plans_queues_and_intervals() -> None:
    found = results()
    assert "requirement" in found.change("requirement", "queue", "phone-xx").rules()
    outside = found.change("requirement", "interval_start", utc("2026-11-29T22:30"))
    assert outside.audit().notes == (
        "rows of requirement.csv outside the plan's intervals, left out: 1",
    )


def test_a_file_wrong_in_every_row_is_told_once() -> None:
    found = results(required={"phone-en": 2.0})
    cover = found.tables.cover
    assert cover is not None
    violations = found.having(cover=cover.assign(required=3.0), summary=None).audit().violations
    assert len(violations) == 51
    assert violations[-1].found == "286 more of this rule"


# --- what is missing --------------------------------------------------------------------------


def test_without_a_requirement_cover_csv_tells_it() -> None:
    found = results().having(requirement=None)
    report = found.audit()
    assert report.violations == ()
    assert report.notes == ("no requirement.csv: what is required is taken from cover.csv",)


def test_without_either_cover_is_not_judged() -> None:
    report = results().having(requirement=None, cover=None, duty=None, summary=None).audit()
    assert report.violations == ()
    assert report.cover is None
    assert report.figures.hours is None
    assert report.figures.objective_cents is None
    assert report.notes == ("neither requirement.csv nor cover.csv: cover is not audited",)


def test_a_summary_without_cover_is_held_against_what_is_known() -> None:
    found = results().having(requirement=None, cover=None, duty=None)
    assert found.rules() == []
    penalties = {"shortfall": 123.0, "wishes": 1.0}
    wrong = found.summarise(penalties=penalties).audit().violations
    assert [violation.expected for violation in wrong] == ["penalties.wishes: 0.00"]


def test_shares_are_judged_even_without_a_demand() -> None:
    found = results().having(requirement=None, cover=None, summary=None)
    assert found.change("duty", "share", 1.1).rules() == ["cover"]


def test_without_duty_the_claims_must_be_possible() -> None:
    found = results(
        [shift_of("ana"), shift_of("bob")],
        agents=[make_agent(), make_agent("bob", skills=EVERYTHING)],
        queues=[make_queue(), SPANISH],
        required={"phone-en": 1.0, "phone-es": 1.0},
    ).having(duty=None, summary=None)
    cover = found.tables.cover
    assert cover is not None
    at_work = cover["agents"].groupby(cover["interval_start"]).transform("sum") > 0

    def claim(english: float, spanish: float) -> list[str]:
        given = cover["queue"].map({"phone-en": english, "phone-es": spanish}) * at_work
        claimed = cover.assign(agents=given, shortfall=(cover["required"] - given).clip(lower=0))
        report = found.having(cover=claimed).audit()
        assert "no duty.csv: cover.csv is held against all who are at work" in report.notes
        return [violation.rule for violation in report.violations]

    assert claim(1.0, 1.0) == []
    assert claim(2.0, 0.0) == []
    assert set(claim(0.5, 1.2)) == {"cover"}  # only bob speaks Spanish
    assert set(claim(1.5, 0.6)) == {"cover"}


def test_a_hand_written_roster_gets_the_best_cover_there_is() -> None:
    agents = [make_agent(), make_agent("bob", skills=EVERYTHING)]
    found = results(
        [shift_of("ana"), shift_of("bob")],
        agents=agents,
        queues=[make_queue(), SPANISH],
        required={"phone-en": 1.5, "phone-es": 0.4},
    ).having(duty=None, cover=None, cost=None, activities=None, summary=None)
    report = found.audit()
    assert report.violations == ()
    assert any("as well as it can" in note for note in report.notes)
    assert report.cover is not None
    at_work = report.cover[report.cover["agents"] > 0].groupby("queue")
    assert at_work["agents"].first().to_dict() == pytest.approx({"phone-en": 1.6, "phone-es": 0.4})
    assert at_work["shortfall"].sum().sum() == 0
    hours = report.figures.hours
    assert hours is not None
    assert hours.required == pytest.approx(1.9 * 168)
    assert hours.shortfall == pytest.approx(1.9 * 160)
    assert hours.overstaffed == pytest.approx(0.1 * 8)


def test_those_without_a_queue_cover_nothing() -> None:
    found = results(agents=[make_agent(skills=frozenset({"chat"}))])
    report = found.having(duty=None, cover=None, summary=None).audit()
    assert report.cover is not None
    assert report.cover["agents"].sum() == 0


# --- work that may wait -----------------------------------------------------------------------


def works(*amounts: tuple[int, int, float]) -> list[Work]:
    return [
        Work(arrival_slot=arrival, last_slot=last, amount=amount)
        for arrival, last, amount in amounts
    ]


@pytest.mark.parametrize(
    ("items", "capacity", "short"),
    [
        ([(0, 0, 1.0)], [1.0, 0.0], [0.0, 0.0]),
        ([(0, 0, 1.0)], [0.0, 1.0], [1.0, 0.0]),  # too late
        ([(0, 1, 1.0)], [0.0, 1.0], [0.0, 0.0]),
        ([(1, 2, 1.0)], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]),  # no work before it arrives
        ([(0, 1, 1.0), (1, 2, 1.0)], [0.0, 1.0, 0.5], [0.0, 0.0, 0.5]),  # the older first
        ([(0, 2, 2.0), (1, 2, 1.0)], [0.5, 0.5, 0.5], [0.0, 0.0, 1.5]),
        ([(0, 9, 1.0)], [0.0, 0.0], [0.0, 0.0]),  # due after the end
        ([(0, 0, 1.0), (0, 1, 1.0)], [1.0, 0.25], [0.0, 0.75]),
    ],
)
def test_first_in_first_out(
    items: list[tuple[int, int, float]], capacity: list[float], short: list[float]
) -> None:
    assert undone(works(*items), np.array(capacity)).tolist() == short


def email(required: Any, assignments: list[Assignment] | None = None, **queue: Any) -> Results:
    return results(
        assignments,
        required={"email-en": required},
        queues=[make_email_queue(**queue)],
        agents=[make_agent(skills=EVERYTHING)],
    )


def one_piece(at: str, amount: float = 1.0) -> list[float]:
    return [amount if number == slot(at) else 0.0 for number in range(336)]


@pytest.mark.parametrize(
    ("arrives", "short"),
    [
        ("2026-11-30T08:00", 0.0),
        ("2026-11-30T07:30", 0.0),  # waits for the shift
        ("2026-11-30T07:00", 1.0),  # due at 08:00
        ("2026-11-30T15:30", 0.0),
        ("2026-11-30T16:00", 1.0),  # the shift is over
        ("2026-12-06T22:30", 0.0),  # due after the week
        ("2026-12-06T22:00", 1.0),
    ],
)
def test_email_is_done_within_its_hour(arrives: str, short: float) -> None:
    report = email(one_piece(arrives)).audit()
    assert report.violations == ()
    assert report.cover is not None
    assert report.cover["shortfall"].sum() == short


def test_late_deferred_work_that_cover_csv_hides_is_found() -> None:
    found = email(one_piece("2026-11-30T07:00"))
    cover = found.tables.cover
    assert cover is not None
    assert (
        cover.loc[slot("2026-11-30T07:30"), "shortfall"] == 1.0
    )  # the last half-hour before 08:00
    hidden = found.having(cover=cover.assign(shortfall=0.0))
    assert hidden.rules() == ["cover"]
    earlier = found.change("cover", "shortfall", 1.0, slot("2026-11-30T07:00"))
    assert "cover" in earlier.rules()


def test_due_by_of_the_requirement_counts() -> None:
    found = email(one_piece("2026-11-30T07:00"))
    sooner = found.change(
        "requirement", "due_by", utc("2026-11-30T08:29"), slot("2026-11-30T07:00")
    )
    later = found.change("requirement", "due_by", utc("2026-11-30T08:30"), slot("2026-11-30T07:00"))
    for changed, short in ((sooner, 1.0), (later, 0.0)):
        report = changed.having(cover=None, summary=None).audit()
        assert report.cover is not None
        assert report.cover["shortfall"].sum() == short


def test_without_due_by_the_queue_tells_it() -> None:
    found = email(one_piece("2026-11-30T07:00"))
    requirement = found.tables.requirement
    assert requirement is not None
    report = found.having(requirement=requirement.drop(columns="due_by")).audit()
    assert report.violations == ()


def test_best_cover_places_waiting_work_in_what_is_left() -> None:
    """Phone first; two half-hours of email wait until somebody is free, one is late."""
    found = results(
        required={
            "phone-en": [
                1.0 if slot("2026-11-30T08:00") <= number < slot("2026-11-30T10:00") else 0.0
                for number in range(336)
            ],
            "email-en": [
                1.0 if number in {slot("2026-11-30T08:00"), slot("2026-11-30T09:30")} else 0.0
                for number in range(336)
            ],
        },
        queues=[make_queue(), make_email_queue()],
        agents=[make_agent(skills=EVERYTHING)],
    ).having(duty=None, cover=None, summary=None)
    report = found.audit()
    assert report.cover is not None
    short = report.cover[report.cover["shortfall"] > 0]
    assert short["interval_start"].tolist() == [utc("2026-11-30T08:30")]
    hours = report.figures.hours
    assert hours is not None
    assert hours.shortfall == pytest.approx(0.5)


def test_split_moves_others_about() -> None:
    split = Split([1.0, 1.0], [frozenset({0, 1}), frozenset({1, 2})], 3)
    assert split.meet(1, 1.0) == 1.0
    assert split.meet(0, 1.0) == 1.0  # by moving queue 1 to the other kind
    assert split.meet(2, 1.0) == 0.0
    assert [split.of_queue(queue) for queue in range(3)] == [1.0, 1.0, 0.0]


def test_split_reaches_halls_bound() -> None:
    """Against the greatest shortage over all sets of queues, on many small cases."""
    rng = np.random.default_rng(7)
    open_cases = 0
    for _ in range(300):
        kinds, queues = int(rng.integers(1, 5)), int(rng.integers(1, 5))
        serves = [
            frozenset(np.flatnonzero(rng.random(queues) < 0.5).tolist()) for _ in range(kinds)
        ]
        supply = rng.integers(0, 9, kinds) / 4
        demand = rng.integers(0, 9, queues) / 4
        split = Split(supply.tolist(), serves, queues)
        short = sum(
            wanted - split.meet(queue, wanted) for queue, wanted in enumerate(demand.tolist())
        )
        bound = max(
            sum(demand[queue] for queue in range(queues) if chosen >> queue & 1)
            - sum(
                supply[kind]
                for kind in range(kinds)
                if any(chosen >> queue & 1 for queue in serves[kind])
            )
            for chosen in range(2**queues)
        )
        assert short == pytest.approx(bound)
        open_cases += short > 0
    assert 50 < open_cases < 300


# --- least heads ------------------------------------------------------------------------------


def test_least_heads_are_unshrunk_and_counted_in_open_intervals() -> None:
    hours = make_hours("Europe/Madrid", days=[0], start="08:00", end="18:00")
    found = results(
        queues=[make_queue(minimum_agents=1, open_hours=hours)],
        shrinkage_default=Fraction("0.5"),
        required={},
    )
    report = found.audit()
    assert report.violations == ()
    assert report.figures.missing_head_hours == 2.0  # an hour before, an hour after the shift
    assert report.figures.penalty_cents.minimum_agents == 40000
    # a requirement without the column: the queue itself tells
    requirement = found.tables.requirement
    assert requirement is not None
    same = found.having(requirement=requirement.drop(columns="minimum_agents")).audit()
    assert same.violations == ()
    assert same.figures.missing_head_hours == 2.0


def test_a_head_counts_for_every_queue_she_can_serve() -> None:
    found = results(
        queues=[make_queue(minimum_agents=1), make_queue("phone-2", minimum_agents=2)],
        required={},
    )
    assert found.audit().figures.missing_head_hours == 160 + (160 * 2 + 8)
