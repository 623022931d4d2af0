"""Claims over thousands of codes, and the tables of facts that they are held against: what is covered, and code pairs.

The shapes are those of two public challenges on medical claims: a table of 16,369 services, and 260,000 pairs of codes
with 83 spans of codes. The rows are made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import numpy as np
import pyarrow as pa

from benchmarks.batch.columns import Numbers, cents, days, lists, names, words
from benchmarks.batch.practice import FIRST_DAY, MODIFIERS
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.reference_files import load_rows

CODES: Final = tuple(f"{number:05}" for number in range(20_000, 80_000, 20))  # 3,000 made-up codes
PLACES: Final = ("11", "53", "10", "02", "31", "22", "12", "21")
SERVICES: Final = 16_369
PAIRS: Final = 260_000
SPANS: Final = 83
ANSWERS: Final = ("covered", "not covered")
NO_PLACE: Final = len(PLACES)
_SETS: Final = ((), (5,), (0,))
_SEPARATE: Final = 1


@attrs.frozen(eq=False)
class Facts:
    """The tables, as numbers.

    service: code * places + place, rising. covered, units: of that service. pair: code billed * codes + code of another
    line, rising. indicator: 1 where modifier 59 lets both stand. span_starts, span_ends: codes that may be billed.
    """

    service: Numbers
    covered: Numbers
    units: Numbers
    pair: Numbers
    indicator: Numbers
    span_starts: Numbers
    span_ends: Numbers


def facts(seed: int = 3) -> Facts:
    """Return the tables of facts; the same seed gives the same."""
    draw = np.random.Generator(np.random.PCG64(seed))
    service = np.sort(draw.choice(len(CODES) * len(PLACES), SERVICES, replace=False))
    pair = np.sort(draw.choice(len(CODES) ** 2, PAIRS, replace=False))
    ends = np.sort(draw.choice(len(CODES), 2 * SPANS, replace=False))
    ends[0], ends[-1] = 0, len(CODES) - 1
    starts, stops = ends[0::2], ends[1::2]
    stops = np.maximum(stops, np.append(starts[1:], len(CODES)) - 4)  # the gaps are narrow
    return Facts(
        service.astype(np.int32),
        draw.random(SERVICES) < 0.95,
        draw.integers(1, 9, SERVICES),
        pair.astype(np.int32),
        (draw.random(PAIRS) < 0.5).astype(np.int8),
        starts,
        stops,
    )


def claims(seed: int, rows: int, known: Facts, sizes: Sequence[int] = (1, 1, 1, 2, 2, 3, 5, 8)) -> pa.RecordBatch:
    """Return `rows` service lines; nineteen in twenty have a listed service. sizes: lines of claims, equally often."""
    draw = np.random.Generator(np.random.PCG64([seed, rows]))
    size = draw.choice(np.array(sizes), rows // min(sizes) + 1)
    claim_of = np.repeat(np.arange(len(size), dtype=np.int32), size)[:rows]
    number = np.arange(rows) - (np.cumsum(size) - size)[claim_of]
    listed = known.service[draw.integers(0, SERVICES, rows)]
    other = draw.integers(0, len(CODES) * len(PLACES), rows)
    service = np.where(draw.random(rows) < 0.95, listed, other)
    day = FIRST_DAY + draw.integers(0, 365, int(claim_of[-1]) + 1)
    units = np.where(draw.random(rows) < 0.9, 1, draw.integers(1, 10, rows)).astype(np.int32)
    columns = {
        "claim.claim_id": names("C", claim_of, int(claim_of[-1]) + 1),
        "claim.patient_id": names("M", claim_of, int(claim_of[-1]) + 1),
        "claim.payer_id": words(np.zeros(rows, np.int8), ("WIDE",)),
        "line.number": pa.array(number + 1, pa.int32()),
        "line.code": words((service // len(PLACES)).astype(np.int16), CODES),
        "line.modifiers": lists(
            draw.choice(np.array([0, 0, 0, 1, 2], np.int8), rows), _SETS, MODIFIERS, draw.random(rows) < 0.005
        ),
        "line.charge": cents(draw.integers(20, 400, rows) * 100),
        "line.units": pa.array(units),
        "line.place_of_service": words((service % len(PLACES)).astype(np.int8), PLACES, draw.random(rows) < 0.005),
        "line.service_date": days(day[claim_of]),
    }
    return pa.RecordBatch.from_pydict(columns)


def one_claim(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose dictionaries hold only the words that it has."""
    columns = {name: batch.column(name) for name in batch.schema.names}
    for name, each in columns.items():
        if pa.types.is_dictionary(each.type):
            columns[name] = each.dictionary_decode().dictionary_encode()
    return pa.RecordBatch.from_pydict(columns)


# --- in the language of this project --------------------------------------------------------------

RULES: Final = """\
reference services
  columns procedure code as procedure code, place as place code, answer as text, most units as units
  file "services.csv"
reference code pairs
  columns code billed as procedure code, code of another line as procedure code, indicator as number
  file "pairs.csv"
term listed service means (code, place of service) is in services
rule service-covered
  cites manual
  requires (code, place of service) is in services with answer "covered"
  otherwise deny
rule units-of-service
  cites manual
  when it is a listed service
  requires units is at most most units listed in services for (code, place of service)
  otherwise hold
rule pairs-that-never-stand
  cites manual
  forbids another line on the same claim where ((this code, code) is in code pairs with indicator 0)
  otherwise deny
rule pairs-unless-separate
  cites manual
  when modifiers include none of 59
  forbids another line on the same claim where ((this code, code) is in code pairs with indicator 1)
  otherwise deny
rule code-in-a-span
  cites manual
  requires code is in payable
  otherwise warn
"""
NAMES: Final = tuple(line.split()[1] for line in RULES.splitlines() if line.startswith("rule "))


def text(known: Facts) -> dict[str, str]:
    """Return the rules, without the rows of their tables."""
    spans = zip(known.span_starts, known.span_ends, strict=True)
    spoken = ", ".join(f"{CODES[start]} to {CODES[end]}" for start, end in spans)
    head = 'rulebook wide "Made up"\n  identified by "WIDE"\nsource manual "Made up" checked 2026-11-23\n'
    return {"wide/wide.rules": f"{head}codes payable are {spoken}\n{RULES}"}


def files(known: Facts) -> dict[str, bytes]:
    """Return the rows of the tables as files, by their names in the folder of the rules."""
    services = ["procedure code,place,answer,most units"]
    for service, covered, units in zip(known.service, known.covered, known.units, strict=True):
        code, place = divmod(int(service), len(PLACES))
        services.append(f"{CODES[code]},{PLACES[place]},{ANSWERS[not covered]},{units}")
    pairs = ["code billed,code of another line,indicator"]
    for pair, indicator in zip(known.pair, known.indicator, strict=True):
        billed, other = divmod(int(pair), len(CODES))
        pairs.append(f"{CODES[billed]},{CODES[other]},{indicator}")
    return {"wide/services.csv": "\n".join(services).encode(), "wide/pairs.csv": "\n".join(pairs).encode()}


def loaded(book: Rulebook, rows: Mapping[str, bytes]) -> Rulebook:
    """Return a rulebook with the rows of its tables."""
    references = {name: load_rows(each, rows[each.file], each.file) for name, each in book.references.items()}
    return attrs.evolve(book, references=references)
