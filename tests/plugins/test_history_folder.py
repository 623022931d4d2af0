"""Histories from a folder of exports, as the engine takes them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rules_engine import engine
from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.model import History
from rules_engine.hooks.manager import Plugins

DAYS_2025 = {"complete_from": "2025-01-01", "complete_through": "2025-12-31"}
DAYS_2026 = {"complete_from": "2026-01-01", "complete_through": "2026-03-31"}


def line(claim_id: str, patient: str, day: str) -> dict[str, object]:
    return {"claim_id": claim_id, "patient_id": patient, "number": 1, "code": "90837", "service_date": day}


def export(path: Path, days: dict[str, str], *lines: dict[str, object], **besides: object) -> None:
    path.write_text(json.dumps({"history": {**days, "lines": lines}, **besides}))


def ids(history: History) -> list[str]:
    return [claim.claim_id for claim in history.claims]


def test_rules_engine_history_gives_each_patient_the_claims_of_all_exports(tmp_path: Path) -> None:
    export(tmp_path / "2025.json", DAYS_2025, line("E1", "P1", "2025-02-01"), line("E2", "P2", "2025-02-01"))
    export(tmp_path / "2026.json", DAYS_2026, line("E3", "P1", "2026-02-01"), line("E1", "P1", "2025-02-01"))
    (tmp_path / "read.me").write_text("no export")
    door = Plugins(allowed=())
    found = door.histories(f"folder:{tmp_path}", ("P1", "P3"))
    assert found is not None
    assert {patient: ids(history) for patient, history in found.items()} == {"P1": ["E1", "E3"], "P3": []}
    for history in found.values():
        assert (history.complete_from, history.complete_through) == (date(2025, 1, 1), date(2026, 3, 31))
    assert door.faults == []


def test_days_with_a_gap_between_them_are_not_complete(tmp_path: Path) -> None:
    export(tmp_path / "a.json", {**DAYS_2025, "complete_through": "2025-11-30"}, line("E1", "P1", "2025-02-01"))
    export(tmp_path / "b.json", DAYS_2026, line("E3", "P1", "2026-02-01"))
    found = Plugins(allowed=()).histories(f"folder:{tmp_path}", ("P1",))
    assert found is not None
    assert (ids(found["P1"]), found["P1"].complete_from) == (["E1", "E3"], date(2026, 1, 1))


def test_a_document_with_claims_speaks_of_nobody_else(tmp_path: Path) -> None:
    claim = {"claim_id": "C9", "patient_id": "P9", "lines": []}
    export(tmp_path / "a.json", DAYS_2025, line("E9", "P9", "2025-02-01"), claims=[claim])
    found = Plugins(allowed=()).histories(f"folder:{tmp_path}", ("P1",))
    assert found == {"P1": History()}
    assert found["P1"].complete_from == NOT_SUPPLIED


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (None, "no .json or .ndjson file lies in the folder"),
        ("{", "an export in the folder has faults; `payer-rules check --history FILE` shows them"),
        ('{"history": {"lines": [{"number": 1}]}}', "an export in the folder has faults; "),
    ],
)
def test_a_folder_that_cannot_be_read_whole_leaves_histories_unknown(
    text: str | None, cause: str, tmp_path: Path
) -> None:
    if text is not None:
        export(tmp_path / "a.json", DAYS_2025)
        (tmp_path / "b.json").write_text(text)
    claim = {"claim_id": "C1", "payer_id": "MEDICARE", "patient_id": "P1", "lines": []}
    files = [(json.dumps({"claim": claim}).encode(), "claim.json")]
    door = Plugins(allowed=())
    job = engine.recalled(engine.dossiers(engine.read(files, door)), f"folder:{tmp_path}", door)
    assert job.dossiers[0].history == NOT_SUPPLIED
    (fault,) = door.faults
    assert (fault.plugin, fault.cause.startswith(cause)) == ("history_folder", True)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    door = Plugins(allowed=())
    assert door.histories(f"folder:{tmp_path / 'nowhere'}", ("P1",)) is None
    assert [fault.cause for fault in door.faults] == ["the folder cannot be read; give folder:PATH"]
