"""Earlier claims from a folder of dossier files: `folder:PATH`, where PATH holds exports (`docs/dossier.md`).

For whoever keeps one export a month and has no store. A folder is read whole each time.
"""

from __future__ import annotations

from collections.abc import Mapping

from rules_engine.claims.model import History
from rules_engine.hooks.specs import hookimpl

_KIND = "folder:"


@hookimpl
def rules_engine_history(store: str, patients: tuple[str, ...]) -> Mapping[str, History] | None:
    """Return the histories of patients, complete for the days that the exports name; None for another kind of store."""
    if not store.startswith(_KIND):
        return None
    from .exports import histories_in

    return histories_in(store.removeprefix(_KIND), patients)
