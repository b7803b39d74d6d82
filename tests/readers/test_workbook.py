"""The workbook against the engine: recalculated by a real spreadsheet program, every figure is the engine's."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from roi_engine.finance import DEFINITIONS
from tests.workbook.books import FILES, QUICK, Asked, as_run, at_risk, changed, discounted, late, switched
from tests.workbook.conftest import office
from tests.workbook.office import cells, found

__all__ = ["office"]
CLOSE = 1e-9
FIGURES = ("npv", "npv_cashable", "roi", "roi_undiscounted", "roi_nucleus", "irr", "mirr", "payback_months",
           "discounted_payback_months", "bcr", "tco", "peak_funding", "pv_operational", "pv_analytical", "benefits",
           "costs", "net", "npv_after_tax", "irr_after_tax", "payback_months_after_tax")  # fmt: skip
Books = Mapping[str, Mapping[str, Mapping[str, float | str]]]


def quick_books() -> dict[str, Asked]:
    asked = {f"changed-{name}": changed(name) for name in QUICK}
    asked |= {"base-contact_centre": as_run("contact_centre"), "risk-contact_centre": at_risk("contact_centre")}
    asked["changed-late"] = late("contact_centre")
    asked["changed-mid_period"] = discounted("b2b_sales", "mid_period")
    asked["switched-contact_centre"] = switched("contact_centre", "optimistic")
    return asked


@pytest.fixture(scope="module")
def quick(office) -> tuple[dict[str, Asked], Books]:
    asked = quick_books()
    return asked, office({name.replace("/", "-"): each.content for name, each in asked.items()})


def agrees(book: Mapping[str, Mapping[str, float | str]], asked: Asked) -> list[str]:
    """What differs from the engine by more than rounding: figures and present values of lines."""
    wanted = {name: getattr(asked.wanted.base, name) for name in FIGURES}
    taxed = asked.wanted.scenario.finance.tax_rate is not None
    shown = {name: number for name, number in wanted.items() if taxed or not name.endswith("after_tax")}
    pairs = [(name, found(book["Results"], DEFINITIONS[name].title), number) for name, number in shown.items()]
    flows = [value for address, value in book["Lines"].items() if address[0] == "E" and address != "E4"]
    assert len(flows) == len(asked.wanted.lines)
    pairs += [(line, value, pv) for value, (line, pv) in zip(flows, asked.wanted.lines.items(), strict=True)]
    return [f"{name}: {got} for {want}" for name, got, want in pairs if not same(got, want, scale(asked))]


def same(got: float | str, want: float, size: float) -> bool:
    """Equal to 1e-9, or both without a number."""
    if isinstance(got, str):
        return not math.isfinite(want)
    return math.isclose(got, want, rel_tol=CLOSE, abs_tol=1e-12 * size)


def scale(asked: Asked) -> float:
    """The largest amount of the account: sums that cancel are exact to rounding of this."""
    return max(1.0, asked.wanted.base.benefits, asked.wanted.base.costs)


def test_every_figure_and_every_line_is_the_engines(quick) -> None:
    asked, books = quick
    full = {name: each for name, each in asked.items() if each.wanted.lines}
    faults = {name: agrees(books[name.replace("/", "-")], each) for name, each in full.items()}
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_later_go_live_is_the_engines(quick) -> None:
    (asked, books), name = quick, "changed-late"
    for figure in ("npv", "payback_months"):
        wanted = getattr(asked[name].wanted.base, figure)
        assert found(books[name]["Results"], DEFINITIONS[figure].title) == pytest.approx(wanted, rel=CLOSE)


def test_the_changes_are_changes(quick, tmp_path) -> None:
    """The stored values are those of the base case and far from the wanted ones: only a calculation can give those."""
    for name, each in quick[0].items():
        stored = found(cells(each.content, tmp_path)["Results"], DEFINITIONS["npv"].title)
        assert stored == pytest.approx(each.stored.base.npv, rel=1e-12)
        if not name.startswith("base"):
            assert abs(each.wanted.base.npv / each.stored.base.npv - 1) > 1e-4, name


def test_no_cell_holds_an_error(quick) -> None:
    errors = [
        (name, sheet, address, value)
        for name, book in quick[1].items()
        for sheet, held in book.items()
        for address, value in held.items()
        if isinstance(value, str) and value.startswith(("#", "Err:"))
    ]
    assert errors == []


def test_stored_values_are_those_that_the_program_computes(quick, tmp_path) -> None:
    """Every single cell of an unchanged workbook; the ladder's NPV near its root is rounding alone."""
    for name, each in quick[0].items():
        if not name.startswith("base"):
            continue
        stored, faults = cells(each.content, tmp_path), []
        for sheet, held in quick[1][name].items():
            for address, value in held.items():
                was = stored[sheet].get(address)
                if sheet == "Rate of return" or (sheet == "Checks" and address[0] == "D"):
                    continue
                if isinstance(value, float) and isinstance(was, float):
                    close = math.isclose(value, was, rel_tol=CLOSE, abs_tol=1e-14 * scale(each))
                else:
                    close = was is None or value == was
                faults += [] if close else [(sheet, address, value, was)]
        assert faults == []


def test_the_checks_say_what_is_so(quick) -> None:
    """Sums tie in every workbook; the engine's figures are met where nothing was changed, and not where it was."""
    for name, book in quick[1].items():
        checks = book["Checks"]
        assert found(checks, "All sums tie") == "OK", name
        same = found(checks, "All figures equal the engine's")
        assert same == ("differs" if name.startswith(("changed", "risk")) else "OK"), name


OTHERS = [name for name in FILES if name not in QUICK]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_every_shipped_scenario_with_other_inputs(office, part: int) -> None:
    asked = {name.replace("/", "-"): changed(name) for name in OTHERS[part::4]}
    books = office({name: each.content for name, each in asked.items()})
    faults = {name: agrees(books[name], each) for name, each in asked.items()}
    assert {name: found for name, found in faults.items() if found} == {}
