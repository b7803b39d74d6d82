"""Every bad portfolio is refused with a code, a place and a sentence."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roi_engine.errors import ScenarioError
from roi_engine.scenario import check_portfolio, load_portfolio
from roi_engine.scenario.records import Portfolio
from tests.case_text import HEAD, LINE

TOP = "kind: portfolio\nschema_version: 1\nname: Both\n"
FILES = {
    "a.yaml": HEAD + "assumptions: {wage: {min: 1, max: 2}, own: 3}\n" + LINE + "variants: {hard: {name: Hard}}\n",
    "b.yaml": HEAD + "assumptions: {wage: {min: 1, max: 2}}\n" + LINE,
    "dollars.yaml": HEAD.replace("EUR", "USD") + LINE,
    "late.yaml": HEAD.replace("2027-01", "2028-01") + LINE,
    "years.yaml": HEAD.replace("step: month", "step: year") + LINE,
    "bad.yaml": HEAD.replace("10 %", "10,5 %") + "colour: 1\n" + LINE,
    "nested.yaml": TOP + "members: {a: a.yaml}\n",
}

# code, phrase, text with the sign ¦ where the problem must be reported
CASES: list[tuple[str, str, str]] = [
    ("missing", "'members' is missing", "¦kind: portfolio\nschema_version: 1\nname: x\n"),
    ("missing", "'schema_version', 'name' are missing", "¦kind: portfolio\nmembers: {a: a.yaml}\n"),
    ("version", "write schema_version: 1", "kind: portfolio\nschema_version: ¦2\nname: x\nmembers: {a: a.yaml}\n"),
    ("kind", "`roi-engine run FILE` takes it", "kind: ¦scenario\n"),
    ("kind", "states kind: portfolio", "¦name: x\n"),
    ("choice", "did you mean 'portfolio'?", "kind: ¦portfolo\nschema_version: 1\nname: x\nmembers: {a: a.yaml}\n"),
    ("missing", "at least one member", TOP + "members: ¦{}\n"),
    ("type", "a mapping of names", TOP + "members: ¦[a.yaml]\n"),
    ("missing", "'file' is missing", TOP + "members:\n  ¦a:\n"),
    ("missing", "'file' is missing", TOP + "members:\n  ¦a: {variant: hard}\n"),
    ("unknown-key", "accepted: file, variant, title, set", TOP + "members:\n  a: {file: a.yaml, ¦varant: hard}\n"),
    ("unknown-key", "did you mean 'shared'?", TOP + "members: {a: a.yaml}\n¦share: [wage]\n"),
    ("unknown-key", "accepted: kind", TOP + "members: {a: a.yaml}\n¦extends: a.yaml\n"),
    ("name", "cannot be a name", TOP + "members:\n  ¦the north: a.yaml\n"),
    ("duplicate-key", "first defined at", TOP + "members:\n  a: a.yaml\n  ¦a: b.yaml\n"),
    ("missing-file", "was not found", TOP + "members:\n  a: ¦c.yaml\n"),
    ("missing-file", "was not found", TOP + "members:\n  a: {file: ¦c.yaml}\n"),
    ("outside", "absolute path", TOP + "members:\n  a: ¦/etc/passwd\n"),
    ("outside", "folder tree", TOP + "members:\n  a: ¦../../../../../etc/passwd\n"),
    ("kind", "is itself a portfolio", TOP + "members:\n  a: ¦nested.yaml\n"),
    ("kind", "is itself a portfolio", TOP + "members:\n  a: ¦case.yaml\n"),
    ("variant", "did you mean 'hard'?", TOP + "members:\n  a: {file: a.yaml, variant: ¦hrd}\n"),
    ("unknown-name", "did you mean 'own'?", TOP + "members:\n  a: {file: a.yaml, set: {¦assumptions.onw: 3}}\n"),
    ("number", "use a decimal point: 1.5", TOP + 'members:\n  a: {file: a.yaml, set: {assumptions.own: ¦"1,5"}}\n'),
    ("unknown-key", "did you mean 'adoption'?", TOP + "members:\n  a: {file: a.yaml, set: {¦rollout.adopton: 3 %}}\n"),
    ("currency", "one currency a portfolio", TOP + "members:\n  a: a.yaml\n  ¦b: dollars.yaml\n"),
    ("timeline", "3 years from 2028-01 by month", TOP + "members:\n  a: a.yaml\n  ¦b: late.yaml\n"),
    ("timeline", "by year", TOP + "members:\n  a: a.yaml\n  ¦b: years.yaml\n"),
    ("unknown-name", "of one member only", TOP + "members: {a: a.yaml, b: b.yaml}\nshared: [¦own]\n"),
    ("unknown-name", "did you mean 'wage'?", TOP + "members: {a: a.yaml, b: b.yaml}\nshared: [wage, ¦wge]\n"),
    ("unit", "not an amount of EUR", TOP + "members: {a: a.yaml}\ncapital_limit: ¦5 USD\n"),
    ("unit", "not an amount of EUR", TOP + "members: {a: a.yaml}\ncapital_limit: ¦5 %\n"),
    ("range", "above zero", TOP + "members: {a: a.yaml}\ncapital_limit: ¦0\n"),
    ("number", "write 500000", TOP + "members: {a: a.yaml}\ncapital_limit: ¦500k\n"),
    ("range", "a number of draws", TOP + "members: {a: a.yaml}\nsimulation: {draws: ¦3}\n"),
    ("choice", "accepted: en, it, es", TOP + "members: {a: a.yaml}\nlanguage: ¦fr\n"),
    ("empty-file", "the file is empty", "¦"),
    ("yaml", "not readable", TOP + "members: {a: a.yaml\n¦"),
]


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("code", "phrase", "text"), CASES, ids=[f"{c[0]}-{k}" for k, c in enumerate(CASES)])
def test_a_bad_portfolio_names_its_fault_and_place(folder, code, phrase, text):
    before, _, after = text.partition("¦")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    path = folder / "case.yaml"
    path.write_text(before + after, encoding="utf-8")
    problems, portfolio = check_portfolio(path)
    shown = "\n".join(f"{one.code} {one}" for one in problems)
    assert portfolio is None
    found = [one for one in problems if (one.code, one.line, one.column) == (code, line, column)]
    assert found, f"wanted {code} at {line}:{column}, got\n{shown}"
    assert found[0].file == str(path)
    assert any(phrase in str(one) for one in found), shown
    assert len(problems) == 1, shown


def test_all_problems_of_all_members_are_listed_each_with_its_file(folder):
    path = folder / "case.yaml"
    path.write_text(
        TOP + "members:\n  one: bad.yaml\n  two: {file: a.yaml, variant: none}\n  three: gone.yaml\n  four: bad.yaml\n"
        "share: []\n",
        encoding="utf-8",
    )
    problems, _ = check_portfolio(path)
    found = [(one.file.rpartition("/")[2], one.code, one.line) for one in problems]
    assert found == [
        ("case.yaml", "variant", 6), ("case.yaml", "missing-file", 7), ("case.yaml", "unknown-key", 9),
        ("bad.yaml", "number", 5), ("bad.yaml", "unknown-key", 6),
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["nothing.yaml", ".", "a\0b", "x" * 5000])
def test_a_path_that_is_no_file(tmp_path, path):
    with pytest.raises(ScenarioError):
        load_portfolio(f"{tmp_path}/{path}")


WHOLE = (
    TOP
    + """\
