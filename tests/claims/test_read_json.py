"""Reading dossier documents: values, absences, faults by place, accounting, and hostile bytes."""

import json
import pickle
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from claims.strategies import intakes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim
from rules_engine.claims.origin import Origin
from rules_engine.claims.read import read_json
from rules_engine.claims.read.records import MAX_FAULTS
from rules_engine.claims.write import to_json

UNREADABLE = Absent(AbsenceKind.UNREADABLE)
GOOD = '{"claim_id": "GOOD", "lines": [{"number": 1}]}'


def read(text: str | bytes) -> Intake:
    """Return what a document holds, after a look at its books."""
    intake = read_json(text.encode() if isinstance(text, str) else text, "day.json")
    assert intake.found == len(intake.claims) + sum(each.lost for each in intake.rejections)
    return intake


def faults(text: str | bytes) -> list[tuple[str, str]]:
    return [(each.pointer, each.code) for each in read(text).rejections]


def line_faults(pair: str) -> list[tuple[str, str]]:
    """Return the faults of one pair of key and value on a line, places from the line on."""
    found = faults(f'{{"claims": [{{"claim_id": "C", "lines": [{{"number": 1, {pair}}}]}}, {GOOD}]}}')
    return [(pointer.removeprefix("/claims/0/lines/0"), code) for pointer, code in found]


def session(pairs: str) -> Any:
    (found,) = read(f'{{"documentation": [{{{pairs}}}]}}').sessions
    return found


# --- what is right ------------------------------------------------------------------------------------------------


def test_each_kind_of_value_is_read_exactly() -> None:
    found = session('"start": "09:05", "stop": "10:00:30", "minutes": 55.50, "group_size": 8, "attestation": true')
    assert (found.start, found.stop) == (time(9, 5), time(10, 0, 30))
    assert str(found.minutes) == "55.50"
    assert type(found.group_size) is Decimal
    assert found.attestation is True
    assert session('"service_date": "2024-02-29", "line_number": 2.0').service_date == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("", NOT_SUPPLIED),
        ('"minutes": null', NOT_DOCUMENTED),
        ('"minutes": {"absent": "not applicable"}', NOT_APPLICABLE),
        ('"minutes": {"absent": "not supplied"}', NOT_SUPPLIED),
        ('"minutes": {"absent": "unreadable", "raw": "6O"}', Absent(AbsenceKind.UNREADABLE, "6O")),
    ],
)
def test_the_kinds_of_absence_are_kept_apart(pair: str, value: Absent) -> None:
    assert session(pair).minutes == value


def test_an_empty_list_is_known_to_be_none() -> None:
    assert session('"participants": []').participants == ()
    assert read('{"documentation": []}').sessions == ()
    assert read("{}").sessions == NOT_SUPPLIED
    assert read('{"documentation": null, "member": {"absent": "not applicable"}}').members == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("175.00", "175.00"), ("1E+2", "100"), ("1.5e1", "15"), ("-0.0", "0.0"), ("999999999999.999999",) * 2, ("0", "0")],
)
def test_amounts_keep_their_digits(written: str, read_as: str) -> None:
    (claim,) = read(f'{{"claim": {{"claim_id": "C", "lines": [], "charge": {written}}}}}').claims
    assert str(claim.charge) == read_as


def test_each_value_knows_its_place() -> None:
    intake = read(f'{{"claims": [{GOOD}], "documentation": [{{"plan": {{"codes": ["90837"]}}}}]}}')
    line = intake.claims[0].lines[0]
    assert line.origins["number"] == Origin("day.json", pointer="/claims/0/lines/0/number")
    assert list(line.origins) == ["number"] and len(line.origins) == 1 and "charge" not in line.origins
    plan = intake.sessions[0].plan
    assert plan.origins["codes"].pointer == "/documentation/0/plan/codes"
    assert pickle.loads(pickle.dumps(intake)) == intake


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + f'{{"claim": {GOOD}}}'.encode()).found == 1


