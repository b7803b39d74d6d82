"""Customer logs and models beside their peers, in one run: a table and ratios.

    python -m benchmarks.customers [--rows N] [--customers N] [--rounds N]

Each work runs in a process of its own on the same Parquet file: processor time and peak memory of the whole process,
its imports included. Peers that are not installed are left out (`pip install 'roi-engine[bench]'` brings them).
"""

from __future__ import annotations

import os

# for the processes that are timed: one thread in BLAS, so that its threads do not get into each other's way
os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "MKL", "OMP")})

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.clock import peak_megabytes
from benchmarks.row import Row

ROUNDS = 3
UNTIL = "2026-12-31"
RAW = """
import duckdb
con = duckdb.connect()
con.execute("SET enable_progress_bar = false; SET memory_limit = '1GB'")
con.execute('''CREATE TABLE s AS SELECT customer, count(*) - 1 AS x, max(day) - min(day) AS tx,
    DATE '2026-12-31' - min(day) AS t, max(day) AS last_day, count(*) AS orders, sum(amount) AS amount
    FROM (SELECT customer, CAST(date AS DATE) AS day, sum(amount) AS amount FROM read_parquet($file) GROUP BY ALL)
    GROUP BY customer''', {"file": FILE})
"""
RAW_SCORES = (
    RAW
    + """
con.execute('''SELECT r, f, m, count(*), avg(amount) FROM (SELECT *, ntile(5) OVER (ORDER BY last_day, customer) AS r,
    ntile(5) OVER (ORDER BY orders, customer) AS f, ntile(5) OVER (ORDER BY amount, customer) AS m FROM s)
    GROUP BY ALL''').fetchall()
"""
)
SUMMARY = """
from datetime import date
from roi_engine.crm_data.reading import read_log
from roi_engine.crm_data.summary import customer_summary
log = read_log(FILE, {"customer": "customer", "date": "date", "amount": "amount"})
summary = customer_summary(log, date(2026, 12, 31))
"""
SCORES = (
    SUMMARY
    + """
from roi_engine.crm_data.scored import cell_table, cut_points, scored
cell_table(scored(summary, cut_points(summary)))
"""
)
PANDAS = """
import duckdb, pandas as pd
frame = duckdb.sql(f"SELECT customer, date, amount FROM read_parquet('{FILE}')").df()
days = frame.groupby(["customer", frame["date"].dt.floor("D")], sort=False)["amount"].sum().reset_index()
s = days.groupby("customer", sort=False).agg(x=("date", "count"), first=("date", "min"), last=("date", "max"),
                                             amount=("amount", "sum"))
"""
LIFETIMES = """
import duckdb, warnings
warnings.simplefilter("ignore")
from lifetimes.utils import summary_data_from_transaction_data
frame = duckdb.sql(f"SELECT customer, date, amount FROM read_parquet('{FILE}')").df()
summary_data_from_transaction_data(frame, "customer", "date", "amount", observation_period_end="2026-12-31")
"""
PYMC = """
import duckdb, warnings
warnings.simplefilter("ignore")
from pymc_marketing.clv.utils import rfm_summary
frame = duckdb.sql(f"SELECT customer, date, amount FROM read_parquet('{FILE}')").df()
rfm_summary(frame, "customer", "date", "amount", observation_period_end="2026-12-31")
"""
MADE = """
import numpy as np
from roi_engine.customers.models import MODELS
rng = np.random.default_rng(1)
n = {n}
ages = np.floor(rng.uniform(180, 720, n))
who, when = MODELS["bg_nbd"].simulate_log(np.log([0.243, 4.414 * 7, 0.793, 2.426]), ages, rng)
x = np.bincount(who, minlength=n).astype(float)
tx = np.zeros(n)
np.maximum.at(tx, who, np.ceil(when))
np.savez({file!r}, x=x, tx=np.minimum(tx, ages), t=ages)
"""
OWN_FIT = """
import numpy as np, time
from roi_engine.customers.history import unique_history
from roi_engine.customers.models import fit_orders
d = np.load(FILE)
best = 1e9
for _ in range(ROUNDS):
    start = time.perf_counter()
    fit = fit_orders("bg_nbd", unique_history(d["x"], d["tx"], d["t"]))
    best = min(best, time.perf_counter() - start)
print(best, fit.log_likelihood)
"""
THEIR_FIT = """
import numpy as np, time, warnings
warnings.simplefilter("ignore")
from lifetimes import BetaGeoFitter
d = np.load(FILE)
best = 1e9
for _ in range(ROUNDS):
    start = time.perf_counter()
    model = BetaGeoFitter().fit(d["x"], d["tx"], d["t"])
    best = min(best, time.perf_counter() - start)
print(best, -model._negative_log_likelihood_ * len(d["x"]) if hasattr(model, "_negative_log_likelihood_") else "nan")
"""
PYMC_FIT = """
import numpy as np, pandas as pd, time, warnings, logging
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from pymc_marketing.clv import BetaGeoModel
d = np.load(FILE)
frame = pd.DataFrame({"customer_id": np.arange(len(d["x"])), "frequency": d["x"], "recency": d["tx"], "T": d["t"]})
start = time.perf_counter()
BetaGeoModel(data=frame).fit(method="map", progressbar=False)
print(time.perf_counter() - start, "nan")
"""


