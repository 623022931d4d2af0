"""A replay tells which claims change, each change with its smallest claim, as a recount row by row does."""

import json
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from click.testing import CliRunner

pa = pytest.importorskip("pyarrow", reason="needs the extra `batch`")
import pyarrow.parquet as pq  # noqa: E402

from rules_engine.batches.to_dossiers import dossiers_of  # noqa: E402
from rules_engine.bulk.replay import Side, replay  # noqa: E402
from rules_engine.bulk.replay_tables import parts  # noqa: E402
from rules_engine.bulk.replay_told import data_of, text_of  # noqa: E402
from rules_engine.claims.write import to_json  # noqa: E402
from rules_engine.cli.main import group  # noqa: E402
from rules_engine.engine import results  # noqa: E402
from rules_engine.language.library import load_library  # noqa: E402
from rules_engine.trace.result import RuleOutcome  # noqa: E402

BOOK = """rulebook all-book "Made up"
  identified by "P01"
  default otherwise deny ask biller
source manual "Made up" checked 2026-11-23
covers {covered} cites manual
complete cites manual
"""
MINUTES = """
rule minutes "Minutes of a session"
  from 2026-01-01
  cites manual
  when code is any of {codes}
  requires session minutes is at least {least}
  otherwise {action} ask {owner}
"""
UNITS = """
rule units "Three units on a claim"
  cites manual
  about the claim
  requires total units among lines on the same claim is at most {most}
  otherwise hold ask payer
"""
OTHERS = "per rendering provider per day over all patients"
KNOWN = "  from 2026-01-01\n  known from 2026-02-01\n"
YEAR = """
rule visits "Visits of a year"
  cites manual
  when code is 90791
  limits lines to {limit} per patient per year counting lines where code is 90791
"""


def folder(
    path: Path, *, covered="90791, 90832 to 90837", minutes=True, units=3, limit=2, since="2026-01-01", **more
) -> Path:
    """Write the rules with some of their parts changed."""
    path.mkdir()
    words = {"codes": "90834, 90837", "least": 38, "action": "deny", "owner": "clinician", **more}
    text = BOOK.format(covered=covered)
    if minutes:
        text += MINUTES.format(**words).replace("2026-01-01", since)
    text += UNITS.format(most=units) + YEAR.format(limit=limit)
    (path / "all.rules").write_text(text, encoding="utf-8")
    return path


def claims() -> pa.Table:
    """Return nine claims of three patients: C2 has two lines, the last claim names a payer that nobody knows."""
    lines = [
        # claim, patient, code, minutes, units, charge, day
        ("C1", "one", "90837", 60, 1, "165.00", 2),
        ("C2", "one", "90837", 40, 1, "165.00", 5),
        ("C2", "one", "90834", 40, 1, "120.00", 5),
        ("C3", "two", "90837", 50, 1, "150.50", 6),
        ("C4", "two", "90837", None, 1, "165.00", 7),
        ("C5", "two", "90832", 20, 1, None, 8),
        ("C6", "one", "99213", 20, 1, "110.00", 9),
        ("C7", "three", "90791", 60, 1, "190.00", 9),
        ("C8", "three", "90791", 60, 4, "190.00", 10),
        ("C9", "three", "90837", 10, 1, "99.00", 11),
    ]
    return pa.table(
        {
            "claim.claim_id": [each[0] for each in lines],
            "claim.patient_id": [each[1] for each in lines],
            "claim.payer_id": ["P01"] * (len(lines) - 1) + ["NOBODY KNOWS IT"],
            "line.code": [each[2] for each in lines],
            "session.minutes": [each[3] for each in lines],
            "line.units": [each[4] for each in lines],
            "line.charge": pa.array([each[5] and Decimal(each[5]) for each in lines], pa.decimal128(9, 2)),
            "line.service_date": [date(2026, 2, each[6]) for each in lines],
            "history.complete_from": [date(2026, 1, 1)] * len(lines),
            "history.complete_through": [date(2026, 12, 31)] * len(lines),
        }
    )


@pytest.fixture(scope="module")
def practice() -> pa.Table:
    """The claims of a practice that the benchmarks make up; they are in no wheel, so they are loaded by their place."""
    place = Path(__file__).parents[2] / "benchmarks"
    if not place.is_dir():
        pytest.skip("the benchmarks are not installed")
    if "benchmarks" not in sys.modules:
        spec = spec_from_file_location("benchmarks", place / "__init__.py", submodule_search_locations=[str(place)])
        assert spec is not None
        sys.modules["benchmarks"] = module_from_spec(spec)
    table = pa.Table.from_batches([import_module("benchmarks.batch.practice").practice(3, 3000, payers=1)])
    at = table.column_names.index("line.modifiers")  # Parquet has lists of plain texts only
    table = table.set_column(at, "line.modifiers", table["line.modifiers"].cast(pa.list_(pa.string())))
    for name, day in (("from", date(2025, 1, 1)), ("through", date(2027, 12, 31))):
        table = table.append_column(f"history.complete_{name}", pa.array([day] * len(table)))
    return table


