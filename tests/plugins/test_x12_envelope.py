"""Interchange, group and transaction: counts, control numbers, versions, and files that are cut off."""

from __future__ import annotations

import pytest

from .x12_text import BODY, ISA, encode, interchange, only_rejection, read, replaced, x12

SEGMENTS = interchange(BODY)
LAST_CLAIM = BODY.index(next(segment for segment in BODY if segment.startswith("CLM")))


@pytest.mark.parametrize(
    ("old", "new", "code", "element", "text"),
    [
        ("SE", "SE*21*0001", "segment-count", "SE01", "21"),
        ("SE", "SE*many*0001", "segment-count", "SE01", "many"),
        ("SE", "SE*20*0009", "control-number", "SE02", "0009"),
        ("GE", "GE*2*1", "transaction-count", "GE01", "2"),
        ("GE", "GE*1*2", "control-number", "GE02", "2"),
        ("IEA", "IEA*2*000000001", "group-count", "IEA01", "2"),
        ("IEA", "IEA*1*000000002", "control-number", "IEA02", "000000002"),
        ("ST", "ST*837*0001*005010X222", "version-mismatch", "ST03", "005010X222"),
    ],
)
def test_a_fault_of_the_envelope_is_named_and_the_claims_are_read(
    old: str, new: str, code: str, element: str, text: str
) -> None:
    data = encode(replaced(SEGMENTS, old, new))
    rejection = only_rejection(data)
    assert (rejection.code, rejection.element, rejection.lost, rejection.claim_id) == (code, element, 0, "")
    assert data[rejection.start : rejection.stop].decode() == text
    assert len(read(data).claims) == 1


def test_leading_zeros_of_a_count_are_nothing() -> None:
    segments = replaced(replaced(SEGMENTS, "SE", "SE*0020*0001"), "GE", "GE*01*001")
    assert read(encode(segments)).rejections == ()


@pytest.mark.parametrize(
    ("missing", "codes"),
    [
        ("IEA", [("missing-trailer", "IEA")]),
        ("GE", [("missing-trailer", "GE")]),
        ("GS", [("missing-header", "ST"), ("missing-header", "GE"), ("group-count", "IEA01")]),
    ],
)
def test_a_missing_part_of_the_envelope_is_named_and_the_claims_are_read(
    missing: str, codes: list[tuple[str, str]]
) -> None:
    intake = read(encode(replaced(SEGMENTS, missing)))
    assert [(each.code, each.element) for each in intake.rejections] == codes
    assert len(intake.claims) == 1


def test_a_claim_outside_a_transaction_is_refused() -> None:
    intake = read(encode(replaced(SEGMENTS, "ST")))
    assert intake.claims == ()
    assert [(each.code, each.claim_id, each.lost) for each in intake.rejections] == [
        ("claim-outside-transaction", "CLAIM1", 1),
        ("missing-header", "", 0),
        ("transaction-count", "", 0),
    ]


@pytest.mark.parametrize("end", ["", "~\nGE*1*1~\nIEA*1*000000001~\n", "~\nST*837*0002*005010X222A1~\nSE*2*0002~\n"])
def test_the_last_claim_of_a_transaction_without_end_is_refused(end: str) -> None:
    first = replaced(BODY[LAST_CLAIM:], "CLM", "CLM*CLAIM0*150***11:B:1*Y*A*Y*Y")
    cut = interchange([*BODY[:LAST_CLAIM], *first, *BODY[LAST_CLAIM:]])[:-3]
    intake = read(("~\n".join(cut) + end).encode())
    assert [claim.claim_id for claim in intake.claims] == ["CLAIM0"]
    lost = [(each.code, each.claim_id) for each in intake.rejections if each.lost]
    assert lost == [("truncated-claim", "CLAIM1")]
    assert ("missing-trailer", "SE") in [(each.code, each.element) for each in intake.rejections]


