"""Did you mean: the known names nearest to what was written."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """Return ``did you mean `x`?`` for the closest name, or an empty string when none is close.

    likeness: how much of the two must agree, up to 1.0 for the same word.

    >>> nearest("sesion minutes", ["session minutes", "units"])
    'did you mean `session minutes`?'
    """
    from difflib import get_close_matches  # not needed until something is wrong

    found = get_close_matches(word, sorted(set(names)), n=1, cutoff=likeness)
    return f"did you mean `{found[0]}`?" if found else ""
