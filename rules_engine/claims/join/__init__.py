"""Claims and the records about them to dossiers, one a claim, with nothing dropped in silence.

`job` holds what all parts need, `sessions` pairs records with lines, `answers` answers with claims, `history` gathers
earlier claims, `others` the claims of other patients, `ledgers` does the rest.

What a document speaks of: one without claims (an export of a ledger, of a registry, of earlier claims) speaks of every
patient; one with claims speaks of its own claims and their patients. Only a document that speaks of a claim can say
that something is known to be none. Records find their claim in any document, their own first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.collector import paused
from rules_engine.claims.intake import Intake
from rules_engine.claims.join.answers import Answers
from rules_engine.claims.join.history import Histories
from rules_engine.claims.join.job import Job
from rules_engine.claims.join.ledgers import Ledger, Members, Registry
from rules_engine.claims.join.others import OtherPatients
from rules_engine.claims.join.sessions import Sessions
from rules_engine.claims.join.unmatched import Unmatched
from rules_engine.claims.model import Authorization, Document, Dossier, Provider
from rules_engine.claims.rejection import Rejection

__all__ = ["Joined", "Unmatched", "join"]

# What can stand beside a claim; its sessions are looked up there.
_BESIDE: Final = ("authorizations", "providers", "member", "documents", "answers")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Joined:
    """The dossiers of one job, and what could not be taken into them.

    dossiers: one a claim, in the order in which the claims came.
    rejections: those of all files, and the claims rejected here because a record of them could not be read.
    found: number of claims found in all files.
    unmatched: records that belong to no claim of the job, or to more than one.
    Invariant: found == len(dossiers) + sum(r.lost for r in rejections).
    """

    dossiers: tuple[Dossier, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    found: int = 0
    unmatched: tuple[Unmatched, ...] = ()


def join(intakes: Iterable[Intake]) -> Joined:
    """Return the dossiers of all claims of a job.

    intakes: the files of the job, in any order; claims keep the order of the files.
    Cost: linear in claims and records.

    >>> from rules_engine.claims.model import Claim
    >>> join([Intake(claims=(Claim(claim_id="C1"),), found=1)]).dossiers[0].claim.claim_id
    'C1'
    """
    with paused():
        return _join(tuple(intakes))


def _join(files: tuple[Intake, ...]) -> Joined:
    job = Job.of(files)
    rejected = job.claims_without_their_record()
    sessions = Sessions(job, rejected)
    histories, members, registry = Histories(job), Members(job), Registry(job)
    authorizations = Ledger[Authorization](job, "authorizations", lambda intake: intake.authorizations)
    papers = Ledger[Document](job, "documents", lambda intake: intake.papers)
    answers, others = Answers(job, rejected), OtherPatients(job, histories, sessions)
    dossiers = [
        Dossier(
            claim=claim,
            sessions=sessions.of(number),
            history=histories.of(number),
            authorizations=authorizations.of(number),
            providers=registry.of(number, sessions.of(number)),
            member=members.of(number),
            documents=papers.of(number),
            answers=answers.of(number),
            other_patients=others.of(number),
        )
        for number, claim in enumerate(job.claims)
        if number not in rejected
    ]
    parts = (sessions, histories, authorizations, registry, members, papers, answers, others)
    numbers = [number for number in range(len(job.claims)) if number not in rejected] if job.beside else ()
    for place, number in enumerate(numbers):
        dossiers[place] = _with(dossiers[place], job.beside.get(number))
    return Joined(
        dossiers=tuple(dossiers),
        rejections=tuple([each for file in files for each in file.rejections] + list(rejected.values())),
        found=sum(file.found for file in files),
        unmatched=tuple([record for part in parts for record in part.unmatched()]),
    )


def _with(dossier: Dossier, beside: Dossier | None) -> Dossier:
    """Return the dossier with what stands beside its claim: before what was found elsewhere, or in its place."""
    told: dict[str, Any] = {}
    for name in _BESIDE if beside is not None else ():
        own, found = getattr(beside, name), getattr(dossier, name)
        if own != NOT_SUPPLIED:
            told[name] = _together(own, found) if isinstance(own, tuple) and isinstance(found, tuple) else own
    return attrs.evolve(dossier, **told) if told else dossier


def _together(own: tuple[Any, ...], found: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return both lists; of one provider only what stands beside the claim."""
    known = {each.npi for each in own if isinstance(each, Provider)}
    return (*own, *[each for each in found if each not in own and getattr(each, "npi", None) not in known])
