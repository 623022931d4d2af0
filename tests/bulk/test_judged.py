"""A claim table judged in columns says what the row interpreter says of the same claims."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.batches.to_table import table_of
from rules_engine.bulk.judged import OUTPUT, Bulk
from rules_engine.engine import adapted, dossiers, load_rules, read, results
from rules_engine.trace.result import RuleOutcome

WEEK = Path(__file__).parents[2] / "examples" / "clinic_week"
FILES = ("claims.837", "documentation.json", "history.json", "registry.json")


@pytest.fixture(scope="module")
def library():
    return load_rules()


@pytest.fixture(scope="module")
def week() -> pa.Table:
    if not WEEK.is_dir():
        pytest.skip("the examples are not installed")
    job = dossiers(read([((WEEK / name).read_bytes(), name) for name in FILES]))
    return table_of(job.dossiers).table


def test_a_week_of_claims_is_judged_as_by_rows(week, library) -> None:
    result = Bulk(library).judge(week)
    assert result.lines.schema == OUTPUT
    assert (result.found, result.judged, len(result.rejections)) == (54, 54, 0)
    said = {(row["claim.claim_id"], row["line.number"]): row for row in result.lines.to_pylist()}
    judged = list(results(adapted(dossiers_of(week)), library))
    assert result.verdicts == Counter(each.verdict.value for each in judged)
    for each in judged:
        for line in each.dossier.claim.lines:
            row = said[each.dossier.claim.claim_id, line.number]
            assert row["claim_verdict"] == each.verdict.value
            own = [found for found in each.results if found.line == line.number]
            for outcome, column in ((RuleOutcome.NOT_MET, "not_met"), (RuleOutcome.UNKNOWN, "unknown")):
                assert set(row[column]) >= {found.rule.address for found in own if found.outcome is outcome}
            assert row["unchecked"] == (line.number in each.unchecked)


def test_what_is_unknown_has_facts_that_may_settle_it(week, library) -> None:
    for row in Bulk(library).judge(week).lines.to_pylist():
        assert bool(row["missing"]) or not row["unknown"]


def test_the_second_table_is_judged_as_the_first(week, library) -> None:
    bulk = Bulk(library)
    first, second = bulk.judge(week), bulk.judge(week)
    assert first.lines.equals(second.lines)
    assert Bulk(library).judge(week.slice(0, 20)).lines.num_rows == 20


def test_a_claim_that_is_not_taken_in_has_its_lines(library) -> None:
    table = pa.table(
        {
            "claim.claim_id": ["A", "B", "A"],
            "line.code": ["90837", "90834", "9\x000837"],
            "claim.payer_id": ["MEDICARE"] * 3,
        }
    )
    result = Bulk(library).judge(table)
    assert (result.found, result.judged, len(result.rejections)) == (2, 1, 1)
    assert [row["claim_verdict"] for row in result.lines.to_pylist()] == ["rejected", "needs information", "rejected"]
    assert result.rejections[0].claim_id == "A"


def test_a_payer_without_a_rulebook_is_not_checked(library) -> None:
    table = pa.table({"claim.claim_id": ["A"], "line.code": ["90837"], "claim.payer_id": ["NOBODY KNOWS IT"]})
    (row,) = Bulk(library).judge(table).lines.to_pylist()
    assert (row["verdict"], row["unchecked"], row["not_met"]) == ("needs information", True, [])


def test_a_payer_named_in_another_way_has_its_rulebook(library) -> None:
    table = pa.table({"claim.claim_id": ["A"], "line.code": ["90837"], "claim.payer_id": ["04412"]})
    (row,) = Bulk(library).judge(table).lines.to_pylist()
    (judged,) = results(adapted(dossiers_of(table)), library)
    assert judged.rulebook.name == "medicare-part-b"
    assert row["claim_verdict"] == judged.verdict.value
    assert set(row["unknown"]) == {each.rule.address for each in judged.results if each.outcome is RuleOutcome.UNKNOWN}
