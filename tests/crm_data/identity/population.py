"""Customers with a known truth, as five channels would write them down: spelled at will, shared, missing, made up."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from roi_engine.crm_data.database import Database, named, open_database
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.identity.normal import normalised_email, normalised_number, normalised_phone

SQL_TYPES = {"text": "VARCHAR", "key": "VARCHAR", "time": "TIMESTAMP", "money": "BIGINT", "count": "BIGINT"}
SQL_TYPES |= {"number": "DOUBLE", "span": "BIGINT", "flag": "BOOLEAN", "choice": "VARCHAR"}
GIVEN = "anna marco lucia paolo giulia pedro carmen jorge elena luis sofia diego marta andres irene".split()
FAMILY = "verdi bianchi neri gallo conti ferri garcia lopez ruiz moreno serra vidal costa riva monti".split()
DOMAINS = ("gmail.com", "gmail.com", "posta.it", "correo.es", "firma.it")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    numbers: tuple[str, ...]
    emails: tuple[str, ...]
    mobile: str
    shared: str  # a home phone, a switchboard


@dataclass(frozen=True, slots=True)
class Habits:
    """How people live and shops type: shares of families, of their records, of records of a channel."""

    families_with_a_line: float = 0.3  # a home phone that its members share
    records_with_the_line: float = 0.08  # where the person has a mobile phone too
    without_mobile: float = 0.05
    families_with_one_address: float = 0.002
    stand_ins: float = 0.02  # till: a made-up customer number; call centre: the shop's own address
    slips: float = 0.01  # an address with a letter missing


MADE_UP = frozenset({"5000001", "info@negozio.it"})  # what is typed where there is nothing to type
HARSH = Habits(0.5, 0.2, 0.1, 0.01)


@dataclass(frozen=True, slots=True)
class Record:
    truth: int
    kind: str
    export: str
    customer: str = ""
    email: str = ""
    phone: str = ""
    name: str = ""
    own: str = ""  # number of the contact or lead in its export


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What the readers of exports hand over, as far as the unification looks at it."""

    database: Database
    tables: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))


@cache  # the phone library is slow, and tests look at a record more than once
def keys(record: Record) -> tuple[str, str, str]:
    """Customer number, address and phone in their normal form."""
    return normalised_number(record.customer), normalised_email(record.email), normalised_phone(record.phone, "IT")


def hashed(normal: str) -> str | None:
    return hmac.new(b"a key of the test", normal.encode(), hashlib.sha256).hexdigest() if normal else None


def written(records: Sequence[Record], keyed: Callable[[str], str | None] = hashed) -> Tables:
    """Tables of `records` with the columns of tables.yaml; rows of a table stand in the order of `records`."""
    database = open_database()
    kinds = tuple(dict.fromkeys(record.kind for record in records))
    for kind in kinds:
        own = {"contacts": "contact", "leads": "lead"}.get(kind)
        rows = [(i, record) for i, record in enumerate(records) if record.kind == kind]
        given = {
            **{
                key: [keyed(keys(record)[i]) for _, record in rows]
                for i, key in enumerate(("customer", "email", "phone"))
            },
            "export": [record.export for _, record in rows],
        } | ({own: [record.own or f"{kind}{i}" for i, record in rows]} if own else {})
        columns = {name: SQL_TYPES[column.kind] for name, column in export_tables()[kind].columns.items()}
        columns["export"] = "VARCHAR"
        listed = ", ".join(
            f"{'unnest($' + name + ')' if name in given else 'NULL'}::{sort} AS {named(name)}"
            for name, sort in columns.items()
        )
        database.run(f"CREATE TABLE {named(kind)} AS SELECT {listed}", given)
    return Tables(database, MappingProxyType({kind: kind for kind in kinds}))


def found(tables: Tables, records: Sequence[Record]) -> list[int | None]:
    """The person of each record, in the order of `records`, from the table `persons`."""
    person = {(kind, row): who for kind, row, who in tables.database.run("SELECT kind, row, person FROM persons")}
    seen: dict[str, int] = {}
    answers = []
    for record in records:
        row = seen.get(record.kind, 0)
        seen[record.kind] = row + 1
        answers.append(person[record.kind, row])
    return answers


