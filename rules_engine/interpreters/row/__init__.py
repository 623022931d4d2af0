"""The reference interpreter: one claim, the full trace. `semantics.py` is the meaning of the language."""

from rules_engine.interpreters.row.judge import ClaimResult, judge

__all__ = ["ClaimResult", "judge"]
