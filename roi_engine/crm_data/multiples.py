"""Headers of amounts that are told in thousands, millions or cents: what stands below them is not what it seems."""

from __future__ import annotations

import re

_SIGN = "[€$£]|eur[os]*|usd|gbp|chf|euro"
_SIZES = (
    "k|tsd|thousands?|migliaia|mila|miles|mil|mln|mio|mn|m|millions?|milioni|millones|cents?|centesimi|c[eé]ntimos|"
    "['’]?000s?|x ?1[.,]?000"
)
_TOLD = re.compile(
    rf"[(\[](?:in |en |di )?(?:{_SIGN})? ?(?P<inside>{_SIZES}) ?(?:(?:di|de|of) )?(?:{_SIGN})?[)\]]"
    rf"|(?:^|[ _,/])(?:in|en) (?:{_SIGN})? ?(?P<behind>{_SIZES}) ?(?:(?:di|de|of) )?(?:{_SIGN})?$"
    r"|(?:^|[ _(\[,/])(?P<beside>k(?:€|eur|usd|gbp|\$|£)|m€|(?:€|\$|£) ?(?:k|m|mln|mio|000)|(?:eur|usd)[ _]?(?:k|mln))"
    r"(?:$|[ _)\],/])",
    re.IGNORECASE,
)  # fmt: skip


def header_multiple(header: str) -> str:
    """The word by which a header says that its amounts are thousands, millions or hundredths, '' where it does not.

    >>> [header_multiple(each) for each in ("Amount (k€)", "Importo in migliaia di euro", "Valor (€ 000)")]
    ['k', 'migliaia', '000']
    >>> [header_multiple(each) for each in ("Amount (€)", "Amount", "Talk time (m)", "Costo per mille", "KEUR")]
    ['', '', 'm', '', 'KEUR']
    """
    found = _TOLD.search(header.strip())
    return next((told for told in found.groups() if told), "") if found else ""
