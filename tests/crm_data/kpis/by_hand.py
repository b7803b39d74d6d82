"""Tables that fit into the head, and figures that were worked out from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import pandas as pd

from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport, KpiResult
from tests.crm_data.kpis.given import given

MONTH = 365.25 / 12  # days

# won 4 of 6 decided, 12,000 of 17,000; days to win 10, 30, 20, 5; open for 30 and 70 days on 31 March
DEALS = """
deal created    closed     outcome value products seller customer deal_type
d1   2026-01-01 2026-01-11 won     1000  2        Ada    k1       initial
d2   2026-01-05 2026-01-25 lost    3000  1        Bo     k2       initial
d3   2026-01-10 2026-02-09 won     2000  1        Ada    k1       upsell
d4   2026-02-01 2026-02-21 won     6000  3        Bo     k3       initial
d5   2026-02-10 2026-03-02 lost    2000  1        Ada    k4       initial
d6   2026-03-01 -          open    500   1        Ada    k5       initial
d7   2026-01-20 -          open    1500  2        Bo     k6       initial
d8   2026-03-03 2026-03-08 won     3000  2        Bo     k2       initial
"""
# stays of 4, 6 and 12 days, one of 58 so far; d2 is lost, so that its last stage is none
STAGES = """
deal stage   entered    left
d1   Qualify 2026-01-01 -
d1   Offer   2026-01-05 2026-01-11
d7   Qualify 2026-01-20 -
d7   Offer   2026-02-01 -
d2   Qualify 2026-01-05 -
"""
# customers after 30 and 20 days; the others were watched for 100, 58, 20 and 10 days
LEADS = """
lead created    qualified  converted
l1   2026-01-01 2026-01-04 2026-01-31
l2   2025-12-21 2026-01-13 -
l3   2026-02-01 -          -
l4   2026-02-10 -          2026-03-02
l5   2026-03-11 -          -
l6   2026-03-21 2026-03-25 -
"""
COSTS = """
date       cost
2026-01-31 600
2026-02-28 200
2026-03-31 400
"""
CONTACTS = """
contact created    became_customer
c1      2026-01-02 2026-01-20
c2      2026-01-03 2026-02-03
c3      2026-01-04 2026-02-17
c4      2026-03-05 -
"""
CAMPAIGNS = """
campaign sent       channel messages recipients exposed opened clicked responded shared unsubscribed leads customers cost revenue margin
m1       2026-01-10 email   1000     1000       500     300    50      40        5      4            10    2         200  3000    900
m2       2026-02-10 email   600      500        400     100    25      20        3      1            5     1         100  600     100
m3       2026-02-20 social  400      500        300     -      15      30        4      0            3     0         300  0       0
"""  # noqa: E501
ACTIVITIES = """
date       type    seller
2026-01-05 call    Ada
2026-01-09 email   Ada
2026-02-03 meeting Ada
2026-02-04 note    Ada
2026-02-05 call    Bo
2026-02-06 task    Bo
"""
# days to the end: 1/4, 2, 2, 1, and 7 so far; in working hours 6, 16, 16, 8, and 40 so far (5 January is a Monday)
TICKETS = """
ticket opened           first_reply      resolved         closed           status   handle reopens reassignments replies contacts
t1     2026-01-05T09:00 2026-01-05T10:00 2026-01-05T15:00 2026-01-06T09:00 closed   3600   0       0             2       1
t2     2026-01-05T10:00 2026-01-06T10:00 2026-01-07T10:00 -                resolved 7200   1       2             5       3
t3     2026-02-09T09:00 -                -                -                open     1800   0       1             0       1
t4     2026-02-10T09:00 2026-02-10T12:00 -                2026-02-12T09:00 closed   5400   0       0             3       1
t5     2026-02-12T09:00 2026-02-13T09:00 2026-02-13T09:00 -                closed   3600   0       0             2       2
"""  # noqa: E501
CALLS = """
call started          waiting talk after_work handle abandoned resolved direction agent ticket
x1   2026-01-05T09:00 30      300  60         360    false     true     in        Ann   t1
x2   2026-01-05T10:00 60      600  120        720    false     false    in        Ben   t2
x3   2026-01-06T10:00 240     -    -          -      true      -        in        -     -
x4   2026-02-03T10:00 90      120  0          120    false     true     in        Ann   t2
x5   2026-02-04T11:00 0       240  60         300    false     -        out       Ann   t4
x6   2026-02-05T12:00 120     480  60         540    false     false    in        Ben   -
"""
# of k1, k2 and k3 of 2025 two came back in 2026; one order was refunded in part
ORDERS = """
order date       amount margin customer
o1    2025-01-10 100    30     k1
o2    2025-06-10 200    60     k1
o3    2026-02-10 300    90     k1
o4    2025-03-05 100    20     k2
o5    2026-05-05 100    40     k2
o6    2025-09-01 50     10     k3
o7    2026-06-01 400    100    k4
o8    2026-06-02 -40    -10    k4
o9    2026-07-01 200    50     k4
"""
SURVEYS = """
date       score
2026-01-05 10
2026-01-06 9
2026-01-07 8
2026-02-02 7
2026-02-03 6
2026-02-04 0
2026-02-05 10
"""
UPSELLS = """
deal created    closed     outcome value customer deal_type
d1   2025-01-01 2025-01-10 won     100   k1       initial
d2   2025-02-01 2025-02-10 won     100   k2       initial
d3   2026-01-01 2026-02-01 won     100   k3       initial
d4   2026-02-01 2026-03-01 won     100   k1       upsell
"""
FIVE = "order date amount customer\n" + "\n".join(
    f"o{k}{i} 2026-0{k}-0{i + 1} {10**k} k{k}" for k in range(1, 6) for i in range(k)
)
# k1 wins 9 and 25 days after a lead, k3 on its day; k2 won before, k4 lost, the last has no customer
PEOPLE = """
lead created    customer
p1   2026-01-02 k1
p2   2026-01-15 k1
p3   2026-02-21 k3
p4   2026-03-10 k2
p5   2026-03-01 k4
p6   2025-12-21 -
"""
# bear the number of their deal: won after 10, 30 and 5 days; the others were watched for 85, 70 and 100
NUMBERED = """
lead created
d1   2026-01-01
d2   2026-01-05
d3   2026-01-10
d7   2026-01-20
d9   2025-12-21
d8   2026-03-03
"""
STATUSES = """
lead created    status
s1   2026-01-01 open
s2   2026-01-02 qualified
s3   2026-02-03 converted
s4   2026-02-04 unqualified
s5   2026-03-05 -
"""
# new customers came in January, March and September
YEARLY = """
date       cost
2025-01-31 300
2025-03-31 100
2025-09-30 150
2025-10-31 50
"""
SPANS = """
ticket opened           resolution_span first_reply_span
u1     2026-01-05T09:00 86400           3600
u2     2026-01-06T09:00 172800          7200
u3     2026-01-07T09:00 259200          -
u4     2026-02-03T09:00 -               86400
"""
# o1 has a line of discount, o3 is a refund booked by itself
LINES = """
order date       amount margin customer
o1    2026-01-05 100    40     k1
o1    2026-01-05 -20    -20    k1
o2    2026-02-05 60     12     k2
o3    2026-03-05 -30    -9     k1
"""
TEXTS = {
    "deals": DEALS, "stages": STAGES, "leads": LEADS, "costs": COSTS, "contacts": CONTACTS, "campaigns": CAMPAIGNS,
    "activities": ACTIVITIES, "tickets": TICKETS, "calls": CALLS, "orders": ORDERS, "surveys": SURVEYS,
}  # fmt: skip
SPRING, DESK, LONG = "2026-03-31", "2026-02-16T09:00", "2026-12-31"  # when the exports were made
LOSS = 1 - (2 / 3) ** (1 / 12)


@dataclass(frozen=True)
class Hand:
    """A KPI, the tables it comes from, and what was worked out; `without` are columns that the files lack."""

    kpi: str
    tables: str
    until: str
    value: float
    n: int
    se: float | None = None
    without: str = ""

    def __str__(self) -> str:
        return f"{self.kpi}-{self.tables}-{self.without}".strip("-")


def scatter(*residuals: float) -> float:
    """Root of n / (n - 1) times the sum of squares, which is the error of a ratio times what is below its line."""
    n = len(residuals)
    return sqrt(n / (n - 1) * sum(one**2 for one in residuals))


TEXTS |= {
    "upsells": UPSELLS,
    "five": FIVE,
    "people": PEOPLE,
    "numbered": NUMBERED,
    "statuses": STATUSES,
    "yearly": YEARLY,
    "spans": SPANS,
    "lines": LINES,
    "ended": "\n".join(line for line in TICKETS.splitlines() if not line.startswith("t3")),
}
KINDS = {
    "upsells": "deals", "five": "orders", "people": "leads", "numbered": "leads", "statuses": "leads",
    "yearly": "costs", "spans": "tickets", "lines": "orders", "ended": "tickets",
}  # fmt: skip


def frame(name: str, without: str = "") -> pd.DataFrame:
    """A table from its text, amounts in cents."""
    header, *lines = (line.split() for line in TEXTS[name].strip().splitlines())
    table = pd.DataFrame(lines, columns=header).replace("-", None)
    for column in export_tables()[KINDS.get(name, name)].columns.values():
        if column.kind == "money" and column.name in table:
            table[column.name] = table[column.name].astype(int) * 100
    return table.drop(columns=[one for one in without.split() if one in table])


def answered(hand: Hand, question: KpiQuestion) -> KpiReport:
    tables = {KINDS.get(name, name): frame(name, hand.without) for name in hand.tables.split()}
    return compute(given(hand.until, **tables), question)


@lru_cache
def everything(tables: str, until: str, without: str) -> KpiReport:
    """All KPIs that some tables tell, once for the figures of all."""
    by = ("seller",) if tables == "deals" else ()
    return answered(Hand("", tables, until, 0, 0, None, without), KpiQuestion(identity=False, by=by))


def found(hand: Hand) -> KpiResult:
    return everything(hand.tables, hand.until, hand.without).results[hand.kpi]


def figures(hand: Hand) -> tuple[list[float], list[float]]:
    """Value and number of rows, and the standard error where it was worked out: as computed, and by hand."""
    estimate = found(hand).estimate
    told, by_head = [estimate.value, float(estimate.n)], [hand.value, float(hand.n)]
    return (told, by_head) if hand.se is None else ([*told, estimate.se], [*by_head, hand.se])
