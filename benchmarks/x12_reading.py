"""Claims a second from an X12 837P file: this reader against the loop reader of pyx12, in the same run.

    python benchmarks/x12_reading.py [CLAIMS]

Both read one synthetic file (made-up names and ids, fixed seed), turn by turn. This reader gives whole claims with the
place of every fact; the other gives a tree of segments for each claim. A third figure is the whole check of the file
here (read, join, judge by the rules of one payer, report) against the mere reading there.
"""

from __future__ import annotations

import io
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.figures import Figure
from rules_engine.plugins.x12_837p.reader import read

if TYPE_CHECKING:
    from rules_engine.language.library import RuleLibrary

CLAIMS = 2_000
PAIRS = 5
PAYER = "medicare-part-b"
SEED = 837
CODES = ("90832", "90834", "90837", "90839", "90840", "90846", "90847", "90853", "90791", "90785", "99214", "H0004")
PLACES = ("02", "10", "11", "53")
MODIFIERS = ("", ":95", ":GT", ":HO:95", ":25")
DIAGNOSES = ("F329", "F411", "F4310", "F902", "F1020", "F339", "F4323")
NAMES = ("ALDER", "BIRCH", "CEDAR", "HAZEL", "LINDEN", "MAPLE", "ROWAN", "WILLOW")
HEADER = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*000000001*0*T*:",
    "GS*HC*SENDER*RECEIVER*20260105*1200*1*X*005010X222A1",
    "ST*837*0001*005010X222A1",
    "BHT*0019*00*BATCH1*20260105*1200*CH",
    "NM1*41*2*SENDER CLINIC*****46*SENDER",
    "PER*IC*OFFICE*TE*5550100",
    "NM1*40*2*RECEIVER PLAN*****46*RECEIVER",
    "HL*1**20*1",
    "PRV*BI*PXC*101YM0800X",
    "NM1*85*2*GROVE CLINIC*****XX*1000000004",
    "N3*1 GROVE STREET",
    "N4*ANYTOWN*MA*021110001",
    "REF*EI*000000001",
)


def claim_segments(number: int, draw: random.Random) -> list[str]:
    """Return the segments of one subscriber with one claim of one to four lines."""
    place, first, last = draw.choice(PLACES), draw.choice(NAMES), draw.choice(NAMES)
    diagnoses = draw.sample(DIAGNOSES, draw.randint(1, 3))
    charges = [draw.randint(60, 300) for _ in range(draw.choice((1, 2, 2, 3, 4)))]
    segments = [
        f"HL*{number + 1}*1*22*0",
        f"SBR*P*18*GROUP{number % 7}******CI",
        f"NM1*IL*1*{last}*{first}****MI*MEMBER{number:07d}",
        f"N3*{number} GROVE STREET",
        "N4*ANYTOWN*MA*02111",
        f"DMG*D8*19{draw.randint(40, 99)}0{draw.randint(1, 9)}15*{draw.choice('FM')}",
        "NM1*PR*2*GROVE PLAN*****PI*PLAN1",
        f"CLM*CLAIM{number:07d}*{sum(charges)}***{place}:B:1*Y*A*Y*Y",
        *([f"REF*G1*AUTH{number:06d}"] if draw.random() < 0.3 else []),
        "HI*ABK:" + "*ABF:".join(diagnoses),
        f"NM1*82*1*{draw.choice(NAMES)}*{draw.choice(NAMES)}****XX*10000000{draw.randint(10, 99)}",
        "PRV*PE*PXC*101YM0800X",
    ]
    for line, charge in enumerate(charges, 1):
        service = f"SV1*HC:{draw.choice(CODES)}{draw.choice(MODIFIERS)}*{charge}*UN*1***1"
        segments += [f"LX*{line}", service, f"DTP*472*D8*202601{draw.randint(1, 28):02d}"]
    return segments


def synthetic_file(claims: int) -> bytes:
    """Return a valid interchange with this many claims."""
    draw = random.Random(SEED)
    segments = list(HEADER)
    for number in range(1, claims + 1):
        segments += claim_segments(number, draw)
    segments += [f"SE*{len(segments) - 1}*0001", "GE*1*1", "IEA*1*000000001"]
    return "".join(f"{segment}~\n" for segment in segments).encode("ascii")


