"""`roi-engine run`: base case, simulation and reports of one scenario, or of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.conditions import holds, parse_condition
from roi_engine.cli.failures import CONDITION, DONE, notice_text, refusal
from roi_engine.cli.options import FILE, overrides, scenario_options
from roi_engine.cli.waiting import waiting
from roi_engine.cli.workers import runner, workers

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from roi_engine.engine.result import Result
    from roi_engine.reporting.errands import Errands
    from roi_engine.reporting.findings import Findings
    from roi_engine.reporting.theme import Theme
    from roi_engine.scenario.records import Scenario, Stress

REPORTS = ("md", "charts", "html", "xlsx", "pptx", "pdf", "none")
USUAL = "md,charts,html,xlsx"


@click.command("run")
@click.argument("file", type=FILE)
@scenario_options
@click.option("--draws", metavar="N", help="Number of draws, instead of the scenario's.")
@click.option("--seed", metavar="S", help="Seed, instead of the scenario's.")
@click.option("--language", metavar="L", help="Language of the reports: en, it or es.")
@click.option("-o", "--out", type=FILE, metavar="DIR", help="Folder of the reports; by default one below out/.")
@click.option("--stress", metavar="NAME", help="Run under a stress that is shipped or that the scenario names.")
@click.option("--reports", default=USUAL, show_default=True, metavar="LIST", help=f"Of {', '.join(REPORTS)}.")
@click.option("--theme", default="neutral", metavar="NAME|FILE", help="neutral, print_grey or a theme.yaml.")
@click.option("--json", "as_json", is_flag=True, help="Print results.json on stdout and nothing else there.")
@click.option(
    "--fail-if",
    "conditions",
    metavar="COND",
    multiple=True,
    help='End with status 3 if COND holds, e.g. "probability.npv_positive < 0.8". May be repeated.',
)
@click.option("--executor", metavar="URL", help="Where draws are computed: threads:N or processes:N.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file written.")
def command(file: Path, **options: Any) -> int:
    """Compute base case and simulation of the scenario FILE and write the reports.

    A portfolio file is rolled up: totals, members, diversification, and what a capital limit chooses.
    """
    kinds = report_kinds(options["reports"])
    conditions = [parse_condition(text) for text in options["conditions"]]
    changes = overrides(
        options["changes"],
        simulation__draws=options["draws"],
        simulation__seed=options["seed"],
        language=options["language"],
    )
    if is_portfolio(file):
        from roi_engine.cli.portfolio_run import run_portfolio

        return run_portfolio(file, changes, kinds, conditions, options)
    with (
        workers(options["executor"]) as executor,
        runner(kinds) as errands,
        waiting(f"running {file.name}", quiet=options["quiet"]),
    ):
        from roi_engine.engine import simulate
        from roi_engine.reporting.results_json import to_json
        from roi_engine.reporting.theme import theme_of
        from roi_engine.scenario import load_scenario

        theme = theme_of(options["theme"])
        scenario = load_scenario(file, options["variant"], changes)
        stress = chosen_stress(scenario, options["stress"])
        result = simulate(scenario, executor, stress=stress)
        _begin(errands, result, kinds, stress, theme)
        findings = _findings(result, stress, kinds, changes, executor)
        results = to_json(result, findings)
        reached = [said for said in (holds(condition, results) for condition in conditions) if said]
        written = _write(result, options["out"], kinds, findings, theme, errands)
    _print(result, findings, results if options["as_json"] else None, written, options)
    for said in reached:
        click.echo(f"--fail-if {said}", err=True)
    return CONDITION if reached else DONE


def is_portfolio(file: Path) -> bool:
    """Whether the file says `kind: portfolio`."""
    from roi_engine.scenario import kind_of

    return kind_of(file) == "portfolio"


def report_kinds(text: str, known: Sequence[str] = REPORTS) -> tuple[str, ...]:
    """The kinds of report that `--reports` lists; empty for `none`. ScenarioError where one is not `known`."""
    kinds = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        said = f"--reports: there is no '{', '.join(unknown)}'"
        raise refusal("unknown-report", said, accepted=f"there are: {', '.join(known)}")
    if "none" in kinds and len(kinds) > 1:
        raise refusal("unknown-report", "--reports: 'none' stands alone")
    return () if kinds == ("none",) else kinds


def chosen_stress(scenario: Scenario, name: str | None) -> Stress | None:
    """The stress of that name, None for none; ScenarioError where the scenario has no such stress."""
    if name is None:
        return None
    known = {stress.id: stress for stress in scenario.stresses}
    if name not in known:
        from roi_engine.errors import did_you_mean

        said = f"--stress: there is no '{name}'"
        accepted = f"there are: {', '.join(known) or 'none'}"
        raise refusal("unknown-stress", said, accepted=accepted, hint=did_you_mean(name, known))
    return known[name]


def _findings(
    result: Result,
    stress: Stress | None,
    kinds: Sequence[str],
    changes: Mapping[str, str],
    executor: Executor | None,
) -> Findings:
    """The goals; where reports are written the sensitivity, for slides the variants; under a stress the goals alone."""
    from roi_engine.analysis.goals import goal_chances
    from roi_engine.reporting.findings import Findings

    goals = goal_chances(result.scenario, stress=stress) if result.scenario.goals else None
    if stress is not None or not kinds:
        return Findings(stress=stress, goals=goals)
    from roi_engine.analysis.drivers import sensitivity
    from roi_engine.analysis.varying import option_table

    options = option_table(result, changes, executor) if "pptx" in kinds else None
    return Findings(sensitivity(result, executor), options=options, goals=goals)


def _begin(errands: Errands | None, result: Result, kinds: Sequence[str], stress: Stress | None, theme: Theme) -> None:
    """Have the charts drawn that ask for no sensitivity, before it is computed."""
    if errands is None:
        return
    from roi_engine.reporting.findings import Findings
    from roi_engine.reporting.run_files import order_charts

    order_charts(errands, result, kinds, Findings(stress=stress), theme)


def _write(
    result: Result,
    out: Path | None,
    kinds: Sequence[str],
    findings: Findings,
    theme: Theme,
    errands: Errands | None,
) -> tuple[Path, ...]:
    if not kinds:
        return ()
    from roi_engine.reporting.bundle import run_folder_name, write_run

    name = run_folder_name(result.scenario, findings.stress)
    return write_run(result, out or Path("out") / name, kinds, findings, theme, errands)


def _print(
    result: Result,
    findings: Findings,
    results: dict[str, Any] | None,
    written: Sequence[Path],
    options: dict[str, Any],
) -> None:
    if not options["quiet"]:
        for notice in (*result.warnings, *(findings.goals.notices if findings.goals is not None else ())):
            click.echo(notice_text(notice, result.scenario.language), err=True)
    if results is not None:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(results), nl=False)
    else:
        from roi_engine.reporting.terminal import print_summary

        print_summary(result, findings)
    if written and not options["quiet"]:
        click.echo(f"written: {near(written[0].parent)}", err=True)
    if options["verbose"]:
        for path in written:
            click.echo(f"  {near(path)}", err=True)


def near(path: Path) -> Path:
    """The path as seen from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
