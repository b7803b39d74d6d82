"""How likely each option stays below an amount: cumulative curves that can be read across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.options import Options
from roi_engine.reporting.comparison_sentences import conclusion
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Scale, Words, plain, quoted, shortened

POINTS = 201
TAIL = 0.005
NAMED = 2  # options whose names there is room for below a chart


@dataclass(frozen=True, slots=True)
class OptionCurvesTable:
    """`chance[k][j]`: that option k ends at `amounts[j]` [currency] or below."""

    options: tuple[str, ...]
    amounts: tuple[float, ...]
    chance: tuple[tuple[float, ...], ...]
    scale: Scale
    caption: Caption

    @property
    def header(self) -> tuple[str, ...]:
        """Column names."""
        return ("npv_at_most", *self.options)

    @property
    def rows(self) -> Rows:
        """One row an amount."""
        return tuple(zip(self.amounts, *self.chance, strict=True))


def option_curves_table(options: Options, words: Words) -> OptionCurvesTable | None:
    """One curve an option, or None where no option is spread."""
    draws = [np.sort(result.draws["npv"]) for result in options.results.values()]
    low = min(float(np.quantile(npv, TAIL)) for npv in draws)
    high = max(float(np.quantile(npv, 1 - TAIL)) for npv in draws)
    if all(npv[0] == npv[-1] for npv in draws):
        return None
    amounts = np.linspace(min(low, 0.0), max(high, 0.0), POINTS)
    scale = words.scale(amounts.tolist())
    subtitle = words.text(N_("Share of draws with a net present value of at most the amount, {unit}"), unit=scale.unit)
    return OptionCurvesTable(
        options=tuple(plain(name) for name in options.results),
        amounts=tuple(amounts.tolist()),
        chance=tuple(tuple((np.searchsorted(npv, amounts, side="right") / npv.size).tolist()) for npv in draws),
        scale=scale,
        caption=Caption(conclusion(options, words)[0].rstrip("."), subtitle, options_source(options, words)),
    )


def options_source(options: Options, words: Words) -> str:
    """The source line of a chart of several scenarios."""
    engine = next(iter(options.results.values())).engine
    if len(options.results) > NAMED:
        template = N_("Source: {n} options; roi_engine {version}, {draws} common draws, seed {seed}")
    else:
        template = N_("Source: scenarios {names}; roi_engine {version}, {draws} common draws, seed {seed}")
    listed = ", ".join(quoted(shortened(plain(name), 40), words) for name in options.results)
    return words.text(
        template,
        n=words.count(len(options.results)),
        names=listed,
        version=engine.version,
        draws=words.count(engine.draws),
        seed=str(engine.seed),
    )
