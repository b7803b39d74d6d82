"""The customer files of two scenarios, made from known rates: `python scenarios/data/made_up.py` writes them again.

`retailer_orders.csv` is what a shop system might export (semicolons, decimal commas, days before months, refunds, rows
that stand twice); `retailer_truth.csv` is what no shop knows: each customer's own rates and whether it is still one.
`service_firm_customers.csv` is a bare list: last job, number of jobs, turnover.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from roi_engine.customers.generator import Retailer, SimulatedLog, simulated_log

HERE = Path(__file__).parent
EPOCH = date(1970, 1, 1)
END = date(2026, 12, 31)  # last day of both files

RETAILER = Retailer(
    n_customers=2_500,
    model="pareto_nbd",
    parameters={"r": 0.9, "alpha": 9.0, "s": 0.7, "beta": 60.0},  # per week
    spend={"p": 6.0, "q": 4.0, "gamma": 24.0},  # mean EUR 48
    start=(date(2024, 1, 1) - EPOCH).days,
    end=(END - EPOCH).days + 1,
    refund_share=0.02,
    duplicate_share=0.003,
)
FIRM = Retailer(
    n_customers=320,
    model="pareto_nbd",
    parameters={"r": 1.4, "alpha": 20.0, "s": 0.6, "beta": 80.0},
    spend={"p": 4.0, "q": 3.5, "gamma": 220.0},  # mean EUR 352
    start=(date(2021, 1, 1) - EPOCH).days,
    end=(END - EPOCH).days + 1,
)
SEED = 2026


def orders_csv(log: SimulatedLog) -> str:
    """The log; a repeated row carries the number of the order that it repeats."""
    numbers: dict[tuple[int, int, int], int] = {}
    lines = ["order_no;customer_id;order_date;total"]
    for customer, day, cents in zip(log.customer.tolist(), log.day.tolist(), log.cents.tolist(), strict=True):
        number = numbers.setdefault((customer, day, cents), 100_001 + len(numbers))
        when = (EPOCH + timedelta(days=day)).strftime("%d/%m/%Y")
        lines.append(f"{number};C{customer:05d};{when};{euros(cents)}")
    return "\n".join(lines) + "\n"


def truth_csv(log: SimulatedLog) -> str:
    """Rates of each customer per week, and whether it is still a customer."""
    latent = log.latent
    active = np.isinf(log.left) | (log.left >= log.retailer.end)
    lines = ["customer_id,order_rate,leaving_rate,active"]
    rows = zip(latent.order_rate.tolist(), latent.leaving_rate.tolist(), active.tolist(), strict=True)
    lines += [f"C{k:05d},{rate:.6g},{leaving:.6g},{int(still)}" for k, (rate, leaving, still) in enumerate(rows, 1)]
    return "\n".join(lines) + "\n"


def list_csv(log: SimulatedLog) -> str:
    """One row a customer: last job, number of job days, turnover."""
    lines = ["Customer,Last job,Jobs,Turnover"]
    for customer in np.unique(log.customer).tolist():
        mine = log.customer == customer
        last = (EPOCH + timedelta(days=int(log.day[mine].max()))).isoformat()
        lines.append(f"K{customer:03d},{last},{np.unique(log.day[mine]).size},{log.cents[mine].sum() / 100:.2f}")
    return "\n".join(lines) + "\n"


def euros(cents: int) -> str:
    """An amount with a decimal comma and points between thousands."""
    return f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def main() -> None:
    """Write the three files beside this one."""
    orders = simulated_log(RETAILER, SEED)
    texts = {
        "retailer_orders.csv": orders_csv(orders),
        "retailer_truth.csv": truth_csv(orders),
        "service_firm_customers.csv": list_csv(simulated_log(FIRM, SEED + 1)),
    }
    for name, text in texts.items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