def population(size: int, seed: int, habits: Habits = Habits()) -> list[Record]:
    """Records of `size` people: families that share a phone or an address, lost cards, desks behind a switchboard."""
    luck = random.Random(seed)
    people: list[Person] = []
    switchboards = [_landline(luck) for _ in range(max(size // 200, 1))]
    while len(people) < size:
        home, address = _landline(luck), f"famiglia.{luck.randrange(10**6)}@posta.it"
        members = luck.choice((1, 1, 1, 2, 2, 3, 4))
        shares_phone = luck.random() < habits.families_with_a_line
        shares_address = members > 1 and luck.random() < habits.families_with_one_address
        for _ in range(members):
            shared = home if shares_phone else luck.choice(switchboards) if luck.random() < 0.05 else ""
            people.append(_person(luck, len(people), shared, address if shares_address else "", habits))
    return [record for i, person in enumerate(people[:size]) for record in _records(luck, i, person, habits)]


def _landline(luck: random.Random) -> str:
    return f"+39 06 {luck.randrange(20_000_000, 89_999_999)}"


def _person(luck: random.Random, number: int, shared: str, address: str, habits: Habits) -> Person:
    given, family = luck.choice(GIVEN), luck.choice(FAMILY)
    mailbox = f"{given}.{family}{luck.randrange(10**6)}"
    emails = [address or f"{mailbox}@{luck.choice(DOMAINS)}"]
    if luck.random() < 0.2:
        emails.append(f"{given[0]}.{family}{luck.randrange(10**6)}@firma.it")
    numbers = [f"{number * 7 + 1000:07d}"] if luck.random() < 0.7 else []
    if numbers and luck.random() < 0.08:
        numbers.append(f"{number * 7 + 1003:07d}")
    mobile = f"+39 3{luck.randrange(20, 99)} {luck.randrange(1_000_000, 9_999_999)}"
    mobile = mobile if luck.random() >= habits.without_mobile else ""
    return Person(f"{given} {family}".title(), tuple(numbers), tuple(emails), mobile, shared)


# channel: kind of table, chance that a customer number, an address, a phone is written down
CHANNELS = {
    "shop": ("orders", 0.8, 0.3, 0.4),
    "web": ("orders", 0.4, 0.98, 0.5),
    "mail": ("tickets", 0.05, 1.0, 0.1),
    "social": ("leads", 0.0, 0.5, 0.2),
    "call_centre": ("calls", 0.3, 0.1, 0.95),
}


def _records(luck: random.Random, truth: int, person: Person, habits: Habits) -> list[Record]:
    found = []
    for _ in range(1 + min(int(luck.expovariate(1 / 3)), 15)):
        channel, (kind, by_number, by_address, by_phone) = luck.choice(tuple(CHANNELS.items()))
        number = luck.choice(person.numbers) if person.numbers and luck.random() < by_number else ""
        if channel == "shop" and luck.random() < habits.stand_ins:
            number = "5000001"  # the card that lies at the till, where the customer's is at home
        email = luck.choice(person.emails) if luck.random() < by_address else ""
        if channel == "call_centre" and luck.random() < habits.stand_ins:
            email = luck.choice(("info@negozio.it", "noreply@negozio.it", "n/a"))
        phone = ""
        if luck.random() < by_phone:
            phone = (
                person.shared
                if person.shared and (not person.mobile or luck.random() < habits.records_with_the_line)
                else person.mobile
            )
        spelled = (spelled_number(luck, number), spelled_email(luck, email, habits.slips), spelled_phone(luck, phone))
        found.append(Record(truth, kind, channel, *spelled, person.name))
    return found


def spelled_number(luck: random.Random, number: str) -> str:
    return luck.choice((number, number.lstrip("0"), f" {number} ", f"00{number}", f"{number[:3]} {number[3:]}"))


def spelled_email(luck: random.Random, email: str, slips: float = 0.0) -> str:
    mailbox, at, domain = email.partition("@")
    if not at:
        return email
    if domain == "gmail.com" and luck.random() < 0.3:
        mailbox = mailbox.replace(".", "")
    if luck.random() < slips:
        mailbox = mailbox[:2] + mailbox[3:]  # a slip of the finger, which nothing can mend
    tagged = f"{mailbox}+{luck.choice(('shop', 'news'))}@{domain}"
    plain = f"{mailbox}@{domain}"
    forms = (plain, plain, plain.upper(), f" {plain} ", tagged, f"mailto:{plain}", f"Cliente <{plain}>")
    return luck.choice(forms)


def spelled_phone(luck: random.Random, phone: str) -> str:
    if not phone:
        return ""
    national = phone.removeprefix("+39 ")
    digits = national.replace(" ", "")
    forms = (
        phone,
        national,
        digits,
        f"0039{digits}",
        f"+39-{national.replace(' ', '-')}",
        f"({national.split()[0]}) {national.split()[1]}",
        f"{national} int. {luck.randrange(10, 99)}",
        f"tel. {national}",
    )
    return luck.choice(forms)
