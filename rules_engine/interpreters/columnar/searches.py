"""What a selection finds for each row: lines or entries, each true or unknown, and which rows could not see all."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from rules_engine.batches.batch import Seen
from rules_engine.batches.vector import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, Array, Kind, Vector
from rules_engine.interpreters.columnar.beside import Days, Looked, conjuncts, is_on_claim
from rules_engine.interpreters.columnar.conditions import compared
from rules_engine.interpreters.columnar.days import FIRST, LAST, shifted
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN, Truth, within
from rules_engine.interpreters.columnar.pairs import Pairs, entries_beside
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.times import overlap_days, overlaps
from rules_engine.interpreters.columnar.values import cycle_days
from rules_engine.ir import nodes as n

DAY: Final = ("line", "service_date")


@attrs.frozen(eq=False, repr=False)
class Found:
    """What a search found. pairs: those that are or may be sought. truth: of each, true or unknown.

    missing: rows of the scene that could not see everything, or None when all could.
    """

    pairs: Pairs
    truth: Array
    missing: Array | None


def search(scene: Scene, node: n.Selection) -> Found:
    """Return what a selection finds."""
    if node.kind == "line":
        days = days_of(scene, node)
        looking = Looked(scene, node)
        same = tuple([each.path for each in node.places if isinstance(each, n.Same)])
        place, looked = at_place(scene, node, looking.pairs(days, days, same), days)
        missing = None if is_on_claim(node) else unseen(scene, node, days, days.last)
        return candidates(scene, node, looked, place, missing, looking)
    looked, absent = entries_beside(scene, node.path)
    missing = None if absent is None else (absent != 0) & (absent != NOT_DOCUMENTED)
    place = np.full(len(looked.owner), TRUE, np.uint8)
    for each in node.places:
        if isinstance(each, n.Covering):
            place = np.minimum(place, _covers(scene, each, looked))
    return candidates(scene, node, looked, place, missing)


def candidates(
    scene: Scene, node: n.Selection, looked: Pairs, place: Array, missing: Array | None, looking: Looked | None = None
) -> Found:
    """Return what stands in the right place and for which the `where` holds or may hold.

    looking: where it was looked, when parts of the `where` were asked of the lines alone.
    """
    keeps = place != FALSE
    if not keeps.all():
        looked, place = looked.kept(keeps), place[keeps]
    if looking is not None and looking.alone is not None:
        place = np.minimum(place, looking.alone[looked.rows])
    asked = looking.rest if looking is not None else conjuncts(node.where)
    inside = scene.beside(looked.owner, looked.sought)
    for each in asked:
        place = np.minimum(place, inside.truth(each).rows(len(place)))
    if node.earlier is not None and looked.of_other is not None:
        also = inside.truth(node.earlier).rows(len(place))
        place = np.where(looked.of_other, np.minimum(place, also), place)
    keeps = place != FALSE
    return Found(looked.kept(keeps), place[keeps], missing)


# --- places ---------------------------------------------------------------------------------------


def at_place(scene: Scene, node: n.Selection, looked: Pairs, days: Days) -> tuple[Array, Pairs]:
    """Return whether the lines stand in every place of the selection; those that surely do not are left out."""
    place = on_days(looked.sought.read(DAY), days, looked.owner)
    for each in node.places:
        keeps = place != FALSE
        if not keeps.all():
            looked, place = looked.kept(keeps), place[keeps]
        if isinstance(each, n.Overlapping):
            place = np.minimum(place, overlaps(scene, each, looked))
        elif isinstance(each, n.Same):
            place = np.minimum(place, same(scene, each, looked))
    return place, looked


def same(scene: Scene, place: n.Same, looked: Pairs) -> Array:
    """Return whether the thing sought has the same as this line at a path."""
    found = compared("is", scene.read(place.path).at(looked.owner), looked.sought.read(place.path))
    return found.rows(len(looked.owner))


def on_days(day: Vector, days: Days, owner: Array) -> Array:
    """Return whether days stand in every window and cycle of a row."""
    always = days.are(FIRST, LAST)
    if always.all():
        return np.full(len(owner), TRUE, np.uint8)
    values, gone = rows_of(day, len(owner))
    inside = (days.first[owner] <= values) & (values <= days.last[owner])
    found = np.where(inside, np.uint8(TRUE), np.uint8(FALSE))
    if gone is None and days.gone is None:
        return found
    open_ = np.zeros(len(owner), bool) if gone is None else gone != 0
    open_ = open_ if days.gone is None else open_ | (days.gone[owner] != 0)
    never = days.are(LAST, FIRST)[owner]
    found = np.where(open_, np.where(never, np.uint8(FALSE), np.uint8(UNKNOWN)), found)
    return np.where(always[owner], np.uint8(TRUE), found)


def days_of(scene: Scene, node: n.Selection) -> Days:
    """Return the days that all places of a selection leave; an absent anchor leaves them absent."""
    first = np.full(scene.size, FIRST, np.int64)
    last = np.full(scene.size, LAST, np.int64)
    gone: Array | None = None
    for place in node.places:
        if isinstance(place, n.Window):
            low, high, why = _window(scene, place)
        elif isinstance(place, n.Cycle):
            start, stop = cycle_days(scene, place)
            low, high, why = rows_of(start, scene.size)[0], *rows_of(stop, scene.size)
        elif isinstance(place, n.Overlapping):
            low, high, why = overlap_days(scene, place)
        else:
            continue
        first, last = np.maximum(first, low), np.minimum(last, high)
        gone = why if gone is None else gone if why is None else np.where(gone != 0, gone, why)
    return Days(first, last, gone)


def rows_of(vector: Vector, size: int) -> tuple[Array, Array | None]:
    """Return a number for each row, and a code of absence for each row or None."""
    spread = vector.spread()
    values = np.ones(1, np.int64) if spread.kind is Kind.NOTHING else spread.values
    absent = None if spread.absent is None else np.broadcast_to(spread.absent, (size,))
    return np.broadcast_to(values, (size,)), absent


def _window(scene: Scene, node: n.Window) -> tuple[Array, Array, Array | None]:
    """Both ends are in. An event that never was leaves all days before it, and none after it."""
    at, gone = rows_of(scene.value(node.anchor), scene.size)
    amount = int(node.amount)
    always, never = np.full(scene.size, FIRST), np.full(scene.size, LAST)
    match node.kind:
        case "until":
            first = np.where(at > FIRST, FIRST, LAST)
            last = np.where(at > FIRST, at - 1, FIRST)
        case "since":
            first = np.where(at < LAST, at + 1, LAST)
            last = np.where(at < LAST, LAST, FIRST)
        case "after":
            first, last = at, shifted(at, amount, node.unit)
        case "before":
            first, last = shifted(at, -amount, node.unit), at
        case _:
            first, last = shifted(shifted(at, -amount, node.unit), 1, "days"), at
    if gone is not None and node.kind in ("before", "until", "after", "since"):
        never_was = gone == NOT_APPLICABLE
        all_days = node.kind in ("before", "until")
        first = np.where(never_was, always if all_days else never, first)
        last = np.where(never_was, never if all_days else always, last)
        gone = np.where(never_was, np.uint8(0), gone)
    return first, last, gone


def unseen(scene: Scene, node: n.Selection, days: Days, last: Array) -> Array:
    """Return which rows cannot see all days that they must: through `last`."""
    missing = days.first <= last
    whole = _is_whole(scene, scene.batch.earlier(), days.first, last)
    if node.all_patients:
        whole &= _is_whole(scene, scene.batch.others(), days.first, last)
    missing &= ~whole
    return missing if days.gone is None else missing | (days.gone != 0)


def _is_whole(scene: Scene, seen: Seen, first: Array, last: Array) -> Array:
    claim = scene.batch.claim_of[scene.rows]
    low, no_low = rows_of(seen.complete_from.at(claim), scene.size)
    high, no_high = rows_of(seen.complete_through.at(claim), scene.size)
    whole = (low <= first) & (last <= high)
    for why in (no_low, no_high):
        whole = whole if why is None else whole & (why == 0)
    return whole


def _covers(scene: Scene, place: n.Covering, looked: Pairs) -> Array:
    """Both days of a span hold; a span whose end is not documented has no end."""
    size = len(looked.owner)
    at, no_at = rows_of(scene.value(place.point).at(looked.owner), size)
    start, no_start = rows_of(looked.sought.read((place.start,)), size)
    end, no_end = rows_of(looked.sought.read((place.end,)), size)
    ends = np.where(at <= end, np.uint8(TRUE), np.uint8(FALSE))
    if no_end is not None:
        open_end = np.where(no_end == NOT_DOCUMENTED, np.uint8(TRUE), np.uint8(UNKNOWN))
        ends = np.where(no_end != 0, open_end, ends)
    found = np.where(at < start, np.uint8(FALSE), ends)
    for why in (no_at, no_start):
        found = found if why is None else np.where(why != 0, np.uint8(UNKNOWN), found)
    return found


# --- what searches come to ------------------------------------------------------------------------


def counts(found: Found, size: int) -> tuple[Array, Array]:
    """Return for each row how many are surely found, and how many may be besides."""
    sure = np.bincount(found.pairs.owner[found.truth == TRUE], minlength=size)
    return sure, np.bincount(found.pairs.owner[found.truth == UNKNOWN], minlength=size)


def quantified(scene: Scene, node: n.Quantified) -> Truth:
    """So many of the things sought exist; what could not be seen may add to them."""
    found = search(scene, node.selection)
    sure, unsure = counts(found, scene.size)
    high = sure + unsure
    if found.missing is not None:
        high = np.where(found.missing, np.iinfo(np.int64).max, high)  # no bound
    return Truth(within(sure, high, node.least, node.most))


def chosen(scene: Scene, node: n.Selection) -> tuple[Pairs, Array]:
    """Return the things that are surely sought, and which rows of the scene do not know all of them."""
    found = search(scene, node)
    open_ = np.bincount(found.pairs.owner[found.truth == UNKNOWN], minlength=scene.size) > 0
    if found.missing is not None:
        open_ = open_ | found.missing
    return found.pairs.kept(found.truth == TRUE), open_


def inside(scene: Scene, pairs: Pairs) -> Scene:
    """Return the scene at the things found."""
    return scene.beside(pairs.owner, pairs.sought)


def not_supplied(where: Array) -> Array:
    """Return a code of absence for each row: not supplied where the mask says so."""
    return np.where(where, np.uint8(NOT_SUPPLIED), np.uint8(0))
