"""Keys become people: number and address join first, then phones that contradict nothing."""

from __future__ import annotations

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.identity.components import label_components
from roi_engine.crm_data.identity.recording import PROFILES
from roi_engine.crm_data.identity.records import IdentityRules
from roi_engine.crm_data.identity.sharing import MET

CLUSTERS = "identity_clusters"  # (cluster, numbered, addressed): what number and address join, called by its least key
PHONES = "identity_phones"  # (phone, meets, kept_out): each phone, the clusters that it meets, whether it joins nothing
PEOPLE = "identity_people"  # (key, person): each key that identifies somebody
_PAIRS, _LABELS, _CHAINS = "identity_pairs", "identity_labels", "identity_chains"


def join_keys(database: Database, rules: IdentityRules) -> None:
    """Make the tables CLUSTERS, PHONES and PEOPLE from the profiles, which gain the column `cluster`."""
    _cluster(database)
    _judge_phones(database, rules)
    _part_chains(database, rules)
    _name_people(database)
    database.drop(_PAIRS, _LABELS, _CHAINS)


def _cluster(database: Database) -> None:
    """Join by number and address. A key that stands alone everywhere is a cluster of itself."""
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_PAIRS} AS SELECT DISTINCT customer AS a, email AS b FROM {PROFILES}"
        " WHERE customer IS NOT NULL AND email IS NOT NULL"
    )
    label_components(database, _PAIRS, _LABELS)
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {PROFILES} AS SELECT p.*, coalesce(c.label, customer, e.label, email) AS cluster"
        f" FROM {PROFILES} p LEFT JOIN {_LABELS} c ON c.key = customer LEFT JOIN {_LABELS} e ON e.key = email"
    )
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {CLUSTERS} AS SELECT cluster, bool_or(customer IS NOT NULL) AS numbered,"
        f" bool_or(email IS NOT NULL) AS addressed FROM {PROFILES} WHERE cluster IS NOT NULL GROUP BY cluster"
    )


def _judge_phones(database: Database, rules: IdentityRules) -> None:
    """A phone that meets customers who contradict each other, or too many, is kept out."""
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {PHONES} AS"
        f" SELECT phone, count(cluster) AS meets, {_contrary(rules)} OR meets > $most AS kept_out"
        f" FROM (SELECT DISTINCT phone, cluster FROM {PROFILES} WHERE phone IS NOT NULL)"
        f" LEFT JOIN {CLUSTERS} USING (cluster) GROUP BY phone",
        {"most": rules.most_customers},
    )
    database.run(
        f"INSERT INTO {MET} SELECT 'phone', phone, meets, kept_out FROM {PHONES} WHERE meets > $most",
        {"most": max(rules.most_customers // 2, 1)},
    )


def _contrary(rules: IdentityRules) -> str:
    """SQL of whether clusters, once they are grouped, hold two that cannot be one customer."""
    if rules.trust_phones:
        return "count(*) FILTER (WHERE numbered AND addressed) > 1"
    return "(count(*) FILTER (WHERE numbered) > 1 OR count(*) FILTER (WHERE addressed) > 1)"


def _part_chains(database: Database, rules: IdentityRules) -> None:
    """Phones that agree one by one may lead from one customer to another: then all phones of the chain are kept out."""
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_PAIRS} AS SELECT DISTINCT cluster AS a, phone AS b FROM {PROFILES}"
        f" JOIN {PHONES} USING (phone) WHERE cluster IS NOT NULL AND meets > 1 AND NOT kept_out"
    )
    label_components(database, _PAIRS, _CHAINS)
    contrary = f"SELECT label FROM {_CHAINS} JOIN {CLUSTERS} ON cluster = key GROUP BY label HAVING {_contrary(rules)}"
    database.run(
        f"UPDATE {PHONES} SET kept_out = TRUE WHERE phone IN (SELECT key FROM {_CHAINS} WHERE label IN ({contrary}))"
    )
    database.run(f"DELETE FROM {_CHAINS} WHERE label IN ({contrary})")


def _name_people(database: Database) -> None:
    """The person of a key is the least key of what phones join to its cluster; a phone alone is a person too."""
    named = f"SELECT p.*, coalesce(label, cluster) AS person FROM {PROFILES} p LEFT JOIN {_CHAINS} ON key = cluster"
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {PEOPLE} AS WITH named AS ({named})"
        " SELECT DISTINCT customer AS key, person FROM named WHERE customer IS NOT NULL"
        " UNION ALL SELECT DISTINCT email, person FROM named WHERE email IS NOT NULL"
        " UNION ALL SELECT phone, coalesce(min(person), phone) FROM named"
        f" JOIN {PHONES} USING (phone) WHERE NOT kept_out GROUP BY phone"
    )
