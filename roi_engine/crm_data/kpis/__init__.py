"""KPIs from exports: what they are, how they are computed, and how sure one can be of them."""
