"""The words by which sums are made: the kind of a line, and whether it is cashable."""

from __future__ import annotations

from collections.abc import Mapping

from roi_engine.reporting.words import N_

CATEGORIES: Mapping[str, str] = {
    "operational": N_("operational"),
    "analytical": N_("customer value"),
    "cost": N_("cost"),
}
YES_NO: Mapping[bool, str] = {True: N_("yes"), False: N_("no")}
