"""The store of earlier claims: what was billed and answered before, for the limits that count over time.

`tables` is its one schema, `rows` makes rows of values, `store` opens it, `files` and `parquet` read what is imported,
`take_in` puts it into the store, `families` and `settle` say which version of a claim holds and what the payer has
answered, `reading` gives histories back. SQLAlchemy is imported in this room alone, and only when a store is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rules_engine.claims.model import History
from rules_engine.histories.errors import StoreError

__all__ = ["StoreError", "histories_in", "is_store", "patients_between", "ready"]

_SCHEMES = ("sqlite", "postgresql", "postgres")


def is_store(text: str) -> bool:
    """Return whether a text names a store of this project: a path, or a URL of SQLite or PostgreSQL.

    >>> is_store("claims.db"), is_store("postgresql://clinic@db/claims"), is_store("elsewhere:claims")
    (True, True, False)
    """
    scheme, mark, _ = text.partition(":")
    return not mark or len(scheme) == 1 or text.startswith(tuple(f"{each}://" for each in _SCHEMES))


def ready() -> None:
    """Raise StoreError when what every store needs is not installed; to be called before the rest is imported."""
    from importlib.util import find_spec

    if find_spec("sqlalchemy") is None:
        cure = "pip install 'payer-rules[history]'"
        raise StoreError("the store of histories needs SQLAlchemy, which is not installed", cure)


def histories_in(store: str, patient_ids: Iterable[str]) -> dict[str, History]:
    """Return the history of each of these patients of whom the store knows anything.

    store: a path or URL. Raises StoreError when it cannot be used.
    """
    ready()
    from rules_engine.histories.reading import Reader
    from rules_engine.histories.store import open_store

    with open_store(store) as opened, opened.reading() as connection:
        found = Reader(connection).histories_of(patient_ids)
    return {patient: each for patient, each in found.items() if each.claims or isinstance(each.complete_from, date)}


def patients_between(store: str, first: date, last: date) -> History:
    """Return the claims of all patients on some days, both included.

    store: a path or URL. Raises StoreError when it cannot be used.
    """
    ready()
    from rules_engine.histories.reading import Reader
    from rules_engine.histories.store import open_store

    with open_store(store) as opened, opened.reading() as connection:
        return Reader(connection).everybody_between(first, last)
