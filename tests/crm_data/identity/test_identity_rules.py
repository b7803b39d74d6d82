"""Who is joined and who is left apart, record by record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.crm_data.identity.records import Identity, IdentityRules, KeyCheck, LargestPerson
from roi_engine.crm_data.identity.unifying import DEFAULT_RULES, unified
from roi_engine.errors import DataError
from tests.crm_data.identity.pairing import by_the_rules, together
from tests.crm_data.identity.population import Record, Tables, found, hashed, written

Row = tuple[str, str, str]  # customer number, address, phone, in a shorthand: "1", "a", "p"
PHONES = {letter: f"+39 347 12345{place:02d}" for place, letter in enumerate("pqrstuvwxyz")}


def record(row: Row, kind: str = "orders", export: str = "shop", own: str = "") -> Record:
    customer, email, phone = row
    return Record(0, kind, export, customer, f"{email}@firma.it" if email else "", PHONES.get(phone, phone), own=own)


def persons(rows: list[Row], rules: IdentityRules = DEFAULT_RULES) -> tuple[list[int | None], Identity]:
    records = [record(row) for row in rows]
    tables = written(records)
    identity = unified(tables, rules)
    return found(tables, records), identity


def shape(people: list[int | None]) -> str:
    """Persons as letters, in the order of their first record; '.' is nobody."""
    named: dict[int, str] = {}
    return "".join(
        "." if who is None else named.setdefault(who, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(named)]) for who in people
    )


CASES = {
    "one number": ([("1", "", ""), ("1", "", ""), ("2", "", "")], "AAB"),
    "one address": ([("", "k", ""), ("1", "k", ""), ("2", "m", "")], "AAB"),
    "a chain of numbers and addresses": ([("1", "", ""), ("1", "k", ""), ("2", "k", ""), ("2", "", "")], "AAAA"),
    "a lost card: two numbers, one address": ([("1", "k", ""), ("2", "k", "")], "AA"),
    "a phone joins what says nothing else": ([("1", "", "p"), ("", "k", "p"), ("", "", "p")], "AAA"),
    "a phone alone is a person": ([("", "", "p"), ("", "", "p"), ("", "", "q")], "AAB"),
    "two addresses with one phone differ": ([("", "k", "p"), ("", "m", "p")], "AB"),
    "two numbers with one phone differ": ([("1", "", "p"), ("2", "", "p")], "AB"),
    "whose call was it?": ([("1", "", "p"), ("2", "", "p"), ("", "", "p")], "AB."),
    "address and number agree, so does the phone": ([("1", "k", "p"), ("1", "", "p"), ("", "k", "p")], "AAA"),
    "two phones of one customer": ([("1", "", "p"), ("1", "", "q"), ("", "", "p"), ("", "", "q")], "AAAA"),
    "a chain of phones to another customer": (
        [("1", "", "p"), ("", "k", "p"), ("", "k", "q"), ("2", "", "q"), ("", "", "p"), ("", "", "q")],
        "ABBC..",
    ),
    "no key": ([("", "", ""), ("", "", "")], ".."),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_default_rules(rows: list[Row], expected: str) -> None:
    assert shape(persons(rows)[0]) == expected


def test_trusting_phones_joins_what_does_not_differ_in_both() -> None:
    rows = [("", "k", "p"), ("", "m", "p"), ("1", "n", "q"), ("2", "o", "q"), ("", "", "q")]
    assert shape(persons(rows)[0]) == "ABCD."
    assert shape(persons(rows, IdentityRules(trust_phones=True))[0]) == "AABC."


def test_a_shared_mailbox_joins_nobody() -> None:
    others = [(f"{i}", f"x{i}", "") for i in range(1, 21)]
    mailbox = [(f"{i}", "desk", "") for i in range(1, 8)]
    people, identity = persons(others + mailbox + [("", "desk", "")])
    assert shape(people[:20]) == "ABCDEFGHIJKLMNOPQRST"
    assert shape(people[:7]) == shape(people[20:27])
    assert people[27] is None
    (shared,) = identity.shared
    assert (shared.key, shared.records, shared.meets, shared.kept_out) == ("email", 8, 7, True)
    assert shared.value == hashed("desk@firma.it")
    assert identity.kept_out == (("customer", 0), ("email", 1), ("phone", 0))
    assert identity.unclear == 1


def test_an_address_with_a_number_for_each_visit_is_one_guest() -> None:
    others = [(f"{i}", f"x{i}", "") for i in range(1, 21)]
    people, identity = persons(others + [(f"9{i}", "visitor", "p") for i in range(12)])
    assert len(set(people[20:])) == 1
    assert [(one.key, one.meets, one.kept_out) for one in identity.shared] == [("email", 13, False)]


def stand_in(holders_have_numbers: bool) -> list[Row]:
    usual = [(f"{i}", f"x{i}", "") for i in range(100, 140)]
    own = [(f"2{i}", f"x{i}", "") for i in range(10) if holders_have_numbers]
    return usual + own + [("5000001", f"x{i}", "") for i in range(10)]


def test_a_stand_in_for_a_number_joins_nobody() -> None:
    people, identity = persons(stand_in(True))
    assert people[-10:] == people[-20:-10]
    assert len(set(people[-10:])) == 10
    assert identity.kept_out[0] == ("customer", 1)


def test_a_firm_whose_people_share_its_number_is_one_customer() -> None:
    people, identity = persons(stand_in(False))
    assert len(set(people[-10:])) == 1
    assert [(one.key, one.meets, one.kept_out) for one in identity.shared] == [("customer", 10, False)]


def test_one_who_has_another_card_makes_no_stand_in() -> None:
    people, _ = persons([*stand_in(False), ("77", "x0", "")])
    assert len(set(people[-11:])) == 1


def test_a_switchboard_is_no_evidence_against_the_number_of_a_firm() -> None:
    """Nine firms behind one switchboard: its phone tells nothing of the people who share a number."""
    neighbours = [(f"3{i}", "", "p") for i in range(8)]
    people, _ = persons([*neighbours, *stand_in(False)[:-1], ("5000001", "x9", "p")])
    assert len(set(people[-10:])) == 1


def test_a_number_of_hundreds_is_a_stand_in_whatever_they_have() -> None:
    people, _ = persons(stand_in(False) + [("8", f"y{i}", "") for i in range(101)])
    assert len(set(people[-101:])) == 101


def test_a_switchboard_joins_nobody() -> None:
    people, identity = persons([(f"{i}", "", "p") for i in range(1, 6)] + [("", "", "p")] * 3)
    assert shape(people) == "ABCDE..."
    assert identity.kept_out[2] == ("phone", 1)
    assert identity.contradictions == 0
    assert [(one.key, one.records, one.meets) for one in identity.shared] == [("phone", 8, 5)]


def test_a_family_phone_is_a_contradiction() -> None:
    _, identity = persons([("1", "", "p"), ("2", "", "p"), ("", "", "p")])
    assert (identity.contradictions, identity.unclear, identity.kept_out[2]) == (1, 1, ("phone", 0))
    assert identity.checks[2] == KeyCheck("phone", 1, 0)


def test_contacts_and_leads_without_a_key_are_persons_of_their_own() -> None:
    records = [
        record(("", "", ""), "contacts", "crm", "7"),
        record(("", "", ""), "contacts", "crm", "7"),
        record(("", "", ""), "contacts", "shop", "7"),
        record(("", "", ""), "leads", "crm", "7"),
        record(("", "", ""), "orders", "crm"),
        record(("1", "", "p"), "contacts", "crm", "8"),
        record(("2", "", "p"), "contacts", "crm", "9"),
        record(("", "", "p"), "contacts", "crm", "10"),
    ]
    tables = written(records)
    identity = unified(tables)
    assert shape(found(tables, records)) == "AABC.DEF"
    assert (identity.alone, identity.without_key, identity.unclear, identity.persons) == (5, 1, 0, 6)
    assert dict(identity.joined) == {"customer": 0, "email": 0, "phone": 0, "record": 1}


def two_schemes(agree: int) -> list[Record]:
    """Two shops that both count customers from 1: of 40 numbers `agree` are the same person's."""
    one = [record((f"{i}", f"x{i}", ""), "orders", "shop") for i in range(1, 41)]
    return one + [record((f"{i}", f"x{i}" if i <= agree else f"y{i}", ""), "tickets", "desk") for i in range(1, 41)]


