"""The nodes of the IR below one of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, cast

import attrs


def walk(top: Any) -> Iterator[Any]:
    """Yield a node and every node below it, each before what stands in it."""
    waiting: list[Any] = [top]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(below(node))


def below(node: Any) -> list[Any]:
    """Return the nodes directly below a node, in the order of its fields."""
    held = [getattr(node, name) for name in _names(cast(Hashable, type(node)))]
    flat = [each for part in held for each in (part if type(part) is tuple else (part,))]
    return [each for each in flat if hasattr(each, "node_id")]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(attrs.fields_dict(kind))
