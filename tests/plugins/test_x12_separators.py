"""Separators as the header declares them, and as files really use them."""

from __future__ import annotations

import pytest

from rules_engine.claims.model import Claim
from rules_engine.plugins import x12_837p

from .x12_text import BODY, FULL, ISA, encode, interchange, only_rejection, read, replaced, x12

EXPECTED = read(x12(BODY)).claims
UNPADDED = "ISA*00**00**ZZ*SENDER*ZZ*PLAN*260105*1200*^*00501*000000001*0*T*:"


def facts(data: bytes) -> tuple[Claim, ...]:
    """Return the claims of a file that has no fault."""
    intake = read(data)
    assert intake.rejections == ()
    return intake.claims


@pytest.mark.parametrize(
    "end", ["~", "~\n", "~\r\n", "~\r", "~\n\n", "~  \n", "\n", "\r\n", "\r", "'", "'\n", "|", "\x1c", "\x1c\n", "!"]
)
def test_segments_end_as_the_header_ends(end: str) -> None:
    assert facts(x12(BODY, end)) == EXPECTED


@pytest.mark.parametrize("element", ["|", "+", "\x1d", "^", "\t", ","])
def test_the_element_separator_is_that_of_the_header(element: str) -> None:
    segments = [segment.replace("^", "<").replace("*", element) for segment in interchange(BODY)]
    assert facts(encode(segments)) == EXPECTED


@pytest.mark.parametrize("component", [">", "<", "\\", "\x1f", "^", "|"])
def test_the_component_separator_is_that_of_the_header(component: str) -> None:
    segments = [segment.replace("^", "!").replace(":", component) for segment in interchange(FULL)]
    assert read(encode(segments)).claims == read(x12(FULL)).claims


def test_all_separators_may_be_control_characters() -> None:
    table = str.maketrans("*:^", "\x1d\x1f\x1e")
    segments = [segment.translate(table) for segment in interchange(FULL)]
    assert read(encode(segments, "\x1c")).claims == read(x12(FULL)).claims


@pytest.mark.parametrize("isa", [UNPADDED, ISA.replace("          ", "..........")])
@pytest.mark.parametrize("end", ["~", "~\n", "\n", "\r\n"])
def test_a_header_need_not_be_padded(isa: str, end: str) -> None:
    assert facts(encode(interchange(BODY, isa=isa), end)) == EXPECTED


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "\n"])
def test_a_header_may_leave_its_component_separator_out(end: str) -> None:
    intake = read(encode(interchange(BODY, isa=ISA[:-1]), end))
    assert intake.claims == EXPECTED
    assert [(each.code, each.element) for each in intake.rejections] == [("component-separator", "ISA16")]


def test_the_component_separator_in_use_wins_and_the_header_is_named() -> None:
    segments = interchange(BODY)
    data = encode([segments[0], *[segment.replace(":", ">") for segment in segments[1:]]])
    intake = read(data)
    (rejection,) = intake.rejections
    assert intake.claims == EXPECTED
    assert (rejection.code, rejection.element, rejection.lost) == ("component-separator", "ISA16", 0)
    assert data[rejection.start : rejection.stop] == b":"


def test_one_line_with_another_separator_is_refused() -> None:
    bad = replaced(BODY[-5:], "SV1", "SV1*HC>90837>95*150*UN*1***1")
    intake = read(x12([*BODY[:-5], *bad, *replaced(BODY[-5:], "CLM", "CLM*CLAIM2*150***11:B:1*Y*A*Y*Y")]))
    assert [claim.claim_id for claim in intake.claims] == ["CLAIM2"]
    assert [(each.code, each.element, each.claim_id) for each in intake.rejections] == [
        ("unknown-separator", "SV101", "CLAIM1")
    ]


def test_text_before_the_header_is_named() -> None:
    data = b"A claim, sent by mail\r\n\r\n" + x12(BODY)
    intake = read(data)
    assert intake.claims == EXPECTED
    assert [(each.code, each.lost, each.segment) for each in intake.rejections] == [("text-before-header", 0, 1)]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n", b"  \r\n", b"\xef\xbb\xbf\n"])
def test_a_byte_order_mark_and_blank_lines_before_the_header_are_nothing(before: bytes) -> None:
    assert facts(before + x12(BODY)) == EXPECTED


def test_some_segments_may_end_with_a_line_end_and_others_without() -> None:
    data = x12(BODY, "~").replace(b"~CLM", b"~\nCLM").replace(b"~LX", b"~\r\n\r\nLX").replace(b"~SE", b"~  SE")
    assert facts(data) == EXPECTED
    assert facts(x12(BODY).replace(b"~\nCLM", b"~CLM")) == EXPECTED
    assert facts(x12(BODY, "\r\n").replace(b"\r\nCLM", b"\nCLM")) == EXPECTED


def test_the_last_terminator_may_be_missing() -> None:
    assert facts(x12(BODY)[:-2]) == EXPECTED
    assert facts(x12(BODY, "~")[:-1] + b"\n\n") == EXPECTED


def test_a_name_that_begins_like_a_header_opens_nothing() -> None:
    data = x12(BODY).replace(b"GROVE CLINIC", b"ISAAC").replace(b"GROVE PLAN", b"ISA")
    assert len(facts(data)) == 1
    assert len(facts(x12(BODY, "~").replace(b"NM1*IL*1*ALDER", b"NM1*IL*1*ISA"))) == 1


def test_interchanges_have_their_own_separators() -> None:
    second = [segment.replace("^", "!").replace("*", "|").replace(":", ">") for segment in interchange(BODY)]
    third = x12(BODY).replace(b"000000001", b"000000003")
    data = x12(BODY) + encode(second, "'").replace(b"000000001", b"000000002") + third
    intake = x12_837p.rules_engine_read(data, "claims.837")
    assert intake is not None
    assert intake.rejections == ()
    codes = [claim.lines[0].origins["code"] for claim in intake.claims]
    assert [data[origin.start : origin.stop] for origin in codes] == [b"90837"] * 3
    per_file = len(interchange(BODY))
    numbers = [claim.origins["claim_id"].segment for claim in intake.claims]
    assert numbers == [numbers[0], numbers[0] + per_file, numbers[0] + 2 * per_file]


def test_long_files_are_read_in_pieces_without_a_seam() -> None:
    claims = []
    for number in range(1000):
        claims += replaced(BODY[-5:], "CLM", f"CLM*CLAIM{number}*150***11:B:1*Y*A*Y*Y")
    for end in ("~", "~\n", "~\r\n", "\n", "\r\n", "\x1c"):
        intake = x12_837p.rules_engine_read(x12([*BODY[:-5], *claims], end), "claims.837")
        assert intake is not None
        ids = [claim.claim_id for claim in intake.claims]
        assert ids == [f"CLAIM{number}" for number in range(1000)]


@pytest.mark.parametrize(
    "header", ["ISA", "ISA*", "ISA*00*", ISA.replace("*", "", 2).replace("ISA", "ISA*") + "~", ISA[:-1] + "A~", ISA]
)
def test_a_header_without_separators_is_refused(header: str) -> None:
    rejection = only_rejection(header.encode())
    assert (rejection.code, rejection.element, rejection.lost) == ("malformed-header", "ISA", 0)


def test_a_damaged_header_loses_its_claims_by_number() -> None:
    rejection = only_rejection(x12(BODY).replace(b"*T*:~", b"*:~"))
    assert (rejection.code, rejection.lost) == ("malformed-header", 1)