@pytest.mark.parametrize(("agree", "people"), [(0, 80), (3, 77), (4, 40), (40, 40)])
def test_numbers_of_two_schemes_are_told_apart(agree: int, people: int) -> None:
    """One in ten is the border: below it the numbers say nothing of one another, and addresses alone join."""
    identity = unified(written(two_schemes(agree)))
    assert identity.persons == people
    assert [(pair.first, pair.second, pair.comparable, pair.agreeing) for pair in identity.numberings] == (
        [("desk", "shop", 40, agree)] if people > 40 else []
    )
    assert [one.code for one in identity.notices] == ["numberings_differ"] * (people > 40)


def test_too_few_to_compare_are_one_scheme() -> None:
    records = [one for one in two_schemes(0) if int(one.customer) < 20]
    assert unified(written(records)).persons == 19


def test_stated_schemes() -> None:
    records = two_schemes(40)
    apart = unified(written(records), IdentityRules(numberings={"desk": "desk"}))
    assert apart.persons == 40  # addresses still join
    numbers = [record((one.customer, "", ""), one.kind, one.export) for one in records]
    assert unified(written(numbers)).persons == 40
    assert unified(written(numbers), IdentityRules(numberings={"desk": "desk"})).persons == 80
    assert unified(written(numbers), IdentityRules(numberings={"desk": "one", "shop": "one"})).persons == 40
    with pytest.raises(DataError, match="did you mean 'desk'"):
        unified(written(numbers), IdentityRules(numberings={"dsk": "one"}))


