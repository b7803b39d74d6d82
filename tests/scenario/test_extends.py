"""Files that extend the same file, and what is read of them."""

from __future__ import annotations

import os

import pytest

from roi_engine.errors import ScenarioError
from roi_engine.scenario import check_scenario, load_scenario
from roi_engine.scenario.files import FileError, content_of
from roi_engine.scenario.tree import MAX_BYTES
from tests.case_text import HEAD, LINE

BASE = HEAD + LINE + "assumptions: {a: 1, b: 1}\n"


def _write(folder, **files):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _numbers(scenario):
    return {name: value.form.number for name, value in scenario.assumptions.items()}


@pytest.mark.parametrize("again", ["base.yaml", "sub/../base.yaml", "./base.yaml", "linked.yaml"])
def test_a_file_that_is_reached_twice_is_laid_once(tmp_path, again):
    _write(
        tmp_path, base=BASE, one="extends: base.yaml\nassumptions: {a: 2}\n",
        two=f"extends: {again}\nassumptions: {{b: 3}}\n", case="extends: [one.yaml, two.yaml]\n", sub__other="",
    )  # fmt: skip
    (tmp_path / "linked.yaml").symlink_to("base.yaml")
    scenario = load_scenario(tmp_path / "case.yaml")
    assert _numbers(scenario) == {"a": 2, "b": 3}
    overrode = {name: value.provenance.overrode for name, value in scenario.assumptions.items()}
    assert [(place.file.rpartition("/")[2], text) for place, text in overrode["a"]] == [("base.yaml", "1")]
    assert [(place.file.rpartition("/")[2], text) for place, text in overrode["b"]] == [("base.yaml", "1")]


def test_a_file_listed_twice_stays_at_its_first_place(tmp_path):
    _write(tmp_path, base=BASE, one="assumptions: {a: 2}\n", case="extends: [base.yaml, one.yaml, base.yaml]\n")
    assert _numbers(load_scenario(tmp_path / "case.yaml")) == {"a": 2, "b": 1}


def test_a_name_is_shown_without_detours(tmp_path):
    _write(tmp_path, base=BASE, case="extends: sub/../base.yaml\n", sub__other="")
    place = load_scenario(tmp_path / "case.yaml").assumptions["a"].provenance.place
    assert place.file == str(tmp_path / "base.yaml")


def test_problems_of_a_shared_parent_are_said_once(tmp_path):
    _write(
        tmp_path, base=BASE + "colour: 1\n  x: 2\n", one="extends: base.yaml\n", two="extends: base.yaml\n",
        case="extends: [one.yaml, two.yaml]\n",
    )  # fmt: skip
    problems, _ = check_scenario(tmp_path / "case.yaml")
    assert [one.code for one in problems if one.file.endswith("base.yaml")] == ["yaml"]


def test_forty_diamonds_are_read_at_once(tmp_path):
    """Each file is extended twice by the next: 2^40 ways to the first one."""
    _write(tmp_path, f0=BASE)
    for k in range(1, 20):
        parents = f"[f{k - 1}.yaml, g{k - 1}.yaml]" if k > 1 else "f0.yaml"
        _write(tmp_path, **{f"f{k}": f"extends: {parents}\n", f"g{k}": f"extends: {parents}\n"})
    assert _numbers(load_scenario(tmp_path / "f19.yaml")) == {"a": 1, "b": 1}


def test_units_join_those_of_the_parents(tmp_path):
    _write(
        tmp_path, base=BASE + "units: [mailing, box]\n",
        case="extends: base.yaml\nunits: [box, leaflet]\nassumptions: {m: 1 mailing/month, l: 2 leaflet/month}\n"
        "variants: {more: {units: [sheet], assumptions: {m: 3 sheet/month}}, none: {units: null}}\n",
    )  # fmt: skip
    path = tmp_path / "case.yaml"
    assert load_scenario(path).count_units == ("mailing", "box", "leaflet")
    assert load_scenario(path, "more").count_units == ("mailing", "box", "leaflet", "sheet")
    with pytest.raises(ScenarioError, match="mailing"):
        load_scenario(path, "none")


@pytest.fixture
def pipe(tmp_path):
    path = tmp_path / "pipe.yaml"
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(path)
    return path


def test_a_pipe_is_not_waited_for(pipe, tmp_path):
    (problem,), _ = check_scenario(pipe)
    assert (problem.code, problem.message) == ("file", "this is a pipe or a device, not a file")
    _write(tmp_path, case=BASE + "extends: pipe.yaml\n")
    (problem,), _ = check_scenario(tmp_path / "case.yaml")
    assert (problem.code, problem.path, problem.message) == ("file", "extends", "'pipe.yaml' is not a file")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no /dev/zero")
def test_a_device_without_an_end_is_not_read():
    (problem,), _ = check_scenario("/dev/zero")
    assert problem.code == "file"


class _Growing:
    """A file that says it is empty and never ends, as the system's own files may."""

    def __init__(self, real):
        self.real, self.asked = real, []

    def stat(self):
        return self.real.stat()

    def open(self, mode):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def read(self, size):
        self.asked.append(size)
        return b"x" * size


def test_no_more_than_the_limit_is_read(tmp_path):
    real = tmp_path / "empty"
    real.touch()
    file = _Growing(real)
    with pytest.raises(FileError, match="more than 5,000,000 bytes"):
        content_of(file)
    assert file.asked == [MAX_BYTES + 1]
