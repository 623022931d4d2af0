"""The providers of an example: for each line those that its facts describe, each under a made-up NPI."""

from __future__ import annotations

from typing import Any, Final

from rules_engine.claims import model
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.suites.facts import Entries, Facts, made_up_npi, under

CLINICIAN: Final = made_up_npi(9998)
# Root of the vocabulary → where a line names that provider, and the number of the NPI made up for it.
_ROOTS: Final = {
    "rendering": (("line", "rendering_npi"), 9998),
    "supervising": (("line", "supervising_npi"), 9101),
    "referring": (("line", "referring_npi"), 9201),
    "ordering": (("line", "ordering_npi"), 9301),
    "site": (("line", "facility_npi"), 9401),
    "clinician": (("session", "clinician_npi"), 9501),
    "assessor": (("session", "assessor_npi"), 9601),
}
_LISTS: Final = {
    "licence": ("rendering", "licences"),
    "enrolment": ("rendering", "enrolments"),
    "certificate": ("site", "licences"),
    "assessor certificate": ("assessor", "licences"),
}


class People:
    """Gathers the providers of all lines."""

    def __init__(self) -> None:
        self._stated: dict[str, dict[str, Any]] = {}

    def meet(self, facts: Facts, entries: Entries | None = None) -> None:
        """Take in the providers of a line, and let the line name them. entries: of a billed line, the lists of them."""
        for root, (path, number) in _ROOTS.items():
            stated = under(facts, root)
            for kind, (owner, name) in _LISTS.items():
                if owner == root and entries is not None and entries.has(kind):
                    stated[name] = entries.of(kind)
            if path not in facts and (stated or root == "rendering"):
                facts[path] = self._free(number, stated)
            npi = facts.get(path)
            if stated and isinstance(npi, str):
                self._stated.setdefault(npi, {}).update(stated)

    def all(self) -> tuple[model.Provider, ...] | Absent:
        """Return the registry; `NOT_SUPPLIED` when no line says anything of a provider."""
        found = tuple([model.Provider(**{**stated, "npi": npi}) for npi, stated in self._stated.items()])
        return found or NOT_SUPPLIED

    def _free(self, number: int, stated: dict[str, Any]) -> str:
        """Return the first made-up NPI of which nothing else is said."""
        while any(self._known(number).get(name, value) != value for name, value in stated.items()):
            number -= 1
        return made_up_npi(number)

    def _known(self, number: int) -> dict[str, Any]:
        return self._stated.get(made_up_npi(number), {})
