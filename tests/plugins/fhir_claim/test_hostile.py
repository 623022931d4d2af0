"""Whatever comes in: no exception, nothing lost in silence, and each fault named with its place."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules_engine.plugins import fhir_claim
from rules_engine.plugins.fhir_claim.schema import RESOURCES

from .resources import (
    CPT,
    ICD,
    Resource,
    bundle,
    check,
    claim,
    coded,
    coverage,
    dollars,
    faults,
    item,
    npi,
    patient,
    read,
    to,
    whole,
)

SECONDS = 20  # far above what is needed, so that a slow machine does not fail; a quadratic reader takes hours
MEGABYTE = 1_000_000


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"  ", b"ISA*00*", b'{"claim": {"claim_id": "C-1"}}', b"claim_id,code\n", b"[]", b"null", b"<html/>"),
        b'\xef\xbb\xbf{"claims": []}',
    ],
)
def test_another_format_is_left_to_others(data: bytes) -> None:
    assert fhir_claim.rules_engine_read(data, "claims.json") is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<Claim xmlns="http://hl7.org/fhir"><id value="1"/></Claim>', "xml"),
        (b'{"resourceType": "Claim"', "not-json"),
        (b'[{"resourceType": "Claim"}]', "not-a-resource"),
        (b'{"resourceType": 5}', "not-a-resource"),
        (b'{"a": {"resourceType": "Claim"}}', "not-a-resource"),
        (b'{"resourceType": "Claim", "x": "\xff"}', "not-utf8"),
        (b'{"resourceType": "Claim", "x": NaN}', "not-a-number"),
        (b'{"resourceType": "Claim", "total": {"value": -Infinity}}', "not-a-number"),
        (b'{"resourceType": "Claim", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "too-deep"),
        (b'{"resourceType": "Claim", "x": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}", "too-deep"),
        (b'{"resourceType": "Bundle", "entry": 5}', "wrong-type"),
        (b'{"resourceType": "Bundle", "entry": [5]}', "wrong-type"),
        (b'{"resourceType": "Bundle", "entry": [], "entry": []}', "repeated-key"),
        (b'{"resourceType": "Claim", "resourceType": "Claim"}', "repeated-key"),
    ],
)
def test_a_file_that_cannot_be_read_counts_as_one_claim(data: bytes, code: str) -> None:
    intake = read(data)
    assert intake.found == 1
    assert [each.code for each in intake.rejections] == [code]


def test_a_claim_that_is_hidden_by_a_key_that_stands_twice_is_counted() -> None:
    text = json.dumps(bundle(claim(), claim()))
    intake = read(text.replace('"type": "collection"', '"type": "collection", "type": "batch"', 1))
    assert (intake.found, [each.code for each in intake.rejections]) == (2, ["repeated-key"])


def test_one_broken_line_leaves_the_others() -> None:
    good = json.dumps(claim())
    data = "\n".join([good, good[:-20] + "}", good.replace('"id": "c1"', '"id": NaN'), "5}", good])
    intake = read(data)
    assert (intake.found, len(intake.claims)) == (5, 2)
    assert [(each.code, each.pointer) for each in intake.rejections] == [
        ("not-json", "/2"),
        ("not-a-number", "/3/id"),
        ("not-json", "/4"),
    ]


@pytest.mark.parametrize("kind", ["ExplanationOfBenefit", "Medication", "List"])
def test_other_resources_are_refused_once_by_name(kind: str) -> None:
    intake = read(bundle(claim(), {"resourceType": kind}, {"resourceType": kind}))
    assert len(intake.claims) == 1
    (found,) = intake.rejections
    assert (found.code, found.lost, found.pointer) == ("unread-resource", 0, "/entry/1/resource/resourceType")
    assert kind in found.message and "Claim" in found.help


def test_a_bundle_in_a_bundle_is_read_and_one_too_deep_is_counted() -> None:
    found = bundle(claim(), bundle(claim(id="c2"), patient()))
    intake = read(found)
    assert [each.origins["charge"].pointer for each in intake.claims] == [
        "/entry/0/resource/total/value",
        "/entry/1/resource/entry/0/resource/total/value",
    ]
    for _ in range(5):
        found = bundle(found)
    intake = read(found)
    assert (intake.found, [each.code for each in intake.rejections]) == (1, ["too-deep"])


def test_a_claim_behind_another_type_is_counted() -> None:
    text = json.dumps(claim()).replace('{"resourceType"', '{"resourceType": "Medication", "resourceType"', 1)
    assert faults(text) == [("repeated-key", "/resourceType")]


def test_a_type_that_is_no_word_is_not_repeated() -> None:
    (found,) = read({"resourceType": "Jane Q. Public, born 1948"}).rejections
    assert "Jane" not in found.message


# --- one claim ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"status": None}, "missing-element", "/status"),
        ({"patient": None}, "missing-element", "/patient"),
        ({"created": "2026-02-30"}, "bad-date", "/created"),
        ({"created": "2026-13"}, "bad-date", "/created"),
        ({"created": "16.11.2026"}, "bad-date", "/created"),
        ({"created": "2026-11-16T25:00:00Z"}, "bad-date", "/created"),
        ({"use": "predetermination"}, "not-a-bill", "/use"),
        ({"use": "preauthorization"}, "not-a-bill", "/use"),
        ({"use": "x"}, "unknown-use", "/use"),
        ({"status": "cancelled"}, "not-in-force", "/status"),
        ({"type": coded("http://terminology.hl7.org/CodeSystem/claim-type", "oral")}, "not-professional", "/type"),
        ({"identifier": None, "id": None}, "missing-claim-id", ""),
        ({"identifier": [{"value": "x" * 201}]}, "long-text", "/identifier/0/value"),
        ({"identifier": [{"value": ""}]}, "empty-text", "/identifier/0/value"),
        ({"item": None}, "claim-without-lines", "/item"),
        ({"item": 5}, "wrong-type", "/item"),
        ({"item": [5]}, "wrong-type", "/item/0"),
        ({"item": [None]}, "wrong-type", "/item/0"),
        ({"item": [item(True)]}, "wrong-type", "/item/0/sequence"),
        ({"item": [item(1.5)]}, "wrong-type", "/item/0/sequence"),
        ({"item": [item(0)]}, "not-positive", "/item/0/sequence"),
        ({"item": [item(10**40)]}, "not-positive", "/item/0/sequence"),
        ({"item": [item(), item()]}, "repeated-line-number", "/item/1/sequence"),
        ({"item": [item(net=dollars("175"))]}, "wrong-type", "/item/0/net/value"),
        ({"item": [item(net=dollars(10**30))]}, "too-many-digits", "/item/0/net/value"),
        ({"item": [item(net={"value": 175, "currency": "EUR"})]}, "foreign-currency", "/item/0/net/currency"),
        ({"item": [item(quantity={"value": -1})]}, "negative-number", "/item/0/quantity/value"),
        ({"item": [item(quantity={"value": [1]})]}, "wrong-type", "/item/0/quantity/value"),
        ({"item": [item(servicedDate=20261116)]}, "wrong-type", "/item/0/servicedDate"),
        ({"item": [item(servicedDate="2026-02-30")]}, "bad-date", "/item/0/servicedDate"),
        (
            {"item": [item(servicedDate=None, servicedPeriod={"start": "2026-11-30", "end": "2026-11-01"})]},
            "reversed-dates",
            "/item/0/servicedPeriod",
        ),
        ({"item": [item(productOrService=None)]}, "missing-element", "/item/0/productOrService"),
        (
            {"item": [item(productOrService=coded("http://snomed.info/sct", "1"))]},
            "unknown-code-system",
            "/item/0/productOrService",
        ),
        (
            {"item": [item(productOrService=coded(CPT, "90837-95"))]},
            "bad-procedure-code",
            "/item/0/productOrService/coding/0/code",
        ),
        ({"item": [item(modifier=[coded(CPT, "955")])]}, "bad-modifier", "/item/0/modifier/0/coding/0/code"),
        ({"item": [item(detail=[{"sequence": 1}])]}, "nested-lines", "/item/0/detail"),
        ({"item": [item(modifierExtension=[{"url": "x"}])]}, "modifier-extension", "/item/0/modifierExtension"),
        ({"item": [item(service=coded(CPT, "90837"))]}, "other-release", "/item/0"),
        ({"traceNumber": []}, "other-release", ""),
        ({"information": []}, "other-release", ""),
        ({"implicitRules": "http://x.example"}, "implicit-rules", "/implicitRules"),
        ({"provider": npi("12")}, "bad-npi", "/provider/identifier/value"),
        ({"patient": to("Claim/c1")}, "wrong-target", "/patient/reference"),
        ({"insurance": [{"sequence": 1}, {"sequence": 2}]}, "no-focal-insurance", "/insurance"),
        ({"insurance": [{"sequence": 1, "focal": "true"}]}, "wrong-type", "/insurance/0/focal"),
        (
            {"diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": coded(ICD, "F33-1")}]},
            "bad-diagnosis",
            "/diagnosis/0/diagnosisCodeableConcept/coding/0/code",
        ),
        (
            {"diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": coded(ICD, code)} for code in ("F331", "F411")]},
            "repeated-position",
            "/diagnosis/1/sequence",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(changes: dict[str, Any], code: str, pointer: str) -> None:
    intake = read(bundle(claim(**changes), claim(id="c2")))
    assert intake.found == 2
    assert [each.claim_id for each in intake.claims] == ["C-1001"]
    lost = [each for each in intake.rejections if each.lost]
    assert [(each.code, each.pointer.removeprefix("/entry/0/resource")) for each in lost] == [(code, pointer)]


def test_all_faults_of_a_claim_are_named_and_lose_it_once() -> None:
    found = [each for each, _ in faults(claim(created="x", item=[item(net=dollars("1"), servicedDate="y")]))]
    assert found == ["bad-date", "wrong-type", "bad-date"] or sorted(found) == ["bad-date", "bad-date", "wrong-type"]
    types = faults(claim(created=1, item=[item(sequence=[], servicedDate={})], total=[], patient="p"))
    assert [code for code, _ in types] == ["wrong-type"] * 5


def test_faults_without_number_are_cut_off() -> None:
    assert len(read(claim(item=[item(n, servicedDate="x") for n in range(1, 500)])).rejections) <= 102


@pytest.mark.parametrize("key", ["id", "item", "patient", "extra"])
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(key: str) -> None:
    text = json.dumps(claim(extra={"deep": [1]}))
    twice = text.replace(f'"{key}":', f'"{key}": 1, "{key}":', 1)
    assert [(code, at.rpartition("/")[2]) for code, at in faults(twice)] == [("repeated-key", key)]


def test_a_key_that_stands_twice_is_found_after_claims_of_the_same_form() -> None:
    lines = [json.dumps(claim(id=f"c{n}")) for n in range(5)]
    lines[3] = lines[3].replace('"currency": "USD"', '"value": 1, "currency": "USD"', 1)
    lines[4] = lines[4].replace('"use": "claim"', '"use": "claim", "u\\u0073e": "claim"')
    intake = read("\n".join(lines))
    assert len(intake.claims) == 3
    assert [(each.code, each.pointer) for each in intake.rejections] == [
        ("repeated-key", "/4/item/0/net/value"),
        ("repeated-key", "/5/use"),
    ]


def test_a_total_and_a_pointer_that_do_not_fit_leave_the_claim_readable() -> None:
    intake = read(claim(total=dollars(1), item=[item(diagnosisSequence=[1, 9])]))
    assert len(intake.claims) == 1
    assert {(each.code, each.lost) for each in intake.rejections} == {
        ("charge-total", 0),
        ("pointer-without-diagnosis", 0),
    }


@pytest.mark.parametrize(
    ("broken", "code", "pointer"),
    [
        (patient(birthDate="1948-02-30"), "bad-date", "/entry/1/resource/birthDate"),
        (patient(birthDate=1948), "unreadable-resource", "/entry/0/resource/patient/reference"),
    ],
)
def test_a_fault_of_the_patient_loses_the_claim(broken: Resource, code: str, pointer: str) -> None:
    found = [(each.code, each.pointer) for each in read(bundle(claim(), broken)).rejections if each.lost]
    assert found == [(code, pointer)]


def test_references_in_a_circle_end() -> None:
    circle = [
        {"resourceType": "PractitionerRole", "id": "r", "practitioner": to("PractitionerRole/r")},
        {"resourceType": "Location", "id": "l", "managingOrganization": to("Location/l")},
        coverage(payor=[to("Coverage/v1")], subscriber=to("Coverage/v1")),
        {"resourceType": "Claim", "id": "c9", "related": [{"claim": to("Claim/c9")}]},
    ]
    read(
        bundle(
            claim(provider=to("PractitionerRole/r"), facility=to("Location/l"), related=[{"claim": to("Claim/c1")}]),
            *circle,
        )
    )
    held = [{"resourceType": "Patient", "id": "a", "contained": [patient(id="b")]}]
    read(claim(contained=held, patient=to("#b")))
    read(claim(contained=held, patient=to("#")))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a long text that is read", json.dumps(claim(created="9" * 100 * MEGABYTE))),
        ("a long text that is not", json.dumps(claim(text={"div": "9" * 100 * MEGABYTE}))),
        ("a long number", json.dumps(claim(total=dollars(0))).replace('"value": 0', '"value": ' + "9" * 20 * MEGABYTE)),
        ("many lines", json.dumps(claim(item=[{"sequence": 1}] * 100_000))),
        ("many entries", '{"resourceType":"Bundle","entry":[' + "{}," * MEGABYTE + "{}]}"),
        ("many types", json.dumps(bundle(*[{"resourceType": f"X{'a' * (n % 30)}"} for n in range(50_000)]))),
        ("many claims of one address", json.dumps(bundle(*[claim()] * 5_000))),
        ("many broken lines", ('{"resourceType": "Claim", }\n' * 50_000)),
    ],
    ids=lambda value: value if len(value) < 60 else "",
)
def test_a_large_file_takes_time_by_its_length(name: str, data: str) -> None:
    began = time.perf_counter()
    read(data)
    assert time.perf_counter() - began < SECONDS, name


# --- any JSON -------------------------------------------------------------------------------------------------------

_KEYS = sorted(
    {name for kind in RESOURCES.values() for name in kind.__struct_encode_fields__} | {"resourceType", "coding"}
)
_WORDS = st.sampled_from(
    ["Claim", "Bundle", "2026-02-30", "2026-11-16", "active", "#a", "Patient/p1", "", "\ud800"[:0], "90837"]
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | _WORDS | st.text(max_size=5)
ANY = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=30,
)


def counted(text: str) -> int:
    """Return how many claims a file holds: those that a plain reader of JSON sees, or one that nobody can."""
    odd: list[str] = []
    try:
        raw = json.loads(text, parse_constant=odd.append)
    except ValueError:
        return 1
    if odd or not isinstance(raw, dict) or not isinstance(raw.get("resourceType"), str):
        entries = raw.get("entry") if odd and isinstance(raw, dict) else []
        return max(1, sum(map(_is_claim, entries)) if isinstance(entries, list) else 0)
    return _counted_in(raw)


def _counted_in(raw: object) -> int:
    if not isinstance(raw, dict) or raw.get("resourceType") != "Bundle":
        return int(isinstance(raw, dict) and raw.get("resourceType") == "Claim")
    entries = raw.get("entry", [])
    if not isinstance(entries, list):
        return 1
    if not all(map(_is_entry, entries)):
        return max(1, sum(map(_is_claim, entries)))
    return sum(_counted_in(each.get("resource")) for each in entries)


def _is_entry(raw: object) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("fullUrl", ""), str)


def _is_claim(entry: object) -> bool:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return isinstance(resource, dict) and resource.get("resourceType") == "Claim"


def attempt(text: str) -> None:
    """Read a text and check that as many claims are found as it holds."""
    intake = fhir_claim.rules_engine_read(text.encode(), "claims.json")
    assert intake is not None
    check(intake)
    assert intake.found == counted(text)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(_KEYS), ANY, max_size=12), st.sampled_from(sorted(RESOURCES)))
def test_any_resource_is_accounted_for(content: dict[str, Any], kind: str) -> None:
    attempt(json.dumps({**content, "resourceType": kind}))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_of_a_good_file_is_accounted_for(data: st.DataObject) -> None:
    found: Any = whole()
    node: Any = found
    while isinstance(node, dict | list) and node:
        key = (
            data.draw(st.sampled_from(sorted(node)))
            if isinstance(node, dict)
            else data.draw(st.integers(0, len(node) - 1))
        )
        if not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            node[key] = data.draw(ANY)
            break
        node = node[key]
    text = json.dumps(found)
    if '"resourceType"' in text:
        attempt(text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=20), st.integers(0, 400))
def test_any_damage_raises_nothing(noise: bytes, where: int) -> None:
    text = json.dumps(bundle(claim(), patient())).encode()
    intake = fhir_claim.rules_engine_read(text[:where] + noise + text[where:], "claims.json")
    if intake is not None:
        check(intake)
