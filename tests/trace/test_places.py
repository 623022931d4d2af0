"""From a finding to the bytes: every place in the trace of the example week holds the value that is shown."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct, structs

from rules_engine.claims.origin import Origin
from rules_engine.engine import dossiers, read
from rules_engine.interpreters.row import judge
from rules_engine.language.compile import compile_texts
from rules_engine.trace.explain import explain
from rules_engine.trace.model import ClaimTrace, Evidence

WEEK = Path(__file__).parents[2] / "examples" / "clinic_week"
NAMES = ("claims.837", "documentation.json", "history.json", "registry.json")
RULES = """
rulebook week "Week" identified by "MEDICARE"
source s "S" checked 2026-11-23
rule looked-at "Facts with a place" from 2020-01-01 cites s
  requires code is any of 90837, 90834 and units is at least 1 and charge is more than 0
    and place of service is any of 11 and session minutes is at least 53 and rendering provider is supplied
    and start time is documented and service date is after 2020-01-01 and interventions is documented
rule only-one "Others of the patient" from 2020-01-01 cites s
  forbids another line by the same rendering provider where (code is 90837 and charge is more than 0)
"""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name: (WEEK / name).read_bytes() for name in NAMES}


@pytest.fixture(scope="module")
def traces(files: dict[str, bytes]) -> list[ClaimTrace]:
    book = compile_texts({"week/week.rules": RULES}).rulebooks["week"]
    joined = dossiers(read((data, name) for name, data in files.items()))
    return [explain(judge(each, book)) for each in joined.dossiers]


def evidence_in(value: object) -> Iterator[Evidence]:
    """Yield every fact of a trace, however deep."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from evidence_in(each)
    elif isinstance(value, Struct):
        for field in structs.fields(value):
            yield from evidence_in(getattr(value, field.name))


def text_at(files: dict[str, bytes], origin: Origin) -> str:
    """Return what stands at a place of a file."""
    if not origin.pointer:
        return files[origin.source][origin.start : origin.stop].decode("ascii")
    found = json.loads(files[origin.source])
    for key in origin.pointer.split("/")[1:]:
        found = found[int(key)] if isinstance(found, list) else found[key]
    return str(found)


def test_every_place_holds_the_value_that_is_shown(files: dict[str, bytes], traces: list[ClaimTrace]) -> None:
    seen: dict[str, int] = {}
    for each in evidence_in(tuple(traces)):
        if each.absence or each.of_record or len(each.origins) != 1 or each.value == "on record":
            continue
        written = text_at(files, each.origins[0])
        assert written.replace("-", "") == each.value.replace("-", ""), each.name
        kind = "837" if each.origins[0].segment else "json"
        seen[f"{each.name} {kind}"] = seen.get(f"{each.name} {kind}", 0) + 1
    wanted = {
        "code 837",
        "units 837",
        "charge 837",
        "place of service 837",
        "service date 837",
        "rendering provider 837",
    }
    assert wanted | {"code json", "charge json", "session minutes json", "start time json"} <= set(seen)


def test_a_missing_fact_names_the_record_without_it(files: dict[str, bytes], traces: list[ClaimTrace]) -> None:
    lacking = [each for each in evidence_in(tuple(traces)) if each.absence and each.of_record]
    pointers = {origin.pointer for each in lacking for origin in each.origins if origin.pointer}
    assert pointers
    for pointer in pointers:
        _, part, number = pointer.split("/")
        assert isinstance(json.loads(files["documentation.json"])[part][int(number)], dict)
