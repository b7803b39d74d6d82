"""Numbers as people read them: the only place with rounding, currency and signs.

Amounts in sentences are compact (`EUR 1.23 million`, three significant digits), amounts in tables full (`1,234,567`).
A loss is told by words in sentences and by a minus sign in tables. Separators follow the report's language.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from roi_engine.errors import N_ as N_
from roi_engine.errors import Notice
from roi_engine.reporting.messages import messages_in, shipped_languages
from roi_engine.reporting.unit_words import unit_said

LANGUAGES = shipped_languages()
SIGNIFICANT = 3
_DASH = "n/a"
_Y_BEFORE_I = re.compile(r" y (?=«?h?[ií](?![aeo]))", re.IGNORECASE)  # Spanish: "e ingresos", but "y hierro"


_MONEY = (
    (1e12, N_("{currency} {amount} trillion"), N_("{currency} trillion")),
    (1e9, N_("{currency} {amount} billion"), N_("{currency} billion")),
    (1e6, N_("{currency} {amount} million"), N_("{currency} million")),
)
TIMES = {
    "year": (N_("{n} year"), N_("{n} years")),
    "quarter": (N_("{n} quarter"), N_("{n} quarters")),
    "month": (N_("{n} month"), N_("{n} months")),
    "week": (N_("{n} week"), N_("{n} weeks")),
    "day": (N_("{n} day"), N_("{n} days")),
}
_PLAIN_MONEY = N_("{currency} {amount}")
_THOUSAND = N_("{currency} thousand")


@dataclass(frozen=True, slots=True)
class Scale:
    """The common unit of a chart's axis: amounts are divided by `divisor`; `unit` names what is left."""

    divisor: float
    unit: str
    digits: int


