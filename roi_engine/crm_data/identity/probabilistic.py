"""Records without a shared key joined by how alike name, address and phone are: an extra, for those who need it.

The only part of the product that looks at names. They are taken from a table that the caller hands over, held in memory
while the model runs, and written nowhere; what comes back are numbers.
"""

from __future__ import annotations

import importlib
import logging
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roi_engine.crm_data.database import Limits, open_database
from roi_engine.crm_data.identity.normal import normalised_email, normalised_number, normalised_phone
from roi_engine.errors import DataError, Problem, did_you_mean

ROLES = ("name", "customer", "email", "phone")
LIMITS = Limits()
_RARE = 50  # records of one name that are compared with each other whatever else differs
_MANY_NAMES = 4  # different names with one key: more are no family
_MISTAKEN = {"customer": 0.01, "email": 0.01, "phone": 0.05}  # share of pairs with one key that are different people
_RECALL = 0.7  # share of the records of one person, in pairs, that share a key: where the fit starts from
_PAIRS = 1e6  # drawn to learn how often records of different people agree


@dataclass(frozen=True, slots=True, eq=False)
class ProbablePersons:
    """Person of each record, as arrays of shape (n_records,).

    `person` numbers the persons from 0 in the order of their first record. `probability` is that of the likeliest match
    which ties the record to its person, NaN for a record that stands alone. `threshold` is the least probability of a
    match that counts; `matches` how many pairs reach it. A person of many records is held together by a chain of
    matches: not every two of them are alike.
    """

    person: NDArray[np.int64]
    probability: NDArray[np.float64]
    threshold: float
    matches: int


def matched_persons(
    records: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    region: str = "",
    threshold: float = 0.99,
    seed: int = 1,
    limits: Limits = LIMITS,
) -> ProbablePersons:
    """Persons of records that may share no key, by a model that learns from the records how telling each column is.

    Parameters
    ----------
    records : one row a record, with clear values; only the named columns are read.
    columns : role (`name`, `customer`, `email`, `phone`) -> column; the name and one more at least.
    region : country of phone numbers without a prefix (ISO 3166, two letters).
    threshold : least probability of a match, in (0, 1].
    seed : of the pairs that are drawn to learn from.

    Raises DataError where a column is missing, the threshold is no probability, or the extra is not installed.

    References
    ----------
    Fellegi & Sunter (1969), A theory for record linkage, JASA 64(328), 1183-1210. Fitted by Splink: Linacre et al.
    (2022), IJPDS 7(3).
    """
    _check(records, columns, threshold)
    compared = _compared(records, columns, region)
    keys = tuple(role for role in ROLES if role in columns and role != "name")
    linker = _linker(compared, keys, seed, limits)
    predicted = linker.inference.predict(threshold_match_probability=threshold)
    pairs = predicted.as_pandas_dataframe()
    clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
    cluster = clustered.as_pandas_dataframe().set_index("unique_id")["cluster_id"].reindex(compared["unique_id"])
    ends = [pairs[["unique_id_" + side, "match_probability"]].set_axis(["row", "p"], axis=1) for side in "lr"]
    best = pd.concat(ends).groupby("row")["p"].max().reindex(compared["unique_id"])
    person = pd.factorize(cluster)[0]
    return ProbablePersons(person.astype(np.int64), best.to_numpy(np.float64), threshold, len(pairs))


def _check(records: pd.DataFrame, columns: Mapping[str, str], threshold: float) -> None:
    """Refuse what cannot be computed, every fault at once."""
    problems = [
        Problem(
            "unknown-role", f"no column can be a {role!r}", f"columns.{role}", accepted=f"accepted: {', '.join(ROLES)}"
        )
        for role in columns
        if role not in ROLES
    ]
    for role, column in columns.items():
        if column not in records.columns:
            hint = did_you_mean(column, [str(name) for name in records.columns])
            problems.append(Problem("unknown-column", f"no column {column!r}", f"columns.{role}", hint=hint))
    if "name" not in columns or len(columns) < 2:
        problems.append(Problem("few-columns", "the name and one key more are needed", "columns"))
    if not 0 < threshold <= 1:
        problems.append(
            Problem("bad-threshold", f"{threshold} is no probability", "threshold", accepted="accepted: above 0, to 1")
        )
    if problems:
        raise DataError(problems)