def test_one_document_a_line_keeps_documents_apart_and_counts_lines() -> None:
    text = f'{{"claim": {GOOD}, "history": {{"claims": []}}}}\r\n\n{{"claims": [{GOOD}, {{"claim_id": "B"}}]}}\n'
    intake = read(text)
    assert (intake.found, len(intake.claims), len(intake.documents)) == (3, 2, 2)
    assert [each.found for each in intake.documents] == [1, 2]
    assert intake.history == NOT_SUPPLIED
    assert intake.claims[1].origins["lines"].pointer == "/3/claims/0/lines"
    assert faults(text) == [("/3/claims/1", "missing-key")]


def test_a_broken_line_leaves_the_other_lines_readable() -> None:
    text = f'{{"claim": {GOOD}}}\n{{"claim": {{"claim_id"\n{{"claim": {GOOD}}}\n'
    (rejection,) = read(text).rejections
    assert (rejection.pointer, rejection.code, rejection.lost) == ("/2", "not-json", 1)
    assert text[rejection.start :].startswith('{"claim": {"claim_id"\n')
    assert read(text).found == 3


def test_a_document_over_many_lines_is_one_document() -> None:
    assert read(f'{{"claims": [\n{GOOD},\n{GOOD}\n]}}').documents == ()
    assert faults(f'{{"claims": [\n{GOOD},\n{GOOD}\n}}') == [("", "not-json")]


def test_flat_lines_of_the_history_are_gathered_into_claims() -> None:
    text = """{"history": {"complete_from": "2026-01-01", "lines": [
      {"claim_id": "H1", "patient_id": "P", "number": 1, "code": "90837", "charge": 175, "status": "paid"},
      {"claim_id": "H2", "number": 1},
      {"claim_id": "H1", "number": 2, "payer_id": "MEDICARE"}]}}"""
    history = read(text).history
    assert not isinstance(history, Absent)
    first, second = history.claims
    assert (first.claim_id, first.patient_id, first.payer_id, second.claim_id) == ("H1", "P", "MEDICARE", "H2")
    assert (first.charge, first.lines[0].charge) == (NOT_SUPPLIED, Decimal(175))
    assert [line.number for line in first.lines] == [1, 2]
    assert first.origins["patient_id"].pointer == "/history/lines/0/patient_id"
    assert first.origins["payer_id"].pointer == "/history/lines/2/payer_id"
    assert first.lines[1].origins["number"].pointer == "/history/lines/2/number"


