"""Why a fact is not there. What a comparison makes of it lives in the interpreters."""

from __future__ import annotations

from enum import Enum
from typing import Final

import attrs


class AbsenceKind(Enum):
    """The kinds of absence; each is a different piece of news."""

    NOT_SUPPLIED = "not supplied"  # that part of the dossier, or that field, never came
    NOT_DOCUMENTED = "not documented"  # the record came, and the element is not in it
    NOT_APPLICABLE = "not applicable"
    UNREADABLE = "unreadable"


@attrs.frozen(repr=False)
class Absent:
    """The place of a fact that is not known.

    raw: the text that could not be read, for `UNREADABLE` only; never printed by itself.
    An absence is neither true nor false: using it as a condition raises TypeError.
    """

    kind: AbsenceKind
    raw: str = ""

    def __bool__(self) -> bool:
        raise TypeError("an absent fact is neither true nor false")

    def __repr__(self) -> str:
        return f"<absent: {self.kind.value}>"


NOT_SUPPLIED: Final = Absent(AbsenceKind.NOT_SUPPLIED)
NOT_DOCUMENTED: Final = Absent(AbsenceKind.NOT_DOCUMENTED)
NOT_APPLICABLE: Final = Absent(AbsenceKind.NOT_APPLICABLE)
