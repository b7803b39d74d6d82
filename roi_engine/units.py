"""Units of a scenario: calendar time, hours of work, money and things that are counted.

Calendar time and hours of work are different dimensions on purpose: `EUR/hour` is a wage, not an amount
that falls due around the clock, and a month of the calendar is not 730 hours of work. A month is a twelfth
of a year and a week 7/365.25 of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from roi_engine.errors import RoiEngineError, did_you_mean

if TYPE_CHECKING:
    import pint

COUNTS = (
    "person", "agent", "seat", "user", "customer", "contact", "call", "ticket", "case", "lead", "opportunity",
    "deal", "order", "campaign", "email", "piece", "visit", "request",
)  # fmt: skip
CALENDAR = ("year", "quarter", "month", "week", "day")
WORK = ("hour", "minute", "second")
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)

_DEFINITIONS = (
    "year = [calendar]",
    "quarter = year / 4",
    "month = year / 12",
    "week = 7 / 365.25 * year",
    "day = year / 365.25",
    "hour = [work] = _ = h",
    "minute = hour / 60 = _ = min",
    "second = hour / 3600 = _ = s",
)
_SAFE = re.compile(r"[A-Za-z_0-9\s/*().-]*\Z")


class UnitError(RoiEngineError, ValueError):
    """A unit is not known, or two units do not fit; `hint` says how to mend it."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


class Units:
    """The units one scenario may use: the shipped ones, its currency, and its own count units.

    Dimensions are checked by pint; the rest of the engine only sees canonical texts (`contact/month`) and
    the factor between two of them.
    """

    def __init__(self, currency: str, counts: Iterable[str] = ()) -> None:
        import pint  # half a second to import: only where a scenario is read

        self.currency = currency
        self._registry: pint.UnitRegistry[float] = pint.UnitRegistry(None, cache_folder=None)
        self._known = [*CALENDAR, *WORK, *dict.fromkeys([*COUNTS, *counts]), currency]
        for definition in _DEFINITIONS:
            self._registry.define(definition)
        for name in dict.fromkeys([*COUNTS, *counts]):
            self._registry.define(f"{name} = [{name}]")
        self._registry.define(f"{currency} = [money]")
        self._parsed: dict[str, pint.Unit] = {}  # a scenario says few units many times

    def parse(self, text: str) -> pint.Unit:
        """The unit that `text` names (`minute/contact`, `1/year`, `EUR/seat/month`); an empty text is the pure number.

        Raises UnitError with a suggestion where a word is not a unit of this scenario.
        """
        if text not in self._parsed:
            self._parsed[text] = self._read(text)
        return self._parsed[text]

    def _read(self, text: str) -> pint.Unit:
        words = re.findall(r"[A-Za-z_]\w*", text)
        for word in words:
            self._check_word(word)
        if not _SAFE.match(text) or len(text) > 200:
            raise UnitError(f"'{text[:60]}' is not a unit", "write it like minute/contact or EUR/seat/month")
        try:
            return self._registry.parse_units(text.strip())
        except Exception as error:  # pint raises bare tokenizer, assertion and value errors on malformed text
            raise UnitError(f"'{text}' is not a unit", "write it like minute/contact or EUR/seat/month") from error

    def _check_word(self, word: str) -> None:
        if word == "per" or (not word.startswith("_") and word in self._registry):
            return
        if word.upper() in CURRENCIES:
            message = f"'{word}' is not this scenario's currency, {self.currency}; one currency a scenario"
            raise UnitError(message)
        hint = did_you_mean(word, self._known) or "a count unit of your own is listed under units: [...]"
        raise UnitError(f"'{word}' is not a known unit", hint)

    def text(self, unit: pint.Unit) -> str:
        """The canonical text of a unit: `minute/contact`; the pure number is the empty text."""
        return "" if unit == self._registry.Unit("") else f"{unit:C}"

    def factor(self, source: pint.Unit, target: pint.Unit) -> float:
        """What a number in `source` is multiplied by to be in `target`; UnitError where they do not fit."""
        if source == target:
            return 1.0
        try:
            return float(self._registry.convert(1.0, source, target))
        except Exception as error:
            said = f"{self.text(source) or 'a pure number'} does not fit {self.text(target) or 'a pure number'}"
            raise UnitError(said) from error

    def power(self, unit: pint.Unit, exponent: float) -> pint.Unit:
        """The unit of a quantity raised to a power."""
        return self._registry.Unit(unit**exponent)

    def fits(self, source: pint.Unit, target: pint.Unit) -> bool:
        """Whether the two units measure the same thing."""
        return bool(source.dimensionality == target.dimensionality)


@lru_cache(maxsize=8)
def units_for(currency: str, counts: tuple[str, ...] = ()) -> Units:
    """The units of a scenario with this currency and these count units, built once a process."""
    return Units(currency, counts)
