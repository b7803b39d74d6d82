from __future__ import annotations

from roi_engine.reporting.origin import source_said
from roi_engine.reporting.words import Words

FITTED = "orders.csv: Pareto/NBD fitted to 2,500 customers up to 2026-12-31"


def test_a_source_that_the_program_states_is_told_in_the_readers_language() -> None:
    told = source_said(FITTED, Words("it", "EUR"))
    assert told == "orders.csv: Pareto/NBD stimato su 2.500 clienti (ultima data: 31 dic 2026)"
    assert source_said("a, b.csv: 12 customers as of 2026-06-30", Words("es", "EUR")) == (
        "a, b.csv: 12 clientes a fecha 30 jun 2026"
    )


def test_in_english_the_day_alone_is_written_out() -> None:
    assert source_said(FITTED, Words("en", "EUR")).startswith("orders.csv: Pareto/NBD fitted to 2,500 customers up to")


def test_the_users_own_source_stays() -> None:
    for said in ("", "fitted to 3 customers", f"{FITTED} by hand", "x: BG fitted to 2 customers up to now"):
        assert source_said(said, Words("it", "EUR")) == said
