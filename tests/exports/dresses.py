"""One truth for each kind of table, written as people and systems write it in English, Italian and Spanish."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

Value = object
Truth = list[dict[str, Value]]

HEADERS: dict[str, dict[str, tuple[str, str, str]]] = {
    "deals": {
        "deal": ("Deal ID", "ID trattativa", "ID operación"),
        "created": ("Created", "Data creazione", "Fecha de creación"),
        "closed": ("Close date", "Data chiusura", "Fecha de cierre"),
        "outcome": ("Status", "Stato", "Estado"),
        "stage": ("Stage", "Fase", "Etapa"),
        "value": ("Amount", "Importo", "Importe"),
        "products": ("Products", "Prodotti", "Productos"),
        "seller": ("Salesperson", "Venditore", "Vendedor"),
        "account": ("Company", "Ragione sociale", "Empresa"),
        "email": ("Email", "E-mail", "Correo electrónico"),
        "source": ("Lead source", "Fonte", "Fuente"),
    },
    "tickets": {
        "ticket": ("Ticket ID", "Numero ticket", "Número de ticket"),
        "opened": ("Opened at", "Data/ora apertura", "Fecha/hora de apertura"),
        "resolved": ("Resolved at", "Data risoluzione", "Fecha de resolución"),
        "status": ("Status", "Stato", "Estado"),
        "handle": ("Handle time (minutes)", "Tempo di gestione (minuti)", "Tiempo de gestión (minutos)"),
        "reopens": ("Reopens", "Riaperture", "Reaperturas"),
        "satisfaction": ("Satisfaction", "Soddisfazione", "Satisfacción"),
        "agent": ("Agent", "Operatore", "Agente"),
        "customer": ("Customer ID", "Codice cliente", "Código de cliente"),
    },
    "calls": {
        "started": ("Start time", "Ora inizio", "Hora inicio"),
        "waiting": ("Wait time", "Tempo di attesa", "Tiempo de espera"),
        "abandoned": ("Abandoned", "Abbandonata", "Abandonada"),
        "direction": ("Direction", "Direzione", "Sentido"),
        "queue": ("Queue", "Coda", "Cola"),
        "agent": ("Agent", "Operatore", "Agente"),
        "phone": ("Phone number", "Numero di telefono", "Número de teléfono"),
    },
    "campaigns": {
        "campaign": ("Campaign name", "Nome campagna", "Nombre de la campaña"),
        "sent": ("Send date", "Data invio", "Fecha de envío"),
        "messages": ("Messages sent", "Messaggi inviati", "Mensajes enviados"),
        "cost": ("Cost", "Costo", "Coste"),
        "revenue": ("Revenue", "Ricavi", "Ingresos"),
    },
    "surveys": {
        "date": ("Response date", "Data risposta", "Fecha respuesta"),
        "score": ("NPS score", "Punteggio NPS", "Puntuación NPS"),
        "customer": ("Customer number", "Numero cliente", "Número cliente"),
    },
}
WORDS: dict[str, tuple[str, str, str]] = {
    "deals.outcome.won": ("Closed Won", "Chiusa vinta", "Cerrada ganada"),
    "deals.outcome.lost": ("closed lost", "PERSA", "Perdida"),
    "deals.outcome.open": ("Open", "Aperta", "Abierta"),
    "tickets.status.open": ("In progress", "In lavorazione", "En curso"),
    "tickets.status.resolved": ("Solved", "Risolto", "Resuelto"),
    "calls.direction.in": ("Inbound", "In entrata", "Entrante"),
    "calls.direction.out": ("Outbound", "In uscita", "Saliente"),
    "True": ("yes", "sì", "sí"),
    "False": ("no", "no", "no"),
}
TRUTHS: dict[str, Truth] = {
    "deals": [
        {
            "deal": "0017", "created": datetime(2025, 1, 31, 9, 5, 7), "closed": datetime(2025, 3, 4, 16, 30, 0),
            "outcome": "won", "stage": "Firma; contratto", "value": 1234550, "products": 3, "seller": "Zoë Muñoz",
            "account": "Società «Müller» & Figli, S.r.l.", "email": "A.Rossi@firm.it", "source": "web",
        },
        {
            "deal": "0018", "created": datetime(2025, 2, 1, 0, 0, 0), "closed": datetime(2025, 2, 28, 23, 59, 59),
            "outcome": "lost", "stage": 'the "last" one', "value": 9905, "products": 1, "seller": "Zoë Muñoz",
            "account": "Niño y Cía", "email": None, "source": None,
        },
        {
            "deal": "0019", "created": datetime(2025, 11, 12, 12, 0, 1), "closed": None, "outcome": "open",
            "stage": "a",
            "value": 120000000, "products": None, "seller": None, "account": "NA", "email": "x.y+z@host.es",
            "source": "fair",
        },
    ],
    "tickets": [
        {
            "ticket": "A-1", "opened": datetime(2024, 12, 31, 23, 59, 0), "resolved": datetime(2025, 1, 2, 8, 1, 0),
            "status": "resolved", "handle": 5430, "reopens": 0, "satisfaction": 8.5, "agent": "Inés",
            "customer": "C-000123",
        },
        {
            "ticket": "A-2", "opened": datetime(2025, 1, 13, 1, 2, 0), "resolved": None, "status": "open",
            "handle": None, "reopens": 2, "satisfaction": None, "agent": "Inés", "customer": None,
        },
        {
            "ticket": "A-3", "opened": datetime(2025, 1, 14, 13, 0, 0), "resolved": datetime(2025, 1, 14, 13, 0, 0),
            "status": "resolved", "handle": 75, "reopens": 11, "satisfaction": 10.0, "agent": "José",
            "customer": "C-000124",
        },
    ],
    "calls": [
        {
            "started": datetime(2025, 5, 13, 8, 0, 9), "waiting": 93790, "abandoned": True, "direction": "in",
            "queue": "servicio", "agent": None, "phone": "+39 333 123 4567",
        },
        {
            "started": datetime(2025, 5, 13, 8, 1, 0), "waiting": 0, "abandoned": False, "direction": "out",
            "queue": "vendite", "agent": "Zoë", "phone": None,
        },
    ],
    "campaigns": [
        {"campaign": "Spring", "sent": datetime(2025, 3, 21), "messages": 12000, "cost": 150000, "revenue": 1234567},
        {"campaign": "Autunno", "sent": datetime(2025, 9, 30), "messages": 999, "cost": 0, "revenue": None},
    ],
    "surveys": [
        {"date": datetime(2025, 6, 30), "score": 9.0, "customer": "77"},
        {"date": datetime(2025, 6, 1), "score": 0.0, "customer": None},
    ],
}  # fmt: skip
SECONDLESS = {"tickets.opened", "tickets.resolved"}  # written as hh:mm
DAYS = {"campaigns.sent", "surveys.date"}
TEXTS = {"deal", "ticket", "stage", "seller", "agent", "account", "source", "queue", "campaign"}


@dataclass(frozen=True)
class Dress:
    """How a table is written: language, delimiter, signs of numbers, dates, and the bytes of the file."""

    language: int  # 0 English, 1 Italian, 2 Spanish
    delimiter: str
    grouping: str
    decimal: str
    date: str
    clock: str
    encoding: str
    ending: str = "\n"
    before: str = ""
    blank: str = ""
    currency: Callable[[str], str] = str
    quote: bool = False
    seed: float = 0
    date_format: str = ""


DRESSES: Mapping[str, Dress] = {
    "american": Dress(0, ",", ",", ".", "%m/%d/%Y", " %I:%M:%S %p", "utf-8-sig", quote=True, seed=1),
    "british": Dress(0, ",", "", ".", "%d/%m/%Y", " %H:%M:%S", "cp1252", "\r\n", currency="£{}".format, seed=2),
    "iso": Dress(0, "\t", "", ".", "%Y-%m-%d", "T%H:%M:%SZ", "utf-8", blank="n/a", seed=3),
    "offset": Dress(0, ",", "", ".", "%Y-%m-%d", "T%H:%M:%S.000+00:00", "utf-16", seed=4),
    "italian": Dress(1, ";", ".", ",", "%d/%m/%Y", " %H:%M:%S", "cp1252", "\r\n", currency="€ {}".format, seed=5),
    "italian-dots": Dress(1, ";", "", ",", "%d.%m.%Y", ", %H:%M:%S", "utf-8-sig", blank="-", seed=6),
    "italian-nbsp": Dress(1, ";", "\u00a0", ",", "%d-%m-%Y", " %H.%M.%S", "utf-8", before="sep=;\n", seed=7),
    "spanish": Dress(2, ";", ".", ",", "%d/%m/%Y", " %H:%M:%S", "utf-8-sig", currency="{} €".format, seed=8),
    "spanish-old": Dress(2, "|", "", ",", "%d/%m/%Y", " %I:%M:%S p. m.", "cp1252", "\r", quote=True, seed=9),
    "spanish-short": Dress(
        2, "\t", "", ",", "%d/%m/%y", " %H:%M:%S", "utf-16", blank="null", seed=10, date_format="dd/mm/yy"
    ),
}


def written(kind: str, dress: Dress, rows: Truth | None = None) -> bytes:
    """Some rows, or the truth of a kind, in a dress: columns in another order, headers in another case."""
    draw, truth = random.Random(dress.seed), TRUTHS[kind] if rows is None else rows
    roles = [role for role in HEADERS[kind] if role in truth[0]]
    draw.shuffle(roles)
    named = [HEADERS[kind][role][dress.language] for role in roles]
    header = [draw.choice((str.upper, str.lower, str.title, str))(name) for name in named]
    cells = [[cell(kind, role, row[role], dress) for role in roles] for row in truth]
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if dress.quote else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=dress.delimiter, quoting=quoting, lineterminator="\n")
    writer.writerows([header, *cells])
    return (dress.before + out.getvalue()).replace("\n", dress.ending).encode(dress.encoding)


def cell(kind: str, role: str, value: Value, dress: Dress) -> str:
    """A value as the dress writes it."""
    if value is None:
        return dress.blank
    if isinstance(value, datetime):
        return moment(f"{kind}.{role}", value, dress)
    if isinstance(value, bool) or f"{kind}.{role}.{value}" in WORDS:
        word = str(value) if isinstance(value, bool) else f"{kind}.{role}.{value}"
        return WORDS[word][dress.language]
    if role in ("value", "cost", "revenue"):
        assert isinstance(value, int)
        return dress.currency(number(value / 100, 2, dress))
    if role == "handle":
        assert isinstance(value, int)
        return number(value / 60, 2, dress)
    if role == "waiting":
        assert isinstance(value, int)
        return f"{value // 3600}:{value // 60 % 60:02d}:{value % 60:02d}"
    if isinstance(value, float):
        return number(value, 1, dress)
    return str(value)


def moment(column: str, value: datetime, dress: Dress) -> str:
    if column in DAYS:
        return value.strftime(dress.date)
    clock = dress.clock
    if "p. m." in clock:
        clock = clock.replace("p. m.", "a. m." if value.hour < 12 else "p. m.")
    if column in SECONDLESS:
        clock = clock.replace(".000", "").replace(":%S", "").replace(".%S", "")
    return value.strftime(dress.date + clock)


def number(value: float, places: int, dress: Dress) -> str:
    return f"{value:,.{places}f}".replace(",", "\0").replace(".", dress.decimal).replace("\0", dress.grouping)
