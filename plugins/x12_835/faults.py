"""What can be wrong with an 835: every code with its wording; none holds a value of the file."""

from __future__ import annotations

from typing import Final

WORDING: Final = {
    "wrong-transaction": ("the transaction is not an 835", "give it in a file of its own"),
    "unsupported-version": ("the 835 is not of version 005010X221", "this reader takes 835 of 005010X221A1"),
    "segment-count": (
        "SE01 is not the number of segments of its transaction",
        "count from ST to SE, both included; a segment may be lost",
    ),
    "missing-trailer": ("the transaction ends without SE", "send the whole file; it may be cut off"),
    "missing-header": ("the answer stands outside a transaction", "send the whole file; its beginning may be lost"),
    "truncated-segment": ("the file ends within a segment", "send the whole file"),
    "missing-element": ("{at} is empty and must not be", "fill the element"),
    "bad-number": ("{at} is not a number", "use digits, with a point for decimals: 150 or 150.25"),
    "bad-date": ("{at} is not a date", "write year, month, day: 20261117"),
    "unreadable-text": ("{at} holds bytes that are not printable ASCII", "send the file as ASCII"),
    "balance": (
        "what was paid and adjusted of a service is not what was charged",
        "SVC03 and the amounts of its CAS segments together are SVC02",
    ),
}