def ran(tmp_path: Path, old: dict, new: dict, table: pa.Table | None = None):
    """Return the replay of a change of the rules, and the two folders."""
    folders = folder(tmp_path / "old", **old), folder(tmp_path / "new", **new)
    sides = [Side(load_library(each)) for each in folders]
    return replay(*sides, [(claims() if table is None else table, "claims", 0)]), folders


def told(found) -> dict:
    """Return of each change the rule, what it is, and which claim shows it."""
    return {
        (each.rule, each.change): (each.witness.claim_id, each.witness.line, each.count.lines) for each in found.changes
    }


# --- the same, row by row -------------------------------------------------------------------------


def said(path: Path, table: pa.Table) -> dict:
    """Return of each line what the row interpreter says of it: verdicts, and rules by name with their outcome."""
    found = {}
    for result in results(dossiers_of(table), load_library(path)):
        for line in result.dossier.claim.lines:
            outcomes = {}
            for each in result.results:
                wanted = {RuleOutcome.NOT_MET: "not met", RuleOutcome.UNKNOWN: "unknown"}.get(each.outcome)
                if wanted and each.line in (0, line.number):
                    outcomes[each.rule.name] = wanted
            found[result.dossier.claim.claim_id, line.number] = (result.verdict.value, outcomes, line.charge)
    return found


def recounted(old: dict, new: dict) -> dict:
    """Return by rule, before and after: claims, lines, charge, lines without a charge."""
    found: dict = {}
    for key, (_, was, charge) in old.items():
        now = new[key][1]
        for rule in {*was, *now}:
            move = (was.get(rule, "neither"), now.get(rule, "neither"))
            if move[0] != move[1]:
                found.setdefault((rule, *move), []).append((key[0], charge))
    return {
        key: (
            len({claim for claim, _ in lines}),
            len(lines),
            sum((charge for _, charge in lines if isinstance(charge, Decimal)), Decimal(0)),
            sum(not isinstance(charge, Decimal) for _, charge in lines),
        )
        for key, lines in found.items()
    }


def name_of(address: str) -> str:
    return address.split("/")[1].partition("@")[0]


