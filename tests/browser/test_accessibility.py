"""The page for everybody: names, headings, landmarks, tables, contrast in both schemes, and the way of the keyboard.

Names and roles are those of Chromium's own accessibility tree; contrast is computed from the rendered colours by the
formula of WCAG 2.2 (relative luminance, success criterion 1.4.3).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.browser.chromium import Browser, Page
from tests.browser.pages import SCENARIOS, findings_of, move, open_page, result_of

PATH = SCENARIOS / "contact_centre.yaml"
NAMED = {"link", "button", "slider", "textbox", "image", "region", "navigation", "table", "heading"}
CHARTS = (
    "waterfall", "cumulative", "distribution", "exceedance", "tornado", "benefit_stack", "drivers", "stresses",
)  # fmt: skip
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="690" height="380"><rect width="690" height="380"/></svg>'
TAB = ("Tab", 9)
STOPS = "a[href], button:enabled, input, textarea, summary, [tabindex='0']"

# every text that is seen, with its colour and what lies behind it; half-transparent layers are mixed
CONTRAST = """
(() => {
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const over = ([r, g, b, a = 1], below) => [r, g, b].map((c, k) => a * c + (1 - a) * below[k]);
  const behind = (part) => {
    const layers = [];
    for (let at = part; at; at = at.parentElement) layers.push(numbers(getComputedStyle(at).backgroundColor));
    const canvas = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
    return layers.reverse().reduce((below, layer) => over(layer, below), canvas);
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || part.closest('script, style, :disabled, title, desc')) continue;
    if (!part.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(part), ground = behind(part);
    const ink = over(numbers(part.closest('svg') ? style.fill : style.color), ground);
    const [low, high] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
    seen += 1;
    if ((high + 0.05) / (low + 0.05) < 4.5) found.push([part.outerHTML.slice(0, 80), (high + 0.05) / (low + 0.05)]);
  }
  return { seen, found };
})()
"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Page:
    made = browser.page()
    made.emulate()
    made.resize(1200, 900)
    result, findings = result_of(PATH), findings_of(PATH)
    open_page(made, tmp_path_factory.mktemp("page"), result, findings, dict.fromkeys(CHARTS, DRAWING))
    made.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    move(made, "slider-0", 0.4)
    made.value("document.querySelector('#copy').click()")
    return made


@pytest.fixture(scope="module")
def nodes(page: Page) -> list[dict[str, Any]]:
    """What Chromium tells a screen reader."""
    found = page.command("Accessibility.getFullAXTree")["nodes"]
    return [node for node in found if not node["ignored"]]


