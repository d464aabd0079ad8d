"""Labour rules: each bound off by one, on the solver's side and on the audit's."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

TESTS = ["tests/planner/rules/test_bounds_by_hand.py"]

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/rules/duty_rules.py",
        TESTS,
        [
            ("NIGHT_SHIFT_MINUTES = 180", "NIGHT_SHIFT_MINUTES = 181"),
            ("NIGHT_SHIFT_MINUTES = 180", "NIGHT_SHIFT_MINUTES = 179"),
            (
                "duty.night_window_minutes < NIGHT_SHIFT_MINUTES",
                "duty.night_window_minutes <= NIGHT_SHIFT_MINUTES",
            ),
            (
                "row.night_window_minutes < NIGHT_SHIFT_MINUTES",
                "row.night_window_minutes <= NIGHT_SHIFT_MINUTES",
            ),
            ("return self.willing or duty", "return duty"),
            ("if self.willing or row", "if row"),
            (
                "subject.agent.earliest_start_minute or 0)",
                "subject.agent.earliest_start_minute or 541)",
            ),
            (
                "duty.start_wall_minute >= self.earliest_start_minute",
                "duty.start_wall_minute > self.earliest_start_minute",
            ),
            (
                "available = start_minute >= self.earliest_start_minute",
                "available = start_minute > self.earliest_start_minute",
            ),
            ("start <= duty.start_minute and", "start - 1 <= duty.start_minute and"),
            ("start <= duty.start_minute and", "start < duty.start_minute and"),
            ("duty.end_minute <= end for", "duty.end_minute <= end + 1 for"),
            ("duty.end_minute <= end for", "duty.end_minute < end for"),
            (
                "start_minute = row.start_local.hour * 60 + row.start_local.minute\n",
                "start_minute = row.start_local.hour * 60\n",
            ),
            ("window.start <= row.start and", "window.start < row.start and"),
            ("and row.end <= window.end", "and row.end < window.end"),
            ("and row.end <= window.end", ""),
            ("window.start <= row.start and", ""),
            ("duty.end_minute <= start or", "duty.end_minute < start or"),
            ("duty.end_minute <= start or", "duty.end_minute <= start + 1 or"),
            ("or end <= duty.start_minute", "or end < duty.start_minute"),
            ("or end <= duty.start_minute", "or end <= duty.start_minute + 1"),
            ("row.start < absence.end and", "row.start <= absence.end and"),
            ("absence.start < row.end:", "absence.start <= row.end:"),
            (
                "row.start < absence.end and absence.start < row.end",
                "absence.start <= row.start < absence.end",
            ),
            ("duty.start_wall_minute) == pin", "pin[2]) == pin"),
            (
                "duty.shift, duty.start_wall_minute) == pin",
                "pin[1], duty.start_wall_minute) == pin",
            ),
            ("(duty.local_date, duty.shift,", "(pin[0], duty.shift,"),
            ("[1] * len(answering), 1, 1)", "[1] * len(answering), 0, 1)"),
            (
                "row.start_local.hour * 60 + row.start_local.minute)\n",
                "row.start_local.hour * 60)\n",
            ),
            ("for row in record.planned\n        }", "for row in record.worked\n        }"),
        ],
    ),
    *mutants_of(
        "planner/rules/hours.py",
        TESTS,
        [
            ("for row in record.planned if row.week == week)", "for row in record.planned)"),
            (
                "min(bound for bound in bounds if bound is not None)",
                "max(bound for bound in bounds if bound is not None)",
            ),
            (
                "subject.contract.max_weekly_minutes, subject.law.max_weekly_minutes)",
                "subject.contract.max_weekly_minutes,)",
            ),
            (
                "                None,\n                self.max_weekly_minutes,",
                "                None,\n                self.max_weekly_minutes + 1,",
            ),
            (
                "                None,\n                self.max_weekly_minutes,",
                "                None,\n                self.max_weekly_minutes - 1,",
            ),
            ("if minutes > self.max_weekly_minutes", "if minutes > self.max_weekly_minutes + 1"),
            ("if minutes > self.max_weekly_minutes", "if minutes >= self.max_weekly_minutes"),
            (
                "0 if contract.hourly else contract.min_weekly_minutes",
                "contract.min_weekly_minutes",
            ),
            (
                "Fraction(contract.weekly_minutes, contract.days_per_week)",
                "Fraction(contract.weekly_minutes, contract.days_per_week + 1)",
            ),
            ("ceil(self.min_weekly_minutes", "int(self.min_weekly_minutes"),
            ("max(0, ceil(", "max(1, ceil("),
            (
                "                    least,\n                    None,",
                "                    least - 1,\n                    None,",
            ),
            (
                "                    least,\n                    None,",
                "                    least + 1,\n                    None,",
            ),
            ("self._least(choices.credited_dates[week])", "self._least(choices.credited_dates[0])"),
            ("self._least(record.credited_dates[week])", "self._least(record.credited_dates[0])"),
            ("if minutes < least:", "if minutes < least - 1:"),
            ("if minutes < least:", "if minutes <= least:"),
            (
                "self.days_per_week - choices.credited_dates[week]",
                "self.days_per_week + 1 - choices.credited_dates[week]",
            ),
            (
                "self.days_per_week - choices.credited_dates[week]",
                "self.days_per_week - 1 - choices.credited_dates[week]",
            ),
            ("self.days_per_week - choices.credited_dates[week]", "self.days_per_week"),
            ("self.days_per_week - record.credited_dates[week]", "self.days_per_week"),
            ("if worked > most:", "if worked > most + 1:"),
            ("if worked > most:", "if worked >= most:"),
            ("in record.planned if row.week == week})", "in record.planned})"),
            ("past = {duty.local_date for duty in choices.history}", "past: set[date] = set()"),
            (
                "None, self.max_consecutive_days - fixed)",
                "None, self.max_consecutive_days - fixed + 1)",
            ),
            (
                "None, self.max_consecutive_days - fixed)",
                "None, self.max_consecutive_days - fixed - 1)",
            ),
            ("range(self.max_consecutive_days + 1)", "range(self.max_consecutive_days + 2)"),
            ("range(self.max_consecutive_days + 1)", "range(self.max_consecutive_days)"),
            (
                "last, day = max(by_date), min(by_date) - run",
                "last, day = max(by_date), min(by_date)",
            ),
            ("while day + run <= last:", "while day + run < last:"),
            ("day - before == timedelta(days=1)", "day - before <= timedelta(days=2)"),
            ("run = run + 1 if follows else 1", "run = run + 1 if follows else 0"),
            (
                "if run > self.max_consecutive_days and",
                "if run > self.max_consecutive_days + 1 and",
            ),
            ("if run > self.max_consecutive_days and", "if run >= self.max_consecutive_days and"),
            (
                "dates = sorted({row.local_date for row in record.worked})",
                "dates = sorted({row.local_date for row in record.planned})",
            ),
            (" and day in planned and", " and"),
            ("reported = reported and follows\n", "pass\n"),
        ],
    ),
    *mutants_of(
        "planner/rules/rest.py",
        TESTS,
        [
            (
                "(past.end_minute + self.min_rest_minutes for past",
                "(past.end_minute + self.min_rest_minutes + 1 for past",
            ),
            (
                "(past.end_minute + self.min_rest_minutes for past",
                "(past.end_minute + self.min_rest_minutes - 1 for past",
            ),
            ("duty.start_minute < rested:", "duty.start_minute <= rested:"),
            (
                "[duty.end_minute + self.min_rest_minutes for duty",
                "[duty.end_minute + self.min_rest_minutes + 1 for duty",
            ),
            (
                "[duty.end_minute + self.min_rest_minutes for duty",
                "[duty.end_minute + self.min_rest_minutes - 1 for duty",
            ),
            ("rest_minutes < self.min_rest_minutes:", "rest_minutes <= self.min_rest_minutes:"),
            ("rest_minutes < self.min_rest_minutes:", "rest_minutes < self.min_rest_minutes - 1:"),
            ("row.week is not None and rest_minutes", "rest_minutes"),
            (
                "end = start + self.min_weekly_rest_minutes",
                "end = start + self.min_weekly_rest_minutes + 1",
            ),
            (
                "end = start + self.min_weekly_rest_minutes",
                "end = start + self.min_weekly_rest_minutes - 1",
            ),
            (
                "if duty.start_minute < end and start < duty.end_minute",
                "if start <= duty.start_minute < end",
            ),
            (
                "if duty.start_minute < end and start < duty.end_minute",
                "if duty.start_minute <= end and start < duty.end_minute",
            ),
            (
                "if duty.start_minute < end and start < duty.end_minute",
                "if duty.start_minute < end and start <= duty.end_minute",
            ),
            ("[1] * (len(of_day) + 1), None, 1)", "[1] * (len(of_day) + 1), None, 2)"),
            ("[1] * len(pauses), 1, None)", "[1] * len(pauses), 0, None)"),
            ("first = worked_until\n", "first = worked_until + 1\n"),
            ("lower + 1 - self.min_weekly_rest_minutes", "lower - self.min_weekly_rest_minutes"),
            (
                "lower + 1 - self.min_weekly_rest_minutes",
                "lower + 2 - self.min_weekly_rest_minutes",
            ),
            ("elif week == 0:", "else:"),
            (
                "latest = upper - self.min_weekly_rest_minutes",
                "latest = upper - self.min_weekly_rest_minutes + 1",
            ),
            (
                "latest = upper - self.min_weekly_rest_minutes",
                "latest = upper - self.min_weekly_rest_minutes - 1",
            ),
            ("if first <= latest else set()", "if first < latest else set()"),
            ("first < duty.end_minute <= latest", "first < duty.end_minute < latest"),
            (
                "if longest < self.min_weekly_rest_minutes and",
                "if longest <= self.min_weekly_rest_minutes and",
            ),
            (
                "if longest < self.min_weekly_rest_minutes and",
                "if longest < self.min_weekly_rest_minutes - 1 and",
            ),
            (
                "free_from = max(row.end for row in record.history)",
                "free_from = min(row.end for row in record.history)",
            ),
            ("if week == 0 and record.history:", "if record.history:"),
            ("if week == 0 and record.history:", "if False:"),
            ("if row.start > lower:", "if row.start >= lower:"),
            (
                "longest = max(longest, row.start - free_from)",
                "longest = max(longest, row.start - lower)",
            ),
            ("longest = max(longest, upper - free_from)\n", "pass\n"),
            ("free_from = max(free_from, row.end)", "free_from = max(free_from, row.start)"),
        ],
    ),
)