def _compared(records: pd.DataFrame, columns: Mapping[str, str], region: str) -> pd.DataFrame:
    """Normal forms of the named columns; None where there is none."""
    normal: Mapping[str, Callable[[str], str]] = {
        "name": normalised_name,
        "customer": normalised_number,
        "email": normalised_email,
        "phone": lambda text: normalised_phone(text, region),
    }
    found: dict[str, Any] = {"unique_id": np.arange(len(records))}
    for role, column in columns.items():
        texts = [
            "" if missing else str(value)
            for value, missing in zip(records[column], records[column].isna(), strict=True)
        ]
        known = {text: normal[role](text) or None for text in set(texts)}
        found[role] = [known[text] for text in texts]
    frame = pd.DataFrame(found)
    for role in columns:
        if role != "name":
            names = frame.groupby(role)["name"].nunique()
            frame[role] = frame[role].where(~frame[role].isin(names[names > _MANY_NAMES].index), None)
    count = frame["name"].map(frame["name"].value_counts())
    frame["rare_name"] = frame["name"].where(count <= _RARE, None)
    return frame


def normalised_name(text: str) -> str:
    """A name in lower case, without accents and signs, its words in the order of the alphabet.

    >>> normalised_name("Verdi, Niccolò"), normalised_name("niccolo  VERDI")
    ('niccolo verdi', 'niccolo verdi')
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(sorted(letters.split()))


def _linker(compared: pd.DataFrame, keys: Sequence[str], seed: int, limits: Limits) -> Any:
    """The fitted model: from random pairs, which differ, and from pairs that agree in one column."""
    splink = _splink()
    shared = [key for key in keys if compared[key].dropna().duplicated().any()]
    if not shared:
        raise DataError([Problem("nothing-shared", "no two records share a key: there is nothing to learn from")])
    records = splink.DuckDBAPI(connection=open_database(limits).connection).register(compared)
    drawn = splink.Linker(records, _settings(keys), log_level=logging.CRITICAL)
    drawn.training.estimate_probability_two_random_records_match([splink.block_on(key) for key in shared], _RECALL)
    drawn.training.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=seed)
    linker = splink.Linker(records, _restrained(drawn.misc.save_model_to_json(), compared), log_level=logging.CRITICAL)
    for column in (*shared, "name"):
        if compared[column].dropna().duplicated().any():
            linker.training.estimate_parameters_using_expectation_maximisation(
                splink.block_on(column), max_pairs=_PAIRS
            )
    return linker


def _settings(keys: Sequence[str]) -> Any:
    """Which pairs are looked at, and how each column is compared; a common name is weaker evidence than a rare one."""
    library = importlib.import_module("splink.comparison_library")
    splink = _splink()
    comparisons = [library.NameComparison("name").configure(term_frequency_adjustments=True)]
    comparisons += [
        library.JaroWinklerAtThresholds(key, 0.95) if key == "email" else library.ExactMatch(key) for key in keys
    ]
    return splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[splink.block_on(key) for key in (*keys, "rare_name")],
        retain_matching_columns=False,
    )


def _restrained(model: dict[str, Any], compared: pd.DataFrame) -> dict[str, Any]:
    """The model with the chance that different people bear one key: a stated share of the pairs that bear one.

    Random pairs cannot tell it: where a key is nearly always one person's, the few pairs that agree in it are the same
    person, and the key would look worthless.
    """
    pairs = len(compared) * (len(compared) - 1)
    for comparison in model["comparisons"]:
        key = comparison["output_column_name"]
        if key in _MISTAKEN:
            counts = compared[key].value_counts()
            agreeing = float((counts * (counts - 1)).sum()) / pairs
            exact = next(level for level in comparison["comparison_levels"] if not level.get("is_null_level"))
            exact["u_probability"] = _MISTAKEN[key] * agreeing
            exact["fix_u_probability"] = True
    return model


def _splink() -> Any:
    """The library of the extra, which is typed in part only."""
    try:
        return importlib.import_module("splink")
    except ImportError as error:
        hint = "pip install 'roi-engine[identity]'"
        raise DataError([Problem("no-splink", "the probabilistic mode needs splink", hint=hint)]) from error
