"""What rules of drawn books name and dossiers hold: fields by kind and type, and the values that both draw from."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from rules_engine.language.vocabulary import FieldWord, load_vocabulary

WORDS: Final = load_vocabulary()

CODES: Final = ["0100T", "90832", "90834", "90837", "90853", "99213", "99214", "H0031", "G2211", "00100"]
SPANS: Final = ["90832 to 90837", "99202 to 99215", "H0030 to H0040", "00100 to 01999"]
PLACES: Final = ["02", "10", "11", "12", "31"]
MODIFIERS: Final = ["93", "95", "GT", "HO", "59"]
DIAGNOSES: Final = ["F321", "F329", "F33", "Z000", "F84", "F48", "F489", "F20"]
IDS: Final = ["P1", "P2", "N1"]
TEXTS: Final = ["PPO", "plan", "Straße", "İz", "a b", "ASSESSMENT"]
ODD_TEXTS: Final = ["PPO\n", "ppo", "STRASSE", "i̇z", "a\u00a0b", "٩٠٨٣٤", "PPO "]
"""Beside them stand texts of dossiers that some readers take for the same."""
ODD_CODES: Final = ["٩٠٨٣٤", "90834\n", "9083", "908340", "h0031", "0100T", ""]
ELEMENTS: Final = [
    "modality", "interventions", "progress", "mental status", "risk assessment", "symptoms", "disposition",
]  # fmt: skip

NUMBERS: Final[dict[str, list[str]]] = {
    "dollars": [
        "0",
        *["0.1", "0.2"] * 6,
        "0.3",
        "1",
        "100",
        "99.99",
        "2.665",
        "133.335",
        "1000",
        "9223372036854775807",
    ],
    "units": ["0", "0.5", "1", "1.5", "2", "3", "4", "8"],
    "minutes": ["0", "7.5", "8", "15", "16", "22.5", "30", "37", "38", "52", "53", "60", "90"],
    "people": ["1", "2", "8", "12"],
    "years": ["0", "17", "18", "21", "65"],
    "days": ["0", "1", "2", "30"],
    "": ["0", "1", "2", "3", "0.5", "0.25", "0.75"],
}
SMALL: Final = ["-7", "-0.5", "-22.5", "2.665", "2.675", "0.1", "0.2", "0.3", "0.1", "0.2", "1E+3", "0.00", "1.0000"]
LARGE: Final = [
    "9223372036854775807", "4611686018427387904", "4611686018427387903", "-9223372036854775808", "3037000500",
    "9223372036854775808",
]  # fmt: skip
WHOLE: Final = ["4611686018427387903", "3037000500", "-3037000500"]
"""Whole numbers about the ends of 63 bits and of what can be multiplied in them."""
LONG: Final = [
    "1234567890123456789012345678", "0.000000000001", "100.000000000001", "99999999999999999999.99", "1.0000000000",
    "-0.333333333333", "9223372036854775807.5",
]  # fmt: skip
"""Numbers of more than nine places or eighteen digits."""

DAYS: Final = [
    date(2026, 3, 2), date(2026, 2, 28), date(2028, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31),
    date(2026, 3, 30), date(2024, 2, 29), date(2026, 7, 4), date(2026, 5, 31),
]  # fmt: skip
ENDS: Final = [date.min, date.max, date(1, 1, 31), date(9999, 12, 1), date(1900, 2, 28), date(2000, 2, 29)]
TIMES: Final = [
    time(8),
    time(9, 30),
    time(23, 59),
    time(0),
    time(9, 30, 30),
    time(12, 0, 0, 1),
    time(8, 50),
    time(23, 15),
]

QUESTIONS: Final = [
    ("clinician", "The hours are reasonable"),
    ("payer", "The visit was needed"),
    ("clinician", "The visit was needed"),
]


def type_of(word: FieldWord) -> str:
    """Return what kind of value a field has, as the drawing tells them apart."""
    kind, domain = word.type.kind.value, word.type.domain
    if kind == "quantity":
        return f"quantity {domain}".strip()
    if word.type.is_list:
        return f"{domain} list"
    if word.type.values:
        return "scale" if word.type.is_scale else "word"
    return domain if kind in ("symbol", "record") and domain else kind


def fields(kind: str) -> dict[str, list[FieldWord]]:
    """Return the fields of a kind of entry by what kind of value they have."""
    found: dict[str, list[FieldWord]] = {}
    for word in WORDS.fields[kind].values():
        found.setdefault(type_of(word), []).append(word)
    return found


OF_KIND: Final = {kind: fields(kind) for kind in WORDS.fields}
POOLS: Final[dict[str, list[Any]]] = {
    "procedure code": CODES, "place code": PLACES, "modifier": MODIFIERS, "diagnosis code": DIAGNOSES, "code": IDS,
    "text": TEXTS, "modifier list": MODIFIERS, "procedure code list": CODES, "code list": IDS, "text list": TEXTS,
}  # fmt: skip
