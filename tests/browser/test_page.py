"""The page in a reader's hands: sliders, keyboard, copying, printing, and what it refuses to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import roi_engine
from roi_engine.engine.result import Result
from roi_engine.reporting.page import page_html
from roi_engine.reporting.page.script import json_literal
from roi_engine.scenario.records import Fixed
from tests.browser.chromium import Browser, Page
from tests.browser.pages import SCENARIOS, findings_of, move, open_page, press, result_of

PATH = SCENARIOS / "contact_centre.yaml"
LEFT, RIGHT, HOME, TAB = ("ArrowLeft", 37), ("ArrowRight", 39), ("Home", 36), ("Tab", 9)
NPV = "document.querySelector('.results [data-figure=npv]').textContent"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    """The page of the contact centre with what drives it, just opened."""
    made = browser.page()
    made.emulate()
    made.resize(1200, 900)
    open_page(made, tmp_path, result_of(PATH), findings_of(PATH))
    return made


def text(page: Page, selector: str) -> str:
    return str(page.value(f"document.querySelector('{selector}').textContent"))


def test_a_slider_is_moved_by_keys(page: Page) -> None:
    page.value("document.querySelector('#slider-1').focus()")
    before = page.value("document.querySelector('#slider-1').valueAsNumber")
    page.press(*RIGHT)
    page.press(*RIGHT)
    after = page.value("document.querySelector('#slider-1').valueAsNumber")
    step = float(page.value("document.querySelector('#slider-1').step"))
    assert after == pytest.approx(before + 2 * step, abs=0.6 * step)
    assert page.value("state.values[1]") == after
    assert page.value("document.querySelector('#slider-1').getAttribute('aria-valuetext')") == text(
        page, 'output[for="slider-1"]'
    )
    page.press(*HOME)
    assert page.value("state.values[1]") == page.value("model.sliders[1].low")


def test_the_figures_follow_and_come_back(page: Page) -> None:
    base = page.value(NPV)
    assert base == "EUR 342,000"
    move(page, "slider-0", 0.4)
    assert page.value(NPV) != base
    assert page.value("document.querySelector('#reset-all').disabled") is False
    press(page, "slider-0-reset")
    assert page.value(NPV) == base
    assert page.value("state.values[0] === model.sliders[0].base")
    assert page.value("document.querySelector('#reset-all').disabled") is True
    assert page.value("document.activeElement.id") == "slider-0"


def test_all_goes_back_to_base(page: Page) -> None:
    for k in range(3):
        move(page, f"slider-{k}", 0.3)
    move(page, "haircut", 30)
    press(page, "reset-all")
    assert page.value("movedNow().length + state.haircut") == 0
    assert page.value(NPV) == "EUR 342,000"


def test_the_result_is_announced_once_the_slider_rests(page: Page) -> None:
    waiting = "new Promise((done) => setTimeout(() => done(document.querySelector('#said').textContent), 500))"
    assert "All values at base" in page.value(waiting)
    move(page, "haircut", 50)
    assert page.value("document.querySelector('#said').getAttribute('aria-live')") == "polite"
    said = page.value(waiting)
    assert said.startswith(f"Net present value {page.value(NPV)} (base case EUR 342,000)")
    assert "not reached" in said


def test_the_break_even_is_marked_where_the_case_breaks_even(page: Page) -> None:
    marked = page.value("model.sliders.map((slider) => slider.breakEven)")
    known = {driver.path: driver.break_even for driver in findings_of(PATH).sensitivity.drivers}  # type: ignore[union-attr]
    assert [turn for turn in marked if turn is not None] != []
    for k, turn in enumerate(marked):
        path = page.value(f"model.sliders[{k}].path")
        if turn is None:
            assert known[path] != known[path]
            continue
        assert turn == known[path]
        npv = page.value(
            f"(() => {{ const x = [...model.inputs]; x[model.sliders[{k}].place] = {turn!r};"
            " return resultOf(x, 0).npv; })()"
        )
        assert abs(npv) < 1e-3 * 342_000
        low, high = page.value(f"[model.sliders[{k}].low, model.sliders[{k}].high]")
        lines = page.value(f"[...document.querySelectorAll('.slider')][{k}].querySelectorAll('.mark-turn').length")
        assert lines == (1 if low <= turn <= high else 0)


def test_the_live_chart_draws_both_courses(page: Page) -> None:
    move(page, "haircut", 50)
    points = page.value(
        "[...document.querySelectorAll('#live-chart polyline')].map((line) => line.getAttribute('points'))"
    )
    assert [len(each.split(" ")) for each in points] == [37, 37]
    assert points[0] != points[1]
    assert "Cumulative net flow over 3 years" in text(page, "#live-chart-said")


def test_copying_uses_the_clipboard_and_falls_back_to_a_text_field(page: Page) -> None:
    press(page, "copy")
    assert "Nothing has been moved" in text(page, "#copy-said")
    move(page, "slider-0", 0.4)
    page.value("navigator.clipboard.writeText = async (told) => { window.told = told; }; 0")
    page.value(
        "(async () => { document.querySelector('#copy').click(); await new Promise((d) => setTimeout(d, 20)); })()"
    )
    assert text(page, "#copy-said").startswith("Copied")
    assert page.value("window.told").startswith("# Save this beside contact_centre.yaml.\nextends: ")
    page.value("navigator.clipboard.writeText = async () => { throw new Error('refused'); }; 0")
    page.value(
        "(async () => { document.querySelector('#copy').click(); await new Promise((d) => setTimeout(d, 20)); })()"
    )
    assert page.value("document.activeElement.id") == "copied"
    assert page.value("document.querySelector('#copied').value") == page.value("window.told")
    assert page.value("document.querySelector('#copy-box').hidden") is False
    move(page, "slider-0", 0.5)
    assert page.value("document.querySelector('#copy-box').hidden") is True


def test_nothing_is_loaded_and_nothing_else_may_run(page: Page) -> None:
    assert [address for address in page.requests() if not address.startswith(("data:", "file:"))] == []
    assert len([address for address in page.requests() if address.startswith("file:")]) == 1
    assert page.complaints() == []
    assert page.value("fetch('https://example.org/').then(() => 'went', () => 'refused')") == "refused"
    page.value("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.hit = 1\">')")
    page.value(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hit = 2' }))"
    )
    page.value("new Promise((done) => setTimeout(done, 50))")
    assert page.value("window.hit") is None


def test_there_is_one_script_and_no_inline_style_or_handler() -> None:
    html = page_html(result_of(PATH), findings_of(PATH))
    assert len(re.findall(r"<script", html)) == 1
    tags = re.findall(r"<[a-z][^>]*>", html.split("<script>")[0])
    assert [tag for tag in tags if re.search(r"\s(style|on\w+)=", tag)] == []
    assert "http:" not in re.sub(
        r"http://www\.w3\.org/2000/svg", "", html.split("<main")[0] + html.split("<script>")[1]
    )


def test_without_scripts_the_report_is_whole_and_the_sliders_are_away(browser: Browser, tmp_path: Path) -> None:
    page = browser.page()
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    open_page(page, tmp_path, result_of(PATH))
    page.command("Emulation.setScriptExecutionDisabled", value=False)
    assert page.value("document.querySelector('#try').offsetHeight") == 0
    assert page.value("document.querySelectorAll('main h2').length") >= 7


def test_on_paper_the_details_are_open_and_the_sliders_away(page: Page, tmp_path: Path) -> None:
    assert page.value("document.querySelectorAll('details[open]').length") == 0
    page.value("dispatchEvent(new Event('beforeprint'))")
    assert page.value("document.querySelectorAll('details:not([open])').length") == 0
    page.value("dispatchEvent(new Event('afterprint'))")
    assert page.value("document.querySelectorAll('details[open]').length") == 0
    page.emulate(media="print")
    assert page.value("document.querySelector('#try').offsetHeight") == 0
    assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.print_to(tmp_path / "report.pdf")
    printed = (tmp_path / "report.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 5


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_the_page_fits_its_window(page: Page, width: int) -> None:
    page.resize(width, 800)
    assert page.value("document.documentElement.scrollWidth") <= width
    beyond = page.value(
        "[...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, label, button, input')].filter((part) =>"
        " !part.closest('.scroll, .hidden-visually, .skip') && part.getBoundingClientRect().right > innerWidth + 1)"
        ".map((part) => part.outerHTML.slice(0, 80))"
    )
    assert beyond == []


def test_what_is_said_of_a_slider_has_room_whatever_its_value(page: Page) -> None:
    """On a telephone: a long value takes no width from the note below, and every button is as wide as its word."""
    page.resize(360, 800)
    said = page.value(
        "(() => { const slider = document.querySelector('.slider'), value = slider.querySelector('output');"
        " value.textContent = '1.043,5 operaciones/mes';"
        " const wide = (part) => part.getBoundingClientRect().width;"
        " return [wide(slider.querySelector('.note')), wide(slider.querySelector('button')),"
        " wide(document.querySelectorAll('.slider')[1].querySelector('button')), wide(slider)]; })()"
    )
    note, button, other, whole = said
    assert note >= whole - button - 20
    assert button == pytest.approx(other, abs=1)


def test_what_goes_on_to_the_right_fades_out_until_its_end(page: Page) -> None:
    page.resize(360, 800)
    wide = "[...document.querySelectorAll('.scroll')].find((part) => part.scrollWidth > part.clientWidth + 50)"
    seen = f"(() => {{ const part = {wide}; return part.classList.contains('more'); }})()"
    wait = "new Promise((done) => setTimeout(done, 100))"
    page.value(wait)
    before = page.value(seen)
    page.value(f"(() => {{ const part = {wide}; part.scrollLeft = part.scrollWidth; }})()")
    page.value(wait)
    after = page.value(seen)
    page.resize(1400, 800)
    assert (before, after) == (True, False)


HOSTILE = (
    '"</script><script>window.hit = 1</script><img src=x onerror=window.hit=2> \\u202e {{ 7*7 }} &amp; \U0001f4a3 '
)
LONG = "W" * 300


def hostile(folder: Path) -> Result:
    """A scenario whose every text tries to be something else."""
    said = HOSTILE + '"'
    file = folder / "<b onclick=x>'&.yaml"
    file.write_text(
        f"""schema_version: 1
