"""`report.html` of a portfolio: what it is worth together, its members, their goals side by side; nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting import sentences, tables
from roi_engine.reporting.goal_sentences import coverage_said, goals_said
from roi_engine.reporting.goal_tables import members_brief_table
from roi_engine.reporting.page.document import FOLDER, template
from roi_engine.reporting.page.pictures import Picture
from roi_engine.reporting.page.tables import from_text
from roi_engine.reporting.rollup_sentences import notes_said, rollup_facts, rollup_said, shared_said, titles
from roi_engine.reporting.rollup_tables import member_table, spread_table, year_table
from roi_engine.reporting.words import Words, plain


def rollup_page(rollup: Rollup, charts: Mapping[str, bytes], words: Words) -> str:
    """The whole page; `charts` holds the SVG of `members` and, where anything varies, of `distribution`.

    There is no script: the content security policy allows the one style sheet by its hash, and pictures that the page
    holds itself. Every text that is not of the template is escaped.
    """
    safe = "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'"
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    first, *others = rollup_said(rollup, words)
    context: dict[str, Any] = {
        "language": words.language,
        "policy": safe.format(hashed),
        "style": style,
        "name": plain(rollup.portfolio.name),
        "description": plain(rollup.portfolio.description),
        "first": first,
        "others": [*others, *shared_said(rollup, words)],
        "facts": rollup_facts(rollup, words),
        "pictures": _pictures(rollup, charts, words),
        "member_table": from_text(member_table(rollup, words)),
        "spread_table": from_text(spread_table(rollup, words)),
        "year_table": from_text(year_table(rollup, words)),
        "members": list(_members(rollup, words)),
        "warnings": notes_said(rollup, words),
        "source": tables.members_table(rollup, words).caption.source,
        **_goals(rollup, words),
    }
    return template("rollup.html.j2").render(context, _=words.text)


def _pictures(rollup: Rollup, charts: Mapping[str, bytes], words: Words) -> Mapping[str, Picture]:
    made = {"members": tables.members_table(rollup, words), "distribution": tables.total_table(rollup, words)}
    found = {}
    for name, table in made.items():
        if table is not None and name in charts:
            address = "data:image/svg+xml;base64," + base64.b64encode(charts[name]).decode()
            told = f"{table.caption.title} ({table.caption.subtitle})"
            found[name] = Picture(name, address, table.caption.title, told)
    return found


def _members(rollup: Rollup, words: Words) -> Iterator[dict[str, Any]]:
    """What is said of each member by itself."""
    for name, title in titles(rollup).items():
        yield {"title": title, "said": sentences.decision(rollup.results[name], words)}


def _goals(rollup: Rollup, words: Words) -> dict[str, Any]:
    """The goals of the members: side by side, and in words."""
    label = titles(rollup)
    told = []
    for name, goals in rollup.goals.items():
        scenario = rollup.results[name].scenario
        said, coverage = goals_said(goals, scenario, words), coverage_said(goals, scenario, words)
        told.append({"title": label[name], "goals": said, "coverage": coverage})
    table = from_text(members_brief_table(rollup.goals, rollup.results, label, words))
    return {"goals": told, "goals_table": table}
