"""`--executor`: where the blocks of draws are computed. The draws are the same bits wherever that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from roi_engine.cli.failures import refusal


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
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))  # a fork would copy the threads of BLAS
