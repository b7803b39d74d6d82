"""Where the blocks of draws are computed (`--executor`) and charts are drawn: the same bits wherever that is."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from roi_engine.cli.failures import refusal

if TYPE_CHECKING:
    from roi_engine.reporting.errands import Errands

DRAWN = frozenset({"charts", "html", "pdf"})  # kinds of report that show charts as they are drawn
_DRAWING = (  # what takes a moment to import, for charts and for slides
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "roi_engine.reporting.charts.canvas",
    "roi_engine.reporting.tables.waterfall",
)
_SLIDES = ("roi_engine.reporting.slides.show",)


@contextmanager
def workers(text: str | None) -> Iterator[Executor | None]:
    """The executor that `text` names (`threads:4`, `processes:2`), closed on the way out; None computes in this thread.

    ScenarioError where the text is neither; on an interrupt what has not begun is dropped.
    """
    if text is None:
        yield None
        return
    executor = _executor(text)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _executor(text: str) -> Executor:
    match = re.fullmatch(r"(threads|processes):([1-9]\d{0,3})", text)
    if match is None:
        raise refusal(
            "bad-executor", f"--executor '{text}' is not known", accepted="threads:N or processes:N, N from 1 to 9999"
        )
    count = int(match[2])
    if match[1] == "threads":
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(count)
    return _processes(count)


def _processes(count: int, **options: Any) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")  # a fork would copy the threads of BLAS
    return ProcessPoolExecutor(count, mp_context=context, **options)


@contextmanager
def runner(kinds: Collection[str]) -> Iterator[Errands | None]:
    """Errands for a process of its own, which is getting ready to draw charts while this one goes on.

    None where no kind of report shows any. They are done in this process where there is no second processor, and where
    the system gives no process. On the way out the process is stopped, whatever it does: nothing of it is wanted any
    more, and who failed or was interrupted does not wait for it.
    """
    if DRAWN.isdisjoint(kinds):
        yield None
        return
    from multiprocessing import active_children

    from roi_engine.reporting.errands import Errands

    others = active_children()
    modules = (*_DRAWING, *_SLIDES) if "pptx" in kinds else _DRAWING
    errands = Errands(_painter(modules) if _n_processors() > 1 else None)
    started = [process for process in active_children() if process not in others]
    try:
        yield errands
    finally:
        errands.close()
        for process in started:
            process.terminate()


def _painter(modules: Iterable[str]) -> Executor | None:
    """One process that has begun to import what it will need, and that leaves an interrupt to this one."""
    try:
        executor = _processes(1, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
        for module in modules:
            executor.submit(import_module, module)
    except (ImportError, NotImplementedError, OSError):  # no semaphores, no room, not allowed
        return None
    return executor


def _n_processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