def test_a_file_cut_at_any_byte_judges_no_claim_that_is_not_whole() -> None:
    data = x12([*BODY, *replaced(BODY[LAST_CLAIM:], "CLM", "CLM*CLAIM2*150***11:B:1*Y*A*Y*Y")])
    whole = read(data).claims
    second = data.index(b"CLM*CLAIM2")
    end = data.index(b"SE*")
    for length in range(len(ISA) + 1, len(data)):
        intake = read(data[:length])
        if length < data.index(b"CLM*"):
            assert intake.found == 0
        elif length < end + len(b"SE*24*0001~"):
            assert intake.claims == (whole[:1] if length >= second + len("CLM*") else ())
            assert any(each.code == "truncated-claim" for each in intake.rejections) or length < second
        else:
            assert intake.claims == whole


def test_a_claim_cut_within_its_id_is_refused_without_it() -> None:
    data = x12(BODY)
    intake = read(data[: data.index(b"CLAIM1") + 3])
    assert {each.claim_id for each in intake.rejections} == {""}
    assert sum(each.lost for each in intake.rejections) == 1
    assert intake.found == 1


@pytest.mark.parametrize(
    ("identifier", "version", "code", "word"),
    [
        ("835", "005010X221A1", "wrong-transaction", "remittance"),
        ("999", "005010X231A1", "wrong-transaction", "acknowledgement"),
        ("277", "005010X214", "wrong-transaction", "status"),
        ("850", "005010", "wrong-transaction", "another type"),
        ("837", "005010X223A2", "unsupported-version", "institutional"),
        ("837", "005010X224A2", "unsupported-version", "dental"),
        ("837", "005010X291", "unsupported-version", "predetermination"),
        ("837", "004010X098A1", "unsupported-version", "4010"),
        ("837", "", "unsupported-version", "another version"),
    ],
)
def test_another_transaction_is_refused_by_its_name(identifier: str, version: str, code: str, word: str) -> None:
    segments = replaced(interchange(BODY, version=version), "ST", f"ST*{identifier}*0001*{version}")
    data = encode(segments)
    rejection = only_rejection(data)
    assert (rejection.code, rejection.lost, rejection.segment, rejection.element) == (code, 1, 3, "ST")
    assert word in rejection.message
    assert data[rejection.start : rejection.stop].startswith(b"ST*")


def test_the_version_of_the_group_counts_where_the_transaction_names_none() -> None:
    assert read(encode(replaced(SEGMENTS, "ST", "ST*837*0001"))).rejections == ()


@pytest.mark.parametrize("version", ["005010X222", "005010X222A1", "005010X222A2"])
def test_all_versions_of_the_professional_claim_are_read(version: str) -> None:
    assert len(read(encode(interchange(BODY, version=version))).claims) == 1


def test_a_transaction_of_claims_beside_another_is_read() -> None:
    other = ["ST*835*0002*005010X221A1", "BPR*I*10", "SE*3*0002"]
    at = SEGMENTS.index("GE*1*1")
    intake = read(encode([*SEGMENTS[:at], *other, "GE*2*1", "IEA*1*000000001"]))
    assert len(intake.claims) == 1
    assert [(each.code, each.lost) for each in intake.rejections] == [("wrong-transaction", 0)]


def test_an_interchange_sent_twice_is_named() -> None:
    intake = read(x12(BODY) * 2)
    assert [(each.code, each.element, each.lost) for each in intake.rejections] == [
        ("repeated-control-number", "ISA13", 0)
    ]
    assert len(intake.claims) == 2


def test_a_claim_swallowed_by_the_segment_before_it_is_counted() -> None:
    data = x12(BODY).replace(b"GROVE STREET", b"GROVE STREET\nCLM*LOST*1*\n")
    intake = read(data)
    rejection = next(each for each in intake.rejections if each.code == "missing-terminator")
    assert (intake.found, rejection.lost) == (2, 1)
    assert data[rejection.start : rejection.stop].startswith(b"N3*")


def test_claims_after_another_terminator_are_counted() -> None:
    segments = interchange(BODY)
    intake = read(encode(segments[:1]) + encode(segments[1:], "\n"))
    assert (intake.found, intake.claims) == (1, ())
    assert {"truncated-segment", "missing-terminator"} <= {each.code for each in intake.rejections}
