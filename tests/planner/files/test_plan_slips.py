# ruff: noqa: E501 - a message is one line, as users see it
"""Everything that may be wrong in plan.toml, one slip at a time."""

from __future__ import annotations

import pytest

from tests.planner.files.folders import TeamFolder

# A text of the file, what is put in its place, and the one fault that is shown then.
CASES = [
    (
        "minutes = 30, paid = false, between = [180, 330] }]",
        "minutes = 30, payed = true, between = [180, 330] }]",
        "plan.toml:48:shifts[1].breaks[1].payed: expected only the keys minutes, paid, between, got 'payed' (paid?)",
    ),
    (
        "premium = 0.25 }",
        "premium = 0.25, xyz = 1 }",
        "plan.toml:82:labour_rules[1].night.xyz: expected only the keys from, to, premium, got 'xyz'",
    ),
    (
        'source = "as agreed"',
        f'source = "{"x" * 5001}"',
        f"plan.toml:86:labour_rules[1].source: expected at most 5,000 characters, got '{'x' * 57}...'",
    ),
    ('name = "Acme Support"\n', "", "plan.toml:1:team.name: expected this key, got none"),
    ('name = "Acme Support"', "name = 7", "plan.toml:2:team.name: expected text in quotes, got 7"),
    (
        'name = "Acme Support"',
        'name = " "',
        "plan.toml:2:team.name: expected text that is not empty, got ' '",
    ),
    (
        'currency = "USD"',
        'currency = "usd"',
        "plan.toml:3:team.currency: expected a currency's code of three capital letters, such as EUR, got 'usd'",
    ),
    (
        'reporting_timezone = "Europe/Madrid"',
        'reporting_timezone = "Europe/Madird"',
        "plan.toml:4:team.reporting_timezone: expected an IANA time zone (Europe/Madrid?), got 'Europe/Madird'",
    ),
    (
        "interval_minutes = 30",
        "interval_minutes = 7",
        "plan.toml:5:team.interval_minutes: expected 15, 30 or 60, got 7",
    ),
    (
        "interval_minutes = 30",
        'interval_minutes = "30"',
        "plan.toml:5:team.interval_minutes: expected 15, 30 or 60, got '30'",
    ),
    (
        "interval_minutes = 30",
        "interval_minute = 30",
        "plan.toml:5:team.interval_minute: expected only the keys name, currency, reporting_timezone, interval_minutes, contacts_timezone, got 'interval_minute' (interval_minutes?)",
    ),
    (
        'contacts_timezone = "UTC"',
        'contacts_timezone = "Mars/Olympus"',
        "plan.toml:6:team.contacts_timezone: expected an IANA time zone, such as Europe/Madrid, got 'Mars/Olympus'",
    ),
    (
        'EUR = "1.08"',
        'EUR = "0"',
        "plan.toml:9:exchange_rates.EUR: expected a number above 0 and up to 1,000,000,000, got '0'",
    ),
    (
        'EUR = "1.08"',
        'EUR = "dear"',
        "plan.toml:9:exchange_rates.EUR: expected a number above 0 and up to 1,000,000,000, got 'dear'",
    ),
    (
        'EUR = "1.08"',
        "EUR = nan",
        "plan.toml:9:exchange_rates.EUR: expected a number above 0 and up to 1,000,000,000, got NaN",
    ),
    (
        'EUR = "1.08"',
        "USD = 2\nEUR = 1.08",
        "plan.toml:9:exchange_rates.USD: expected 1, because it is the team's own currency, got 2",
    ),
    (
        'INR = "0.0119"',
        'inr = "0.0119"',
        "plan.toml:10:exchange_rates.inr: expected a currency's code of three capital letters, such as EUR, got 'inr'",
    ),
    (
        'skills = ["chat", "en"]',
        'skills = "chat"',
        "plan.toml:26:queues[2].skills: expected a list in square brackets, got 'chat'",
    ),
    (
        'channel = "phone"',
        'channel = "pigeon"\nrespond_within_minutes = 5',
        "plan.toml:14:queues[1].channel: expected chat, email, may-wait, phone, real-time, social, ticket, or a channel whose queue states one of answer_within_seconds and respond_within_minutes, got 'pigeon'",
    ),
    (
        "service_level = 0.80\nanswer_within_seconds = 20",
        "service_level = 0\nanswer_within_seconds = 20",
        "plan.toml:16:queues[1].service_level: expected a number between 0 and 1, both excluded, got 0",
    ),
    (
        "service_level = 0.80\nanswer_within_seconds = 20",
        "service_level = 1\nanswer_within_seconds = 20",
        "plan.toml:16:queues[1].service_level: expected a number between 0 and 1, both excluded, got 1",
    ),
    (
        "service_level = 0.80\nanswer_within_seconds = 20",
        "service_level = 1.2\nanswer_within_seconds = 20",
        "plan.toml:16:queues[1].service_level: expected a number between 0 and 1, both excluded, got 1.2",
    ),
    (
        "service_level = 0.80\nanswer_within_seconds = 20",
        "service_level = nan\nanswer_within_seconds = 20",
        "plan.toml:16:queues[1].service_level: expected a number between 0 and 1, both excluded, got NaN",
    ),
    (
        "service_level = 0.80\nanswer_within_seconds = 20",
        "service_level = true\nanswer_within_seconds = 20",
        "plan.toml:16:queues[1].service_level: expected a number between 0 and 1, both excluded, got true",
    ),
    (
        "service_level = 0.80\nanswer_within_seconds = 20",
        "answer_within_seconds = 20",
        "plan.toml:12:queues[1].service_level: expected this key, for a queue answered in real time, got none",
    ),
    (
        "answer_within_seconds = 20\n",
        "",
        "plan.toml:12:queues[1].answer_within_seconds: expected this key, for a queue answered in real time, got none",
    ),
    (
        "answer_within_seconds = 20\n",
        "answer_within_seconds = -1\n",
        "plan.toml:17:queues[1].answer_within_seconds: expected a number from 0 to 86,400, got -1",
    ),
    (
        "patience_seconds = 120",
        "patience_seconds = 0",
        "plan.toml:18:queues[1].patience_seconds: expected a number above 0 and up to 86,400, got 0",
    ),
    (
        "max_occupancy = 0.85",
        "max_occupancy = 85",
        "plan.toml:19:queues[1].max_occupancy: expected a number above 0 and up to 1, got 85",
    ),
    (
        "concurrency = 2",
        "concurrency = 0",
        "plan.toml:29:queues[2].concurrency: expected a number from 1 to 50, got 0",
    ),
    (
        "respond_within_minutes = 60",
        "respond_within_minutes = -60",
        "plan.toml:37:queues[3].respond_within_minutes: expected a whole number from 1 to 86,400, got -60",
    ),
    (
        "backlog_hours = 2.5",
        "backlog_hours = inf",
        "plan.toml:38:queues[3].backlog_hours: expected a number from 0 to 1,000,000, got Infinity",
    ),
    (
        "aht_seconds = 300",
        "aht_seconds = 300000",
        "plan.toml:20:queues[1].aht_seconds: expected a number above 0 and up to 86,400, got 300000",
    ),
    (
        "aht_seconds = 300",
        "aht_seconds = 0",
        "plan.toml:20:queues[1].aht_seconds: expected a number above 0 and up to 86,400, got 0",
    ),
    (
        "minimum_agents = 1",
        "minimum_agents = 1.5",
        "plan.toml:21:queues[1].minimum_agents: expected a whole number from 0 to 100,000, got 1.5",
    ),
    (
        'days = "mon-fri"',
        'days = "weekdays"',
        "plan.toml:31:queues[2].open.days: expected weekdays such as mon-sun, mon-fri or sat,sun, got 'weekdays'",
    ),
    (
        'from = "09:00", to = "20:00"',
        'from = "25:00", to = "20:00"',
        "plan.toml:31:queues[2].open.from: expected a wall time from 00:00 to 24:00, got '25:00'",
    ),
    (
        'from = "09:00", to = "20:00"',
        'form = "09:00", to = "20:00"',
        "plan.toml:31:queues[2].open.form: expected only the keys timezone, days, from, to, got 'form' (from?)",
    ),
    (
        "default = 0.10",
        "default = 1",
        "plan.toml:42:shrinkage.default: expected a number from 0 and below 1, got 1",
    ),
    (
        "regions = { EU = 0.12 }",
        "regions = { EU = -0.12 }",
        "plan.toml:43:shrinkage.regions.EU: expected a number from 0 and below 1, got -0.12",
    ),
    (
        "paid_minutes = 480\nbreaks = [{",
        "paid_minutes = 1430\nbreaks = [{",
        "plan.toml:47:shifts[1].paid_minutes: expected a shift of at most 24 hours with its unpaid breaks, got 1460 minutes",
    ),
    (
        "paid_minutes = 480\nbreaks = [{",
        "paid_minutes = 0\nbreaks = [{",
        "plan.toml:47:shifts[1].paid_minutes: expected a whole number from 1 to 1,440, got 0",
    ),
    (
        "breaks = [{ minutes = 30, paid = false, between = [180, 330] }]",
        "breaks = [{ minutes = 30, paid = false, between = [180, 490] }]",
        "plan.toml:48:shifts[1].breaks[1].between: expected a break that ends within the shift's 510 minutes, got one that may end at 520",
    ),
    (
        "breaks = [{ minutes = 30, paid = false, between = [180, 330] }]",
        "breaks = [{ minutes = 30, paid = false, between = [330, 180] }]",
        "plan.toml:48:shifts[1].breaks[1].between: expected an earliest start at or before the latest, got [330, 180]",
    ),
    (
        "breaks = [{ minutes = 30, paid = false, between = [180, 330] }]",
        'breaks = [{ minutes = 30, paid = "no", between = [180, 330] }]',
        "plan.toml:48:shifts[1].breaks[1].paid: expected true or false, got 'no'",
    ),
    (
        "breaks = [{ minutes = 30, paid = false, between = [180, 330] }]",
        "breaks = [{ minutes = 30, paid = false, between = [180] }]",
        "plan.toml:48:shifts[1].breaks[1].between: expected 2 entries, got 1",
    ),
    (
        "breaks = [{ minutes = 30, paid = false, between = [180, 330] }]",
        "breaks = [30]",
        "plan.toml:48:shifts[1].breaks[1]: expected a table, such as { key = value }, got 30",
    ),
    (
        "{ minutes = 15, paid = true, between = [60, 120] }",
        "{ minutes = 300, paid = true, between = [60, 120] }",
        "plan.toml:55:shifts[2].breaks[2].between: expected breaks in the order in which they are taken, with room for each, got a latest start of 330 after a break until 360",
    ),
    (
        'start_between = ["06:00", "14:00"]',
        'start_between = ["06:00", "6pm"]',
        "plan.toml:49:shifts[1].start_between[2]: expected a wall time from 00:00 to 24:00, got '6pm'",
    ),
    (
        "start_every_minutes = 30",
        "start_every_minutes = 0",
        "plan.toml:50:shifts[1].start_every_minutes: expected a whole number from 1 to 1,440, got 0",
    ),
    (
        "min_weekly_minutes = 0",
        "min_weekly_minutes = 2900",
        "plan.toml:66:contracts[1].min_weekly_minutes: expected at most max_weekly_minutes, 2880, got 2900",
    ),
    (
        "days_per_week = 5",
        "days_per_week = 0",
        "plan.toml:68:contracts[1].days_per_week: expected a whole number from 1 to 7, got 0",
    ),
    (
        "days_per_week = 5",
        "days_per_week = 8",
        "plan.toml:68:contracts[1].days_per_week: expected a whole number from 1 to 7, got 8",
    ),
    (
        "weekly_minutes = 2400\nhourly",
        "weekly_minutes = 24000\nhourly",
        "plan.toml:64:contracts[1].weekly_minutes: expected a whole number from 0 to 10,080, got 24000",
    ),
    (
        "hourly = false",
        'hourly = "no"',
        "plan.toml:65:contracts[1].hourly: expected true or false, got 'no'",
    ),
    (
        'shifts = ["day8", "night8"]',
        'shifts = ["day8", "nigth8"]',
        "plan.toml:69:contracts[1].shifts: expected a shift (night8?), got 'nigth8'",
    ),
    (
        'shifts = ["day8", "night8"]',
        'shifts = ["night8", "day8", "day8"]',
        "plan.toml:69:contracts[1].shifts: expected each name once, got 'day8' again",
    ),
    (
        'shifts = ["day8"]',
        "shifts = []",
        "plan.toml:74:contracts[2].shifts: expected at least 1 entry, got 0",
    ),
    (
        'country = "IN"\n\n[[vendors',
        'country = "ES"\n\n[[labour_rules]]\ncountry = "IN"\n\n[[vendors',
        "plan.toml:93:labour_rules[3].country: expected each country once, got 'ES' again",
    ),
    (
        'country = "IN"\n\n[[vendors',
        'country = "IN"\n\n[[labour_rules]]\ncountry = "Spain"\n\n[[vendors',
        "plan.toml:96:labour_rules[4].country: expected a country (ES), a country's subdivision (US-CA) or '*', got 'Spain'",
    ),
    (
        'country = "IN"\n\n[[vendors',
        'country = "IN"\n\n[[labour_rules]]\ncountry = "US-QQ"\n\n[[vendors',
        "plan.toml:96:labour_rules[4].country: expected a subdivision of US, got 'US-QQ'",
    ),
    (
        "max_consecutive_days = 6",
        "max_consecutive_days = 0",
        "plan.toml:81:labour_rules[1].max_consecutive_days: expected a whole number from 1 to 400, got 0",
    ),
    (
        "max_consecutive_days = 6",
        "min_days_off_in_row = 15",
        "plan.toml:81:labour_rules[1].min_days_off_in_row: expected a whole number from 1 to 14, got 15",
    ),
    (
        "max_consecutive_days = 6",
        "max_start_spread_minutes = -1",
        "plan.toml:81:labour_rules[1].max_start_spread_minutes: expected a whole number from 0 to 1,440, got -1",
    ),
    (
        "max_consecutive_days = 6",
        "forward_rotation = 1",
        "plan.toml:81:labour_rules[1].forward_rotation: expected true or false, got 1",
    ),
    (
        "max_consecutive_days = 6",
        "max_nights_in_row = 0",
        "plan.toml:81:labour_rules[1].max_nights_in_row: expected a whole number from 1 to 400, got 0",
    ),
    (
        "max_consecutive_days = 6",
        "min_rest_after_nights_minutes = 46.5",
        "plan.toml:81:labour_rules[1].min_rest_after_nights_minutes: expected a whole number from 0 to 10,080, got 46.5",
    ),
    (
        "holiday_premium = 1.0",
        'holidays_off = "yes"',
        "plan.toml:84:labour_rules[1].holidays_off: expected true or false, got 'yes'",
    ),
    (
        "max_consecutive_days = 6",
        "averaged_weekly_minutes = 2880",
        "plan.toml:76:labour_rules[1]: expected averaged_weekly_minutes and averaging_weeks together, got averaged_weekly_minutes alone",
    ),
    (
        "max_consecutive_days = 6",
        "averaging_weeks = 17",
        "plan.toml:76:labour_rules[1]: expected averaged_weekly_minutes and averaging_weeks together, got averaging_weeks alone",
    ),
    (
        "max_consecutive_days = 6",
        "averaged_weekly_minutes = 2880\naveraging_weeks = 0",
        "plan.toml:82:labour_rules[1].averaging_weeks: expected a whole number from 1 to 104, got 0",
    ),
    (
        'from = "22:00", to = "06:00"',
        'from = "22:00", to = "22:00"',
        "plan.toml:82:labour_rules[1].night: expected a night of less than 24 hours, got the same time twice",
    ),
    (
        "premium = 0.25",
        "premium = -0.25",
        "plan.toml:82:labour_rules[1].night.premium: expected a number from 0 to 20, got -0.25",
    ),
    (
        'days = ["sat", "sun"]',
        'days = ["sat", "sunday"]',
        "plan.toml:83:labour_rules[1].weekend.days[2]: expected a weekday: mon, tue, wed, thu, fri, sat, sun, got 'sunday'",
    ),
    (
        "holiday_premium = 1.0",
        "holiday_premium = inf",
        "plan.toml:84:labour_rules[1].holiday_premium: expected a number from 0 to 20, got Infinity",
    ),
    (
        "{ over_weekly_minutes = 2400, premium = 0.5 }",
        "{ premium = 0.5 }",
        "plan.toml:85:labour_rules[1].overtime[1]: expected over_weekly_minutes, over_daily_minutes or seventh_day = true, got none of them",
    ),
    (
        'queues = ["phone-en", "chat-en"]',
        'queues = ["phone-en", "chat-fr"]',
        "plan.toml:97:vendors[1].queues: expected a queue (chat-en?), got 'chat-fr'",
    ),
    (
        'price_per_hour = "14.00"\n',
        "",
        "plan.toml:95:vendors[1].price_per_hour: expected price_per_hour or price_per_contact, got neither",
    ),
    (
        'price_per_hour = "14.00"\n',
        'price_per_hour = "14.00"\nprice_per_contact = 2\n',
        "plan.toml:98:vendors[1].price_per_hour: expected price_per_hour or price_per_contact, got both",
    ),
    (
        'price_per_hour = "14.00"\n',
        'price_per_hour = "-14.00"\n',
        "plan.toml:98:vendors[1].price_per_hour: expected a number from 0 to 100,000,000, got '-14.00'",
    ),
    (
        'currency = "EUR"',
        'currency = "PHP"',
        "plan.toml:99:vendors[1].currency: expected a currency with an exchange rate in plan.toml (EUR, INR, USD), got 'PHP'",
    ),
    (
        'name = "PerPiece"',
        'name = "NightDesk"',
        "plan.toml:105:vendors[2].name: expected each name once, got 'NightDesk' again",
    ),
    (
        "max_agents = 10",
        "max_agents = -1",
        "plan.toml:100:vendors[1].max_agents: expected a whole number from 0 to 100,000, got -1",
    ),
    (
        "min_hours_per_week = 20",
        "min_hours_per_week = nan",
        "plan.toml:101:vendors[1].min_hours_per_week: expected a number from 0 to 1,000,000, got NaN",
    ),
    (
        "deflection = 0.41",
        "deflection = 0",
        "plan.toml:112:bots[1].deflection: expected a number above 0 and up to 1, got 0",
    ),
    (
        "deflection = 0.41",
        "deflection = 1.01",
        "plan.toml:112:bots[1].deflection: expected a number above 0 and up to 1, got 1.01",
    ),
    (
        'price_per_resolution = "0.99"',
        'price_per_resolution = "0.99"\ncurrency = "PHP"',
        "plan.toml:114:bots[1].currency: expected a currency with an exchange rate in plan.toml (EUR, INR, USD), got 'PHP'",
    ),
    (
        'queues = ["chat-en"]\ndef',
        'queues = ["chat"]\ndef',
        "plan.toml:111:bots[1].queues: expected a queue (chat-en?), got 'chat'",
    ),
    (
        "[[customer_zones]]",
        '[[bots]]\nname = "helpbot"\nqueues = ["chat-en"]\ndeflection = 1\nprice_per_resolution = 0\n\n[[customer_zones]]',
        "plan.toml:116:bots[2].name: expected each name once, got 'helpbot' again",
    ),
    (
        'timezone = "America/Los_Angeles"\ncountry = "US"',
        'timezone = "America/Los_Angeles"\ncountry = "UK"',
        "plan.toml:117:customer_zones[1].country: expected a country's ISO 3166-1 code of two capital letters, such as ES, got 'UK'",
    ),
    (
        'subdivision = "CA"',
        'subdivision = "QQ"',
        "plan.toml:118:customer_zones[1].subdivision: expected a subdivision of US, got 'QQ'",
    ),
    (
        "lines = 9",
        "lines = 0",
        "plan.toml:123:rotations[1].lines: expected a whole number from 1 to 500, got 0",
    ),
    (
        "demand = { day8 = [2, 2, 2, 2, 2, 2, 2], ",
        "demand = { day8 = [2, 2, 2, 2, 2, 2], ",
        "plan.toml:124:rotations[1].demand.day8: expected 7 entries, got 6",
    ),
    (
        "demand = { day8 = [2, 2, 2, 2, 2, 2, 2], ",
        "demand = { day9 = [2, 2, 2, 2, 2, 2, 2], day8 = [2, 2, 2, 2, 2, 2, 2], ",
        "plan.toml:124:rotations[1].demand: expected a shift (day8?), got 'day9'",
    ),
    (
        "block = { day8 = [2, 7], ",
        "block = { late8 = [2, 7], ",
        "plan.toml:125:rotations[1].block: expected only shifts that stand in demand, got 'late8'",
    ),
    (
        "work_block = [4, 7]",
        "work_block = [7, 4]",
        "plan.toml:126:rotations[1].work_block: expected the least number of days before the greatest, got [7, 4]",
    ),
    (
        '"night8 - day8"',
        '"night8 day9"',
        "plan.toml:128:rotations[1].forbidden: expected two shifts of demand, 'night8 day8', or with one day off between, 'night8 - day8', got 'night8 day9'",
    ),
    (
        'contract = "full-time"\nhourly_wage',
        'contract = "fulltime"\nhourly_wage',
        "plan.toml:133:candidates[1].contract: expected a contract (full-time?), got 'fulltime'",
    ),
    (
        'hourly_wage = "300"',
        'hourly_wage = "3000000"',
        "plan.toml:134:candidates[1].hourly_wage: expected at most 1,000,000 INR an hour, got 3,000,000.00",
    ),
    (
        'currency = "INR"',
        'currency = "PHP"',
        "plan.toml:135:candidates[1].currency: expected a currency with an exchange rate in plan.toml (EUR, INR, USD), got 'PHP'",
    ),
    (
        'timezone = "Asia/Kolkata"\ncountry = "IN"',
        'timezone = "Asia/Kolkata"\ncountry = "FR"',
        "plan.toml:132:candidates[1].country: expected a country with [[labour_rules]], or rules for '*', got 'FR'",
    ),
    (
        'timezone = "Asia/Kolkata"\ncountry = "IN"',
        'timezone = "Asia/Kolkata"\ncountry = "IN"\nsubdivision = "QQ"',
        "plan.toml:133:candidates[1].subdivision: expected a subdivision of IN, got 'QQ'",
    ),
    (
        "shortfall_per_agent_hour = 150",
        "shortfall_per_agent_hour = -150",
        "plan.toml:141:weights.shortfall_per_agent_hour: expected a number from 0 to 100,000,000, got -150",
    ),
    (
        "[weights]",
        "[weight]",
        "plan.toml:140:weight: expected only the tables team, shrinkage, weights, software, exchange_rates, queues, shifts, contracts, labour_rules, vendors, bots, offers, customer_zones, rotations, candidates, presence, handovers, mentoring, activities, got 'weight' (weights?)",
    ),
    (
        "[weights]",
        "[[weights]]",
        "plan.toml:140:weights: expected a table, such as { key = value }, got a list",
    ),
    (
        "[[bots]]",
        "[bots]",
        "plan.toml:109:bots: expected tables [[bots]], in double brackets, got a table",
    ),
    (
        '[[queues]]\nname = "chat-en"',
        '[[queues]\nname = "chat-en"',
        "plan.toml:23:: expected TOML, got a slip of syntax (Expected ']]' at the end of an array declaration)",
    ),
    (
        'country = "IN"\n\n[[vendors',
        'country = "IN\n\n[[vendors',
        "plan.toml:93:: expected TOML, got a slip of syntax (Illegal character '\\n')",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), CASES)
def test_a_slip_in_the_plan_is_one_clear_fault(
    folder: TeamFolder, old: str, new: str, message: str
) -> None:
    assert str(folder.change("plan.toml", old, new).fault()) == message
