from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from roi_engine.reporting.markdown import Markdown, escaped, table

READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def shown(markdown: str) -> str:
    """What a reader sees of one paragraph, and only if it is one paragraph of nothing but text."""
    tokens = READER.parse(markdown)
    if not tokens:
        return ""
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], markdown
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, markdown
    return "".join(child.content for child in children)


@pytest.mark.parametrize(
    "text",
    [
        "# heading", "- item", "1. item", "1) item", "> quote", "=== ", "---", "a | b", "`code`", "**b** _i_ *i*",
        "<b>x</b>",
        "<!-- x -->",
        "[x](y)", "![x](y)", "a_b_c", "_a_", "\\", "&lt;", "~~x~~", "$x$", "https://x.y/a_b", "+ x", "+++",
        "```",
        "- - -", "* * *", "#", "=x", "<http://a.b>", "a\\|b", "    indented",
    ],
)  # fmt: skip
def test_text_is_shown_as_it_is(text: str) -> None:
    assert shown(escaped(text)) == " ".join(text.split())


@given(st.text(alphabet=st.sampled_from("ab1 #*_`|<>[]()!\\-+=~.&;:\n\t$\"'/")))
def test_no_text_becomes_markup(text: str) -> None:
    assert shown(escaped(text)) == " ".join(text.split())


@given(st.text(alphabet=st.sampled_from("ab|\\`\n*_<>")))
def test_no_cell_leaves_its_place(text: str) -> None:
    tokens = READER.parse(table(("a", "b"), [(text, "1")], (1,)))
    cells = [after.content for token, after in pairwise(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert cells[1] == "1"


def test_own_markup_passes() -> None:
    assert escaped(Markdown("**x**")) == "**x**"
    assert table(("a", "b"), [("x", 1)], (1,)) == "| a | b |\n| --- | ---: |\n| x | 1 |"


def test_negative_amounts_stay_readable() -> None:
    assert escaped("-300,000") == "-300,000"
