"""Money: each rate, premium, tier, bound and rounding changed by one or left out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

HERE = "tests/planner/costing/"
MONEY = [f"{HERE}test_money.py"]
TIME = [f"{HERE}test_premium_time.py"]
PAY = [f"{HERE}test_pay.py"]
OVERTIME = [f"{HERE}test_overtime.py"]
EXTERNAL = [f"{HERE}test_external.py"]
TABLES = [f"{HERE}test_tables.py"]

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/costing/money.py",
        MONEY,
        [
            ("return round(amount * 100)", "return int(amount * 100 + Fraction(1, 2))"),
            ("return round(amount * 100)", "return round(float(amount) * 100)"),
            ("return round(amount * 100)", "return round(amount * 101)"),
            ("* share * minutes / 60)", "* share * minutes / 61)"),
            ("* share * minutes / 60)", "* share * (minutes + 1) / 60)"),
            ("cents_of(wage_per_hour * share * minutes", "cents_of(wage_per_hour * minutes"),
            ("rate = wage_per_hour * share * 100 / 60", "rate = wage_per_hour * share * 100 / 61"),
            ("rate = wage_per_hour * share * 100 / 60", "rate = wage_per_hour * 100 / 60"),
            (">= _SAFE_INT64 or", ">= 8 * _SAFE_INT64 or"),
            ("rate.denominator >= _SAFE_INT64", "rate.denominator >= 8 * _SAFE_INT64"),
            ("max(most, 1) * abs", "abs"),
            ("np.abs(whole).max(initial=0)", "np.abs(whole).min(initial=0)"),
            ("exact = [round(rate * int(minute))", "exact = [int(rate * int(minute))"),
            ("twice = 2 * rest", "twice = 2 * rest + 1"),
            ("up = (twice > rate.denominator)", "up = (twice >= rate.denominator)"),
            ("(quotient % 2 == 1)", "(quotient % 2 == 0)"),
            (" | ((twice == rate.denominator) & (quotient % 2 == 1))", ""),
            ("scaleb(-2)", "scaleb(-3)"),
        ],
    ),
    *mutants_of(
        "planner/costing/premium_time.py",
        TIME,
        [
            ("from_minute=22 * 60", "from_minute=22 * 60 + 1"),
            ("to_minute=6 * 60", "to_minute=6 * 60 - 1"),
            ("weekdays=frozenset({5, 6})", "weekdays=frozenset({6})"),
            ("night=self.night - other.night", "night=self.night"),
            ("weekend=self.weekend - other.weekend", "weekend=self.weekend"),
            ("holiday=self.holiday - other.holiday", "holiday=self.holiday"),
            ("epoch = first if epoch is None else epoch", "epoch = first"),
            ("max((last - first) // MINUTE, 0)", "max((last - first) // MINUTE - 1, 0)"),
            ("local_minutes(first, ", "local_minutes(first + MINUTE, "),
            ("local_minutes(first, ", "local_minutes(first - MINUTE, "),
            ("ordinal = day + 1", "ordinal = day"),
            ("weekend = law.weekend or USUAL_WEEKEND", "weekend = USUAL_WEEKEND"),
            ("law.night or USUAL_NIGHT", "USUAL_NIGHT"),
            ("_is_among(day % 7, ", "_is_among(ordinal % 7, "),
            ("first_minute=(first - epoch) // MINUTE", "first_minute=0"),
            ("for start, _ in spans]", "for start, _ in spans[:1]]"),
            ("night=int(counted.night.sum())", "night=int(counted.night.max(initial=0))"),
            ("weekend=int(counted.weekend.sum())", "weekend=int(counted.night.sum())"),
            ("holiday=int(counted.holiday.sum())", "holiday=int(counted.weekend.sum())"),
            (
                "night=self.night_before[ends] - self.night_before[starts]",
                "night=self.night_before[ends] - self.night_before[starts] + 1",
            ),
            (
                "weekend=self.weekend_before[ends] - self.weekend_before[starts]",
                "weekend=self.weekend_before[ends] - self.night_before[starts]",
            ),
            (
                "holiday=self.holiday_before[ends] - self.holiday_before[starts]",
                "holiday=self.holiday_before[ends]",
            ),
            (
                "return self.between(start_minutes, end_minutes).night",
                "return self.between(start_minutes, end_minutes).weekend",
            ),
            (
                "return (instant - self.epoch) // MINUTE",
                "return (instant - self.epoch) // MINUTE + 1",
            ),
            ("dtype=np.int64) - self.first_minute", "dtype=np.int64) - self.first_minute - 1"),
            ("positions.min() < 0", "positions.min() < -1"),
            ("positions.max() > last", "positions.max() > last + 1"),
            ("local_date(last, timezone))", "local_date(first, timezone))"),
            ("np.cumsum(flags, out=before[1:])", "np.cumsum(flags[:-1], out=before[1:-1])"),
            ("minute >= night.from_minute", "minute > night.from_minute"),
            (", minute < night.to_minute", ", minute <= night.to_minute"),
            ("if night.from_minute < night.to_minute", "if night.from_minute <= night.to_minute"),
            ("else after | before", "else after & before"),
        ],
    ),
    *mutants_of(
        "planner/public_holidays.py",
        ["tests/planner/test_public_holidays.py"],
        [
            ("if first <= day <= last", "if first < day <= last"),
            ("if first <= day <= last", "if first <= day < last"),
            ("range(first.year, last.year + 1)", "range(first.year, last.year)"),
            ("range(first.year, last.year + 1)", "range(first.year + 1, last.year + 1)"),
            ('categories="public"', 'categories=("public", "government")'),
            ("subdiv=subdivision or None", "subdiv=None"),
            ('subdivision if known_subdivision(country, subdivision) else ""', '""'),
        ],
    ),
    *mutants_of(
        "planner/costing/pay.py",
        PAY,
        [
            ("if pause.paid:\n            continue", "if not pause.paid:\n            continue"),
            ("min(pause.start, assignment.end)", "pause.start"),
            ("start = max(start, pause.end)", "start = pause.end"),
            ("start = max(start, pause.end)", "start = pause.start"),
            ("sorted(assignment.activities, key=lambda each: each.start)", "assignment.activities"),
            ("pay_cents=cents(wage_per_hour, paid)", "pay_cents=cents(wage_per_hour, paid + 1)"),
            ("pay_cents=cents(wage_per_hour, paid)", "pay_cents=cents(wage_per_hour, paid - 1)"),
            (
                "night_cents=cents(wage_per_hour, special.night,",
                "night_cents=cents(wage_per_hour, special.night + 1,",
            ),
            (
                "weekend_cents=cents(wage_per_hour, special.weekend,",
                "weekend_cents=cents(wage_per_hour, special.weekend + 1,",
            ),
            (
                "holiday_cents=cents(wage_per_hour, special.holiday,",
                "holiday_cents=cents(wage_per_hour, special.holiday + 1,",
            ),
            ("return NOTHING if law.night is None else law.night.premium", "return NOTHING"),
            ("return NOTHING if law.weekend is None else law.weekend.premium", "return NOTHING"),
            (
                "pay_cents=cents_array(wage_per_hour, paid_minutes)",
                "pay_cents=cents_array(wage_per_hour, paid_minutes + 1)",
            ),
            (
                "cents_array(wage_per_hour, special.night, ",
                "cents_array(wage_per_hour, special.weekend, ",
            ),
            (
                "cents_array(wage_per_hour, special.weekend, ",
                "cents_array(wage_per_hour, special.holiday, ",
            ),
            (
                "cents_array(wage_per_hour, special.holiday, ",
                "cents_array(wage_per_hour, special.night, ",
            ),
            (
                "owed = contract.min_weekly_minutes if contract.hourly",
                "owed = contract.min_weekly_minutes if not contract.hourly",
            ),
            (
                "return max(0, owed - rostered_minutes)",
                "return max(0, owed - rostered_minutes + 1)",
            ),
            (
                "return max(0, owed - rostered_minutes)",
                "return max(0, owed - rostered_minutes - 1)",
            ),
            ("return max(0, owed - rostered_minutes)", "return owed - rostered_minutes"),
            ("return 0 if contract.hourly", "return 0 if not contract.hourly"),
        ],
    ),
    *mutants_of(
        "planner/costing/overtime.py",
        OVERTIME,
        [
            ("if 0 < bound < row.paid_minutes", "if 1 < bound < row.paid_minutes"),
            ("if 0 < bound < row.paid_minutes", "if 0 < bound < row.paid_minutes - 1"),
            ("if (row.seventh_day or not tier.seventh_day)", "if (row.seventh_day)"),
            ("if (row.seventh_day or not tier.seventh_day)", "if (True)"),
            ("all(lower >= bound for", "all(lower > bound for"),
            ("all(lower >= bound for", "any(lower >= bound for"),
            ("yield upper - lower, max(", "yield upper - lower + 1, max("),
            ("yield upper - lower, max(", "yield upper - lower, min("),
            ("before += row.paid_minutes", "before += row.paid_minutes + 1"),
            ("before += row.paid_minutes", "before = row.paid_minutes"),
            (
                "bounds.append(tier.over_daily_minutes)",
                "bounds.append(tier.over_daily_minutes + 1)",
            ),
            (
                "bounds.append(tier.over_weekly_minutes - before)",
                "bounds.append(tier.over_weekly_minutes - before - 1)",
            ),
            ("taken[tier] += minutes", "taken[tier] = minutes"),
            ("if tier.premium > 0", "if tier.premium >= 0"),
            ("(tier.premium * minutes for", "(minutes for"),
            ("cents_of(wage_per_hour * weighted / 60)", "cents_of(wage_per_hour * weighted / 61)"),
            ("for back in range(1, 7))", "for back in range(1, 6))"),
            ("for back in range(1, 7))", "for back in range(1, 8))"),
        ],
    ),
    *mutants_of(
        "planner/costing/external.py",
        EXTERNAL,
        [
            ("max(hours, vendor.min_hours_per_week))", "hours)"),
            ("max(hours, vendor.min_hours_per_week))", "vendor.min_hours_per_week)"),
            ("* contacts)", "* (contacts + 1))"),
            ("horizon.interval_minutes / 60", "horizon.interval_minutes / 61"),
            ("fsum(use.agents for use in uses)", "len(uses)"),
            (
                "Fraction(fsum(use.contacts for use in uses))",
                "Fraction(sum(use.contacts for use in uses))",
            ),
            (
                "for week in range(horizon.weeks):\n            item",
                "for week in range(horizon.weeks - 1):\n            item",
            ),
            ("bought.get((vendor.name, week), [])", "bought.get((vendor.name, 0), [])"),
            ("if item.quantity:", "if True:"),
            ("resolved.get((bot.name, week), [])", "resolved.get((bot.name, 0), [])"),
            ("cents_of(bot.price_per_resolution * quantity)", "cents_of(quantity)"),
        ],
    ),
    *mutants_of(
        "planner/costing/items.py",
        TABLES,
        [
            ("bisect_right(bounds, instant) - 1", "sum(each < instant for each in bounds) - 1"),
            ("bisect_right(bounds, instant) - 1", "bisect_right(bounds, instant)"),
            ("if not 0 <= week < horizon.weeks:", "if not 0 <= week <= horizon.weeks:"),
            ("if not 0 <= week < horizon.weeks:", "if week >= horizon.weeks:"),
        ],
    ),
    *mutants_of(
        "planner/costing/team.py",
        TABLES,
        [
            ("max([horizon.end, *(one.end for one in assignments)])", "horizon.end"),
            ("for one in sorted(rows, key=lambda each: each.start):", "for one in rows:"),
            ("+ past.get(agent.agent_id, [])", ""),
            ("if one.start < horizon.start:", "if True:"),
            ("of_week = [row for row in own if row.week == week]", "of_week = own"),
            (
                '("wages", rostered, sum(pay.pay_cents for pay in pays))',
                '("wages", rostered, sum(pay.pay_cents + 1 for pay in pays))',
            ),
            ("idle_cents(contract, wage, rostered)", "idle_cents(contract, wage, rostered + 1)"),
            ("overtime_cents(wage, tiers, week_rows)", "0"),
            ("sum(pay.night_cents for pay in pays)", "0"),
            ("sum(pay.weekend_cents for pay in pays)", "0"),
            ("sum(pay.holiday_cents for pay in pays)", "0"),
            ("seventh_day=row.assignment.local_date in sevenths", "seventh_day=False"),
            ('(item == "wages" and minutes)', "minutes"),
            ("Fraction(minutes, 60)", "Fraction(minutes, 61)"),
            ("return weeks * weekly + bot_cents", "return weekly + bot_cents"),
            ("return weeks * weekly + bot_cents", "return weeks * weekly"),
        ],
    ),
    *mutants_of(
        "planner/costing/tables.py",
        TABLES,
        [
            ("*vendor_items(scenario.vendors, horizon, vendor_use),\n", ""),
            ("*bot_items(scenario.bots, horizon, bot_resolutions),\n", ""),
            ("items.sort(key=lambda each: ITEMS.index(each.item))", "items = items[:]"),
            ("start=Decimal(0)).scaleb(2)", "start=Decimal(0)).scaleb(3)"),
            ("_walls(to_local(one.start, zone)", "_walls(to_local(one.end, zone)"),
            ("_walls(to_local(one.end, zone)", "_walls(to_local(one.start, zone)"),
            (
                "_instants(one.end for one, _ in placed)",
                "_instants(one.start for one, _ in placed)",
            ),
            (
                "_money(row.pay.premium_cents for row in rows)",
                "_money(row.pay.night_cents for row in rows)",
            ),
            (
                "_money(row.pay.pay_cents for row in rows)",
                "_money(row.pay.total_cents for row in rows)",
            ),
            (
                "key=lambda row: (row.assignment.start, row.agent.agent_id)",
                "key=lambda row: row.assignment.start",
            ),
            ("key=lambda row: (row[1].start, row[0].agent_id)", "key=lambda row: row[1].start"),
        ],
    ),
    *mutants_of(
        "planner/fairness.py",
        ["tests/planner/test_fairness.py"],
        [
            ("timedelta(hours=56 * 24)", "timedelta(hours=56 * 24, minutes=1)"),
            ("timedelta(hours=56 * 24)", "timedelta(hours=56 * 24, minutes=-1)"),
            ("LEAST_CONTRACT_MINUTES = 60 ", "LEAST_CONTRACT_MINUTES = 61 "),
            ("(agent.region, agent.nights)", "(agent.region, True)"),
            ("(agent.region, agent.nights)", '("", agent.nights)'),
            ("if earliest <= one.start < horizon.start", "if earliest < one.start < horizon.start"),
            ("if earliest <= one.start < horizon.start", "if earliest <= one.start"),
            ("for span in paid_spans(one)", "for span in [(one.start, one.end)]"),
            (
                "max([horizon.end, *(one.end for own in rows.values() for one in own)])",
                "horizon.end",
            ),
            ("/ len(group)", "/ (len(group) + 1)"),
            ("abs(own - week * even) / 60", "abs(own - week * even) / 61"),
            ("abs(own - week * even) / 60", "(own - week * even) / 60"),
            ("abs(own - week * even) / 60", "abs(own - even) / 60"),
        ],
    ),
    *mutants_of(
        "planner/penalties.py",
        ["tests/planner/test_penalties.py"],
        [
            ("            + self.minimum_agents_cents\n", ""),
            ("            + self.fairness_cents\n", ""),
            (
                "cents_of(hourly * Fraction(shortfall_hours))",
                "cents_of(hourly * round(shortfall_hours))",
            ),
            ("cents_of(hourly * Fraction(missing_head_hours))", "0"),
            ("cents_of(weights.wish * refused)", "cents_of(refused)"),
            ("cents_of(weights.fairness_per_hour * distance)", "cents_of(distance)"),
            ("(wish.weight for wish in", "(1 for wish in"),
            ("first <= wish.local_date <= last", "first < wish.local_date <= last"),
            ("first <= wish.local_date <= last", "first <= wish.local_date < last"),
            ("horizon.end - MINUTE", "horizon.end"),
            (
                'return not worked if wish.wish == "off"',
                'return bool(worked) if wish.wish == "off"',
            ),
            ("else wish.wish in worked", "else bool(worked)"),
        ],
    ),
)
