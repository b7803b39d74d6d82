"""Keys of a customer in their normal form: e-mail address, phone number, customer number.

Two spellings of one key become one text; a text that identifies nobody (blank, not valid, made up to fill a field)
becomes ''. Pure functions of the text: nothing is looked up, so that the same key is the same text in every export.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import ModuleType

from roi_engine.errors import DataError, Problem, did_you_mean

# What forms and agents write where there is no address. A firm's own mailbox (info@, sales@, ...) is not among them:
# it stands for the firm; where it stands for many customers, the rules against shared keys keep it out.
_NO_MAILBOX = frozenset(
    "test|tests|testing|prova|prueba|demo|example|esempio|ejemplo|sample|na|n/a|n.a|nd|n/d|n.d|none|null|nan|no|non|nil|"
    "noemail|no-email|no_email|no.email|nomail|no-mail|no_mail|no.mail|nessuna|nessuno|senza|senzaemail|senzamail|"
    "ninguno|ninguna|nohay|notiene|sinemail|sincorreo|sinmail|nobody|noone|unknown|sconosciuto|sconosciuta|desconocido|"
    "anonimo|anonymous|anonymised|anonymized|deleted|guest|ospite|invitado|fake|dummy|x|xx|xxx|xxxx|a|aa|aaa|abc|asd|"
    "noreply|no-reply|no_reply|no.reply|donotreply|do-not-reply|do_not_reply|nonrispondere|non-rispondere|noresponder|"
    "no-responder|mailer-daemon|postmaster|bounce|bounces".split("|")
)
_NO_DOMAIN = frozenset("example.com|example.org|example.net|email.com|domain.com|none.com|test.com|test.it".split("|"))
_NO_TOP = frozenset({"invalid", "test", "example", "localhost", "local"})
_NO_NUMBER = frozenset(
    "na|nd|none|null|nan|nil|no|nessuno|ninguno|unknown|sconosciuto|desconocido|anonimo|anonymous|guest|ospite|"
    "invitado|test|prova|prueba|x|xx|xxx|tbd|new|nuovo|nuevo".upper().split("|")
)
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # dots in the local part mean nothing there, and only there

_BRACKETS = re.compile(r"[<\[]([^<>\[\]]*)[>\]]")
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
_SPACED = re.compile(r"\s*([@.])\s*")
_SEVERAL = re.compile(r"\s*[;,|\n]\s*|\s+[/\\]\s+")
_ADDRESS = re.compile(r"[^\s@\"()<>,;:\\]+@(?:[\w-]+\.)+[^\W\d_][\w-]+")

_REMARK = re.compile(r"\([^\d()]*\)")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*E[+-]?\d+")
_WHOLE = re.compile(r"(\d+)[.,]0+")
_TYPED = re.compile(r"(\d)\1{3,}|123456(?:7(?:8(?:90?)?)?)?")  # 9999, 1111111, 123456: what is typed to get on
_RECORD = re.compile(r"(?:001|003|00Q)[A-Za-z0-9]{12}")


def normalised_email(text: str) -> str:
    """An e-mail address in its normal form, or '' where the text is no address or nobody's.

    Lower case, compatibility forms (NFKC) and invisible signs resolved; `mailto:`, display name and angle brackets
    dropped; what follows a plus in the mailbox dropped; dots in the mailbox dropped for Gmail alone, which ignores
    them. Of several addresses in one field the first counts.

    >>> normalised_email("  Anna Verdi <Anna.Verdi+shop@Firm.IT> ")
    'anna.verdi@firm.it'
    >>> normalised_email("mailto:Anna.Verdi@googlemail.com?subject=order")
    'annaverdi@gmail.com'
    >>> normalised_email("no-reply@firm.it"), normalised_email("anna verdi@firm.it"), normalised_email("anna@firm")
    ('', '', '')
    """
    plain = _plain(text)
    bracketed = _BRACKETS.search(plain)
    plain = bracketed[1] if bracketed else plain
    plain = _SEVERAL.split(_MAILTO.sub("", plain.strip(" '\"")).partition("?")[0], maxsplit=1)[0]
    plain = _SPACED.sub(r"\1", plain).strip(" .'\"").lower()
    if not _ADDRESS.fullmatch(plain):
        return ""
    mailbox, _, domain = plain.partition("@")
    mailbox, domain = mailbox.partition("+")[0], _ascii(domain)
    if domain in _DOTLESS:
        mailbox, domain = mailbox.replace(".", ""), "gmail.com"
    nobody = mailbox in _NO_MAILBOX or domain in _NO_DOMAIN or domain.rpartition(".")[2] in _NO_TOP
    return "" if nobody or not mailbox else f"{mailbox}@{domain}"


def normalised_phone(text: str, region: str = "") -> str:
    """A phone number in E.164 form, or '' where the text is no valid number, or plainly made up.

    `region` is the country (ISO 3166, two letters) whose national numbers are written without a prefix; without it,
    only numbers that start with + or 00 are read. Extensions are cut: they lead to a desk, the number to the firm.
    Of several numbers in one field the first valid one counts. Raises DataError where the region is not known.

    >>> normalised_phone("06 698.12345 int. 12", "IT"), normalised_phone("0039 (06) 698-12345")
    ('+390669812345', '+390669812345')
    >>> normalised_phone("06 698 12345"), normalised_phone("333 3333333", "IT"), normalised_phone("112", "IT")
    ('', '', '')
    """
    plain = _REMARK.sub("", _plain(text))
    plain = whole[1] if (whole := _WHOLE.fullmatch(plain)) else plain
    region = _region(region)
    if sum(map(str.isdecimal, plain)) < 5 or _SCIENTIFIC.fullmatch(plain.upper()):
        return ""
    return _e164(plain, region) or next(filter(None, (_e164(part, region) for part in _parts(plain))), "")


def normalised_number(text: str) -> str:
    """A customer or loyalty number in its normal form, or '' where the text is no number of anybody.

    Upper case; no spaces; no zeros in front, nor after leading letters; no sign (hyphen, dot, slash, underscore)
    between letters and digits, nor between groups of at least three digits. Between shorter groups it stays, as a
    hyphen: `1-23` and `12-3` may be the 23rd and the third customer of two shops. A number that a spreadsheet rounded
    (`1.2E+11`) is lost, and so is one that is typed to get on (`99999`, `123456`). Salesforce record numbers of 15
    characters, where case matters, take their long form.

    >>> normalised_number(" c-000123 "), normalised_number("C 123"), normalised_number("2600-0012-3456")
    ('C123', 'C123', '260000123456')
    >>> normalised_number("1-23"), normalised_number("12345.0"), normalised_number("0000"), normalised_number("n/a")
    ('1-23', '12345', '', '')
    """
    plain = _plain(text).strip("'\"")
    plain = _long_record(whole[1] if (whole := _WHOLE.fullmatch(plain)) else plain).upper()
    if _SCIENTIFIC.fullmatch(plain) and not plain.isalnum():
        return ""
    plain = re.sub(r"[^\w./-]|(?<=\d{3})[-./_](?=\d{3})", "", plain)
    plain = re.sub(r"(?<=\d)[-./_]+(?=\d)", "-", plain)
    plain = re.sub(r"(?<!\d)[-./_]+|[-./_]+(?!\d)", "", plain)
    plain = re.sub(r"^([^\W\d_]*)0+(?=\w)", r"\1", plain)
    nobody = plain in _NO_NUMBER or not plain.strip("0-") or _TYPED.fullmatch(plain)
    return "" if nobody or not any(map(str.isalnum, plain)) else plain


def _plain(text: str) -> str:
    """The text in compatibility form, without signs that nobody sees, trimmed."""
    if text.isascii():
        return text.strip()
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if unicodedata.category(sign) != "Cf").strip()


def _ascii(domain: str) -> str:
    """A domain in its ASCII form, which is the one that mail is sent to."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def _parts(plain: str) -> list[str]:
    """Numbers that share one field; a slash between them is tried last, as it may stand inside a number."""
    parts = re.split(r"[;,|\n/\\]|\s[-–]\s", plain)
    return parts if len(parts) > 1 else []


