"""BG/NBD: Poisson orders, and a coin after every repeat order that may end the relation.

Fader, Hardie and Lee (2005, Marketing Science 24(2), 275-284): likelihood equation 6, E[X(t)] equation 9, conditional
expectation equation 10; P(alive) from Fader, Hardie and Lee (2008, note 021, "Computing P(alive) using the BG/NBD
model"). A customer without a repeat order is alive for certain in this model: where "never came back" must fade, take
MBG/NBD or Pareto/NBD. The formulas are in `beta_geometric`, with no flip of the coin after the first order.
"""

from __future__ import annotations

from roi_engine.customers.models import beta_geometric

MODEL = beta_geometric.order_model(
    name="bg_nbd",
    title="BG/NBD",
    paper="Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). Counting your customers the easy way: an alternative "
    "to the Pareto/NBD model. Marketing Science 24(2), 275-284.",
    first_flips=0,
)