def has(module: str) -> bool:
    """Whether a peer is installed."""
    return importlib.util.find_spec(module) is not None


def seconds(code: str) -> float:
    """Processor time of a fresh interpreter that runs `code`, all its threads together [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def transactions(file: str, n_rows: int, n_customers: int) -> None:
    """A skewed log: few customers hold many rows, 1 % of which are refunds."""
    import duckdb

    duckdb.execute(
        f"""COPY (SELECT CAST(floor({n_customers} * power(random(), 1.6)) AS BIGINT) AS customer,
        TIMESTAMP '2024-01-01' + INTERVAL 1 SECOND * CAST(floor(random() * 1095 * 86400) AS BIGINT) AS date,
        CAST(CASE WHEN random() < 0.01 THEN -1 ELSE 1 END * exp(3 + random()) AS DECIMAL(12, 2)) AS amount
        FROM range({n_rows})) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"""
    )


def summaries(file: str, rounds: int) -> Iterator[Row]:
    """Summary and scores of a log, beside a raw group-by and the libraries; the works take turns."""
    works = {"raw DuckDB, summary": RAW, "raw DuckDB, summary and ntile scores": RAW_SCORES,
             "engine, summary": SUMMARY, "engine, summary and scores": SCORES, "pandas, summary": PANDAS}  # fmt: skip
    works |= {"lifetimes, summary": LIFETIMES} if has("lifetimes") else {}
    works |= {"pymc-marketing, summary": PYMC} if has("pymc_marketing") else {}
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, code in works.items():
            best[name] = min(best[name], seconds(f"FILE = {file!r}\n{code}"))
    ours = {"summary": best["engine, summary"], "scores": best["engine, summary and scores"]}
    for name, spent in best.items():
        target, ratio = "", float("nan")
        if name.startswith("raw"):
            ratio, target = ours["scores" if "scores" in name else "summary"] / spent, "<= 1.5 (engine / raw)"
        elif not name.startswith("engine"):
            ratio, target = spent / ours["summary"], "" if name.startswith("pandas") else ">= 3"
        yield Row(name, spent, "s", ratio, target)
    yield Row(
        "engine, summary and scores: peak memory", peak_megabytes(f"FILE = {file!r}\n{SCORES}"), "MB", target="<= 1200"
    )


def fits(folder: Path, n_customers: int, label: str, rounds: int, file: Path | None = None) -> Iterator[Row]:
    """BG/NBD by maximum likelihood, beside the libraries."""
    if file is None:
        file = folder / "history.npz"
        subprocess.run([sys.executable, "-c", MADE.format(n=n_customers, file=str(file))], check=True)
    codes = {"engine": OWN_FIT}
    codes |= {"lifetimes": THEIR_FIT} if has("lifetimes") else {}
    codes |= {"pymc-marketing (MAP)": PYMC_FIT} if has("pymc_marketing") else {}
    spent = {}
    for name, code in codes.items():
        ran = subprocess.run(
            [sys.executable, "-c", f"FILE = {str(file)!r}\nROUNDS = {rounds}\n{code}"], check=True, capture_output=True
        )
        spent[name] = float(ran.stdout.split()[-2])
    for name, each in spent.items():
        targets = {"lifetimes": ">= 4" if n_customers >= 1_000_000 else ">= 2"}
        ratio = float("nan") if name == "engine" else each / spent["engine"]
        yield Row(f"{name}, BG/NBD fit, {label}", each, "s", ratio, targets.get(name, ""))


def cdnow(folder: Path) -> Path | None:
    """The published sample as arrays; None where the file is not beside the checkout."""
    import numpy as np

    source = Path(__file__).parents[2] / "shared" / "data" / "cdnow" / "cdnow_customers_summary.csv"
    if not source.exists():
        return None
    rows = np.loadtxt(source, delimiter=",", skiprows=1)
    target = folder / "cdnow.npz"
    np.savez(target, x=rows[:, 1], tx=rows[:, 2], t=rows[:, 3])
    return target


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.customers")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = cdnow(folder)
        if sample is not None:
            found += _told(fits(folder, 2_357, "CDNOW, 2,357 customers", 5, sample))
        found += _told(fits(folder, asked.customers, f"{asked.customers:,} customers", 2))
        file = str(folder / "orders.parquet")
        transactions(file, asked.rows, asked.customers)
        print(f"log of {asked.rows:,} rows, {asked.customers:,} customers")
        found += _told(summaries(file, asked.rounds))
    if asked.json:
        asked.json.write_text(json.dumps([[row.what, row.value, row.unit, row.ratio] for row in found], indent=1))


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        ratio = "" if row.ratio != row.ratio else f"{row.ratio:8.2f}x"
        print(f"{row.what:58} {row.value:10.3f} {row.unit:5} {ratio:>9} {row.target}", flush=True)
        yield row


if __name__ == "__main__":
    main()
