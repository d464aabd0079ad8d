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
# # Hire, buy or let a bot answer?
#
# The same week of contacts can be met by your own agents, by vendors, by bots in front, or by a mix
# of all. This notebook compares the ways on the synthetic demo team and checks one of them by hand.
# Market prices are starting points with their sources; they are no financial advice.

# %%
import tempfile
from pathlib import Path

from sunrota_demo import DEMO_START, DEMO_WEEKS, write_demo_team

from planner import pipeline
from planner.comparison import compare_sourcing
from planner.files import read_team
from planner.roster.solve import SolveOptions
from planner.sourcing import MARKET, SourcingSettings

folder = Path(tempfile.mkdtemp()) / "team"
write_demo_team(folder)
team = read_team(folder)
week = team.horizon(DEMO_START, DEMO_WEEKS)

# %% [markdown]
# ## The same contacts for every way
# The forecast stands before bots; what they leave is staffed at the team's targets.

# %%
log = pipeline.count_contacts(team, week)
forecast = pipeline.forecast_contacts(team, week, log).table
contacts = forecast.loc[forecast["customer_timezone"] == "*", "mean"].sum()
print(f"{contacts:,.0f} contacts are expected in the week from {week.start_date}")

# %% [markdown]
# ## The ways side by side
# Every way is rostered by itself, with the bound that no roster of its kind can beat. Here are four of
# the ten, with a short search; `sunrota compare` looks at all of them for three minutes.

# %%
ways = ("vendors-by-contact", "mix", "vendors-by-contact+bots", "mix+bots")
comparison = compare_sourcing(
    team, week, forecast, options=SolveOptions(time_limit_s=6.0, seed=1), only=ways
)
table = comparison.tables()["scenarios.csv"].set_index("scenario")
print(
    table[["total", "cost_per_contact", "shortfall_hours", "headcount", "lower_bound"]].to_string()
)

# %% [markdown]
# A low total with many hours short is no bargain: compare only what covers the requirement.

# %% [markdown]
# ## One way by hand
# Vendors by the contact, without bots: the contacts that come while a queue is open, times the price.
# Emails that are due after the week's end are next week's. That is all there is to it, so a pocket
# calculator must come to the same cent.

# %%
way = next(one for one in comparison.costed if one.way.name == "vendors-by-contact")
asked = way.tables["requirement.csv"]
is_open = asked["required"] > 0
in_the_week = asked["due_by"].isna() | (asked["due_by"] <= week.end)
offered = asked[is_open & in_the_week].groupby("queue")["contacts"].sum()
by_hand = 0
for vendor in way.scenario.vendors:
    bought = sum(offered[queue] for queue in vendor.queues)
    print(f"{vendor.name}: {bought:,.2f} contacts at {float(vendor.price_per_contact):.2f}")
    by_hand += round(bought * float(vendor.price_per_contact) * 100)
print(f"by hand: {by_hand / 100:.2f}, by sunrota: {table['total']['vendors-by-contact']:.2f}")

# %% [markdown]
# ## Trust, then decide
# Every roster behind a figure passed the audit, which shares no code with the solver. The mix may do
# all that the other ways do, so its bound lies below the cost of each.

# %%
print("every roster passes the audit:", all(one.report.passed for one in comparison.costed))
mix = next(one for one in comparison.costed if one.way.name == "mix+bots")
beside = [one for one in comparison.costed if one.way.with_bots]
print(
    "its bound is below all:", all(mix.lower_bound_cents <= one.objective_cents for one in beside)
)

# %% [markdown]
# ## What if?
# Prices and deflection are questions, not facts: `SourcingSettings(vendor_price_factor=0.8)` asks one of
# them, and `sunrota compare --vendor-price-factor 0.8` does the same. Some answers need no new search:
# at which price would vendors by the contact cost what the mix costs?

# %%
bot = float(table["bot"]["vendors-by-contact+bots"])
vendors = float(table["vendor"]["vendors-by-contact+bots"])
turn = (float(table["total"]["mix+bots"]) - bot) / vendors
print(f"at {turn:.0%} of their price, vendors alone would cost what the mix with bots costs")
print(SourcingSettings(vendor_price_factor=round(turn, 2)))

# %% [markdown]
# ## What was assumed

# %%
for name, price in MARKET.items():
    print(
        f"{name:<6} {float(price.dollars):>6.2f} USD a {price.unit}: {price.note} ({price.source})"
    )
