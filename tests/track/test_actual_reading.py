"""Files of actuals in the dress of three languages: read right, or refused with row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine.crm_data.actual_months import months_of
from roi_engine.crm_data.actual_numbers import number_column
from roi_engine.crm_data.actual_reading import read_actuals
from roi_engine.crm_data.actuals import INITIAL, Actual
from roi_engine.errors import DataError


def read(folder: Path, text: str, encoding: str = "utf-8", **stated: str) -> list[tuple[str, str, float]]:
    path = folder / "actuals.csv"
    path.write_bytes(text.encode(encoding))
    return [(each.what, each.month, each.value) for each in read_actuals(path, **stated)]


def refused(folder: Path, text: str, **stated: str) -> list[tuple[str, int, int]]:
    with pytest.raises(DataError) as caught:
        read(folder, text, **stated)
    return [(problem.code, problem.line, problem.column) for problem in caught.value.problems]


TRUTH = [("benefits.a", "2027-01", 1234.5), ("benefits.a", "2027-02", -10.25), ("costs.b", "2027-02", 1_000_000.0)]
DRESSES = {
    "english": (
        "month,what,value\n2027-01,benefits.a,1234.5\n2027-02,benefits.a,-10.25\n2027-02,costs.b,1000000\n",
        "utf-8",
    ),
    "thousands": (
        'Month,Line,Amount\nJan 2027,benefits.a,"1,234.50"\nFeb 2027,benefits.a,-10.25\n'
        'Feb 2027,costs.b,"1,000,000.00"\n',
        "utf-8",
    ),
    "italian": (
        "\ufeffMese;Voce;Importo\ngennaio 2027;benefits.a;1.234,50 €\n02/2027;benefits.a;-10,25 €\n"
        "2027-02;costs.b;1.000.000,00 €\n",
        "utf-8",
    ),
    "spanish": (
        "Mes;Línea;Valor;Comentario\n31/01/2027;benefits.a;1.234,50;sí\n28/02/2027;benefits.a;-10,25;\n"
        "15/02/2027;costs.b;1.000.000,00;\n",
        "cp1252",
    ),
    "tabs": (
        "fecha\tconcepto\timporte\n202701\tbenefits.a\t1234,5\n202702\tbenefits.a\t-10,25\n202702\tcosts.b\t1000000\n",
        "utf-16",
    ),
    "months of a spreadsheet": (
        "Mese;Voce;Importo (EUR)\ngen-27;benefits.a;1.234,50\nfeb-27;benefits.a;(10,25)\n"
        "28 febbraio 2027;costs.b;1.000.000,00 euro\n",
        "utf-8",
    ),
    "Spanish months of a spreadsheet": (
        "Mes;Concepto;Importe\nene-27;benefits.a;1'234.50\nfeb-27;benefits.a;-10.25\nfeb. 2027;costs.b;1'000'000.00\n",
        "utf-8",
    ),
    "lakhs": (
        'Month,Line,Amount\nJan-27,benefits.a,"1,234.50"\nFeb-27,benefits.a,-10.25\n28-Feb-27,costs.b,"10,00,000.00"\n',
        "utf-8",
    ),
    "sep line": (
        "sep=;\nPeriodo;Indicatore;Consuntivo\n2027/01;benefits.a;1234,5\n2027/2;benefits.a;-10,25\n"
        "2.2027;costs.b;1000000\n",
        "utf-8",
    ),
}


@pytest.mark.parametrize("name", DRESSES)
def test_the_same_actuals_in_every_dress(name: str, tmp_path: Path) -> None:
    text, encoding = DRESSES[name]
    assert read(tmp_path, text, encoding) == TRUTH


def test_every_part_of_a_row_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "kpis.csv"
    path.write_text(
        "note,unit,n,se,value,what,month\nsurvey,minute/contact,4000,0.1,7.25,service.handle_time,2027-03\n",
        encoding="utf-8",
    )
    (found,) = read_actuals(path)
    assert (found.se, found.n, found.unit, found.note) == (0.1, 4000, "minute/contact", "survey")
    assert found.source == "kpis.csv:2"
    assert found.place is not None
    assert (found.place.line, found.place.month, found.place.what, found.place.value, found.place.unit) == (
        2,
        7,
        6,
        5,
        2,
    )


def test_the_wide_form_leaves_empty_cells_out(tmp_path: Path) -> None:
    text = "month;benefits.a;sales.close_rate\n2027-01;1.500,25;25 %\n2027-02;;27,5 %\n"
    path = tmp_path / "wide.csv"
    path.write_text(text, encoding="utf-8")
    found = [(each.what, each.month, each.value, each.unit) for each in read_actuals(path)]
    assert found == [
        ("benefits.a", "2027-01", 1500.25, ""),
        ("sales.close_rate", "2027-01", 25.0, "%"),
        ("sales.close_rate", "2027-02", 27.5, "%"),
    ]


def test_a_parquet_file_is_read_too(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "actuals.parquet"
    sql = "COPY (SELECT DATE '2027-03-31' AS month, 'costs.b' AS what, 12.5::DOUBLE AS value) TO '{}' (FORMAT parquet)"
    duckdb.execute(sql.format(path))
    (found,) = read_actuals(path)
    assert (found.what, found.month, found.value) == ("costs.b", "2027-03", 12.5)


def test_the_initial_column_has_a_name_in_each_language(tmp_path: Path) -> None:
    text = "month,what,value\ninitial,costs.a,1\nIniziale,costs.b,2\nINICIAL,costs.c,3\n"
    assert [month for _, month, _ in read(tmp_path, text)] == [INITIAL] * 3


def test_blank_rows_are_passed_over_and_lines_still_right(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("month,what,value\n2027-01,a.b,1\n\n,,\n2027-02,a.b,2\n", encoding="utf-8")
    found: tuple[Actual, ...] = read_actuals(path)
    assert [each.place.line for each in found if each.place] == [2, 5]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("month,what,value\n2027-13,a,1\n", [("bad-month", 2, 1)]),
        ("month,what,value\n,a,1\n", [("blank-cell", 2, 1)]),
        ("month,what,value\n2027-01,,1\n", [("blank-cell", 2, 2)]),
        ("month,what,value\n2027-01,a,\n", [("blank-cell", 2, 3)]),
        ("month,what,value\n2027-01,a,many\n2027-02,a,2\n", [("bad-number", 2, 3)]),
        ("month,what,value\n2027-01,a,1\n2027-02,a\n", [("ragged-row", 3, 0)]),
        ("month,what,value,n\n2027-01,a,1,-3\n2027-02,a,1,2.5\n", [("bad-number", 2, 4), ("bad-number", 3, 4)]),
        ("month,what,value,se\n2027-01,a,1,-3\n", [("bad-number", 2, 4)]),
        ("month,what,value\n01/02/2027,a,1\n01/03/2027,a,1\n", [("ambiguous-date", 2, 1)]),
        ("month,what,value\n2027-01,a,1.234\n2027-02,a,2\n", [("ambiguous-number", 2, 3)]),
        ("month,what,value\n2027-01,a,12 %\n2027-02,a,13\n", [("mixed-per-cent", 3, 3)]),
        ("month,a.b\n2027-01,12 %\n2027-02,13\n2027-03,\n", [("mixed-per-cent", 3, 2)]),
        ("month,what,value,se\n2027-01,a,0.12,2 %\n2027-02,b,12 %,2 %\n", [("mixed-per-cent", 2, 4)]),
        ("monat,what,value\n2027-01,a,1\n", [("missing-column", 1, 0)]),
        ("month,what,value,actual\n2027-01,a,1,1\n", [("repeated-column", 1, 0)]),
        ("month,what,value\nQ1 2027,a,1\n", [("bad-month", 2, 1)]),
        ("month,what,value\n2027-01,a,1\nTotale,,1\n", [("bad-month", 3, 1), ("blank-cell", 3, 2)]),
        ("month,what,value\n03/27,a,1\n", [("bad-month", 2, 1)]),
        ("month,what,value (k€)\n2027-01,a,1\n", [("multiple-amounts", 1, 3)]),
        ("Mese;Voce;Importo (migliaia)\n2027-01;a;1\n", [("multiple-amounts", 1, 3)]),
        ("month,what,value\n2027-01,a,12k\n", [("bad-number", 2, 3)]),
        ("month,what,value\n", [("no-rows", 0, 0)]),
        ("month,benefits.a\n2027-01,\n", [("no-rows", 0, 0)]),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    text: str, faults: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    assert refused(tmp_path, text) == faults


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("month,what,value\nQ1 2027,a,1\n", "one row for each month"),
        ("month,what,value\nTotal,a,1\n", "leave totals out"),
        ("what;gen-27;feb-27\nbenefits.a;1;2\n", "turn the table"),
        ("month,what,value\n2027-01,a,12k\n", "written in full"),
    ],
)
def test_what_was_meant_is_told_how_to_write(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said):
        read(tmp_path, text)


def test_the_currency_of_the_header_is_the_unit(tmp_path: Path) -> None:
    path = tmp_path / "dollars.csv"
    path.write_text("month,what,amount (USD),unit\n2027-01,costs.a,12,\n2027-01,service.a,3,minute\n", encoding="utf-8")
    assert [each.unit for each in read_actuals(path)] == ["USD", "minute"]


@pytest.mark.parametrize(("counts", "decimal"), [("4.000 3.500", ""), ("4.000 3.000", ",")])
def test_thousands_in_counts(counts: str, decimal: str, tmp_path: Path) -> None:
    rows = "".join(f"2027-0{n};a;1,5;{count}\n" for n, count in enumerate(counts.split(), 1))
    path = tmp_path / "counts.csv"
    path.write_text("month;what;value;n\n" + rows, encoding="utf-8")
    assert [each.n for each in read_actuals(path, decimal=decimal)] == [int(c.replace(".", "")) for c in counts.split()]


def test_all_problems_of_a_file_are_listed_at_once(tmp_path: Path) -> None:
    text = "month,what,value\n2027-00,a,1\n2027-01,,2\n2027-02,a,x\n"
    assert {code for code, _, _ in refused(tmp_path, text)} == {"bad-month", "blank-cell", "bad-number"}


def test_what_is_stated_settles_what_the_file_leaves_open(tmp_path: Path) -> None:
    text = "month,what,value\n01/02/2027,a,1.234\n01/03/2027,a,2\n"
    assert read(tmp_path, text, date_format="dd/mm/yyyy", decimal=".") == [
        ("a", "2027-02", 1.234),
        ("a", "2027-03", 2.0),
    ]
    assert read(tmp_path, text, date_format="mm/dd/yyyy", decimal=",") == [
        ("a", "2027-01", 1234.0),
        ("a", "2027-01", 2.0),
    ]
    assert refused(tmp_path, text, date_format="dd-xx")[0][0] == "date-format"
    assert refused(tmp_path, text, decimal=";")[0][0] == "decimal"


def test_months_alone_and_dates_of_one_format() -> None:
    found = months_of(["03/2027", "2027-3", "marzo de 2027", "30/03/2027", "2027-03"])
    assert set(found.known.values()) == {"2027-03"}
    assert months_of(["30/13/2027", "31/03/2027"]).unfit == {"30/13/2027"}
    assert months_of(["2027-03-01 extra"]).unfit == {"2027-03-01 extra"}


def test_more_decimals_than_six_and_powers_of_ten_are_numbers() -> None:
    assert number_column(["0.123456789", "1e3", "-2.5E-2"]).numbers == (0.123456789, 1000.0, -0.025)
