"""DuckDB SQL. Few rules are one query; thousands are tables of their limits, joined to lines by payer and code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.batch.answer import Answer
from benchmarks.batch.peers.numbered import Pairs, answer, bits, numbered
from benchmarks.batch.rules import Rule, Test

THREADS: Final = 2
_DAYS: Final = {
    "signed": '"session.signature.signed_date" - "line.service_date"',
    "filed": 'coalesce("claim.received_date", "claim.submission_date") - "line.service_date"',
}
_NUMBERS: Final = {"minutes": '"session.minutes"', "units": '"line.units"', "charge": '"line.charge"', **_DAYS}
_WORDS: Final = {
    "place": '"line.place_of_service"',
    "mode": '"session.mode"',
    "provider": '"rendering.kind"',
    "signature": '"session.signature.kind"',
}


@lru_cache(1)
def _connection() -> Any:
    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    return connection


def judge(batch: pa.RecordBatch, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of a batch."""
    table, claim_of, claims = numbered(batch)
    connection = _connection()
    connection.register("lines", table)
    ask = _by_tables if any(rule.payer for rule in rules) else _in_one_query
    not_met, unknown = ask(connection, tuple(rules))
    connection.unregister("lines")
    return answer(rules, batch, claim_of, claims, not_met, unknown)


# --- one query ------------------------------------------------------------------------------------


def _in_one_query(connection: Any, rules: tuple[Rule, ...]) -> tuple[Pairs, Pairs]:
    found = connection.execute(_query(rules)).fetchnumpy()
    not_met = [bits(found["row"], found["n"], len(rules))]
    unknown = bits(found["row"], found["u"], len(rules))
    for number, rule in enumerate(rules):
        if rule.rows[0].test.about == "primary":
            rows = connection.execute(_lacking(rule)).fetchnumpy()["row"]
            not_met.append((rows, np.full(len(rows), number)))
    return tuple(np.concatenate(parts) for parts in zip(*not_met, strict=True)), unknown  # type: ignore[return-value]


@lru_cache(4)
def _query(rules: tuple[Rule, ...]) -> str:
    columns, not_met, unknown = [], [], []
    for number, rule in enumerate(rules):
        if rule.rows[0].test.about == "primary":
            continue
        for place, row in enumerate(rule.rows):
            codes = row.codes or rule.codes
            applies = [f'"line.code" in {_listed(codes)}'] if codes else []
            applies += [truth(test) for test in rule.when]
            name = f"{number}_{place}"
            columns += [f"({' and '.join(applies) or 'true'}) as a{name}", f"({truth(row.test)}) as t{name}"]
            not_met.append(f"case when a{name} and not t{name} then {1 << number} else 0 end")
            open_ = f"a{name} is null or (a{name} and t{name} is null)"
            unknown.append(f"case when {open_} then {1 << number} else 0 end")
    inner = f"select row, {', '.join(columns)} from lines"
    outer = f"select row, {' | '.join(not_met)} as n, {' | '.join(unknown)} as u from ({inner})"
    return f"select * from ({outer}) where n <> 0 or u <> 0"


def _lacking(rule: Rule) -> str:
    wanted = rule.rows[0].test.values
    having = f'select claim from lines where "line.code" in {_listed(wanted)}'
    return f'select row from lines where "line.code" in {_listed(rule.codes)} and claim not in ({having})'


def _listed(words: Sequence[str]) -> str:
    return "(" + ", ".join(f"'{each}'" for each in words) + ")"


def truth(test: Test) -> str:
    """Return a condition in SQL; it is null where a value is missing."""
    match test.about:
        case "modifiers" | "no modifiers":
            # `list_has_any` says something else of a dictionary-encoded list of Arrow (DuckDB 2.0.1).
            has = " or ".join(f"list_contains(\"line.modifiers\", '{each}')" for each in test.values)
            return f"({has})" if test.about == "modifiers" else f"not ({has})"
        case "signed":
            return f"{_DAYS['signed']} between 0 and {test.high}"
        case "reason":
            is_none = "\"session.audio_reason.absent\" = 'not documented' then false"
            return f'case when "session.audio_reason" is not null then true when {is_none} end'
        case "charge" if test.low is not None:
            return f'"line.charge" > {test.low}'
    if test.about in _WORDS:
        return f"{_WORDS[test.about]} in {_listed(test.values)}"
    ends = [
        f"{_NUMBERS[test.about]} {sign} {end}" for sign, end in ((">=", test.low), ("<=", test.high)) if end is not None
    ]
    return " and ".join(ends)


