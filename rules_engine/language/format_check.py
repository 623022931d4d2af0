"""The laws of the formatter, as functions: what must be the same before and after. They use nothing of its own code."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from lark import Lark, Token

from rules_engine.language.amounts import unit_of
from rules_engine.language.context import Surface
from rules_engine.language.parse import Parsed, parse

_SENTENCE_OR_COMMENT: Final = re.compile(r'"[^"\n]*"|#[^\n]*')


def losses(parser: Lark, before: str, after: str) -> tuple[str, ...]:
    """Return what a new layout of a text without syntax faults has lost: "meaning", "comments", or nothing.

    >>> from rules_engine.language.parse import build_parser
    >>> losses(build_parser(), "covers 90832, 90834 # both", "covers 90834, 90832")
    ('meaning', 'comments')
    """
    old, new = parse(parser, "before", before), parse(parser, "after", after)
    is_same = not new.diagnostics and meaning(old.tree) == meaning(new.tree)
    faults = {"meaning": is_same, "comments": comments(old) == comments(new)}
    return tuple(name for name, holds in faults.items() if not holds)


def meaning(tree: Surface) -> tuple[str, ...]:
    """Return a surface tree without its places; `minute` and `minutes` are one.

    Result: the nodes from the top down, each with the number of its children; equal for equal trees only.
    """
    nodes = []
    waiting: list[Surface | Token] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Token):
            nodes.append(f"{node.type} {unit_of(node) if node.type == 'UNIT' else node}")
        else:
            nodes.append(f"{node.data}/{len(node.children)}")
            waiting.extend(reversed(node.children))
    return tuple(nodes)


def comments(parsed: Parsed) -> tuple[tuple[str, int], ...]:
    """Return the comments of a text in their order, each with the number of names and values before it."""
    found = [match for match in _SENTENCE_OR_COMMENT.finditer(parsed.text) if match.group().startswith("#")]
    starts = sorted(token.start_pos or 0 for token in parsed.tree.scan_values(lambda value: isinstance(value, Token)))
    return tuple((match.group().rstrip(), bisect_left(starts, match.start())) for match in found)
