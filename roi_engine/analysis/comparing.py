"""Options side by side on common random numbers: how far apart, how often ahead, what a wrong choice costs.

All options are valued on the same draws, so that a difference keeps only what the options do differently (Glasserman &
Yao 1992, Management Science 38:884). "Do nothing" is a row of zeros, added by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.analysis.dominance import Dominance, dominance
from roi_engine.analysis.outcomes import ROUNDING, Estimate, OutcomesError, checked, estimate, folded, place_of
from roi_engine.uncertainty.precision import Chance, Spread, standard_error, summarise

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Option a against option b, draw by draw.

    `difference` is the spread of a less b [currency]. `ahead` is the chance that a beats b, a tie counted half; `tied`
    the share of draws in which they tie. `turning_share` is the smallest share of the draws that would have to be left
    out for the other option to have a mean at least as high: near 0 the lead hangs on a few extreme draws (Broderick,
    Giordano & Meager 2020); it is 0 where the means are equal.
    """

    a: str
    b: str
    difference: Spread
    ahead: Chance
    tied: float
    turning_share: float
    dominance: Dominance


@dataclass(frozen=True, slots=True)
class Standing:
    """One option among all.

    `outcome` is its spread [currency]. `best` is the chance that it is the best; options that tie for the best share
    the draw equally, so that the chances of all sum to 1. `regret` is the mean of the best outcome of each draw less
    its own [currency]: never negative, 0 for an option that no draw beats.
    """

    option: str
    outcome: Spread
    best: Chance
    regret: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Options in the order given, every pair of them (the earlier less the later), and how firmly they are ranked.

    `order` lists the options by mean, highest first (equal means as given). `otherwise` is the share of draws that
    would turn the choice: those in which the option of highest mean is beaten by another.
    """

    standings: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    order: tuple[str, ...]
    otherwise: Chance

    @property
    def highest_mean(self) -> str:
        """The option with the highest mean outcome, which is also the one of least expected regret."""
        return self.order[0]


def compare(options: Sequence[str], outcomes: ArrayLike, n_replicates: int = 1) -> Comparison:
    """Compare options on paired draws.

    Parameters
    ----------
    options
        Names, two or more.
    outcomes
        [currency], more is better, shape (n_options, n_draws); draw j is the same state of the world for all.
    n_replicates
        Number of consecutive equal replicates among the draws.

    Returns
    -------
    Comparison
        Outcomes of a draw that differ by rounding alone (a relative 1e-12) tie.

    Raises
    ------
    OutcomesError
        Fewer than two options, names given twice, draws that are not finite or not whole replicates.
    """
    if len(options) < 2:
        raise OutcomesError(f"{len(options)} options cannot be compared; accepted: two or more")
    rows = checked(options, outcomes, n_replicates)
    best = rows.max(axis=0)
    at_best = rows >= best - ROUNDING * np.abs(rows).max(axis=0)
    shares = at_best / at_best.sum(axis=0)
    standings = tuple(
        Standing(
            option,
            summarise(folded(row, n_replicates)),
            _chance(share, n_replicates),
            estimate(best - row, n_replicates),
        )
        for option, row, share in zip(options, rows, shares, strict=True)
    )
    ranks = sorted(range(len(options)), key=lambda place: -standings[place].outcome.mean)
    return Comparison(
        standings=standings,
        pairs=tuple(
            _pair((options[i], options[j]), rows[i], rows[j], n_replicates)
            for i, j in combinations(range(len(options)), 2)
        ),
        order=tuple(options[place] for place in ranks),
        otherwise=_chance((~at_best[ranks[0]]).astype(np.float64), n_replicates),
    )


def pair_of(names: tuple[str, str], options: Sequence[str], outcomes: ArrayLike, n_replicates: int = 1) -> Pair:
    """One pair in the order asked for: the first name less the second; the rest as for `compare`."""
    rows = checked(options, outcomes, n_replicates)
    first, second = (rows[place_of(name, options)] for name in names)
    return _pair(names, first, second, n_replicates)


def _pair(names: tuple[str, str], a: Array, b: Array, n_replicates: int) -> Pair:
    """The record of a less b."""
    difference = a - b
    difference[np.abs(difference) <= ROUNDING * np.maximum(np.abs(a), np.abs(b))] = 0.0
    tie = difference == 0
    return Pair(
        a=names[0],
        b=names[1],
        difference=summarise(folded(difference, n_replicates)),
        ahead=_chance((difference > 0) + 0.5 * tie, n_replicates),
        tied=float(tie.mean()),
        turning_share=turning_share(difference),
        dominance=dominance(a, b, n_replicates),
    )


def turning_share(difference: Array) -> float:
    """Smallest share of the draws whose removal takes the lead away from the option with the higher mean [1].

    `difference` is one option less the other [currency], shape (n_draws,). The draws that carry the lead most go
    first; 0 where there is no lead, 1 where every draw agrees with it.
    """
    if difference.sum() < 0:
        difference = -difference
    rising = np.sort(difference)
    # Sum of all draws but the k highest, for k = n ... 1: the longest such head that is not positive is the fewest out.
    kept = np.cumsum(rising)
    rounding = ROUNDING * np.cumsum(np.abs(rising))
    remaining = int(np.flatnonzero(kept <= rounding)[-1]) + 1 if rising[0] <= 0 else 0
    return 1 - remaining / difference.size


def _chance(scores: Array, n_replicates: int) -> Chance:
    """Mean of scores in [0, 1], shape (n_draws,), with its standard error from the replicates."""
    return Chance(float(np.mean(scores)), standard_error(folded(scores, n_replicates).mean(axis=1)))
