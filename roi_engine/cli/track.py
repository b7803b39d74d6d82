"""`roi-engine track`: a plan beside what came of it, and what it is worth now."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roi_engine.cli.conditions import holds, parse_condition
from roi_engine.cli.failures import CONDITION, DONE, notice_text, refusal
from roi_engine.cli.options import FILE, overrides, scenario_options
from roi_engine.cli.run import near
from roi_engine.cli.waiting import waiting

if TYPE_CHECKING:
    from roi_engine.analysis.track_records import Tracking

REPORTS = ("md", "charts", "none")
USUAL = "md,charts"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


@click.command("track")
@click.argument("file", type=FILE)
@click.option("--actuals", type=FILE, metavar="FILE", help="What came: columns month, what, value.")
@click.option(
    "--export",
    "exports",
    metavar="NAME=FILE",
    multiple=True,
    help="A later export, read as NAME under the scenario's data: is; its KPIs are actuals. May be repeated.",
)
@scenario_options
@click.option("--until", metavar="MONTH", help="The last month to look at, e.g. 2027-06.")
@click.option("--date-format", metavar="F", default="", help="Where dates are ambiguous, e.g. dd/mm/yyyy.")
@click.option("--decimal", metavar="SIGN", default="", help="Where numbers are ambiguous: ',' or '.'.")
@click.option("--language", metavar="L", help="Language of the reports: en, it or es.")
@click.option("-o", "--out", type=FILE, metavar="DIR", help="Folder of the reports; by default one below out/.")
@click.option("--reports", default=USUAL, show_default=True, metavar="LIST", help=f"Of {', '.join(REPORTS)}.")
@click.option("--json", "as_json", is_flag=True, help="Print track.json on stdout and nothing else there.")
@click.option(
    "--fail-if",
    "conditions",
    metavar="COND",
    multiple=True,
    help='End with status 3 if COND holds, e.g. "track.off_track > 0". May be repeated.',
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr but errors.")
def command(file: Path, actuals: Path | None, **options: Any) -> int:
    """Compare what came with the plan of the scenario FILE: status, benefit realisation, re-forecast.

    An actual is of a line (benefits.handle_time), a total (benefits, costs), a KPI (service.handle_time) or a value of
    the scenario (assumptions.contacts).
    """
    # read when numpy is imported, below: its matrices are small here, and threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    kinds = _kinds(options["reports"])
    conditions = [parse_condition(text) for text in options["conditions"]]
    until = _month(options["until"])
    exports = [_named(text) for text in options["exports"]]
    if actuals is None and not exports:
        raise refusal(
            "no-actuals", "it is not said what came", hint="state --actuals FILE, --export NAME=FILE, or both"
        )
    changes = overrides(options["changes"], language=options["language"])
    with waiting(f"following {file.name}", quiet=options["quiet"]):
        from roi_engine.analysis.tracking import track
        from roi_engine.crm_data.actual_reading import read_actuals
        from roi_engine.reporting.track_report import track_json
        from roi_engine.scenario import load_scenario

        scenario = load_scenario(file, options["variant"], changes)
        known = read_actuals(actuals, date_format=options["date_format"], decimal=options["decimal"]) if actuals else ()
        if exports:
            from roi_engine.analysis.track_exports import exported_actuals

            known = (*known, *exported_actuals(scenario, exports))
        told = ", ".join([*([actuals.name] if actuals else []), *(path.name for _, path in exports)])
        tracking = track(scenario, known, until=until, file=told)
        results = track_json(tracking)
        reached = [said for said in (holds(condition, results) for condition in conditions) if said]
        written = _write(tracking, options["out"], kinds)
    _print(tracking, results, written, options)
    for said in reached:
        click.echo(f"--fail-if {said}", err=True)
    return CONDITION if reached else DONE


def _kinds(text: str) -> tuple[str, ...]:
    """The kinds of report that `--reports` lists; empty for `none`."""
    kinds = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    unknown = [kind for kind in kinds if kind not in REPORTS]
    if unknown or ("none" in kinds and len(kinds) > 1):
        said = f"--reports: there is no '{', '.join(unknown)}'" if unknown else "--reports: 'none' stands alone"
        raise refusal("unknown-report", said, accepted=f"there are: {', '.join(REPORTS)}")
    return () if kinds == ("none",) else kinds


def _named(text: str) -> tuple[str, Path]:
    """The name and the file of `--export NAME=FILE`."""
    name, sign, path = text.partition("=")
    if not sign or not name.strip() or not path.strip():
        raise refusal("bad-export", f"--export '{text[:60]}' is not NAME=FILE", accepted="such as tickets=later.csv")
    return name.strip(), Path(path.strip())


def _month(text: str | None) -> str | None:
    if text is not None and not _MONTH.match(text):
        raise refusal("bad-month", f"--until '{text[:40]}' is no month", accepted="a month such as 2027-06")
    return text


def _write(tracking: Tracking, out: Path | None, kinds: Sequence[str]) -> tuple[Path, ...]:
    if not kinds:
        return ()
    from roi_engine.reporting.bundle import run_folder_name, write_folder
    from roi_engine.reporting.track_report import track_files
    from roi_engine.reporting.words import words_for

    scenario = tracking.scenario
    words = words_for(scenario.language, scenario.currency)
    folder = out or Path("out") / f"{run_folder_name(scenario)}-track"
    return write_folder(folder, track_files(tracking, kinds, words))


def _print(tracking: Tracking, results: dict[str, Any], written: Sequence[Path], options: dict[str, Any]) -> None:
    if not options["quiet"]:
        for notice in tracking.notices:
            click.echo(notice_text(notice, tracking.scenario.language), err=True)
    if options["as_json"]:
        from roi_engine.reporting.results_json import json_text

        click.echo(json_text(results), nl=False)
    else:
        from roi_engine.reporting.terminal import print_tables
        from roi_engine.reporting.track_report import heading
        from roi_engine.reporting.track_sentences import track_said
        from roi_engine.reporting.track_tables import track_tables
        from roi_engine.reporting.words import words_for

        words = words_for(tracking.scenario.language, tracking.scenario.currency)
        print_tables(heading(tracking, words), track_said(tracking, words), track_tables(tracking, words))
    if written and not options["quiet"]:
        click.echo(f"written: {near(written[0].parent)}", err=True)
