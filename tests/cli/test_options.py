"""`--set`, the named overrides, the executor and the folder of a schema."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from roi_engine.cli.options import overrides
from roi_engine.cli.run import report_kinds
from roi_engine.cli.workers import workers
from roi_engine.errors import ScenarioError
from roi_engine.scenario.typed import Typed


def test_the_first_equals_sign_separates_path_and_value() -> None:
    changes = ["a.b = {low: 1, mode: 2, high: 3}", "f={formula: 'x == y'}"]
    assert overrides(changes) == {"a.b": "{low: 1, mode: 2, high: 3}", "f": "{formula: 'x == y'}"}


def test_the_last_change_of_a_path_counts() -> None:
    assert overrides(["a=1", "a=2"]) == {"a": "2"}


def test_an_empty_value_is_passed_on() -> None:
    assert overrides(["a="]) == {"a": ""}


def test_a_named_option_goes_through_the_same_door_and_counts_most() -> None:
    found = overrides(["simulation.draws=16"], simulation__draws="4096", simulation__seed=None, language="it")
    assert found == {"simulation.draws": "4096", "language": "it"}


def test_a_named_option_is_known_by_its_name() -> None:
    found = overrides(["simulation.seed=x"], simulation__draws="10", language="xx")
    named = {path: text.option for path, text in found.items() if isinstance(text, Typed)}
    assert named == {"simulation.draws": "--draws", "language": "--language"}


def test_every_malformed_change_is_listed() -> None:
    with pytest.raises(ScenarioError) as refused:
        overrides(["a", "b=1", "=2"])
    assert [problem.message for problem in refused.value.problems] == [
        "--set 'a' is not PATH=VALUE",
        "--set '=2' is not PATH=VALUE",
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("none", ()), ("md", ("md",)), ("charts, md", ("charts", "md")), ("md,md", ("md",))],
)
def test_reports_are_listed_once_each(text: str, kinds: tuple[str, ...]) -> None:
    assert report_kinds(text) == kinds


@pytest.mark.parametrize("text", ["", "md,", "docx", "ods,md"])
def test_a_report_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="there are: md, charts, html, xlsx, pptx, pdf, none"):
        report_kinds(text)


def test_without_executor_the_draws_are_computed_here() -> None:
    with workers(None) as executor:
        assert executor is None


@pytest.mark.parametrize(("text", "kind"), [("threads:2", ThreadPoolExecutor), ("processes:1", ProcessPoolExecutor)])
def test_an_executor_works_and_is_closed(text: str, kind: type) -> None:
    with workers(text) as executor:
        assert isinstance(executor, kind)
        assert executor.submit(abs, -3).result() == 3
    with pytest.raises(RuntimeError):
        executor.submit(abs, -3)