def test_the_account() -> None:
    rows = [("1", "k", ""), ("1", "", "p"), ("", "k", ""), ("", "", "p"), ("2", "", ""), ("2", "", ""), ("", "", "")]
    _, identity = persons(rows)
    assert (identity.records, identity.identified, identity.persons) == (7, 6, 2)
    assert identity.joined == (("customer", 2), ("email", 1), ("phone", 1), ("record", 0))
    assert identity.largest is not None
    who = identity.largest
    assert who == LargestPerson(who.person, 4, 1, 1, 1)
    assert [(one.least, one.persons, one.records) for one in identity.sizes if one.persons] == [(2, 1, 2), (3, 1, 4)]
    assert [(one.kind, one.records, one.identified, one.persons) for one in identity.kinds] == [("orders", 7, 6, 2)]


def test_exports_without_keys() -> None:
    database = written([]).database
    database.run("CREATE TABLE costs (date TIMESTAMP, cost BIGINT, export VARCHAR)")
    identity = unified(Tables(database, {"costs": "costs"}))
    assert (identity.records, identity.persons, identity.kinds, identity.largest) == (0, 0, (), None)
    assert database.run("SELECT count(*) FROM persons") == [(0,)]


def test_nothing_is_left_behind() -> None:
    tables = written([record(("1", "k", "p"))])
    unified(tables)
    assert {name for (name,) in tables.database.run("SELECT table_name FROM duckdb_tables()")} == {"orders", "persons"}


@pytest.mark.parametrize("rules", [IdentityRules(), IdentityRules(trust_phones=True)])
def test_a_person_keeps_its_number(rules: IdentityRules) -> None:
    """Further records change a number only where they bring a lesser key or join two persons."""
    rows = [(f"{i}", f"x{i}", "") for i in range(30)]
    before, _ = persons(rows, rules)
    after, _ = persons([("", "x3", ""), *rows, ("77", "", "")], rules)
    assert after[1:31] == before
    assert after[0] == before[3]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "", "1", "2", "3"]),
        st.sampled_from(["", "", "k", "m", "n"]),
        st.sampled_from(["", "p", "q", "r"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(deadline=None, max_examples=25)
@given(
    ROWS,
    st.booleans(),
    st.randoms(use_true_random=False),
    st.sampled_from([hashed, str.upper, lambda text: text or None]),
)
def test_the_rules_in_any_order_under_any_hash(
    rows: list[Row], trusting: bool, luck: object, keyed: Callable[[str], str | None]
) -> None:
    """A second reading of the rules in plain Python gives the same persons, whatever the order and the hashes."""
    luck.shuffle(rows)  # type: ignore[attr-defined]
    records = [record(row) for row in rows]
    tables = written(records, keyed)
    identity = unified(tables, IdentityRules(trust_phones=trusting))
    people = found(tables, records)
    expected = by_the_rules(rows, trusting=trusting)
    assert together(people) == together(expected)
    assert [who is None for who in people] == [who is None for who in expected]
    assert identity.identified == identity.persons + sum(n for _, n in identity.joined)
    assert identity.records == identity.identified + identity.unclear + identity.without_key == len(rows)
    assert (
        identity.persons
        == sum(one.persons for one in identity.sizes)
        == len({who for who in people if who is not None})
    )
