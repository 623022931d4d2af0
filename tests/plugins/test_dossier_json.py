"""The JSON plugin takes dossiers, by their first bytes, and leaves other formats to other plugins."""

import pluggy
import pytest

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.intake import Intake
from rules_engine.hooks import specs
from rules_engine.plugins import dossier_json

DOCUMENT = b'{"claim": {"claim_id": "C-1", "lines": []}}'


def read(data: bytes) -> Intake | None:
    manager = pluggy.PluginManager(specs.PROJECT)
    manager.add_hookspecs(specs)
    manager.register(dossier_json)
    manager.check_pending()
    return manager.hook.rules_engine_read(data=data, source="day.json", mapping=None)


@pytest.mark.parametrize(
    "data", [DOCUMENT, b" \r\n\t" + DOCUMENT, b"\xef\xbb\xbf" + DOCUMENT, DOCUMENT + b"\n" + DOCUMENT]
)
def test_a_dossier_is_read(data: bytes) -> None:
    intake = read(data)
    assert intake is not None and intake.rejections == ()
    assert intake.claims[0].origins["claim_id"].source == "day.json"
    assert intake.claims[0].patient_id == NOT_SUPPLIED


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"   ", b"\x00", b"[]", b"null", b'"claim"', b"claim_id,code\nC-1,90837\n", b"ISA*00*          *00*"),
        *(b"PK\x03\x04", b"<Claim/>", b'\n{"resourceType": "Claim"}', b'{"id": "x",\n "resourceType":"Bundle"}'),
        *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfeI\x00S\x00A\x00"),
    ],
)
def test_another_format_is_left_to_others(data: bytes) -> None:
    assert read(data) is None


@pytest.mark.parametrize("data", [b"{", b"{}}", b'{"claims": [', '{"claim": 1}'.encode("utf-16"), b"{" + b"\xff" * 9])
def test_a_damaged_dossier_is_refused_by_name(data: bytes) -> None:
    intake = read(data)
    assert intake is not None
    assert [(each.source, each.lost) for each in intake.rejections] == [("day.json", 1)]
