"""What frozen values share: equality, hash and repr, worked out from their fields.

attrs can write these methods for each class, but compiling them for a hundred classes takes longer than a claim does.
A value is declared with `@attrs.frozen(eq=False, repr=False)` and inherits `Value`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import attrs

_READERS: Final[dict[type, Callable[[Any], tuple[Any, ...]]]] = {}


class Value:
    """A frozen value: equal to another of its class with equal fields. Fields declared `eq=False` take no part."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared = _compared(self.__class__)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        return hash((self.__class__, _compared(self.__class__)(self)))

    def __repr__(self) -> str:
        shown = ", ".join(f"{a.name}={getattr(self, a.name)!r}" for a in attrs.fields(cast(Any, self.__class__)))
        return f"{self.__class__.__name__}({shown})"


def _compared(cls: Any) -> Callable[[Any], tuple[Any, ...]]:
    found = _READERS.get(cls)
    if found is None:
        names = [a.name for a in attrs.fields(cls) if a.eq]
        found = _READERS[cls] = lambda value: tuple([getattr(value, name) for name in names])
    return found
