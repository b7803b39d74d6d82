"""`roi-engine goal-seek`: the value that an assumption must reach for a wanted result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from roi_engine.cli.failures import refusal
from roi_engine.cli.options import FILE, overrides, scenario_options
from roi_engine.cli.waiting import waiting
from roi_engine.cli.workers import workers


@click.command("goal-seek")
@click.argument("file", type=FILE)
@click.option("--find", "path", metavar="PATH", required=True, help="The value to move, e.g. rollout.adoption.")
@click.option(
    "--so-that", "goal", metavar="COND", required=True, help='What must hold, e.g. "probability.npv_positive >= 0.9".'
)
@click.option("--between", nargs=2, type=float, metavar="LOW HIGH", help="Where to look, in the value's own unit.")
@scenario_options
@click.option("--draws", metavar="N", help="Number of draws a step; 16,384 at most.")
@click.option("--seed", metavar="S", help="Seed, instead of the scenario's.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON on stdout and nothing else there.")
@click.option("--executor", metavar="URL", help="Where draws are computed: threads:N or processes:N.")
def command(file: Path, path: str, goal: str, between: tuple[float, float] | None, **options: Any) -> None:
    """Find the value that PATH of the scenario FILE must reach so that COND holds.

    Without --between, an uncertain value is looked for from its P0.1 to its P99.9, a certain one from 0 to five times
    itself.
    """
    if between and not between[0] < between[1]:
        raise refusal("bad-range", f"--between {between[0]:g} {between[1]:g}", accepted="LOW below HIGH")
    changes = overrides(options["changes"], simulation__draws=options["draws"], simulation__seed=options["seed"])
    with workers(options["executor"]) as executor, waiting(f"seeking {path}"):
        from roi_engine.cli.searching import MOST_DRAWS, Search, goal_of, movable, sought, today
        from roi_engine.engine.register import label_of, stated_words
        from roi_engine.reporting.goal import Goal, goal_json, goal_said
        from roi_engine.reporting.words import words_for
        from roi_engine.scenario.records import Uncertain

        search = Search(file, options["variant"], changes, path, goal_of(goal), executor)
        scenario = search.scenario()
        value = movable(scenario, path)
        found = Goal(
            path=path,
            title=label_of(scenario, path),
            unit=value.unit,
            today=today(value),
            stated=stated_words(value),
            own_range=not between and isinstance(value.form, Uncertain),
            condition=search.condition.text,
            figure_path=search.condition.path,
            as_stated=search.figure(),
            draws=min(scenario.simulation.draws, MOST_DRAWS),
            found=sought(search, value, between or None),
        )
    if options["as_json"]:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(goal_json(found)), nl=False)
        return
    from roi_engine.reporting.terminal import print_answer

    print_answer(goal_said(found, words_for(scenario.language, scenario.currency)))
