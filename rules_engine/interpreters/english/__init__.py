"""The English interpreter: any rule, table, list, record or rulebook as plain sentences, from the IR alone."""

from rules_engine.interpreters.english.blocks import Page, as_markdown, as_text
from rules_engine.interpreters.english.book import coverage_page, record_page, reference_page, rulebook_page
from rules_engine.interpreters.english.rule import rule_page
from rules_engine.interpreters.english.shapes import alike, shapes_page

__all__ = [
    "Page",
    "alike",
    "as_markdown",
    "as_text",
    "coverage_page",
    "record_page",
    "reference_page",
    "rule_page",
    "rulebook_page",
    "shapes_page",
]
