"""`uplift` from the command line: the Hillstrom test, the value it writes, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import CommandLine

SHARED = Path(__file__).parents[3] / "shared" / "data" / "hillstrom" / "hillstrom.csv"
SMALL = "who,group,spend,won\n" + "".join(
    f"{n},{'mail' if n % 2 else 'control'},{n % 7 + (n % 2)},{n % 3 == 0:d}\n" for n in range(200)
)
ASKED = ("--treatment", "group", "--outcome", "spend")


@pytest.fixture(autouse=True)
def small(tmp_path: Path) -> Path:
    (tmp_path / "pilot.csv").write_text(SMALL, encoding="utf-8")
    return tmp_path / "pilot.csv"


def test_the_hillstrom_lifts(roi_engine: CommandLine, tmp_path: Path) -> None:
    """MineThatData e-mail test (Hillstrom 2008): 64,000 customers, spend in the two weeks after."""
    if not SHARED.exists():
        pytest.skip("the public Hillstrom test is not beside the checkout")
    shutil.copy(SHARED, tmp_path / "hillstrom.csv")
    arguments = ("--treatment", "segment", "--control", "No E-Mail", "--outcome", "spend", "--write", "value.yaml")
    told = json.loads(roi_engine("uplift", "hillstrom.csv", *arguments, "--json").out)
    men, women = told["effects"]
    assert (men["arm"], men["n_treated"], men["n_control"]) == ("Mens E-Mail", 21307, 21306)
    assert men["difference"] == pytest.approx(0.770, abs=5e-4)
    assert men["se"] == pytest.approx(0.145, abs=5e-4)
    assert women["difference"] == pytest.approx(0.424, abs=5e-4)
    assert women["se"] == pytest.approx(0.130, abs=5e-4)
    assert not told["sample_ratio"]["is_mismatch"]
    written = yaml.safe_load((tmp_path / "value.yaml").read_text(encoding="utf-8"))
    assert written["Mens E-Mail"]["mean"] == men["value"]["mean"] == men["difference"]
    assert "hillstrom.csv" in written["Mens E-Mail"]["source"]
    assert "21306" in written["Mens E-Mail"]["source"]


def test_the_written_value_is_one_that_a_scenario_takes(roi_engine: CommandLine, case: Path, tmp_path: Path) -> None:
    assert roi_engine("uplift", "pilot.csv", *ASKED, "--write", "value.yaml").status == 0
    value = yaml.safe_load((tmp_path / "value.yaml").read_text(encoding="utf-8"))
    content = yaml.safe_load(case.read_text(encoding="utf-8"))
    content["benefits"]["savings"]["inputs"]["saving_per_order"] = {**value, "unit": "EUR/order"}
    case.write_text(yaml.safe_dump(content), encoding="utf-8")
    said = roi_engine("run", "case.yaml", "--json", "--reports", "none")
    assert said.status == 0, said.err
    row = next(each for each in json.loads(said.out)["assumptions"] if each["path"].endswith("saving_per_order"))
    assert row["base"] == pytest.approx(value["mean"])
    assert row["evidence"] == "measured"


def test_the_difference_is_told_with_its_direction(roi_engine: CommandLine, tmp_path: Path) -> None:
    said = roi_engine("uplift", "pilot.csv", *ASKED)
    assert said.status == 0
    assert "mail: higher by" in said.out
    lines = SMALL.replace(",mail,", ",x,").replace(",control,", ",mail,").replace(",x,", ",control,")
    (tmp_path / "pilot.csv").write_text(lines, encoding="utf-8")
    assert "mail: lower by" in roi_engine("uplift", "pilot.csv", *ASKED).out


def test_nothing_is_told_as_nothing(roi_engine: CommandLine, tmp_path: Path) -> None:
    lines = "group,spend\n" + "".join(f"{'mail' if n % 2 else 'control'},{n // 2 % 5}\n" for n in range(200))
    (tmp_path / "pilot.csv").write_text(lines, encoding="utf-8")
    assert "no effect can be told from chance" in roi_engine("uplift", "pilot.csv", *ASKED).out


def test_a_share_keeps_successes(roi_engine: CommandLine) -> None:
    arguments = ("--treatment", "group", "--outcome", "won", "--share", "--precision", "1%")
    told = json.loads(roi_engine("uplift", "pilot.csv", *arguments, "--json").out)
    successes = sum(n % 3 == 0 for n in range(1, 200, 2))
    assert told["arms"][0]["share"] == {"successes": successes, "trials": 100}
    assert told["effects"][0]["sizes"]["n_treated"] > 1000


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("--treatment", "grup", "--outcome", "spend"), "did you mean 'group'"),
        ((*ASKED, "--control", "Control"), "did you mean 'control'"),
        ((*ASKED, "--share"), "neither 0 nor 1"),
        ((*ASKED, "--intended", "1:x"), "is not a number"),
        ((*ASKED, "--intended", "1:1:1"), "one part an arm"),
        ((*ASKED, "--precision", "0"), "above 0"),
        (("--treatment", "who", "--outcome", "spend"), "at most 20 arms"),
    ],
)
def test_what_is_no_pilot_is_refused(roi_engine: CommandLine, arguments: tuple[str, ...], phrase: str) -> None:
    said = roi_engine("uplift", "pilot.csv", *arguments)
    assert (said.status, said.out) == (2, "")
    assert phrase in said.err
