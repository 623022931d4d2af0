"""How deep conditions and values may nest, and the room that readers of deep ones need."""

from __future__ import annotations

import sys
from typing import Final

MAX_DEPTH: Final = 256
_ORDINARY: Final = 48
_FRAMES: Final = 12
_BASE: Final = 1000


def make_room(depth: int) -> None:
    """Let functions call one another deep enough to read what nests `depth` deep.

    Readers of the IR call themselves, at most `_FRAMES` calls a level, all of them in Python, which takes no room on
    the stack of the thread. The limit of the process is only ever raised, and only for rules that nest deep.
    """
    if depth > _ORDINARY:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _BASE + _FRAMES * depth))
