"""Payer rules for mental-health billing: load a rulebook, check claims, explain verdicts."""

__version__ = "0.1.0"
