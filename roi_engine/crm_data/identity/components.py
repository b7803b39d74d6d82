"""Connected components inside the database: no array of the graph is ever held, and what does not fit spills."""

from __future__ import annotations

from itertools import count

from roi_engine.crm_data.database import Database, named


def label_components(database: Database, pairs: str, labels: str) -> None:
    """Make the table `labels` (key, label) of the keys in `pairs` (a, b); the label is the least key of the component.

    Each round sends every key to the first among itself and its neighbours, in an order that is drawn anew, then draws
    the graph again on those that are left, until no pair is. Whatever the graph and the keys, a round is expected to
    leave three quarters of the keys at most: a chain as long as the table costs rounds in the logarithm of its length.

    References
    ----------
    Bögeholz, Brand & Todor (2020), In-database connected component analysis, IEEE ICDE, section 4.
    """
    left, nearest = "identity_left", "identity_nearest"
    database.run(f"CREATE OR REPLACE TEMP TABLE {left} AS SELECT DISTINCT a, b FROM {named(pairs)} WHERE a <> b")
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {named(labels)} AS SELECT DISTINCT key, key AS label"
        f" FROM (SELECT a AS key FROM {named(pairs)} UNION ALL SELECT b FROM {named(pairs)})"
    )
    for turn in count():
        if not database.run(f"SELECT 1 FROM {left} LIMIT 1"):
            break
        database.run(
            f"CREATE OR REPLACE TEMP TABLE {nearest} AS SELECT key, arg_min(other, hash(other, {turn})) AS near FROM"
            f" (SELECT a AS key, unnest([a, b]) AS other FROM {left} UNION ALL SELECT b, unnest([a, b]) FROM {left})"
            " GROUP BY key"
        )
        database.run(
            f"CREATE OR REPLACE TEMP TABLE {named(labels)} AS SELECT l.key, coalesce(n.near, l.label) AS label"
            f" FROM {named(labels)} l LEFT JOIN {nearest} n ON n.key = l.label"
        )
        database.run(
            f"CREATE OR REPLACE TEMP TABLE {left} AS SELECT DISTINCT m.near AS a, n.near AS b FROM {left} e"
            f" JOIN {nearest} m ON m.key = e.a JOIN {nearest} n ON n.key = e.b WHERE m.near <> n.near"
        )
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {named(labels)} AS SELECT key, least AS label FROM {named(labels)}"
        f" JOIN (SELECT label, min(key) AS least FROM {named(labels)} GROUP BY label) USING (label)"
    )
    database.drop(left, nearest)
