"""Which segments may stand in which loop of a professional claim, and which of them are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

UNREAD: Final = frozenset(
    {"N2", "N3", "N4", "PER", "CUR", "CN1", "K3", "NTE", "CR1", "CR2", "CR3", "CRC", "HCP", "OI", "MOA", "SV5"}
    | {"QTY", "MEA", "PS1", "CTP", "LQ", "FRM"}
)
"""Segments that belong in a transaction of claims and hold nothing that is asked."""
QUALIFIED: Final = frozenset({"NM1", "REF", "DTP", "AMT", "PRV"})
"""Segments whose first element says what they are: they are known as `REF*G1`."""

_CLAIM_NAMES: Final = {
    "DN": "2310A", "P3": "2310A", "82": "2310B", "77": "2310C", "DQ": "2310D", "PW": "2310E", "45": "2310F",
}  # fmt: skip
_PAYER_NAMES: Final = {
    "IL": "2330A", "PR": "2330B", "DN": "2330C", "P3": "2330C", "82": "2330D", "77": "2330E", "DQ": "2330F",
    "85": "2330G",
}  # fmt: skip
_LINE_NAMES: Final = {
    "82": "2420A", "QB": "2420B", "77": "2420C", "DQ": "2420D", "DK": "2420E", "DN": "2420F", "P3": "2420F",
    "PW": "2420G", "45": "2420H",
}  # fmt: skip

# The loop at the head of each family, and the loops that an NM1 opens in it: qualifier → loop.
_FAMILIES: Final = {
    "HEADER": {"41": "1000A", "40": "1000B"},
    "2000A": {"85": "2010AA", "87": "2010AB", "PE": "2010AC"},
    "2000B": {"IL": "2010BA", "PR": "2010BB"},
    "2000C": {"QC": "2010CA"},
    "2300": _CLAIM_NAMES,
    "2320": _PAYER_NAMES,
    "2400": _LINE_NAMES,
}

# Loop → segments kept from it.
_KEPT: Final = {
    "HEADER": ("BHT",),
    "2000A": ("PRV*BI",),
    "2010AA": ("REF*EI", "REF*SY"),
    "2000B": ("SBR",),
    "2010BA": ("DMG",),
    "2010CA": ("DMG",),
    "2300": ("REF*F8", "REF*G1", "REF*9F", "DTP*431", "DTP*435", "DTP*096", "AMT*F5"),
    "2310B": ("PRV*PE",),
    "2320": ("AMT*D",),
    "2330B": ("DTP*573",),
    "2400": ("SV1", "DTP*472", "REF*G1", "REF*9F"),
    "2420A": ("PRV*PE",),
    "2430": ("DTP*573",),
}

# Loop → segments that belong there and are not kept, though they would be in another loop.
_PASSED: Final = {
    "2000B": ("PAT",),
    "2000C": ("PAT",),
    "2330A": ("DMG",),
    "2330B": ("REF*F8", "REF*G1", "REF*9F"),
}

# A 2310B provider lends nothing to a line that names its own.
_SHADOWS: Final = {"2420A": "2420A PRV"}

# Segments that are of no claim: within a claim they mean that a segment before them is lost, so that what follows may
# be about somebody else.
SHARED: Final = frozenset(
    {"SBR", "PAT", "DMG", "PRV*BI", "NM1*IL", "NM1*PR", "NM1*QC", "NM1*85", "NM1*87", "NM1*41", "NM1*40", "BHT"}
)
NAMES: Final = frozenset(f"NM1*{qualifier}" for names in _FAMILIES.values() for qualifier in names)
# Elsewhere these say something that is not asked: a tax id of a provider, a specialty.
_FREE: Final = frozenset({"REF*EI", "REF*SY", "PRV*PE"})
PLACED: Final = (
    (frozenset(key for keys in _KEPT.values() for key in keys) - _FREE)
    | SHARED
    | NAMES
    | {"HI", "PWK", "LX", "SVD", "LIN"}
)
"""Segments that carry a fact, or open a loop: where none of them may stand, the claim is not read."""


class Step(NamedTuple):
    """What a segment does: the slot it fills ("" for none), the loop it opens ("" for none), a slot it blocks."""

    slot: str
    loop: str
    shadow: str


Steps = Mapping[str, Step]


def _steps() -> dict[str, Steps]:
    table: dict[str, Steps] = {"2410": {}, "2430": {}}
    for head, names in _FAMILIES.items():
        opened = {f"NM1*{q}": Step(_name_slot(q, loop), loop, _SHADOWS.get(loop, "")) for q, loop in names.items()}
        for loop in (head, *names.values()):
            table[loop] = opened
    table["2410"] = table["2400"]
    return {loop: {**steps, **_kept(loop), **_passed(loop)} for loop, steps in table.items()}


def _name_slot(qualifier: str, loop: str) -> str:
    return "" if qualifier == "P3" else f"{loop} NM1"


def _kept(loop: str) -> Steps:
    slots = {key: key.partition("*")[0] if key.startswith("PRV") else key for key in _KEPT.get(loop, ())}
    return {key: Step(f"{loop} {slot}", "", "") for key, slot in slots.items()}


def _passed(loop: str) -> Steps:
    return {key: Step("", "", "") for key in _PASSED.get(loop, ())}


STEPS: Final = _steps()
"""Loop → segment → step. A segment that is not there is either misplaced or says nothing that is asked."""
NO_STEPS: Final[Steps] = {}
