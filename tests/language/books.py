"""Small rulebooks for tests, compiled with one parser for the whole run."""

from functools import cache
from unittest.mock import patch

from lark import Lark

from rules_engine.diagnostics.model import Diagnostic, DiagnosticsError
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import Compiled, compile_texts
from rules_engine.language.tables import build_parser

HEAD = """\
rulebook book "Book"
  default otherwise deny ask biller
source manual "Manual"
  checked 2026-11-23
"""
"""Stands above the rules of a test that is about something else."""


@cache
def parser() -> Lark:
    """Return the parser of the language, built once."""
    return build_parser()


def compiled(text: str, **more: str) -> Compiled:
    """Return what `text` (and further files, by their stem) compiles to. Raises DiagnosticsError."""
    texts = {"book.rules": text, **{f"{stem}.rules": each for stem, each in more.items()}}
    with patch("rules_engine.language.compile.build_parser", parser):
        return compile_texts(texts)


def book(text: str, name: str = "book") -> Rulebook:
    """Return the rulebook that `text` states below `HEAD`."""
    return compiled(HEAD + text).rulebooks[name]


def faults(text: str, **more: str) -> tuple[Diagnostic, ...]:
    """Return every diagnostic of a text, warnings too, sorted by place."""
    try:
        return compiled(text, **more).warnings
    except DiagnosticsError as fault:
        return fault.diagnostics
