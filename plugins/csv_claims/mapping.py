"""The mapping file: what the columns of a table mean. Its form is `mapping.schema.json`, described in `docs/csv.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.read.faults import FaultError, not_json, sayable, unknown_key, wrong_type
from rules_engine.claims.read.lexical import Mark, RepeatedKeys, decode, parse
from rules_engine.claims.rejection import Rejection
from rules_engine.diagnostics.suggest import nearest

from .cells import NONE, Manner, date_pattern, value_of
from .targets import Target, target

FORMAT: Final = "payer-rules mapping 1"
_KEYS: Final = (
    "format", "columns", "constants", "well_known", "date_format", "years_from", "separator", "values", "delimiter",
    "encoding", "header_row",
)  # fmt: skip
_COLUMN_KEYS: Final = ("to", "date_format", "years_from", "separator", "strip", "decimal", "values", "empty")
_ENCODINGS: Final = {"utf-8": "utf-8", "windows-1252": "cp1252"}
_DELIMITERS: Final = {",": ",", ";": ";", "|": "|", "\t": "\t", "tab": "\t"}
_EMPTY: Final[Mapping[str, Absent | tuple[()]]] = {
    **{kind.value: Absent(kind) for kind in AbsenceKind},
    NONE: (),
}
_YEARS: Final = range(1900, 2101)
_MOST_FAULTS: Final = 100
_SPECIAL_SIGNS: Final = re.compile(r"[0-9A-Za-z\s-]")


@attrs.frozen
class Column:
    """What one column fills, and how its cells are written. at: pointer into the mapping."""

    target: Target
    manner: Manner
    at: str


@attrs.frozen(kw_only=True)
class TableMapping:
    """What a mapping file says. columns: header → what it fills, or None when it is to be left out.

    constants: what every line has, as values of the model.
    """

    source: str = ""
    columns: Mapping[str, Column | None] = attrs.field(factory=dict)
    constants: tuple[tuple[Column, Any], ...] = ()
    well_known: bool = True
    general: Manner = attrs.field(factory=Manner)
    delimiter: str = ""
    encoding: str = ""
    header_row: int = 0


class MappingError(Exception):
    """Everything that is wrong with a mapping file."""

    def __init__(self, faults: tuple[Rejection, ...]) -> None:
        super().__init__("the mapping has faults")
        self.faults = faults


def read_mapping(data: bytes, source: str) -> TableMapping:
    """Return what a mapping file says. Raises MappingError with all its faults, each with its JSON pointer."""
    return _Reader(source).read(data)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[tuple[str, FaultError]] = []

    def read(self, data: bytes) -> TableMapping:
        found = TableMapping(source=self.source)
        try:
            raw = parse(decode(data)[0])
            if not isinstance(raw, dict):
                raise wrong_type("an object", raw)
            found = self._mapping(raw)
        except FaultError as fault:
            self.faults.append(("", fault))
        except RecursionError:
            self.faults.append(("", not_json(1, 1)))
        if self.faults:
            raise MappingError(tuple([self._rejection(at, fault) for at, fault in self.faults[:_MOST_FAULTS]]))
        return found

    def _rejection(self, at: str, fault: FaultError) -> Rejection:
        return Rejection(
            code=f"mapping-{fault.code}",
            message=fault.message,
            source=self.source,
            help=fault.help,
            pointer=f"{at}/{fault.key}" if fault.key else at,
            lost=0,
        )

    def _mapping(self, raw: dict[str, object]) -> TableMapping:
        self._keys(raw, _KEYS, "")
        if raw.get("format") != FORMAT:
            self._fault("/format", FaultError("format", "not a format of mappings", f'write "format": "{FORMAT}"'))
        general = self._manner(raw, Manner(), "", ("date_format", "years_from", "separator", "values"))
        return TableMapping(
            source=self.source,
            columns=dict(self._columns(raw.get("columns", {}), general)),
            constants=tuple(self._constants(raw.get("constants", {}))),
            well_known=self._of_type(raw, "well_known", bool, True),
            general=general,
            delimiter=_DELIMITERS.get(self._word(raw, "delimiter", "", _DELIMITERS), ""),
            encoding=_ENCODINGS.get(self._word(raw, "encoding", "", _ENCODINGS), ""),
            header_row=self._whole(raw, "header_row", "", range(1, 1001)),
        )

    def _columns(self, raw: object, general: Manner) -> Iterator[tuple[str, Column | None]]:
        taken: dict[str, str] = {}
        for header, item in self._object(raw, "/columns").items():
            at = f"/columns/{_escaped(header)}"
            if item is None:
                yield header, None
                continue
            words = item if isinstance(item, dict) else {"to": item}
            self._keys(words, _COLUMN_KEYS, at)
            found = self._target(words.get("to"), f"{at}/to" if isinstance(item, dict) else at)
            manner = self._manner(words, general, at, _COLUMN_KEYS[1:])
            if found is None:
                continue
            if found.key in taken:
                self._fault(at, FaultError("repeated-column", f"another header fills `{found.name}` too", "keep one"))
            taken[found.key] = header
            yield header, Column(found, manner, at)

    def _constants(self, raw: object) -> Iterator[tuple[Column, Any]]:
        for name, item in self._object(raw, "/constants").items():
            at = f"/constants/{_escaped(name)}"
            found = self._target(name, at)
            if found is None:
                continue
            try:
                if isinstance(item, Mark | dict | list) or item is None:
                    raise FaultError("bad-constant", "not one value", "write a text, a number, true or false")
                text = str(item) if type(item) in (int, Decimal) else item
                value = (
                    value_of(text, found, Manner())
                    if isinstance(text, str)
                    else value_of("x", found, Manner(values={"x": text}))
                )
                if value is None:
                    raise FaultError("bad-constant", "an empty text", "leave the constant out")
                yield Column(found, Manner(), at), value
            except FaultError as fault:
                self._fault(at, fault)

    def _target(self, raw: object, at: str) -> Target | None:
        if not isinstance(raw, str):
            self._fault(
                at, FaultError("target", "the name of a column of the claim table belongs here", "see docs/csv.md")
            )
            return None
        try:
            return target(raw)
        except FaultError as fault:
            self._fault(at, fault)
            return None

    def _manner(self, raw: Mapping[str, object], general: Manner, at: str, keys: tuple[str, ...]) -> Manner:
        told: dict[str, Any] = {}
        if raw.get("date_format") is not None:
            told["date_format"] = self._date_format(raw["date_format"], f"{at}/date_format")
        if "years_from" in raw:
            told["years_from"] = self._whole(raw, "years_from", at, _YEARS)
        for key, most in (("separator", 1), ("strip", 8), ("decimal", 1)):
            if key in raw and key in keys:
                told[key] = self._signs(raw[key], f"{at}/{key}", most)
        if "values" in raw:
            told["values"] = {**general.values, **self._values(raw["values"], f"{at}/values")}
        if "empty" in raw and "empty" in keys:
            word = self._word(raw, "empty", at, _EMPTY)
            told["empty"] = _EMPTY.get(word)
        found = attrs.evolve(general, **told)
        if re.search("(?<!Y)YY(?!Y)", found.date_format) and not found.years_from:
            cure = 'state the first of the hundred years that can be meant: "years_from": 1930'
            self._fault(f"{at}/date_format", FaultError("two-digit-years", "two digits can mean two years", cure))
        return found

    def _date_format(self, raw: object, at: str) -> str:
        if isinstance(raw, str) and len(raw) <= 40 and date_pattern(raw):
            return raw
        cure = "year, month and day once each, with the signs between them: MM/DD/YYYY, D.M.YYYY, YYYYMMDD, MM/DD/YY"
        self._fault(at, FaultError("date-format", "not a date format", cure))
        return ""

    def _signs(self, raw: object, at: str, most: int) -> str:
        if isinstance(raw, str) and 1 <= len(raw) <= most and not _SPECIAL_SIGNS.search(raw):
            return raw
        what = "one sign" if most == 1 else f"one to {most} signs"
        self._fault(at, FaultError("signs", f"{what} belong here", "no letters, digits, spaces or minus"))
        return ""

    def _values(self, raw: object, at: str) -> Mapping[str, object]:
        found = {}
        for text, meant in self._object(raw, at).items():
            if meant is None or isinstance(meant, str | bool | int | Decimal):
                found[text] = meant
            else:
                cure = "write a text, a number, true, false, or null for no value"
                self._fault(f"{at}/{_escaped(text)}", FaultError("bad-value", "not one value", cure))
        return found

    def _object(self, raw: object, at: str) -> dict[str, object]:
        if not isinstance(raw, dict):
            self._fault(at, wrong_type("an object", raw))
            return {}
        self._repeated(raw, at)
        return raw

    def _keys(self, raw: dict[str, object], known: tuple[str, ...], at: str) -> None:
        self._repeated(raw, at)
        for key in raw:
            if key not in known:
                self._fault(at, unknown_key(key, known, {}, guess=len(self.faults) < _MOST_FAULTS))

    def _repeated(self, raw: dict[str, object], at: str) -> None:
        for key in raw.repeated if isinstance(raw, RepeatedKeys) else ():
            self._fault(at, FaultError("repeated-key", key=key if sayable(key) else ""))

    def _of_type(self, raw: Mapping[str, object], key: str, kind: type[bool], missing: bool) -> bool:
        found = raw.get(key, missing)
        if isinstance(found, kind):
            return found
        self._fault(f"/{key}", wrong_type("true or false", found))
        return missing

    def _whole(self, raw: Mapping[str, object], key: str, at: str, allowed: range) -> int:
        found = raw.get(key, 0)
        if key not in raw or (type(found) is int and found in allowed):
            return int(str(found))
        words = f"a whole number from {allowed[0]} to {allowed[-1]} belongs here"
        self._fault(f"{at}/{key}", FaultError("whole-number", words))
        return 0

    def _word(self, raw: Mapping[str, object], key: str, at: str, allowed: Mapping[str, Any]) -> str:
        found = raw.get(key, "")
        if key not in raw or (isinstance(found, str) and found in allowed):
            return str(found)
        names = ", ".join(f"`{name}`" for name in allowed if name.isprintable())
        guess = nearest(found, allowed) if isinstance(found, str) and len(found) < 40 else ""
        self._fault(f"{at}/{key}", FaultError("word", f"one of {names} belongs here", guess))
        return ""

    def _fault(self, at: str, fault: FaultError) -> None:
        self.faults.append((at, fault))


def _escaped(key: str) -> str:
    """Return a key as a step of a JSON pointer, with a sign for every character that cannot be shown."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in key[:80])
    return shown.replace("~", "~0").replace("/", "~1")


NO_MAPPING: Final = TableMapping()
