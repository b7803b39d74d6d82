"""How good the re-forecast is: simulated projects whose truth is known, one draw of the plan with noise on top.

    python -m benchmarks.reforecast [--projects N] [--scenario FILE] [--lines A,B] [--shapes A,B] [--weak LINE]

The truth knows nothing of the likelihood that judges it: noise is put on each month's money by a generator of its own,
in several shapes; the autoregressive one is close to what the engine assumes, the others are not.
"""

from __future__ import annotations

import os

os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "MKL", "OMP")})

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from roi_engine import load
from roi_engine.analysis.track_plan import Paths, PlanModel, plan_model
from roi_engine.analysis.track_records import Tracking
from roi_engine.analysis.tracking import track
from roi_engine.crm_data.actuals import INITIAL, Actual
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

PROJECTS = 200
DRAWS = 2048

Noise = Callable[[np.random.Generator, tuple[int, ...]], Array]


def lognormal(generator: np.random.Generator, shape: tuple[int, ...], sd: float = 0.08) -> Array:
    """Months that scatter independently, by some per cent."""
    return np.exp(sd * generator.standard_normal(shape) - sd**2 / 2)


def quiet(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Hardly any scatter: one per cent."""
    return lognormal(generator, shape, 0.01)


def loud(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """A fifth up or down from month to month."""
    return lognormal(generator, shape, 0.20)


def drifting(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Months that resemble the one before: an autoregression, 0.6."""
    steps, found = generator.standard_normal(shape), np.empty(shape)
    found[..., 0] = steps[..., 0]
    for month in range(1, shape[-1]):
        found[..., month] = 0.6 * found[..., month - 1] + 0.8 * steps[..., month]
    return np.exp(0.08 * found - 0.08**2 / 2)


def jumpy(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Mostly calm months and now and then one that is far off: Student t with three degrees of freedom."""
    return np.maximum(1.0 + 0.05 * generator.standard_t(3, shape), 0.0)


def biased(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Every line off its draw by the same share all the time (5 %), and scatter on top."""
    lasting = 1.0 + 0.05 * generator.standard_normal((*shape[:-1], 1))
    return lasting * lognormal(generator, shape, 0.05)


SHAPES: dict[str, Noise] = {
    "lognormal 8 %": lognormal,
    "lognormal 1 %": quiet,
    "lognormal 20 %": loud,
    "autoregressive 8 %": drifting,
    "Student t 5 %": jumpy,
    "lasting 5 % + 5 %": biased,
}


@dataclass(frozen=True, slots=True)
class Project:
    """What one project was followed to, and its true NPV [currency]."""

    truth: float
    months: int
    tracking: Tracking

    @property
    def covered(self) -> bool:
        """Whether the 80 % interval of the re-forecast holds the truth."""
        now = self.tracking.reforecast.npv
        return now is not None and now.p10 <= self.truth <= now.p90

    @property
    def plan_covered(self) -> bool:
        """Whether the plan's does."""
        planned = self.tracking.reforecast.plan
        return planned.p10 <= self.truth <= planned.p90


@dataclass(frozen=True, slots=True)
class Truths:
    """A plan from which true projects are drawn."""

    scenario: Scenario
    model: PlanModel

    def paths(self, generator: np.random.Generator, n_projects: int) -> Paths:
        """True courses: draws of the plan that its own points know nothing of."""
        return self.model.paths(generator.standard_normal((self.model.n_values, n_projects)))


def truths_of(scenario: Scenario) -> Truths:
    """Where the truths of a scenario come from."""
    return Truths(scenario, plan_model(scenario))


def followed_projects(
    truths: Truths, noise: Noise, n_projects: int, seed: int, lines: Sequence[str] | None = None
) -> Iterator[Project]:
    """Projects that go to plan, each followed for 6 to 12 months; all lines are observed unless some are named."""
    generator = np.random.default_rng(seed)
    paths = truths.paths(generator, n_projects)
    for number in range(n_projects):
        months = int(generator.integers(6, 13))
        yield followed_project(truths, paths, number, noise, months, generator, lines)


def weak_projects(truths: Truths, noise: Noise, n_projects: int, seed: int, line: str) -> Iterator[Project]:
    """Projects of which one line brings half of its P10 in every month, while all others go to plan."""
    generator = np.random.default_rng(seed)
    paths = truths.paths(generator, n_projects)
    planned = truths.paths(generator, 4096).amounts[line]
    weak = np.broadcast_to(0.5 * np.quantile(planned, 0.1, axis=0), paths.amounts[line].shape)
    paths = replace(paths, amounts={**paths.amounts, line: weak})
    for number in range(n_projects):
        yield followed_project(truths, paths, number, noise, int(generator.integers(6, 13)), generator)


def fired(projects: Sequence[Project], line: str) -> float:
    """Share of projects in which a line is said to be off track."""
    return float(
        np.mean(
            [each.status == "off_track" for one in projects for each in one.tracking.things if each.thing.id == line]
        )
    )


def followed_project(
    truths: Truths,
    paths: Paths,
    number: int,
    noise: Noise,
    months: int,
    generator: np.random.Generator,
    lines: Sequence[str] | None = None,
) -> Project:
    """One project: noise on its true course, its first months as actuals, followed."""
    scenario, timeline = truths.scenario, truths.scenario.timeline
    names = [line.id for line in scenario.lines]
    flows = np.array([paths.amounts[name][number] for name in names])
    flows = flows * noise(generator, flows.shape)
    signs = np.array([-1.0 if line.category == "cost" else 1.0 for line in scenario.lines])
    initial = np.array([paths.initials[name][number] for name in names])
    truth = float(signs @ (initial + flows @ paths.factors[number]))
    seen = [name for name in names if lines is None or name in lines]
    n_periods = months * timeline.periods_per_year // 12
    actuals = [
        Actual(name, timeline.label(period), float(flows[names.index(name), period]))
        for name in seen
        for period in range(n_periods)
    ]
    actuals += [Actual(name, INITIAL, float(initial[names.index(name)])) for name in seen if initial[names.index(name)]]
    return Project(truth, months, track(scenario, actuals, draws=DRAWS))


def figures(projects: Sequence[Project]) -> dict[str, float]:
    """What the projects of one shape of noise say together."""
    ratios = [
        each.tracking.reforecast.npv.width / each.tracking.reforecast.plan.width
        for each in projects
        if each.tracking.reforecast.npv is not None
    ]
    return {
        "coverage": float(np.mean([each.covered for each in projects])),
        "plan coverage": float(np.mean([each.plan_covered for each in projects])),
        "width / plan's": float(np.mean(ratios)),
        "off track": float(np.mean([each.tracking.count("off_track") > 0 for each in projects])),
        "left the range": float(np.mean([each.tracking.reforecast.basis == "left" for each in projects])),
        "moved": float(np.mean([each.tracking.reforecast.basis == "moved" for each in projects])),
    }


def told(found: dict[str, float]) -> str:
    """Figures in a line."""
    return ", ".join(f"{what} {value:.1%}" for what, value in found.items())


def main() -> None:
    """Print a line for each shape of noise: all seeds together, and the coverage of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=PROJECTS, help="for each seed")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--scenario", type=Path, default=Path(__file__).parent / "followed_plan.yaml")
    parser.add_argument("--lines", default="", help="only these lines are observed, separated by commas")
    parser.add_argument("--shapes", default=",".join(SHAPES), help="of noise, separated by commas")
    parser.add_argument("--weak", default="", help="also: how often this line is found off track at half of its P10")
    asked = parser.parse_args()
    truths = truths_of(load(asked.scenario, overrides={"simulation.draws": str(16 * DRAWS)}))
    lines = [line for line in asked.lines.split(",") if line] or None
    for name in asked.shapes.split(","):
        started = time.perf_counter()
        seeds = [
            list(followed_projects(truths, SHAPES[name], asked.projects, int(seed), lines))
            for seed in asked.seeds.split(",")
        ]
        every = [project for projects in seeds for project in projects]
        each = ", ".join(f"{figures(projects)['coverage']:.1%}" for projects in seeds)
        spent = (time.perf_counter() - started) / len(every)
        sys.stdout.write(f"{name:20s} {told(figures(every))}; coverage by seed {each} ({spent:.2f} s each)\n")
        if asked.weak:
            share = fired(list(weak_projects(truths, SHAPES[name], asked.projects, 4, asked.weak)), asked.weak)
            sys.stdout.write(f"{name:20s} {asked.weak} at half of its P10: off track in {share:.1%}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
