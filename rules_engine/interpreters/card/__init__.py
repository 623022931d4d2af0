"""The card interpreter: what a payer asks on a day, gathered from its rules by what each of them speaks of."""

from rules_engine.interpreters.card.card import Card, Gap, Item, Kept, Words, in_force, whole
from rules_engine.interpreters.card.make import make_card

__all__ = ["Card", "Gap", "Item", "Kept", "Words", "in_force", "make_card", "whole"]
