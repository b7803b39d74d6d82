"""The way in and the ways out: help, exit statuses, messages on the right stream, no bare traceback."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from roi_engine import __version__
from roi_engine.cli.application import COMMANDS, LazyGroup, application, run_application
from roi_engine.errors import Problem, ScenarioError

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_without_arguments_there_is_short_help_with_two_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application([]) == 0
    out = capsys.readouterr().out
    assert "roi-engine init case.yaml" in out
    assert "roi-engine run case.yaml" in out
    assert len(out.splitlines()) < 12


def test_help_lists_every_command_and_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)
    assert "130  interrupted" in out
    assert "bash_source" in out


def test_every_command_of_the_table_exists() -> None:
    group = application
    assert isinstance(group, LazyGroup)
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["rnu"], "did you mean 'run'?"),
        (["something"], "commands: init"),
        (["run"], "Missing argument 'FILE'"),
        (["run", "--seeed", "1", "x.yaml"], "--seed"),
        (["run", "x.yaml", "--reports", "docx"], "there are: md, charts, html, xlsx, pptx, pdf, none"),
        (["run", "x.yaml", "--reports", "none,md"], "'none' stands alone"),
        (["run", "x.yaml", "--fail-if", "npv"], "is not a condition"),
        (["run", "x.yaml", "--executor", "dask://host:1"], "threads:N or processes:N"),
        (["run", "x.yaml", "--executor", "threads:0"], "threads:N or processes:N"),
        (["run", "x.yaml", "--set", "a", "--set", "=3"], "2 problems"),
    ],
)
def test_wrong_usage_is_status_2_with_a_way_on(
    arguments: list[str], phrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_application(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert phrase in said.err


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """Exit status of a command that raises `error`."""

    @click.command("schema")
    def command() -> None:
        raise error

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: command)
    return run_application(["schema"])


def test_problems_are_listed_and_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("a", "is wrong", file="x.yaml", line=3, column=7), Problem("b", "too", file="x.yaml")]
    assert raising(monkeypatch, ScenarioError(problems)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == ["x.yaml:3:7: is wrong", "x.yaml: too", "2 problems"]


def test_control_characters_in_a_problem_do_nothing_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = Problem("a", "'\x1b[31mred\u202e' is wrong\nx.yaml: ok", file="x.yaml")
    assert raising(monkeypatch, ScenarioError([problem])) == 2
    assert capsys.readouterr().err.splitlines()[0] == r"x.yaml: '\x1b[31mred\u202e' is wrong\nx.yaml: ok"


def test_an_interrupt_is_status_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(monkeypatch, KeyboardInterrupt()) == 130
    assert "interrupted" in capsys.readouterr().err


def test_an_interrupt_while_a_query_runs_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    assert raising(monkeypatch, RuntimeError("Query interrupted")) == 130


def test_a_folder_that_cannot_be_written_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(monkeypatch, PermissionError(errno.EACCES, "Permission denied", "out")) == 2
    assert "Permission denied: 'out'" in capsys.readouterr().err


def test_a_bug_says_so_and_keeps_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert raising(monkeypatch, ZeroDivisionError("division by zero")) == 1
    said = capsys.readouterr().err
    (trace,) = tmp_path.iterdir()
    assert "bug of the engine" in said
    assert str(trace) in said
    assert "Traceback" not in said
    kept = trace.read_text(encoding="utf-8")
    assert "ZeroDivisionError: division by zero" in kept
    assert "arguments: ['schema']" in kept
    assert __version__ in kept


@pytest.mark.parametrize("argument", ["--help", "schema", "catalogue"])  # written by click, and by rich
def test_a_reader_that_leaves_early_causes_no_trace(argument: str) -> None:
    """stdout is closed at the other end before a word is written, as `| head -0` would do."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "roi_engine", argument]
    found = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False)
    os.close(writer)
    assert found.returncode == 141
    assert found.stderr == b""


def test_ctrl_c_leaves_quietly() -> None:
    code = (
        "import os, signal, click; from roi_engine.cli import application as a\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored where the tests run behind a shell's &
        "@click.command('schema')\n"
        "def command(): os.kill(os.getpid(), signal.SIGINT); import time; time.sleep(30)\n"
        "a.LazyGroup.get_command = lambda *_: command\n"
        "a.main(['schema'])"
    )
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert found.returncode == 130
    assert "Traceback" not in found.stderr
    assert signal.SIGINT == 2


def test_completion_knows_the_commands() -> None:
    asked = {**ENVIRONMENT, "_ROI_ENGINE_COMPLETE": "bash_complete", "COMP_WORDS": "roi-engine va", "COMP_CWORD": "1"}
    command = [sys.executable, "-m", "roi_engine"]
    found = subprocess.run(command, capture_output=True, text=True, env=asked, check=False)
    assert found.stdout.split() == ["plain,validate"]


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    seen = []

    @click.command("schema")
    @click.pass_context
    def command(context: click.Context) -> None:
        seen.append(context.color)

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: command)
    monkeypatch.delenv("NO_COLOR", raising=False)
    run_application(["schema"])
    monkeypatch.setenv("NO_COLOR", "1")
    run_application(["schema"])
    assert seen == [None, False]
