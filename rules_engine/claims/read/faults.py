"""What can be wrong with a dossier document, and every word that is said about it.

A fault never holds a value that was read. It names a key only when the key is letters and underscores, because a key of
an outside file can be anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from rules_engine.diagnostics.suggest import nearest

MAX_TEXT: Final = 200
# Seen before the keys and types are: these faults lie below what a JSON Schema can express.
LEXICAL_CODES: Final = frozenset(
    {"not-utf8", "not-json", "too-deep", "repeated-key", "not-a-number", "too-many-digits", "lone-surrogate"}
)
# Seen when a record is whole, where a JSON Schema cannot compare.
WHOLE_RECORD_CODES: Final = frozenset({"repeated-line-number", "repeated-position", "conflicting-lines"})

_WORDING: Final = {
    "not-utf8": ("the file is not UTF-8", "save it as UTF-8"),
    "too-deep": ("lists and objects are nested more than 64 deep", "no part of a dossier needs more than six levels"),
    "repeated-key": ("this key stands twice in one object", "keep one of them"),
    "not-a-number": ("NaN and Infinity are not numbers of JSON", "leave the key out, or write null"),
    "too-many-digits": (
        "this number has too many digits",
        "at most 12 digits before the point and 6 after it",
    ),
    "lone-surrogate": ("this text holds half of a character", "write the character itself in UTF-8"),
    "empty-text": ("empty text", "write null when the element is empty in the record; leave the key out otherwise"),
    "long-text": (
        f"text of more than {MAX_TEXT} characters",
        "a short word or code belongs here; notes are not accepted",
    ),
    "odd-characters": (
        "characters that do not belong here: control characters, or letters outside ASCII",
        "write plain letters, digits and signs",
    ),
    "outer-space": ("a space at the start or the end", "remove it"),
    "bad-date": ("not a date", "write year-month-day, such as 2026-11-16; years 1900 to 9999"),
    "bad-time": ("not a time of day", "write 24-hour local time, such as 14:00 or 14:00:30; the last one is 23:59:59"),
    "bad-procedure-code": (
        "not a procedure code",
        "four or five digits and capital letters; modifiers have their own key",
    ),
    "bad-modifier": ("not a modifier", "two digits or capital letters, one modifier an item"),
    "bad-place": ("not a place of service", "two digits in quotes, such as 02"),
    "bad-diagnosis": ("not a diagnosis code", "three to seven digits and capital letters, without the dot"),
    "bad-npi": ("not an NPI", "ten digits in quotes"),
    "negative-number": ("a number below zero", "this quantity is counted from zero"),
    "not-whole": ("a whole number belongs here", "counted from 1"),
    "unknown-absence": (
        "not a kind of absence",
        "one of `not supplied`, `not documented`, `not applicable`, `unreadable`; `raw` only beside `unreadable`",
    ),
    "missing-key": ("a key is missing that every such record has", ""),
    "two-keys-for-one": ("two keys for the same part", "keep one of them"),
    "no-claims": ("a history without `claims` and without `lines`", "write an empty list when there were none"),
    "free-text": (
        "free note text is not accepted here",
        "leave it out: no rule reads it, and psychotherapy notes are protected apart (45 CFR 164.508(a)(2)); "
        "name the parts that the note has in `elements`",
    ),
    "repeated-line-number": ("two lines of one claim have the same number", "number the lines 1, 2, 3"),
    "repeated-position": ("two diagnoses of one claim have the same position", "the first has position 1"),
    "conflicting-lines": (
        "this differs from an earlier line of the same claim",
        "what belongs to the claim is the same on each of its lines",
    ),
    "more-faults": ("this record has more faults", "mend the ones listed and try again"),
}

# Compared in lower case, without marks between the words, and without a plural's s.
_FREE_TEXT: Final = frozenset(
    {
        *("note", "notetext", "notebody", "notecontent", "clinicalnote", "progressnote", "sessionnote", "soapnote"),
        *("psychotherapynote", "therapynote", "processnote", "soap", "narrative", "comment", "remark", "text"),
        *("freetext", "transcript", "dictation", "content", "sessioncontent", "summary", "sessionsummary"),
    }
)
# What exports commonly say for a key of the model.
_OTHER_NAMES: Final = {
    "cpt": "code",
    "cpt_code": "code",
    "hcpcs": "code",
    "procedure": "code",
    "procedure_code": "code",
    "pos": "place_of_service",
    "dos": "service_date",
    "date": "service_date",
    "date_of_service": "service_date",
    "dob": "birth_date",
    "start_time": "start",
    "stop_time": "stop",
    "end_time": "stop",
    "end": "stop",
    "duration": "minutes",
    "id": "claim_id",
    "claim_number": "claim_id",
    "line": "line_number",
    "line_no": "line_number",
    "dx": "diagnoses",
    "treatment_plan": "plan",
    "sessions": "documentation",
    "encounters": "documentation",
    "patient": "member",
    "auths": "authorizations",
}
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_SAYABLE: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,39}")


class FaultError(Exception):
    """One fault, on its way from a value to the record that holds it.

    key: what to add to the place of the record; empty when the fault is of the record itself.
    """

    def __init__(self, code: str, message: str = "", help: str = "", key: str = "") -> None:
        words = _WORDING.get(code, ("", ""))
        super().__init__(code)
        self.code, self.message, self.help, self.key = code, message or words[0], help or words[1], key


def sayable(key: str) -> bool:
    """Return whether a key of an outside file may stand in a message: letters and underscores only, and short."""
    return _SAYABLE.fullmatch(key) is not None


def wrong_type(expected: str, raw: object) -> FaultError:
    """Return the fault of a value of another type than the one that belongs there.

    >>> wrong_type("a number", "sixty").message
    'a number belongs here, not text'
    """
    return FaultError("wrong-type", f"{expected} belongs here, not {_kind_of(raw)}")


def not_json(line: int, column: int) -> FaultError:
    """Return the fault of a document that breaks off or goes wrong at a place."""
    return FaultError("not-json", f"not JSON at line {line}, column {column}", "the document is as a whole not read")


def missing_key(key: str) -> FaultError:
    """Return the fault of a record without a key that every such record has."""
    return FaultError("missing-key", f"the key `{key}` is missing", key="")


def unknown_key(key: str, known: Collection[str], homes: Mapping[str, str], *, guess: bool) -> FaultError:
    """Return the fault of a key that this record does not have.

    known: the keys that it has. homes: key → the records that have it, in words.
    guess: look for a similar key, which takes about 100 µs.
    """
    if _BETWEEN_WORDS.sub("", key.lower()).removesuffix("s") in _FREE_TEXT:
        return FaultError("free-text", key=key if sayable(key) else "")
    if not sayable(key):
        return FaultError("unknown-key", "an unknown key", "see docs/dossier.md for the keys of each record")
    other = _OTHER_NAMES.get(key.lower(), key)
    if guess and other not in known and other not in homes:
        # A key of another record is looked for too: on a line, `minuts` is not a misspelt `units`.
        other = nearest(key.lower(), {*known, *homes}).removeprefix("did you mean `").removesuffix("`?")
    if other in known:
        help = f"did you mean `{other}`?"
    else:
        help = f"`{other}` is a key of {homes[other]}" if other in homes else ""
    return FaultError("unknown-key", f"unknown key `{key}`", help, key=key)


def _kind_of(raw: object) -> str:
    match raw:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "text"
        case int() | Decimal():
            return "a number"
        case list():
            return "a list"
        case _:
            return "an object"
