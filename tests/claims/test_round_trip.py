"""What was written reads back equal, and dossiers join back into themselves."""

from datetime import date, time
from decimal import Decimal

from claims.strategies import dossiers, intakes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.join import join
from rules_engine.claims.model import Answer, Claim, Document, Dossier, History, ServiceLine, Session
from rules_engine.claims.read import read_json
from rules_engine.claims.write import to_json

slow_to_draw = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slow_to_draw
@given(intakes())
def test_an_intake_reads_back_equal(intake: Intake) -> None:
    assert read_json(to_json(intake), "again.json") == intake


@slow_to_draw
@given(st.lists(intakes(), min_size=2, max_size=3))
def test_an_intake_of_several_documents_reads_back_equal(documents: list[Intake]) -> None:
    claims = tuple(claim for document in documents for claim in document.claims)
    intake = Intake(claims=claims, found=len(claims), documents=tuple(documents))
    assert read_json(to_json(intake), "again.ndjson") == intake


@slow_to_draw
@given(dossiers())
def test_a_dossier_joins_back_into_itself(dossier: Dossier) -> None:
    joined = join([read_json(to_json(dossier), "again.json")])
    assert joined.rejections == joined.unmatched == ()
    assert joined.dossiers == (dossier,)


def test_a_dossier_is_written_as_the_page_says() -> None:
    line = ServiceLine(number=1, charge=Decimal("175.00"), units=Decimal(1), modifiers=(), status=NOT_DOCUMENTED)
    session = Session(start=time(14), stop=time(15, 0, 30), signature=NOT_APPLICABLE, attestation=False)
    dossier = Dossier(
        claim=Claim(claim_id="C-1", lines=(line,), payer_name="Bärenkasse"),
        sessions=(session,),
        history=History(complete_from=date(2026, 1, 1)),
        authorizations=(),
        providers=Absent(AbsenceKind.UNREADABLE, "##"),
        member=NOT_DOCUMENTED,
        documents=(Document(kind="plan", codes=("90837",)),),
        answers=(Answer(claim_id="C-1", holds=False),),
        other_patients=History(claims=(Claim(claim_id="C-2"),)),
    )
    assert to_json(dossier).decode() == (
        '{"claim":{"claim_id":"C-1","lines":[{"number":1,"modifiers":[],"charge":175.00,"units":1,"status":null}],'
        '"payer_name":"Bärenkasse"},'
        '"documentation":[{"start":"14:00","stop":"15:00:30","attestation":false,'
        '"signature":{"absent":"not applicable"}}],'
        '"history":{"claims":[],"complete_from":"2026-01-01"},'
        '"authorizations":[],"providers":{"absent":"unreadable","raw":"##"},"member":null,'
        '"documents":[{"kind":"plan","codes":["90837"]}],"answers":[{"claim_id":"C-1","holds":false}],'
        '"other_patients":{"claims":[{"claim_id":"C-2","lines":[]}]}}\n'
    )


def test_the_digits_of_an_amount_are_kept() -> None:
    claim = Claim(claim_id="C-1", charge=Decimal("100.10"))
    again = read_json(to_json(Intake(claims=(claim,), found=1)), "again.json").claims[0]
    assert str(again.charge) == "100.10"
