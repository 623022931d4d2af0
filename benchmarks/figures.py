"""One figure of a benchmark, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Figure(NamedTuple):
    """name, value, target (None when it is only told), and whether less is better."""

    name: str
    value: float
    target: float | None
    less_is_better: bool = False

    @property
    def is_met(self) -> bool:
        """Return whether the target is met; a figure without one always is."""
        if self.target is None:
            return True
        return self.value <= self.target if self.less_is_better else self.value >= self.target


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as text, one a line."""
    return "\n".join(_line(figure) for figure in figures)


def _line(figure: Figure) -> str:
    if figure.target is None:
        return f"{figure.value:12.2f}                      {figure.name}"
    sign = "at most" if figure.less_is_better else "at least"
    word = "met" if figure.is_met else "MISSED"
    return f"{figure.value:12.2f}  {sign:8} {figure.target:6.2f}  {word:6} {figure.name}"