def of(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def test_everything_that_needs_a_name_has_one(nodes: list[dict[str, Any]]) -> None:
    roles = {of(node, "role") for node in nodes}
    assert {"slider", "button", "image", "table", "navigation", "main", "banner", "contentinfo", "status"} <= roles
    bare = [of(node, "role") for node in nodes if of(node, "role") in NAMED and not of(node, "name").strip()]
    assert bare == []


def test_names_of_controls_differ(nodes: list[dict[str, Any]]) -> None:
    for role in ("slider", "button", "link"):
        told = [of(node, "name") for node in nodes if of(node, "role") == role]
        assert len(told) == len(set(told)), role


def test_sliders_say_their_value_with_its_unit(page: Page) -> None:
    told = page.value("[...document.querySelectorAll('input')].map((part) => part.getAttribute('aria-valuetext'))")
    assert len(told) == 11
    shown = page.value("[...document.querySelectorAll('.slider output')].map((part) => part.textContent)")
    assert told == shown
    assert any("minutes/contact" in text for text in told)


def test_pictures_say_what_they_show(page: Page) -> None:
    told = page.value("[...document.querySelectorAll('img')].map((part) => part.alt)")
    assert len(told) >= 8
    assert [text for text in told if len(text) < 30] == []
    assert page.value("[...document.querySelectorAll('img')].every((part) => part.complete && part.naturalWidth > 100)")


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = page.value("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((part) => Number(part.localName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [b - a for a, b in pairwise(levels) if b - a > 1] == []


def test_the_language_and_the_title_are_said(page: Page) -> None:
    assert page.value("document.documentElement.lang") == "en"
    assert "contact centre" in page.value("document.title")


def test_all_text_is_in_a_landmark(page: Page) -> None:
    outside = page.value(
        "[...document.body.children].filter((part) => part.matches(':not(header,main,nav,footer,script,.skip)')).length"
    )
    assert outside == 0


def test_ids_are_single_and_what_names_one_finds_it(page: Page) -> None:
    ids = page.value("[...document.querySelectorAll('[id]')].map((part) => part.id)")
    assert len(ids) == len(set(ids))
    named = page.value(
        "['for', 'aria-labelledby', 'aria-describedby'].flatMap((key) =>"
        " [...document.querySelectorAll(`[${key}]`)].flatMap((part) => part.getAttribute(key).split(' ')))"
    )
    linked = page.value("[...document.querySelectorAll('a[href^=\"#\"]')].map((part) => part.hash.slice(1))")
    assert set(named) | set(linked) <= set(ids)


def test_tables_have_captions_and_headed_rows_and_columns(page: Page) -> None:
    tables = "[...document.querySelectorAll('table')]"
    assert page.value(f"{tables}.length") >= 15
    assert page.value(f"{tables}.filter((table) => !table.caption?.textContent.trim()).length") == 0
    assert page.value("document.querySelectorAll('thead th:not([scope=col]), tbody th:not([scope=row])').length") == 0
    assert page.value(f"{tables}.filter((t) => [...t.tBodies[0].rows].some((r) => !r.querySelector('th'))).length") == 0
    uneven = f"{tables}.filter((t) => new Set([...t.rows].map((row) => row.cells.length)).size > 1).length"
    assert page.value(uneven) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, scheme: str) -> None:
    page.emulate(scheme)
    told = page.value(CONTRAST)
    assert told["seen"] > 500
    assert told["found"] == []
    ground = page.value("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 23, 27)")


def test_the_ruler_of_contrast_finds_grey_on_grey(page: Page) -> None:
    page.emulate()
    page.value("document.querySelector('.decision').style.color = '#999999'")
    found = page.value(CONTRAST)["found"]
    page.value("document.querySelector('.decision').style.color = ''")
    assert len(found) == 1
    assert found[0][1] == pytest.approx(2.85, abs=0.01)  # #999 on white


def test_the_keyboard_reaches_everything_in_order_and_sees_where_it_is(page: Page) -> None:
    page.value("document.body.tabIndex = -1; document.body.focus(); scrollTo(0, 0)")
    order = f'[...document.querySelectorAll("{STOPS}")].filter((part) => part.checkVisibility())'
    n_stops = page.value(f"{order}.length")
    places, unseen = [], []
    for _ in range(n_stops):
        page.press(*TAB)
        place = page.value(f"{order}.indexOf(document.activeElement)")
        places.append(place)
        seen = page.value(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()"
        )
        unseen += [] if seen else [place]
    assert places == list(range(n_stops))
    assert n_stops > 40
    assert unseen == []


def test_the_first_stop_skips_to_the_report(page: Page) -> None:
    page.value("document.activeElement.blur(); scrollTo(0, 0); document.body.focus()")
    page.press(*TAB)
    assert page.value("document.activeElement.className") == "skip"
    assert page.value("document.activeElement.getBoundingClientRect().top") >= 0


def test_what_can_be_scrolled_is_reached_by_the_keyboard(page: Page) -> None:
    page.resize(360, 800)
    page.value("new Promise((done) => setTimeout(done, 100))")
    stuck = page.value(
        "[...document.querySelectorAll('.scroll, .picture')].filter((part) => part.checkVisibility()"
        " && part.scrollWidth > part.clientWidth && part.tabIndex !== 0).length"
    )
    wide = page.value("[...document.querySelectorAll('.picture')].every((part) => part.tabIndex === 0)")
    page.resize(1200, 900)
    assert stuck == 0
    assert wide


@pytest.mark.parametrize("width", [360, 1200])
def test_controls_are_large_enough_to_hit(page: Page, width: int) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels."""
    page.resize(width, 900)
    small = page.value(
        "[...document.querySelectorAll('button, input, textarea, summary, nav a')]"
        ".filter((part) => part.checkVisibility())"
        ".map((part) => [part.id || part.textContent, part.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"
    )
    page.resize(1200, 900)
    assert small == []
