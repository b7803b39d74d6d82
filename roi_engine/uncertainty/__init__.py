"""Chance in the engine: distributions, points of the unit cube, dependence, and the precision of what was drawn."""
