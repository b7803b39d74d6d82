"""The fixtures of `tests.case_text`, for this room."""

from tests.case_text import check, load

__all__ = ["check", "load"]
