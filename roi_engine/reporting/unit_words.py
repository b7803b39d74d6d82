"""Units as people read them: the shipped words in the reader's language, a currency and the user's own as they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from roi_engine.errors import N_

_WORDS = {
    "year": N_("year"), "quarter": N_("quarter"), "month": N_("month"), "week": N_("week"), "day": N_("day"),
    "hour": N_("hour"), "minute": N_("minute"), "second": N_("second"),
    "person": N_("person"), "agent": N_("agent"), "seat": N_("seat"), "user": N_("user"), "customer": N_("customer"),
    "contact": N_("contact"), "call": N_("call"), "ticket": N_("ticket"), "case": N_("case"), "lead": N_("lead"),
    "opportunity": N_("opportunity"), "deal": N_("deal"), "order": N_("order"), "campaign": N_("campaign"),
    "email": N_("email"), "piece": N_("piece"), "visit": N_("visit"), "request": N_("request"),
}  # fmt: skip


def unit_said(unit: str, translated: Callable[[str], str]) -> str:
    """`EUR/customer/year` with its words put through the catalogue.

    >>> unit_said("EUR/hour", {"hour": "ora"}.get)
    'EUR/ora'
    """
    return re.sub(r"[a-z]+", lambda word: translated(_WORDS[word[0]]) if word[0] in _WORDS else word[0], unit)
