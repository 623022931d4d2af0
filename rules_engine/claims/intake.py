"""What an adapter hands to the engine: claims and records read, and everything refused."""

from __future__ import annotations

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import (
    Answer,
    Authorization,
    Claim,
    Document,
    Dossier,
    History,
    Member,
    Provider,
    Session,
)
from rules_engine.claims.note import Note
from rules_engine.claims.rejection import Rejection


@attrs.frozen(repr=False, kw_only=True)
class Intake:
    """One file as read. A part that the file does not speak of is absent, which is not the same as empty.

    papers: papers of the patients' records, the part `documents` of a file.
    found: number of claims that the file holds, judged or not: `len(claims) + lost` of all rejections.
    documents: where one file is many documents, each of them, to be joined as a file of its own; `claims`, `found` and
    `rejections` are then theirs together, and the other parts are absent here.
    dossiers: for each of `claims`, in their order, what the file says of it alone, where each record stands beside its
    claim and need not be looked for; a part that is "not supplied" there is looked for as ever. Empty when the file is
    none like that. The other claims of the patient, and of other patients, are never in it.
    notes: what the sender should know although nothing is lost by it, such as columns that were not used.
    Invariant: found == len(claims) + sum(r.lost for r in rejections).
    """

    claims: tuple[Claim, ...] = ()
    found: int = 0
    rejections: tuple[Rejection, ...] = ()
    sessions: tuple[Session, ...] | Absent = NOT_SUPPLIED
    history: History | Absent = NOT_SUPPLIED
    authorizations: tuple[Authorization, ...] | Absent = NOT_SUPPLIED
    providers: tuple[Provider, ...] | Absent = NOT_SUPPLIED
    members: tuple[Member, ...] | Absent = NOT_SUPPLIED
    papers: tuple[Document, ...] | Absent = NOT_SUPPLIED
    answers: tuple[Answer, ...] | Absent = NOT_SUPPLIED
    other_patients: History | Absent = NOT_SUPPLIED
    documents: tuple[Intake, ...] = ()
    dossiers: tuple[Dossier, ...] = ()
    notes: tuple[Note, ...] = ()
