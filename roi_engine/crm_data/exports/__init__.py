"""Exports of CRMs and help desks: recognised, read as tables of one meaning, every row accounted for."""
