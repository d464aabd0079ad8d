"""A sound team folder with every file and key, to be spoilt in one place by a test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.errors import DataError, Fault
from planner.files import read_team

PLAN = """\
[team]
name = "Acme Support"
currency = "USD"
reporting_timezone = "Europe/Madrid"
interval_minutes = 30
contacts_timezone = "UTC"

[exchange_rates]
EUR = "1.08"
INR = "0.0119"

[[queues]]
name = "phone-en"
channel = "phone"
skills = ["phone", "en"]
service_level = 0.80
answer_within_seconds = 20
patience_seconds = 120
max_occupancy = 0.85
aht_seconds = 300
minimum_agents = 1

[[queues]]
name = "chat-en"
channel = "chat"
skills = ["chat", "en"]
service_level = 0.80
answer_within_seconds = 60
concurrency = 2
aht_seconds = 400
open = { timezone = "Europe/Madrid", days = "mon-fri", from = "09:00", to = "20:00" }

[[queues]]
name = "email-en"
channel = "email"
skills = ["email", "en"]
respond_within_minutes = 60
backlog_hours = 2.5
aht_seconds = 500

[shrinkage]
default = 0.10
regions = { EU = 0.12 }

[[shifts]]
name = "day8"
paid_minutes = 480
breaks = [{ minutes = 30, paid = false, between = [180, 330] }]
start_between = ["06:00", "14:00"]
start_every_minutes = 30

[[shifts]]
name = "night8"
paid_minutes = 480
breaks = [
    { minutes = 15, paid = true, between = [60, 120] },
    { minutes = 30, paid = false, between = [180, 330] },
]
start_between = ["22:00", "01:00"]
start_every_minutes = 60

[[contracts]]
name = "full-time"
weekly_minutes = 2400
hourly = false
min_weekly_minutes = 0
max_weekly_minutes = 2880
days_per_week = 5
shifts = ["day8", "night8"]

[[contracts]]
name = "days-only"
weekly_minutes = 2400
shifts = ["day8"]

[[labour_rules]]
country = "ES"
min_rest_minutes = 720
min_weekly_rest_minutes = 2160
max_weekly_minutes = 2880
max_consecutive_days = 6
night = { from = "22:00", to = "06:00", premium = 0.25 }
weekend = { days = ["sat", "sun"], premium = 0.1 }
holiday_premium = 1.0
overtime = [{ over_weekly_minutes = 2400, premium = 0.5 }]
source = "as agreed"

[[labour_rules]]
country = "US-CA"
overtime = [{ over_daily_minutes = 480, premium = 0.5 }, { seventh_day = true, premium = 1 }]

[[labour_rules]]
country = "IN"

[[vendors]]
name = "NightDesk"
queues = ["phone-en", "chat-en"]
price_per_hour = "14.00"
currency = "EUR"
max_agents = 10
min_hours_per_week = 20
open = { timezone = "Asia/Manila", days = "mon-sun", from = "18:00", to = "08:00" }

[[vendors]]
name = "PerPiece"
queues = ["email-en"]
price_per_contact = "1.50"

[[bots]]
name = "helpbot"
queues = ["chat-en"]
deflection = 0.41
price_per_resolution = "0.99"

[[customer_zones]]
timezone = "America/Los_Angeles"
country = "US"
subdivision = "CA"

[[rotations]]
name = "around-the-clock"
timezone = "Europe/Madrid"
lines = 9
demand = { day8 = [2, 2, 2, 2, 2, 2, 2], night8 = [2, 2, 2, 2, 2, 2, 2] }
block = { day8 = [2, 7], night8 = [2, 4] }
work_block = [4, 7]
off_block = [2, 4]
forbidden = ["night8 day8", "night8 - day8"]

[[candidates]]
timezone = "Asia/Kolkata"
country = "IN"
contract = "full-time"
hourly_wage = "300"
currency = "INR"
skills = ["phone", "en"]
nights = true
max_headcount = 50

[weights]
shortfall_per_agent_hour = 150
wish = "2.5"
fairness_per_hour = 0.5
"""

FILES = {
    "plan.toml": PLAN,
    "agents.csv": """\
agent_id,name,email,timezone,country,subdivision,region,role,contract,hourly_wage,currency,skills,earliest_start,latest_end,nights
ana,Ana Ruiz,ana@acme.example,Europe/Madrid,ES,,EU,agent,full-time,20,EUR,phone;chat;email;en,,,true
kumar,Kumar,,Asia/Kolkata,IN,,ASIA,agent,full-time,350.50,INR,phone; en,09:00,01:00,false
lee,Lee,,US/Pacific,US,CA,NA,lead,days-only,31.25,USD,phone;chat;email;en,,,FALSE
""",
    "time_off.csv": """\
agent_id,start,end,kind
ana,2026-12-03,2026-12-04,vacation
lee,2026-12-02T10:00,2026-12-02T13:30:00,training
""",
    "availability.csv": """\
agent_id,weekday,from,to
lee,mon,09:00,24:00
lee,Tue,22:00,06:00
""",
    "wishes.csv": """\
agent_id,local_date,wish,weight
ana,2026-12-05,off,2.5
lee,2026-12-01,day8,
""",
    "pins.csv": """\
agent_id,local_date,shift,start_local
ana,2026-11-30,day8,09:00
ana,2026-12-01,night8,2026-12-01T00:00:00
lee,2026-12-02,day8,6:30
""",
    "history.csv": """\
agent_id,local_date,shift,start,end
ana,2026-11-23,day8,2026-11-23T08:00:00+00:00,2026-11-23T16:30:00+00:00
ana,2026-11-24,night8,2026-11-24T22:00:00+01:00,2026-11-25T05:30:00Z
""",
    "events.csv": """\
start,end,queue,factor,note
2026-11-30T13:00:00+00:00,2026-12-01T05:00:00+00:00,chat-en,1.2,Cyber Monday
2026-12-02,2026-12-02,*,0.5,
""",
    "contacts.csv": "opened_at,queue,customer_timezone\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFolder:
    """A team folder on disk."""

    path: Path

    def change(self, file: str, old: str, new: str) -> TeamFolder:
        """Replace the one place where a file says ``old``."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old, text.count(old))
        return self.write(file, text.replace(old, new))

    def append(self, file: str, text: str) -> TeamFolder:
        """Add to the end of a file."""
        return self.write(file, (self.path / file).read_text(encoding="utf-8") + text)

    def write(self, file: str, text: str | bytes) -> TeamFolder:
        """Write a file anew."""
        data = text.encode() if isinstance(text, str) else text
        (self.path / file).write_bytes(data)
        return self

    def drop(self, *files: str) -> TeamFolder:
        """Remove files."""
        for file in files:
            (self.path / file).unlink()
        return self

    def faults(self) -> tuple[Fault, ...]:
        """The faults for which the folder is refused; nothing in it may have changed."""
        before = {path.name: path.read_bytes() for path in self.path.iterdir() if path.is_file()}
        with pytest.raises(DataError) as caught:
            read_team(self.path)
        after = {path.name: path.read_bytes() for path in self.path.iterdir() if path.is_file()}
        assert before == after
        assert caught.value.total == len(caught.value.faults)
        return caught.value.faults

    def fault(self) -> Fault:
        """The one fault for which the folder is refused."""
        faults = self.faults()
        assert len(faults) == 1, [str(fault) for fault in faults]
        return faults[0]


def make_folder(path: Path) -> TeamFolder:
    """Write the sound folder."""
    path.mkdir()
    for file, text in FILES.items():
        (path / file).write_text(text, encoding="utf-8")
    return TeamFolder(path=path)
