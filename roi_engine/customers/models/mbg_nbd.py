"""MBG/NBD: BG/NBD with one more flip of the coin, straight after the first order.

Batislam, Denizel and Filiztekin (2007, International Journal of Research in Marketing 24(3), 201-209) and, under the
name CBG/NBD, Hoppe and Wagner (2007, Marketing: Journal of Research and Management 3(2), 75-90). A customer who never
came back may be gone, which BG/NBD rules out. The formulas are in `beta_geometric`, one flip after the first order.
"""

from __future__ import annotations

from roi_engine.customers.models import beta_geometric

MODEL = beta_geometric.order_model(
    name="mbg_nbd",
    title="MBG/NBD",
    paper="Batislam, E. P., Denizel, M. and Filiztekin, A. (2007). Empirical validation and comparison "
    "of models for customer base analysis. International Journal of Research in Marketing 24(3), 201-209.",
    first_flips=1,
)
