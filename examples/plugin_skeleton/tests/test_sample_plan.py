"""The plugin through the door: as the engine asks it, and by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import sample_plan

from rules_engine import engine
from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.hooks.manager import Plugins

WEEK = Path(__file__).parents[1] / "week.grove"


def test_a_file_is_read_with_the_place_of_each_fact() -> None:
    data = WEEK.read_bytes()
    intake = sample_plan.rules_engine_read(data, "week.grove")
    assert intake is not None
    assert [claim.claim_id for claim in intake.claims] == ["G1", "G2"]
    line = intake.claims[0].lines[1]
    assert (line.code, line.service_date, line.charge) == ("90785", date(2026, 3, 2), Decimal("20.00"))
    place = line.origins["charge"]
    assert data[place.start : place.stop] == b"20.00"
    assert place.pointer == "line 3, charge"


def test_what_cannot_be_read_is_rejected_by_name() -> None:
    intake = sample_plan.rules_engine_read(WEEK.read_bytes(), "week.grove")
    assert intake is not None
    (rejection,) = intake.rejections
    assert (rejection.claim_id, rejection.pointer, rejection.lost) == ("G3", "line 5, day", 1)
    assert "March" not in rejection.message + rejection.help
    assert intake.found == 3


def test_another_file_is_left_to_others() -> None:
    assert sample_plan.rules_engine_read(b"ISA*00*", "claims.837") is None


def test_the_payers_modifiers_and_id_become_those_that_rules_know() -> None:
    line = ServiceLine(number=1, code="90837", modifiers=("ZV", "HO"))
    dossier = Dossier(claim=Claim(claim_id="C1", payer_id="SAMPLE OLD", lines=(line,)))
    adapted = sample_plan.rules_engine_adapt(dossier)
    assert adapted is not None
    assert (adapted.claim.payer_id, adapted.claim.lines[0].modifiers) == ("SAMPLE PLAN", ("95", "HO"))
    assert sample_plan.rules_engine_adapt(adapted) is None


def test_an_absent_modifier_stays_absent() -> None:
    line = ServiceLine(number=1, code="90837", modifiers=NOT_SUPPLIED)
    dossier = Dossier(claim=Claim(claim_id="C1", payer_id="SAMPLE OLD", lines=(line,)))
    adapted = sample_plan.rules_engine_adapt(dossier)
    assert adapted == attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, payer_id="SAMPLE PLAN"))


def test_the_engine_finds_the_plugin_and_asks_it() -> None:
    door = Plugins(allowed=("sample_plan",))
    checked = engine.check([(WEEK.read_bytes(), "week.grove")], plugins=door)
    assert (checked.report.found, checked.report.judged, checked.report.rejected) == (3, 2, 1)
    assert [trace.payer_id for trace in checked.report.claims] == ["TRICARE", "SAMPLE PLAN"]
    assert checked.plugin_faults == ()
