"""The process that draws charts beside a run, and a run without one: the same files."""

from __future__ import annotations

from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from roi_engine.cli import workers
from roi_engine.cli.workers import runner
from tests.cli.conftest import CommandLine


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.usefixtures("case")
def test_two_processes_write_what_one_writes(
    roi_engine: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roi_engine.reporting.run_files.CHART_NAMES", ("waterfall", "distribution"))
    for n_processors in (1, 2):
        monkeypatch.setattr(workers, "_n_processors", partial(int, n_processors))
        said = roi_engine("run", "case.yaml", "--out", f"with_{n_processors}", "--reports", "md,charts", "--quiet")
        assert (said.status, said.err) == (0, "")
    alone, together = contents(tmp_path / "with_1"), contents(tmp_path / "with_2")
    assert "charts/waterfall.png" in alone
    assert list(alone) == list(together)
    assert {name for name in alone if alone[name] != together[name]} <= {"results.json"}  # it tells the time it took


def test_no_process_is_started_where_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processes", None)
    with runner(("md", "pptx")) as errands:
        assert errands is None


def test_who_fails_does_not_wait_for_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_n_processors", partial(int, 2))
    others = active_children()
    started = []

    def failing() -> None:
        with runner(("charts", "pptx")):
            started.extend(process for process in active_children() if process not in others)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert len(started) == 1
    started[0].join(10)
    assert started[0].exitcode not in (None, 0)  # stopped, before it was ready


@pytest.mark.parametrize("error", [OSError, ImportError, NotImplementedError])
def test_the_work_is_done_here_where_the_system_gives_no_process(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_count: int, **_: object) -> None:
        raise error("no semaphores")

    monkeypatch.setattr(workers, "_n_processors", partial(int, 2))
    monkeypatch.setattr(workers, "_processes", refused)
    with runner(("charts", "pptx")) as errands:
        assert errands is not None
        errands.give("seven", partial(int, 7))
        assert errands.results(["seven"]) == {"seven": 7}
