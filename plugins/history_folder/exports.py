"""Histories of many patients from the files of one folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.join.history import combined, span_of
from rules_engine.claims.model import Claim, History
from rules_engine.claims.read import read_json
from rules_engine.hooks.faults import PluginFailedError

_ENDINGS: Final = frozenset({".json", ".ndjson"})


def histories_in(folder: str, patients: tuple[str, ...]) -> dict[str, History]:
    """Return the history of each patient. One of whom no export tells has none on the days that the exports name.

    Raises PluginFailedError when the folder has no export, or one that cannot be read whole.
    """
    parts = [part for path in _paths(folder) for part in _parts(path)]
    start, stop = combined([span for part in parts if (span := span_of(part)) is not None]) or (NOT_SUPPLIED,) * 2
    found: dict[str, list[Claim]] = {patient: [] for patient in patients}
    for part in parts:
        for claim in part.claims:
            if isinstance(claim.patient_id, str) and claim.patient_id in found:
                found[claim.patient_id].append(claim)
    return {
        patient: History(claims=tuple(dict.fromkeys(claims)), complete_from=start, complete_through=stop)
        for patient, claims in found.items()
    }


def _paths(folder: str) -> list[Path]:
    try:
        found = sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in _ENDINGS)
    except OSError:
        raise PluginFailedError("the folder cannot be read; give folder:PATH") from None
    if not found:
        raise PluginFailedError("no .json or .ndjson file lies in the folder")
    return found


def _parts(path: Path) -> Iterator[History]:
    """Give the histories that speak of every patient: a document with claims speaks of its own patients only."""
    intake = read_json(path.read_bytes(), path.name)
    if intake.rejections:
        raise PluginFailedError("an export in the folder has faults; `payer-rules check --history FILE` shows them")
    for document in intake.documents or (intake,):
        if not document.found and isinstance(document.history, History):
            yield document.history
