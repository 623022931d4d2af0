"""Limits of the oracle: every way in which what is not known may turn out is tried.

A limit is ("limit", measure, most, cycle, quotas, ranked), a cycle its name and what it is, a quota a number, codes
and their name.
ranked: pairs of "highest" or "lowest" and a field; None when each line is judged as if it came last.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, product
from typing import Any

from properties.oracle.days import cycle_start
from properties.oracle.facts import NEVER_CAME, Facts, Gone, read

Limit = tuple[Any, ...]
LAST = [("lowest", "filing date"), ("lowest", "claim id"), ("lowest", "number")]


def says(claim: Facts, line: Facts, asked: Limit, ranked: Any) -> str:
    """Return met, not met or unknown. More lines may come to light where history is not whole."""
    sure, maybe = others(claim, line, asked, ranked)
    ways: set[str] = set()
    for chosen in chain.from_iterable(combinations(maybe, size) for size in range(len(maybe) + 1)):
        ways |= outcomes(claim, line, [*sure, *chosen], asked)
    if ways == {"not met"}:
        return "not met"
    return "met" if ways == {"met"} and claim["whole"] and not day_is_gone(claim, line) else "unknown"


def day_is_gone(claim: Facts, line: Facts) -> bool:
    return isinstance(read(claim, line, "service date"), Gone)


def running(claim: Facts, line: Facts, asked: Limit, ranked: Any) -> Any:
    """Return how much is used up with this line, or that it is not known."""
    sure, maybe = others(claim, line, asked, ranked)
    _, measure, _most, _, quotas, _ = asked
    counted = [*sure, line]
    facts = [read(claim, each, "units" if measure == "units" else "code") for each in counted]
    counts_facts = measure == "units" or quotas
    if maybe or not claim["whole"] or day_is_gone(claim, line) or (counts_facts and Gone in map(type, facts)):
        return NEVER_CAME
    if measure == "units":
        return sum(facts, Fraction(0))
    return Fraction(len(placed(facts, quotas, len(facts))) if quotas else len(counted))


def others(claim: Facts, line: Facts, asked: Limit, ranked: Any) -> tuple[list[Facts], list[Facts]]:
    """Return the lines that count before this one, and those that may."""
    found = []
    for each in [*claim["lines"], *claim["earlier"]]:
        if each is line:
            continue
        if ranked is None and is_later(claim, line, each):
            continue
        both = [same_cycle(claim, line, each, asked[3]), "T" if ranked is None else before(claim, line, each, ranked)]
        found.append((each, "F" if "F" in both else "U" if "U" in both else "T"))
    return [each for each, holds in found if holds == "T"], [each for each, holds in found if holds == "U"]


def is_later(claim: Facts, line: Facts, other: Facts) -> bool:
    """Return whether another claim bills for a later day, which takes nothing away from this line."""
    one, two = read(claim, line, "service date"), read(claim, other, "service date")
    known = not isinstance(one, Gone) and not isinstance(two, Gone)
    return known and two > one and not any(other is each for each in claim["lines"])


def same_cycle(claim: Facts, line: Facts, other: Facts, cycle: Any) -> str:
    one, two = read(claim, line, "service date"), read(claim, other, "service date")
    if isinstance(one, Gone) or isinstance(two, Gone):
        return "U"
    return "T" if cycle_start(one, cycle[1]) == cycle_start(two, cycle[1]) else "F"


def before(claim: Facts, line: Facts, other: Facts, ranked: Any) -> str:
    for which, field in [*ranked, *LAST]:
        if field in ("filing date", "claim id") and line["claim id"] == other["claim id"]:
            continue
        own, its = key(claim, line, field), key(claim, other, field)
        if isinstance(own, Gone) or isinstance(its, Gone):
            return "U"
        if own != its:
            return "T" if (its > own if which == "highest" else its < own) else "F"
    return "F"


def key(claim: Facts, line: Facts, field: str) -> Any:
    return line[field] if field in ("filing date", "claim id", "number") else read(claim, line, field)


# --- one way in which it may be -------------------------------------------------------------------------------------


def outcomes(claim: Facts, line: Facts, counted: list[Facts], asked: Limit) -> set[str]:
    """Return what may come out when these lines come before; values that are gone may be any."""
    _, measure, most, _, quotas, _ = asked
    if quotas:
        return by_quotas(claim, line, counted, most, quotas)
    if measure == "lines":
        return {"met" if len(counted) + 1 <= most else "not met"}
    units = [read(claim, each, "units") for each in [*counted, line]]
    known = [each for each in units if not isinstance(each, Gone)]
    if sum(known) > most:
        return {"not met"}
    return {"met"} if len(known) == len(units) else {"met", "not met"}


def by_quotas(claim: Facts, line: Facts, counted: list[Facts], most: Fraction, quotas: Any) -> set[str]:
    own, codes = read(claim, line, "code"), [read(claim, each, "code") for each in counted]
    known = [code for code in codes if not isinstance(code, Gone)]
    if isinstance(own, Gone):
        return {"met", "not met"}
    if not fits([*placed(known, quotas, most), own], quotas, most):
        return {"not met"}
    return {"met"} if len(known) == len(codes) else {"met", "not met"}


def placed(codes: list[str], quotas: Any, most: float) -> list[str]:
    """Return the lines that have a place, one after the other."""
    found: list[str] = []
    for code in codes:
        if fits([*found, code], quotas, most):
            found.append(code)
    return found


def fits(codes: list[str], quotas: Any, most: float) -> bool:
    """Try every way to give each line one of its classes."""
    if len(codes) > most:
        return False
    options = [[n for n, (_, items, _) in enumerate(quotas) if code in items] or [-1] for code in codes]
    return any(all(way.count(n) <= quotas[n][0] for n in set(way) - {-1}) for way in product(*options))
