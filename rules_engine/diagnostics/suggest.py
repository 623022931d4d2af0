"""Did you mean: the known names nearest to what was written."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, names: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the closest name, or an empty string when none is close.

    >>> nearest("sesion minutes", ["session minutes", "units"])
    'did you mean `session minutes`?'
    """
    from difflib import get_close_matches  # not needed until something is wrong

    found = get_close_matches(word, sorted(set(names)), n=1, cutoff=0.6)
    return f"did you mean `{found[0]}`?" if found else ""
