from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from markdown_it import MarkdownIt

from roi_engine.engine.result import Metrics, Result
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting import figures, summary_tables
from roi_engine.reporting.method import how_computed
from roi_engine.reporting.summary import summary_markdown
from roi_engine.reporting.words import Words
from tests.reporting.fake_cases import GOOD
from tests.reporting.fake_result import make_result

HEADINGS = [
    "Key figures", "Where the value comes from", "Assumptions that matter most", "Risks", "Year by year, base case",
    "Warnings", "Lines", "Assumption register", "Other figures", "Definitions", "How this was computed",
]  # fmt: skip


def test_page_has_its_parts_in_order(result: Result) -> None:
    page = summary_markdown(result)
    assert re.findall("^## (.+)$", page, re.MULTILINE) == HEADINGS
    assert page.startswith("# ")
    assert page.index("> **") < page.index("## Key figures") < page.index("\n---\n") < page.index("## Lines")
    assert "nan" not in re.findall(r"\b\w+\b", page.lower())
    assert page.endswith("\n")
    assert "\n\n\n\n" not in page


def test_hostile_text_makes_no_markup(results: dict[str, Result]) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(summary_markdown(results["hostile"]))
    kinds = {token.type for token in tokens}
    inside = {child.type for token in tokens for child in token.children or []}
    assert "html_block" not in kinds
    assert not {"html_inline", "link_open", "code_inline", "em_open", "image"} & inside
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", *["h2"] * len(HEADINGS)]
    rows = [token for token in tokens if token.type == "tr_open"]
    assert len(rows) > 20


def test_charts_are_shown_only_where_written(results: dict[str, Result]) -> None:
    assert "charts/" not in summary_markdown(results["good"])
    page = summary_markdown(results["good"], ("waterfall", "tornado"))
    assert "(charts/waterfall.svg)" in page
    assert "(charts/tornado.svg)" in page
    assert "(charts/cumulative.svg)" not in page


def test_poor_case_is_called_poor(results: dict[str, Result]) -> None:
    page = summary_markdown(results["poor"])
    assert "> **Poor case.** Over 3 years the base case loses EUR 381,000" in page
    assert "Variant: pessimistic" in page
    for word in ("uplift", "Strong case", "is worth"):
        assert word not in page


def test_nothing_uncertain_is_said(results: dict[str, Result]) -> None:
    page = summary_markdown(results["certain"])
    assert "> **A gain on paper, untested.**" in page
    assert "No value carries a range, so it cannot be said which matters most." in page
    assert "No risk is modelled in this scenario." in page
    assert "Nothing is uncertain, so nothing was drawn." in page
    assert "Monte Carlo error" not in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "**Caso solido.** In 3 anni il caso base vale 1,11 mln EUR"), ("es", "**Caso sólido.** En 3")],
)
def test_other_languages(language: str, said: str) -> None:
    assert said in summary_markdown(make_result(replace(GOOD, language=language)))


@pytest.mark.parametrize(("profile", "first"), [("tei", "roi"), ("nucleus", "roi_nucleus"), ("plain", "npv")])
def test_the_profile_leads(profile: str, first: str, words: Words) -> None:
    result = make_result(replace(GOOD, profile=profile))
    chosen = figures.leading(result)
    assert chosen[0].name == first
    everything = {figure.name for figure in (*chosen, *figures.other(result))}
    assert everything == {field.name for field in fields(Metrics)} & set(DEFINITIONS) - set(figures.TAXED)
    assert summary_tables.definition_table(result, words).count("\n") == len(everything) + 1


