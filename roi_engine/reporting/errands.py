"""Work that a process beside this one may do while this one goes on; what comes of it is the same in either."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from typing import Any

Job = Callable[[], Any]


class Errands:
    """Jobs by name, each given once.

    With an executor of processes, which whoever made the errands closes by `close`, jobs are sent there from the first
    on, the next when the one before it is done; a job and its result are plain records. Those that nobody has begun
    when their results are asked for are done here from the last on, so that both work until all is done. So are those
    of a process that died.
    """

    def __init__(self, executor: Executor | None = None) -> None:
        self._executor = executor
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()  # each of its methods is safe in two threads
        self._sent: dict[str, Future[Any]] = {}
        self._last: Future[Any] | None = None
        self._done: dict[str, Any] = {}

    def give(self, name: str, job: Job) -> None:
        """Have a job done; a second one of the same name changes nothing."""
        if name in self._jobs:
            return
        self._jobs[name] = job
        self._waiting.append(name)
        if self._last is None or self._last.done():
            self._send(None)

    def _send(self, _before: Future[Any] | None) -> None:
        """Send the next job; where it cannot go, it will be done here."""
        with suppress(IndexError, RuntimeError):  # none is left; the process died, or the executor is closed
            if self._executor is not None:
                name = self._waiting.popleft()
                self._last = self._sent[name] = self._executor.submit(self._jobs[name])
                self._last.add_done_callback(self._send)

    def results(self, names: Iterable[str]) -> dict[str, Any]:
        """What came of the jobs of these names, in their order; KeyError where there is none."""
        wanted = tuple(names)
        for name in reversed(wanted):
            if name in self._waiting and self._withdrawn(name):
                self._done[name] = self._jobs[name]()
        for name in wanted:
            if name not in self._done:
                self._done[name] = self._awaited(name)
        return {name: self._done[name] for name in wanted}

    def _withdrawn(self, name: str) -> bool:
        with suppress(ValueError):  # it was sent at this moment
            self._waiting.remove(name)
            return True
        return False

    def _awaited(self, name: str) -> Any:
        if (future := self._sent.get(name)) is not None:
            with suppress(BrokenExecutor):
                return future.result()
        return self._jobs[name]()

    def close(self) -> None:
        """Let the executor go, whatever is left to do; its end is not waited for."""
        self._waiting.clear()
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
