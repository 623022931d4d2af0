"""Where the nodes of rules are written: a rule's table of places has no file, since most nodes stand in its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from rules_engine.ir.rulebook import Place, Rule

_COMMENT: Final = re.compile(r'("[^"\n]*")|#[^\n]*')
"""A comment runs to the end of its line; in quotes there is none."""


class Texts:
    """The rule texts of a folder by file name, and where in them the nodes of rules stand."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {name: text for name, text in files.items() if name.endswith(".rules")}

    def place(self, rule: Rule, node: int) -> Place:
        """Return where a node of a rule is written; that of the rule when the node has no place of its own."""
        at = rule.places.get(node)
        if at is None:
            return rule.place
        file = self._file(rule, at, rule.texts.get(node, ""))
        return Place(file, *at)

    def _file(self, rule: Rule, at: tuple[int, int, int, int], words: str) -> str:
        own = rule.place.file
        if self._words(own, at) == words:
            return own
        return next((name for name in self.files if self._words(name, at) == words), own)

    def _words(self, file: str, at: tuple[int, int, int, int]) -> str:
        piece = self.files.get(file, "")[at[0] : at[1]]
        return " ".join(_COMMENT.sub(r"\1", piece).split())

    @staticmethod
    def is_inside(rule: Rule, place: Place) -> bool:
        """Return whether a place is within the text of a rule, not in a definition that it uses."""
        return place.file == rule.place.file and rule.place.start <= place.start and place.stop <= rule.place.stop
