"""What the coverage statements of a rulebook say of one line."""

from __future__ import annotations

from rules_engine.claims.absence import Absent
from rules_engine.interpreters.row.conditions import in_span
from rules_engine.interpreters.row.force import applies
from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_MET, TRUE, UNKNOWN, UNSURE, both
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.settle import settling, statement_needs
from rules_engine.ir.rulebook import Coverage
from rules_engine.trace.result import CoverageResult, Need, Truth

Stated = tuple[Coverage, Truth, Scene]


def covered(scene: Scene) -> CoverageResult:
    """An exclusion wins, then a statement that covers; an unlisted code is not covered when the list is complete."""
    frame = scene.this
    code, number = frame.line.code, frame.line.number
    if isinstance(code, Absent):
        return CoverageResult(number, UNSURE, None, frame, (Need("code", number, absence=code.kind.value),))
    found = [_stated(scene, each) for each in scene.case.rulebook.coverage if _speaks_of(each, code)]
    for kind, outcome in (("excludes", NOT_MET), ("covers", MET), ("complete", NOT_MET)):
        for sure in (TRUE, UNKNOWN):
            for statement, holds, apart in found:
                if statement.kind == kind and holds is sure:
                    needs = _needs(apart, statement) if sure is UNKNOWN else ()
                    return CoverageResult(number, outcome if sure is TRUE else UNSURE, statement, frame, needs)
    return CoverageResult(number, UNSURE, None, frame)


def _speaks_of(statement: Coverage, code: str) -> bool:
    if statement.kind == "complete":
        return True
    return code in statement.items or any(in_span(code, low, high) for low, high in statement.ranges)


def _stated(scene: Scene, statement: Coverage) -> Stated:
    apart = scene.apart(scene.this)
    holds = applies(scene, scene.this, statement)
    if holds is not FALSE and statement.when is not None:
        holds = both(holds, apart.truth(statement.when))
    return statement, holds, apart


def _needs(apart: Scene, statement: Coverage) -> tuple[Need, ...]:
    of_when = settling(apart, (statement.when,)) if statement.when is not None else ()
    return tuple(sorted({*of_when, *statement_needs(apart, apart.this, statement)}))