def _e164(plain: str, region: str) -> str:
    """One number in E.164 form, or ''."""
    library = _library()
    international = plain.lstrip(" (")
    if international.startswith("00"):
        plain = "+" + international[2:]
    try:
        number = library.parse(plain, region or None)
    except library.NumberParseException:
        return ""
    if not library.is_valid_number(number):
        return ""
    digits = library.national_significant_number(number)
    is_made_up = len(set(digits)) == 1 or digits in "01234567890123456789" or digits in "98765432109876543210"
    return "" if is_made_up else str(library.format_number(number, library.PhoneNumberFormat.E164))


@cache
def _library() -> ModuleType:
    """The phone library; imported on first use, as its tables take longer than most exports."""
    import phonenumbers

    return phonenumbers


@cache
def _region(region: str) -> str:
    """A region as the phone library calls it, or ''."""
    if not region:
        return ""
    wanted = {"UK": "GB", "EL": "GR"}.get(region.strip().upper(), region.strip().upper())
    known = _library().SUPPORTED_REGIONS
    if wanted not in known:
        accepted = "accepted: a country as two letters (ISO 3166), such as IT, ES, GB"
        hint = did_you_mean(wanted, sorted(known))
        raise DataError([Problem("unknown-region", f"no country {region!r}", accepted=accepted, hint=hint)])
    return wanted


def _long_record(plain: str) -> str:
    """A Salesforce record number of 15 characters with the three that tell which of its letters are capitals.

    Each closing character stands for five others: bit i is set where character i is a capital, A-Z and 0-5 are 0 to 31.
    """
    if not _RECORD.fullmatch(plain) or plain.isdecimal():
        return plain
    fives = (plain[start : start + 5] for start in (0, 5, 10))
    bits = (sum(sign.isupper() << i for i, sign in enumerate(five)) for five in fives)
    return plain + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[value] for value in bits)
