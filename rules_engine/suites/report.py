"""Why an example failed, in words: what was expected, and what the parts of the rule came to instead."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from rules_engine.suites.report_parts import Part, parts_of
from rules_engine.suites.run import ExampleResult, Miss

_MOST_PARTS = 12


@attrs.frozen
class Failure:
    """One thing that an example missed. said: expected and found, in one line. rule: which rule, and where it stands.

    parts: what its parts came to, against what was expected.
    """

    miss: Miss
    said: str
    rule: str = ""
    parts: tuple[Part, ...] = ()


def head(result: ExampleResult) -> str:
    """Return where an example stands, whether it came out, and its title."""
    place = result.example.place
    return f"{place.file}:{place.line}: {'ok' if result.is_good else 'FAILED'}: {result.example.title}"


def failures(result: ExampleResult) -> tuple[Failure, ...]:
    """Return what an example missed, each with the parts of the rule that came to something else."""
    return tuple(_failure(result, miss) for miss in result.misses)


def failure_lines(result: ExampleResult) -> Iterator[str]:
    """Yield why an example failed, line by line; nothing when it did not."""
    if result.fault:
        yield result.fault
    for each in failures(result):
        yield each.said
        if each.rule:
            yield f"  {each.rule}"
        for part in each.parts[:_MOST_PARTS]:
            yield from (f"    {line}" for line in part_lines(part))
        if len(each.parts) > _MOST_PARTS:
            yield f"      … and {len(each.parts) - _MOST_PARTS} more"


def part_lines(part: Part) -> Iterator[str]:
    """Yield one part as in a diff: as it was expected (-) and as it came (+), or as it is when nothing was amiss."""
    place = f"{part.line:4} | " if part.line else "     | "
    text = f"{part.text}: " if part.text else ""
    if part.expected:
        yield f"- {place}{text}{part.expected}"
    yield f"{'+' if part.is_amiss else ' '} {place}{text}{part.came}"
    yield from (f"       |   {each}" for each in part.because)


def expected_words(miss: Miss) -> str:
    """Return what was expected: "time met", "verdict passes", "time gives cut back to 1 units"."""
    wanted = miss.expectation
    name = wanted.name or wanted.about
    because = " because " + ", ".join(wanted.because) if wanted.because else ""
    said = f"{wanted.about} {wanted.outcome}".strip() if wanted.about in ("gives", "first") else wanted.outcome
    return f"{name} {said}{because}"


def _failure(result: ExampleResult, miss: Miss) -> Failure:
    said = f"line {miss.expectation.place.line}: expected {expected_words(miss)}; it is {miss.came}"
    return Failure(miss, said, *parts_of(result, miss))