@dataclass(frozen=True, slots=True)
class Words:
    """The language and the currency of one report; every method gives finished text."""

    language: str
    currency: str

    def text(self, template: str, **values: str) -> str:
        """A whole-sentence template in the report's language, its placeholders filled in."""
        return messages_in(self.language).text(template).format(**values)

    def counted(self, one: str, many: str, n: int, **values: str) -> str:
        """The singular or plural template for `n`, which fills the placeholder `n`."""
        chosen = messages_in(self.language).counted(one, many, n)
        return chosen.format(n=self.count(n), **values)

    def money(self, amount: float) -> str:
        """Money for a sentence: three significant digits, millions and more in words."""
        if not math.isfinite(amount):
            return self.missing
        amount = significant(amount)
        for size, template, _ in _MONEY:
            if abs(amount) >= size:
                return self.text(template, currency=self.currency, amount=self._significant(amount / size))
        return self.text(_PLAIN_MONEY, currency=self.currency, amount=self._small(amount))

    def amount(self, amount: float) -> str:
        """Money for a table whose heading names the currency: whole units, all digits."""
        return self._decimal(amount, 0)

    def scale(self, amounts: Iterable[float]) -> Scale:
        """The unit in which the largest of `amounts` has two to four digits before the point.

        One digit would leave a bar a tenth of the largest with a single significant figure.
        """
        largest = max((abs(a) for a in amounts if math.isfinite(a)), default=0.0)
        for size, _, unit in _MONEY:
            if largest >= 10 * size:
                return Scale(size, self.text(unit, currency=self.currency), _digits(largest / size))
        if largest >= 10_000:
            return Scale(1e3, self.text(_THOUSAND, currency=self.currency), 0 if largest >= 1e5 else 1)
        return Scale(1.0, self.currency, 0)

    def scaled(self, amount: float, scale: Scale, signed: bool = False) -> str:
        """An amount in the unit of a chart, with a plus sign where `signed` and it is a gain."""
        text = self._decimal(amount / scale.divisor, scale.digits)
        return f"+{text}" if signed and amount > 0 and any(c in "123456789" for c in text) else text

    def tick(self, amount: float, scale: Scale) -> str:
        """An amount on an axis in the unit of the chart: as many decimals as it has, three at most."""
        number = _no_minus_zero(amount / scale.divisor, 3)
        return str(format_decimal(number, format="#,##0.###", locale=self.language))

    def share(self, share: float, digits: int = 0) -> str:
        """A share of one as per cent."""
        if not math.isfinite(share):
            return self.missing
        return str(format_percent(_no_minus_zero(share, digits + 2), locale=self.language, decimal_quantization=False))

    def chance(self, chance: float) -> str:
        """A probability as per cent; never rounded to a certainty that it is not."""
        if 0.0 < chance < 0.01:
            return self.text(N_("less than {share}"), share=self.share(0.01))
        if 0.99 < chance < 1.0:
            return self.text(N_("more than {share}"), share=self.share(0.99))
        return self.share(chance)

    def halves(self, share: float) -> tuple[str, str]:
        """A share and what is left of the whole, rounded so that both add up; neither is rounded away to nothing."""
        if not math.isfinite(share):
            return self.missing, self.missing
        if 0.0 < share < 0.01 or 0.99 < share < 1.0:
            return self.chance(share), self.chance(1.0 - share)
        return self.share(share), self.share(1.0 - round(share, 2))

    def chance_error(self, error: float) -> str:
        """The standard error of a probability as per cent, two decimals; an estimate of nothing is not told as zero."""
        if 0.0 <= error < 0.0001:
            return self.text(N_("less than {share}"), share=self.share(0.0001, 2))
        return self.share(error, 2)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts of a sentence in a row: one, two and three."""
        *first, last = parts or ("",)
        said = self.text(N_("{first} and {last}"), first=", ".join(first), last=last) if first else last
        return _Y_BEFORE_I.sub(" e ", said) if self.language == "es" else said

    def ratio(self, ratio: float) -> str:
        """A plain ratio with two decimals."""
        return self._decimal(ratio, 2)

    def months(self, months: float) -> str:
        """A time in months, rounded up to whole ones: money is not back before it is back."""
        if not math.isfinite(months):
            return self.missing
        whole = math.ceil(months - 1e-9)
        if whole <= 0:
            return self.text(N_("at once"))
        return self.counted(N_("{n} month"), N_("{n} months"), whole)

    def years(self, years: int) -> str:
        """A whole number of years."""
        return self.counted(N_("{n} year"), N_("{n} years"), years)

    def count(self, n: int) -> str:
        """A whole number with separators."""
        return str(format_decimal(n, format="#,##0", locale=self.language))

    def number(self, number: float) -> str:
        """A number of any size with three significant digits; whole digits are kept."""
        if not math.isfinite(number):
            return self.missing
        return self._significant(number) if abs(number) < 1000 else self._decimal(number, 0)

    def quantity(self, number: float, unit: str, as_share: bool = False) -> str:
        """A number with its unit; `as_share` writes a pure number, or one per time, as per cent."""
        if not math.isfinite(number):
            return self.missing
        if as_share:
            per_cent = format_percent(significant(number), locale=self.language, decimal_quantization=False)
            return f"{per_cent}{unit_said(unit.removeprefix('1'), self.text)}"
        told = self._trimmed(number)
        many = told != "1"  # fractions are many in every language here
        if unit in TIMES:
            return messages_in(self.language).counted(*TIMES[unit], 2 if many else 1).format(n=told)
        return f"{told} {unit_said(unit, self.text, many)}".strip()

    @property
    def missing(self) -> str:
        """What stands where a figure does not exist."""
        return self.text(_DASH)

    def _decimal(self, number: float, digits: int) -> str:
        if not math.isfinite(number):
            return self.missing
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(_no_minus_zero(number, digits), format=pattern, locale=self.language))

    def _trimmed(self, number: float) -> str:
        """Three significant digits, or all whole ones, without zeros at the end."""
        rounded = significant(number) if abs(number) < 1000 else round(number)
        return str(format_decimal(rounded, format="#,##0.########", locale=self.language))

    def _significant(self, number: float) -> str:
        rounded = significant(number)
        text = self._decimal(rounded, _digits(rounded))
        return text if abs(rounded) >= 1 else str(format_decimal(rounded, locale=self.language, format="0.######"))

    def _small(self, amount: float) -> str:
        return self._decimal(amount, 0 if abs(amount) >= 100 or amount == round(amount) else 2)


def words_for(language: str, currency: str) -> Words:
    """The words of a report in `language`, or in English where no catalogue for it is shipped."""
    return Words(language if language in LANGUAGES else "en", currency)


def amount_error(error: float, words: Words) -> str:
    """The half-width of an error of an amount in whole units, as `± 120`; empty without one, and never told as none."""
    if not math.isfinite(error):
        return ""
    if 0.0 < error < 0.5:
        return words.text(N_("less than {error}"), error="± 1")
    return f"± {words.amount(error)}"


def quoted(text: str, words: Words) -> str:
    """A name in the marks of the reader's language."""
    return words.text(N_("“{name}”"), name=text)


