"""`init`, `validate`, `explain`, `catalogue` and `schema`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roi_engine.catalogue import catalogue_lines, templates
from roi_engine.cli.init import TEMPLATES
from tests.cli.conftest import CommandLine


def test_the_help_of_init_names_the_shipped_templates() -> None:
    assert set(TEMPLATES) == set(templates())


@pytest.mark.parametrize("template", list(TEMPLATES))
def test_every_template_is_a_valid_scenario(roi_engine: CommandLine, tmp_path: Path, template: str) -> None:
    said = roi_engine("init", "case.yaml", "--template", template)
    assert said.status == 0
    assert said.out.strip() == "case.yaml"
    assert "roi-engine run case.yaml" in said.err
    first = (tmp_path / "case.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert first.endswith("scenario.schema.json")
    assert roi_engine("validate", "case.yaml").status == 0


def test_init_replaces_nothing_unless_told(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("mine", encoding="utf-8")
    said = roi_engine("init", "case.yaml")
    assert said.status == 2
    assert "--force" in said.err
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == "mine"
    assert roi_engine("init", "case.yaml", "--force").status == 0
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("case.yaml", "--template", "sales_taem"), "did you mean 'sales_team'?"),
        (("nowhere/case.yaml",), "the folder nowhere does not exist"),
    ],
)
def test_init_refuses_what_it_cannot_do(roi_engine: CommandLine, arguments: tuple[str, ...], phrase: str) -> None:
    said = roi_engine("init", *arguments)
    assert said.status == 2
    assert phrase in said.err


def test_validate_lists_the_problems_of_all_files(roi_engine: CommandLine, case: Path) -> None:
    for name, old, wrong in (("a.yaml", "currency: EUR", "curency: EUR"), ("b.yaml", "years: 2", "years: -2")):
        (case.parent / name).write_text(case.read_text(encoding="utf-8").replace(old, wrong), encoding="utf-8")
    said = roi_engine("validate", "case.yaml", "a.yaml", "b.yaml")
    assert said.status == 2
    assert "case.yaml: ok: Small case" in said.out
    assert "a.yaml:4:1: " in said.err
    assert "b.yaml:5:" in said.err
    assert "problems" in said.err.splitlines()[-1]


def test_validate_json_holds_place_and_code(roi_engine: CommandLine, case: Path) -> None:
    case.write_text(case.read_text(encoding="utf-8").replace("years: 2", "years: 2000"), encoding="utf-8")
    said = roi_engine("validate", "case.yaml", "--json")
    assert said.status == 2
    (file,) = json.loads(said.out)["files"]
    assert (file["file"], file["ok"]) == ("case.yaml", False)
    assert {"code", "message", "path", "line", "column", "accepted", "hint"} <= file["problems"][0].keys()
    assert file["problems"][0]["line"] == 5
    assert said.err == ""


def test_validate_verbose_echoes_what_a_value_implies(roi_engine: CommandLine, case: Path) -> None:
    """PERT 5 / 10 / 15 is symmetric: base, mean and median are 10, and P10 and P90 lie as far on either side."""
    said = roi_engine("validate", case.name, "--verbose")
    assert said.status == 0
    (row,) = [line for line in said.out.splitlines() if "saving_per_order" in line]
    words = row.split()
    assert words[words.index("EUR/order") + 1 :][:2] == ["10", "10"]
    low, middle, high = map(float, words[words.index("EUR/order") + 3 :][:3])
    assert middle == 10
    assert low + high == pytest.approx(20, abs=0.1)
    assert 5 < low < 10


def test_control_characters_of_a_file_do_nothing_on_a_terminal(roi_engine: CommandLine, case: Path) -> None:
    text = case.read_text(encoding="utf-8").replace("currency: EUR", 'currency: "EU\\e[31mR"')
    case.write_text(text, encoding="utf-8")
    said = roi_engine("validate", "case.yaml")
    assert said.status == 2
    assert "\x1b" not in said.err


def test_explain_shows_each_input_and_the_formula(roi_engine: CommandLine, case: Path) -> None:
    said = roi_engine("explain", case.name, "savings")
    assert said.status == 0
    assert "11,000" in said.out
    assert "order book" in said.out
    assert "time study" in said.out
    assert "case.yaml:12" in said.out
    assert "set up" not in said.out.lower()


def test_explain_without_a_line_shows_them_all(roi_engine: CommandLine, case: Path) -> None:
    said = roi_engine("explain", case.name)
    assert "order book" in said.out
    assert "10,000" in said.out


def test_explain_shows_what_a_value_overrode(roi_engine: CommandLine, case: Path) -> None:
    said = roi_engine("explain", case.name, "savings", "--set", "benefits.savings.inputs.orders=900")
    assert said.status == 0
    assert "--set" in said.out
    assert "9,000" in said.out
    assert "1100" in said.out


def test_explain_suggests_the_line_that_was_meant(roi_engine: CommandLine, case: Path) -> None:
    said = roi_engine("explain", case.name, "saving")
    assert said.status == 2
    assert "did you mean 'savings'?" in said.err


def test_the_catalogue_lists_every_line(roi_engine: CommandLine) -> None:
    said = roi_engine("catalogue")
    assert said.status == 0
    assert all(key in said.out for key in catalogue_lines())


def test_the_catalogue_shows_one_line_whole(roi_engine: CommandLine) -> None:
    line = catalogue_lines()["contact_centre.handle_time"]
    said = roi_engine("catalogue", line.id)
    assert line.formula in said.out
    assert line.counterfactual["en"] in said.out
    assert all(name in said.out for name in line.inputs)
    assert all(note.finding in said.out for note in line.evidence)
    assert line.title["it"] in roi_engine("catalogue", line.id, "--language", "it").out


def test_the_catalogue_as_json(roi_engine: CommandLine) -> None:
    shown = json.loads(roi_engine("catalogue", "cost", "--json").out)["lines"]
    assert set(shown) == {key for key in catalogue_lines() if key.startswith("cost.")}
    assert shown["cost.licences"]["inputs"]["seats"]["unit"] == "seat"


def test_the_catalogue_suggests_the_line_that_was_meant(roi_engine: CommandLine) -> None:
    said = roi_engine("catalogue", "contact_centre.handel_time")
    assert said.status == 2
    assert "did you mean 'contact_centre.handle_time'?" in said.err


def test_the_schema_is_json_schema(roi_engine: CommandLine) -> None:
    said = roi_engine("schema").out
    assert "draft-07" in json.loads(said)["$schema"]
    assert '"discount_rate"' in said
