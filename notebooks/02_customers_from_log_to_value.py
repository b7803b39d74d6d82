# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Customers: from a log to their value
#
# A log of orders is read, scored and projected; the projection is held against half a year that it did not see, and
# then carries a business case. The log is made up from known rates (`scenarios/data/made_up.py`), so that at the
# end the projection can be held against the truth, which no shop knows.

# %%
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import roi_engine

HERE = Path("notebooks") if Path("notebooks").is_dir() else Path()
SCENARIOS = HERE / ".." / "scenarios"
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#6B6B6B"
plt.rcParams.update({"figure.dpi": 72, "axes.spines.top": False, "axes.spines.right": False})
pd.options.display.float_format = "{:,.2f}".format

# %% [markdown]
# ## Reading
#
# Semicolons, decimal commas and days before months are found by looking at the whole file; what fits two readings
# is refused. Every row is accounted for.

# %%
log = roi_engine.read_log(SCENARIOS / "data" / "retailer_orders.csv")
report = log.report
print(f"read as: '{report.delimiter}' between columns, dates {report.date_format}, numbers like {report.number_shape}")
print(f"{report.rows_in:,} rows in, {report.rows_used:,} used")
print(f"{report.customers:,} customers, {report.order_days:,} orders")
print(f"refunds {report.refunds}, duplicates {report.duplicates}; first {report.first_date}, last {report.last_date}")

# %% [markdown]
# ## Scores and segments
#
# Recency, frequency and amount in classes of equal size. Customers with equal values get equal scores.

# %%
scoring = roi_engine.score(log, roi_engine.ScoreQuestion(at=date(2026, 12, 31)))
segments = pd.DataFrame(
    {
        "segment": [row.name for row in scoring.segments],
        "customers": [row.customers for row in scoring.segments],
        "share": [row.share for row in scoring.segments],
        "orders": [row.orders for row in scoring.segments],
        "mean_amount": [row.mean_amount for row in scoring.segments],
        "silent_days": [row.silent_days for row in scoring.segments],
    }
)
assert segments["customers"].sum() == report.customers
segments

# %% [markdown]
# ## A projection, judged before it is believed
#
# The models see the log up to the end of June 2026 and forecast the half year after it. Which model is taken
# follows from its likelihood, and from a holdout inside the log where two are close.

# %%
judged = roi_engine.value(
    log, roi_engine.ValueQuestion(until=date(2026, 6, 30), horizon_days=184, margin=0.34, backtest=True)
)
held_out = judged.judged.found.total
print(judged.choice.reason)
print(f"orders that came: {held_out.actual_total:,.0f}; forecast: {held_out.total.mean[0]:,.0f}", end=" ")
print(f"(P10 {held_out.total.p10[0]:,.0f}, P90 {held_out.total.p90[0]:,.0f})")
for naive in judged.judged.found.naive:
    print(f"naive, {naive.name.replace('_', ' ')}: {naive.orders.sum():,.0f}, off by {naive.error:+.0%}")

# %%
track = judged.tracking
since = track.edges[1:]
figure, axes = plt.subplots(figsize=(9, 3.4))
axes.plot(since, track.actual, color=GREY, linewidth=1, label="repeat orders")
axes.plot(since, track.expected, color=BLUE, label=f"expected by the model ({judged.fit.model})")
axes.axvline((judged.until - report.first_date).days / 7, color=ORANGE, linestyle="--", label="end of what it saw")
axes.set(title="Repeat orders by week", xlabel="weeks since the start of the log", ylabel="orders", ylim=(0, None))
axes.legend(frameon=False)
figure.tight_layout()

# %% [markdown]
# ## What today's customers will bring
#
# Now with the whole log, over one year, at a contribution margin of 34 %. The range holds what the fit leaves open
# and chance; it does not hold a season or a change of habits.

# %%
future = roi_engine.value(log, roi_engine.ValueQuestion(margin=0.34, discount_rate=0.09))
worth = pd.DataFrame(
    {
        "segment": [row.name for row in future.margin.segments],
        "orders": [row.total.mean[0] for row in future.orders[:-1]],
        "margin": [row.present.mean[0] for row in future.margin.segments],
        "p10": [row.present.p10[0] for row in future.margin.segments],
        "p90": [row.present.p90[0] for row in future.margin.segments],
    }
)
total = future.margin.total.present
print(f"all: {total.mean[0]:,.0f} (P10 {total.p10[0]:,.0f}, P90 {total.p90[0]:,.0f})")
assert np.isclose(worth["margin"].sum(), total.mean[0])
worth

# %%
figure, axes = plt.subplots(figsize=(9, 3.6))
axes.barh(worth["segment"], worth["margin"], color=BLUE)
axes.hlines(worth["segment"], worth["p10"], worth["p90"], color=GREY)
axes.invert_yaxis()
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.set(title="Contribution margin of the next year, in today's money, with P10 to P90", xlabel="EUR")
figure.tight_layout()

# %% [markdown]
# ## In a business case
#
# `retailer_log.yaml` names the same log. Its customers are projected without the CRM; each effect of the CRM
# (retention, order frequency, order value) is a line against that, taken in a fixed order, so that the lines add up
# to the difference.

# %%
scenario = roi_engine.load(SCENARIOS / "retailer_log.yaml", overrides={"simulation.draws": "4096"})
result = roi_engine.simulate(scenario)
base = result.customers.total
effect = sum(line.pv for line in result.lines if line.id.startswith("customers."))
print(
    f"margin without CRM {base.pv_without.base:,.0f}, with CRM {base.pv_with.base:,.0f}: a difference of {effect:,.0f}"
)
assert np.isclose(effect, base.pv_with.base - base.pv_without.base, rtol=1e-9)
print(f"after cost: {result.base.npv:,.0f}; chance of a gain: {result.probability.npv_positive:.0%}")

# %%
by_period = roi_engine.frame(result, "customers").groupby("period", sort=False).sum(numeric_only=True)
figure, axes = plt.subplots(figsize=(9, 3.4))
axes.bar(by_period.index, by_period["margin_with"] - by_period["margin_without"], color=BLUE)
axes.set_xticks(by_period.index[::6])
axes.set(title="Contribution margin that the CRM adds, by month, base case", ylabel=scenario.currency)
figure.tight_layout()

# %% [markdown]
# ## What no shop knows
#
# The generator wrote down who was still active on the last day, and each customer's own rates. A customer who
# orders at rate λ and leaves at rate μ is expected to order λ (1 - exp(-μ t)) / μ times in the next t weeks, if
# still active.

# %%
truth = pd.read_csv(SCENARIOS / "data" / "retailer_truth.csv")
weeks = 365.25 / 7
leaving, rate = truth["leaving_rate"], truth["order_rate"]
true_orders = (truth["active"] * rate * (1 - np.exp(-leaving * weeks)) / leaving).sum()
told = future.orders[-1].total
print(f"true expectation: {true_orders:,.0f} orders in the next year")
print(f"projection: {told.mean[0]:,.0f} (P10 {told.p10[0]:,.0f}, P90 {told.p90[0]:,.0f})")
