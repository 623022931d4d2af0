"""Millions of claims: the IR of a rulebook read over columns, line by line the same as the row interpreter.

`semantics` says which function reads which kind of node; `kleene` and `outcomes` hold truths and outcomes as small
numbers; `judge` puts lines of which the same rules may speak together and asks these rules; `tables` keeps what they
say of lines that look alike. What columns cannot say is a `CannotError` with its cause, and the claims that it concerns
are handed over.
"""

from rules_engine.interpreters.columnar.answer import Answer
from rules_engine.interpreters.columnar.book import Book
from rules_engine.interpreters.columnar.judge import Plan, judge

__all__ = ["Answer", "Book", "Plan", "judge"]
