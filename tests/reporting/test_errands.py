"""Jobs that another process may do: the results, their order and their bytes are the same wherever they are done."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting.errands import Errands, Job
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.run_files import ASKED_CHARTS, CHART_NAMES, DECK, order_charts, run_files
from roi_engine.reporting.slides import slides_job
from roi_engine.reporting.theme import PRINT_GREY
from tests.reporting.fake_sensitivity import sensitivity


class Given(Errands):
    """Keeps the jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, Job] = {}

    def give(self, name: str, job: Job) -> None:
        self.jobs[name] = job


class Dying(Executor):
    """Takes jobs and dies over them."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
        lost: Future[Any] = Future()
        lost.set_exception(BrokenProcessPool("killed"))
        return lost


class Refusing(Executor):
    """Has died already."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
        raise BrokenProcessPool("dead")


def given(executor: Executor | None, jobs: dict[str, Job]) -> Errands:
    errands = Errands(executor)
    for name, job in jobs.items():
        errands.give(name, job)
    return errands


@pytest.mark.parametrize("executor", [None, Dying, Refusing, partial(ThreadPoolExecutor, 1)])
def test_results_come_in_the_order_of_the_jobs(executor: Callable[[], Executor] | None) -> None:
    jobs: dict[str, Job] = {name: partial(str.upper, name) for name in "cabd"}
    errands = given(executor() if executor else None, jobs)
    errands.give("a", partial(str.lower, "OTHER"))
    assert list(errands.results("cabd").items()) == [("c", "C"), ("a", "A"), ("b", "B"), ("d", "D")]
    assert errands.results("b") == {"b": "B"}
    errands.close()


def test_what_nobody_has_begun_is_done_here_the_last_first() -> None:
    here, begun, done = threading.get_ident(), threading.Event(), list[tuple[str, bool]]()

    def job(name: str) -> None:
        if name == "first":  # it cannot end before the second is done by someone else
            begun.wait(10)
        done.append((name, threading.get_ident() == here))
        if name == "second":
            begun.set()

    names = ("first", "second", "third")
    errands = given(ThreadPoolExecutor(1), {name: partial(job, name) for name in names})
    assert tuple(errands.results(names)) == names
    errands.close()
    assert done == [("third", True), ("second", True), ("first", False)]


@pytest.mark.parametrize("error", [IndexError, KeyError, RuntimeError])
@pytest.mark.parametrize("executor", [None, partial(ThreadPoolExecutor, 1)])
def test_the_error_of_a_job_is_told(error: type[Exception], executor: Callable[[], Executor] | None) -> None:
    def failing() -> None:
        raise error("of the job")

    errands = given(executor() if executor else None, {"one": partial(int, 1), "two": failing, "three": partial(int)})
    with pytest.raises(error, match="of the job"):
        errands.results(("one", "two", "three"))
    errands.close()


def test_each_job_is_done_once_and_some_alone() -> None:
    done: list[str] = []
    errands = given(None, {name: partial(done.append, name) for name in "abc"})
    errands.results("a")
    errands.results("ac")
    assert done == ["a", "c"]


def test_what_was_not_begun_when_the_errands_are_closed_never_is() -> None:
    executor, begun, may_end = ThreadPoolExecutor(1), list[str](), threading.Event()
    errands = given(executor, {"one": partial(may_end.wait, 10), "two": partial(begun.append, "two")})
    errands.close()
    may_end.set()
    executor.shutdown(wait=True)
    assert begun == []


def test_all_that_is_sent_is_plain(results: dict[str, Result]) -> None:
    """A chart and a deck go to another process as they are, hostile names and all."""
    for result in results.values():
        kept = Given()
        order_charts(kept, result, ("charts",), Findings(sensitivity()))
        kept.give(DECK, slides_job(result, Findings(sensitivity())))
        assert {"waterfall", "cumulative", *ASKED_CHARTS, DECK} <= kept.jobs.keys()
        for job in kept.jobs.values():
            pickle.loads(pickle.dumps(job))


def test_another_process_makes_the_same_bytes(results: dict[str, Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roi_engine.reporting.run_files.CHART_NAMES", CHART_NAMES[:1])
    kinds, findings = ("charts", "pptx"), Findings(sensitivity())
    kept = Given()
    order_charts(kept, results["good"], kinds, findings, PRINT_GREY)
    kept.give(DECK, slides_job(results["good"], findings, PRINT_GREY))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = {name: pool.submit(job) for name, job in kept.jobs.items()}
        here = dict(run_files(results["good"], kinds, findings, PRINT_GREY))
        sent = {name: future.result() for name, future in there.items()}
    files = {DECK: sent.pop(DECK)} | dict(file for drawn in sent.values() for file in drawn)
    assert {name: content for name, content in here.items() if name != "results.json"} == files
