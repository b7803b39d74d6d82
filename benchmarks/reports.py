"""All reports of one run beside its simulation and the imports, in processor time.

    python -m benchmarks.reports [--rounds N] [--json FILE]

What a run with every report takes beyond the imports that it needs should be less than ten simulations. The command and
the imports run in processes of their own and take turns; the parts are measured afterwards in one process, warm.
"""

from __future__ import annotations

import os

# for the processes that are timed: one thread in BLAS, so that its threads do not get into each other's way
os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "MKL", "OMP")})

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.clock import command_seconds, cpu_seconds
from benchmarks.row import Row
from benchmarks.simulation import line
from roi_engine import load, simulate
from roi_engine.analysis.drivers import sensitivity
from roi_engine.engine.result import Result
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.run_files import run_files
from roi_engine.scenario.records import Scenario

CENTRE = Path(__file__).parents[1] / "scenarios" / "contact_centre.yaml"
KINDS = ("md", "charts", "html", "xlsx", "pptx", "pdf")
MOST = 10.0  # simulations that everything but the imports may take
MODULES = (
    "scipy.special, scipy.optimize, jinja2, xlsxwriter, pptx, typst, babel.numbers, rich.console, rich.table",
    "matplotlib.backends.backend_agg, matplotlib.backends.backend_svg, PIL.PngImagePlugin",
    "roi_engine.cli.run, roi_engine.engine, roi_engine.scenario, roi_engine.analysis.drivers",
    "roi_engine.reporting.bundle, roi_engine.reporting.charts, roi_engine.reporting.workbook.contents",
    "roi_engine.reporting.page.document, roi_engine.reporting.slides.deck, roi_engine.reporting.slides.show",
    "roi_engine.reporting.pdf.document, roi_engine.reporting.pdf.press",
    "roi_engine.reporting.summary, roi_engine.reporting.terminal",
)


def whole_run(scenario: Scenario, rounds: int) -> Iterator[Row]:
    """A run with every report from the cold, the imports alone, and how many simulations the difference makes.

    The simulation is that of a run as well: the first of its process, which makes the tables of its distributions.
    """
    imports = "; ".join(f"import {names}" for names in MODULES)
    with tempfile.TemporaryDirectory() as folder:
        asked = ["run", str(CENTRE), "-q", "--reports", ",".join(KINDS), "-o", str(Path(folder) / "run")]
        commands = {
            "imports alone": ["-c", imports],
            "imports, scenario": ["-c", f"{imports}; roi_engine.load({str(CENTRE)!r})"],
            "imports, scenario, simulation": [
                "-c",
                f"{imports}; roi_engine.simulate(roi_engine.load({str(CENTRE)!r}))",
            ],
            "run with all reports": ["-m", "roi_engine", *asked],
        }
        seconds = command_seconds(commands, rounds)
    simulation = seconds["imports, scenario, simulation"] - seconds["imports, scenario"]
    for name, spent in seconds.items():
        yield Row(name, spent, "s", spent / simulation)
    beyond = seconds["run with all reports"] - seconds["imports alone"]
    yield Row("simulation in a run", simulation, "s", 1.0)
    yield Row("run beyond the imports / simulation in a run", beyond, "s", beyond / simulation, f"<= {MOST:.0f}")
    warm = cpu_seconds({"one": lambda: simulate(scenario)}, rounds)["one"]
    yield Row("run beyond the imports / warm simulation", beyond, "s", beyond / warm)


def parts(scenario: Scenario, rounds: int) -> Iterator[Row]:
    """Each kind of report alone; `html` and `pdf` draw their charts anew here, which one run does once for all."""
    result = simulate(scenario)
    findings = Findings(sensitivity(result))
    works: dict[str, Callable[[], object]] = {
        "simulation": partial(simulate, scenario),
        "sensitivity": partial(sensitivity, result),
    }
    works |= {kind: partial(_files, result, (kind,), findings) for kind in KINDS}
    works["all kinds"] = partial(_files, result, KINDS, findings)
    seconds = cpu_seconds(works, rounds)
    for name, spent in seconds.items():
        yield Row(f"warm: {name}", spent, "s", spent / seconds["simulation"])


def _files(result: Result, kinds: tuple[str, ...], findings: Findings) -> int:
    return sum(len(content) for _, content in run_files(result, kinds, findings))


def main() -> None:
    """Measure, print each row as it is known, and write all as JSON where asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5, help="of which the quickest counts")
    asked.add_argument("--json", type=Path, help="file to write the rows to")
    options = asked.parse_args()
    scenario = load(CENTRE)
    rows: list[Row] = []
    for section in (whole_run, parts):
        for row in section(scenario, options.rounds):
            rows.append(row)
            print(line(row), flush=True)
    if options.json:
        options.json.write_text(json.dumps([{f: getattr(row, f) for f in Row.__slots__} for row in rows], indent=1))


if __name__ == "__main__":
    main()
