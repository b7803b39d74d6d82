"""The sheets of an input workbook: how to fill it in, one sheet a part of the case, the catalogue, the kept text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from roi_engine.catalogue.reader import LANGUAGES, catalogue_lines
from roi_engine.reporting.input_workbook.choices import FORMS
from roi_engine.reporting.input_workbook.sheet import InputSheet
from roi_engine.reporting.input_workbook.titles import Titles
from roi_engine.reporting.words import N_, Words, plain, words_for
from roi_engine.reporting.workbook.book import A4, BOLD, HEADING, QUIET, TITLE, WRAPPED, Book, height_of
from roi_engine.scenario.input_workbook import Row, rows_of, scenario_source
from roi_engine.scenario.input_workbook.filled import CONTENTS, FIRST, FORM_WORDS, LABELS, PIECES
from roi_engine.scenario.input_workbook.filled import FORMS as FORM_CODES
from roi_engine.scenario.input_workbook.kept import MARK, VERSION, digest, kept_lines
from roi_engine.scenario.input_workbook.rows import section_of
from roi_engine.scenario.layers import read_layers

HIDDEN, CATALOGUE = "roi_engine", N_("Catalogue")
GUIDE_WIDE = 110.0  # characters
OFFERED = ("assumptions", "benefits", "costs", "risks", "correlations")  # with a sheet for new rows in any case
SHEETS: Mapping[str, tuple[str, str]] = {
    "case": (N_("Case"), N_("What the case is about, how long it is looked at, and how money is judged.")),
    "assumptions": (
        N_("Assumptions"),
        N_("Values that several lines share. A new one: a name in the first column of an empty row, and its number."),
    ),
    "benefits": (
        N_("Benefits"),
        N_("A new line of the catalogue takes one row NAME.use, with the line's name as value, and one row "
           "NAME.INPUT for each input; the sheet with the catalogue lists them."),
    ),
    "costs": (
        N_("Costs"),
        N_("A new line of the catalogue takes one row NAME.use, with the line's name as value, and one row "
           "NAME.INPUT for each input; the sheet with the catalogue lists them."),
    ),
    "customers": (N_("Customers"), N_("The customer base, and what changes for the customers who are reached.")),
    "risks": (
        N_("Risks"),
        N_("A new risk takes the rows NAME.probability, NAME.effects.1.on and NAME.effects.1.add or "
           "NAME.effects.1.multiply."),
    ),
    "correlations": (
        N_("Correlations"),
        N_("Two uncertain values by their paths, and their rank correlation from -1 to 1. A new pair goes into an "
           "empty row, its first cell left empty."),
    ),
    "questions": (
        N_("Goals, measurements, stresses"),
        N_("Exports that figures are measured in, goals, what could be measured before deciding, when the case could "
           "be stopped, and what it must withstand."),
    ),
    "variants": (N_("Variants"), N_("What is different in a variant of the case; all else is as on the other sheets.")),
}  # fmt: skip
_GUIDE = (
    N_("Fill in the cells with a yellow ground; the file is then turned back into the scenario with"),
    N_("Numbers: write 12, 12 % or 0.12 for a share. A unit stands in its own column."),
    N_("One number goes into the column of values. For a range fill low, most likely and high; for percentiles P10 "
       "and P90, with P50 where it is known. Empty the cells that no longer count."),
    N_("The name of another assumption with a dollar sign before it, such as $agent_cost, takes its value."),
    N_("Say where a number comes from: source, owner, and how good the proof is."),
    N_("To take a row out, choose “{left_out}” as its form; a row that is deleted is reported as missing."),
    N_("Rows may be sorted and moved within their sheet. Paths name the values: leave them as they are."),
    N_("The hidden sheet keeps the scenario's own text, with its comments. Leave it alone."),
)  # fmt: skip


def written(path: Path) -> bytes:
    """The workbook as bytes."""
    content, tree = scenario_source(path)
    layers, _ = read_layers(path)
    merged = layers.tree if layers else tree
    said = {key: merged.child(key) for key in ("name", "language", "currency")}
    name, language, currency = (one.text if one else "" for one in said.values())
    words = words_for(language, currency)
    book = Book(name, words)
    titles = Titles(merged, language if language in LANGUAGES else "en", words)
    _guide(book, name, path)
    grouped = _grouped(rows_of(tree))
    for section, (title, about) in SHEETS.items():
        if section in grouped or section in OFFERED:
            InputSheet(book, section, title, words.text(about), titles).write(grouped.get(section, ()))
    _catalogue(book, titles.language)
    _keep(book, content, path.name)
    return book.content()


def _grouped(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        section = section_of(row.path)
        has_columns = section != "correlations" or row.kind == "pair"  # whether a matrix may be mended is no pair
        found.setdefault(section if has_columns else "case", []).append(row)
    return found


def _guide(book: Book, name: str, path: Path) -> None:
    words = book.words
    page = book.workbook.add_worksheet(_sheet_name(words, N_("How to fill in")))
    _set_up(page)
    page.set_column(0, 0, GUIDE_WIDE)
    page.write_string(0, 0, plain(name)[:250], book.style(TITLE))
    for number, template in enumerate(_GUIDE):
        said = words.text(template, left_out=words.text(FORMS["left_out"]))
        if not number:
            said = f"{said} roi-engine convert {path.stem}.xlsx"
        page.write_string(2 + number, 0, said, book.style(WRAPPED))
        page.set_row(2 + number, height_of((said, GUIDE_WIDE)))


def _set_up(page: Worksheet) -> None:
    """A sheet that prints across one page."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


