"""The author's words of a node, and what they become when the node changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from rules_engine.suites.mutation.model import Change

_SPACES: Final = re.compile(r"\s+")
Pair = tuple[str, str]


@attrs.frozen(eq=False)
class Words:
    """Words of one rule. texts: by node id. neighbours: by kind of code, all that the rulebook speaks of, sorted.

    codes: the procedure codes to which the rule can apply, or None for any.
    """

    texts: Mapping[int, str]
    neighbours: Mapping[str, tuple[str, ...]]
    codes: frozenset[str] | None = None

    def of(self, node: Any) -> str:
        """Return the author's words of a node."""
        return self.texts.get(node.node_id, "")

    def swap(self, kind: str, node: Any, pairs: Iterable[Pair], else_: str = "") -> Change:
        """Return the change that puts the second of the first pair found in the place of its first.

        else_: what to say when none of the pairs stands in the words.
        """
        said = self.of(node)
        for old, new in pairs:
            found = replaced(said, old, new)
            if found != said:
                return Change(kind, node.node_id, said, found)
        return Change(kind, node.node_id, said, f"{said} [{else_ or kind}]")

    def without(self, kind: str, node: Any, part: str, else_: str = "") -> Change:
        """Return the change that leaves a piece of the words out, with the comma or the `and` that held it."""
        said = self.of(node)
        found = shortened(said, part)
        return Change(kind, node.node_id, said, found if found != said else f"{said} [{else_ or 'without ' + part}]")

    def left_out(self, kind: str, node: Any) -> Change:
        """Return the change that leaves a node out."""
        return Change(kind, node.node_id, self.of(node), "")

    def opposite(self, node: Any) -> Change:
        """Return the change that turns a condition round."""
        found = self.swap("turned round", node, _OPPOSITES)
        if not found.after.endswith("[turned round]"):
            return found
        if found.before.startswith("not "):
            return attrs.evolve(found, after=found.before.removeprefix("not "))
        is_cell = found.before[:1].isdigit() or found.before[:1].isupper()
        return attrs.evolve(found, after=f"not {found.before}" if is_cell else f"not ({found.before})")

    def lift(self, change: Change, node: Any, level: int) -> Change:
        """Return a change told in the words of a node around it, where its own words are a piece of them."""
        said = self.of(node)
        if change.lifted >= level or not said or said == change.before or not change.before:
            return change
        found = replaced(said, change.before, change.after) if change.after else shortened(said, change.before)
        return change if found == said else attrs.evolve(change, before=said, after=found, lifted=level)


def replaced(text: str, old: str, new: str) -> str:
    """Return the text with whole words replaced once.

    >>> replaced("is in", "is in", "is not in"), replaced("this", "is", "is not")
    ('is not in', 'this')
    """
    first = r"(?<!\w)" if old[:1].isalnum() else ""
    last = r"(?!\w)" if old[-1:].isalnum() else ""
    return re.sub(first + re.escape(old) + last, lambda _: new, text, count=1)


def shortened(text: str, part: str) -> str:
    """Return the text without a piece, and without the comma or word that joined it to the rest.

    >>> shortened("where (units is 1 and charge is 0 dollars)", "units is 1")
    'where (charge is 0 dollars)'
    """
    counted = [f"counting lines {part}"] if part.startswith("where ") else []
    for joined in (
        *counted,
        f", {part}",
        f"{part}, ",
        f" and {part}",
        f"{part} and ",
        f" or {part}",
        f"{part} or ",
        part,
    ):
        found = replaced(text, joined, "")
        if found != text:
            return _SPACES.sub(" ", found).strip()
    return text


_OPPOSITES: Final = (
    ("is not in", "is in"),
    ("is in", "is not in"),
    ("is none of", "is any of"),
    ("is any of", "is none of"),
    ("is not under", "is under"),
    ("is under", "is not under"),
    ("it is not a", "it is a"),
    ("it is a", "it is not a"),
    ("it is not", "it is"),
    ("it is", "it is not"),
    ("is not documented", "is documented"),
    ("is documented", "is not documented"),
    ("is not supplied", "is supplied"),
    ("is supplied", "is not supplied"),
    ("include none of", "include any of"),
    ("include any of", "include none of"),
    ("include all of", "include none of"),
    ("include", "include none of"),
    ("is not a", "is a"),
    ("is a business", "is not a business"),
    ("is not", "is"),
    ("is yes", "is no"),
    ("is no", "is yes"),
    ("no other", "another"),
    ("another", "no other"),
    ("some", "no"),
    ("no", "some"),
    ("is", "is not"),
)
