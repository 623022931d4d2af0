"""Claims and the records about them to dossiers, one a claim, with nothing dropped in silence.

What a document speaks of: one without claims (an export of a ledger, of a registry, of earlier claims) speaks of every
patient; one with claims speaks of its own claims and their patients. Only a document that speaks of a claim can say that
something is known to be none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.claims.earlier import Histories
from rules_engine.claims.intake import Intake
from rules_engine.claims.ledgers import Authorizations, Members, Registry
from rules_engine.claims.model import Claim, Dossier
from rules_engine.claims.pairing import SessionPairs
from rules_engine.claims.rejection import Rejection
from rules_engine.claims.unmatched import Unmatched


@attrs.frozen(repr=False, kw_only=True)
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

    >>> join([Intake(claims=(Claim(claim_id="C1"),), found=1)]).dossiers[0].claim.claim_id
    'C1'
    """
    files = list(intakes)
    documents = [document for file in files for document in file.documents or (file,)]
    refused = [rejection for file in files for rejection in file.rejections]
    claims = [claim for document in documents for claim in document.claims]
    homes = [number for number, document in enumerate(documents) for _ in document.claims]

    rejected = _rejected(claims, refused)
    lost_ids = {rejection.claim_id for rejection in refused if rejection.lost} | {claim.claim_id for claim in rejected}
    pairs = SessionPairs(documents, claims, lost_ids)
    ...
