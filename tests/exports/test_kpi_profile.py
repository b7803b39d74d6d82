"""`kpi profile`: what it says of an export, in three languages, for programs, and as a mapping that reads it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from roi_engine.cli.application import run_application
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import read_exports
from roi_engine.reporting.messages import messages_in
from tests.exports.dresses import DRESSES, TRUTHS, written

ROWS = """Deal ID;First name;Email;Salesperson;Created;Close date;Status;Amount;Shoe size
1;Anna;anna@firm.it;Zoë Muñoz;13/01/2025;14/02/2025;Won;1.234,50 €;44
2;Bruno;bruno@firm.it;Zoë Muñoz;14/01/2025;;Demo;10,00 €;43
3;Carla;carla@firm.it;Zoë Muñoz;15/01/2025;;Open;7,00 €;42
4;Dino;;;16/01/2025;;Open;8,00 €;41
Totale;;;;;;;1.259,50 €;
"""


@pytest.fixture
def deals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "200")
    path = tmp_path / "Deals 2025.csv"
    path.write_text(ROWS, encoding="utf-8-sig")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> tuple[str, str]:
    assert run_application(["kpi", "profile", *arguments]) == status
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_what_it_says(deals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, str(deals))
    for phrase in (
        "“Deals 2025.csv”: Deals (Deals of any system)",
        "78% of the headers are known to this profile.",
        "4 of 5 rows used.",
        "utf-8 with byte order mark",
        "dates dd/mm/yyyy",
        "1.234,56 €",
        "Personal columns that stay unread: “First name”.",
        "Not mapped: “Shoe size”.",
        "taken as open",
        "“Demo”",
        "a total or a footer, no row of the table",
        "1234.50 · 10.00 · 7.00",
        "2025-01-13 · 2025-01-14 · 2025-01-15",
        "names of staff: not shown",
        "never shown",
    ):
        assert phrase in out
    told = out.replace(str(deals), "")  # the name of the folder may hold any number
    assert [word for word in ("Anna", "anna", "Zoë", "44") if word in told] == []


def test_the_mapping_reads_the_file_back(deals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, str(deals))
    mapping = yaml.safe_load(out[out.index("\ndata:") :])
    ((name, entry),) = mapping["data"].items()
    assert name == "deals_2025"
    again = read_exports([ExportFile(name, **entry)], key=b"k")
    direct = read_exports([ExportFile(name, str(deals))], key=b"k")
    rows = "SELECT * FROM deals ORDER BY rowid"
    assert again.database.run(rows) == direct.database.run(rows)


def test_the_same_for_programs(deals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, str(deals), "--json")
    found = json.loads(out)
    assert (found["schema"], found["kind"], found["profile"], found["personal"]) == (
        1, "deals", "generic_deals", ["First name"],
    )  # fmt: skip
    columns = {each["role"]: each for each in found["columns"]}
    assert columns["value"]["values"] == ["1234.50", "10.00", "7.00"]
    assert columns["email"]["values"] == columns["seller"]["values"] == []
    assert found["file"]["currency"] == "EUR"
    assert found["file"]["left_out"] == [
        {"reason": "total_row", "rows": 1, "words": "a total or a footer, no row of the table"}
    ]
    assert found["problems"] == []


def test_values_that_cannot_be_read_are_listed(deals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deals.write_text(ROWS.replace("15/01/2025", "15/13/2025"), encoding="utf-8")
    out, err = said(capsys, str(deals), status=2)
    assert "Its values could not be read" in out
    assert "seller: Salesperson" in out
    assert f"{deals}:4:5: Created (created): '15/13/2025'" in err


def test_a_file_that_is_not_recognised_is_refused(deals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deals.write_text("a;b\n1;2\n", encoding="utf-8")
    out, err = said(capsys, str(deals), status=2)
    assert not out
    assert "no export that is known" in err


def test_what_is_stated_counts(deals: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deals.write_text(ROWS.replace("Deal ID", "Pratica"), encoding="utf-8")
    out, _ = said(capsys, str(deals), "--kind", "deals", "--columns", "deal=Pratica,products=Shoe size")
    assert "deal: Pratica" in out
    assert "products: Shoe size" in out


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("it", ("Trattative", "Colonne assegnate", "un totale o un piè di pagina", "nomi del personale: non mostrati")),
        (
            "es",
            (
                "Operaciones",
                "Columnas asignadas",
                "un total o un pie de página",
                "nombres del personal: no se muestran",
            ),
        ),
    ],
)
def test_in_other_languages(
    language: str, phrases: tuple[str, ...], deals: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = said(capsys, str(deals), "--language", language)
    assert [phrase for phrase in phrases if phrase not in out] == []
    assert messages_in(language).text("never shown") != "never shown"


def test_every_kind_of_table_can_be_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in TRUTHS:
        path = tmp_path / f"{kind}.csv"
        path.write_bytes(written(kind, DRESSES["italian"]))
        out, _ = said(capsys, str(path))
        assert f"kind: {kind}" in out