language: it
members:
  north: a.yaml
  south: {file: b.yaml, title: South, set: {assumptions.wage: {min: 2, max: 3}, costs.tool: null, name: x}}
shared: [wage]
capital_limit: 500000 EUR
simulation: {draws: 1024, seed: 7}
"""
)
TOKENS = [
    "{",
    "}",
    "[",
    "]",
    ": ",
    ",",
    "\n",
    "  ",
    "- ",
    "null",
    "set",
    "members",
    "a.yaml",
    "case.yaml",
    "file",
    "1",
    "x",
    ".",
    "$x",
    "'",
]
CALM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _loads_or_refuses(path, overrides):
    try:
        portfolio, problems = load_portfolio(path, overrides), ()
    except ScenarioError as error:
        portfolio, problems = None, error.problems
    assert isinstance(portfolio, Portfolio) or problems
    assert all(problem.code and problem.message for problem in problems)


@CALM
@given(st.data())
def test_a_damaged_portfolio(folder, data):
    at, cut = data.draw(st.integers(0, len(WHOLE))), data.draw(st.integers(0, 20))
    fresh = data.draw(st.lists(st.sampled_from(TOKENS), max_size=4).map("".join))
    path = folder / "case.yaml"
    path.write_text(WHOLE[:at] + fresh + WHOLE[at + cut :], encoding="utf-8")
    _loads_or_refuses(path, {})


@CALM
@given(
    st.lists(
        st.sampled_from(["members", "north", "set", "costs", "tool", "shared", "1", "", "simulation", "draws"]),
        max_size=6,
    ),
    st.lists(st.sampled_from(TOKENS), max_size=5).map("".join),
)
def test_any_override(folder, keys, text):
    path = folder / "case.yaml"
    path.write_text(WHOLE.replace("costs.tool: null, ", ""), encoding="utf-8")
    _loads_or_refuses(path, {".".join(keys): text})


@CALM
@given(st.binary(max_size=100))
def test_random_bytes(folder, content):
    path = folder / "case.yaml"
    path.write_bytes(b"kind: portfolio\n" + content)
    _loads_or_refuses(path, {})
