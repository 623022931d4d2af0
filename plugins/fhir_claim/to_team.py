"""The care team of a claim: who rendered, referred, ordered and supervised each line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import UNSET, Struct
from msgspec.structs import replace

from rules_engine.claims.absence import NOT_SUPPLIED, Absent

from .claim_schema import CareTeam, Claim, Item
from .resources import Resource
from .systems import CARIN_ROLES, TAXONOMY, X12
from .to_party import provider
from .values import NOTHING, TEXT, UNREADABLE, Found, Values

_PARTS: Final = ("rendering_npi", "referring_npi", "ordering_npi", "supervising_npi")
_ROLES: Final = {
    **dict.fromkeys(("primary", "performing", "rendering"), "rendering_npi"),
    **dict.fromkeys(("supervisor", "supervising"), "supervising_npi"),
    "referring": "referring_npi",
    "ordering": "ordering_npi",
}
_ENTITY_ROLES: Final = {
    "82": "rendering_npi",
    "DN": "referring_npi",
    "DK": "ordering_npi",
    "DQ": "supervising_npi",
}
_ENTITIES: Final = f"{X12}98"
_UNSAID: Final = ""  # a member without a role
_OTHER: Final = "other"


class LineTeam(Struct, frozen=True, gc=False):
    """Who stands behind one line. pointers: attribute of the line → its place."""

    rendering_npi: str | Absent
    referring_npi: str | Absent
    ordering_npi: str | Absent
    supervising_npi: str | Absent
    rendering_taxonomy: str | Absent
    pointers: Mapping[str, str]


class _Member(Struct, frozen=True, gc=False):
    sequence: int | None
    part: str  # the attribute of the line that the role says
    npi: Found
    taxonomy: Found


_NOBODY: Final = _Member(None, "", NOTHING, NOTHING)


class Team:
    """The care team of one claim."""

    def __init__(self, claim: Claim, resource: Resource, biller: Found, taxonomy: Found, values: Values) -> None:
        """biller: the NPI of the provider when that is a person, who renders when the claim has no care team."""
        at = f"{resource.at}/careTeam"
        self._members = [
            _member(each, resource, f"{at}/{number}", values) for number, each in enumerate(claim.care_team)
        ]
        if not claim.care_team:
            self._members = [_Member(None, "rendering_npi", biller, taxonomy)]
        self._known: dict[tuple[int, ...], LineTeam] = {}

    def of(self, item: Item) -> LineTeam:
        """Return the team of a line: the members that it names; the whole team when it names none."""
        named = tuple(item.care_team_sequence)
        known = self._known.get(named)
        if known is None:
            known = self._known[named] = self._of(named)
        return known

    def _of(self, named: tuple[int, ...]) -> LineTeam:
        members = [each for each in self._members if not named or each.sequence in named or each.sequence is None]
        if len(members) == 1 and members[0].part == _UNSAID:
            members = [replace(members[0], part="rendering_npi")]
        found: dict[str, _Member] = {}
        for each in members:
            known = found.setdefault(each.part, each)
            if known.npi.value != each.npi.value:  # nobody can say which of two is meant
                found[each.part] = _Member(None, each.part, Found(UNREADABLE, each.npi.pointer), NOTHING)
        renders = found.get("rendering_npi", _NOBODY)
        parts = [found.get(name, _NOBODY).npi for name in _PARTS]
        pointers = {name: each.pointer for name, each in zip(_PARTS, parts, strict=True) if each.pointer}
        if renders.taxonomy.pointer:
            pointers["rendering_taxonomy"] = renders.taxonomy.pointer
        rendering, referring, ordering, supervising = [each.value for each in parts]
        return LineTeam(rendering, referring, ordering, supervising, renders.taxonomy.value, pointers)


def _member(member: CareTeam, owner: Resource, at: str, values: Values) -> _Member:
    if member.sequence is UNSET:
        values.note(f"{at}/sequence", "missing-element")
    found = provider(member.provider, owner, f"{at}/provider", values)
    taxonomy = values.code(member.qualification, TAXONOMY, TEXT, f"{at}/qualification", lenient=True)
    if taxonomy.value is NOT_SUPPLIED:
        taxonomy = found.taxonomy
    sequence = None if member.sequence is UNSET else member.sequence
    return _Member(sequence, _part(member), found.npi, taxonomy)


def _part(member: CareTeam) -> str:
    if member.role is UNSET:
        return _UNSAID
    for coding in member.role.coding:
        if coding.code is UNSET or (coding.code == "primary" and coding.system == CARIN_ROLES):
            continue
        known = _ENTITY_ROLES if coding.system == _ENTITIES else _ROLES
        if coding.code in known:
            return known[coding.code]
    return _OTHER
