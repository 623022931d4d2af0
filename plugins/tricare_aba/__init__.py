"""Claims for adaptive behaviour services to TRICARE, whose lines carry the start and end of the session in their note.

Source: Health Net Federal Services, ACD billing tips, 2021-08-06 (tricare-west.com, provider news): each line of an
electronic claim has its session times in loop 2400, in military time, HHMM; a line with two sessions is refused. So a
line whose note tells one span of time counts as one session, and one that tells two keeps its times unknown.
"""

from __future__ import annotations

from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return the payer by the name of its rulebook, and by the ids and names of its regions."""
    return ("TRICARE", "TRICARE WEST", "TRICARE EAST", "99726", "99727", "TREST")


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with session times that stand in the notes of lines and in no record of the session."""
    from .session_times import with_session_times

    return with_session_times(dossier)
