"""Where the values of one record of a JSON document were read, made only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from rules_engine.claims.origin import Origin


@attrs.frozen(eq=False, repr=False)
class RecordOrigins(Mapping[str, Origin]):
    """Attribute name → its place, for the attributes that the record has.

    pointer: JSON pointer of the record. names: the attributes, which are keys of the record too.

    >>> RecordOrigins("week.json", "/claims/2", ("charge",))["charge"].pointer
    '/claims/2/charge'
    """

    source: str
    pointer: str
    names: tuple[str, ...]

    def __getitem__(self, name: str) -> Origin:
        if name not in self.names:
            raise KeyError(name)
        return Origin(self.source, pointer=f"{self.pointer}/{name}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def place_of(origins: Mapping[str, Origin]) -> Origin:
    """Return the place of a whole record: its own pointer, or where its first value was read."""
    if isinstance(origins, RecordOrigins):
        return Origin(origins.source, pointer=origins.pointer)
    return next(iter(origins.values()), Origin(""))
