"""The simulation beside its peers and its limits, in one run: a table and ratios.

    python -m benchmarks [--json FILE] [--full] [--draws N]

Processor time, best of interleaved rounds, one thread. Ratios are what counts: seconds are the machine's.
"""

from __future__ import annotations

import os

# before numpy is imported: BLAS reads them once
os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "MKL", "OMP")})

import argparse
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

import roi_engine
from benchmarks.clock import command_seconds, cpu_seconds, peak_megabytes
from benchmarks.peers import PEERS, Figures
from benchmarks.questions import common_numbers, questions
from benchmarks.row import Row
from roi_engine.engine import simulate
from roi_engine.engine.result import Result
from roi_engine.scenario.records import Scenario

HERE = Path(__file__).parent
SCENARIO = HERE / "forty_values.yaml"
CENTRE = HERE.parent / "scenarios" / "contact_centre.yaml"
ROUNDS = 3
SMALL = {"monaco": 512}  # draws of a peer that would take minutes at equal draws
MOST_ERRORS = 4.5  # standard errors between two means that say the same


def with_draws(scenario: Scenario, n_draws: int) -> Scenario:
    """The scenario with another number of draws."""
    return replace(scenario, simulation=replace(scenario.simulation, draws=n_draws))


def simulated(n_draws: int) -> Result:
    """The forty values with some number of draws."""
    return simulate(with_draws(roi_engine.load(SCENARIO), n_draws))


def equal_draws(scenario: Scenario, n_draws: int) -> Iterator[Row]:
    """Processor time a draw beside the peers, and beside the uniforms alone. Raises ValueError where means differ."""
    counts = {name: SMALL.get(name, n_draws) for name in PEERS}
    asked = with_draws(scenario, n_draws)
    ours = simulate(asked)
    found: dict[str, Figures] = {}

    def drawn(name: str) -> None:
        found[name] = PEERS[name](counts[name], 1)

    works: dict[str, Callable[[], object]] = {name: partial(drawn, name) for name in PEERS}
    works |= {"engine": partial(simulate, asked), "uniforms": partial(uniforms, n_draws)}
    seconds = cpu_seconds(works, ROUNDS)
    engine = seconds["engine"] / n_draws
    yield Row(f"engine, {n_draws:,} draws", 1e6 * engine, "us/draw")
    targets = {"numpy": ">= 8", "squigglepy": ">= 10", "monaco": ">= 100"}
    for name, n in counts.items():
        agree(ours, name, found[name])
        yield Row(f"{name}, {n:,} draws", 1e6 * seconds[name] / n, "us/draw", seconds[name] / n / engine, targets[name])
    floor = seconds["uniforms"] / n_draws
    yield Row("40 SFC64 uniforms alone", 1e6 * floor, "us/draw", engine / floor, "<= 20")


