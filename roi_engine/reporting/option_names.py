"""Options by the names that their reader knows: the scenario's own, and its variant, in place of the file's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from roi_engine.analysis.comparing import Pair
from roi_engine.analysis.options import NOTHING, Options
from roi_engine.engine.register import in_words
from roi_engine.reporting.words import plain
from roi_engine.scenario.records import Scenario


def renamed(options: Options) -> Options:
    """The same comparison, every option under the name of its scenario; where two are alike, with its own behind."""
    titles = {name: _title(result.scenario) for name, result in options.results.items()}
    times = Counter([*titles.values(), NOTHING])
    named = {name: title if times[title] == 1 else f"{title} ({plain(name)})" for name, title in titles.items()}
    named[NOTHING] = NOTHING
    comparison = options.comparison
    return replace(
        options,
        results={named[name]: result for name, result in options.results.items()},
        comparison=replace(
            comparison,
            standings=tuple(replace(one, option=named[one.option]) for one in comparison.standings),
            pairs=tuple(_pair(pair, named) for pair in comparison.pairs),
            order=tuple(named[name] for name in comparison.order),
        ),
        bridges={named[name]: bridge for name, bridge in options.bridges.items()},
        years=tuple(replace(one, option=named[one.option]) for one in options.years),
    )


def _title(scenario: Scenario) -> str:
    """A variant has no title of its own: its name in words stands behind that of the case."""
    name = plain(scenario.name)
    return f"{name}, {in_words(plain(scenario.variant))}" if scenario.variant else name


def _pair(pair: Pair, named: dict[str, str]) -> Pair:
    return replace(pair, a=named[pair.a], b=named[pair.b])
