"""837P → dossier → JSON → dossier is the identity, for made-up claims and for files that others wrote."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from rules_engine.claims.model import Dossier
from rules_engine.engine import dossiers, read

from . import forms
from .made_up import Week

FOLDER = os.environ.get("PAYER_RULES_X12_CORPUS", "")
WEEK = Path(__file__).parents[2] / "examples" / "clinic_week"


def of(*files: tuple[bytes, str]) -> tuple[Dossier, ...]:
    """Return the dossiers of a job, of which nothing is left over."""
    return dossiers(read(files)).dossiers


def check_round_trip(made: tuple[Dossier, ...]) -> None:
    """Check that each dossier, written by itself, comes back equal."""
    for each in made:
        assert of(forms.as_json([each])) == (each,)


@pytest.mark.parametrize("seed", range(8))
def test_made_up_claims_come_back_equal(seed: int) -> None:
    week = Week(seed, 30)
    made = of((week.x12, "claims.837"), (week.documentation, "documentation.json"))
    assert len(made) == 30
    check_round_trip(tuple([_alone(each) for each in made]))


def test_the_clinic_week_comes_back_equal() -> None:
    made = of(((WEEK / "claims.837").read_bytes(), "claims.837"))
    assert len(made) == 54
    check_round_trip(tuple([_alone(each) for each in made]))


@pytest.mark.skipif(not FOLDER, reason="set PAYER_RULES_X12_CORPUS to a folder with 837p/")
@pytest.mark.parametrize("kind", ["837p", "malformed"])
def test_files_of_others_come_back_equal(kind: str) -> None:
    paths = [each for each in sorted(Path(FOLDER, kind).rglob("*")) if each.is_file() and each.suffix != ".json"]
    made = [dossier for path in paths for dossier in of((path.read_bytes(), "claims.837"))]
    assert made
    check_round_trip(tuple([_alone(each) for each in made]))


@pytest.mark.parametrize("seed", range(6))
def test_claims_of_damaged_files_come_back_equal(seed: int) -> None:
    draw, whole = Random(seed), Week(seed, 8).x12
    made: list[Dossier] = []
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(draw.choice((1, 2, 4))):
            damaged[draw.randrange(110, len(damaged))] = draw.choice(b"*:~0A-. 1Z")
        made += [_alone(each) for each in of((bytes(damaged), "claims.837"))]
    assert len(made) > 200
    check_round_trip(tuple(made))


def _alone(dossier: Dossier) -> Dossier:
    """Return the claim with its own records; what it sees of other claims is made when a job is joined."""
    return Dossier(claim=dossier.claim, sessions=dossier.sessions)
