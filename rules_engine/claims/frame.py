"""What a rule about one line can see: the line and everything joined to it, under the roots of vocabulary paths."""

from __future__ import annotations

from typing import Any, Final

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.derived import DERIVED, SOURCES, age_on, filing_date, session_minutes
from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.claims.origin import Origin
from rules_engine.claims.roots import Roots

__all__ = ["DERIVED", "SOURCES", "LineFrame", "age_on", "filing_date", "read", "session_minutes"]

# What the evaluator sets while it works is read anew each time.
_CHANGING: Final = ("derived", "standing")
_UNREAD: Final = object()


class LineFrame(Roots):
    """A line in its dossier; its attributes are the roots of vocabulary paths."""

    __slots__ = ("_values",)

    def __init__(self, dossier: Dossier, claim: Claim, line: ServiceLine) -> None:
        super().__init__(dossier, claim, line)
        self._values: dict[tuple[str, ...], Any] = {}

    @property
    def derived(self) -> _Derived:
        """Return the facts that are worked out, as attributes."""
        return _Derived(self)

    def read(self, path: tuple[str, ...]) -> Any:
        """Return the value at a vocabulary path, or the first absence met on the way. Each path is walked once."""
        found = self._values.get(path, _UNREAD)
        if found is _UNREAD:
            found = DERIVED[path[1]](self) if path[0] == "derived" else read(self, path)
            if path != _CHANGING:
                self._values[path] = found
        return found

    def origin(self, path: tuple[str, ...]) -> Origin | None:
        """Return where the value at a path was read, or None when it is worked out or came without an address."""
        for each in SOURCES.get(path, (path,)):
            entity = read(self, each[:-1]) if not each[-1].startswith("#") else read(self, each[:-2])
            name = each[-1] if not each[-1].startswith("#") else each[-2]
            found = getattr(entity, "origins", {}).get(name)
            if isinstance(found, Origin):
                return found
        return None


class _Derived:
    """The facts of a line that are worked out, so that a path leads to them as to any other."""

    __slots__ = ("_frame",)

    def __init__(self, frame: LineFrame) -> None:
        self._frame = frame

    def __getattr__(self, name: str) -> Any:
        if name not in DERIVED:
            raise AttributeError(name)
        return self._frame.read(("derived", name))


def read(start: Any, path: tuple[str, ...]) -> Any:
    """Return the value at a path from any entity, or the first absence met on the way."""
    value = start
    for name in path:
        value = _element(value, name[1:]) if name[0] == "#" else getattr(value, name)
        if type(value) is Absent:
            return value
    return value


def _element(elements: tuple[str, ...], name: str) -> str | Absent:
    return name if name in elements else NOT_DOCUMENTED
