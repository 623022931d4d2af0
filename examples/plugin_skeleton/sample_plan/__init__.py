"""A plugin to start from: one format of claims in, and the ways of one payer. Both are made up.

Each hook says in `docs/plugins.md` of payer-rules when it is called and what becomes of its answer.
"""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl

from .grove_lines import MARK, read_lines
from .plan import PAYERS, adapt


@hookimpl
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Return the claims of a Grove export, or None for a file that does not begin as one."""
    return read_lines(data, source) if data.startswith(MARK) else None


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return the payer as claims name it."""
    return PAYERS


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier in the words that rules read, or None when nothing has to change."""
    return adapt(dossier)
