"""Whatever bytes come in: no exception, nothing lost in silence, and no claim read that was not sent."""

from __future__ import annotations

import csv
import io
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules_engine.claims.intake import Intake
from rules_engine.plugins import csv_claims

from .tables import ROW, check_account, check_origins, mapping, quoted, read, table

SECONDS = 20  # far above what is needed, so that a slow machine does not fail; a quadratic reader takes hours
MEGABYTE = 1_000_000
SHORTENED = re.compile("[0-9]([.,][0-9]+)?[eE][+]?[0-9]{1,2}")
HEADER = b"Claim Number,CPT,POS\n"
PLAIN = HEADER + b"C-1,90837,11\nC-2,90834,02\nC-1,90785,11\nC-3,90834,10\n"
TOLD = mapping({"CPT": "line.code"}, date_format="MM/DD/YYYY")


def attempt(data: bytes, told: tuple[bytes, str] | None = None, source: str = "claims.csv") -> Intake | None:
    """Read any bytes, and check the account when they are taken for a table."""
    intake = csv_claims.rules_engine_read(data, source, told)
    if intake is not None:
        check_account(intake)
        check_origins(data, intake)
    return intake


@pytest.mark.parametrize("seed", range(150))
def test_random_bytes_are_no_claims(seed: int) -> None:
    draw = random.Random(seed)
    alphabet = draw.choice([bytes(range(256)), b'",\n\r;\t|a1', b'C-1,90837\n"', b"\x00,\n"])
    noise = bytes(draw.choices(alphabet, k=draw.randint(0, 400)))
    for data in (noise, b"Claim Number,CPT,DOS\n" + noise, b"\xef\xbb\xbf" + noise, b"\xff\xfe" + noise):
        intake = attempt(data, draw.choice([None, TOLD]))
        assert intake is None or all(claim.claim_id for claim in intake.claims)


@given(st.binary(max_size=300), st.sampled_from([None, TOLD, (b"{", "m.json")]), st.sampled_from(["a.csv", "a.txt"]))
def test_any_bytes_are_answered(data: bytes, told: tuple[bytes, str] | None, source: str) -> None:
    attempt(data, told, source)
    attempt(b"Claim Number,CPT,Mod1,Dx1,DOS,Charge\n" + data, told, source)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_file_loses_no_claim_that_another_reader_sees(draw: st.DataObject) -> None:
    data = bytearray(PLAIN)
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(len(HEADER), len(data) - 1))
        data[at : at + draw.draw(st.integers(0, 3))] = draw.draw(st.binary(max_size=3))
    intake = attempt(bytes(data))
    assert intake is not None
    try:
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))[1:]
    except (UnicodeDecodeError, csv.Error):
        return
    rows = [[cell.strip(" \t") for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if any(rejection.code == "table-refused" for rejection in intake.rejections) or b"\r" in data:
        return
    ids = [row[0] for row in rows]
    named = {each for each in ids if re.fullmatch("[!-~]([ -~]*[!-~])?", each) and not SHORTENED.fullmatch(each)}
    assert named == {claim.claim_id for claim in intake.claims} | {r.claim_id for r in intake.rejections if r.claim_id}
    assert intake.found == len(named) + sum(1 for each in ids if each not in named)


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.fixed_dictionaries({"Claim Number": st.sampled_from(["A", "B", "C"]), "Note": cells}), max_size=8))
def test_texts_that_are_quoted_never_move_another_cell(rows: list[dict[str, str]]) -> None:
    lines = ["Claim Number,Note,CPT"]
    lines += [f"{row['Claim Number']},{quoted(row['Note'])},90837" for row in rows]
    intake = read("\n".join([*lines, ""]).encode())
    sent = {row["Claim Number"] for row in rows}
    if not intake.rejections:
        assert {claim.claim_id for claim in intake.claims} == sent
        assert sum(len(claim.lines) for claim in intake.claims) == len(rows)
    else:  # a line end with commas in a note looks like a lost quote
        assert any("\n" in row["Note"] and row["Note"].count(",") >= 2 for row in rows)


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_no_claim(order: list[int]) -> None:
    rows = [{"Claim Number": f"C-{n % 3}", "line.number": str(n + 1), "CPT": f"9083{n}"} for n in range(6)]
    found = read(table(*(rows[n] for n in order))).claims
    lines = {claim.claim_id: {line.number: line.code for line in claim.lines} for claim in found}
    assert lines == {f"C-{n}": {m + 1: f"9083{m}" for m in range(6) if m % 3 == n} for n in range(3)}


@pytest.mark.parametrize(
    "data",
    [
        table({"CPT": "9\x000837"}),
        table({"Claim Number": "=cmd|' /C calc'!A0"}),
        table({"Payer Name": "\x1b[31mred"}),
        table({"Claim Number": "../../etc/passwd"}),
        b"Claim Number,CPT\n" + b"\x00" * 1000,
        b"Claim Number,CPT\n" + b"," * 1000 + b"\n",
    ],
)
def test_strange_cells_are_read_as_text_or_refused(data: bytes) -> None:
    intake = attempt(data)
    assert intake is not None
    told = "".join(f"{each.message}{each.help}{each.pointer}{each.claim_id}" for each in intake.rejections)
    assert told.isprintable()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one field of 10 MB", b'Claim Number,CPT,Note\nC-1,90837,"' + b"x" * 10 * MEGABYTE + b'"\n'),
        ("one field of 10 MB of quotes", b'Claim Number,CPT,Note\nC-1,90837,"' + b'""' * 5 * MEGABYTE + b'"\n'),
        ("a mapped field of 10 MB", b"Claim Number,CPT\nC-1," + b"9" * 10 * MEGABYTE + b"\n"),
        ("a quote that is never closed", b'Claim Number,CPT\n"' + b"C-1,90837\n" * 500_000),
        ("a quote in every row", b"Claim Number,CPT\n" + b'C-1,"90837\n' * 200_000),
        ("100,000 columns", b"Claim Number,CPT," + b",".join(b"c%d" % n for n in range(100_000)) + b"\nC-1,90837\n"),
        ("rows of 100,000 cells", b"Claim Number,CPT\n" + (b"C-1" + b"," * 100_000 + b"x\n") * 20),
        ("one claim of 100,000 lines", b"Claim Number,CPT\n" + b"C-1,90837\n" * 100_000),
        ("one id", b"Claim Number,CPT,Patient ID\n" + b"".join(b"C,90837,P%d\n" % n for n in range(30_000))),
        ("100,000 faults", b"Claim Number,Units\n" + b"".join(b"C%d,x\n" % n for n in range(100_000))),
        ("only line ends", b"Claim Number,CPT\n" + b"\n" * 2 * MEGABYTE),
        ("no line end", b"Claim Number,CPT," * 500_000),
    ],
)  # fmt: skip
def test_a_large_file_takes_time_that_grows_with_it(name: str, data: bytes) -> None:
    begun = time.perf_counter()
    intake = csv_claims.rules_engine_read(data, "claims.csv", None)
    assert time.perf_counter() - begun < SECONDS
    assert intake is not None
    check_account(intake)


def test_the_row_has_what_these_tests_change() -> None:
    assert {"CPT", "Claim Number"} <= set(ROW)
