"""The residual interpreter: what is left of a rule when some facts are known, as a rule again."""

from rules_engine.interpreters.residual.known import classes_of, hangs_on_code
from rules_engine.interpreters.residual.needed import Fact, Needed, needed
from rules_engine.interpreters.residual.rule import Residual, residual

__all__ = ["Fact", "Needed", "Residual", "classes_of", "hangs_on_code", "needed", "residual"]
