"""The results of examples as a JUnit file, which CI systems read: a suite for each file, a case for each example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from rules_engine.suites.report import failure_lines
from rules_engine.suites.run import ExampleResult

# Signs that XML 1.0 cannot hold; https://www.w3.org/TR/xml/#charsets.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, results: Sequence[ExampleResult], seconds: float) -> None:
    """Write the results to a file. seconds: how long all of them took. Raises OSError when it cannot be written."""
    top = Element("testsuites", {"name": "payer-rules", "time": f"{seconds:.3f}", **_counts(results)})
    for file, group in _by_file(results):
        suite = SubElement(top, "testsuite", {"name": file, **_counts(group)})
        for each in group:
            _case(suite, each)
    indent(top)
    ElementTree(top).write(path, encoding="utf-8", xml_declaration=True)


def _by_file(results: Iterable[ExampleResult]) -> list[tuple[str, list[ExampleResult]]]:
    found: dict[str, list[ExampleResult]] = {}
    for each in results:
        found.setdefault(each.example.place.file, []).append(each)
    return list(found.items())


def _counts(results: Sequence[ExampleResult]) -> dict[str, str]:
    errors = sum(bool(each.fault) for each in results)
    failed = sum(bool(each.misses) for each in results)
    return {"tests": str(len(results)), "failures": str(failed), "errors": str(errors), "skipped": "0"}


def _case(suite: Element, result: ExampleResult) -> None:
    place = result.example.place
    at = {"classname": place.file, "file": place.file, "line": str(place.line)}
    case = SubElement(suite, "testcase", {"name": _clean(result.example.title), **at})
    if not result.is_good:
        lines = list(failure_lines(result))
        kind = "error" if result.fault else "failure"
        SubElement(case, kind, message=_clean(lines[0])).text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
