"""What an error means to the one who called: a message on stderr and an exit status, never a bare traceback."""

from __future__ import annotations

import errno
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence

import click

from roi_engine import __version__
from roi_engine.errors import Notice, Problem, ProblemsError, RoiEngineError, ScenarioError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DONE, BUG, WRONG, CONDITION, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141
_THE_PLACE_IS_WRONG = frozenset(
    {
        errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR,
        errno.EEXIST, errno.ENAMETOOLONG,
    }
)  # fmt: skip


def refusal(code: str, message: str, *, accepted: str = "", hint: str = "") -> ScenarioError:
    """A ScenarioError with one problem, for what is wrong with the command line itself."""
    return ScenarioError([Problem(code, message, file="command line", accepted=accepted, hint=hint)])


def problems_text(problems: Sequence[Problem]) -> str:
    """Every problem on a line of its own, and their count below."""
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([*(one_line(str(problem)) for problem in problems), count])


def notice_text(notice: Notice, language: str) -> str:
    """A warning as one line in the language of its scenario."""
    from roi_engine.reporting.words import N_, noticed, words_for

    words = words_for(language, "")
    parts = (words.text(N_("warning")), notice.path, noticed(notice, words))
    return one_line(": ".join(part for part in parts if part))


def one_line(text: str) -> str:
    """A text that quotes a file, safe for a terminal: control characters are shown as escapes and do nothing."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


def status_of(error: BaseException, arguments: Sequence[str]) -> int:
    """Say on stderr what went wrong and return the exit status that stands for it."""
    if isinstance(error, BrokenPipeError):
        return _reader_gone()
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt) or _stopped_in_a_query(error):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return WRONG
    if isinstance(error, ProblemsError):
        click.echo(problems_text(error.problems), err=True)
        return WRONG
    if isinstance(error, RoiEngineError) or (isinstance(error, OSError) and error.errno in _THE_PLACE_IS_WRONG):
        click.echo(one_line(f"roi-engine: {error}"), err=True)
        return WRONG
    return _bug(error, arguments)


def _stopped_in_a_query(error: BaseException) -> bool:
    """Whether Ctrl-C came while duckdb was at work, which makes a RuntimeError of it."""
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def _reader_gone() -> int:
    """Point stdout at nothing, so that the interpreter's last flush finds a reader."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return PIPE_CLOSED


def _bug(error: BaseException, arguments: Sequence[str]) -> int:
    """Keep the trace in a file of the temporary folder: the one message that does not belong on a terminal."""
    trace = "".join(traceback.format_exception(error))
    about = f"roi-engine {__version__}, Python {platform.python_version()}, {platform.platform()}"
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="roi-engine-", suffix="-trace.txt", delete=False
    ) as file:
        file.write(f"{about}\narguments: {list(arguments)!r}\n\n{trace}")
    click.echo(one_line(f"roi-engine failed: {type(error).__name__}: {error}"), err=True)
    click.echo("This is a bug of the engine, not of your input. Please report it with its trace:", err=True)
    click.echo(f"  {file.name}", err=True)
    return BUG
