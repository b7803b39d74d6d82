"""The forms a value may take, told apart by their keys; the schema, the layers and the messages read this table."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# form -> the keys that state its number; the first is the one that names it
FORMS: Mapping[str, tuple[str, ...]] = {
    "constant": ("value",),
    "three_point": ("mode", "low", "high", "confidence", "shape"),
    "percentiles": ("p10", "p90", "p50", "p5", "p95", "p1", "p99", "shape"),
    "mean_sd": ("sd", "mean", "shape"),
    "mean_se": ("se", "mean", "n"),
    "uniform": ("min", "max"),
    "counts": ("successes", "trials"),
    "event": ("probability",),
    "choices": ("choices", "weights"),
    "mixture": ("mixture", "weights"),
    "samples": ("samples", "column"),
    "reference_class": ("reference_class",),
    "by_year": ("by_year", "initial"),
    "series": ("series", "column"),
    "formula": ("formula",),
    "measured": ("kpi", "where", "since", "until", "exports"),
}
VOUCHERS = ("source", "owner", "evidence", "note")
NUMBER_KEYS = frozenset(key for keys in FORMS.values() for key in keys)
ACCEPTED = (
    "a number with its unit (42000 contact/month, 12 %), {low, mode, high}, {p10, p50, p90}, {mean, sd}, {min, max}, "
    "{mean, se, n}, {successes, trials}, {probability}, {choices, weights}, {mixture, weights}, {samples, column}, "
    "{reference_class}, {by_year}, {series, column}, {formula}, {kpi} or $name"
)


def form_of(keys: Collection[str]) -> str | None:
    """The form that most of the keys speak for; None where none does.

    The key that names a form counts double, so that `{mean, sd}` and `{mean, se, n}` are told apart.

    >>> form_of(["low", "high", "unit"]), form_of(["mean", "sd"]), form_of(["colour"])
    ('three_point', 'mean_sd', None)
    """
    scores = {form: sum(key in keys for key in own) + (own[0] in keys) for form, own in FORMS.items()}
    best = max(scores, key=lambda form: scores[form])
    return best if scores[best] else None


def restates(keys: Collection[str]) -> bool:
    """Whether the keys state a number, and not only what stands beside it."""
    return any(key in NUMBER_KEYS for key in keys)


def same_form(old: Collection[str], fresh: Collection[str]) -> bool:
    """Whether the number keys in `fresh` all belong to the form that `old` has."""
    form = form_of(old)
    return form is not None and all(key in FORMS[form] for key in fresh if key in NUMBER_KEYS)
