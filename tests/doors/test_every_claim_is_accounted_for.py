"""Whatever bytes of a file are changed, each form accounts for every claim that it finds, and nothing raises."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest

from rules_engine.claims.intake import Intake
from rules_engine.engine import dossiers, read
from rules_engine.plugins import csv_claims, dossier_json, fhir_claim, parquet_claims, x12_837p

from . import forms
from .made_up import Week

READERS: dict[str, Callable[[bytes], Intake | None]] = {
    "x12": lambda data: x12_837p.rules_engine_read(data, "claims.837"),
    "json": lambda data: dossier_json.rules_engine_read(data, "claims.ndjson"),
    "fhir": lambda data: fhir_claim.rules_engine_read(data, "claims.json"),
    "csv": lambda data: csv_claims.rules_engine_read(data, "claims.csv", None),
    "parquet": lambda data: parquet_claims.rules_engine_read(data, "claims.parquet"),
}
SEEDS = 12
CHANGES = {"parquet": 20}  # files a seed; a table is read whole each time
SIGNS = b'*:~\n",;{}[]0\x00\xff\xed'


@cache
def whole(form: str) -> bytes:
    """Return a file of a form with eight claims."""
    week = Week(11, 8)
    made = dossiers(read([(week.x12, "claims.837"), (week.documentation, "documentation.json")])).dossiers
    return week.x12 if form == "x12" else getattr(forms, f"as_{form}")(made)[0]


def damaged(data: bytes, draw: Random) -> bytes:
    """Return the file with some bytes changed, left out, doubled or moved."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5))):
        at, length = draw.randrange(len(made)), draw.choice((1, 1, 4, 60))
        match draw.randrange(5):
            case 0:
                made[at] = draw.choice(SIGNS)
            case 1:
                made[at] = draw.randrange(256)
            case 2:
                del made[at : at + length]
            case 3:
                made[at:at] = made[at : at + length]
            case _:
                piece = made[at : at + length]
                del made[at : at + length]
                to = draw.randrange(len(made))
                made[to:to] = piece
    return bytes(made)


@pytest.mark.parametrize("form", READERS)
def test_the_file_itself_is_read_whole(form: str) -> None:
    intake: Any = READERS[form](whole(form))
    assert (intake.found, len(intake.claims), intake.rejections) == (8, 8, ())


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("form", READERS)
def test_a_damaged_file_is_accounted_for(form: str, seed: int) -> None:
    draw = Random(f"{form} {seed}")
    known = 0
    for _ in range(CHANGES.get(form, 80)):
        intake = READERS[form](damaged(whole(form), draw))
        if intake is None:
            continue
        known += 1
        assert intake.found == len(intake.claims) + sum(each.lost for each in intake.rejections)
        joined = dossiers([intake])
        assert joined.found == len(joined.dossiers) + sum(each.lost for each in joined.rejections)
    assert known > CHANGES.get(form, 80) // 2
