"""The claims of a mental-health practice as one Arrow table, made up from a seed: a row is a service line.

The columns are those of the claim table (`claim.…`, `line.…`, `rendering.…`, `session.…`). Six claims in ten have one
line; a third of the visits are telehealth; a tenth of the lines have a defect. Codes, charges and service dates are
always there; every other fact is missing somewhere.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.batch.columns import Numbers, cents, days, lists, names, words
from rules_engine.claims.derived import is_npi

FIRST_DAY: Final = 20_454  # 2026-01-01, in days since 1970-01-01
A_YEAR: Final = 365

# code: shortest usual minutes, spread of minutes, dollars
_SERVICES: Final = {
    "90832": (16, 21, 85),
    "90834": (38, 14, 120),
    "90837": (53, 12, 165),
    "90833": (16, 21, 70),
    "90836": (38, 14, 95),
    "90838": (53, 12, 125),
    "99213": (20, 10, 110),
    "99214": (30, 10, 150),
    "90791": (45, 45, 190),
    "90847": (50, 20, 140),
    "90853": (60, 30, 50),
    "96130": (60, 30, 210),
    "96131": (60, 30, 160),
    "96136": (30, 30, 90),
    "96137": (30, 30, 80),
    "90899": (30, 30, 100),
}
CODES: Final = tuple(_SERVICES)
PLACES: Final = ("11", "53", "10", "02", "31")
MODIFIERS: Final = ("95", "93", "25", "HO", "GT", "59")
MODES: Final = ("in person", "video", "audio")
SIGNATURES: Final = ("electronic", "handwritten", "stamp", "image")
REASONS: Final = ("no video at home", "patient declined video")
KINDS: Final = (
    "physician",
    "psychiatrist",
    "nurse practitioner",
    "physician assistant",
    "clinical psychologist",
    "clinical social worker",
    "marriage and family therapist",
    "mental health counselor",
    "licensed professional counselor",
    "peer specialist",
)
PAYERS: Final = 20
_PROVIDERS: Final = 200
_ODD_PROVIDERS: Final = 5

# Services of one claim, with its share in ten thousand; the lines of weekly ones are a week apart.
_CLAIMS: Final = (
    ("90837", 2200, False),
    ("90834", 1900, False),
    ("90832", 300, False),
    ("90791", 420, False),
    ("90847", 300, False),
    ("90853", 330, False),
    ("99213", 260, False),
    ("99214", 230, False),
    ("90833", 40, False),
    ("90899", 20, False),
    ("99213 90833", 500, False),
    ("99214 90833", 300, False),
    ("99214 90836", 450, False),
    ("99214 90838", 150, False),
    ("90837 90837", 400, True),
    ("90834 90834", 400, True),
    ("96130 96136", 300, False),
    ("90834 90834 90834", 300, True),
    ("90837 90837 90837", 300, True),
    ("99214 90836 90853", 100, False),
    ("96130 96131 96136", 300, False),
    ("96130 96131 96136 96137", 250, False),
    ("90837 90837 90837 90837", 250, True),
)
_MOST_LINES: Final = 4
_TELEHEALTH: Final = 21_800  # of 65,536
_SETS: Final = ((), (0,), (1,), (2,), (0, 2), (1, 2), (4,), (3,), (0, 3), (1, 3))
_NONE, _VIDEO, _AUDIO, _SEPARATE, _GT, _HO = 0, 1, 2, 3, 6, 7

# Each of these befalls one line in a hundred or so.
_DEFECTS: Final = (
    "no minutes",
    "too short",
    "too many units",
    "no modifier",
    "old modifier",
    "no signature",
    "stamped",
    "signed late",
    "no place",
    "modifiers not sent",
    "no mode",
    "no charge",
)
_DEFECT_SHARE: Final = 500  # of 65,536, each
_LATE: Final = (0, 650)  # of 65,536 claims
_BY_A_PEER: Final = (700, 1400)
_BY_A_STRANGER: Final = (1400, 2100)


def practice(seed: int, rows: int, payers: int = PAYERS) -> pa.RecordBatch:
    """Return `rows` service lines. The same arguments give the same bytes; the last claim may be cut short."""
    source = np.random.SFC64([seed, rows, payers])
    kind_of_claim, claim_of, number = _shape(_draws(source, rows // 1.5 + 64, 1)[0], rows)
    claims = int(claim_of[-1]) + 1
    of_claim = _draws(source, claims, 8)
    of_line = _draws(source, rows, 8)
    code = _CODE_OF[kind_of_claim, number]
    defect = _DEFECT_OF_DRAW[of_line[0]]
    is_remote = (of_claim[1] < _TELEHEALTH)[claim_of]
    is_audio = is_remote & (of_claim[2] < 13_000)[claim_of]
    day = (FIRST_DAY + of_claim[3] % A_YEAR).astype(np.int32)[claim_of] + _APART[kind_of_claim] * number
    columns = {
        **_claim_columns(of_claim, claim_of, day, payers),
        **_line_columns(of_line, code, number, defect, is_remote, is_audio),
        "line.service_date": days(day),
        **_provider_columns(of_claim, claim_of, kind_of_claim),
        **_session_columns(of_line, code, day, defect, is_remote, is_audio),
    }
    return pa.RecordBatch.from_pydict(columns)


# --- which lines there are ------------------------------------------------------------------------

_CODE_OF: Final = np.zeros((len(_CLAIMS), _MOST_LINES), np.int8)
for _at, (_codes, _, _) in enumerate(_CLAIMS):
    for _number, _code in enumerate(_codes.split()):
        _CODE_OF[_at, _number] = CODES.index(_code)
_SIZE: Final = np.array([len(codes.split()) for codes, _, _ in _CLAIMS], np.int8)
_APART: Final = np.array([7 if weekly else 0 for _, _, weekly in _CLAIMS], np.int32)
_ENDS: Final = np.cumsum([share for _, share, _ in _CLAIMS]) * 65_536 // 10_000
_KIND_OF_DRAW: Final = np.searchsorted(_ENDS, np.arange(65_536), "right").astype(np.int8)
_LEAST: Final = np.array([low for low, _, _ in _SERVICES.values()], np.int32)
_SPREAD: Final = np.array([spread for _, spread, _ in _SERVICES.values()], np.int32)
_DOLLARS: Final = np.array([dollars for _, _, dollars in _SERVICES.values()], np.int64)
_DEFECT_OF_DRAW: Final = np.zeros(65_536, np.int8)
_DEFECT_OF_DRAW[: _DEFECT_SHARE * len(_DEFECTS)] = np.arange(_DEFECT_SHARE * len(_DEFECTS)) // _DEFECT_SHARE + 1


def _draws(source: np.random.SFC64, rows: float, count: int) -> list[Numbers]:
    """Return `count` columns of numbers from 0 to 65,535."""
    wide = source.random_raw(int(rows) * -(-count // 4)).astype("<u8", copy=False).view("<u2")
    return list(wide.reshape(-1, int(rows)))


def _shape(draw: Numbers, rows: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return for each line the kind of its claim, the place of its claim, and its place in the claim."""
    kinds = _KIND_OF_DRAW[draw]
    sizes = _SIZE[kinds]
    ends = np.cumsum(sizes, dtype=np.int32)
    claim_of = np.repeat(np.arange(len(kinds), dtype=np.int32), sizes)[:rows]
    starts = ends - sizes
    return kinds[claim_of], claim_of, np.arange(rows, dtype=np.int32) - starts[claim_of]