name: {said}
description: {said}
currency: EUR
timeline: {{start: 2027-01, years: 2, step: month}}
finance: {{discount_rate: {{value: 8 %/year, source: {said}, owner: {said}, note: {said}}}}}
assumptions:
  hours: {{low: 10, mode: 20, high: 40, unit: hour/month, source: {said}, owner: {said}, note: {said}}}
benefits:
  time:
    title: {said}
    category: operational
    formula: hours * cost
    inputs: {{cost: {{low: 20, mode: 30, high: 50, unit: EUR/hour, note: "{LONG}"}}}}
costs:
  tool: {{title: "{LONG}", table: {{initial: 5000, by_year: [100, 100]}}, source: {said}}}
risks:
  late: {{title: {said}, probability: 20 %, owner: {said}, effects: [{{on: benefits.time, multiply: 0.5}}]}}
simulation: {{draws: 256}}
""",
        encoding="utf-8",
    )
    return roi_engine.simulate(roi_engine.load(file))


def test_hostile_texts_stay_texts(browser: Browser, tmp_path: Path) -> None:
    page = browser.page()
    page.resize(360, 800)
    result = hostile(tmp_path)
    open_page(page, tmp_path, result)
    move(page, "slider-0", 15.0)
    press(page, "copy")
    page.value("new Promise((done) => setTimeout(done, 50))")
    assert page.complaints() == []
    assert page.value("window.hit") is None
    assert "<img src=x onerror=window.hit=2>" in text(page, "h1")
    assert "\u202e" not in page.value(
        "document.body.textContent.replace(document.querySelector('script').textContent, '')"
    )
    assert page.value("document.querySelectorAll('main img, main b').length") == 0
    assert page.value("document.documentElement.scrollWidth") <= 360
    copied = page.value("document.querySelector('#copied').value")
    (tmp_path / "copied.yaml").write_text(copied, encoding="utf-8")
    assert roi_engine.load(tmp_path / "copied.yaml").values["assumptions.hours"].form == Fixed(15.0)


def test_a_literal_closes_no_script() -> None:
    assert json_literal({"a": "</script><!-- \u2028"}) == '{"a": "\\u003c/script>\\u003c!-- \\u2028"}'
