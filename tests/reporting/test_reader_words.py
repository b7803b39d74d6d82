"""What a reader who never saw the scenario file is told: titles for paths, one count of sources, base and mean.

NPV = 100 a - 60 EUR in each case, undiscounted, over one year.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine import load, simulate
from roi_engine.analysis.drivers import sensitivity
from roi_engine.analysis.options import NOTHING, compare_scenarios
from roi_engine.engine.result import Result
from roi_engine.errors import notice
from roi_engine.reporting import sentences
from roi_engine.reporting.base_and_mean import base_and_mean
from roi_engine.reporting.comparison import comparison_files
from roi_engine.reporting.comparison_sentences import conclusion
from roi_engine.reporting.comparison_tables import option_table, pair_table
from roi_engine.reporting.option_names import renamed
from roi_engine.reporting.rollup_sentences import shared_said
from roi_engine.reporting.vouching import vouched_for
from roi_engine.reporting.warned import warnings_said
from roi_engine.reporting.words import Words, amount_error, noticed
from roi_engine.reporting.worth_sentences import cash_under_stress, page_one
from tests.reporting.test_rollup_report import rollup as fake_rollup

CASE = """\
schema_version: 1
name: Small case
currency: EUR
timeline: {{start: 2027-01, years: 1, step: year}}
finance: {{discount_rate: 0 %/year}}
assumptions:
  a: {a}
benefits:
  saving: {{title: Saving, category: operational, cashable: true, formula: a * each, inputs: {{each: 100 EUR/year}}}}
costs:
  fee: {{title: Fee, cashable: {cashable}, formula: paid, inputs: {{paid: 60 EUR/year}}}}
"""
RISK = "risks:\n  strike: {title: A strike, probability: 50 %, effects: [{on: benefits.saving, multiply: 0.2}]}\n"
DESK = """\
schema_version: 1
name: Dental
language: it
currency: EUR
timeline: {start: 2026-01, years: 3}
finance: {discount_rate: 8 %/year}
rollout: {go_live: 3 month, adoption: {low: 50 %, mode: 70 %, high: 90 %}}
benefits:
  clerks: {use: sales.rep_time, sellers: 8, admin_time: 9 hour/person/week, admin_time_reduction: 10 %, hourly_cost: 40}
costs:
  seats: {use: cost.licences, seats: 8, price: 60 EUR/seat/month}
variants:
  same: {rollout: {go_live: 3 month}}
  big_vendor: {costs: {seats: {price: 80 EUR/seat/month}}}
