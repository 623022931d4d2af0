"""Whatever bytes come in: no exception, nothing lost in silence, and no claim read that was not sent."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules_engine.claims.intake import Intake
from rules_engine.plugins import x12_837p

from .x12_text import BODY, FULL, ISA, check_accounting, count_claims, encode, interchange, read, x12

FILE = x12(FULL)
SEGMENTS = interchange([*FULL, "HL*4*1*22*0", *BODY[-9:]])
MEGABYTE = 1_000_000
SECONDS = 20  # far above what is needed, so that a slow machine does not fail; a quadratic reader takes hours
HEAD = (ISA + "~GS*HC*S*P*20260105*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~").encode()
UNDER = HEAD + b"HL*1**20*1~HL*2*1*22*0~CLM*A*1***11:B:1~"


def attempt(data: bytes) -> Intake | None:
    """Read any bytes and check the account when they are taken for X12."""
    intake = x12_837p.rules_engine_read(data, "claims.837")
    if intake is not None:
        check_accounting(data, intake)
    return intake


@pytest.mark.parametrize("seed", range(200))
def test_random_bytes_are_no_claims(seed: int) -> None:
    draw = random.Random(seed)
    alphabet = draw.choice([bytes(range(256)), b"ISA*~:GSTHLCM\n", b"*~", b"CLM*~LX1SV"])
    noise = bytes(draw.choices(alphabet, k=draw.randint(0, 400)))
    for data in (noise, b"ISA" + noise, (ISA + "~").encode() + noise, HEAD + noise, UNDER + noise):
        intake = attempt(data)
        assert intake is None or intake.claims == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ISA",
        b"ISA*",
        ISA.encode(),
        (ISA + "~").encode(),
        (ISA + "~").encode() * 3,
        HEAD,
        HEAD + b"SE*2*0001~GE*1*1~IEA*1*000000001~",
        b"\x00" * 1000,
        b"ISA" + b"\x00" * 1000,
        b"\xff\xfeI\x00S\x00A\x00*\x00",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbfISA",
        HEAD + b"~~~~~\n\n~ ~\t~",
        HEAD + b"CLM~LX~SV1~HL~HI~NM1~REF~DTP~SBR~SVD~LIN~PWK~AMT~DMG~PRV~BHT~SE~GE~IEA~ISA~GS~ST~",
        UNDER + b"CLM~LX~SV1~HI~NM1~REF~DTP~SBR~SVD~LIN~PWK~AMT~DMG~PRV~BHT~HL~SE~GE~IEA~",
        UNDER + b"LX*1~SV1*:::::::::*:*:*:*:*:*:*:*:*:~HI*:*:*::::~DTP*472*RD8*-~REF*G1~NM1*82*1*****~",
        UNDER + b"LX*" + b"9" * 5000 + b"~SV1*HC:1*" + b"9" * 5000 + b"*UN*1~",
        UNDER + b"LX*1~SV1*HC:90837*1*UN*1***" + b"9" * 5000 + b"~",
        UNDER + b"DTP*431*D8*00000000~DTP*435*D8*99999999~DTP*096*D8*0001-1-1~",
        HEAD + b"HL*1*1*22*0~HL*2*2*22*0~HL**~HL*1~HL*****~CLM*A*1~",
        HEAD + b"SE*999999999999999999999*0001~GE*-1*1~IEA*1.0*1~",
        HEAD + b"\xff\xfe\x80~CLM*\xff*\xff~LX*\xff~SV1*\xff:\xff*\xff~",
        b"ISA" + b"*" * 1000,
        b"ISA*00*" + b"A*" * 1000,
        b"ISA~" * 1000,
    ],
)
def test_odd_files_are_refused_and_raise_nothing(data: bytes) -> None:
    intake = attempt(data)
    assert intake is None or intake.claims == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("no terminator", HEAD + b"A" * 10 * MEGABYTE),
        ("no terminator after a claim", UNDER + b"9" * 10 * MEGABYTE),
        ("terminators only", HEAD + b"~" * 10 * MEGABYTE),
        ("separators only", HEAD + b"*" * 10 * MEGABYTE + b"~"),
        ("components only", UNDER + b"LX*1~SV1*" + b":" * 10 * MEGABYTE + b"~"),
        ("line ends only", HEAD + b"\n" * 10 * MEGABYTE),
        ("headers that are none", b"ISA*00*" * (MEGABYTE // 2)),
        ("empty headers", (ISA + "~\n").encode() * 10_000),
        ("claims only", HEAD + b"CLM*A*1~" * (MEGABYTE // 8)),
        ("lines only", UNDER + b"LX*1~" * (MEGABYTE // 5)),
        ("levels only", HEAD + b"HL*1*1*22*0~" * (MEGABYTE // 12)),
        ("levels in a chain", HEAD + b"".join(b"HL*%d*%d*22*0~CLM*A*1~" % (n + 1, n) for n in range(30_000))),
        ("payers only", UNDER + b"SBR*S*18~" * (MEGABYTE // 9)),
        ("payers and settlements", UNDER + b"SBR*S~NM1*PR*****PI*1~" * 9_000 + b"LX*1~" + b"SVD*1*1~" * 9_000),
        ("transactions only", HEAD + b"ST*837*1*005010X222A1~" * (MEGABYTE // 22)),
        ("other transactions only", HEAD + b"ST*835*1~" * (MEGABYTE // 9)),
        ("segments that nobody knows", UNDER + b"Q~" * (MEGABYTE // 2)),
        ("claims that nobody can end", HEAD + b"N3*\nCLM*A" * (MEGABYTE // 9) + b"~"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_made_to_fill_time_or_memory_are_refused(name: str, data: bytes) -> None:
    began = time.perf_counter()
    intake = attempt(data)
    assert time.perf_counter() - began < SECONDS, name
    assert intake is not None
    assert intake.claims == ()


def test_faults_beyond_what_is_named_are_counted() -> None:
    claims = 100_005
    intake = attempt(HEAD + b"CLM*A*1~" * claims)
    assert intake is not None
    last = intake.rejections[-1]
    assert (intake.found, last.code) == (claims, "too-many-faults")
    assert sum(each.lost for each in intake.rejections) == claims


def shuffled(draw: random.Random) -> list[str]:
    """Return the segments of a valid file, some dropped, doubled, swapped or cut."""
    segments = list(SEGMENTS)
    for _ in range(draw.randint(1, 4)):
        at, other = draw.randrange(1, len(segments)), draw.randrange(1, len(segments))
        match draw.choice(["drop", "double", "swap", "cut", "replace"]):
            case "drop" if len(segments) > 3:
                del segments[at]
            case "double":
                segments.insert(at, segments[at])
            case "swap":
                segments[at], segments[other] = segments[other], segments[at]
            case "cut":
                segments[at] = segments[at][: draw.randint(1, len(segments[at]))]
            case _:
                segments[at] = segments[at].replace(draw.choice("*:0129"), draw.choice(["", "*", ":", "x", "0"]), 1)
    return segments


@settings(max_examples=600, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_file_with_changed_segments_is_accounted_for(draw: random.Random) -> None:
    data = encode(shuffled(draw), draw.choice(["~", "~\n", "\n", "\r\n"]))
    intake = read(data)
    assert intake.found == count_claims(data)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=6), st.data())
def test_a_file_with_changed_bytes_is_accounted_for(changes: list[tuple[int, int]], data: st.DataObject) -> None:
    changed = bytearray(FILE)
    for at, byte in changes:
        changed[at] = byte
    cut = data.draw(st.integers(0, len(FILE)))
    attempt(bytes(changed))
    attempt(bytes(changed[:cut]))
    attempt(bytes(changed[cut:]))


@settings(max_examples=300, deadline=None)
@given(st.permutations(SEGMENTS))
def test_a_file_in_any_order_is_accounted_for(segments: list[str]) -> None:
    attempt(encode([ISA, *segments]))