_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<number>\d[\d,]*(\.\d+)?)(?P<per_cent> ?%)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def noticed(notice: Notice, words: Words) -> str:
    """A warning in the reader's language, its figures too."""
    if not notice.template or words.language == "en":
        return notice.message
    filled = {name: _figure(value, words) for name, value in notice.values}
    if "unit" in filled:
        filled["unit"] = unit_said(filled["unit"], words.text, many=True)
    return words.text(notice.template, **filled)


def _figure(value: str, words: Words) -> str:
    """What fills a warning, where it is a number, a share or a day and nothing else; any other text as it is."""
    if _DAY.fullmatch(value):
        return str(format_date(datetime.date.fromisoformat(value), format="medium", locale=words.language))
    found = _NUMBER.fullmatch(value)
    if found is None or value.isdigit():
        return value
    number = float(found["number"].replace(",", "")) / (100.0 if found["per_cent"] else 1.0)
    if found["per_cent"]:
        told = str(format_percent(number, locale=words.language, decimal_quantization=False))
    else:
        told = str(format_decimal(number, locale=words.language, decimal_quantization=False))
    return found["sign"] + told


def is_share(unit: str, *numbers: float) -> bool:
    """Whether all `numbers` of one value in `unit` are read as per cent: pure or per time, and none beyond one.

    Where one of them is below zero the value is a change, and up to two is per cent too (an overrun of 104 %); a pure
    number above one may be a factor or a count, and stays what it is. Nothing shrinks by more than all of it: a number
    below -1 is no change (the standard normal factor of a customer model).
    """
    pure = unit == "" or unit in {"1/year", "1/quarter", "1/month", "1/week", "1/day"}
    known = [n for n in numbers if math.isfinite(n)]
    most = 2.0 if any(n < 0 for n in known) else 1.0
    return pure and all(-1.0 <= n <= most for n in known)


_NOTHING = 1e-12


def significant(number: float) -> float:
    """`number` rounded to three significant digits; 0, infinities and not-a-number stay as they are.

    What is nearer to 0 than any stated value is the rounding of a fit, and is 0.
    """
    return 0.0 if abs(number) < _NOTHING else float(f"{number:.{SIGNIFICANT}g}")


_KEPT_TOGETHER = "\u00a0\u202f"  # spaces that no line is broken at: before a per cent sign in Spanish


def plain(text: str) -> str:
    """User text as one line without control, format or private characters (no escapes, no reversed writing)."""
    if text.isprintable():  # most texts, told at once: none of these characters is printable, nor a space but " "
        return " ".join(text.split())
    spaced = "".join(" " if c.isspace() and c not in _KEPT_TOGETHER else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join(part for part in kept.split(" ") if part).strip()


def shortened(text: str, length: int) -> str:
    """Text of at most `length` characters, cut between words where that costs little; an ellipsis marks the cut."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head = cut if text[length - 1] == " " else cut.rpartition(" ")[0]
    return (head if len(head) >= 2 * length // 3 else cut).rstrip() + "…"


def shortened_apart(texts: Sequence[str], length: int) -> tuple[str, ...]:
    """Each text in at most `length` characters; where two would be cut to the same, they keep their last words too."""
    cut = [shortened(text, length) for text in texts]
    return tuple(_ends(text, length) if cut.count(short) > 1 else short for text, short in zip(texts, cut, strict=True))


def _ends(text: str, length: int) -> str:
    """The first and the last words of a text, in at most `length` characters."""
    if len(text) <= length:
        return text
    tail = text[-(2 * length // 3) :].partition(" ")[2] or text[-(length // 2) :]
    head = text[: length - 1 - len(tail)]
    return f"{head.rpartition(' ')[0] or head}…{tail}"


def _digits(number: float) -> int:
    """Decimals that leave three significant digits of a number of one or more."""
    size = abs(number)
    return 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2


def _no_minus_zero(number: float, digits: int) -> float:
    """Rounded to `digits`, with no sign on a zero: the sign of nothing is noise."""
    rounded = round(number, digits)
    return 0.0 if rounded == 0 else rounded
