"""Themes: those that are shipped, and those that a user writes, with every fault listed."""

from __future__ import annotations

import itertools
from pathlib import Path

import matplotlib as mpl
import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting import charts, tables, theme
from roi_engine.reporting.charts import canvas
from roi_engine.reporting.charts.style import settings
from roi_engine.reporting.theme import NEUTRAL, PRINT_GREY, ROLES, contrast, drawn_under, theme_of
from roi_engine.reporting.theme_file import ThemeError
from roi_engine.reporting.words import Words

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "theme.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    """Code and path of every problem."""
    with pytest.raises(ThemeError) as caught:
        theme_of(written(tmp_path, text))
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_shipped_themes_are_found_by_name() -> None:
    assert theme_of("neutral") is NEUTRAL
    assert theme_of("print-grey") is PRINT_GREY
    assert theme_of("print_grey") is PRINT_GREY
    assert all(shipped.style.is_file() for shipped in theme.SHIPPED.values())


def test_contrast_as_in_the_definition() -> None:
    assert contrast("#FFFFFF") == 1.0
    # mid grey 0x77 on white is the well-known 4.48, just below the limit
    assert contrast("#777777") == pytest.approx(4.478, abs=5e-4)
    assert contrast("#0072B2") == pytest.approx(5.19, abs=5e-3)


@pytest.mark.parametrize("shipped", [NEUTRAL, PRINT_GREY], ids=lambda each: each.name)
def test_what_is_read_as_text_can_be_read(shipped: theme.Theme) -> None:
    for role in ("operational", "net", "muted"):
        assert contrast(shipped.colour(role)) >= 4.5


def test_print_grey_is_grey_and_its_fills_differ() -> None:
    greys = [PRINT_GREY.colour(role) for role in ROLES]
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in greys)
    fills = sorted(int(PRINT_GREY.colour(role)[1:3], 16) for role in ("operational", "analytical", "net", "risk"))
    assert min(b - a for a, b in itertools.pairwise(fills)) >= 24


def test_a_theme_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    (tmp_path / "house.mplstyle").write_text("axes.grid: True\n# a comment\naxes.edgecolor: '#112233'\n")
    text = """
name: House
based_on: print-grey
colours: {operational: "#003366", loss: aa0000}
font: Georgia
logo: logo.png
style: house.mplstyle
"""
    found = theme_of(written(tmp_path, text))
    assert (found.name, found.operational, found.loss, found.font) == ("House", "#003366", "#AA0000", "Georgia")
    assert found.analytical == PRINT_GREY.analytical
    assert found.logo == tmp_path / "logo.png"
    assert settings(found)["axes.grid"] is True
    assert settings(found)["font.sans-serif"][0] == "Georgia"


def test_every_fault_is_listed_with_its_line(tmp_path: Path) -> None:
    text = """
colour: {loss: "#AA0000"}
based_on: nutral
colours:
  operatonal: "#003366"
  loss: red
  net: "#DDDDDD"
logo: missing.png
style: looks.css
font: ""
"""
    found = refused(tmp_path, text)
    assert sorted(found) == [
        ("choice", "based_on"), ("colour", "colours.loss"), ("contrast", "colours.net"), ("file", "logo"),
        ("file", "style"), ("text", "font"), ("unknown-key", "colour"), ("unknown-key", "colours.operatonal"),
    ]  # fmt: skip
    with pytest.raises(ThemeError) as caught:
        theme_of(written(tmp_path, text))
    said = str(caught.value)
    assert ":5:" in said
    assert "did you mean 'operational'?" in said
    assert "did you mean 'neutral'?" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [("- a\n- b\n", "theme"), ("a: &x 1\nb: *x\n", "alias"), ("colours: red\n", "colours"), ("a: [", "yaml")],
)
def test_what_is_no_theme_at_all(tmp_path: Path, text: str, code: str) -> None:
    codes = [each for each, _ in refused(tmp_path, text)]
    assert code in codes or any(code in each for each in codes), codes


def test_a_name_that_is_not_shipped_is_asked_back() -> None:
    with pytest.raises(ThemeError, match="did you mean 'neutral'"):
        theme_of("neutrl")


def test_a_picture_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"<svg onload=x>")
    assert refused(tmp_path, "logo: logo.png\n") == [("logo", "logo")]


def test_faults_of_a_style_sheet_are_told_by_line(tmp_path: Path) -> None:
    style = "axes.gird: True\nno setting\nlines.linewidth: wide\n"
    (tmp_path / "s.mplstyle").write_text(style)
    with pytest.raises(ThemeError) as caught:
        theme_of(written(tmp_path, "style: s.mplstyle\n"))
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]
    assert "axes.grid" in caught.value.problems[0].hint


def test_a_style_sheet_cannot_turn_names_into_formulas(tmp_path: Path) -> None:
    (tmp_path / "s.mplstyle").write_text("text.usetex: True\ntext.parse_math: True\nsvg.hashsalt: other\n")
    found = settings(theme_of(written(tmp_path, "style: s.mplstyle\n")))
    assert (found["text.usetex"], found["text.parse_math"], found["svg.hashsalt"]) == (False, False, "roi_engine")


def test_charts_take_the_colours_of_the_theme_and_give_them_back(results: dict[str, Result], words: Words) -> None:
    table = tables.waterfall_table(results["good"], words)

    def drawn() -> bytes:
        return charts.svg(charts.plot_waterfall(table, words))

    neutral = drawn()
    with drawn_under(PRINT_GREY):
        assert PRINT_GREY.operational == canvas.OPERATIONAL
        grey = drawn()
        assert drawn() == grey
    assert drawn() == neutral
    for role in ("operational", "loss"):
        colour, other = NEUTRAL.colour(role).lower(), PRINT_GREY.colour(role).lower()
        assert colour.encode() in neutral
        assert other.encode() in grey
        assert colour.encode() not in grey


def test_losses_are_hatched_in_grey(results: dict[str, Result], words: Words) -> None:
    with drawn_under(PRINT_GREY):
        axes = charts.plot_waterfall(tables.waterfall_table(results["good"], words), words)
    bars = {bar.get_gid(): bar for bar in axes.patches}
    assert bars["bar-0"].get_hatch() == canvas.LOSS_HATCH
    assert bars["bar-0"].get_facecolor() == mpl.colors.to_rgba(PRINT_GREY.loss)


def test_a_colour_that_is_no_role_is_refused() -> None:
    with pytest.raises(ValueError, match="roles"):
        NEUTRAL.colour("background")
    with pytest.raises(AttributeError):
        canvas.BACKGROUND  # noqa: B018


def test_a_font_that_is_not_installed_is_measured_as_the_one_that_is() -> None:
    usual = canvas.text_width("Net present value", 10)
    with drawn_under(theme.Theme("x", NEUTRAL.style, font="No Such Font")):
        assert canvas.text_width("Net present value", 10) == usual