def read_here(data: bytes) -> int:
    """Read with this project; return the number of claims."""
    intake = read(data, "synthetic.837")
    assert intake is not None
    assert intake.rejections == ()
    return len(intake.claims)


def read_with_pyx12(data: bytes) -> int:
    """Read with the loop reader of pyx12; return the number of claims."""
    import pyx12.error_handler
    import pyx12.params
    import pyx12.x12context

    settings = pyx12.params.params()
    text = io.StringIO(data.decode("ascii"))
    reader = pyx12.x12context.X12ContextReader(settings, pyx12.error_handler.errh_null(), text)
    return sum(1 for loop in reader.iter_segments("2300") if loop.id == "2300")


def check_here(data: bytes) -> int:
    """Check with this project: read, join, judge by the shipped rules, and write the report; return the claims judged.

    The payer is one of the library; without records about the sessions most rules that ask for them stay open.
    """
    from rules_engine.engine import check
    from rules_engine.plugins.report_json import rules_engine_write

    found = check([(data, "synthetic.837")], library(), payer=PAYER)
    assert rules_engine_write(found.report, "json")
    return found.report.judged


@cache
def library() -> RuleLibrary:
    """Return the shipped rulebooks, read once."""
    from rules_engine.language.library import load_library

    return load_library()


def rate(reader: Callable[[bytes], int], data: bytes, claims: int) -> float:
    """Return claims a second of one reading."""
    began = time.perf_counter()
    found = reader(data)
    seconds = time.perf_counter() - began
    if found != claims:
        raise SystemExit(f"{reader.__name__} found {found} claims, not {claims}")
    return claims / seconds


def measure() -> list[Figure]:
    """Return the figures: how many times as fast as pyx12's loop reader."""
    data = synthetic_file(CLAIMS)
    rate(check_here, data, CLAIMS)  # the rules are read and made ready
    pairs = [(rate(read_here, data, CLAIMS), rate(read_with_pyx12, data, CLAIMS)) for _ in range(PAIRS)]
    whole = [(rate(check_here, data, CLAIMS), slow) for _, slow in pairs]
    return [
        Figure("whole check of an 837P: times pyx12's loop reader", statistics.median(a / b for a, b in whole), 10.0),
        Figure("claims/s, whole check of an 837P", statistics.median(a for a, _ in whole), None),
        Figure("837P with places: times pyx12's loop reader", statistics.median(a / b for a, b in pairs), 25.0),
        Figure("claims/s, 837P with the place of every fact", statistics.median(a for a, _ in pairs), None),
        Figure("claims/s, pyx12's loop reader", statistics.median(b for _, b in pairs), None),
    ]


def main() -> None:
    """Time both readers in turn and print the rates."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    data = synthetic_file(claims)
    intake = read(data, "synthetic.837")
    lines = sum(len(claim.lines) for claim in intake.claims) if intake else 0
    print(f"{claims:,} claims, {lines:,} lines, {data.count(b'~'):,} segments, {len(data) / 1e6:.2f} MB")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    try:
        import pyx12.version
    except ImportError:
        rates = [rate(read_here, data, claims) for _ in range(PAIRS)]
        print(f"rules_engine  {statistics.median(rates):10,.0f} claims/s (median of {PAIRS})")
        print("pyx12 is not installed, so there is nothing to compare with: pip install 'pyx12>=4,<5'")
        return
    rate(check_here, data, claims)
    pairs = [(rate(read_here, data, claims), rate(read_with_pyx12, data, claims)) for _ in range(PAIRS)]
    checked = [rate(check_here, data, claims) for _ in range(PAIRS)]
    print(f"whole check   {statistics.median(checked):10,.0f} claims/s by {PAYER}")
    whole = statistics.median(own / other for own, (_, other) in zip(checked, pairs, strict=True))
    print(f"ratio         {whole:10.1f} (whole check here, reading there)")
    print(f"rules_engine  {statistics.median(own for own, _ in pairs):10,.0f} claims/s")
    print(f"pyx12 {pyx12.version.__version__:8}{statistics.median(other for _, other in pairs):10,.0f} claims/s")
    print(f"ratio         {statistics.median(own / other for own, other in pairs):10.1f} (median of {PAIRS} pairs)")


if __name__ == "__main__":
    main()
