# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From a contact log to an audited roster
# The same flow as `sunrota plan`, function by function, on the **synthetic** demo team: nobody and
# nothing in it is real. Open it with Jupyter and jupytext, or with any editor that knows cells.

# %%
import tempfile
from pathlib import Path

import pandas as pd
from sunrota_demo import DEMO_START, DEMO_WEEKS, write_demo_team

from planner import pipeline
from planner.files import read_team
from planner.summary_text import summary_lines

SECONDS_OF_SEARCH = 5

# %% [markdown]
# ## The team
# A team is a folder of plain files. Reading it checks every reference, and refuses it with all its
# faults at once.

# %%
folder = Path(tempfile.mkdtemp()) / "team"
write_demo_team(folder)
team = read_team(folder)
horizon = team.horizon(DEMO_START, DEMO_WEEKS)
pd.DataFrame(
    {
        "agent": agent.name,
        "zone": agent.timezone,
        "contract": agent.contract,
        "wage": float(agent.wage_per_hour),
        "serves": ", ".join(queue.name for queue in team.eligible_queues(agent)),
    }
    for agent in team.agents
)

# %% [markdown]
# ## The log
# 52 weeks of contacts, counted in half-hours. Weeks are shown in the customers' own time: people
# call by their own clock.

# %%
log = pipeline.count_contacts(team, horizon)
weekly = (
    log.volume.groupby(["queue", pd.Grouper(key="interval_start", freq="7D")], observed=True)[
        "volume"
    ]
    .sum()
    .unstack("queue")
)
weekly.tail()

# %% [markdown]
# ## The forecast
# Several models forecast past weeks from what was known before; for each queue the one with the
# least error is taken. `floor` is the error that chance alone would leave.

# %%
forecast = pipeline.forecast_contacts(team, horizon, log)
forecast.accuracy[forecast.accuracy["chosen"]].round(3)

# %%
phone = forecast.table.query("queue == 'phone-en' and customer_timezone == '*'")
phone.set_index("interval_start")[["p10", "mean", "p90"]].iloc[28:40].round(1)

# %% [markdown]
# ## The requirement
# Agents on contact work, after the bot, with fractions. E-mail may wait an hour: it has a `due_by`.

# %%
requirement = pipeline.require_agents(team, horizon, forecast.table)
hours = requirement.groupby("queue")["required"].sum() * horizon.interval_minutes / 60
hours.round(1)

# %% [markdown]
# ## The roster
# A short search here; `sunrota plan` takes a minute. The bound says how far from the best it can be.

# %%
plan = pipeline.plan_week(
    team,
    horizon,
    requirement,
    forecast=forecast.table,
    options=pipeline.SolveOptions(time_limit_s=SECONDS_OF_SEARCH, workers=2, seed=1),
)
roster = plan.tables["roster.csv"]
roster[["agent_id", "local_date", "shift", "start_local", "end_local", "pay", "premium"]].head(10)

# %%
cover = plan.tables["cover.csv"]
print("\n".join(summary_lines(team, horizon, plan.summary, cover, len(roster))))

# %% [markdown]
# ## The audit
# Rules, cover and pay have been recomputed from the roster's rows by code that shares nothing with
# the search. Let us steal a cent, and see it found.

# %%
assert plan.report.passed
written = pipeline.write_plan(plan, folder.parent / "plan")
path = folder.parent / "plan" / "roster.csv"
first = roster.iloc[0]
path.write_text(path.read_text().replace(f",{first['pay']},", ",0.01,", 1))
report = pipeline.audit_folder(team, path.parent)
[str(violation) for violation in report.violations]

# %%
assert not report.passed
assert "pay" in dict(report.count_by_rule)

# %% [markdown]
# ## What it costs

# %%
cost = plan.tables["cost.csv"].astype({"amount": "float64"})
cost.pivot_table(index="item", columns="region", values="amount", aggfunc="sum").round(2)
