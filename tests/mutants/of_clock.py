"""Conversions of time: each off by one minute, hour or day, or at the other side of a change."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

MUTANTS: tuple[Mutant, ...] = tuple(
    mutants_of(
        "planner/clock.py",
        ["tests/planner/test_clock.py"],
        [
            ("name in pytz.all_timezones_set", "name.title() in pytz.all_timezones_set"),
            (
                "return zone.localize(wall, is_dst=None).astimezone(UTC)",
                "return zone.localize(wall, is_dst=None).astimezone(UTC) + MINUTE",
            ),
            (
                "return zone.localize(wall, is_dst=None).astimezone(UTC)",
                "return wall.replace(tzinfo=zone).astimezone(UTC)",
            ),
            ("return min(candidates)", "return max(candidates)"),
            ("early = early.replace(second=0, microsecond=0)\n", "early = early\n"),
            (
                "before, after = 0, -((early - late) // MINUTE)",
                "before, after = 0, -((early - late) // MINUTE) - 1",
            ),
            ("while after - before > 1:", "while after - before > 2:"),
            ("return early + after * MINUTE", "return early + (after + 1) * MINUTE"),
            ("return early + after * MINUTE", "return early + before * MINUTE"),
            (
                "        return _end_of_gap(wall, zone)",
                "        return zone.localize(wall).astimezone(UTC)",
            ),
            (
                "return instant.astimezone(_zone(timezone)).replace(tzinfo=None)",
                "return (instant + MINUTE).astimezone(_zone(timezone)).replace(tzinfo=None)",
            ),
            (
                "return instant.astimezone(_zone(timezone)).replace(tzinfo=None)",
                "return instant.astimezone(_zone(timezone))",
            ),
            ("return to_local(instant, timezone).date()", "return instant.date()"),
            (
                "to_utc(midnight + timedelta(days=1), timezone)",
                "to_utc(midnight, timezone) + timedelta(days=1)",
            ),
            (
                "return to_utc(midnight, timezone), to_utc(",
                "return to_utc(midnight, timezone) + MINUTE, to_utc(",
            ),
            ("+ np.arange(end - start)", "+ np.arange(end - start) + 1"),
            (
                "to_local(first + timedelta(minutes=minute), timezone)",
                "to_local(first + timedelta(minutes=minute + 1), timezone)",
            ),
            ("return _shown_minute(first, minute, timezone) - minute", "return 0"),
            ("if other == count - 1:", "if other >= count - 2:"),
            ("while other - same > 1:", "while other - same > 2:"),
            ("    return other\n", "    return other + 1\n"),
            (
                "if drift(middle) == offset else (same, middle)",
                "if drift(middle) != offset else (same, middle)",
            ),
            (
                "day = local_date(start, hours.timezone) - timedelta(days=2)",
                "day = local_date(start, hours.timezone)",
            ),
            (
                "last = local_date(end, hours.timezone) + timedelta(days=1)",
                "last = local_date(end, hours.timezone) - timedelta(days=1)",
            ),
            ("if day.weekday() in hours.weekdays:", "if day.isoweekday() in hours.weekdays:"),
            ("max(opens, start), min(closes, end)", "opens, min(closes, end)"),
            ("max(opens, start), min(closes, end)", "max(opens, start), closes"),
            ("if opens < closes:", "if opens <= closes:"),
            ("opens <= current[1]:", "opens < current[1]:"),
            ("opens <= current[1]:", "opens <= current[1] + MINUTE:"),
            ("if to_minute <= hours.from_minute:", "if to_minute < hours.from_minute:"),
            ("to_minute += DAY_MINUTES", "to_minute += DAY_MINUTES - 1"),
            ("timedelta(minutes=hours.from_minute)", "timedelta(minutes=hours.from_minute + 1)"),
            (
                "to_utc(midnight + timedelta(minutes=to_minute), hours.timezone)",
                "opens + timedelta(minutes=to_minute - hours.from_minute)",
            ),
            (
                "midnight + timedelta(minutes=to_minute)",
                "midnight + timedelta(minutes=to_minute + 1)",
            ),
            ("timedelta(days=7 * k), time.min)", "timedelta(days=7 * k + 1), time.min)"),
            ("for k in range(weeks + 1)", "for k in range(weeks + 2)"),
            ("return self.week_bounds[0]", "return self.week_bounds[0] + MINUTE"),
            (
                "return self.week_bounds[-1]",
                "return self.week_bounds[0] + timedelta(days=7 * self.weeks)",
            ),
            (
                "for bound in self.week_bounds\n        )",
                "for bound in self.week_bounds[:1]\n        )",
            ),
            ("if lower <= instant < upper:", "if lower < instant <= upper:"),
            ("if lower <= instant < upper:", "if lower <= instant <= upper:"),
            ("pairwise(self.week_bounds)", "pairwise(self.week_bounds[:2])"),
        ],
    )
)