CHANGED = {
    "the least minutes": ({}, {"least": 53}),
    "a code more": ({}, {"codes": "90832, 90834, 90837"}),
    "a rule withdrawn": ({}, {"minutes": False}),
    "a later date": ({"least": 53}, {"least": 53, "since": "2026-02-06"}),
    "a limit of a claim": ({}, {"units": 1}),
    "a limit of a year": ({}, {"limit": 1}),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize("is_back", [False, True])
def test_counts_are_those_of_a_recount_row_by_row(tmp_path, change, is_back) -> None:
    sides = change[:: -1 if is_back else 1]
    found, folders = ran(tmp_path, *sides)
    old, new = (said(each, claims()) for each in folders)
    expected = recounted(old, new)
    assert expected
    counts = {
        (name_of(each.rule), each.before, each.after): (c.claims, c.lines, c.charge, c.without_charge)
        for each in found.changes
        for c in [each.count]
        if each.change != "coverage"
    }
    assert counts == expected
    verdicts = Counter()
    for claim in sorted({key[0] for key in old if old[key][:2] != new[key][:2]}):
        verdicts[old[claim, 1][0], new[claim, 1][0]] += 1
    assert {key[1:]: count.claims for key, count in found.verdicts.items()} == verdicts
    assert (found.claims, found.lines, found.rejected) == (9, 10, 0)


def test_rules_that_stay_change_nothing(tmp_path) -> None:
    found, _ = ran(tmp_path, {}, {})
    assert (found.changes, found.verdicts, found.owners, found.differences) == ((), {}, {}, ())
    assert text_of(found) == "9 claims judged twice, 10 lines\nchanged: nothing\n"


# --- what each kind of change looks like ----------------------------------------------------------


def test_the_smallest_claim_shows_a_change(tmp_path) -> None:
    found, _ = ran(tmp_path, {}, {"least": 53})
    (change,) = found.changes
    assert (change.rule, change.change) == ("all-book/minutes@2026-01-01", "newly fails")
    assert (change.before, change.after, change.owner) == ("neither", "not met", "clinician")
    assert (change.old_place, change.new_place) == ("all.rules:8", "all.rules:8")
    # C2 stands before, but has two lines.
    seen = change.witness
    assert (seen.claim_id, seen.source, seen.row, seen.line, seen.lines) == ("C3", "claims", 3, 1, 1)
    assert (change.count.claims, change.count.lines, change.count.charge) == (2, 3, Decimal("435.50"))
    (differs,) = found.differences
    assert (differs.what, differs.change, differs.name) == ("rule", "changed", "all-book/minutes@2026-01-01")


def test_a_code_more_and_what_is_not_known(tmp_path) -> None:
    found, _ = ran(tmp_path, {"codes": "90834"}, {})
    assert told(found) == {
        ("all-book/minutes@2026-01-01", "becomes unknown"): ("C4", 1, 1),
    }
    back = replay(*[Side(load_library(tmp_path / each)) for each in ("new", "old")], [(claims(), "claims", 0)])
    assert told(back) == {("all-book/minutes@2026-01-01", "no longer unknown"): ("C4", 1, 1)}


def test_a_rule_withdrawn_is_a_rule_that_no_longer_fails(tmp_path) -> None:
    found, _ = ran(tmp_path, {"least": 53}, {"minutes": False})
    change = next(each for each in found.changes if each.change == "no longer fails")
    assert (change.old, change.new, change.new_place) == ("all-book/minutes@2026-01-01", "", "")
    assert change.owner == "clinician"
    assert [(each.change, each.name) for each in found.differences] == [("removed", "all-book/minutes@2026-01-01")]


def test_a_moved_date_leaves_the_rule_the_same_rule(tmp_path) -> None:
    found, _ = ran(tmp_path, {"least": 53}, {"least": 53, "since": "2026-02-06"})
    (change,) = found.changes
    assert (change.old, change.new) == ("all-book/minutes@2026-01-01", "all-book/minutes@2026-02-06")
    # C3 and C4 are of the new days, and stay as they were.
    assert (change.change, change.witness.claim_id, change.count.lines) == ("no longer fails", "C2", 2)
    (differs,) = found.differences
    assert (differs.change, differs.old, differs.new) == ("changed", change.old, change.new)


def test_another_consequence_is_a_change_of_the_same_rule(tmp_path) -> None:
    found, _ = ran(tmp_path, {"least": 53}, {"least": 53, "action": "warn", "owner": "admin"})
    assert {(each.change, each.before, each.after, each.owner) for each in found.changes} == {
        ("other consequence", "not met", "not met", "admin"),
        ("other consequence", "unknown", "unknown", "admin"),
    }
    assert {key: count.claims for key, count in found.verdicts.items()} == {
        ("all-book", "fails", "warn"): 2,
        ("all-book", "needs information", "passes"): 1,
    }
    assert set(found.owners) == {("admin", "other consequence")}


def test_what_is_covered_changes_without_a_rule(tmp_path) -> None:
    found, _ = ran(tmp_path, {}, {"covered": "90791, 90832 to 90837, 99213"})
    (change,) = found.changes
    assert (change.rule, change.before, change.after) == ("coverage of all-book", "fails", "passes")
    assert (change.witness.claim_id, change.witness.old_place) == ("C6", "all.rules:6")
    assert change.witness.new_place == "all.rules:5"
    assert [(each.what, each.change) for each in found.differences] == [("coverage", "removed"), ("coverage", "added")]


def test_a_payer_that_is_known_now(tmp_path) -> None:
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new")
    text = (new / "all.rules").read_text(encoding="utf-8")
    (new / "all.rules").write_text(text.replace('"P01"', '"P01", "NOBODY KNOWS IT"'), encoding="utf-8")
    found = replay(Side(load_library(old)), Side(load_library(new)), [(claims(), "claims", 0)])
    assert told(found) == {("all-book/minutes@2026-01-01", "newly fails"): ("C9", 1, 1)}
    assert list(found.verdicts) == [("all-book", "needs information", "fails")]


def test_claims_that_are_not_taken_in_stay_so(tmp_path) -> None:
    table = claims()
    codes = ["90837", "90\x00", *table["line.code"].to_pylist()[2:]]
    table = table.set_column(table.column_names.index("line.code"), "line.code", pa.array(codes))
    found, _ = ran(tmp_path, {}, {"least": 53}, table)
    assert (found.claims, found.lines, found.rejected) == (8, 10, 1)
    assert told(found) == {("all-book/minutes@2026-01-01", "newly fails"): ("C3", 1, 1)}


# --- the command ----------------------------------------------------------------------------------


def typed(*words: object):
    return CliRunner().invoke(group, ["replay", *map(str, words)])


def test_the_command_tells_the_same_of_a_table_and_of_dossiers(tmp_path) -> None:
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new", least=53, units=1, limit=1)
    pq.write_table(claims(), tmp_path / "claims.parquet")
    with pa.ipc.new_file(tmp_path / "claims.arrow", claims().schema) as file:
        file.write_table(claims())
    lines = [to_json(each).replace(b"\n", b"") for each in dossiers_of(claims()).dossiers]
    (tmp_path / "claims.ndjson").write_bytes(b"\n".join(lines))
    said = []
    for name in ("claims.parquet", "claims.arrow", "claims.ndjson"):
        done = typed(tmp_path / name, "--old", old, "--new", new, "--format", "json")
        assert done.exit_code == 1, done.output
        data = json.loads(done.stdout)
        assert {each["witness"].pop("source") for each in data["changes"]} <= {name, "claims"}
        said.append(data)
    assert said[0] == said[1] == said[2]
    assert said[0]["changed"]["charge"] == "625.50"


def test_a_witness_changes_under_explain(tmp_path) -> None:
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new", least=53, units=1, limit=1, covered="90791, 90837")
    dossiers = tmp_path / "claims.ndjson"
    lines = [to_json(each).replace(b"\n", b"") for each in dossiers_of(claims()).dossiers]
    dossiers.write_bytes(b"\n".join(lines))
    done = typed(dossiers, "--old", old, "--new", new, "--format", "json")
    changes = json.loads(done.stdout)["changes"]
    assert {name_of(each["rule"]) for each in changes if each["change"] != "coverage"} == {"minutes", "units", "visits"}
    for each in changes:
        seen = []
        for rules in (old, new):
            words = ["explain", str(dossiers), "--rules", str(rules), "--claim", each["witness"]["claim_id"]]
            trace = json.loads(CliRunner().invoke(group, [*words, "--format", "json"]).stdout)
            outcomes = [
                found["outcome"]
                for found in trace["rules"]
                if found["rule"] in (each["old"], each["new"]) and found["line"] in (0, each["witness"]["line"])
            ]
            seen.append(outcomes or trace["verdict"])
        assert seen[0] != seen[1], each


def test_the_text_says_what_to_look_at(tmp_path) -> None:
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new", least=53)
    pq.write_table(claims(), tmp_path / "claims.parquet")
    out = tmp_path / "out.txt"
    done = typed(tmp_path / "claims.parquet", "--old", old, "--new", new, "--out", out)
    assert (done.exit_code, done.output) == (1, "")
    assert (
        out.read_text(encoding="utf-8")
        == """9 claims judged twice, 10 lines
changed: 2 claims, 3 lines, 435.50 dollars

verdicts of claims:
  all-book, passes -> fails: 2 claims, 3 lines, 435.50 dollars

rules:
  all-book/minutes@2026-01-01, newly fails (neither -> not met): 2 claims, 3 lines, 435.50 dollars; ask clinician
      was all-book/minutes@2026-01-01 all.rules:8; is all-book/minutes@2026-01-01 all.rules:8
      smallest: claim C3 line 1, of 1 line; claims.parquet row 3

who can mend it:
  clinician, newly fails: 2 claims, 3 lines, 435.50 dollars

what differs in the rules:
  changed: rule all-book/minutes@2026-01-01 (all.rules:8), in all-book
"""
    )


@pytest.mark.parametrize("rows", [1, 3, 4, 700])
@pytest.mark.parametrize("mixed", [False, True])
def test_a_file_is_read_in_parts_that_change_nothing(tmp_path, practice, rows, mixed) -> None:
    table = practice.slice(0, 700)
    if not mixed:
        patients = table["claim.patient_id"].to_pylist()
        table = table.take(sorted(range(700), key=lambda row: patients[row]))
    pq.write_table(table, tmp_path / "claims.parquet", row_group_size=97)
    sides = [
        Side(load_library(folder(tmp_path / name, limit=limit, least=least)))
        for name, limit, least in (("old", 2, 38), ("new", 1, 53))
    ]
    found = list(parts(str(tmp_path / "claims.parquet"), [each.library for each in sides], rows=rows))
    assert [first for _, _, first in found] == [sum(len(each) for each, _, _ in found[:at]) for at in range(len(found))]
    assert [row for each, _, _ in found for row in each.to_pylist()] == table.to_pylist()
    named = [set(each["claim.patient_id"].to_pylist()) for each, _, _ in found]
    assert sum(map(len, named)) == len(set.union(*named))
    assert mixed or rows == 700 or len(found) > 20
    assert data_of(replay(*sides, found)) == data_of(replay(*sides, [(table, "claims.parquet", 0)]))


def test_what_needs_the_whole_file_is_one_part(tmp_path) -> None:
    path = str(tmp_path / "claims.parquet")
    rows = pa.array(["history", *[None] * 9], pa.string())
    pq.write_table(claims().sort_by("claim.patient_id").append_column("row", rows), path)
    library = load_library(folder(tmp_path / "rules"))
    assert len(list(parts(path, [library], rows=1))) == 3
    nobody = pa.array([None, *claims()["claim.patient_id"].to_pylist()[1:]])
    table = claims().set_column(claims().column_names.index("claim.patient_id"), "claim.patient_id", nobody)
    pq.write_table(table.append_column("row", rows), path)
    assert len(list(parts(path, [library], rows=1))) == 1
    table = claims().sort_by("claim.patient_id")
    marks = table["claim.payer_id"].dictionary_encode()
    pq.write_table(table.set_column(table.column_names.index("claim.payer_id"), "claim.payer_id", marks), path)
    text = (tmp_path / "rules" / "all.rules").read_text(encoding="utf-8")
    (tmp_path / "rules" / "all.rules").write_text(text.replace("per patient per year", OTHERS), encoding="utf-8")
    assert len(list(parts(path, [library, load_library(tmp_path / "rules")], rows=1))) == 1


def test_the_exit_status(tmp_path) -> None:
    old = folder(tmp_path / "old")
    table = tmp_path / "claims.parquet"
    pq.write_table(claims(), table)
    assert typed(table, "--old", old, "--new", old).exit_code == 0
    assert typed(table, "--old", old, "--new", tmp_path / "none").exit_code == 2
    unknown = typed(table, "--old", old, "--new", old, "--payer", "nobody")
    assert (unknown.exit_code, "no rulebook `nobody`" in unknown.stderr) == (2, True)
    pq.write_table(pa.table({"claim.claim": ["A"]}), table)
    wrong = typed(table, "--old", old, "--new", old)
    assert (wrong.exit_code, "unknown column `claim.claim`" in wrong.stderr) == (2, True)
    table.write_bytes(b"PAR1 and nothing else")
    assert typed(table, "--old", old, "--new", old).exit_code == 2


def test_days_on_which_rules_were_known(tmp_path) -> None:
    rules = folder(tmp_path / "rules")
    text = (rules / "all.rules").read_text(encoding="utf-8").replace("  from 2026-01-01\n", KNOWN)
    (rules / "all.rules").write_text(text.replace("at least 38", "at least 53"), encoding="utf-8")
    table = tmp_path / "claims.parquet"
    pq.write_table(claims(), table)
    days = ("--old-known-on", "2026-01-15", "--new-known-on", "2026-03-15")
    done = typed(table, "--old", rules, "--new", rules, *days, "--format", "json")
    data = json.loads(done.stdout)
    assert [(each["change"], each["lines"]) for each in data["changes"] if each["change"] != "coverage"] == [
        ("newly fails", 3),
        ("becomes unknown", 1),
    ]
    assert [(each["change"], each["what"]) for each in data["differences"]] == [("added", "rule")]


def test_the_practice_changes_as_counted_over_the_output(tmp_path, practice) -> None:
    from rules_engine.bulk.judged import Bulk

    old, new = (folder(tmp_path / name, limit=limit) for name, limit in (("old", 2), ("new", 1)))
    libraries = [load_library(each) for each in (old, new)]
    found = replay(*map(Side, libraries), [(practice, "practice", 0)])
    before, after = (Bulk(each).judge(practice).lines.to_pylist() for each in libraries)
    changed = [at for at, (was, now) in enumerate(zip(before, after, strict=True)) if was != now]
    named = ("verdict", "unchecked", "not_met", "unknown")
    lines = [at for at in changed if any(before[at][name] != after[at][name] for name in named)]
    assert lines
    assert found.changed.lines == len(lines)
    assert found.changed.claims == len({before[at]["claim.claim_id"] for at in lines})
    assert found.changed.charge == sum(practice["line.charge"][at].as_py() for at in lines)
    moves = Counter()
    for at in changed:
        key = before[at]["claim.claim_id"]
        moves[key, before[at]["claim_verdict"], after[at]["claim_verdict"]] += 1
    counted = Counter((was, now) for _, was, now in moves)
    assert {key[1:]: count.claims for key, count in found.verdicts.items()} == counted
    assert data_of(found) == data_of(replay(*map(Side, libraries), [(practice, "practice", 0)]))
