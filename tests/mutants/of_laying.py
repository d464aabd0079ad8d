"""Local times laid down as instants: starts of shifts, breaks, availability, time off."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/absence.py",
        ["tests/planner/test_absence.py"],
        [
            ('frozenset({"vacation", "sick", "training"})', 'frozenset({"vacation", "sick"})'),
            ("AROUND_DAYS = 4", "AROUND_DAYS = 0"),
            ("if span.weekday == day.weekday():", "if span.weekday == day.isoweekday():"),
            (
                "earliest = agent.earliest_start_minute or 0",
                "earliest = agent.earliest_start_minute or 1",
            ),
            (
                "return to_minute if to_minute > from_minute",
                "return to_minute if to_minute >= from_minute",
            ),
            ("else to_minute + DAY_MINUTES", "else to_minute + DAY_MINUTES - 1"),
            ("timedelta(minutes=from_minute)", "timedelta(minutes=from_minute + 1)"),
            ("timedelta(minutes=to_minute)", "timedelta(minutes=to_minute + 1)"),
            ("start <= result[-1][1]:", "start < result[-1][1]:"),
            ("max(result[-1][1], end))", "end)"),
            (
                "clock.to_utc(absence.start_local, agent.timezone)",
                'clock.to_utc(absence.start_local, "UTC")',
            ),
            (
                "clock.to_utc(absence.end_local, agent.timezone)",
                'clock.to_utc(absence.end_local, "UTC")',
            ),
            ("if absence.agent_id == agent.agent_id", "if True"),
            ("if a.kind in CREDITING_KINDS", "if True"),
            ("start <= lower and upper <= end", "start < lower and upper <= end"),
            ("start <= lower and upper <= end", "start <= lower and upper < end"),
            (
                "start <= lower and upper <= end",
                "start <= lower + timedelta(minutes=1) and upper <= end",
            ),
            (
                "start <= lower and upper <= end",
                "start <= lower and upper <= end + timedelta(minutes=1)",
            ),
            ("week = horizon.week_of(midnight)", "week = horizon.week_of(midnight + ONE_DAY)"),
            ("min(count, contract.days_per_week)", "min(count, contract.days_per_week + 1)"),
        ],
    ),
    *mutants_of(
        "planner/roster/duties.py",
        ["tests/planner/roster/test_laying_shifts.py"],
        [
            ("minutes=self.template.length_minutes)", "minutes=self.template.length_minutes + 1)"),
            ("- 2 * ONE_DAY", "+ ONE_DAY"),
            (
                "clock.local_date(end, agent.timezone) + ONE_DAY",
                "clock.local_date(end, agent.timezone) - ONE_DAY",
            ),
            ("template.start_to_minute + 1,", "template.start_to_minute,"),
            ("template.start_to_minute + 1,", "template.start_to_minute + 2,"),
            (
                "midnight + timedelta(minutes=minute), agent",
                "midnight + timedelta(minutes=minute + 1), agent",
            ),
            (
                "clock.to_utc(midnight + timedelta(minutes=minute), agent.timezone)",
                "clock.to_utc(midnight, agent.timezone) + timedelta(minutes=minute)",
            ),
            ("if start <= instant < end", "if start < instant < end"),
            ("if start <= instant < end", "if start <= instant <= end"),
            (" and instant not in seen:", ":"),
            ("local_date=wall.date(),", "local_date=day,"),
            (
                "start_wall_minute=wall.hour * 60 + wall.minute,\n                    )",
                "start_wall_minute=minute,\n                    )",
            ),
            (
                "-(start_minute + pause.earliest_minute) % interval_minutes",
                "-pause.earliest_minute % interval_minutes",
            ),
            ("pause.latest_minute + 1, interval_minutes", "pause.latest_minute, interval_minutes"),
            (
                "pause.latest_minute + 1, interval_minutes",
                "pause.latest_minute + 2, interval_minutes",
            ),
            ("way[-1] + breaks[index - 1].minutes", "way[-1] + breaks[index - 1].minutes + 1"),
            ("way[-1] + breaks[index - 1].minutes", "way[-1]"),
            ("if offset >= free_from]", "if offset > free_from]"),
            (
                "if not later and free_from <= pause.latest_minute:",
                "if not later and free_from < pause.latest_minute:",
            ),
            (
                "if not later and free_from <= pause.latest_minute:",
                "if not later and free_from <= pause.latest_minute + 1:",
            ),
            (
                "end_minute=start + laid.template.length_minutes,",
                "end_minute=start + laid.template.paid_minutes,",
            ),
            (
                "start_minute=minutes_from(horizon.start, row.start)",
                "start_minute=minutes_from(horizon.start, row.start) + 1",
            ),
            (
                "end_minute=minutes_from(horizon.start, row.end)",
                "end_minute=minutes_from(horizon.start, row.end) + 1",
            ),
            (
                "start_wall_minute=wall.hour * 60 + wall.minute,\n        paid",
                "start_wall_minute=wall.hour * 60,\n        paid",
            ),
            (
                "(instant - origin) // timedelta(minutes=1)",
                "(instant - origin) // timedelta(minutes=1) + 1",
            ),
        ],
    ),
    *mutants_of(
        "planner/staffing/opening.py",
        ["tests/planner/staffing/test_opening.py"],
        [
            (
                "(instant - horizon.start) // timedelta(minutes=1)",
                "(instant - horizon.start) // timedelta(minutes=1) + 1",
            ),
            ("+ self.interval_minutes) > (", "+ self.interval_minutes) >= ("),
            (
                "self._opened_before(self._slot_starts() + self.interval_minutes)",
                "self._opened_before(self._slot_starts() + 1)",
            ),
            ("+ within_minutes\n", "+ within_minutes + 1\n"),
            ("+ within_minutes\n", "+ within_minutes - 1\n"),
            ('target, side="left") - 1', 'target, side="right") - 1'),
            (
                "(self.arrival_slots() + 1) * self.interval_minutes",
                "self.arrival_slots() * self.interval_minutes",
            ),
            (
                "np.arange(self.slots, dtype=np.int64) * self.interval_minutes",
                "np.arange(self.slots, dtype=np.int64) * self.interval_minutes + 1",
            ),
            (
                "np.clip(minute - self.opens[span], 0, length)",
                "np.clip(minute - self.opens[span], 0, None)",
            ),
            ("return self.opened[span] + inside", "return self.opened[span]"),
        ],
    ),
)
