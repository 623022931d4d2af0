"""Bars as inline SVG: verdicts by payer, and the causes that stand against the most claims, each with its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rules_engine.trace.text import VERDICTS

from .markup import Markup, joined, tag
from .queue import Task

COLOURS: Final = {
    "fails": "#b3261e",
    "needs information": "#c77700",
    "hold": "#7a3e9d",
    "warn": "#8a8000",
    "passes": "#2e7d32",
}
MOST_BARS: Final = 15
_WIDTH: Final = 920
_LABEL: Final = 400
_BAR: Final = 18
_STEP: Final = 28
_LETTERS: Final = 58  # of a label
_NUMBER_ROOM: Final = 50
_NARROW: Final = 14  # a part of a bar that has no room for its number


def verdicts_chart(payers: Sequence[tuple[str, dict[str, int]]]) -> Markup:
    """Return one bar a payer, its parts coloured by verdict; the payers beyond the first are counted together."""
    rows = list(payers[:MOST_BARS])
    if len(payers) > MOST_BARS:
        rest = [counts for _, counts in payers[MOST_BARS:]]
        rows.append((f"{len(rest)} other payers", {v: sum(c.get(v, 0) for c in rest) for v in VERDICTS}))
    most = max((sum(counts.values()) for _, counts in rows), default=1)
    bars = [_stacked(place, payer, counts, most) for place, (payer, counts) in enumerate(rows)]
    return joined(_legend(), _svg("Verdicts by payer", len(rows), bars))


def causes_chart(found: Sequence[Task]) -> Markup:
    """Return one bar a cause: how many claims it stands against."""
    rows = sorted(found, key=lambda task: -len(task.claims))[:MOST_BARS]
    most = max((len(task.claims) for task in rows), default=1)
    colours = {"TO FIX": "fails", "TO FIND OUT": "needs information", "TO LOOK AT": "warn"}
    bars = [
        _row(place, task.reason, [(len(task.claims), COLOURS[colours[task.group]], task.rule)], most)
        for place, task in enumerate(rows)
    ]
    return _svg("Claims by cause", len(rows), bars)


def _stacked(place: int, payer: str, counts: dict[str, int], most: int) -> Markup:
    parts = [(counts[verdict], COLOURS[verdict], verdict) for verdict in VERDICTS if counts.get(verdict)]
    return _row(place, payer, parts, most)


def _row(place: int, label: str, parts: Sequence[tuple[int, str, str]], most: int) -> Markup:
    """Return a label, its bar and the sum. parts: number, colour and what it is."""
    top = place * _STEP
    room = _WIDTH - _LABEL - _NUMBER_ROOM
    shown = label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1]}…"
    drawn = [tag("text", tag("title", label), shown, x=_LABEL - 8, y=top + 14, text_anchor="end")]
    at = float(_LABEL)
    for number, colour, what in parts:
        width = max(room * number / most, 1)
        title = tag("title", f"{label}: {number} {what}")
        drawn.append(tag("g", title, tag("rect", x=f"{at:.1f}", y=top, width=f"{width:.1f}", height=_BAR, fill=colour)))
        if width > _NARROW and len(parts) > 1:
            middle = f"{at + width / 2:.1f}"
            drawn.append(tag("text", number, x=middle, y=top + 14, text_anchor="middle", fill="#fff"))
        at += width
    drawn.append(tag("text", sum(number for number, _, _ in parts), x=f"{at + 6:.1f}", y=top + 14))
    return joined(*drawn)


def _svg(title: str, rows: int, drawn: Sequence[Markup]) -> Markup:
    height = max(rows, 1) * _STEP
    return tag("svg", tag("title", title), *drawn, viewBox=f"0 0 {_WIDTH} {height}", role="img", width="100%")


def _legend() -> Markup:
    signs = [
        tag("span", tag("span", "\N{BLACK SQUARE}", style=f"color:{COLOURS[verdict]}"), f" {verdict}")
        for verdict in VERDICTS
    ]
    return tag("p", *signs, class_="legend")
