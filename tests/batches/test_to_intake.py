"""A claim table as a file of a job comes to the dossiers that the table means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pyarrow as pa
import pytest
from batches.random_tables import random_table

from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.batches.to_intake import intake_of
from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.join import join
from rules_engine.claims.model import Authorization, Claim, Dossier, History, Member, Provider, ServiceLine, Session


def known(part: Any) -> Any:
    """Return a part; of earlier claims nothing, where there are none and nobody knows whether these are all."""
    if not isinstance(part, History):
        return "unknown" if isinstance(part, Absent) else part
    ends = tuple("unknown" if isinstance(end, Absent) else end for end in (part.complete_from, part.complete_through))
    return "unknown" if not tuple(part.claims) and ends == ("unknown", "unknown") else (tuple(part.claims), ends)


def seen_of(dossier: Dossier) -> set[Claim]:
    """Return the claims of other patients."""
    return set() if isinstance(dossier.other_patients, Absent) else set(dossier.other_patients.claims)


@pytest.mark.parametrize("seed", range(60))
def test_joined_alone_it_comes_to_the_dossiers_of_the_table(seed: int) -> None:
    table = random_table(seed, share=(0.1, 0.4, 0.9)[seed % 3])
    wanted, found = dossiers_of(table), join([intake_of(table)])
    assert (found.found, found.rejections) == (wanted.found, wanted.rejections)
    assert len(found.dossiers) == len(wanted.dossiers)
    ids = {each.claim.claim_id for each in found.dossiers}
    for one, other in zip(found.dossiers, wanted.dossiers, strict=True):
        for field in attrs.fields(Dossier):
            if field.name not in ("history", "other_patients"):
                assert getattr(one, field.name) == getattr(other, field.name), field.name
        assert known(one.history) == known(other.history)
        seen, told = seen_of(one), seen_of(other)
        assert seen <= told
        assert {each.claim_id for each in told - seen} <= ids  # an entry that is a claim of the job is one claim
    assert {each.code for each in wanted.unmatched} <= {each.code for each in found.unmatched}


def test_every_claim_is_a_document_and_every_loss_is_counted() -> None:
    table = pa.table({"claim.claim_id": ["C1", "C2", None], "line.rendering_npi": ["1234567893", "12", "1234567893"]})
    intake = intake_of(table, "june.parquet")
    assert (intake.found, len(intake.claims), len(intake.documents)) == (3, 1, 2)
    assert [(each.lost, each.pointer) for each in intake.rejections] == [
        (1, 'row 2 column "line.rendering_npi"'),
        (1, 'row 3 column "claim.claim_id"'),
    ]


def test_what_stands_in_its_rows_goes_before_what_other_files_say() -> None:
    columns = {
        "claim.claim_id": ["C1"],
        "claim.patient_id": ["P1"],
        "line.rendering_npi": ["1234567893"],
        "line.supervising_npi": ["1999999992"],
        "rendering.kind": ["psychologist"],
        "session.minutes": pa.array([53], pa.int64()),
    }
    own = Provider(npi="1234567893", kind="physician"), Provider(npi="1999999992", kind="physician")
    paper = Authorization(number="A1", patient_id="P1")
    other = Intake(
        providers=own,
        members=(Member(patient_id="P1", contractor_area="JK"),),
        authorizations=(paper,),
        sessions=(Session(claim_id="C1", line_number=1, minutes=Decimal(60)),),
    )
    (dossier,) = join([intake_of(pa.table(columns)), other]).dossiers
    assert isinstance(dossier.providers, tuple)
    assert [each.kind for each in dossier.providers] == ["psychologist", "physician"]
    assert isinstance(dossier.sessions, tuple)
    assert [each.minutes for each in dossier.sessions] == [Decimal(53)]
    assert isinstance(dossier.member, Member)
    assert (dossier.member.contractor_area, dossier.authorizations) == ("JK", (paper,))


def test_earlier_claims_of_a_table_reach_claims_of_other_files() -> None:
    table = pa.table({"claim.claim_id": ["H1"], "claim.patient_id": ["P1"], "row": ["history"]})
    line = ServiceLine(number=1, code="90837", service_date=date(2026, 11, 9))
    filed = Intake(claims=(Claim(claim_id="C1", patient_id="P1", lines=(line,)),), found=1)
    (dossier,) = join([filed, intake_of(table)]).dossiers
    assert isinstance(dossier.history, History)
    assert [each.claim_id for each in dossier.history.claims] == ["H1"]
