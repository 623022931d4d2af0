"""The text of a function that reads one rule, while it is being written.

Invariant: the text holds names of this room and numbers only. What a rule says (codes, words, amounts) is never part of
it; it is handed over beside it, under a name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Source:
    """Statements, one a line, and what their names stand for."""

    def __init__(self, names: dict[str, Any], mutes: bool) -> None:
        self.mutes = mutes
        self._lines: list[str] = []
        self._names = dict(names)
        self._count = 0

    def name(self, value: Any) -> str:
        """Return a name that stands for a value."""
        self._count += 1
        name = f"h{self._count}"
        self._names[name] = value
        return name

    def say(self, statement: str) -> None:
        """Add a statement."""
        self._lines.append(statement)

    def let(self, expression: str) -> str:
        """Add a statement that works an expression out; return the name of what it comes to."""
        self._count += 1
        self._lines.append(f"x{self._count} = {expression}")
        return f"x{self._count}"

    def record(self, node_id: int, expression: str) -> str:
        """Do the same, and keep what it comes to under the id of a node."""
        self._count += 1
        self._lines.append(f"x{self._count} = records[{node_id:d}] = {expression}")
        return f"x{self._count}"

    def function(self, head: str) -> Callable[..., Any]:
        """Return the function of all statements. head: its name is `read`."""
        body = "".join(f"    {line}\n" for line in self._lines)
        exec(compile(f"{head}\n{body}", "<a rule>", "exec"), self._names)
        made: Callable[..., Any] = self._names["read"]
        return made
