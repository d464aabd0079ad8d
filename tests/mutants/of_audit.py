"""The audit's own time, premiums and pay: each conversion and figure off by one."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

HERE = "tests/planner/audit/"
BOUNDS = f"{HERE}test_time_bounds.py"
MINUTES = f"{HERE}test_figures_to_the_minute.py"
ZONES = [f"{HERE}test_zones.py", BOUNDS]
PAY = [f"{HERE}test_pay.py"]
ROWS = [f"{HERE}test_rows_and_rules.py", MINUTES]
COST = [f"{HERE}test_cost_and_summary.py", MINUTES]

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/audit/zones.py",
        ZONES,
        [
            (
                "instant = wall.replace(tzinfo=zone).astimezone(UTC)",
                "instant = wall.replace(tzinfo=zone).astimezone(UTC) + MINUTE",
            ),
            (
                "instant = wall.replace(tzinfo=zone).astimezone(UTC)",
                "instant = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)",
            ),
            (
                "    return _change_between(min(instant, later_offset),",
                "    return instant or (min(instant, later_offset),",
            ),
            ("while high - low > 1:", "while high - low > 2:"),
            ("return before + high * MINUTE", "return before + low * MINUTE"),
            ("return before + high * MINUTE", "return before + (high + 1) * MINUTE"),
            (
                "return instant.astimezone(_zone(timezone)).replace(tzinfo=None)",
                "return (instant + MINUTE).astimezone(_zone(timezone)).replace(tzinfo=None)",
            ),
            ("time.min) + minute * MINUTE, timezone)", "time.min), timezone) + minute * MINUTE"),
            (
                "time.min) + minute * MINUTE, timezone)",
                "time.min) + (minute + 1) * MINUTE, timezone)",
            ),
            ("-(-self.to_minute // DAY_MINUTES))", "self.to_minute // DAY_MINUTES)"),
            (
                "lower = max(self.from_minute, ordinal * DAY_MINUTES)",
                "lower = ordinal * DAY_MINUTES",
            ),
            ("upper = min(self.to_minute, (ordinal + 1) * DAY_MINUTES)", "upper = self.to_minute"),
            (
                "yield date.fromordinal(ordinal), upper - lower",
                "yield date.fromordinal(ordinal + 1), upper - lower",
            ),
            (
                "yield date.fromordinal(ordinal), upper - lower",
                "yield date.fromordinal(ordinal), upper - lower + 1",
            ),
            (
                "if length <= 0:\n            length += DAY_MINUTES",
                "if length < 0:\n            length += DAY_MINUTES",
            ),
            ("length += DAY_MINUTES\n        total", "length += DAY_MINUTES - 1\n        total"),
            ("self.from_minute // DAY_MINUTES - 1,", "self.from_minute // DAY_MINUTES,"),
            ("self.to_minute // DAY_MINUTES + 1\n", "self.to_minute // DAY_MINUTES\n"),
            (
                "opens = ordinal * DAY_MINUTES + from_minute",
                "opens = ordinal * DAY_MINUTES + from_minute + 1",
            ),
            ("min(self.to_minute, opens + length)", "min(self.to_minute, opens + length + 1)"),
            ("total += max(0, shared)", "total += shared"),
            (
                "until = _change_between(start, last, zone)",
                "until = _change_between(start, last, zone) + MINUTE",
            ),
            ("until = _change_between(start, last, zone)", "pass"),
            ("wall.hour * 60 + wall.minute\n", "wall.hour * 60\n"),
            ("first + (until - start) // MINUTE))", "first + (until - start) // MINUTE + 1))"),
            ("start <= result[-1][1]:", "start < result[-1][1]:"),
            ("max(end, result[-1][1]))", "end)"),
            ("elif start < end:", "else:"),
            ("if at < min(start, span[1]):", "if at <= min(start, span[1]):"),
            ("left.append((at, min(start, span[1])))", "left.append((at, start))"),
            ("at = max(at, end)", "at = end"),
            ("if at < span[1]:", "if at <= span[1]:"),
            (
                "day = wall_of(start, hours.timezone).date() - 2 * ONE_DAY",
                "day = wall_of(start, hours.timezone).date()",
            ),
            (
                "wall_of(end, hours.timezone).date() + ONE_DAY",
                "wall_of(end, hours.timezone).date() - ONE_DAY",
            ),
            ("if day.weekday() in hours.weekdays:", "if day.isoweekday() in hours.weekdays:"),
            ("if to_minute <= from_minute:", "if to_minute < from_minute:"),
            ("to_minute += DAY_MINUTES", "to_minute += DAY_MINUTES + 1"),
            (
                "midnight_of(day, timezone, from_minute),",
                "midnight_of(day, timezone, from_minute + 1),",
            ),
        ],
    ),
    *mutants_of(
        "planner/audit/timeline.py",
        ZONES,
        [
            ("timedelta(days=7 * week)", "timedelta(days=7 * week + 1)"),
            (
                "bisect_right(self.week_bounds, instant) - 1",
                "bisect_right(self.week_bounds, instant - MINUTE) - 1",
            ),
            (
                "return week if 0 <= week < self.weeks else None",
                "return week if 0 <= week <= self.weeks else None",
            ),
            ("return slot if not rest and 0 <= slot", "return slot if 0 <= slot"),
            ("0 <= slot < self.slots else None", "0 <= slot <= self.slots else None"),
            (
                "self.start + slot * self.interval_minutes",
                "self.start + (slot + 1) * self.interval_minutes",
            ),
            ('starts, side="right")', 'starts, side="left")'),
            (
                "first = -(-((opens - self.start) // MINUTE) // step)",
                "first = ((opens - self.start) // MINUTE) // step",
            ),
            (
                "last = ((closes - self.start) // MINUTE) // step",
                "last = -(-((closes - self.start) // MINUTE) // step)",
            ),
            ("max(0, first) : max(0, last)", "max(0, first) + 1 : max(0, last)"),
        ],
    ),
    *mutants_of(
        "planner/audit/rows.py",
        [*PAY, *ROWS, BOUNDS],
        [
            ("from_minute=22 * 60, to_minute=6 * 60", "from_minute=22 * 60 + 1, to_minute=6 * 60"),
            ("from_minute=22 * 60, to_minute=6 * 60", "from_minute=22 * 60, to_minute=6 * 60 - 1"),
            (
                "(a.start, a.end) for a in self.activities if not a.paid]",
                "(a.start, a.end) for a in self.activities]",
            ),
            (
                "return (self.end - self.start) // MINUTE",
                "return (self.end - self.start) // MINUTE + 1",
            ),
            ("for start, end in self.paid_spans)", "for start, end in [self.span])"),
            (
                "for piece in pieces(self.start, self.end, self.agent.timezone)",
                "for span in self.paid_spans for piece in pieces(*span, self.agent.timezone)",
            ),
            ("night = self.law.night or USUAL_NIGHT", "night = USUAL_NIGHT"),
            ("local_date=start_local.date(),", "local_date=start.date(),"),
            ("end_local=wall_of(end, agent.timezone)", "end_local=start_local + (end - start)"),
            (
                "start + pause.earliest_minute * MINUTE",
                "start + (pause.earliest_minute + 1) * MINUTE",
            ),
            (
                "max(start + pause.earliest_minute * MINUTE, free_from)",
                "start + pause.earliest_minute * MINUTE",
            ),
            (
                "free_from = first + pause.minutes * MINUTE",
                "free_from = first + (pause.minutes + 1) * MINUTE",
            ),
        ],
    ),
    *mutants_of(
        "planner/audit/pay.py",
        COST,
        [
            ("weekdays=frozenset({5, 6})", "weekdays=frozenset({6})"),
            ("weekdays=frozenset({5, 6})", "weekdays=frozenset({5})"),
        ],
    ),
    *mutants_of(
        "planner/audit/pay.py",
        [*PAY, *ROWS],
        [
            ("STRAIGHT_DAYS = 7", "STRAIGHT_DAYS = 6"),
            ("STRAIGHT_DAYS = 7", "STRAIGHT_DAYS = 8"),
            ("return round(amount * 100)", "return int(amount * 100 + Fraction(1, 2))"),
            ("return round(amount * 100)", "return int(amount * 100)"),
            ('categories="public"', 'categories=("public", "government")'),
            ("for part in (subdivision or None, None):", "for part in (None, None):"),
            ("law.night or USUAL_NIGHT", "USUAL_NIGHT"),
            ("law.weekend or USUAL_WEEKEND", "USUAL_WEEKEND"),
            ("for start, end in row.paid_spans:", "for start, end in [row.span]:"),
            (
                "counted[0] += piece.minutes_within(night.from_minute, night.to_minute)",
                "counted[0] += piece.minutes_within(night.from_minute, night.to_minute + 1)",
            ),
            (
                "counted[0] += piece.minutes_within(night.from_minute, night.to_minute)",
                "counted[0] += piece.minutes_within(night.from_minute + 1, night.to_minute)",
            ),
            ("counted[1] += minutes * (day.weekday()", "counted[1] += minutes * (day.isoweekday()"),
            ("counted[1] += minutes *", "counted[1] += (minutes + 1) *"),
            ("counted[2] += minutes *", "counted[2] += (minutes + 1) *"),
            (
                "public_holidays(agent.country, agent.subdivision, day.year)",
                "public_holidays(agent.country, '', day.year)",
            ),
            (
                "return self.night_cents + self.weekend_cents + self.holiday_cents",
                "return max(self.night_cents, self.weekend_cents) + self.holiday_cents",
            ),
            (
                "per_minute = row.agent.wage_per_hour / 60",
                "per_minute = row.agent.wage_per_hour / 61",
            ),
            (
                "cents_of(per_minute * row.paid_minutes)",
                "cents_of(per_minute * (row.paid_minutes + 1))",
            ),
            ("per_minute * minutes.night * night", "per_minute * (minutes.night + 1) * night"),
            (
                "per_minute * minutes.weekend * weekend",
                "per_minute * (minutes.weekend + 1) * weekend",
            ),
            (
                "minutes.holiday * row.law.holiday_premium",
                "(minutes.holiday + 1) * row.law.holiday_premium",
            ),
            (
                "pay != earned.base_cents:",
                "pay > earned.base_cents:",
            ),
            (
                "premium != earned.premium_cents:",
                "premium < earned.premium_cents:",
            ),
            (
                "owed = contract.min_weekly_minutes if contract.hourly else",
                "owed = contract.weekly_minutes if contract.hourly else",
            ),
            ("idle = max(0, owed - sum", "idle = max(0, owed + 1 - sum"),
            (
                "cents_of(agent.wage_per_hour * idle / 60)",
                "cents_of(agent.wage_per_hour * idle / 61)",
            ),
            ("        worked += minutes\n", ""),
            (
                "cents_of(agent.wage_per_hour * share / 60)",
                "cents_of(agent.wage_per_hour * share / 61)",
            ),
            ("if seventh or not tier.seventh_day\n", "if not tier.seventh_day\n"),
            ("if seventh or not tier.seventh_day\n", "if True\n"),
            ("if begin <= cut]", "if begin < cut]"),
            ("(following - cut) * max(", "(following - cut + 1) * max("),
            ("* max(applying, default=Fraction(0))", "* sum(applying)"),
            (
                "tier.over_weekly_minutes - worked_before",
                "tier.over_weekly_minutes - worked_before + 1",
            ),
            (
                "return max(0, weekly, tier.over_daily_minutes or 0)",
                "return max(0, min(weekly, tier.over_daily_minutes or 0))",
            ),
            ("tier.over_daily_minutes or 0)", "tier.over_daily_minutes or 1)"),
        ],
    ),
    *mutants_of(
        "planner/audit/penalties.py",
        COST,
        [
            ("timedelta(days=56)", "timedelta(days=56, minutes=1)"),
            ("timedelta(days=56)", "timedelta(days=56, minutes=-1)"),
            ("if row.start >= since:", "if True:"),
            ("timeline.end - MINUTE", "timeline.end"),
            ("first <= wish.local_date <= last and", "first < wish.local_date <= last and"),
            ("first <= wish.local_date <= last and", "first <= wish.local_date < last and"),
            ("refused += wish.weight", "refused += 1"),
            ("cents_of(refused * scenario.weights.wish)", "cents_of(refused)"),
            ("groups[agent.region, agent.nights]", "groups[agent.region, True]"),
            ("groups[agent.region, agent.nights]", "groups['', agent.nights]"),
            ("weekly_minutes or 60, 60)", "weekly_minutes or 61, 60)"),
            ("[sum(one.holiday for one in own) for own in rows],", "[0 for own in rows],"),
            ("[sum(one.weekend for one in own) for own in rows],", "[0 for own in rows],"),
            ("Fraction(each, 60) for each", "Fraction(each, 61) for each"),
            ("/ len(pairs)", "/ (len(pairs) + 1)"),
            ("abs(own - contract * even)", "abs(own - even)"),
            ("cents_of(distance * scenario.weights.fairness_per_hour)", "cents_of(distance)"),
        ],
    ),
    *mutants_of(
        "planner/audit/integrity.py",
        ROWS,
        [
            (
                "if row.elapsed_minutes != length:",
                "if row.elapsed_minutes not in (length, length + 1):",
            ),
            ("if row.elapsed_minutes != length:", "if row.elapsed_minutes > length:"),
            ("for midnight in (today, today - ONE_DAY)", "for midnight in (today,)"),
            ("template.start_to_minute + 1, step)", "template.start_to_minute, step)"),
            ("template.start_to_minute + 1, step)", "template.start_to_minute + 1 + step, step)"),
            ("range(template.start_from_minute, ", "range(template.start_from_minute + step, "),
            ("if row.start < before.end and", "if row.start <= before.end and"),
            ("if row.start < before.end and", "if row.start + MINUTE < before.end and"),
            ("if count > 1:", "if count > 2:"),
            ("if line.local_date != row.local_date:", "if line.local_date > row.local_date:"),
            (
                "line.paid_minutes not in (None, row.paid_minutes)",
                "line.paid_minutes not in (None, row.paid_minutes, row.paid_minutes + 1)",
            ),
            (
                "if written is not None and written != shown:",
                "if written is not None and written > shown:",
            ),
        ],
    ),
    *mutants_of(
        "planner/audit/breaks.py",
        ROWS,
        [
            (
                "row.start <= activity.start < activity.end <= row.end",
                "row.start - MINUTE <= activity.start < activity.end <= row.end",
            ),
            (
                "row.start <= activity.start < activity.end <= row.end",
                "row.start <= activity.start < activity.end <= row.end + MINUTE",
            ),
            ("if after.start < before.end:", "if after.start + MINUTE < before.end:"),
            ("if after.start < before.end:", "if after.start <= before.end:"),
            ("if minutes != wanted.minutes:", "if minutes > wanted.minutes:"),
            ("if minutes != wanted.minutes:", "if minutes < wanted.minutes:"),
            ("if pause.paid != wanted.paid:", "if pause.paid and not wanted.paid:"),
            ("if not wanted.earliest_minute <= into", "if not wanted.earliest_minute - 1 <= into"),
            ("if not wanted.earliest_minute <= into", "if not wanted.earliest_minute < into"),
            ("<= into <= wanted.latest_minute", "<= into <= wanted.latest_minute + 1"),
            ("<= into <= wanted.latest_minute", "<= into < wanted.latest_minute"),
        ],
    ),
    *mutants_of(
        "planner/audit/records.py",
        [f"{HERE}test_records.py", *ROWS],
        [
            (
                "night_window_minutes=row.night_window_minutes",
                "night_window_minutes=row.night_window_minutes - 1",
            ),
            ("paid_minutes=row.paid_minutes", "paid_minutes=row.paid_minutes - 1"),
            (
                "start=instant_of(absence.start_local, agent.timezone)",
                "start=instant_of(absence.start_local, agent.timezone) + MINUTE",
            ),
            (
                "end=instant_of(absence.end_local, agent.timezone)",
                "end=instant_of(absence.end_local, agent.timezone) - MINUTE",
            ),
            (
                "daily_span(day, span.from_minute, span.to_minute, agent.timezone)",
                "daily_span(day, span.from_minute - 1, span.to_minute, agent.timezone)",
            ),
            (
                "daily_span(day, span.from_minute, span.to_minute, agent.timezone)",
                "daily_span(day, span.from_minute, span.to_minute + 1, agent.timezone)",
            ),
            (
                "daily_span(day, earliest or 0, latest, agent.timezone)",
                "daily_span(day, (earliest or 0) - 1, latest, agent.timezone)",
            ),
            (
                "daily_span(day, earliest or 0, latest, agent.timezone)",
                "daily_span(day, earliest or 0, latest + 1, agent.timezone)",
            ),
            ("if span.weekday == day.weekday()", "if span.weekday == day.isoweekday()"),
            ("if off.kind in CREDITED_KINDS", "if True"),
            ("start <= begins and ends <= end", "start < begins and ends <= end"),
            ("start <= begins and ends <= end", "start <= begins and ends < end"),
            ("start <= begins and ends <= end", "start <= begins and ends - MINUTE <= end"),
            ("start <= begins and ends <= end", "start <= begins + MINUTE and ends <= end"),
            ("min(count, contract.days_per_week)", "min(count, contract.days_per_week + 1)"),
            ("shown.hour * 60 + shown.minute)", "shown.hour * 60)"),
            ("pin.start_minute * MINUTE", "(pin.start_minute + 1) * MINUTE"),
        ],
    ),
)