# --- what is refused, by place ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "place", "code"),
    [
        ('"units": "60"', "/units", "wrong-type"),
        ('"units": "sixty"', "/units", "wrong-type"),
        ('"units": true', "/units", "wrong-type"),
        ('"units": [1]', "/units", "wrong-type"),
        ('"units": {"value": 1}', "/units", "wrong-type"),
        ('"units": -1', "/units", "negative-number"),
        ('"units": NaN', "/units", "not-a-number"),
        ('"units": -Infinity', "/units", "not-a-number"),
        ('"units": 1e400', "/units", "too-many-digits"),
        ('"units": 1e99999999999999999999', "/units", "too-many-digits"),
        ('"units": 0.30000000000000004', "/units", "too-many-digits"),
        (f'"units": {"9" * 5000}', "/units", "too-many-digits"),
        ('"units": 1000000000000', "/units", "too-many-digits"),
        ('"emergency": 0', "/emergency", "wrong-type"),
        ('"emergency": "Y"', "/emergency", "wrong-type"),
        ('"code": 90837', "/code", "wrong-type"),
        ('"code": "90837-95"', "/code", "bad-procedure-code"),
        ('"code": "９０８３７"', "/code", "bad-procedure-code"),
        ('"modifiers": "95"', "/modifiers", "wrong-type"),
        ('"modifiers": ["95", 93]', "/modifiers/1", "wrong-type"),
        ('"modifiers": ["gt"]', "/modifiers/0", "bad-modifier"),
        ('"modifiers": [null]', "/modifiers/0", "wrong-type"),
        ('"place_of_service": "2"', "/place_of_service", "bad-place"),
        ('"place_of_service": 11', "/place_of_service", "wrong-type"),
        ('"rendering_npi": "123"', "/rendering_npi", "bad-npi"),
        ('"status": ""', "/status", "empty-text"),
        ('"status": "paid "', "/status", "outer-space"),
        ('"status": "pa\\u0000id"', "/status", "odd-characters"),
        ('"status": "pаid"', "/status", "odd-characters"),  # the second letter is Cyrillic
        ('"status": "\\ud800"', "/status", "lone-surrogate"),
        (f'"status": "{"x" * 201}"', "/status", "long-text"),
        ('"service_date": "2026-02-29"', "/service_date", "bad-date"),
        ('"service_date": "11/16/2026"', "/service_date", "bad-date"),
        ('"service_date": "2026-W47-1"', "/service_date", "bad-date"),
        ('"service_date": 20261116', "/service_date", "wrong-type"),
        ('"diagnosis_pointers": [0]', "/diagnosis_pointers/0", "not-whole"),
        ('"diagnosis_pointers": [1.5]', "/diagnosis_pointers/0", "not-whole"),
        ('"units": {"absent": "somewhere"}', "/units", "unknown-absence"),
        ('"units": {"absent": ["x"]}', "/units", "unknown-absence"),
        ('"units": {"absent": "not supplied", "raw": "x"}', "/units", "unknown-absence"),
        ('"units": 1, "units": 2', "/units", "repeated-key"),
        ('"units": {"absent": "not supplied", "absent": "not applicable"}', "/units", "repeated-key"),
        ('"unts": 1', "/unts", "unknown-key"),
        ('"Ünits": 1', "", "unknown-key"),
        ('"number": 2, "number": 3', "/number", "repeated-key"),
        ('"comment": "x"', "/comment", "free-text"),
        ('"Psychotherapy-Notes": "x"', "", "free-text"),
    ],
)
def test_a_fault_of_a_line_is_named_by_its_place(pair: str, place: str, code: str) -> None:
    assert line_faults(pair) == [(place, code)]


@pytest.mark.parametrize("clock", ["24:00", "25:00", "14:60", "9:00", "14:00Z", "2 pm", "14:00+01:00", "1400"])
def test_a_time_is_a_time_of_the_day(clock: str) -> None:
    assert faults(f'{{"documentation": [{{"start": "{clock}"}}]}}') == [("/documentation/0/start", "bad-time")]


@pytest.mark.parametrize(
    ("text", "place", "code", "lost"),
    [
        ("", "", "not-json", 1),
        ("null", "", "wrong-type", 1),
        ("[]", "", "wrong-type", 1),
        ('{"claims": [', "", "not-json", 1),
        ('{"claims": []} {}', "", "not-json", 1),
        ('{"claims": [], "claims": []}', "/claims", "repeated-key", 1),
        ("{'claims': []}", "", "not-json", 1),
        ('{"claims": null}', "/claims", "wrong-type", 0),
        ('{"claims": {}}', "/claims", "wrong-type", 1),
        ('{"claims": [7]}', "/claims/0", "wrong-type", 1),
        ('{"claims": [null]}', "/claims/0", "wrong-type", 1),
        ('{"claim": null}', "/claim", "wrong-type", 1),
        ('{"claim": {"claim_id": "C"}}', "/claim", "missing-key", 1),
        ('{"claim": {"claim_id": null, "lines": []}}', "/claim/claim_id", "wrong-type", 1),
        ('{"claim": {"claim_id": "C", "lines": null}}', "/claim/lines", "wrong-type", 1),
        ('{"claim": {"claim_id": "C", "lines": []}, "claims": []}', "/claim", "two-keys-for-one", 1),
        ('{"Claims": [{}, {}, {}]}', "/Claims", "unknown-key", 3),
        ('{"documentaton": []}', "/documentaton", "unknown-key", 0),
        ('{"note": "x"}', "/note", "free-text", 0),
        ('{"documentation": {}}', "/documentation", "wrong-type", 0),
        ('{"documentation": [[]]}', "/documentation/0", "wrong-type", 0),
        ('{"documentation": NaN}', "/documentation", "not-a-number", 0),
        ('{"history": {}}', "/history", "no-claims", 0),
        ('{"history": {"claims": [], "lines": []}}', "/history", "two-keys-for-one", 0),
        ('{"history": {"claims": 1}}', "/history/claims", "wrong-type", 0),
        ('{"history": {"claims": [], "until": "x"}}', "/history/until", "unknown-key", 0),
        ('{"history": {"claims": [], "complete_from": "x"}}', "/history/complete_from", "bad-date", 0),
        ('{"history": []}', "/history", "wrong-type", 0),
        ('{"history": {"claims": [], "claims": []}}', "/history/claims", "repeated-key", 0),
        ('{"members": [], "member": {}}', "/member", "two-keys-for-one", 0),
        ('{"claims": [{"claim_id": "C", "lines": [{"number": 1}, {"number": 1}]}]}', "/claims/0/lines/1/number",
         "repeated-line-number", 1),
        ('{"history": {"lines": [{"claim_id": "C", "number": 1}, {"claim_id": "C", "number": 1}]}}',
         "/history/lines/1/number", "repeated-line-number", 0),
        ('{"history": {"lines": [{"claim_id": "C", "patient_id": "P", "number": 1}, '
         '{"claim_id": "C", "patient_id": "Q", "number": 2}]}}', "/history/lines/1/patient_id", "conflicting-lines", 0),
    ],
)  # fmt: skip
def test_a_fault_of_a_document_is_named_by_its_place(text: str, place: str, code: str, lost: int) -> None:
    assert faults(text) == [(place, code)]
    assert read(text).found == lost


