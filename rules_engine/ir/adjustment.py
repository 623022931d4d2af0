"""Claim adjustment reason codes that have ended: a rule may not answer with them.

Source: X12 external code list 139 as published 2024-06-18 (numbers and dates only).
"""

from __future__ import annotations

from typing import Final

ENDED: Final = {
    "15": "2018-05-01",
    "38": "2013-01-01",
    "52": "2006-02-01",
    "57": "2007-06-30",
    "62": "2007-04-01",
    "125": "2013-11-01",
    "138": "2018-05-01",
    "165": "2018-05-01",
    "B5": "2016-05-01",
}


def ended_on(code: str) -> str:
    """Return the day on which an adjustment or remark code ended, or an empty string while it is in force."""
    return ENDED.get(code, "")
