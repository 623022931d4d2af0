"""Adjustment and remark codes that have ended: a rule may not answer with them after that day.

The table is `grammar/adjustment_codes.csv`: numbers and dates only. Source: X12 external code lists 139 and 411 as
published 2024-06-18; a code that is not in it had not ended then.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache

from rules_engine.content import content_root


def ended_on(code: str) -> date | None:
    """Return the day on which an adjustment or remark code ended, or None while it is in force."""
    return _ended().get(code)


@cache
def _ended() -> Mapping[str, date]:
    text = (content_root() / "grammar" / "adjustment_codes.csv").read_text("utf-8")
    return {row["code"]: date.fromisoformat(row["until"]) for row in csv.DictReader(text.splitlines())}
