"""The garbage collector, paused while many values are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Keep the collector from running inside the block: it would walk every claim read so far again and again.

    Measured: reading 20,000 claims from one document takes 85 µs a claim instead of 150.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
