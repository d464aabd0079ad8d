"""Vendors, bots, cost.csv, penalties and summary.json: every figure a cent off is found."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from planner.domain import Assignment, VendorUse, Weights
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_bot,
    make_contact_vendor,
    make_contract,
    make_email_queue,
    make_hours,
    make_law,
    make_night,
    make_queue,
    make_scenario,
    make_shift,
    make_vendor,
    make_wish,
    utc,
)

ANY_TIME = {"start_from_minute": 0, "start_to_minute": 1439, "start_every_minutes": 30}


def use(
    vendor: str, start: str, agents: float, contacts: float = 0.0, queue: str = "phone-en"
) -> VendorUse:
    return VendorUse(
        vendor=vendor, queue=queue, interval_start=utc(start), agents=agents, contacts=contacts
    )


def results(vendor_use: list[VendorUse] | None = None, **scenario: Any) -> Results:
    extra = {
        key: scenario.pop(key)
        for key in ("contacts", "required", "weeks", "with_forecast")
        if key in scenario
    }
    row = make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY)
    made = make_scenario(**scenario)
    return make_results(
        made, [row], vendor_use=vendor_use or [], **{"required": {"phone-en": 2.0}, **extra}
    )


def vendor_cents(found: Results) -> int:
    report = found.audit()
    assert report.violations == ()
    return report.figures.cost_cents.vendor


# --- vendors ----------------------------------------------------------------------------------


def test_hours_of_a_vendor_and_her_least() -> None:
    bought = [use("NightDesk", "2026-11-30T02:00", 2), use("NightDesk", "2026-11-30T02:30", 1)]
    assert vendor_cents(results(bought, vendors=[make_vendor()])) == 2100
    least = make_vendor(min_hours_per_week=Fraction(10))
    assert vendor_cents(results(bought, vendors=[least])) == 14000
    assert vendor_cents(results([], vendors=[least], weeks=2)) == 28000
    assert vendor_cents(results([], vendors=[make_vendor()])) == 0


TWO_TO_THREE = make_hours("UTC", start="02:00", end="03:00")
TWO_TO_QUARTER = make_hours("UTC", start="02:00", end="02:45")
FROM_QUARTER = make_hours("UTC", start="02:15", end="04:00")
MANILA_NIGHT = make_hours("Asia/Manila", start="18:00", end="08:00")  # 10:00 to 24:00 UTC


@pytest.mark.parametrize(
    ("agents", "vendor", "start", "rules"),
    [
        (10, make_vendor(), "2026-11-30T02:00", set()),
        (11, make_vendor(), "2026-11-30T02:00", {"vendor"}),
        (11, make_vendor(max_agents=None), "2026-11-30T02:00", set()),
        (1.5, make_vendor(), "2026-11-30T02:00", {"vendor"}),
        (1, make_vendor(open_hours=TWO_TO_THREE), "2026-11-30T02:30", set()),
        (1, make_vendor(open_hours=TWO_TO_QUARTER), "2026-11-30T02:30", {"vendor"}),
        (1, make_vendor(open_hours=FROM_QUARTER), "2026-11-30T02:00", {"vendor"}),
        (1, make_vendor(open_hours=MANILA_NIGHT), "2026-11-30T10:00", set()),
        (1, make_vendor(open_hours=MANILA_NIGHT), "2026-11-30T09:30", {"vendor"}),
    ],
)  # fmt: skip
def test_what_a_vendor_can_give(agents: float, vendor: Any, start: str, rules: set[str]) -> None:
    found = results([use("NightDesk", start, agents)], vendors=[vendor])
    assert set(found.rules()) - {"cost", "summary"} == rules


def test_a_vendor_of_another_queue_gives_nothing_here() -> None:
    vendor = make_vendor(queues=("phone-2",))
    found = results(
        [use("NightDesk", "2026-11-30T02:00", 1)],
        vendors=[vendor],
        queues=[make_queue(), make_queue("phone-2")],
    )
    violations = found.audit().violations
    assert [violation.rule for violation in violations[:2]] == ["vendor", "cost"]
    assert violations[0].expected.startswith("no vendor agents")


def test_most_agents_hold_over_all_queues_of_a_vendor() -> None:
    vendor = make_vendor(queues=("phone-en", "phone-2"), max_agents=3)
    queues = [make_queue(), make_queue("phone-2")]

    def rules(first: int, second: int) -> list[str]:
        bought = [
            use("NightDesk", "2026-11-30T02:00", first),
            use("NightDesk", "2026-11-30T02:00", second, queue="phone-2"),
        ]
        return results(bought, vendors=[vendor], queues=queues).rules()

    assert rules(1, 2) == []
    assert rules(2, 2) == ["vendor"]


def test_contacts_bought_take_their_share() -> None:
    # a quarter of ten contacts, at 3 each
    bought = [use("PerCall", "2026-11-30T02:00", 0.5, 2.5)]
    found = results(bought, vendors=[make_contact_vendor()])
    assert vendor_cents(found) == 750
    everything = [use("PerCall", "2026-11-30T02:00", 2.0, 10.0)]
    assert vendor_cents(results(everything, vendors=[make_contact_vendor()])) == 3000
    more = [use("PerCall", "2026-11-30T02:00", 2.1, 10.5)]
    assert results(more, vendors=[make_contact_vendor()]).rules() == ["vendor"]


@pytest.mark.parametrize("cents", ["0.01", "-0.01"])
def test_a_vendors_cost_a_cent_off(cents: str) -> None:
    for vendor, bought in (
        (make_vendor(), use("NightDesk", "2026-11-30T02:00", 1)),
        (make_contact_vendor(), use("PerCall", "2026-11-30T02:00", 0.5, 2.5)),
    ):
        found = results([bought], vendors=[vendor])
        cost = found.tables.cost
        assert cost is not None
        row = cost["item"].tolist().index("vendor")
        wrong = found.change("cost", "amount", cost["amount"][row] + Decimal(cents), row)
        assert wrong.rules() == ["cost"]


def test_half_a_cent_of_hours_goes_to_the_even_cent_only() -> None:
    found = results(
        [use("NightDesk", "2026-11-30T02:00", 1)],
        vendors=[make_vendor(price_per_hour=Fraction("14.25"))],
    )
    assert vendor_cents(found) == 712  # 7.125
    row = found.tables.cost["item"].tolist().index("vendor")
    assert found.change("cost", "amount", "7.13", row).rules() == ["cost"]


def test_vendors_who_cannot_be_told_apart_are_judged_together() -> None:
    vendors = [make_vendor(), make_vendor("Second", price_per_hour=Fraction(20))]
    bought = [use("NightDesk", "2026-11-30T02:00", 1), use("Second", "2026-11-30T02:30", 1)]
    found = results(bought, vendors=vendors)
    assert vendor_cents(found) == 700 + 1000
    row = found.tables.cost["item"].tolist().index("vendor")
    # between both from the cheaper and both from the dearer
    assert found.change("cost", "amount", "4.00", row).having(summary=None).rules() == []
    assert found.change("cost", "amount", "3.99", row).having(summary=None).rules() == ["cost"]
    assert found.change("cost", "amount", "10.00", row).having(summary=None).rules() == []
    violations = (
        found.change("cost", "amount", "10.01", row).having(summary=None).audit().violations
    )
    assert [violation.expected for violation in violations] == [
        "vendor of NightDesk and Second in week 1: 14.00 to 20.00"
    ]


def test_a_shared_purchase_and_a_vendors_own_add_up() -> None:
    """NightDesk alone serves the second queue, and her least hours are paid at any rate."""
    vendors = [
        make_vendor(queues=("phone-en", "phone-2"), min_hours_per_week=Fraction(1)),
        make_vendor("Second", price_per_hour=Fraction(20)),
    ]
    bought = [
        use("NightDesk", "2026-11-30T02:00", 1, queue="phone-2"),
        use("NightDesk", "2026-11-30T02:00", 1),
    ]
    found = results(bought, vendors=vendors, queues=[make_queue(), make_queue("phone-2")])
    assert vendor_cents(found) == 1400
    row = found.tables.cost["item"].tolist().index("vendor")
    assert found.change("cost", "amount", "13.99", row).having(summary=None).rules() == ["cost"]
    assert found.change("cost", "amount", "24.00", row).having(summary=None).rules() == []
    assert found.change("cost", "amount", "24.01", row).having(summary=None).rules() == ["cost"]


def test_hours_and_contacts_on_one_queue() -> None:
    """What exceeds the requirement can only be bought by the hour."""
    vendors = [make_vendor(), make_contact_vendor()]
    bought = [use("NightDesk", "2026-11-30T02:00", 2), use("PerCall", "2026-11-30T02:00", 0.5, 2.5)]
    assert vendor_cents(results(bought, vendors=vendors)) == 1400 + 750
    too_many = [use("NightDesk", "2026-11-30T02:00", 13)]
    assert "vendor" in results(too_many, vendors=vendors).rules()


def test_vendors_work_on_what_may_wait() -> None:
    def short(vendor: Any, bought: VendorUse) -> float:
        arriving = [1.0 if number in (0, 1) else 0.0 for number in range(336)]
        found = results(
            [bought],
            vendors=[vendor],
            queues=[make_email_queue()],
            required={"email-en": arriving},
        )
        if vendor.price_per_hour is None:
            found = found.having(cover=_by_contact(found))
        report = found.having(summary=None).audit()
        assert [v for v in report.violations if v.rule != "cost"] == []
        assert report.cover is not None
        return float(report.cover["shortfall"].sum())

    # by the hour she does what waits, the older first
    hourly = make_vendor(queues=("email-en",))
    assert short(hourly, use("NightDesk", "2026-11-29T23:30", 2, queue="email-en")) == 0.0
    # by the contact only what arrives then
    per_contact = make_contact_vendor(queues=("email-en",))
    assert short(per_contact, use("PerCall", "2026-11-29T23:30", 1, 10, queue="email-en")) == 1.0


def _by_contact(found: Results) -> pd.DataFrame:
    """cover.csv in which the work of the second half-hour is bought and the first stays open."""
    cover = found.tables.cover
    assert cover is not None
    return cover.assign(shortfall=[1.0 if number == 1 else 0.0 for number in range(len(cover))])


def test_vendors_count_as_heads() -> None:
    found = results(
        [use("NightDesk", "2026-11-30T02:00", 1)],
        vendors=[make_vendor()],
        queues=[make_queue(minimum_agents=1)],
    )
    report = found.audit()
    assert report.violations == ()
    assert report.figures.missing_head_hours == 159.5  # 168 less 8 less the vendor's half


def test_without_cover_csv_any_vendor_cost_will_do() -> None:
    vendor = make_vendor(min_hours_per_week=Fraction(1))
    found = results([use("NightDesk", "2026-11-30T02:00", 2)], vendors=[vendor])
    alone = found.having(cover=None, summary=None)
    report = alone.audit()
    assert report.violations == ()
    assert report.figures.cost_cents.vendor == 1400
    assert "no cover.csv: vendors are taken to give nothing" in report.notes
    row = found.tables.cost["item"].tolist().index("vendor")
    assert alone.change("cost", "amount", "13.99", row).rules() == ["cost"]


def test_without_contacts_a_price_by_the_contact_is_not_judged() -> None:
    found = results([use("PerCall", "2026-11-30T02:00", 0.5, 2.5)], vendors=[make_contact_vendor()])
    requirement = found.tables.requirement
    assert requirement is not None
    report = found.having(requirement=requirement.drop(columns="contacts")).audit()
    assert report.violations == ()
    assert report.figures.cost_cents.vendor == 750


# --- bots -------------------------------------------------------------------------------------


def test_bots_in_file_order_on_what_remains() -> None:
    bots = [make_bot(), make_bot("second", deflection=0.5, price_per_resolution=Fraction(2))]
    found = results(bots=bots, contacts=3.0, with_forecast=True)
    report = found.audit()
    assert report.violations == ()
    # 3 are left of 10: 4 by the first, 3 by the second, in each of 336 intervals
    assert report.figures.cost_cents.bot == 336 * (4 * 99 + 3 * 200)
    assert report.figures.fixed_cost_cents == 80000 + report.figures.cost_cents.bot
    row = found.tables.cost["item"].tolist().index("bot")
    right = found.tables.cost["amount"][row]
    assert found.change("cost", "amount", right + Decimal("0.01"), row).rules() == ["cost"]


def test_bots_without_a_forecast_are_told_from_what_they_left() -> None:
    report = results(bots=[make_bot()], contacts=6.0).audit()
    assert report.violations == ()
    assert report.figures.cost_cents.bot == 336 * 4 * 99
    assert "what bots resolved is told from the contacts they left" in report.notes[-1]


@pytest.mark.parametrize("gone", ["contacts", "all"])
def test_bots_of_whom_nothing_is_known_are_taken_as_written(gone: str) -> None:
    if gone == "all":
        found = results(bots=[make_bot()], contacts=6.0).of(bots=[make_bot(deflection=1.0)])
    else:
        found = results(bots=[make_bot()], contacts=6.0)
        requirement = found.tables.requirement
        assert requirement is not None
        found = found.having(requirement=requirement.drop(columns="contacts"))
    report = found.audit()
    assert report.violations == ()
    assert report.notes[-1].endswith("their cost is not judged")


def test_zones_are_summed_where_the_forecast_has_no_total() -> None:
    found = results(bots=[make_bot()], contacts=6.0, with_forecast=True)
    forecast = found.tables.forecast
    assert forecast is not None
    halves = [
        forecast.assign(customer_timezone=zone, mean=forecast["mean"] / 2)
        for zone in ("Europe/Madrid", "America/New_York")
    ]
    assert found.having(forecast=pd.concat(halves)).rules() == []
    assert found.having(forecast=pd.concat([forecast, *halves])).rules() == []
    strange = forecast.assign(queue="phone-xx")
    assert found.having(forecast=pd.concat([forecast, strange])).rules() == []
    assert "cost" in found.having(forecast=halves[0]).rules()


# --- cost.csv ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("item", "bonus"),
        ("agent_or_vendor", "nobody"),
        ("week", 1),
        ("region", "ASIA"),
        ("amount", "150.00"),
    ],
)
def test_wrong_cells_of_cost_are_found(column: str, value: object) -> None:
    assert set(results().change("cost", column, value).rules()) == {"cost"}


def test_a_row_missing_from_cost_is_found_and_one_split_in_two_is_not() -> None:
    found = results()
    cost = found.tables.cost
    assert cost is not None
    assert found.having(cost=cost.iloc[1:]).rules() == ["cost"]
    half = cost.assign(amount=[amount / 2 for amount in cost["amount"]])
    assert found.having(cost=pd.concat([half, half])).rules() == []


def test_without_cost_csv_the_cost_is_recomputed() -> None:
    report = results().having(cost=None).audit()
    assert report.violations == ()
    assert report.figures.cost_cents.total == 80000


def test_columns_that_cost_may_lack() -> None:
    found = results()
    cost = found.tables.cost
    assert cost is not None
    assert found.having(cost=cost.drop(columns=["region", "quantity", "unit"])).rules() == []


# --- penalties --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "wish", "cents"),
    [
        (0, "off", 1000),
        (1, "off", 0),
        (0, "day8", 0),
        (1, "day8", 1000),
        (0, "night9", 1000),
        (6, "day8", 1000),
        (7, "day8", 0),  # after the week
        (-1, "day8", 0),
    ],
)
def test_wishes_refused(day: int, wish: str, cents: int) -> None:
    wishes = [make_wish("ana", MONDAY + timedelta(days=day), wish, "2")]
    report = results(wishes=wishes).audit()
    assert report.violations == ()
    assert report.figures.penalty_cents.wishes == cents


def test_wishes_of_dates_that_the_week_only_touches() -> None:
    """In Los Angeles the week begins on Sunday afternoon and ends on Sunday afternoon."""
    agent = make_agent(timezone="America/Los_Angeles", country="US")
    for day, cents in ((-2, 0), (-1, 500), (6, 500), (7, 0)):
        wishes = [make_wish("ana", MONDAY + timedelta(days=day), "day8")]
        shift = make_shift(**ANY_TIME)
        row = make_assignment("ana", "2026-11-30T18:00", local_date=MONDAY, shift=shift)
        made = make_scenario(agents=[agent], wishes=wishes, shifts=[shift])
        report = make_results(made, [row]).audit()
        assert report.violations == ()
        assert report.figures.penalty_cents.wishes == cents


def team_of_two(night: str, **changes: Any) -> Results:
    agents = [make_agent("ana"), make_agent("bob", **changes)]
    shift = make_shift(breaks=(), **ANY_TIME)
    row = make_assignment("ana", night, local_date=utc(night).date(), shift=shift)
    weekly = make_contract("half", weekly_minutes=1200)
    made = make_scenario(
        agents=agents,
        shifts=[shift],
        contracts=[make_contract(), weekly],
        labour_rules=[make_law(night=make_night("22:00", "06:00", "0"))],
        weights=Weights(fairness_per_hour=Fraction(3)),
    )
    return make_results(made, [row])


def test_fairness_among_peers() -> None:
    # eight hours of night for one of two: each is four hours off the mean, at 3 an hour
    found = team_of_two("2026-12-01T21:00")
    report = found.audit()
    assert report.violations == ()
    assert report.figures.penalty_cents.fairness == 2400
    # shares of the contract 8/40 and 0/20, on average 1/10: four hours too many, two too few
    report = team_of_two("2026-12-01T21:00", contract="half").audit()
    assert report.violations == ()
    assert report.figures.penalty_cents.fairness == (4 + 2) * 300
    # no peers: nothing to be fair to
    assert team_of_two("2026-12-01T21:00", region="NA").audit().figures.penalty_cents.fairness == 0
    assert team_of_two("2026-12-01T21:00", nights=False).audit().figures.penalty_cents.fairness == 0


def test_fairness_counts_weekends_holidays_and_the_usual_night() -> None:
    # Saturday: eight hours of weekend; Christmas is no Saturday in 2026
    assert team_of_two("2026-12-05T08:00").audit().figures.penalty_cents.fairness == 2400
    # Saturday night: 22:00 to 06:00 on Sunday is night and weekend
    assert team_of_two("2026-12-05T21:00").audit().figures.penalty_cents.fairness == 4800


@pytest.mark.parametrize(("days", "cents"), [(55, 2400), (56, 2400), (57, 0)])
def test_fairness_looks_back_eight_weeks(days: int, cents: int) -> None:
    agents = [make_agent("ana"), make_agent("bob")]
    shift = make_shift(breaks=(), **ANY_TIME)
    start = utc("2026-11-29T23:00") - timedelta(days=days)
    past = make_assignment("ana", start.isoformat(), local_date=start.date(), shift=shift)
    made = make_scenario(
        agents=agents,
        shifts=[shift],
        history=[past],
        labour_rules=[make_law(night=make_night("00:00", "24:00", "0"))],
        weights=Weights(fairness_per_hour=Fraction(3)),
        contracts=[make_contract(weekly_minutes=0)],
    )
    report = make_results(made, []).audit()
    assert report.violations == ()
    weekend = 2400 if start.weekday() in (4, 5) and days < 57 else 0
    assert report.figures.penalty_cents.fairness == cents + weekend


# --- summary ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "objective",
        "fixed_cost",
        "cost",
        "required_hours",
        "covered_hours",
        "shortfall_hours",
        "overstaffed_hours",
        "agents",
        "intervals",
        "gap",
    ],
)
def test_a_wrong_figure_of_the_summary_is_found(key: str) -> None:
    found = results()
    right = float(str((found.tables.summary or {})[key]))
    for change in (0.01, -0.01):
        expected = [v.expected for v in found.summarise(**{key: right + change}).audit().violations]
        assert any(text.startswith(key) for text in expected)
    assert "summary" in found.summarise(**{key: "much"}).rules()


@pytest.mark.parametrize("kind", ["shortfall", "minimum_agents", "wishes", "fairness"])
def test_a_penalty_a_cent_off_is_found(kind: str) -> None:
    found = results(queues=[make_queue(minimum_agents=2)])
    penalties = (found.tables.summary or {})["penalties"]
    assert isinstance(penalties, dict)
    wrong = found.summarise(penalties={**penalties, kind: penalties[kind] + 0.01})
    assert [v.expected.split(":")[0] for v in wrong.audit().violations] == [f"penalties.{kind}"]
    assert found.summarise(penalties={**penalties, "mood": 1.0}).rules() == ["summary"]
    without = {key: value for key, value in penalties.items() if key != kind}
    assert len(found.summarise(penalties=without).rules()) == int(penalties[kind] > 0)


def test_penalties_may_be_told_in_one_sum() -> None:
    found = results()
    total = sum((found.tables.summary or {})["penalties"].values())
    assert found.summarise(penalties=total).rules() == []
    assert found.summarise(penalties=total + 0.01).rules() == ["summary"]
    assert found.summarise(penalties=None).rules() == []


def test_cost_may_be_told_by_item() -> None:
    found = results()
    by_item = {"wages": 160.0, "idle": 640.0, "total": 800.0}
    assert found.summarise(cost=by_item).rules() == []
    assert found.summarise(cost={**by_item, "idle": 640.01}).rules() == ["summary"]
    assert found.summarise(cost={**by_item, "total": 800.01}).rules() == ["summary"]
    assert found.summarise(cost={"wages": 160.0}).rules() == []


def test_the_bound_and_the_gap() -> None:
    found = results()
    objective = float(str((found.tables.summary or {})["objective"]))
    span = objective - 800  # all of it is shortfall
    lower = objective - span / 4
    assert found.summarise(lower_bound=lower, gap=0.25).rules() == []
    assert found.summarise(lower_bound=lower, gap=0.2501).rules() == ["summary"]
    assert found.summarise(lower_bound=lower, gap=0.0).rules() == ["summary"]
    above = found.summarise(lower_bound=objective + 0.01).audit().violations
    assert [v.expected for v in above] == [f"lower_bound: at most the objective {objective}"]
    for missing in ("gap", "lower_bound", "fixed_cost", "objective"):
        assert found.summarise(gap=0.5).summarise(**{missing: None}).rules() == []


def test_the_gap_of_a_plan_without_a_choice_is_zero() -> None:
    found = results(required={})
    summary = found.tables.summary or {}
    assert summary["objective"] == summary["fixed_cost"] == 800.0
    assert found.rules() == []
    assert found.summarise(gap=0.5).rules() == ["summary"]


def test_a_status_nobody_knows() -> None:
    assert results().summarise(status="GREAT").rules() == ["summary"]
    for status in ("OPTIMAL", "FEASIBLE", "STOPPED", None):
        assert results().summarise(status=status).rules() == []


def test_a_summary_of_little_is_taken() -> None:
    found = results().having(summary={"start": "2026-11-30", "weeks": 1})
    assert found.rules() == []


def test_the_report_counts_by_rule() -> None:
    found = results().change("roster", "pay", "1.00").change("cost", "amount", "2.00")
    report = found.audit()
    assert not report.passed
    assert dict(report.count_by_rule)["cost"] == 1
    assert results().audit().passed


def assignments_of_a_team() -> list[Assignment]:
    starts = (("ana", "08:00"), ("kumar", "03:30"), ("lee", "16:00"))
    days = [MONDAY + timedelta(days=day) for day in range(5)]
    return [
        make_assignment(agent_id, f"{day}T{start}", local_date=day)
        for agent_id, start in starts
        for day in days
    ]


def test_a_team_over_three_continents_is_clean() -> None:
    agents = [
        make_agent("ana"),
        make_agent("kumar", timezone="Asia/Kolkata", country="IN", region="ASIA"),
        make_agent(
            "lee",
            timezone="America/Los_Angeles",
            country="US",
            region="NA",
            wage_per_hour=Fraction("29.33"),
        ),
    ]
    made = make_scenario(
        agents=agents,
        shrinkage_default=Fraction("0.1"),
        shrinkage_regions=(("EU", Fraction("0.12")),),
        queues=[make_queue(minimum_agents=1)],
        bots=[make_bot()],
        vendors=[make_vendor()],
        labour_rules=[
            make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160, max_consecutive_days=6)
        ],
    )
    found = make_results(
        made,
        assignments_of_a_team(),
        required={"phone-en": 1.3},
        vendor_use=[use("NightDesk", "2026-12-05T02:00", 2)],
        with_forecast=True,
    )
    report = found.audit()
    assert report.violations == ()
    assert report.notes == ()
    assert report.figures.objective_cents == round(
        float(str((found.tables.summary or {})["objective"])) * 100
    )