def test_after_tax_only_with_a_tax_rate(results: dict[str, Result]) -> None:
    assert "NPV after tax" in summary_markdown(results["long"])
    assert "NPV after tax" not in summary_markdown(results["good"])


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"payback_months": float("nan"), "payback_status": "not_reached"}, "payback_months", "not reached"),
        (
            {"payback_months": float("nan"), "payback_status": "no_investment"},
            "payback_months",
            "no outlay to pay back",
        ),
        ({"irr": float("nan"), "irr_status": "none"}, "irr", "none: no rate makes NPV zero"),
        ({"irr": float("nan"), "irr_status": "multiple"}, "irr", "more than one rate makes NPV zero"),
        ({"irr": 0.25, "irr_status": "unique"}, "irr", "25%"),
        ({"bcr": float("nan")}, "bcr", "n/a"),
    ],
)
def test_figures_that_do_not_exist_say_why(
    results: dict[str, Result], words: Words, changes: dict[str, float], key: str, said: str
) -> None:
    base = replace(results["good"].base, **changes)  # type: ignore[arg-type]
    assert figures.base_text(DEFINITIONS[key], base, words) == said


def test_percentiles_beyond_the_horizon_are_not_reached(results: dict[str, Result], words: Words) -> None:
    assert figures.spread_texts(DEFINITIONS["payback_months"], results["poor"], words)[2] == "not reached"


def test_tables_hold_full_amounts(results: dict[str, Result], words: Words) -> None:
    good = results["good"]
    split = summary_tables.split_table(good, words)
    assert f"| Net present value | {good.base.npv:,.0f} |" in split
    assert f"| {good.base.npv_cashable:,.0f} |" in split
    assert f"| Costs | -{good.base.pv_costs:,.0f} |" in split
    years = summary_tables.year_table(good, words)
    assert "| Costs | -305,000 | -105,600 | -102,400 | -105,300 |" in years
    assert "| Cumulative | -305,000 | -40,600 | 637,000 | 1,451,700 |" in years
    assert f"| Net present value |  |  | {good.base.npv:,.0f} |" in summary_tables.line_table(good, words)


def test_cashable_column_sums_to_the_cashable_npv(results: dict[str, Result], words: Words) -> None:
    last = [row.split("|")[4] for row in summary_tables.split_table(results["good"], words).split("\n")[2:]]
    numbers = [float(cell.replace(",", "")) for cell in last]
    assert sum(numbers[:3]) == pytest.approx(numbers[3], abs=2)


def test_drivers_are_ranked_with_their_swing(results: dict[str, Result], words: Words) -> None:
    told = summary_tables.driver_table(results["good"], words)
    assert told is not None
    rows = told.split("\n")[2:]
    assert rows[0].startswith(
        "| Handle time reduction | 0.5 minutes/contact | 1.14 minutes/contact | 412,000 | 1,130,000 | 718,000"
    )
    assert "| 180,000 |" in rows[2]


def test_risk_register(results: dict[str, Result], words: Words) -> None:
    told = summary_tables.risk_table(results["good"], words)
    assert told is not None
    assert "| Data migration slips | 30% | 510,000 | 830,000 | 96,000 | IT | Old system has no keys. |" in told
    assert "| Vendor leaves the market | 0% | n/a | 735,000 | 0 |" in told


def test_register_says_who_vouches_and_where(results: dict[str, Result], words: Words) -> None:
    told = summary_tables.register_table(results["good"], words)
    assert told is not None
    row = "| 0.8 minutes/contact | 0.5 | 0.81 | 1.14 | PERT 0.3 / 0.8 / 1.4 | measured | pilot of 12 weeks, 2026 |"
    assert row in told
    assert "| 80% | 68% | 79% | 88% |" in told
    assert "| guess | no source |" in told
    assert "scenarios/contact_centre.yaml:21" in told


def test_method_repeats_the_run(results: dict[str, Result], words: Words) -> None:
    good = results["good"]
    told = " ".join(how_computed(good, words))
    for part in ("10%/year", "2,048 draws", "scrambled Sobol", "16 independent", "seed 1", "discounted at its end"):
        assert part in told
    assert f"mean {words.money(good.simulation['npv'].error[0])}" in told
    assert "internal rate of return does not exist" not in told
    irr = replace(good.simulation["irr"], undefined=0.25)
    changed = replace(good, simulation={**good.simulation, "irr": irr})
    assert "does not exist in 25% of the draws" in " ".join(how_computed(changed, words))