@pytest.mark.parametrize("depth", [65, 70, 900, 5_000, 200_000])
@pytest.mark.parametrize("mark", ["[]", "{}"])
def test_depth_has_one_limit_on_every_machine(depth: int, mark: str) -> None:
    inner = "[" * depth + "]" * depth if mark == "[]" else '{"x":' * (depth - 1) + "{}" + "}" * (depth - 1)
    text = f'{{"claims": [{GOOD}], "members": {inner}}}'
    assert faults(text) == [("", "too-deep")]


def test_a_document_of_the_greatest_depth_is_refused_for_what_it_holds() -> None:
    assert faults('{"members": [' + "[" * 62 + "]" * 62 + "]}") == [("/members/0", "wrong-type")]
    assert faults('{"members": [' + "[" * 63 + "]" * 63 + "]}") == [("", "too-deep")]


@pytest.mark.parametrize("data", [b"\xff\xfe{\x00", b'{"claim": "\xff"}', b'{"claim": "\xed\xa0\x80"}'])
def test_bytes_that_are_not_utf8_are_refused(data: bytes) -> None:
    assert faults(data) == [("", "not-utf8")]


# --- what a fault costs -------------------------------------------------------------------------------------------


def test_all_faults_are_gathered_and_a_claim_is_lost_once() -> None:
    bad = '{"claim_id": "BAD", "x": 1, "lines": [{"number": 0, "units": "1"}, {"code": ""}]}'
    intake = read(f'{{"claims": [{bad}, {GOOD}, {bad}]}}')
    assert [claim.claim_id for claim in intake.claims] == ["GOOD"]
    assert [each.pointer for each in intake.rejections if each.pointer.startswith("/claims/0")] == [
        *("/claims/0/x", "/claims/0/lines/0/number", "/claims/0/lines/0/units", "/claims/0/lines/1/code"),
        "/claims/0/lines/1",
    ]
    assert [each.lost for each in intake.rejections] == [1, 0, 0, 0, 0] * 2
    assert {each.claim_id for each in intake.rejections} == {"BAD"}


def test_a_record_names_its_part_and_its_claim() -> None:
    (rejection,) = read('{"documentation": [{"claim_id": "C", "minutes": "sixty"}, {}]}').rejections
    assert (rejection.part, rejection.claim_id, rejection.lost) == ("documentation", "C", 0)
    assert (rejection.message, rejection.source) == ("a number belongs here, not text", "day.json")


