"""Labour rules that are asked for by name: each bound off by one, on either side."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/rules/days_off.py",
        ["tests/planner/rules/test_days_off.py"],
        [
            ("range(2, self.min_days_off_in_row + 1)", "range(2, self.min_days_off_in_row)"),
            ("range(2, self.min_days_off_in_row + 1)", "range(2, self.min_days_off_in_row + 2)"),
            ("range(2, self.min_days_off_in_row + 1)", "range(3, self.min_days_off_in_row + 1)"),
            ("known = past | choices.absent_dates", "known = past"),
            ("known = past | choices.absent_dates", "known = choices.absent_dates"),
            ("[1] * len(sides) + [-1] * len(inside)", "[1] * len(sides) + [0] * len(inside)"),
            ("0 if before in past else 1,", "1,"),
            ("0 < len(off) < self.min_days_off_in_row", "0 < len(off) <= self.min_days_off_in_row"),
            ("0 < len(off) < self.min_days_off_in_row", "1 < len(off) < self.min_days_off_in_row"),
            ("short and day in planned and", "short and"),
            (" and record.absent_dates.isdisjoint(off)", ""),
        ],
    ),
    *mutants_of(
        "planner/rules/starts.py",
        ["tests/planner/rules/test_starts.py"],
        [
            (
                "if (start - first) % DAY_MINUTES <= self.max_start_spread_minutes",
                "if (start - first) % DAY_MINUTES < self.max_start_spread_minutes",
            ),
            (
                "if (start - first) % DAY_MINUTES <= self.max_start_spread_minutes",
                "if (start - first) % DAY_MINUTES <= self.max_start_spread_minutes + 1",
            ),
            (
                "if (start - first) % DAY_MINUTES <= self.max_start_spread_minutes",
                "if abs(start - first) <= self.max_start_spread_minutes",
            ),
            ("[1] * len(firsts), None, 1)", "[1] * len(firsts), None, 2)"),
            (
                "if spread > self.max_start_spread_minutes:",
                "if spread >= self.max_start_spread_minutes:",
            ),
            (
                "if spread > self.max_start_spread_minutes:",
                "if spread > self.max_start_spread_minutes + 1:",
            ),
            ("in record.planned if row.week == week]", "in record.planned]"),
            ("max((start - first) % DAY_MINUTES", "max(abs(start - first)"),
            ("row.start_local.hour * 60 + row.start_local.minute", "row.start_local.hour * 60"),
            ("if start_of[k] < past.get(before, 0)", "if start_of[k] <= past.get(before, 0)"),
            ("if start_of[k] < past.get(before, 0)", "if start_of[k] < past.get(before, 0) - 1"),
            ("if start_of[k] <= start]", "if start_of[k] < start]"),
            ("if start_of[k] > start]", "if start_of[k] >= start]"),
            ("if start_of[k] > start]", "if start_of[k] > start + 1]"),
            ("before.local_date == timedelta(days=1)", "before.local_date <= timedelta(days=2)"),
            ("if row.week is not None and next_date and", "if next_date and"),
            (
                "_wall_minute(row) < _wall_minute(before):",
                "_wall_minute(row) <= _wall_minute(before):",
            ),
            (
                "_wall_minute(row) < _wall_minute(before):",
                "_wall_minute(row) < _wall_minute(before) - 1:",
            ),
        ],
    ),
    *mutants_of(
        "planner/rules/night_blocks.py",
        ["tests/planner/rules/test_night_blocks.py"],
        [
            (
                "return duty.night_window_minutes >= NIGHT_SHIFT_MINUTES",
                "return duty.night_window_minutes > NIGHT_SHIFT_MINUTES",
            ),
            ("for duty in choices.history if _is_night(duty)}", "for duty in choices.history}"),
            (
                "if row.night_window_minutes < NIGHT_SHIFT_MINUTES:",
                "if row.night_window_minutes <= NIGHT_SHIFT_MINUTES:",
            ),
            ("day - k * ONE_DAY for day in by_date", "day for day in by_date"),
            (
                "first + k * ONE_DAY for k in range(self.max_nights_in_row + 1)]",
                "first + k * ONE_DAY for k in range(self.max_nights_in_row + 2)]",
            ),
            ("None, self.max_nights_in_row - fixed)", "None, self.max_nights_in_row)"),
            ("if run > self.max_nights_in_row and", "if run >= self.max_nights_in_row and"),
            ("if run > self.max_nights_in_row and", "if run > self.max_nights_in_row + 1 and"),
            ("and row.week is not None and not reported", "and not reported"),
            ("reported = reported and run > 1\n", "pass\n"),
            ("row.local_date - before == ONE_DAY", "row.local_date - before <= 2 * ONE_DAY"),
            ("            run = 0\n", "            pass\n"),
            ("if before not in past and before not in nights:", "if before not in nights:"),
            ("fixed = (before in past) + (day in past)", "fixed = int(day in past)"),
            ("fixed = (before in past) + (day in past)", "fixed = int(before in past)"),
            ("rested = end + self", "rested = end + 1 + self"),
            ("rested = end + self", "rested = end - 1 + self"),
            ("+ [-1] * len(after),", "+ [0] * len(after),"),
            ("if choices.duties[k].end_minute >= end]", "if choices.duties[k].end_minute > end]"),
            ("later - day == ONE_DAY and", "later - day >= ONE_DAY and"),
            ("max(choices.history, key", "min(choices.history, key"),
            ("LEAST_BLOCK = 2", "LEAST_BLOCK = 1"),
            ("LEAST_BLOCK = 2", "LEAST_BLOCK = 3"),
            ("and run <= 1\n", "\n"),
            (
                "rest_minutes < self.min_rest_after_nights_minutes",
                "rest_minutes <= self.min_rest_after_nights_minutes",
            ),
            (
                "rest_minutes < self.min_rest_after_nights_minutes",
                "rest_minutes < self.min_rest_after_nights_minutes - 1",
            ),
        ],
    ),
    *mutants_of(
        "planner/rules/holidays_off.py",
        ["tests/planner/rules/test_holidays_off.py"],
        [
            ("return not self.asked or duty.holiday_minutes == 0", "return not self.asked"),
            ("return not self.asked or duty.holiday_minutes == 0", "return True"),
            ("return not self.asked or duty.", "return duty."),
            ("duty.holiday_minutes == 0", "duty.holiday_minutes <= 1"),
            ("if not self.asked or row.", "if row."),
            ("row.holiday_minutes == 0", "row.holiday_minutes <= 1"),
        ],
    ),
    *mutants_of(
        "planner/rules/split_shifts.py",
        ["tests/planner/rules/test_split_shifts.py"],
        [
            ("duty.longest_unpaid_minutes <= self", "duty.longest_unpaid_minutes < self"),
            ("row.longest_unpaid_minutes <= self", "row.longest_unpaid_minutes < self"),
            ("row.longest_unpaid_minutes <= self", "row.longest_unpaid_minutes - 1 <= self"),
            ("duty.start_minute <= self.most", "duty.start_minute < self.most"),
            ("duty.start_minute <= self.most", "duty.start_minute - 1 <= self.most"),
            ("or lasts <= self.most", "or lasts < self.most"),
            ("or lasts <= self.most", "or lasts - 1 <= self.most"),
        ],
    ),
    *mutants_of(
        "planner/rules/averages.py",
        ["tests/planner/rules/test_averages.py"],
        [
            ("past_weeks[: self.averaging_weeks - 1]", "past_weeks[: self.averaging_weeks]"),
            ("self._most(1 + len(counted), away)", "self._most(2 + len(counted), away)"),
            ("max(0, most - sum", "max(1, most - sum"),
            ("weeks - Fraction(credited_dates", "weeks + Fraction(credited_dates"),
            ("self.averaging_weeks - 1 - week)]", "self.averaging_weeks - week)]"),
            ("max(0, week - self.averaging_weeks + 1)", "max(0, week - self.averaging_weeks)"),
            ("choices.credited_dates[first : week + 1]", "choices.credited_dates[first:week]"),
            ("week - first + 1 + len(counted), away", "week - first + len(counted), away"),
            ("            most + slack,", "            most + slack + 1,"),
            ("            most + slack,", "            most + slack - 1,"),
            ("[-dates], None, 0)", "[-dates], None, 1)"),
            ("end - self.averaging_weeks) : end]", "end - self.averaging_weeks - 1) : end]"),
            ("if own.paid_minutes > 0 and minutes > most:", "if minutes > most:"),
            ("> 0 and minutes > most:", "> 0 and minutes >= most:"),
            ("> 0 and minutes > most:", "> 0 and minutes > most + 1:"),
        ],
    ),
)
