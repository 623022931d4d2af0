"""What a limit says of each row: whether what was used up before leaves room."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from rules_engine.batches.vector import Array, Kind, Vector
from rules_engine.interpreters.columnar.aggregates import distinct, total
from rules_engine.interpreters.columnar.arithmetic import absence, alike
from rules_engine.interpreters.columnar.beside import Days, Looked, is_on_claim
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN
from rules_engine.interpreters.columnar.outcomes import MET, NOT_MET, UNSURE
from rules_engine.interpreters.columnar.pairs import Pairs, SoughtLines, numbers_of
from rules_engine.interpreters.columnar.quotas import Places
from rules_engine.interpreters.columnar.ranking import comes_before
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.searches import (
    DAY,
    Found,
    at_place,
    candidates,
    days_of,
    inside,
    not_supplied,
    on_days,
    rows_of,
    same,
    unseen,
)
from rules_engine.interpreters.columnar.values import whole
from rules_engine.ir import nodes as n

CODE: Final = ("line", "code")
FILED: Final = ("derived", "filing_date")


@attrs.frozen(eq=False, repr=False)
class Use:
    """What a limit found. own: whether this line counts. pairs, truth: the others that count or may count.

    place: whether this line stands in the windows. missing: rows that could not see everything. is_far: lines of other
    patients count.
    """

    own: Array
    place: Array
    pairs: Pairs
    truth: Array
    missing: Array | None
    most: Vector
    is_far: bool


def limit(scene: Scene, node: n.Limit) -> Array:
    """This line and what was found before it count together; what could not be seen may only add to it."""
    use = _use(scene, node)
    counted = _everyone(scene, use)
    low, high, is_sure = _amount(scene, node, counted)
    if scene.used_up is None and scene.book.counts:
        scene.used_up = _used_up(scene, node, use, counted, low, is_sure)
    found = _outcome(scene, use, low, high, is_sure)
    if node.quotas:
        placed = _placed(scene, node, use)
        found = placed if node.measure == "lines" else np.minimum(placed, found)
    found = np.where(use.place == FALSE, np.uint8(MET), found)
    return np.where((use.place == UNKNOWN) & (found == NOT_MET), np.uint8(UNSURE), found)


def _use(scene: Scene, node: n.Limit) -> Use:
    selection = node.selection
    days = days_of(scene, selection)
    own_claim, looking = is_on_claim(selection), Looked(scene, selection)
    later = days if _is_ranked(node) else days.through(*rows_of(scene.read(DAY), scene.size))
    same_keys = tuple([each.path for each in (*node.keys, *selection.places) if isinstance(each, n.Same)])
    place, looked = at_place(scene, selection, looking.pairs(days, later, same_keys), days)
    if not _is_ranked(node):
        place = np.where(_is_later(scene, looked), np.uint8(FALSE), place)
    for key in node.keys:
        place = np.minimum(place, same(scene, key, looked))
    if node.ranking:
        place = np.minimum(place, comes_before(scene, node.ranking, looked))
    missing = None if own_claim else unseen(scene, selection, days, _seen_through(scene, node, days))
    others = candidates(scene, selection, looked, place, missing, looking)
    own_place = _own_place(scene, node, days)
    itself = Pairs(
        np.arange(scene.size), numbers_of(scene.rows), None, SoughtLines(scene.batch, numbers_of(scene.rows))
    )
    own = candidates(scene, selection, itself, own_place, None)
    counts = np.zeros(scene.size, np.uint8)
    counts[own.pairs.owner] = own.truth
    return Use(counts, own_place, others.pairs, others.truth, missing, scene.value(node.most), selection.all_patients)


def _is_ranked(node: n.Limit) -> bool:
    """Where lines are ranked by something else than their day, a later day may come first."""
    first = node.ranking[0] if node.ranking else None
    return first is not None and (first.highest or first.field.path != DAY)


def _is_later(scene: Scene, looked: Pairs) -> Array:
    """What other claims bill for later days takes nothing away from this line."""
    size = len(looked.owner)
    own, no_own = rows_of(scene.read(DAY).at(looked.owner), size)
    day, no_day = rows_of(looked.sought.read(DAY), size)
    later = (day > own) & (np.zeros(size, bool) if looked.of_other is None else looked.of_other)
    for why in (no_own, no_day):
        later = later if why is None else later & (why == 0)
    return later


def _own_place(scene: Scene, node: n.Limit, days: Days) -> Array:
    """Whether this line stands in every window and cycle; its own day does in those that hang on it."""
    windows = [each for each in node.selection.places if isinstance(each, n.Window | n.Cycle)]
    if all(_holds_its_anchor(each) and _is_service_date(each.anchor) for each in windows):
        return np.full(scene.size, TRUE, np.uint8)
    return on_days(scene.read(DAY), days, np.arange(scene.size))


def _holds_its_anchor(place: n.Window | n.Cycle) -> bool:
    return isinstance(place, n.Cycle) or place.kind not in ("until", "since")


def _is_service_date(anchor: n.Expression) -> bool:
    return isinstance(anchor, n.Field) and anchor.owner is n.Owner.THIS and anchor.path == DAY


def _seen_through(scene: Scene, node: n.Limit, days: Days) -> Array:
    """Return the last day that each row must see."""
    own, gone = rows_of(scene.read(DAY), scene.size)
    last = days.last
    if _is_ranked(node):
        filed, not_filed = rows_of(scene.read(FILED), scene.size)
        known = np.minimum(last, np.maximum(own, filed))
        own_last = known if not_filed is None else np.where(not_filed != 0, last, known)
    else:
        own_last = np.minimum(last, own)
    return own_last if gone is None else np.where(gone != 0, last, own_last)


# --- how much -------------------------------------------------------------------------------------


def _everyone(scene: Scene, use: Use) -> Found:
    """Return this line, if it may count, and the others."""
    counting = np.flatnonzero(use.own != FALSE)
    owner = np.concatenate((counting, use.pairs.owner))
    rows = np.concatenate((numbers_of(scene.rows)[counting], use.pairs.rows))
    pairs = Pairs(owner, rows, np.arange(len(owner)) >= len(counting), SoughtLines(scene.batch, rows, use.is_far))
    return Found(pairs, np.concatenate((use.own[counting], use.truth)), use.missing)


def _amount(scene: Scene, node: n.Limit, counted: Found) -> tuple[Vector, Vector, Array]:
    """Return the least and the greatest that the measure can be, and for which rows no value is missing."""
    owner, truth = counted.pairs.owner, counted.truth
    if node.measure == "lines":
        sure = np.bincount(owner[truth == TRUE], minlength=scene.size)
        most = np.bincount(owner, minlength=scene.size)
        return Vector(Kind.NUMBER, sure), Vector(Kind.NUMBER, most), np.ones(scene.size, bool)
    found = inside(scene, counted.pairs).value(node.value).spread()
    held = np.broadcast_to(found.values, (len(owner),))
    values = Vector(found.kind, held, None, None, found.places)
    known = np.ones(len(owner), bool) if found.absent is None else np.broadcast_to(found.absent == 0, (len(owner),))
    lacks = np.bincount(owner[~known], minlength=scene.size) > 0
    low = _measured(
        node, values.at(np.flatnonzero(known & (truth == TRUE))), owner[known & (truth == TRUE)], scene.size
    )
    high = _measured(node, values.at(np.flatnonzero(known)), owner[known], scene.size)
    return low, high, ~lacks


def _measured(node: n.Limit, found: Vector, owner: Array, size: int) -> Vector:
    if node.measure == "different":
        return Vector(Kind.NUMBER, distinct(found, owner, size))
    return total(found, owner, size)


def _outcome(scene: Scene, use: Use, low: Vector, high: Vector, is_sure: Array) -> Array:
    most = use.most.spread()
    if most.kind is Kind.NOTHING:
        return np.full(scene.size, UNSURE, np.uint8)
    over = np.greater(*alike(low, most)).astype(bool)
    fits = np.less_equal(*alike(high, most)).astype(bool) & is_sure
    if use.missing is not None:
        fits = fits & ~use.missing
    found = np.where(over, np.uint8(NOT_MET), np.where(fits, np.uint8(MET), np.uint8(UNSURE)))
    gone = absence(most, most)
    return found if gone is None else np.where(gone != 0, np.uint8(UNSURE), found)


# --- places of several classes --------------------------------------------------------------------


def _placed(scene: Scene, node: n.Limit, use: Use) -> Array:
    """A line has a place when those before it and it can all be placed, as far as those before it were.

    Of lines that are counted, the limit is the number of places in all.
    """
    size, places = scene.size, Places(node.quotas)
    own = places.classes(scene.read(CODE), size)
    others = places.classes(use.pairs.sought.read(CODE), len(use.pairs.owner))
    most = _most_places(use.most, size) if node.measure == "lines" else np.full(size, np.iinfo(np.int64).max)
    itself = places.counted(np.arange(size), own, size)

    def has_place(which: Array) -> Array:
        before = places.counted(use.pairs.owner[which], others[which], size)
        taken = np.minimum(places.placed(before), most)
        found: Array = np.minimum(places.placed(before + itself), most) > taken
        return found

    surely = has_place(np.ones(len(others), bool))
    is_open = np.bincount(use.pairs.owner[others < 0], minlength=size) > 0
    if use.missing is not None:
        is_open = is_open | use.missing
    found = np.where(surely & ~is_open, np.uint8(MET), np.uint8(UNSURE))
    found[~has_place(use.truth == TRUE) & (use.own == TRUE)] = NOT_MET
    found[(own < 0) | (most < 0)] = UNSURE
    found[use.own == FALSE] = MET
    return found


def _most_places(most: Vector, size: int) -> Array:
    """Return whole numbers of places, and -1 where the limit is not known."""
    if most.kind is Kind.NOTHING:
        return np.full(size, -1)
    held = whole(most)
    found = held if most.absent is None else np.where(most.absent != 0, -1, held)
    return Vector(Kind.NUMBER, found, None, most.index).rows(size)


def _used_up(scene: Scene, node: n.Limit, use: Use, counted: Found, low: Vector, is_sure: Array) -> Vector:
    """Return what this line and those before it use up; not supplied where that is not known."""
    owner, size = counted.pairs.owner, scene.size
    open_ = np.bincount(owner[counted.truth == UNKNOWN], minlength=size) > 0
    if use.missing is not None:
        open_ = open_ | use.missing
    if not node.quotas or node.measure != "lines":
        return low.with_gone(not_supplied(open_ | ~is_sure))
    places, code = Places(node.quotas), counted.pairs.sought.read(CODE)
    classes = places.classes(code, len(owner))
    why = np.zeros(size, np.uint8)
    if code.absent is not None:
        codes = np.broadcast_to(code.spread().absent, (len(owner),))  # type: ignore[arg-type]
        which = np.flatnonzero(codes)[::-1]
        why[owner[which]] = codes[which]  # the first of a row is written last
    found = Vector(Kind.NUMBER, places.placed(places.counted(owner, classes, size)), why)
    return found.with_gone(not_supplied(open_))
