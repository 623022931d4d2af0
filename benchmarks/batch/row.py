"""The answer of the row interpreter, which says what the rules mean: from a batch, a claim at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.batch.answer import VERDICTS, Answer
from benchmarks.batch.rules import Rule
from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.claims.model import Claim, Dossier, Provider, ServiceLine, Session, Signature
from rules_engine.interpreters.row import judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import RuleOutcome

_AMOUNTS: Final = ("charge", "units", "minutes")
Record = dict[str, Any]


def answer(batch: pa.RecordBatch, rules: Sequence[Rule], books: Mapping[str, Rulebook]) -> Answer:
    """Return what the row interpreter says. books: rulebook by payer id."""
    places = {(rule.payer, rule.name): number for number, rule in enumerate(rules)}
    verdict: list[int] = []
    found: dict[RuleOutcome, list[tuple[int, int]]] = {RuleOutcome.NOT_MET: [], RuleOutcome.UNKNOWN: []}
    for dossier, rows in dossiers(batch):
        payer = dossier.claim.payer_id
        result = judge(dossier, books[payer])  # type: ignore[index]
        verdict.append(VERDICTS.index(result.verdict.value))
        for each in result.results:
            if each.outcome in found:
                name = each.rule.name
                rule = places[(payer, name) if (payer, name) in places else ("", name)]  # type: ignore[index]
                found[each.outcome].append((rows[each.line], rule))
    return Answer(np.array(verdict, np.uint8), *(_pairs(found[each]) for each in found))


def _pairs(found: list[tuple[int, int]]) -> tuple[Any, Any]:
    pairs = np.array(found, np.int32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def dossiers(batch: pa.RecordBatch) -> Iterator[tuple[Dossier, dict[int, int]]]:
    """Yield each claim of a batch with its rows by the numbers of lines, in the order in which claims first appear."""
    claims: dict[str, list[tuple[int, Record]]] = {}
    for row, record in enumerate(batch.to_pylist()):
        claims.setdefault(record["claim.claim_id"], []).append((row, record))
    for lines in claims.values():
        yield _dossier([record for _, record in lines]), {record["line.number"]: row for row, record in lines}


def _dossier(records: list[Record]) -> Dossier:
    parts = [_parts(record) for record in records]
    lines = tuple(ServiceLine(**part["line"]) for part in parts)
    claim = Claim(**parts[0]["claim"], lines=lines)
    sessions = tuple(_session(claim, part) for part in parts)
    npis = {part["line"].get("rendering_npi"): part["rendering"] for part in parts}
    providers = tuple(Provider(npi=npi, **facts) for npi, facts in npis.items() if npi)
    return Dossier(claim=claim, sessions=sessions, providers=providers)


def _session(claim: Claim, part: dict[str, Record]) -> Session:
    signature = Signature(**part["session.signature"]) if part["session.signature"] else NOT_SUPPLIED
    number = part["line"]["number"]
    return Session(claim_id=claim.claim_id, line_number=number, signature=signature, **part["session"])


def _parts(record: Record) -> dict[str, Record]:
    """Return the facts that are there, by the entity that has them."""
    parts: dict[str, Record] = {name: {} for name in ("claim", "line", "rendering", "session", "session.signature")}
    for column, value in record.items():
        if value is None:
            continue
        name = column.removesuffix(".absent")
        entity, _, fact = name.rpartition(".")
        if name != column:
            parts[entity][fact] = NOT_DOCUMENTED
        elif fact in _AMOUNTS:
            parts[entity][fact] = Decimal(value)
        else:
            parts[entity][fact] = tuple(value) if isinstance(value, list) else value
    return parts