"""


def small(folder: Path, a: str, more: str = "", cashable: str = "true") -> Result:
    path = folder / "case.yaml"
    path.write_text(CASE.format(a=a, cashable=cashable) + more + "simulation: {draws: 4096}\n", encoding="utf-8")
    return simulate(load(path))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "dental.yaml"
    path.write_text(DESK + "simulation: {draws: 2048}\n", encoding="utf-8")
    return path


def test_a_base_below_the_mean_is_explained_by_its_lopsided_range(tmp_path: Path, words: Words) -> None:
    """a ~ triangle(0, 0, 3) stands at its mode 0 and has mean 1: -60 against 40, P10-P90 about 190 wide."""
    found = small(tmp_path, "{low: 0, mode: 0, high: 3, shape: triangular}")
    assert base_and_mean(found, words) == (
        "The base case lies EUR 100 below the mean of the draws, EUR 40: values with a lopsided range stand in it at"
        " their most likely or middle value, not at their mean."
    )
    assert base_and_mean(found, words) in sentences.caution(found, words)


def test_a_base_above_the_mean_is_explained_by_the_risks_it_is_without(tmp_path: Path, words: Words) -> None:
    """100 - 60 = 40 where nothing happens, 20 - 60 = -40 in one draw of two: mean 0."""
    found = small(tmp_path, "1", RISK)
    assert base_and_mean(found, words) == (
        "The base case lies EUR 40 above the mean of the draws, EUR 0: no risk happens in it."
    )


def test_a_base_at_the_mean_needs_no_words(tmp_path: Path, words: Words) -> None:
    assert base_and_mean(small(tmp_path, "{low: 0, mode: 1, high: 2}"), words) == ""
    assert base_and_mean(small(tmp_path, "1"), words) == ""


def test_all_risks_are_no_stress_where_there_are_none(tmp_path: Path) -> None:
    ranged = "{low: 0, mode: 1, high: 2}"
    without = [row.id for row in sensitivity(small(tmp_path, ranged)).stresses]
    assert without == ["vendor", "sceptic", "hard_only"]
    assert [row.id for row in sensitivity(small(tmp_path, ranged, RISK)).stresses] == [*without, "all_risks"]
    own = "stress: {all_risks: {title: Mine, risks: all}}\n"
    assert "all_risks" in [row.id for row in sensitivity(small(tmp_path, ranged, own)).stresses]


def test_a_stress_of_cash_alone_is_told_from_the_cashable_figure(tmp_path: Path, words: Words) -> None:
    said = (
        "“Hard benefits only” keeps every cost; counting cashable lines alone leaves out the costs that are not"
        " cashable too."
    )
    ranged = "{low: 0, mode: 1, high: 2}"
    mixed, cash = small(tmp_path, ranged, cashable="false"), small(tmp_path, ranged)
    assert cash_under_stress(mixed, sensitivity(mixed), words) == said
    assert cash_under_stress(cash, sensitivity(cash), words) == ""
    assert said not in page_one(mixed, sensitivity(mixed), words)  # the sceptic's case is the hardest


def test_warnings_name_values_by_their_titles(desk: Path) -> None:
    told = warnings_said(simulate(load(desk)), Words("it", "EUR"))
    assert told[0] == "«Venditori liberati dalle pratiche: venditori»: un numero senza unità è stato letto come persone"
    assert told[2] == "«Licenze: postazioni»: un numero senza unità è stato letto come postazioni"
    # go-live, adoption, four inputs of the sellers, seats and price; the discount rate is a setting
    assert told[3].startswith("8 valori su 8 non indicano")
    assert told[3].endswith("«Venditori liberati dalle pratiche: quota di queste ore che si risparmia» e altri 3")
    assert not any("benefits." in said or "costs." in said or "..." in said for said in told)


def test_a_warning_without_a_place_begins_with_a_capital(tmp_path: Path, words: Words) -> None:
    (said,) = [one for one in warnings_said(small(tmp_path, "1"), words) if "range" in one]
    assert said == "No value is uncertain: every draw gives the base case, and there is no range"


def test_units_in_warnings_are_the_readers() -> None:
    assumed = notice("unit_assumed", "costs.x.seats", "a bare number was read as {unit}", unit="EUR/seat")
    assert noticed(assumed, Words("es", "EUR")) == "un número sin unidad se leyó como EUR/puesto"
    assert noticed(assumed, Words("en", "EUR")) == "a bare number was read as EUR/seat"


@pytest.mark.parametrize(
    ("stated", "counts", "said"),
    [
        ("8", (0, 0, 0, 8), "None of the 8 assumptions names a source or is marked as an estimate. 3 more rest on the"),
        ("{value: 8 person, source: HR}", (1, 0, 0, 7), "Of 8 assumptions that need a source 1 names a source and 7"),
        ("{value: 8 person, evidence: guess}", (0, 1, 0, 7), "None of the 8 assumptions names a source: 1 is marked"),
        ("{value: 8 person, note: all}", (0, 0, 1, 7), "None of the 8 assumptions names a source: 1 is explained in"),
    ],
)
def test_sources_are_counted_as_the_warning_counts_them(
    tmp_path: Path, words: Words, stated: str, counts: tuple[int, ...], said: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        (DESK + "simulation: {draws: 256}\n").replace("sellers: 8", f"sellers: {stated}").replace("language: it\n", ""),
        encoding="utf-8",
    )
    result = simulate(load(path))
    found = vouched_for(result)
    assert (found.sourced, found.estimates, found.noted, found.silent) == counts
    assert sentences.vouched(result, words).startswith(said)
    (warned,) = [dict(one.values) for one in result.warnings if one.code == "no_source"]
    assert (warned["n"], warned["every"]) == (str(found.silent), str(found.total))


def test_options_have_the_names_of_their_scenarios(desk: Path, words: Words) -> None:
    cases = {"dental": load(desk), "dental@big_vendor": load(desk, "big_vendor"), "copy": load(desk)}
    found = compare_scenarios(cases)
    told = renamed(found)
    names = ["Dental (dental)", "Dental, Big vendor", "Dental (copy)"]
    assert list(told.results) == names
    assert [row[0] for row in option_table(told, words).rows] == [*names, "doing nothing"]
    assert {told.comparison.order[-1], told.comparison.standings[-1].option} <= {*names, NOTHING}
    assert list(told.bridges) == names[1:]
    assert [one.option for one in told.years] == names
    written = dict(comparison_files(found, words, ("md",), told=told))
    assert b'"dental@big_vendor"' in written["comparison.json"]
    page = written["comparison.md"].decode()
    assert "dental@" not in page
    assert "“Dental, Big vendor”" in page


@pytest.mark.parametrize("language", ["en", "it", "es"])
def test_equal_options_are_told_so_everywhere(desk: Path, language: str) -> None:
    told = renamed(compare_scenarios({"a": load(desk), "b": load(desk, "same")}))
    found = Words(language, "EUR")
    (said,) = conclusion(told, found)
    same = {"en": "come out the same in every draw", "it": "lo stesso risultato in ogni", "es": "el mismo resultado"}
    assert same[language] in said
    first, *_ = pair_table(told, found).rows
    zero, whole = found.share(0.0), found.share(1.0)
    assert first[5:7] == (zero, whole)
    assert first[7] == {"en": "the same in every draw", "it": "uguali in ogni simulazione"}.get(language, first[7])
    assert ("“" in said) == (language == "en")


@pytest.mark.parametrize(
    ("error", "said"),
    [(0.0, "± 0"), (0.01, "less than ± 1"), (0.6, "± 1"), (1234.5, "± 1,234"), (float("nan"), "")],
)
def test_an_error_is_never_told_as_none(words: Words, error: float, said: str) -> None:
    assert amount_error(error, words) == said


def test_shared_values_are_named_in_words(results: dict[str, Result], words: Words) -> None:
    assert shared_said(fake_rollup(results), words) == ("Drawn once for all members that state them: “Wage”.",)


GOALS = """\
goals:
  up: {objective: More deals won, target: {kpi: sales.close_rate, change: 5 %, by: 2027-12}, strategies: {x: {}}}
  down: {objective: Fewer deals won, target: {kpi: sales.close_rate, change: -5 %, by: 2027-12}, strategies: {x: {}}}
