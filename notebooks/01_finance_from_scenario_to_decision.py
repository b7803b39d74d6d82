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
# # From a scenario to a decision
#
# A contact centre of 120 agents considers a CRM. One file states what is assumed and where each number comes from.
# This notebook follows it to a decision: first the base case, line by line, then the range behind it, then what
# must be true.
#
# It runs on few draws so that it is quick; leave `overrides` out for the figures of the reports.

# %%
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

scenario = roi_engine.load(SCENARIOS / "contact_centre.yaml", overrides={"simulation.draws": "8192"})
print(scenario.description)

# %% [markdown]
# ## What is assumed, and who says so
#
# Every stated value is one row of the register. Values without a source are marked as estimates: they are what to
# replace by your own measurements first.

# %%
result = roi_engine.simulate(scenario)
register = roi_engine.frame(result, "assumptions")
register["vouched_for"] = np.where(
    register["source"] != "", "source", register["evidence"].fillna("nothing").astype(str)
)
print(register["vouched_for"].value_counts().to_string())
register.loc[register["uncertain"], ["title", "unit", "p10", "base", "p90"]].head(8)

# %% [markdown]
# ## The base case, line by line
#
# `roi-engine explain` prints the formula and the inputs of each line. Here are their amounts by year.

# %%
lines = roi_engine.frame(result, "lines")
lines.pivot_table(index=["category", "id"], columns="year", values="amount", sort=False).round(-2)

# %% [markdown]
# The net present value needs nothing but the net flow of each year and the discount rate. This scenario follows the
# convention of the TEI studies: the initial outlay is not discounted, every flow of year *k* counts at the year's
# end.

# %%
years = roi_engine.frame(result, "by_year")
rate = 0.10  # finance.discount_rate of the scenario
by_hand = sum(net / (1 + rate) ** k for k, net in enumerate(years["net"]))
print(f"by hand: {scenario.currency} {by_hand:,.2f}; the engine: {scenario.currency} {result.base.npv:,.2f}")
assert np.isclose(by_hand, result.base.npv, rtol=1e-9)

# %%
worth = sorted(result.lines, key=lambda line: (line.category == "cost", -line.pv))
steps = [line.pv if line.category != "cost" else -line.pv for line in worth]
starts = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
figure, axes = plt.subplots(figsize=(9, 4.6))
axes.barh([line.title for line in worth], steps, left=starts, color=[BLUE if step > 0 else ORANGE for step in steps])
axes.barh(["Net present value"], [result.base.npv], color=GREY)
axes.invert_yaxis()
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.set(
    title=f"From benefits over costs to a gain of {scenario.currency} {result.base.npv:,.0f}", xlabel=scenario.currency
)
figure.tight_layout()

# %% [markdown]
# ## How sure are we?
#
# Each draw takes all uncertain values at once, with their correlations. The base case is one point of the range,
# and not its middle: projects overrun and start late more often than they save money and start early.

# %%
npv = roi_engine.frame(result, "draws")["npv"]
spread = result.simulation["npv"]
print(f"mean {spread.mean:,.0f}; P10 {spread.percentiles[10]:,.0f}; P90 {spread.percentiles[90]:,.0f}")
print(f"chance of a loss: {1 - result.probability.npv_positive:.0%}")

figure, axes = plt.subplots(figsize=(9, 3.4))
bins = np.arange(npv.min() // 50_000, npv.max() // 50_000 + 2) * 50_000
axes.hist(npv[npv < 0], bins, color=ORANGE, label="loss")
axes.hist(npv[npv >= 0], bins, color=BLUE, label="gain")
axes.axvline(result.base.npv, color=GREY, linestyle="--", label="base case")
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.set(title="Net present value over the draws", xlabel=scenario.currency, ylabel="draws")
axes.legend(frameon=False)
figure.tight_layout()

# %%
band = roi_engine.frame(result, "cumulative")
figure, axes = plt.subplots(figsize=(9, 3.4))
axes.fill_between(band.index, band["p10"], band["p90"], color=BLUE, alpha=0.2, label="four draws in five")
axes.plot(band.index, band["base"], color=BLUE, label="base case")
axes.axhline(0, color=GREY, linewidth=0.8)
axes.yaxis.set_major_formatter("{x:,.0f}")
axes.set(title="Cumulative net flow, not discounted", xlabel="months since the start", ylabel=scenario.currency)
axes.legend(frameon=False)
figure.tight_layout()

# %% [markdown]
# ## What drives it, and what must be true?
#
# `share` is how much of the variance of the net present value one value explains alone. Where values are correlated,
# as here, shares overlap and must not be added. `break_even` is the value at which the base case is worth nothing;
# where there is none, the value alone does not turn the case within its range.

# %%
drivers = roi_engine.sensitivity(result)
pd.DataFrame(
    {
        "value": [driver.title for driver in drivers.drivers[:6]],
        "share": [driver.share for driver in drivers.drivers[:6]],
        "break_even": [driver.break_even for driver in drivers.drivers[:6]],
        "npv_at_p10": [driver.npv_low for driver in drivers.drivers[:6]],
        "npv_at_p90": [driver.npv_high for driver in drivers.drivers[:6]],
    }
)

# %% [markdown]
# ## The decision
#
# The case is likely to pay, but it rests on freed hours that become money only as far as leavers are not replaced.
# Counting cashable lines alone it loses in every draw, and a finance director should be told so in the same breath.

# %%
cashable = result.simulation["npv_cashable"]
print(f"chance of a gain: {result.probability.npv_positive:.0%}")
print(f"chance of a gain on cashable lines alone: {result.probability.npv_cashable_positive:.0%}")
print(f"cashable lines alone, mean: {scenario.currency} {cashable.mean:,.0f}")
for stress in drivers.stresses:
    print(f"under stress, {stress.title}: mean {stress.mean_npv:,.0f}")
