"""A team folder small enough to be planned in a second or two."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

PLAN = """\
[team]
name = "Small team"
currency = "EUR"
reporting_timezone = "Europe/Madrid"
interval_minutes = 30

[[queues]]
name = "phone-en"
channel = "phone"
skills = ["phone", "en"]
service_level = 0.80
answer_within_seconds = 20
open = { timezone = "Europe/Madrid", days = "mon-fri", from = "09:00", to = "13:00" }

[[queues]]
name = "chat-en"
channel = "chat"
skills = ["chat", "en"]
service_level = 0.80
answer_within_seconds = 60
concurrency = 2
open = { timezone = "Europe/Madrid", days = "mon-fri", from = "09:00", to = "13:00" }

[[bots]]
name = "helpbot"
queues = ["chat-en"]
deflection = 0.5
price_per_resolution = "0.50"

[shrinkage]
default = 0.10

[[shifts]]
name = "morning"
paid_minutes = 240
start_between = ["09:00", "09:00"]
start_every_minutes = 60

[[contracts]]
name = "hourly"
weekly_minutes = 1200
hourly = true
days_per_week = 5
shifts = ["morning"]

[[labour_rules]]
country = "*"
min_rest_minutes = 660
source = "company rule"

[weights]
shortfall_per_agent_hour = 200
wish = 5
fairness_per_hour = 0
"""
AGENTS = """\
agent_id,name,email,timezone,country,subdivision,region,role,contract,hourly_wage,currency,skills,earliest_start,latest_end,nights
ana,Ana,,Europe/Madrid,ES,,EU,,hourly,10.00,EUR,phone;chat;en,,,false
ben,Ben,,Europe/Madrid,ES,,EU,,hourly,11.00,EUR,phone;chat;en,,,false
"""
BOUGHT = """
[[vendors]]
name = "NightDesk"
queues = ["phone-en", "chat-en"]
price_per_hour = "14.00"
currency = "EUR"
max_agents = 4

[[offers]]
name = "Call <Co>"
queues = ["phone-en"]
price_per_contact = "2.50"
currency = "EUR"
"""
START, WEEKS = date(2026, 12, 14), 1
WEEK = ("--start", START.isoformat(), "--weeks", str(WEEKS))


def write_small_team(folder: Path) -> Path:
    """Two agents, two queues open four hours on workdays, ten weeks of counted contacts."""
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text(PLAN)
    (folder / "agents.csv").write_text(AGENTS)
    lines = ["interval_start,queue,customer_timezone,volume,aht_seconds"]
    begin = datetime(2026, 10, 5)  # noqa: DTZ001 - the offset is written below
    for day in range(70):
        for slot in range(8):
            start = begin + timedelta(days=day, hours=8, minutes=30 * slot)
            if start.weekday() < 5:
                lines += [
                    f"{start.isoformat()}+00:00,{queue},Europe/Madrid,{volume + day % 3},300"
                    for queue, volume in (("phone-en", 3), ("chat-en", 2))
                ]
    (folder / "contacts.csv").write_text("\n".join(lines) + "\n")
    return folder


def write_buying_team(folder: Path) -> Path:
    """The small team, a vendor by the hour for all, and an offer by the contact for the phone.

    Two agents are too few, and so is the offer: ways that rest on them alone leave hours open.
    """
    write_small_team(folder)
    with (folder / "plan.toml").open("a", encoding="utf-8") as file:
        file.write(BOUGHT)
    return folder
