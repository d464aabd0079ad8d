"""The best week under rules on the order of shifts: a state forgotten, a bound off by one."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

TESTS = ["tests/planner/roster/test_linked_tours.py"]

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/roster/linked_states.py",
        TESTS,
        [
            ("run = (days + 1 if follows else 1)", "run = (days + 1)"),
            ("block = (nights + 1 if follows else 1)", "block = (nights + 1)"),
            ("run > self.days) or", "run >= self.days) or"),
            ("block > self.nights)", "block >= self.nights)"),
            ("days=most if most < days_before + longest", "days=most if most < longest"),
            ("BLOCK if law.min_rest_after_nights_minutes > 0 else 0", "0"),
            ("minutes > limits.most_minutes or", "minutes >= limits.most_minutes or"),
        ],
    ),
    *mutants_of(
        "planner/roster/linked_space.py",
        TESTS,
        [
            ("or law.max_start_spread_minutes is not None", ""),
            ("or law.max_nights_in_row is not None", ""),
            ("return not 0 < len(off) < least or", "return not 0 < len(off) <= least or"),
            (" or not member.absent_dates.isdisjoint(off)", ""),
            ("duty.start_wall_minute < last.start_wall_minute", "False"),
            ("if runs.nights_before >= BLOCK and", "if runs.nights_before > BLOCK and"),
            ("not (follows and kind[1]):", "not kind[1]:"),
            ("if last <= wall)", "if True)"),
            ("(wall - first) % DAY_MINUTES <= spread)", "0 <= wall - first <= spread)"),
            ("        if musts[before]:\n            return\n", ""),
        ],
    ),
    *mutants_of(
        "planner/roster/linked_tours.py",
        TESTS,
        [
            ("if bounds[window] >=", "if bounds[window] + 400 >="),
            ('limit = np.searchsorted(chain.walls, options.walls, "right")', "limit = None"),
            ("goes_on = options.nights & follows", "goes_on = options.nights"),
            ("soon = np.where(goes_on, soon, rested(max(rest, after)))", "pass"),
            ("late = np.where(goes_on, late, rested(max(pause, after)))", "pass"),
            ('options.starts - least, "right")', 'options.starts - least, "left")'),
            ("        if space.empty_cost < best:\n", "        if False:\n"),
            ("if not space.may_end[day] or not", "if not"),
        ],
    ),
    *mutants_of(
        "planner/roster/start_windows.py",
        TESTS,
        [
            ("% DAY_MINUTES <= space.spread", "% DAY_MINUTES < space.spread"),
            ("np.full_like(best, FAR) if options.must else best.copy()", "np.full_like(best, FAR)"),
            ("ending[0] = space.empty_cost", "pass"),
        ],
    ),
)
