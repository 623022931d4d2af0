"""Rejections as an OperationOutcome: what could not be read, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from rules_engine.claims.rejection import Rejection

from .parts import REJECTIONS, Part, concept, sentence


def to_outcome(rejections: Iterable[Rejection]) -> Part | None:
    """Return the resource with an issue a rejection; None without any. A fault that loses no claim is a warning."""
    issues = [_issue(each) for each in rejections]
    return {"resourceType": "OperationOutcome", "id": "rejections", "issue": issues} if issues else None


def _issue(rejection: Rejection) -> Part:
    place = rejection.pointer or rejection.element
    return {
        "severity": "error" if rejection.lost else "warning",
        "code": "invalid",
        "details": concept(REJECTIONS, rejection.code, sentence(rejection.message)),
        "diagnostics": sentence(
            f"file {rejection.source}",
            f"claim {rejection.claim_id}" if rejection.claim_id else "",
            f"segment {rejection.segment}" if rejection.segment else "",
            f"bytes {rejection.start}-{rejection.stop}" if rejection.stop else "",
            f"at {place}" if place else "",
            f"claims lost: {rejection.lost}" if rejection.lost else "",
            f"mend: {rejection.help}" if rejection.help else "",
        ),
    }
