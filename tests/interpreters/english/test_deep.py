"""A rule that is nested deep is told in full, and its length grows with the rule, not with its branches."""

import pytest
from language.books import HEAD, compiled

from rules_engine.interpreters.english import as_text, rule_page

MIXED = "(units is 1 and (units is 2 or {}))"
SOUGHT = "(some line on the same claim where ({}) or units is 1)"


def told(form: str, depth: int) -> str:
    inner = "units is 3"
    for _ in range(depth):
        inner = form.format(inner)
    book = compiled(f"{HEAD}rule r\n  cites manual\n  requires {inner}\n").rulebooks["book"]
    return as_text(rule_page(book.rules[0], book))


@pytest.mark.parametrize("form", [MIXED, SOUGHT])
def test_twice_the_depth_is_twice_the_text(form: str) -> None:
    some, twice, thrice = (len(told(form, depth)) for depth in (20, 40, 60))
    assert twice - some == pytest.approx(thrice - twice, rel=0.2)
    assert told(form, 60).count("units") >= 60