def _sheet_name(words: Words, template: str) -> str:
    return "".join(letter for letter in words.text(template) if letter not in "[]:*?/\\'")[:31]


def _catalogue(book: Book, language: str) -> None:
    """Every line of the catalogue with its inputs, to write new lines from."""
    words = book.words
    page = book.workbook.add_worksheet(_sheet_name(words, CATALOGUE))
    _set_up(page)
    page.repeat_rows(0)
    heads = (N_("Line"), N_("Title"), N_("Input"), N_("What it is"), N_("Unit"), N_("Unless stated"))
    for column, (template, width) in enumerate(zip(heads, (34, 44, 28, 60, 22, 24), strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, words.text(template), book.style(HEADING))
    row = 1
    for line in catalogue_lines().values():
        page.write_string(row, 0, line.id, book.style(BOLD))
        page.write_string(row, 1, line.title[language], book.style(BOLD))
        page.write_string(row, 3, line.description[language], book.style(QUIET))
        row += 1
        for name, entry in line.inputs.items():
            default = entry.default if isinstance(entry.default, str) else "" if entry.default is None else "…"
            said = (line.id, "", name, entry.title[language], entry.unit.replace("money", words.currency), default)
            for column, text in enumerate(said):
                if text:
                    page.write_string(row, column, text, book.style(QUIET if not column else {}))
            row += 1
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, row - 1, len(heads) - 1)


def _keep(book: Book, content: bytes, file: str) -> None:
    """The hidden sheet: the scenario's text, its digest, and what the forms are called here."""
    page = book.workbook.add_worksheet(HIDDEN)
    style = book.style({"num_format": "@"})
    stated = ((MARK, VERSION), ("sha256", digest(content)), ("file", plain(file)[:250]))
    for row, (label, said) in enumerate(stated, FIRST - 1):
        page.write_string(row, LABELS - 1, label, style)
        page.write_string(row, CONTENTS - 1, said, style)
    for row, (code, template) in enumerate(FORMS.items(), FIRST - 1):
        page.write_string(row, FORM_CODES - 1, code, style)
        page.write_string(row, FORM_WORDS - 1, book.words.text(template), style)
    for row, piece in enumerate(kept_lines(content), FIRST - 1):
        page.write_string(row, PIECES - 1, piece, style)
    page.hide()
