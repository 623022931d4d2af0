"""A replay in words, and as plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from rules_engine.bulk.replay_model import COVERAGE, Change, Count, Replay
from rules_engine.bulk.replay_rules import Difference

SCHEMA = 1


def data_of(found: Replay) -> dict[str, Any]:
    """Return a replay as plain data, as `docs/replay.md` describes it. Money is text."""
    return {
        "schema": SCHEMA,
        "judged": {"claims": found.claims, "lines": found.lines, "rejected": found.rejected},
        "changed": _count(found.changed),
        "verdicts": [
            {"rulebook": book, "from": before, "to": after, **_count(count)}
            for (book, before, after), count in found.verdicts.items()
        ],
        "changes": [_change(each) for each in found.changes],
        "owners": [
            {"owner": owner, "change": change, **_count(count)} for (owner, change), count in found.owners.items()
        ],
        "differences": [attrs.asdict(each) for each in found.differences],
    }


def _count(count: Count) -> dict[str, Any]:
    return {**attrs.asdict(count), "charge": _money(count)}


def _change(found: Change) -> dict[str, Any]:
    data = {name: value for name, value in attrs.asdict(found).items() if name not in ("count", "before", "after")}
    return {**data, "from": found.before, "to": found.after, **_count(found.count)}


def _money(count: Count) -> str:
    return f"{count.charge:.2f}"


# --- in words -------------------------------------------------------------------------------------


def text_of(found: Replay) -> str:
    """Return a replay in words; rows are counted from 0."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Replay) -> Iterator[str]:
    rejected = f"; {_many(found.rejected, 'claim')} rejected" if found.rejected else ""
    yield f"{_many(found.claims, 'claim')} judged twice, {_many(found.lines, 'line')}{rejected}"
    yield f"changed: {_amount(found.changed)}" if found.changed.claims else "changed: nothing"
    yield from _part("verdicts of claims", [_verdict(*each) for each in found.verdicts.items()])
    yield from _part("rules", [line for each in found.changes for line in _of_change(each)])
    yield from _part(
        "who can mend it",
        [f"{owner}, {change}: {_amount(count)}" for (owner, change), count in found.owners.items()],
    )
    yield from _part("what differs in the rules", [_difference(each) for each in found.differences])


def _part(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"{title}:")
        yield from (f"  {line}" for line in lines)


def _verdict(key: tuple[str, str, str], count: Count) -> str:
    book, before, after = key
    return f"{book}, {before} -> {after}: {_amount(count)}"


def _of_change(found: Change) -> Iterator[str]:
    said = f"{found.before} -> {found.after}"
    change = said if found.change == COVERAGE else f"{found.change} ({said})"
    ask = f"; ask {found.owner}" if found.owner else ""
    yield f"{found.rule}, {change}: {_amount(found.count)}{ask}"
    seen = found.witness
    old = " ".join(filter(None, (found.old, found.old_place or seen.old_place)))
    new = " ".join(filter(None, (found.new, found.new_place or seen.new_place)))
    if old or new:
        yield f"    was {old or 'not there'}; is {new or 'not there'}"
    claim = f"claim {seen.claim_id}" if seen.claim_id else "a claim without a readable id"
    yield f"    smallest: {claim} line {seen.line}, of {_many(seen.lines, 'line')}; {seen.source} row {seen.row}"


def _difference(each: Difference) -> str:
    place = " -> ".join(dict.fromkeys(filter(None, (each.old_place, each.new_place))))
    was = f", was {each.old}" if each.old and each.new and each.old != each.new else ""
    books = ", ".join(each.rulebooks[:3]) + (f" and {len(each.rulebooks) - 3} more" if len(each.rulebooks) > 3 else "")
    return f"{each.change}: {each.what} {each.name}{was}" + (f" ({place})" if place else "") + f", in {books}"


def _amount(count: Count) -> str:
    without = f", {_many(count.without_charge, 'line')} without a charge" if count.without_charge else ""
    return f"{_many(count.claims, 'claim')}, {_many(count.lines, 'line')}, {_money(count)} dollars{without}"


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
