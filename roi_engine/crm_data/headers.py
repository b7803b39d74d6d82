"""Which column plays which role: as stated, or guessed from the names of the header in English, Italian or Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roi_engine.errors import DataError, Problem, did_you_mean

_WORDS = {
    "customer": """customer customer_id customerid client client_id cust_id custid id_customer account account_id
        buyer member user user_id cliente id_cliente cliente_id codice_cliente cod_cliente codcliente ragione_sociale
        codigo_cliente codigo_de_cliente cod_cli intestatario socio id""",
    "date": """date order_date orderdate transaction_date purchase_date invoice_date invoicedate day timestamp datetime
        created_at data data_ordine data_acquisto data_fattura data_documento data_doc giorno data_vendita
        fecha fecha_pedido fecha_compra fecha_factura fecha_venta dia""",
    "amount": """amount total revenue value price sales spend amt net_amount order_value dollar_value total_amount
        importo totale valore prezzo ricavo fatturato spesa imponibile importo_netto totale_ordine importo_totale
        importe valor precio ingresos venta ventas gasto importe_total monto""",
    "order": """order order_id orderid order_number invoice invoice_id invoice_number invoiceno transaction_id receipt
        ordine id_ordine numero_ordine n_ordine num_ordine fattura numero_fattura scontrino
        pedido id_pedido numero_pedido num_pedido factura numero_factura ticket""",
    "last_date": """last_date last_order last_order_date last_purchase last_purchase_date latest_order recency_date
        ultima_data data_ultimo_ordine ultimo_ordine ultimo_acquisto data_ultimo_acquisto
        ultima_fecha fecha_ultimo_pedido ultimo_pedido ultima_compra fecha_ultima_compra""",
    "first_date": """first_date first_order first_order_date first_purchase first_purchase_date since customer_since
        prima_data primo_ordine data_primo_ordine primo_acquisto data_primo_acquisto cliente_dal
        primera_fecha primer_pedido primera_compra fecha_primera_compra fecha_primer_pedido""",
    "orders": """orders order_count n_orders number_of_orders count frequency purchases transactions
        ordini numero_ordini n_ordini num_ordini acquisti numero_acquisti frequenza
        pedidos numero_pedidos n_pedidos compras numero_compras frecuencia""",
}
SYNONYMS = {role: tuple(words.split()) for role, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Roles:
    """Role -> header, roles that were guessed, and the extra roles (groups) in the order stated."""

    headers: Mapping[str, str]
    guessed: tuple[str, ...]
    groups: tuple[str, ...]


def roles_of(
    header: Sequence[str], stated: Mapping[str, str], required: Sequence[str], optional: Sequence[str], file: str
) -> Roles:
    """The column of each role. DataError lists every header that is not there and every role that cannot be guessed."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for role, name in stated.items():
        match = header_called(name, header)
        if match:
            found[role] = match
        else:
            problems.append(_missing(role, name, header, file))
    guessed = []
    taken = {*found.values(), *stated.values()}
    for role in (*required, *optional):
        name = "" if role in stated else _guess(role, [h for h in header if h not in taken])
        if name:
            found[role] = name
            taken.add(name)
            guessed.append(role)
        elif role in required and role not in stated:
            problems.append(_unknown(role, header, file))
    for name in {name for name in found.values() if list(found.values()).count(name) > 1}:
        roles = ", ".join(role for role in found if found[role] == name)
        problems.append(Problem("repeated-column", f"column '{name}' is named for {roles}", path="columns", file=file))
    if problems:
        raise DataError(problems)
    groups = tuple(role for role in stated if role not in (*required, *optional))
    return Roles(found, tuple(guessed), groups)


def header_called(name: str, header: Sequence[str]) -> str:
    """The header of that name, or else the only one that differs from it in case, accents and signs alone; '' if none.

    >>> header_called("data_ordine", ["Cliente", "Data ordine"])
    'Data ordine'
    """
    if name in header:
        return name
    return _only([each for each in header if plain_header(each) == plain_header(name)])


def _guess(role: str, header: Sequence[str]) -> str:
    """The header that is the earliest synonym of the role; none where two are equally near."""
    for word in SYNONYMS[role]:
        match = _only([name for name in header if plain_header(name) == word])
        if match:
            return match
    return ""


def plain_header(name: str) -> str:
    """A header without case, accents and signs; words run together by their capitals are parted.

    >>> plain_header("Código Cliente")
    'codigo_cliente'
    """
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    bare = "".join(c for c in unicodedata.normalize("NFKD", split) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def _only(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _missing(role: str, name: str, header: Sequence[str], file: str) -> Problem:
    message = f"there is no column '{name[:60]}'"
    return Problem(
        "missing-column", message, f"columns.{role}", file, 1, 0, _listed(header), did_you_mean(name, header)
    )


def _unknown(role: str, header: Sequence[str], file: str) -> Problem:
    message = f"no column could be recognised as the {role.replace('_', ' ')}"
    hint = f"say which: columns: {{{role}: NAME}}"
    return Problem("unknown-column", message, f"columns.{role}", file, 1, 0, _listed(header), hint)


def _listed(header: Sequence[str]) -> str:
    return "columns of the file: " + ", ".join(f"'{name[:40]}'" for name in header[:12])