def _is(defect: Numbers, name: str) -> Numbers:
    found: Numbers = defect == _DEFECTS.index(name) + 1
    return found


# --- the columns ----------------------------------------------------------------------------------


def _claim_columns(draws: list[Numbers], claim_of: Numbers, day: Numbers, payers: int) -> dict[str, pa.Array]:
    """Patients have eight claims or so, and one payer each; early payers have more patients than late ones."""
    claims = len(draws[0])
    patients = claims // 8 + 1
    patient = ((draws[4].astype(np.int64) << 16 | draws[5]) * patients >> 32).astype(np.int32)
    share = (np.arange(patients) * 2_654_435_761 % 2**32) / 2**32
    payer = (payers * share**1.5).astype(np.int8)
    last_day = np.empty(claims, np.int32)
    last_day[claim_of] = day  # the last line of a claim is its latest
    sent = last_day + 2 + draws[6] % 30 + np.where(draws[7] < _LATE[1], 90, 0)
    is_received = draws[6] % 1000 < 700
    is_sent = draws[7] % 1000 > 4
    payer_names = [f"P{number:02}" for number in range(1, payers + 1)]
    return {
        "claim.claim_id": names("C", claim_of, claims),
        "claim.patient_id": names("M", patient[claim_of], patients),
        "claim.payer_id": words(payer[patient][claim_of], payer_names),
        "claim.submission_date": days(sent[claim_of], ~is_sent[claim_of]),
        "claim.received_date": days((sent + 1)[claim_of], ~is_received[claim_of]),
    }


