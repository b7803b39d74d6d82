"""The command line: one file a command, imported when it is asked for; options, calls and messages, no arithmetic."""

from roi_engine.cli.application import main

__all__ = ["main"]
