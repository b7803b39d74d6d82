"""All reports of one run beside its simulation and the imports, by the clock on the wall.

    python -m benchmarks.reports [--rounds N] [--json FILE]

What a run with every report takes beyond the imports should be less than ten times what its simulation takes. Three
processes take turns, and of each the quickest counts: the run as a user starts it, which draws its charts in a second
process where there is a second processor; the imports of that run alone, every module that its own process had loaded
when it was done; and the simulation, the first of its process as in the run, timed by itself (and warm, which saves it
the tables of its distributions). BLAS has one thread in all of them. The time of all processors together stands beside
it. The parts are measured afterwards in one process, warm, in processor time.
"""

from __future__ import annotations

import os

# for the processes that are timed: one thread in BLAS, so that its threads do not get into each other's way
os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "MKL", "OMP")})

import argparse
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from benchmarks.clock import Spent, command_spent, cpu_seconds
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

# the first argument of each is a file of JSON with the names of modules
_PROBED = """
import json, sys
from roi_engine.cli.application import run_application
status = run_application(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump([name for name in sys.modules if not name.startswith("__")], file)
sys.exit(status)
"""
_IMPORTS = """
import contextlib, importlib, json, sys
with open(sys.argv[1]) as file:
    for name in json.load(file):
        with contextlib.suppress(ImportError):  # made by another module, from no file of its own
            importlib.import_module(name)
"""
_SIMULATION = (
    _IMPORTS
    + """
import time
import roi_engine
scenario = roi_engine.load(sys.argv[2])
times = []
for _ in range(4):
    wall, processor = time.perf_counter(), time.process_time()
    roi_engine.simulate(scenario)
    times.append([time.perf_counter() - wall, time.process_time() - processor])
print(json.dumps([times[0], min(times[1:])]))
"""
)


def whole_run(rounds: int) -> Iterator[Row]:
    """A run with every report from the cold, its imports alone, and how many simulations the difference makes."""
    with tempfile.TemporaryDirectory() as folder:
        modules, file = str(Path(folder) / "modules.json"), str(CENTRE)
        asked = ["run", file, "-q", "--reports", ",".join(KINDS), "-o", str(Path(folder) / "run")]
        command_spent(["-c", _PROBED, modules, *asked])
        run = imports = simulation = warm = Spent(math.inf, math.inf)
        for _ in range(rounds):
            run = run.least(command_spent(["-m", "roi_engine", *asked])[1])
            imports = imports.least(command_spent(["-c", _IMPORTS, modules])[1])
            first, later = json.loads(command_spent(["-c", _SIMULATION, modules, file])[0].splitlines()[-1])
            simulation, warm = simulation.least(Spent(*first)), warm.least(Spent(*later))
    for clock, target in (("wall", f"< {MOST:.0f}"), ("processor", "")):
        own, again, whole, before = (getattr(spent, clock) for spent in (simulation, warm, run, imports))
        yield Row(f"{clock}: simulation", own, "s", 1.0)
        yield Row(f"{clock}: imports of the run", before, "s", before / own)
        yield Row(f"{clock}: run with all reports", whole, "s", whole / own)
        yield Row(f"{clock}: run beyond its imports / simulation", whole - before, "s", (whole - before) / own, target)
        yield Row(f"{clock}: the same / warm simulation", whole - before, "s", (whole - before) / again)


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
    rows: list[Row] = []
    for row in chain(whole_run(options.rounds), parts(load(CENTRE), options.rounds)):
        rows.append(row)
        print(line(row), flush=True)
    if options.json:
        options.json.write_text(json.dumps([{f: getattr(row, f) for f in Row.__slots__} for row in rows], indent=1))


if __name__ == "__main__":
    main()