def _line_columns(
    draws: list[Numbers], code: Numbers, number: Numbers, defect: Numbers, is_remote: Numbers, is_audio: Numbers
) -> dict[str, pa.Array]:
    place = np.where(is_remote, 2 + (draws[1] & 3 == 0), draws[1] % 20 == 0).astype(np.int8)
    place[draws[1] < 60] = PLACES.index("31")
    is_visit = (code == CODES.index("99213")) | (code == CODES.index("99214"))
    sets = np.where(is_audio, _AUDIO, np.where(is_remote, _VIDEO, _NONE)).astype(np.int8)
    sets += np.where(is_visit, _SEPARATE, np.where(draws[2] < 4000, _HO, 0)).astype(np.int8)
    sets[_is(defect, "no modifier")] = _NONE
    sets[_is(defect, "old modifier")] = _GT
    hours = (code == CODES.index("96131")) | (code == CODES.index("96137"))
    units = np.where(hours, 1 + (draws[2] & 3), 1).astype(np.int32)
    units[_is(defect, "too many units")] += 9
    charge = (_DOLLARS[code] + draws[3] % 20) * units * 100
    charge[_is(defect, "no charge")] = 0
    return {
        "line.number": pa.array(number + 1),
        "line.code": words(code, CODES),
        "line.modifiers": lists(sets, _SETS, MODIFIERS, _is(defect, "modifiers not sent")),
        "line.charge": cents(charge),
        "line.units": pa.array(units),
        "line.place_of_service": words(place, PLACES, _is(defect, "no place")),
    }


def _npis() -> list[str]:
    numbers = [f"1{n:08}" for n in range(90_000_000, 90_000_000 + _PROVIDERS + 2 * _ODD_PROVIDERS)]
    return [next(npi for npi in (f"{n}{digit}" for digit in range(10)) if is_npi(npi)) for n in numbers]


def _provider_columns(draws: list[Numbers], claim_of: Numbers, kind_of_claim: Numbers) -> dict[str, pa.Array]:
    """Of each forty providers ten prescribe, eight test, and the others are therapists.

    Then come peer specialists, who may do none of that, and providers whom the registry does not know.
    """
    first = np.array([{"99": 0, "96": 10}.get(codes[:2], 18) for codes, _, _ in _CLAIMS], np.int32)
    span = np.array([{"99": 10, "96": 8}.get(codes[:2], 22) for codes, _, _ in _CLAIMS], np.int32)
    kinds = kind_of_claim[np.flatnonzero(np.diff(claim_of, prepend=-1))]
    whom = draws[0].astype(np.int32)
    provider = first[kinds] + whom % span[kinds] + 40 * (whom % (_PROVIDERS // 40))
    for number, (low, high) in enumerate((_BY_A_PEER, _BY_A_STRANGER)):
        odd = np.flatnonzero((draws[7] >= low) & (draws[7] < high))
        provider[odd] = _PROVIDERS + number * _ODD_PROVIDERS + whom[odd] % _ODD_PROVIDERS
    kind_of = np.array([*[0, 1, 2, 3, 2, 1, 2, 0, 1, 2], *[4] * 8, *[5, 6, 7, 8, 5, 5, 7, 4, 5, 6, 7] * 2], np.int8)
    kind_of = np.concatenate([np.tile(kind_of, _PROVIDERS // 40), np.full(2 * _ODD_PROVIDERS, len(KINDS) - 1, np.int8)])
    of_line = provider.astype(np.int16)[claim_of]
    return {
        "line.rendering_npi": words(of_line, _npis()),
        "rendering.kind": words(kind_of[of_line], KINDS, of_line >= _PROVIDERS + _ODD_PROVIDERS),
    }


def _session_columns(
    draws: list[Numbers], code: Numbers, day: Numbers, defect: Numbers, is_remote: Numbers, is_audio: Numbers
) -> dict[str, pa.Array]:
    minutes = _LEAST[code] + (draws[4] * _SPREAD[code] >> 16)
    short = _is(defect, "too short")
    minutes[short] = _LEAST[code[short]] - 1 - (draws[4][short] & 7)
    mode = is_remote.astype(np.int8) + is_audio
    signature = (draws[5] < 4000).astype(np.int8)
    signature[_is(defect, "stamped")] = SIGNATURES.index("stamp")
    unsigned = _is(defect, "no signature")
    signed = day + draws[5] % 3 + np.where(_is(defect, "signed late"), 9, 0)
    asked = draws[6] % 10
    no_reason = ~(is_audio & (asked < 4))
    left_out = is_audio & (asked == 9)
    return {
        "session.minutes": pa.array(minutes, mask=_is(defect, "no minutes")),
        "session.mode": words(mode, MODES, _is(defect, "no mode")),
        "session.signature.kind": words(signature, SIGNATURES, unsigned),
        "session.signature.signed_date": days(signed, unsigned),
        "session.audio_reason": words((asked & 1).astype(np.int8), REASONS, no_reason),
        "session.audio_reason.absent": words(np.zeros(len(code), np.int8), ("not documented",), ~left_out),
    }
