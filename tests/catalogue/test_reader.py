"""The catalogue is complete, speaks three languages, and states where its numbers come from."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

import pytest
import yaml

from roi_engine.catalogue import catalogue_lines, reference_classes
from roi_engine.catalogue.reader import LANGUAGES

# the list of the design, "The catalogue (at least)"
OPERATIONAL = """
    contact_centre: handle_time after_contact_work deflection first_contact_resolution agent_turnover onboarding
    service: ticket_resolution field_visits
    sales: rep_time manager_time onboarding forecasting administration
    marketing: campaign_operations wasted_contacts cost_per_lead acquisition_cost
    distribution: order_errors returns order_handling expedites
    it: legacy_retirement admin_time
    compliance: data_requests
"""
ANALYTICAL = """
    customers: retention order_frequency order_value cross_sell upsell win_back referrals
    sales: win_rate deal_size solutions_per_deal cycle_length cycle_pull_forward
    marketing: lead_conversion lead_volume email_revenue
"""
COST = """
    cost: licences implementation internal_effort data_migration integration training change_management
    cost: productivity_dip administration support infrastructure contingency exit
"""
# keys of any line in a scenario: an input of the same name could not be stated
LINE_KEYS = set(
    "use formula inputs table title description category cashable risk_adjustment overlap live ramp source owner "
    "evidence note kpis".split()
)
SAME_WORD_ALLOWED: set[str] = set()


def ids(listed: str) -> Iterator[str]:
    for row in listed.strip().splitlines():
        group, names = row.strip().split(": ")
        yield from (f"{group}.{name}" for name in names.split())


@pytest.mark.parametrize(
    ("category", "listed"), [("operational", OPERATIONAL), ("analytical", ANALYTICAL), ("cost", COST)]
)
def test_every_line_of_the_design_is_there(category: str, listed: str) -> None:
    there = {line.id for line in catalogue_lines().values() if line.category == category}
    assert set(ids(listed)) <= there


def test_id_is_the_key() -> None:
    assert all(line.id == key for key, line in catalogue_lines().items())
    assert all(entry.id == key for key, entry in reference_classes().items())


def texts() -> Iterator[tuple[str, Mapping[str, str]]]:
    for line in catalogue_lines().values():
        yield f"{line.id} title", line.title
        yield f"{line.id} description", line.description
        yield f"{line.id} counterfactual", line.counterfactual
        for entry in line.inputs.values():
            yield f"{line.id} {entry.name}", entry.title
    for reference in reference_classes().values():
        yield reference.id, reference.title


def test_three_languages_everywhere_and_each_a_translation() -> None:
    for where, said in texts():
        assert tuple(said) == LANGUAGES, where
        assert all(text.strip() == text and text for text in said.values()), where
        if said["en"] not in SAME_WORD_ALLOWED:
            assert len(set(said.values())) == 3, f"{where}: {dict(said)}"


def test_one_text_has_one_translation() -> None:
    """The same English words are translated alike wherever they stand."""
    seen: dict[str, tuple[str, str]] = {}
    for where, said in texts():
        pair = (said["it"], said["es"])
        assert seen.setdefault(said["en"], pair) == pair, where


def test_no_words_slipped_into_another_language() -> None:
    """Function words that only one of the three languages has."""
    only = {
        "en": r"\b(the|of|with|that|today|each|share)\b",
        "it": r"\b(di|della|degli|che|oggi|ogni|gli|quota)\b",
        "es": r"\b(los|las|hoy|cada|y|más)\b",
    }
    for where, said in texts():
        for language, text in said.items():
            for other, words in only.items():
                if other != language:
                    assert not re.search(words, text, re.IGNORECASE), f"{where} {language}: {text}"


def test_descriptions_are_one_sentence_without_boasting() -> None:
    boasts = re.compile(
        r"leverag|best-in-class|seamless|360|empower|revolution|powerful|AI-driven|synerg", re.IGNORECASE
    )
    for line in catalogue_lines().values():
        for text in (*line.description.values(), *line.counterfactual.values()):
            assert text.count(". ") == 0, f"{line.id}: {text}"
            assert text.endswith("."), f"{line.id}: {text}"
            assert not boasts.search(text), f"{line.id}: {text}"
            assert len(text) <= 140, f"{line.id}: {text}"


def test_every_default_has_a_source() -> None:
    for line in catalogue_lines().values():
        for entry in line.inputs.values():
            assert (entry.default is None) == (not entry.default_source), f"{line.id}.{entry.name}"
            if entry.default_source:
                assert re.search(r"https?://|github\.com/|^definition: ", entry.default_source["en"]), (
                    f"{line.id}.{entry.name}"
                )


def test_every_line_says_what_is_known_and_who_says_so() -> None:
    for line in catalogue_lines().values():
        assert line.evidence, line.id
        for note in line.evidence:
            assert note.strength in ("strong", "moderate", "weak", "none"), line.id
            sourced = re.search(r"https?://|github\.com/", note.source)
            assert sourced or (note.source == "" and note.strength in ("none", "weak")), f"{line.id}: {note}"
            if note.strength == "none":
                assert re.search(r"own measurement|no independent evidence|not of studies", note.finding), line.id


def test_only_weak_lines_are_optional() -> None:
    optional = {line.id: line for line in catalogue_lines().values() if line.optional}
    assert "customers.referrals" in optional
    for line in optional.values():
        assert {note.strength for note in line.evidence} <= {"weak", "none"}, line.id


def test_freed_time_is_not_cashable_and_carries_its_realised_share() -> None:
    for line in catalogue_lines().values():
        if line.category != "cost" and "hourly_cost" in line.inputs:
            assert "realised_share" in line.inputs, line.id
        if "realised_share" in line.inputs:
            assert not line.cashable, line.id


def test_one_off_costs_take_an_overrun_of_zero_unless_stated() -> None:
    for line in catalogue_lines().values():
        one_off = re.search(r"\b(upfront|once|spread|every)\(", line.formula)
        if line.category == "cost" and one_off and line.id != "cost.contingency":  # the reserve is for overruns itself
            overrun = line.inputs["overrun"]
            assert (overrun.default, overrun.unit) == ("0 %", ""), line.id
            assert overrun.default_source["en"] == "definition: no overrun unless stated", line.id


def test_bounds_are_in_order_and_shares_are_bounded() -> None:
    for line in catalogue_lines().values():
        for entry in line.inputs.values():
            where = f"{line.id}.{entry.name}"
            if entry.lower is not None and entry.upper is not None:
                assert entry.lower < entry.upper, where
            if entry.name.endswith("_share"):
                assert (entry.unit, entry.lower) == ("", 0), where
            if entry.name.endswith(("_reduction", "_increase")):
                assert entry.lower is not None, where
                assert entry.lower < 0, f"{where}: an effect may go the wrong way"
                assert entry.upper is not None, where


def test_inputs_can_be_stated_in_a_line() -> None:
    for line in catalogue_lines().values():
        assert not LINE_KEYS & set(line.inputs), line.id
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in line.inputs), line.id


def test_kpis_belong_to_a_group_of_the_kpi_catalogue() -> None:
    for line in catalogue_lines().values():
        for entry in line.inputs.values():
            assert entry.kpi == "" or re.fullmatch(r"(sales|marketing|service|customer)\.[a-z_]+", entry.kpi), entry
    measured = {entry.kpi for line in catalogue_lines().values() for entry in line.inputs.values()}
    assert {
        "sales.average_deal_value",
        "service.handle_time",
        "marketing.cost_per_lead",
        "customer.churn_rate",
    } <= measured


def test_records_are_frozen_and_read_once() -> None:
    line = catalogue_lines()["contact_centre.handle_time"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        line.formula = "0"  # type: ignore[misc]
    with pytest.raises(TypeError):
        line.inputs["contacts"] = line.inputs["hourly_cost"]  # type: ignore[index]
    with pytest.raises(TypeError):
        catalogue_lines()["x"] = line  # type: ignore[index]
    assert catalogue_lines() is catalogue_lines()


def test_values_are_the_text_of_the_file() -> None:
    entry = catalogue_lines()["cost.integration"].inputs["upkeep_rate"]
    assert (entry.default, entry.lower, entry.upper, entry.unit) == ("20 %/year", 0.0, 1.0, "1/year")
    assert reference_classes()["large_project_benefit_shortfall"].value == {
        "low": "10 %",
        "mode": "60 %",
        "high": "86 %",
    }


LINE_ENTRY = "title description category cashable formula counterfactual overlap optional inputs evidence".split()
INPUT_ENTRY = set("unit lower upper title kpi default default_source".split())


def shipped(*parts: str) -> yaml.Node:
    return yaml.compose(
        files("roi_engine.catalogue").joinpath(*parts).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )


@pytest.mark.parametrize("path", sorted(entry.name for entry in (files("roi_engine.catalogue") / "lines").iterdir()))
def test_files_hold_the_known_keys_once(path: str) -> None:
    """A misspelt or repeated key would be dropped in silence by the reader."""
    for name, line in shipped("lines", path).value:
        keys = [key.value for key, _ in line.value]
        assert sorted(keys) == sorted({*LINE_ENTRY, *(["kpis"] if "kpis" in keys else [])}), name.value
        for input_name, row in dict(zip(keys, (value for _, value in line.value), strict=True))["inputs"].value:
            inner = [key.value for key, _ in row.value]
            assert len(inner) == len(set(inner)), input_name.value
            assert set(inner) <= INPUT_ENTRY, f"{name.value}.{input_name.value}"


def test_no_id_is_written_twice() -> None:
    for path in (files("roi_engine.catalogue") / "lines").iterdir():
        names = [key.value for key, _ in shipped("lines", path.name).value]
        assert len(names) == len(set(names)), path.name