def uniforms(n_draws: int) -> None:
    """Forty uniforms a draw, a block at a time into one array."""
    generator, block = np.random.Generator(np.random.SFC64(1)), np.empty((40, 4096))
    for _ in range(n_draws // 4096):
        generator.random(out=block)


def agree(ours: Result, name: str, theirs: Figures) -> None:
    """Raise ValueError where a peer's mean NPV, mean ROI or chance of payback is another than the engine's."""
    pairs = {
        "npv": (ours.draws["npv"], theirs["npv"]),
        "roi": (ours.draws["roi"], theirs["roi"]),
        "payback reached": (np.isfinite(ours.draws["payback_months"]), np.isfinite(theirs["payback"])),
    }
    reached = (ours.draws["payback_months"], theirs["payback"])
    pairs["payback"] = reached[0][np.isfinite(reached[0])], reached[1][np.isfinite(reached[1])]
    for figure, (one, other) in pairs.items():
        error = math.sqrt(float(one.var()) / one.size + float(other.var()) / other.size)
        if not abs(float(one.mean()) - float(other.mean())) <= MOST_ERRORS * error:
            raise ValueError(f"{name}: mean {figure} {other.mean():.6g}, the engine's {one.mean():.6g} +- {error:.2g}")


def equal_error(scenario: Scenario) -> Iterator[Row]:
    """Processor time for the error that a million pseudo-random draws of plain numpy have."""
    n_plain = 1 << 17
    spread = simulate(with_draws(scenario, 65_536)).simulation["npv"]
    works: dict[str, Callable[[], object]] = {"numpy": lambda: PEERS["numpy"](n_plain, 2)}
    for n in (4096, 65_536, 262_144):
        works[str(n)] = partial(simulate, with_draws(scenario, n))
    seconds = cpu_seconds(works, ROUNDS)
    million = seconds["numpy"] * 1e6 / n_plain
    yield Row("numpy, 1,000,000 draws: error of mean NPV", spread.sd / 1e3, "EUR")
    yield Row("numpy, 1,000,000 draws", million, "s")
    for n in (4096, 65_536, 262_144):
        own = simulate(with_draws(scenario, n)).simulation["npv"]
        yield Row(f"engine, {n:,} draws: error of mean NPV", own.se, "EUR")
        for level in (10, 90):
            yield Row(f"engine, {n:,} draws: 95 % error of P{level}", own.error[level], "EUR")
        yield Row(f"engine, {n:,} draws", seconds[str(n)], "s", million / seconds[str(n)])


def shares(scenario: Scenario) -> Iterator[Row]:
    """Where the time of a draw goes: the IRR's share, and cost against periods, lines and values."""
    from roi_engine.engine.account import ledger_block
    from roi_engine.engine.draws import draw_replicate, job_for, uniforms
    from roi_engine.engine.model import build_model
    from roi_engine.finance.rates import IRR_STATUS, irr
    from roi_engine.uncertainty.sampling import plan

    job = job_for(scenario, build_model(scenario), plan(65_536))
    n_draws, account = job.plan.points, job.account
    block = np.empty((len(job.paths), n_draws))
    uniforms(job, 0, 0, block)
    for row, transform in zip(block, job.transforms, strict=True):
        transform.apply(row, row)
    values = account.program.steady({path: block[row][:, None] for row, path in enumerate(job.paths)})
    judged = account.judged(values)
    ledger = ledger_block(account, values, judged.factors, n_draws)
    net_initial = ledger.benefits_initial - ledger.costs_initial
    works: dict[str, Callable[[], object]] = {
        "draw": lambda: draw_replicate(job, 0),
        "irr": lambda: irr(net_initial, ledger.net, judged.times),
    }
    seconds = cpu_seconds(works, 5 * ROUNDS)
    yield Row("draw without summaries", 1e6 * seconds["draw"] / n_draws, "us/draw")
    yield Row("its IRR", 1e6 * seconds["irr"] / n_draws, "us/draw", seconds["irr"] / seconds["draw"], "<= 0.33")
    status = irr(net_initial, ledger.net, judged.times).status
    for place, name in enumerate(IRR_STATUS):
        yield Row(f"IRR {name}", 100 * float(np.mean(status == place)), "% of draws")


def grown(scenario: Scenario) -> Iterator[Row]:
    """Cost against the number of periods, and of lines with their values (the benefits again, each with its own)."""
    text = SCENARIO.read_text(encoding="utf-8")
    cases = {f"{years} years": scenario_of(text.replace("years: 3", f"years: {years}")) for years in (1, 3, 6, 10)}
    cases |= {f"benefits x {times}": scenario_of(repeated(text, times)) for times in (1, 2, 4)}
    n_draws = 65_536
    works = {name: partial(simulate, with_draws(case, n_draws)) for name, case in cases.items()}
    seconds = cpu_seconds(works, ROUNDS)
    for name, case in cases.items():
        size = f"{name}: {case.timeline.n_periods} periods, {len(case.lines)} lines"
        yield Row(size, 1e6 * seconds[name] / n_draws, "us/draw", seconds[name] / seconds["3 years"])


def repeated(text: str, times: int) -> str:
    """The scenario with its benefit lines several times, each copy with values of its own."""
    start, end = text.index("benefits:\n") + len("benefits:\n"), text.index("costs:\n")
    lines = [line for line in text[start:end].splitlines() if line.strip()]
    copies = [f"  {line.strip()[0]}{copy}{line.strip()[1:]}" for copy in range(1, times) for line in lines]
    return text[:end] + "".join(f"{line}\n" for line in copies) + text[end:]


def scenario_of(text: str) -> Scenario:
    """A scenario from its text."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        loaded: Scenario = roi_engine.load(path)
        return loaded


def memory(full: bool) -> Iterator[Row]:
    """Greatest resident memory of a process, by number of draws."""
    first = math.nan
    for n_draws in (100_000, 1_000_000, 3_000_000, *((10_000_000,) if full else ())):
        peak = peak_megabytes(f"from benchmarks.simulation import simulated; simulated({n_draws})")
        first = peak if math.isnan(first) else first
        yield Row(f"memory, {n_draws:,} draws", peak, "MB", peak / first)


def start_up() -> Iterator[Row]:
    """Processor time of a cold start beside that of the libraries' imports."""
    commands = {
        "imports alone": ["-c", "import numpy, scipy.special, pint, pydantic"],
        "roi-engine --help": ["-m", "roi_engine", "--help"],
        "run --reports none": ["-m", "roi_engine", "run", str(CENTRE), "--reports", "none"],
    }
    seconds = command_seconds(commands, ROUNDS)
    for name, spent in seconds.items():
        target = "<= 3" if name.startswith("run") else ""
        yield Row(name, spent, "s", spent / seconds["imports alone"], target)


def line(row: Row) -> str:
    """A row for people."""
    ratio = "" if math.isnan(row.ratio) else f"{row.ratio:.3g}"
    return f"{row.what:<52}{row.value:>12.4g} {row.unit:<10}{ratio:>8}  {row.target}".rstrip()


def main() -> None:
    """Measure, print each row as it is known, and write all as JSON where asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--draws", type=int, default=1 << 17, help="draws of the comparison")
    asked.add_argument("--full", action="store_true", help="memory up to 10,000,000 draws")
    asked.add_argument("--json", type=Path, help="file to write the rows to")
    options = asked.parse_args()
    scenario = roi_engine.load(SCENARIO)
    sections = (
        equal_draws(scenario, options.draws),
        equal_error(scenario),
        shares(scenario),
        grown(scenario),
        memory(options.full),
        questions(),
        common_numbers(),
        start_up(),
    )
    rows: list[Row] = []
    print(f"{'':<75}{'ratio':>8}  target")
    for row in chain.from_iterable(sections):
        rows.append(row)
        print(line(row), flush=True)
    if options.json:
        options.json.write_text(json.dumps([{f: getattr(row, f) for f in Row.__slots__} for row in rows], indent=1))


if __name__ == "__main__":
    main()
