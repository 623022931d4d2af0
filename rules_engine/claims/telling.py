"""Facts that an adapter puts where no record says them: of the member, of a provider; and the name of a payer.

What a record says stays as it is, an absence that has a reason stays, and so does a list that is known to be empty.
A record that says otherwise of one of the facts is told none of them. Telling twice is telling once.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier, Member, Provider
from rules_engine.claims.origin import Origin

E = TypeVar("E", Member, Provider)


def tell_member(dossier: Dossier, place: Origin | None, **facts: Any) -> Dossier:
    """Return the dossier with facts in the record of the member where it says nothing of them.

    place: where the facts were read. A record is made when none came. The same dossier when there is nothing to tell.

    >>> from rules_engine.claims.model import Claim
    >>> told = tell_member(Dossier(claim=Claim(claim_id="C1")), None, contractor_area="JK")
    >>> told.member.contractor_area, tell_member(told, None, contractor_area="JL") is told
    ('JK', True)
    """
    member = dossier.member
    if isinstance(member, Absent):
        if member != NOT_SUPPLIED:
            return dossier
        member = Member(patient_id=dossier.claim.patient_id)
    told = _told(member, place, facts)
    return dossier if told is member else attrs.evolve(dossier, member=told)


def tell_provider(dossier: Dossier, npi: str, place: Origin | None, **facts: Any) -> Dossier:
    """Return the dossier with facts in the registry's entry of a provider where it says nothing of them.

    An entry is made when there is none. Of several entries for one number nobody knows which is meant: they stay.

    >>> from rules_engine.claims.model import Claim
    >>> told = tell_provider(Dossier(claim=Claim(claim_id="C1")), "1000000004", None, kind="resident")
    >>> told.providers[0].kind, tell_provider(told, "1000000004", None, kind="physician") is told
    ('resident', True)
    """
    registry = dossier.providers
    if isinstance(registry, Absent):
        if registry != NOT_SUPPLIED:
            return dossier
        return attrs.evolve(dossier, providers=(_told(Provider(npi=npi), place, facts),))
    own = [at for at, each in enumerate(registry) if each.npi == npi]
    if not registry or len(own) > 1:
        return dossier
    if not own:
        return attrs.evolve(dossier, providers=(*registry, _told(Provider(npi=npi), place, facts)))
    entry = registry[own[0]]
    told = _told(entry, place, facts)
    changed = (*registry[: own[0]], told, *registry[own[0] + 1 :])
    return dossier if told is entry else attrs.evolve(dossier, providers=changed)


def payer_marks(dossier: Dossier) -> dict[str, str]:
    """Return what the claim calls its payer, in capitals, by the attribute that says it: payer_id, payer_name."""
    claim = dossier.claim
    said = {name: getattr(claim, name) for name in ("payer_id", "payer_name")}
    return {name: text.strip().upper() for name, text in said.items() if isinstance(text, str)}


def name_payer(dossier: Dossier, aliases: Collection[str], name: str) -> Dossier:
    """Return the dossier with a payer's aliases, in capitals, changed to a name; id and name each where it stands.

    So an id that belongs to another payer goes before, as it does in a claim that nobody changed.

    >>> from rules_engine.claims.model import Claim
    >>> name_payer(Dossier(claim=Claim(claim_id="C1", payer_id="x1")), {"X1"}, "PLAN").claim.payer_id
    'PLAN'
    """
    new: dict[str, Any] = {
        attribute: name for attribute, mark in payer_marks(dossier).items() if mark in aliases and mark != name
    }
    return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, **new)) if new else dossier


def _told(entity: E, place: Origin | None, facts: dict[str, Any]) -> E:
    """Return an entity with what is not supplied in it; the same one when nothing is new, or something differs."""
    new = {name: value for name, value in facts.items() if getattr(entity, name) == NOT_SUPPLIED}
    if not new or any(getattr(entity, name) != value for name, value in facts.items() if name not in new):
        return entity
    origins = dict(entity.origins) | ({} if place is None else dict.fromkeys(new, place))
    return attrs.evolve(entity, **new, origins=origins)