# --- tables of limits -----------------------------------------------------------------------------


def _by_tables(connection: Any, rules: tuple[Rule, ...]) -> tuple[Pairs, Pairs]:
    words = _prepare(connection, rules)
    connection.execute(f"create or replace temp table few as {_few(words)}")
    found = connection.execute(_joins()).fetchnumpy()
    is_open = found["t"]
    is_open = is_open.mask if isinstance(is_open, np.ma.MaskedArray) else np.zeros(len(is_open), bool)
    pairs = found["row"], found["rule"]
    sides = [(pairs[0][which], pairs[1][which]) for which in (~is_open, is_open)]
    return sides[0], sides[1]


@lru_cache(4)
def _prepare(connection: Any, rules: tuple[Rule, ...]) -> dict[str, tuple[str, ...]]:
    """Put the limits of all rules into tables; return the words of each field, in the order of their bits."""
    tests = [test for rule in rules for test in (*rule.when, rule.rows[0].test)]
    abouts = {each.about.removeprefix("no ") for each in tests if each.values}
    words = {
        about: tuple(sorted({w for each in tests if each.about.endswith(about) for w in each.values}))
        for about in abouts
    }
    rows = [_limits(number, rule, code, words) for number, rule in enumerate(rules) for code in rule.codes]
    names = ("about", "payer", "code", "rule", "places", "wanted", "negated", "low", "high")
    limits = pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})
    connection.register("limits_given", limits)
    connection.execute("create or replace temp table limits as select * from limits_given")
    return words


def _limits(number: int, rule: Rule, code: str, words: dict[str, tuple[str, ...]]) -> tuple[Any, ...]:
    test = rule.rows[0].test
    about = test.about.removeprefix("no ")
    places = sum(1 << words["place"].index(each) for each in rule.when[0].values) if rule.when else -1
    wanted = sum(1 << words[about].index(each) for each in test.values) if test.values else 0
    low = 0 if test.low is None else test.low
    return about, rule.payer, code, number, places, wanted, about != test.about, low, test.high or 2**31 - 1


def _few(words: dict[str, tuple[str, ...]]) -> str:
    """Words become bits once for each line. A place that no rule names is bit 0 of nothing."""
    columns = []
    for about, field in _WORDS.items():
        cases = " ".join(f"when '{each}' then {1 << bit}" for bit, each in enumerate(words.get(about, ())))
        if cases:
            columns.append(f"case when {field} is null then null else case {field} {cases} else 0 end end as {about}")
    has = [f"case when list_contains(\"line.modifiers\", '{each}') then {1 << bit} else 0 end"
           for bit, each in enumerate(words["modifiers"])]  # fmt: skip
    columns.append(f'case when "line.modifiers" is not null then {" | ".join(has)} end as modifiers')
    columns += [f"{number} as {about}" for about, number in _NUMBERS.items()]
    columns.append(
        f'claim in (select claim from lines where "line.code" in {_listed(words["primary"])}) as has_primary'
    )
    return f'select row, "claim.payer_id" as payer, "line.code" as code, {", ".join(columns)} from lines'


def _joins() -> str:
    """Of each field one join; what is left is not met, or unknown where `t` is null."""
    tests = {about: f"((r.wanted & l.{about}) <> 0) <> r.negated" for about in (*_WORDS, "modifiers")}
    tests |= {about: f"l.{about} between r.low and r.high" for about in _NUMBERS}
    tests["primary"] = "l.has_primary"
    del tests["place"]
    parts = []
    for about, test in tests.items():
        place = "case when r.places = -1 then true else (r.places & l.place) <> 0 end"
        join = f"from few l join limits r on l.payer = r.payer and l.code = r.code where r.about = '{about}'"
        inner = f"select l.row, r.rule, {place} as a, {test} as t {join}"
        outer = f"select row, rule, case when a then t end as t from ({inner}) where a is not false"
        parts.append(f"select * from ({outer}) where t is not true")
    return " union all ".join(parts)