"""


def test_warnings_of_goals_name_goals_and_kpis_by_their_titles(tmp_path: Path) -> None:
    told = warnings_said(small(tmp_path, "1", GOALS), Words("it", "EUR"))
    opposed = "«Fewer deals won»: questo obiettivo vuole che «Tasso di chiusura» scenda, e «More deals won» che salga"
    assert opposed in told
    assert not any("sales.close_rate" in said or "goals." in said for said in told)


MANY = """\
goals: {g: {objective: More, target: {line: net, value: 1 EUR, by: 2027-12}, strategies: {x: {}}}}
rollout: {go_live: 2 year}
"""


def test_a_list_of_lines_that_is_cut_short_says_how_many_more(tmp_path: Path) -> None:
    """Six lines that no goal drives and that never start: five by their titles, and one more."""
    late = "{{title: Late {k}, category: analytical, formula: '\"9 EUR/month\" * live', inputs: {{}}}}"
    lines = "".join(f"  late_{k}: {late.format(k=k)}\n" for k in range(6))
    (tmp_path / "case.yaml").write_text(
        CASE.format(a="{min: 0, max: 1}", cashable="true").replace("benefits:\n", f"benefits:\n{lines}") + MANY,
        encoding="utf-8",
    )
    told = warnings_said(simulate(load(tmp_path / "case.yaml", None, {"simulation.draws": "64"})), Words("it", "EUR"))
    assert sum("«Late 3», «Late 4» e altri 1" in said for said in told) == 2
