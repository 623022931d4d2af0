"""What frozen values share: equality, hash and repr, worked out from their fields.

attrs can write these methods for each class, but compiling them for a hundred classes takes longer than a claim does.
A value is declared with `@attrs.frozen(eq=False, repr=False)` and inherits `Value`. None of the three is recursive, so
that values may nest deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, cast

import attrs

_READERS: Final[dict[type, Callable[[Any], tuple[Any, ...]]]] = {}
_PLAIN: Final = frozenset({str, int, bool, type(None)})


class Value:
    """A frozen value: equal to another of its class with equal fields. Fields declared `eq=False` take no part."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        if self is other:
            return True
        waiting: list[tuple[Any, Any]] = [(_inner(self), _inner(other))]
        while waiting:
            for one, two in zip(*waiting.pop(), strict=True):
                if one is two:
                    continue
                kind = one.__class__
                inner = None if kind in _PLAIN else _inner(one)
                if inner is None:
                    if one != two:
                        return False
                elif kind is not two.__class__ or len(inner) != len(two if kind is tuple else inner):
                    return False
                else:
                    waiting.append((inner, _inner(two)))
        return True

    def __hash__(self) -> int:
        flat: list[Any] = []
        waiting: list[Any] = [self]
        while waiting:
            found = waiting.pop()
            inner = None if found.__class__ in _PLAIN else _inner(found)
            if inner is None:
                flat.append(found)
            else:
                flat += (found.__class__, len(inner))
                waiting += inner
        return hash(tuple(flat))

    def __repr__(self) -> str:
        said: list[str] = []
        waiting: list[tuple[bool, Any]] = [(False, self)]
        while waiting:
            is_text, found = waiting.pop()
            if is_text:
                said.append(found)
            elif _inner(found) is None:
                said.append(repr(found))
            else:
                waiting += reversed([*_shown(found)])
        return "".join(said)


def _inner(value: Any) -> tuple[Any, ...] | None:
    """Return the parts of a tuple or value that take part in equality; None for what compares itself."""
    kind = value.__class__
    if kind is tuple:
        return cast(tuple[Any, ...], value)
    read = _READERS.get(kind)
    if read is not None:
        return read(value)
    return _compared(kind)(value) if isinstance(value, Value) and kind.__eq__ is Value.__eq__ else None


def _compared(cls: Any) -> Callable[[Any], tuple[Any, ...]]:
    names = [a.name for a in attrs.fields(cls) if a.eq]
    found = _READERS[cls] = lambda value: tuple([getattr(value, name) for name in names])
    return found


def _shown(value: Any) -> Iterator[tuple[bool, Any]]:
    """Yield the pieces of a repr: words (True) and what is still to be put into words (False)."""
    is_tuple = value.__class__ is tuple
    names = [f"{a.name}=" for a in attrs.fields(value.__class__)] if not is_tuple else [""] * len(value)
    parts = value if is_tuple else [getattr(value, a.name) for a in attrs.fields(value.__class__)]
    yield True, "(" if is_tuple else f"{value.__class__.__name__}("
    for number, (name, part) in enumerate(zip(names, parts, strict=True)):
        yield True, (", " if number else "") + name
        yield False, part
    yield True, ",)" if is_tuple and len(parts) == 1 else ")"
