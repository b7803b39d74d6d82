"""Units as people read them: the shipped words in the reader's language, a currency and the user's own as they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from roi_engine.errors import N_

_ONE = {
    "year": N_("year"), "quarter": N_("quarter"), "month": N_("month"), "week": N_("week"), "day": N_("day"),
    "hour": N_("hour"), "minute": N_("minute"), "second": N_("second"),
    "person": N_("person"), "agent": N_("agent"), "seat": N_("seat"), "user": N_("user"), "customer": N_("customer"),
    "contact": N_("contact"), "call": N_("call"), "ticket": N_("ticket"), "case": N_("case"), "lead": N_("lead"),
    "opportunity": N_("opportunity"), "deal": N_("deal"), "order": N_("order"), "campaign": N_("campaign"),
    "email": N_("email"), "piece": N_("piece"), "visit": N_("visit"), "request": N_("request"),
}  # fmt: skip
_MANY = {
    "year": N_("years"), "quarter": N_("quarters"), "month": N_("months"), "week": N_("weeks"), "day": N_("days"),
    "hour": N_("hours"), "minute": N_("minutes"), "second": N_("seconds"),
    "person": N_("people"), "agent": N_("agents"), "seat": N_("seats"), "user": N_("users"),
    "customer": N_("customers"), "contact": N_("contacts"), "call": N_("calls"), "ticket": N_("tickets"),
    "case": N_("cases"), "lead": N_("leads"), "opportunity": N_("opportunities"), "deal": N_("deals"),
    "order": N_("orders"), "campaign": N_("campaigns"), "email": N_("emails"), "piece": N_("pieces"),
    "visit": N_("visits"), "request": N_("requests"),
}  # fmt: skip


def unit_said(unit: str, translated: Callable[[str], str], many: bool = False) -> str:
    """`EUR/customer/year` with its words put through the catalogue; `many` of what stands before the first `/`.

    >>> unit_said("EUR/hour", {"hour": "ora"}.get)
    'EUR/ora'
    >>> unit_said("minute/contact", str, many=True)
    'minutes/contact'
    """
    counted, stroke, each = unit.partition("/")
    return _said(counted, translated, _MANY if many else _ONE) + stroke + _said(each, translated, _ONE)


def _said(unit: str, translated: Callable[[str], str], known: dict[str, str]) -> str:
    return re.sub(r"[a-z]+", lambda word: translated(known[word[0]]) if word[0] in known else word[0], unit)
