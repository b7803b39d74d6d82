"""Every bad file is refused with a code, a place and a sentence; nothing but ScenarioError ever comes out."""

from __future__ import annotations

import pytest

from roi_engine.errors import ScenarioError
from roi_engine.scenario import load_scenario
from roi_engine.scenario.typed import Typed
from tests.case_text import HEAD, LINE
from tests.door.bad_files import BODIES, FILES

CASES = [
    (code, phrase, HEAD + text + ("" if "costs:" in text or "---" in text else LINE)) for code, phrase, text in BODIES
]
CASES += FILES


def _marked(text: str) -> tuple[str, int, int]:
    before, _, after = text.partition("¦")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def test_there_are_enough_of_them():
    assert len(CASES) >= 90


@pytest.mark.parametrize(("code", "phrase", "text"), CASES, ids=[f"{c[0]}-{k}" for k, c in enumerate(CASES)])
def test_a_bad_file_names_its_fault_and_place(check, code, phrase, text):
    content, line, column = _marked(text)
    problems = check(content)
    shown = "\n".join(map(str, problems))
    found = [one for one in problems if one.code == code and (one.line, one.column) == (line, column)]
    assert found, f"wanted {code} at {line}:{column}, got\n" + "\n".join(f"{one.code} {one}" for one in problems)
    assert any(phrase in str(one) for one in found), shown
    assert len(problems) <= 2 or text in [case[2] for case in FILES], shown


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x01\x02", "binary"), (b"name: \xff\xfe", "encoding"), (b"a: 1\n" * 1_100_000, "too-large"),
        (b"[" * 100, "too-large"), (b"a: [" + b"1," * 100_001 + b"1]", "too-large"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_scenario(check, content, code):
    assert [problem.code for problem in check(content)] == [code]


def test_an_alias_bomb_is_refused_without_being_built(check):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{k}: &a{k} [" + ", ".join([f"*a{k - 1}"] * 9) + "]" for k in range(1, 12)]
    problems = check("\n".join(rows))
    assert {problem.code for problem in problems} == {"alias"}


def test_all_problems_are_listed_at_once(check):
    text = (
        HEAD.replace("10 %/year", "10,5 %/year")
        + "assumptions:\n  a: 1,5\n  b: {low: 3, mode: 2, high: 9}\n  c: $nothing\n"
        + "benefits:\n  x: {use: contact_centre.handle_tme}\n"
        + "costs:\n  y: {table: {by_year: [1, 2]}}\n  z: {formula: a * fee, inputs: {fee: 3 EUR/mnth}}\nfoo: 1\n"
    )
    problems = check(text)
    assert [(one.code, one.line) for one in problems] == [
        ("number", 5), ("number", 7), ("distribution", 8), ("unknown-name", 9), ("unknown-line", 11), ("by-year", 13),
        ("unit", 14), ("unknown-key", 15),
    ]  # fmt: skip


def test_what_depends_on_a_refused_value_is_not_refused_again(check):
    text = HEAD + "assumptions:\n  a: 1,5\n  c: {formula: a * 2}\ncosts: {y: {formula: a * b * c, inputs: {b: $a}}}\n"
    assert [one.code for one in check(text)] == ["number"]


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('ls')", "().__class__.__bases__", "[x for x in (1, 2)]", "lambda: 1", "a.b", "a[0]",
        "(" * 10_000 + "1" + ")" * 10_000, "9**9**9", "9**9**9**9", "f'{a}'", "a if b else c", "a := 3", "eval('1')",
        "-" * 5000 + "1", "1" * 5000, "a" * 4500, "open('x')", "x and __builtins__", "yield 1", "await a", "*a", "\\",
    ],
)  # fmt: skip
def test_hostile_formulas_are_problems(tmp_path, formula):
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + f"costs:\n  y:\n    formula: >-\n      {formula}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.problems[0].line == 8


def test_a_long_chain_of_assumptions_is_refused(check):
    chain = "".join(f"  a{k}: $a{k + 1}\n" for k in range(3000))
    assert {one.code for one in check(HEAD + "assumptions:\n" + chain + "  a3000: 1\n" + LINE)} == {"too-deep"}


def test_cyclic_files_are_named(tmp_path):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(HEAD + LINE + f"extends: {parent}.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"a\.yaml -> b\.yaml -> c\.yaml -> a\.yaml"):
        load_scenario(tmp_path / "a.yaml")


def test_a_link_that_leads_out_is_refused(tmp_path):
    inside = tmp_path / "one" / "two" / "cases"
    inside.mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("name: secret\n", encoding="utf-8")
    (inside / "base.yaml").symlink_to(tmp_path / "secret.yaml")
    (inside / "case.yaml").write_text(HEAD + LINE + "extends: base.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="outside the scenario's folder tree"):
        load_scenario(inside / "case.yaml")


@pytest.mark.parametrize("path", ["nothing.yaml", ".", "a\0b", "x" * 5000])
def test_a_path_that_is_no_file(tmp_path, path):
    with pytest.raises(ScenarioError):
        load_scenario(f"{tmp_path}/{path}")


def test_a_missing_variant_is_named(check):
    (problem,) = check(HEAD + LINE + "variants: {low: {name: Low}}\n", variant="lwo")
    assert "did you mean 'low'?" in str(problem)


@pytest.mark.parametrize("more", ["table: {by_year: [1, 2, 3]}", "formula: a", "formula: a, table: {by_year: [1]}"])
def test_a_line_of_two_forms_is_not_asked_what_was_meant(check, more):
    (problem,) = check(HEAD + f"costs:\n  x: {{use: cost.licences, {more}}}\n")
    assert (problem.code, problem.hint) == ("line-form", "")
    assert "one form only, not use and" in problem.message
    (misspelt,) = check(HEAD + "costs:\n  x: {tabel: {by_year: [1, 2, 3]}}\n")
    assert misspelt.hint == "did you mean 'table'?"


def test_every_key_of_a_file_is_offered(check):
    (problem,) = check(HEAD + LINE + "colour: 1\n")
    assert problem.accepted.endswith("measurements, gate, data, goals, stress, simulation, units, extends, variants")
    (problem,) = check(HEAD + LINE, overrides={"colour": "1"})
    assert problem.accepted.endswith("measurements, gate, data, goals, stress, simulation, units")
    assert "schema_version" not in problem.accepted


def test_a_fault_of_the_file_keeps_its_path_under_a_variant(check):
    text = HEAD + LINE + "rollout: {adoption: 80}\nvariants: {low: {assumptions: {x: 1,5}}}\n"
    found = {one.path: one.message for one in check(text.replace("1,5", "'1,5'"))}
    assert list(found) == ["rollout.adoption", "variants.low.assumptions.x"]
    assert not any("in the variant" in message for message in found.values())


def test_an_option_is_named_as_it_was_typed(check):
    typed = {"simulation.draws": Typed("10", "--draws"), "simulation.seed": Typed("x", "--seed")}
    problems = check(HEAD + LINE, overrides={**typed, "language": Typed("{", "--language"), "name": "[]"})
    assert {one.path: one.file for one in problems} == {
        "simulation.draws": "--draws", "simulation.seed": "--seed", "language": "--language", "name": "--set",
    }  # fmt: skip
    assert "--draws: simulation.draws: 10 is not a number of draws" in "\n".join(map(str, problems))


def test_line_ends_and_byte_order_mark_are_accepted(check):
    assert check(b"\xef\xbb\xbf" + (HEAD + LINE).replace("\n", "\r\n").encode()) == []