def test_a_history_with_a_refused_entry_is_not_known_to_be_complete() -> None:
    span = '"complete_from": "2026-01-01", "complete_through": "2026-11-01"'
    history = read(f'{{"history": {{{span}, "claims": [{GOOD}, {{"claim_id": 1, "lines": []}}]}}}}').history
    assert not isinstance(history, Absent)
    assert ([claim.claim_id for claim in history.claims], history.complete_from) == (["GOOD"], UNREADABLE)


def test_a_refused_provider_is_unreadable_and_not_missing() -> None:
    (provider,) = read('{"providers": [{"npi": "1000000004", "kind": 1}]}').providers
    assert (provider.npi, provider.kind, provider.licences) == ("1000000004", UNREADABLE, UNREADABLE)
    assert read('{"providers": [{"npi": 1}, {"npi": "1000000004"}]}').providers == UNREADABLE
    assert read('{"authorizations": [{"number": 1}]}').authorizations == UNREADABLE


def test_help_names_the_key_that_was_meant() -> None:
    text = '{"claims": [{"claim_id": "C", "lines": [{"number": 1, "unts": 1, "minuts": 1, "POS": 1, "zzzz": 1}]}]}'
    assert [each.help for each in read(text).rejections] == [
        *("did you mean `units`?", "`minutes` is a key of a session record or a participant"),
        *("did you mean `place_of_service`?", ""),
    ]


def test_a_record_of_endless_faults_has_an_end() -> None:
    keys = ", ".join(f'"k{"abcdefghij"[n % 10]}{"x" * (n // 10)}": 1' for n in range(30 * 10))
    found = read(f'{{"claim": {{{keys}}}, {keys}}}').rejections
    assert [each.code for each in found].count("more-faults") == 2
    assert len(found) == 2 * (MAX_FAULTS + 1)
    assert found[-1].lost + found[MAX_FAULTS + 1].lost == 1


# --- nothing leaks, nothing raises ---------------------------------------------------------------------------------

CANARY = "CANARY-7f3a"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    intakes(), st.sampled_from([CANARY, f" {CANARY}", f"{CANARY}\n", f"{CANARY}é" + "x" * 300, 19470319.5, [CANARY]])
)
def test_no_value_of_a_claim_is_in_a_rejection(intake: Intake, canary: Any) -> None:
    def planted(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: canary if key != "claim_id" and not isinstance(v, dict | list) else planted(v)
                for key, v in node.items()
            }
        return (
            [planted(each) if isinstance(each, dict | list) else canary for each in node]
            if isinstance(node, list)
            else node
        )

    found = read(json.dumps(planted(json.loads(to_json(intake)))))
    said = repr(found) + repr(found.rejections) + repr(found.claims)
    assert CANARY not in said and "19470319" not in said


def test_a_key_that_may_be_a_name_is_not_repeated() -> None:
    for key in ("Jane Doe", "900-45-6789", "jane.doe@example.org", "x" * 41, "1947", "a/b~c"):
        found = read(f'{{"claim": {{"claim_id": "C", "lines": [], "{key}": 1}}}}').rejections
        assert [(each.pointer, each.code) for each in found] == [("/claim", "unknown-key")]
        assert key not in repr(found)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0123456789eE-.\\ tfn\nclaims', max_size=200).map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    assert read(data).found >= 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(intakes(), st.data())
def test_no_damaged_document_raises(intake: Intake, data: st.DataObject) -> None:
    text = bytearray(to_json(intake))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert read(bytes(text)).found >= 0


def test_no_entity_shows_its_values() -> None:
    claim = read(f'{{"claim": {GOOD}}}').claims[0]
    assert isinstance(claim, Claim) and "GOOD" not in repr(claim) + repr(claim.lines[0]) + repr(claim.origins)


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_examples_of_the_page_are_true() -> None:
    page = Path(__file__).parents[2] / "docs" / "dossier.md"
    blocks = [block.split("\n", maxsplit=1) for block in page.read_text(encoding="utf-8").split("```")[1::2]]
    (right, faulty, said) = [text for _, text in blocks]
    assert [name for name, _ in blocks] == ["json", "json faulty", "text"]
    assert (read(right).found, read(right).rejections) == (1, ())
    assert said.splitlines() == [f"{each.pointer}: {each.message}" for each in read(faulty).rejections]
