"""Whatever a scenario says stays text, and whatever it is called, the workbook computes."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from roi_engine.engine import Result, simulate
from roi_engine.reporting.workbook import workbook_bytes
from roi_engine.scenario.loading import load_scenario
from tests.workbook.office import cells, formulas, found

HOSTILE = (
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-2-3",
    "@SUM(A1:A9)",
    "<script>alert(1)</script>",
    "abc\u202egnp.exe\u200f",
    "x" * 300,
    "\U0001f680 Gewinn & Verlust 'quoted' \"twice\"",
    "{formula} {0} %s https://example.org/a?b=c",
    "_x0041_ 1E5 TRUE #REF!",
)


def scenario(folder: Path) -> Path:
    """A case in which every text that a user writes is one of the hostile ones."""
    said = iter(HOSTILE * 9)
    risk = {"title": next(said), "owner": next(said), "note": next(said), "probability": "30 %",
            "effects": [{"on": "assumptions.rate", "multiply": 0.5}]}  # fmt: skip
    document = {
        "schema_version": 1,
        "name": next(said),
        "description": next(said),
        "currency": "EUR",
        "timeline": {"start": "2027-01", "years": 2, "step": "quarter"},
        "finance": {"discount_rate": {"value": "8 %/year", "source": next(said), "note": next(said)}},
        "rollout": {"go_live": "3 month"},
        "assumptions": {
            "rate": {
                "low": 100,
                "mode": 200,
                "high": 400,
                "unit": "EUR/month",
                "source": next(said),
                "owner": next(said),
            },
        },
        "benefits": {
            f"line_{k}": {
                "title": text,
                "category": "operational",
                "formula": "rate * part * live",
                "inputs": {"part": {"value": 0.25 * (k + 1), "source": text, "note": next(said), "owner": next(said)}},
                "source": next(said),
                "note": next(said),
            }
            for k, text in enumerate(HOSTILE)
        },
        "costs": {"fee": {"table": {"initial": 900, "by_year": [10, 20]}, "title": next(said)}},
        "risks": {"slip": risk},
        "simulation": {"draws": 256},
    }
    path = folder / "case.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return simulate(load_scenario(scenario(tmp_path_factory.mktemp("case"))))


@pytest.fixture(scope="module")
def book(result: Result) -> bytes:
    return workbook_bytes(result)


def test_no_text_becomes_a_formula(book: bytes, tmp_path: Path) -> None:
    for sheet, held in formulas(book, tmp_path).items():
        for address, text in held.items():
            assert not re.search(r"cmd|calc|script|SUM\(A1:A9\)|1\+1$", text), (sheet, address, text)


def test_texts_are_there_as_they_are(book: bytes, tmp_path: Path) -> None:
    held = {value for sheet in cells(book, tmp_path).values() for value in sheet.values()}
    for text in ("+1+1", "-2-3", "@SUM(A1:A9)", "<script>alert(1)</script>"):
        assert text in held
    everything = "".join(str(value) for value in held)
    assert {"\u202e", "\u200f"}.isdisjoint(everything)


def test_no_text_becomes_a_link_or_markup(book: bytes) -> None:
    archive = zipfile.ZipFile(BytesIO(book))
    for name in archive.namelist():
        content = archive.read(name).decode("utf-8", "replace")
        assert "<script>" not in content, name
        assert "example.org" not in content or "sharedStrings" in name or "comments" in name or "chart" in name, name
        assert "\u202e" not in content, name


def test_it_computes_all_the_same(office, result: Result, book: bytes) -> None:
    made = office({"hostile": book})["hostile"]
    errors = [
        (s, a, v) for s, held in made.items() for a, v in held.items() if str(v).startswith(("Err:", "#DIV", "#NAME"))
    ]
    assert errors == []
    assert found(made["Checks"], "All figures equal the engine's") == "OK"
    assert found(made["Results"], "Net present value (NPV)") == pytest.approx(result.base.npv, rel=1e-9)
