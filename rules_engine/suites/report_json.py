"""The results of examples as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs
import msgspec

from rules_engine.suites.report import Failure, expected_words, failures
from rules_engine.suites.run import ExampleResult

FORMAT: Final = "payer-rules tests 1"
"""Name and version of the format; a field that goes or changes its meaning makes it 2, a new field does not."""


def as_json(results: Sequence[ExampleResult]) -> str:
    """Return all results as one JSON object: format, passed, failed, examples."""
    bad = sum(not each.is_good for each in results)
    document = {
        "format": FORMAT,
        "passed": len(results) - bad,
        "failed": bad,
        "examples": [_example(each) for each in results],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode()


def _example(result: ExampleResult) -> dict[str, Any]:
    example = result.example
    return {
        "file": example.place.file,
        "line": example.place.line,
        "title": example.title,
        "rulebook": example.rulebook,
        "outcome": "passed" if result.is_good else "failed",
        "fault": result.fault,
        "misses": [_miss(each) for each in failures(result)],
    }


def _miss(failure: Failure) -> dict[str, Any]:
    return {
        "line": failure.miss.expectation.place.line,
        "expected": expected_words(failure.miss),
        "came": failure.miss.came,
        "rule": failure.rule,
        "parts": [attrs.asdict(each) for each in failure.parts],
    }
