"""Words of the customer and pilot reports: each sentence follows its figures, and a loss is never told as a gain."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
import yaml

from roi_engine.crm_data.piloting import PilotColumns, PilotQuestion, measured_pilot
from roi_engine.crm_data.report import DataReport, LeftOut
from roi_engine.customers.drift import Effect
from roi_engine.customers.evenness import Evenness
from roi_engine.customers.fitness import BaseFacts, fitness_findings
from roi_engine.errors import Notice
from roi_engine.reporting.customers_file import file_json, file_said, file_table
from roi_engine.reporting.customers_migrate import _effect_said
from roi_engine.reporting.customers_score import findings_said, fitness_json
from roi_engine.reporting.customers_score_tables import evenness_said, response_text
from roi_engine.reporting.customers_words import file_source, money, no_currency_said, sentence, stop, with_unit
from roi_engine.reporting.pilot import pilot_said, pilot_tables, value_yaml
from roi_engine.reporting.words import words_for

EUR, PLAIN = words_for("en", "EUR"), words_for("en", "")
REPORT = DataReport(
    kind="log", file="orders.csv", sha256="ab", encoding="utf-8", delimiter="semicolon", date_format="dd/mm/yyyy",
    number_shape="1.234,56", currency="", columns=(("customer", "id"), ("date", "day")), guessed=("date",), rows_in=12,
    rows_used=9, left_out=(LeftOut("no_customer", 2, "no customer is named"), LeftOut("total", 1, "a total row")),
    refunds=1, zero=0, duplicates=2, rounded=0, customers=4, order_days=8, first_date=date(2025, 1, 2),
    last_date=date(2025, 12, 31), control_total=Decimal("1234.50"), examples=(),
    notices=(Notice("guess", "", "a column was guessed"),),
)  # fmt: skip
EFFECT = Effect("currency", 5.0, 3.0, 2.0, 0.5, 1.0, 3.0, 1_000, 500, 1.4, "control")


def test_money_without_a_currency_is_the_number_alone() -> None:
    assert money(1_234_567.0, PLAIN) == "1.23 million"
    assert money(12.5, PLAIN) == "12.50"
    assert money(12.5, EUR) == "EUR 12.50"
    assert with_unit("Amount", "") == "Amount"
    assert with_unit("Amount", "EUR") == "Amount, EUR"
    assert no_currency_said(EUR) == ""
    assert "--currency" in no_currency_said(PLAIN)


def test_sentences_begin_with_a_capital_and_end_with_a_stop() -> None:
    assert sentence("{share} left", EUR, share="less than 1%") == "Less than 1% left"
    assert stop("a column was guessed") == "A column was guessed."
    assert stop("done.") == "Done."


def test_a_source_line_has_no_markup_of_a_file_name() -> None:
    assert "\u202e" not in file_source("a\u202eb.csv", EUR)
    assert "1,234 customers" in file_source("a.csv", EUR, 1234)


def test_the_data_report_accounts_for_every_row() -> None:
    told = file_said(REPORT, EUR)
    assert told[0] == "9 of 12 rows used: 4 customers, 8 orders (rows of one day are one), Jan 2, 2025 to Dec 31, 2025."
    assert told[1] == "A column was guessed."
    rows = {row[0]: row[1] for row in file_table(REPORT, EUR).rows}
    assert rows["Rows in the file"] == "12"
    left_out = [int(rows_of) for name, rows_of in rows.items() if name.startswith("Left out: ")]
    assert len(left_out) == len(REPORT.left_out)
    assert int(rows["Rows used"]) + sum(left_out) == 12
    assert rows["Sum of the amounts used"] == "1,234"
    assert "Rows with amount zero" not in rows
    found = file_json(REPORT)
    assert found["control_total"] == 1234.5
    assert found["last_date"] == "2025-12-31"


def test_a_response_that_no_campaign_can_reach_is_called_so() -> None:
    assert response_text(0.0123, EUR) == "1.23%"
    assert response_text(1.2, EUR) == "none pays"
    assert response_text(None, EUR) == "n/a"
    assert response_text(math.nan, EUR) == "n/a"


def test_an_effect_is_told_with_its_side_and_its_money() -> None:
    higher = list(_effect_said("value", EFFECT, EUR))
    assert "higher by EUR 2.00" in higher[0]
    assert higher[1] == "Over 1,000 treated customers that is EUR 2,000 (EUR 1,000 to EUR 3,000)."
    lower = list(_effect_said("value", replace(EFFECT, effect=-2.0, lower=-3.0, upper=-1.0), EUR))
    assert "lower by EUR 2.00" in lower[0]
    none = list(_effect_said("value", replace(EFFECT, lower=-0.5), EUR))
    assert len(none) == 1
    assert "no effect can be told from chance" in none[0]
    assert "EUR 1.40 would be found" in none[0]


def pilot_of(difference: float, n: int = 400, arms: int = 1) -> list[str]:
    names = [f"arm{k}" for k in range(arms)]
    arm = np.repeat(np.array(["control", *names], object), n)
    noise = np.tile(np.linspace(-1, 1, n), arms + 1)
    outcome = noise + np.where(arm == "control", 10.0, 10.0 + difference)
    columns = PilotColumns("p.csv", "", arm, outcome, np.empty((arm.size, 0)), None)
    return list(pilot_said(measured_pilot(columns, PilotQuestion("arm", "spend")), EUR))


def test_a_pilot_is_told_with_its_side() -> None:
    assert "arm0: higher by 1 a customer" in pilot_of(1.0)[0]
    assert "arm0: lower by 1 a customer" in pilot_of(-1.0)[0]
    assert "no effect can be told from chance" in pilot_of(0.0)[0]


def test_luck_among_several_arms_is_named() -> None:
    told = pilot_of(0.09, n=400, arms=3)
    assert any("this could be luck" in said for said in told)
    assert not any("this could be luck" in said for said in pilot_of(1.0, arms=3))


def test_a_split_that_went_wrong_is_named() -> None:
    arm = np.array(["t"] * 300 + ["control"] * 500, object)
    columns = PilotColumns("p.csv", "", arm, np.arange(800.0), np.empty((800, 0)), None)
    pilot = measured_pilot(columns, PilotQuestion("arm", "spend"))
    assert any("not as large as intended" in said for said in pilot_said(pilot, EUR))
    assert [table.title for table in pilot_tables(pilot, EUR)] == ["Arms: “spend” a customer", "Effect, 95 % intervals"]


def test_classes_are_told_even_or_which_is_not() -> None:
    told = "Class 1 holds 55% of the customers instead of 20%"
    assert evenness_said(Evenness((0.2, 0.21, 0.19, 0.2, 0.2), (), 0.0), EUR) == (
        "The 5 classes are even: each holds close to 20% of the customers."
    )
    assert evenness_said(Evenness((0.55, 0.0, 0.2, 0.0, 0.25), (2, 4), 1.0), EUR) == (
        f"{told}; classes 2 and 4 are empty, since equal values get equal scores."
    )
    assert evenness_said(Evenness((0.55, 0.0, 0.2, 0.0, 0.25), (2,), 1.0), EUR).startswith(f"{told}; class 2 is empty")
    italian = evenness_said(Evenness((0.55, 0.0, 0.2, 0.0, 0.25), (2, 4), 1.0), words_for("it", "EUR"))
    assert "classi 2 e 4 sono vuote" in italian


def test_findings_are_told_in_the_language_and_kept_in_english() -> None:
    found = fitness_findings(BaseFacts(300, 0.3, True, 0.7, None))
    (told, *_) = findings_said(found, words_for("it", "EUR"))
    assert "300 clienti con 0,7 ordini annui per cliente" in told
    assert "customers" not in told
    assert "300 customers with 0.7 orders a customer and year" in findings_said(found, EUR)[0]
    plain = fitness_json(found)[0]
    assert plain["code"] == "long_b2b_cycle"
    assert set(plain) == {"code", "severity", "message", "instead"}
    assert "0.7 orders" in plain["message"]


def test_a_value_names_file_arms_and_numbers() -> None:
    arm = np.array(["t=1"] * 30 + ["control"] * 50, object)
    columns = PilotColumns("p.csv", "", arm, np.arange(80.0), np.empty((80, 0)), None)
    pilot = measured_pilot(columns, PilotQuestion("arm", "spend"))
    value = yaml.safe_load(value_yaml(pilot))
    assert value["source"] == "p.csv: t=1 (30 customers) against control (50), difference in spend"
    assert value["mean"] == pytest.approx(np.arange(30).mean() - np.arange(30, 80).mean())
    assert value["n"] == math.floor(pilot.effects[0].contrast.df) + 1
