"""What is asked of the unification, and what it found: frozen records, free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from roi_engine.errors import Notice

if TYPE_CHECKING:
    from roi_engine.crm_data.database import Database

PERSONS = "persons"  # the table that is made
KEYS = ("customer", "email", "phone")  # in the order of trust


class KeyedTables(Protocol):
    """Exports that have been read: the tables of one database, by kind."""

    @property
    def database(self) -> Database:
        """Where the tables are."""

    @property
    def tables(self) -> Mapping[str, str]:
        """Kind of table -> its name in the database."""


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """When two records are one customer's.

    A *customer number* and an *e-mail address* join every record that bears them, whatever else differs, unless they
    stand for many. Many is more than `most_keys`, and more than three times as many as nine in ten come with:

    - an address with so many customer numbers and phones is a shared mailbox, unless all of them come with the same one
      or two phones (a shop that numbers each visit of a guest);
    - a number with so many addresses and phones is a stand-in, typed where there is no number, if its holders have
      numbers of their own: at least two, and one for every ten of the addresses and phones. With more than
      `certain_keys`, and thirty times as many as nine in ten, it is one whatever its holders have. A firm whose people
      share its number is not a stand-in: they have no other, and where customers are firms, many addresses are usual.

    A *phone* joins what the first two have left apart, where nothing contradicts: it never joins two customers who both
    have an address, or both have a number, as then these differ. With `trust_phones` only those who differ in both are
    kept apart. A chain of phones that leads from one such customer to another joins none of its customers. A phone that
    meets more than `most_customers` customers is a switchboard. A phone that is kept out joins nothing at all: a record
    that bears nothing else could be of either of two people, and is nobody's.

    `numberings` names the scheme that the customer numbers of an export follow (entry of `data:` -> any name): number
    17 of one scheme is not number 17 of another; exports that it does not name share one scheme. Where it is empty,
    exports whose customers are called the same but share neither address nor phone are told apart by themselves, from
    20 such customers on.
    """

    most_keys: int = 6
    certain_keys: int = 100
    most_customers: int = 4
    trust_phones: bool = False
    numberings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindCount:
    """Records of one kind of table: all of them, those of a known person, and how many persons these are."""

    kind: str
    records: int
    identified: int
    persons: int


@dataclass(frozen=True, slots=True)
class SharedKey:
    """A key that many different records bear: `value` is its keyed hash, `meets` counts the customers it would join.

    Customers are counted by numbers and phones for an address, by addresses and phones for a number, and for a phone as
    they stand before phones join. `kept_out` tells whether the key joins nothing.
    """

    key: str
    value: str
    records: int
    meets: int
    kept_out: bool


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """How far a kind of key can be trusted here: values that another key can check, and those that it confirms.

    A phone is checked where two records bear it that also bear a number or an address, and confirmed where these are
    one customer's by number and address; a number and an address check each other. Numbers and addresses that are kept
    out are not among them; phones are.
    """

    key: str
    checked: int
    agreeing: int


@dataclass(frozen=True, slots=True)
class PersonSize:
    """Persons with `least` to `most` records (None: or more)."""

    least: int
    most: int | None
    persons: int
    records: int


@dataclass(frozen=True, slots=True)
class LargestPerson:
    """The person with most records, who is the first to look at: how many records and keys of each kind."""

    person: int
    records: int
    numbers: int
    addresses: int
    phones: int


@dataclass(frozen=True, slots=True)
class NumberingPair:
    """Two exports with customers called the same: how many could be compared by address or phone, how many agree."""

    first: str
    second: str
    comparable: int
    agreeing: int


@dataclass(frozen=True, slots=True)
class Identity:
    """How many records became how many persons, and through which keys.

    `table` is the table `persons` (kind, row, person), with one row for every record of a table that has key columns;
    `person` is null where the customer of the record is not known: `without_key`, or `unclear` where every key that it
    bears is kept out. `joined` says by how much each kind of key, in turn, brings the number of persons down: customer
    number, e-mail address, phone, and the number of the record itself. `alone` counts the records of contacts and leads
    without a usable key: such a table has a row for each person, so each contact or lead of an export is one.
    `kept_out` counts the keys that stand for many, `contradictions` the phones between few customers who cannot be one.

    It holds that records = identified + unclear + without_key, and identified = persons + sum(joined).
    """

    table: str
    records: int
    identified: int
    persons: int
    without_key: int
    unclear: int
    alone: int
    kinds: tuple[KindCount, ...]
    joined: tuple[tuple[str, int], ...]
    shared: tuple[SharedKey, ...]
    kept_out: tuple[tuple[str, int], ...]
    contradictions: int
    checks: tuple[KeyCheck, ...]
    sizes: tuple[PersonSize, ...]
    largest: LargestPerson | None
    numberings: tuple[NumberingPair, ...]
    notices: tuple[Notice, ...]
