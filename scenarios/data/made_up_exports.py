"""The exports of two scenarios, made from known rates: `python scenarios/data/made_up_exports.py` writes them again.

`sales_team_deals.csv` is a pipeline as a CRM in English exports it at the end of 2025, with deals still open;
`sales_team_deals_2026.csv` is the same CRM's export at the end of August 2026, `sales_team_actuals.csv` what was
booked in the meantime. `service_desk_tickets.csv` and `service_desk_tickets_2026.csv` are the tickets of an Italian
help desk (semicolons, days before months, decimal commas) before and after. The rates behind them are those below;
in 2026 they move to the `after` ones along the ramp.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SEED = 2026
SELLERS = ("Seller 01", "Seller 02", "Seller 03", "Seller 04", "Seller 05", "Seller 06", "Seller 07", "Seller 08")
STAGES = ("Qualification", "Proposal", "Negotiation")


@dataclass(frozen=True, slots=True)
class Change:
    """A rate before and after the new system; the difference grows in a straight line from `live` for `ramp` days."""

    before: float
    after: float
    live: datetime = datetime(2026, 3, 1)
    ramp: int = 90

    def at(self, moment: datetime) -> float:
        """The rate at a moment."""
        share = min(max((moment - self.live).days / self.ramp, 0.0), 1.0)
        return self.before + (self.after - self.before) * share


DEALS_A_MONTH = 46.0
CLOSE_RATE = Change(0.240, 0.262)  # nine per cent more, relative
MEDIAN_VALUE, VALUE_SPREAD = 13_000.0, 0.75  # lognormal: mean 13,000 x exp(0.75^2 / 2) = EUR 17,223
MEDIAN_DAYS, DAYS_SPREAD = 62.0, 0.55
TICKETS_A_MONTH = 360.0
WORK = Change(52.0, 45.0)  # minutes of work on a ticket, mean of a gamma with shape 2.5
REOPENED = Change(0.090, 0.065)
HOURS = Change(30.0, 22.0)  # from opening to solution, mean of a lognormal with spread 1


def deals(start: datetime, made: datetime) -> Iterator[tuple[str, ...]]:
    """Rows of the pipeline at the moment the export was made; the same deals in whichever export."""
    rng = np.random.default_rng(SEED)
    at, number = start, 41_000
    while True:
        at += timedelta(days=float(rng.exponential(365.25 / 12 / DEALS_A_MONTH)))
        number += int(rng.integers(1, 9))
        days = float(rng.lognormal(np.log(MEDIAN_DAYS), DAYS_SPREAD))
        value = round(float(rng.lognormal(np.log(MEDIAN_VALUE), VALUE_SPREAD)), -2)
        luck, products = float(rng.random()), int(1 + rng.poisson(0.6))
        seller = int(rng.integers(len(SELLERS)))
        if at >= made:
            return
        end = at + timedelta(days=days)
        won = luck < CLOSE_RATE.at(end)
        stage = "Closed won" if won else "Closed lost"
        closed = end.strftime("%Y-%m-%d %H:%M")
        if end >= made:
            stage, closed = STAGES[min(int(3 * (made - at) / (end - at)), 2)], ""
        region = "North" if seller < len(SELLERS) // 2 else "South"
        yield (
            str(number), stage, at.strftime("%Y-%m-%d %H:%M"), closed, f"{value:.2f}", SELLERS[seller], region,
            str(products),
        )  # fmt: skip


def tickets(start: datetime, made: datetime, seed: int) -> Iterator[tuple[str, ...]]:
    """Rows of the help desk, in the dress of an Italian export."""
    rng = np.random.default_rng(seed)
    at, number = start, 8_000 if start.year < 2026 else 12_000
    while True:
        at += timedelta(days=float(rng.exponential(365.25 / 12 / TICKETS_A_MONTH)))
        if at >= made:
            return
        number += 1
        hours = float(rng.lognormal(np.log(HOURS.at(at)) - 0.5, 1.0))
        minutes = float(rng.gamma(2.5, WORK.at(at) / 2.5))
        reopened = float(rng.random()) < REOPENED.at(at)
        channel = ("Telefono", "E-mail", "Portale")[int(rng.choice(3, p=(0.5, 0.35, 0.15)))]
        site = ("Milano", "Torino")[int(rng.random() < 0.4)]
        solved = at + timedelta(hours=hours)
        is_open = solved >= made
        yield (
            f"T{number}", at.strftime("%d/%m/%Y %H:%M"), "" if is_open else solved.strftime("%d/%m/%Y %H:%M"),
            "Aperto" if is_open else "Risolto", channel, site, "" if is_open else str(int(reopened)),
            "" if is_open else f"{minutes:.1f}".replace(".", ","),
        )  # fmt: skip


def actuals() -> Iterator[tuple[str, ...]]:
    """What was booked: the project cost a sixth more than its offer, the licences what they should."""
    yield "initial", "costs.implementation", "35300.00", "EUR"
    for number in range(3, 9):
        yield f"2026-{number:02d}", "costs.licences", "624.00", "EUR"


DEAL_HEADER = (
    "Record ID", "Deal Stage", "Create Date", "Close Date", "Amount", "Deal owner", "Region", "Number of products",
)  # fmt: skip
TICKET_HEADER = (
    "Numero ticket", "Data apertura", "Data risoluzione", "Stato", "Canale", "Sede", "Riaperture", "Minuti di lavoro",
)  # fmt: skip


def csv(sign: str, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A file of cells that hold no signs to quote."""
    return "\n".join(sign.join(cells) for cells in (header, *rows)) + "\n"


def main() -> None:
    """Write the files beside this one."""
    begun, planned, now = datetime(2024, 7, 1), datetime(2026, 1, 1), datetime(2026, 9, 1)
    texts = {
        "sales_team_deals.csv": csv(",", DEAL_HEADER, deals(begun, planned)),
        "sales_team_deals_2026.csv": csv(",", DEAL_HEADER, deals(begun, now)),
        "sales_team_actuals.csv": csv(",", ("month", "what", "value", "unit"), actuals()),
        "service_desk_tickets.csv": csv(";", TICKET_HEADER, tickets(datetime(2025, 7, 1), planned, SEED + 1)),
        "service_desk_tickets_2026.csv": csv(";", TICKET_HEADER, tickets(planned, now, SEED + 2)),
    }
    for name, text in texts.items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
