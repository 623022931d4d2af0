"""The words that rules are written with: fields and kinds of entries, read from `grammar/*.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from rules_engine.content import content_root
from rules_engine.ir.rulebook import FieldNote
from rules_engine.ir.types import DATE, FLAG, RECORD, TEXT, TIME, Type, TypeKind, quantity

_PLAIN: Final = {"date": DATE, "time": TIME, "flag": FLAG, "record": RECORD, "text": TEXT}


@attrs.frozen(eq=False, repr=False)
class FieldWord:
    """One field: what rules call it, on what kind of entry, and where it lies."""

    name: str
    kind: str
    path: tuple[str, ...]
    type: Type
    note: FieldNote


@attrs.frozen(eq=False, repr=False)
class KindWord:
    """A kind of entry that rules can look for. start, end: attributes of its span of days, or empty."""

    name: str
    plural: str
    path: tuple[str, ...]
    start: str
    end: str


@attrs.frozen(eq=False, repr=False)
class Vocabulary:
    """All fields by kind and name, and all kinds by singular and plural."""

    fields: Mapping[str, Mapping[str, FieldWord]]
    kinds: Mapping[str, KindWord]

    def field(self, kind: str, name: str) -> FieldWord | None:
        """Return the field `name` of `kind`, or None."""
        return self.fields.get(kind, {}).get(name)


def load_vocabulary() -> Vocabulary:
    """Return the shipped vocabulary. Raises ValueError for a row of unknown type."""
    root = content_root() / "grammar"
    kinds = _kinds(csv.DictReader(root.joinpath("kinds.csv").read_text("utf-8").splitlines()))
    rows = csv.DictReader(root.joinpath("vocabulary.csv").read_text("utf-8").splitlines())
    fields: dict[str, dict[str, FieldWord]] = {}
    for row in rows:
        fields.setdefault(row["kind"], {})[row["name"]] = _field(row)
    return Vocabulary(fields, kinds)


def _kinds(rows: Iterable[Mapping[str, str]]) -> dict[str, KindWord]:
    kinds: dict[str, KindWord] = {}
    for row in rows:
        path = tuple(row["path"].split(".")) if row["path"] else ()
        kind = KindWord(row["kind"], row["plural"], path, row["span start"], row["span end"])
        kinds[kind.name] = kinds[kind.plural] = kind
    return kinds


def _field(row: Mapping[str, str]) -> FieldWord:
    note = FieldNote(row["name"], row["class"], row["unit"], row["x12"], row["cms1500"], row["fhir"])
    values = tuple(v.strip() for v in row["values"].split(";") if v.strip())
    return FieldWord(row["name"], row["kind"], tuple(row["path"].split(".")), _type(row, values), note)


def _type(row: Mapping[str, str], values: tuple[str, ...]) -> Type:
    name = row["type"]
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "quantity":
        return quantity(row["unit"])
    if name in ("word", "scale"):
        return Type(TypeKind.SYMBOL, row["name"], values=values, is_scale=name == "scale")
    if name in ("element", "intervals"):
        return Type(TypeKind.RECORD, name)
    if name.endswith(" list"):
        return Type(TypeKind.SYMBOL, name.removesuffix(" list"), is_list=True)
    if name.endswith("code") or name == "modifier":
        return Type(TypeKind.SYMBOL, name)
    raise ValueError(f"unknown type in the vocabulary: {name}")
