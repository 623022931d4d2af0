"""A report as one Bundle."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

import msgspec

from rules_engine.trace.model import Report

from .outcome import to_outcome
from .parts import Part
from .response import to_response


def to_bundle(report: Report) -> Part:
    """Return the Bundle: the claims in the order of the report, then the rejections."""
    resources = [to_response(trace, number) for number, trace in enumerate(report.claims, 1)]
    outcome = to_outcome(report.rejections)
    resources += [outcome] if outcome is not None else []
    entries = [{"fullUrl": _url(each), "resource": each} for each in resources]
    made: Part = {"resourceType": "Bundle", "type": "collection"}
    return {**made, "entry": entries} if entries else made  # FHIR has no empty lists


def render(report: Report) -> bytes:
    """Return the Bundle as JSON on one line."""
    return msgspec.json.encode(to_bundle(report)) + b"\n"


def _url(resource: Part) -> str:
    """Return the address of an entry: made from its place in the report, so that a report gives the same one again."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'urn:payer-rules:' + resource['resourceType'] + '/' + resource['id'])}"
