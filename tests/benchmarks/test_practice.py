"""The claims that are made up for the batch benchmark, and the tables that go with them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.batch import wide
from benchmarks.batch.practice import practice

ROWS = 20_000


def as_bytes(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue().to_pybytes()


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert as_bytes(practice(4, 1000)) == as_bytes(practice(4, 1000))
    assert as_bytes(practice(4, 1000)) != as_bytes(practice(5, 1000))


def test_every_column_is_well_formed_and_has_a_row_for_each_line() -> None:
    for rows in (1, 7, ROWS):
        batch = practice(1, rows)
        batch.validate(full=True)
        assert len(batch) == rows


def test_six_claims_in_ten_have_one_line_and_the_mean_is_one_and_six_tenths() -> None:
    sizes = np.bincount(practice(1, ROWS).column("claim.claim_id").indices.to_numpy())
    assert abs((sizes == 1).mean() - 0.6) < 0.02
    assert abs(sizes.mean() - 1.6) < 0.03


def test_therapy_leads_and_a_third_is_telehealth() -> None:
    batch = practice(1, ROWS)
    counts = {each["values"]: each["counts"] for each in pc.value_counts(batch.column("line.code")).to_pylist()}
    assert sorted(counts, key=counts.__getitem__)[-2:] == ["90834", "90837"]
    remote = pc.is_in(batch.column("line.place_of_service").dictionary_decode(), pa.array(["02", "10"]))
    assert 0.30 < pc.mean(remote.cast("int8")).as_py() < 0.36


def test_lines_of_one_claim_share_its_number_patient_payer_and_provider() -> None:
    batch = practice(1, ROWS)
    claim = batch.column("claim.claim_id").indices.to_numpy()
    for name in ("claim.patient_id", "claim.payer_id", "line.rendering_npi"):
        one = batch.column(name).indices.to_numpy()
        first = np.zeros(claim[-1] + 1, one.dtype)
        first[claim[::-1]] = one[::-1]
        assert (first[claim] == one).all()


def test_the_made_up_tables_have_the_published_sizes() -> None:
    facts = wide.facts()
    assert (len(facts.service), len(facts.pair), len(facts.span_starts)) == (16_369, 260_000, 83)
    assert (np.diff(facts.service) > 0).all()
    assert (np.diff(facts.pair) > 0).all()
