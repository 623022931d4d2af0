"""Remittances that others wrote: every answer is read, or refused. `PAYER_RULES_X12_CORPUS` names their folder."""

import os
from pathlib import Path

import pytest

from rules_engine.hooks.manager import Plugins

CORPUS = os.environ.get("PAYER_RULES_X12_CORPUS")
FILES = sorted(path for path in Path(CORPUS).glob("835/*/*") if path.suffix != ".json") if CORPUS else []


def answers_in(data: bytes) -> int:
    """Count claim payments in the plainest way there is: by the separators that the header itself shows."""
    begin = data.index(b"ISA")
    element, end = data[begin + 3 : begin + 4], data[begin + 105 : begin + 106]
    return sum(1 for segment in data.split(end) if segment.strip().startswith(b"CLP" + element))


def test_there_are_remittances() -> None:
    if not CORPUS:
        pytest.skip("PAYER_RULES_X12_CORPUS names no folder")
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_answer_is_read_or_refused(path: Path) -> None:
    data = path.read_bytes()
    found = Plugins().remittances(data, path.name)
    assert found is not None
    assert found.found == answers_in(data) == len(found.answers) + sum(each.lost for each in found.rejections)
