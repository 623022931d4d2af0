"""The page of the doors names every reader's form and every attribute that a form cannot say."""

from __future__ import annotations

import re
from pathlib import Path

from . import forms

PAGE = (Path(__file__).parents[2] / "docs" / "doors.md").read_text(encoding="utf-8")


def test_what_fhir_cannot_say_is_on_the_page() -> None:
    (line,) = re.findall(r"^What FHIR R4 has no element for: (.*)\.$", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line)) == forms.CANNOT_SAY["fhir"]
