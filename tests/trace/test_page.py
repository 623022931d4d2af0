"""The page about the trace says what the model is: every class, every field, and an example that is true."""

import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from rules_engine.trace.json import to_json
from rules_engine.trace.schema import classes, fields_of, with_tables

PAGE = Path(__file__).parents[2] / "docs" / "trace.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_tables_are_up_to_date(page: str) -> None:
    assert with_tables(page) == page, "run `python -m rules_engine.trace.schema docs/trace.md`"


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_every_field_is_described(page: str, cls: type) -> None:
    (section,) = re.findall(rf"^## {cls.__name__}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    for field in fields_of(cls):
        assert f"| `{field.name}` |" in section
        assert field.says


def test_the_example_is_part_of_a_real_trace(page: str, cases: ModuleType) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    real = json.loads(to_json(cases.traced("too short", full=False)))
    assert is_part(json.loads(example), real)


def is_part(part: Any, whole: Any) -> bool:
    """Return whether everything in a document is in another that may hold more fields."""
    if isinstance(part, dict):
        return all(key in whole and is_part(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(is_part, part, whole))
    return bool(part == whole)
