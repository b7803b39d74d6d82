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
# # Which option, and what is worth knowing first?
#
# A bank may give its service centre and advisers one customer record, or go on to marketing in a second phase. Both
# cases stand in files of their own; the larger one extends the smaller. They are compared on the same draws, with
# doing nothing always among the options.

# %%
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import roi_engine

HERE = Path("notebooks") if Path("notebooks").is_dir() else Path()
SCENARIOS = HERE / ".." / "scenarios"
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#6B6B6B"
plt.rcParams.update({"figure.dpi": 72, "axes.spines.top": False, "axes.spines.right": False})
pd.options.display.float_format = "{:,.2f}".format

few = {"simulation.draws": "8192"}
options = roi_engine.compare(
    {
        "service alone": roi_engine.load(SCENARIOS / "bank_base.yaml", overrides=few),
        "service and marketing": roi_engine.load(SCENARIOS / "bank_programme.yaml", overrides=few),
    }
)

# %% [markdown]
# ## Side by side
#
# `regret` is how much less an option brings, on average over the draws, than the best option of each draw.

# %%
standings = options.comparison.standings
pd.DataFrame(
    {
        "option": [row.option for row in standings],
        "mean_npv": [row.outcome.mean for row in standings],
        "p10": [row.outcome.percentiles[10] for row in standings],
        "p90": [row.outcome.percentiles[90] for row in standings],
        "chance_of_best": [row.best.probability for row in standings],
        "regret": [row.regret.value for row in standings],
    }
)

# %% [markdown]
# An assumption of the same path has the same luck in both files. What they share cancels out, so the difference
# between the options is told more sharply than either of them.

# %%
first, second = options.results.values()
npv = np.array([first.draws["npv"], second.draws["npv"], np.zeros_like(first.draws["npv"])])
difference = npv[1] - npv[0]
print(f"second less first: mean {difference.mean():,.0f}; spread {difference.std():,.0f}")
print(f"spread of the options themselves: {npv[0].std():,.0f} and {npv[1].std():,.0f}")
print(f"the second phase gains in {(difference > 0).mean():.0%} of the draws")

figure, axes = plt.subplots(figsize=(9, 3.4))
bins = np.linspace(*np.percentile(npv[:2], [0.5, 99.5]), 60)
axes.hist(npv[0], bins, histtype="step", color=BLUE, linewidth=1.5, label="service alone")
axes.hist(npv[1], bins, histtype="step", color=ORANGE, linewidth=1.5, label="service and marketing")
axes.axvline(0, color=GREY, linewidth=0.8)
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.set(title="Net present value over the draws", xlabel=options.currency, ylabel="draws")
axes.legend(frameon=False)
figure.tight_layout()

# %% [markdown]
# ## Where the difference comes from
#
# Line by line in mean present value; the steps add up to the difference of the means.

# %%
bridge = options.bridges["service and marketing"]
assert np.isclose(bridge.start + sum(step.change for step in bridge.steps), bridge.end, rtol=1e-9)
names = [step.lines[0].partition(".")[2].replace("_", " ") if not step.gathered else "others" for step in bridge.steps]
changes = [step.change for step in bridge.steps]
figure, axes = plt.subplots(figsize=(9, 4.4))
axes.barh(
    [f"{name} ({step.side})" for name, step in zip(names, bridge.steps, strict=True)],
    changes,
    left=bridge.start + np.concatenate([[0.0], np.cumsum(changes)[:-1]]),
    color=[BLUE if change > 0 else ORANGE for change in changes],
)
axes.axvline(bridge.start, color=GREY, linewidth=0.8)
axes.axvline(bridge.end, color=GREY, linewidth=0.8, linestyle="--")
axes.invert_yaxis()
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.set(title="From service alone to service and marketing", xlabel=f"mean net present value, {options.currency}")
figure.tight_layout()

# %% [markdown]
# ## What knowing is worth
#
# Who knew everything before choosing would take the best option of each draw instead of the option that is best on
# average. The gain is the expected value of perfect information: the most that any study can be worth.

# %%
evpi = npv.max(axis=0).mean() - npv.mean(axis=1).max()
print(f"by hand {evpi:,.0f}; the engine {options.evpi:,.0f} (error {options.evpi_error:,.0f})")
assert np.isclose(evpi, options.evpi, rtol=1e-9)

# %% [markdown]
# Knowing one value alone is worth less, and for most values nothing: whatever they turn out to be, the choice would
# stay.

# %%
worth = options.worth[:8]
figure, axes = plt.subplots(figsize=(9, 4.2))
titles = [fill(row.title, 40) for row in worth]
axes.barh(titles, [row.evppi for row in worth], xerr=[row.error for row in worth], color=BLUE)
axes.invert_yaxis()
axes.xaxis.set_major_formatter("{x:,.0f}")
axes.set(title="What knowing one value before choosing is worth", xlabel=options.currency)
figure.tight_layout()

# %% [markdown]
# ## Studies and their cost
#
# The scenario names two studies. Each is judged for the decision to run the whole programme or not: a study that
# cannot turn the decision is worth nothing, however much it teaches.

# %%
drivers = roi_engine.sensitivity(second)
pd.DataFrame(
    {
        "study": [study.title for study in drivers.measurements],
        "worth": [study.evppi for study in drivers.measurements],
        "error": [study.error for study in drivers.measurements],
        "cost": [study.cost for study in drivers.measurements],
    }
)
