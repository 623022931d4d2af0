"""One loop from text to surface tree, by Lark's tables: the trees, tokens and places that Lark makes, in half the time.

It reads what is right. At anything else it gives up, and Lark reads the text again to say what is wrong.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec
from lark import Token, Tree
from lark.grammar import Rule, Terminal
from lark.tree import Meta

from rules_engine.language.lexer import SCANNER, Lines, name_of

_END: Final = "$END"


class Between:
    """The place of a tree, from its first token to its last; it says what Lark's `Meta` says."""

    __slots__ = ("first", "last")
    empty: Final = False

    def __init__(self, first: Token, last: Token) -> None:
        self.first = first
        self.last = last

    line = property(lambda self: self.first.line)
    column = property(lambda self: self.first.column)
    start_pos = property(lambda self: self.first.start_pos)
    end_line = property(lambda self: self.last.end_line)
    end_column = property(lambda self: self.last.end_column)
    end_pos = property(lambda self: self.last.end_pos)


class Plan(NamedTuple):
    """What becomes of the parts of one rule of the grammar.

    kept: which parts are children, and whether the children of each stand in its place; None when all are, themselves.
    passes: a single child stands for the whole. opens: the whole is opened where it stands.
    """

    size: int
    origin: str
    name: str
    kept: tuple[tuple[int, bool], ...] | None
    passes: bool
    opens: bool


def plan_of(rule: Rule) -> Plan:
    """Return the plan of a rule, as Lark's `ParseTreeBuilder` has it."""
    parts = rule.expansion
    kept = tuple(
        (place, not part.is_term and part.name.startswith("_"))
        for place, part in enumerate(parts)
        if rule.options.keep_all_tokens or not (isinstance(part, Terminal) and part.filter_out)
    )
    is_plain = len(kept) == len(parts) and not any(opens for _, opens in kept)
    origin = rule.origin.name
    passes = bool(rule.options.expand1) and not rule.alias
    return Plan(len(parts), origin, rule.alias or origin, None if is_plain else kept, passes, origin.startswith("_"))


class Tables(msgspec.Struct, array_like=True):
    """What texts are read by. fixed: names of the tokens that are always written the same.

    states: for each state the number of a token or rule, 0 and the state that comes then or 1 and a plan, and so on.
    """

    start: int
    end: int
    fixed: dict[str, str]
    symbols: list[str]
    states: dict[int, list[int]]
    plans: dict[int, Plan]


class _Actions(dict[int, dict[str, Any]]):
    """For each state what may come: a state that comes then, or the plan of a rule that ends here; made when needed."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def __missing__(self, state: int) -> dict[str, Any]:
        symbols, plans, parts = self._tables.symbols, self._tables.plans, iter(self._tables.states[state])
        found = self[state] = {
            symbols[symbol]: plans[argument] if ends else argument
            for symbol, ends, argument in zip(parts, parts, parts, strict=True)
        }
        return found


class Driver:
    """Reads texts by tables."""

    def __init__(self, tables: Tables) -> None:
        self._actions = _Actions(tables)
        self._fixed = tables.fixed
        self._start, self._end = tables.start, tables.end
        self._lines = Lines()

    def parse(self, text: str, start: int, stop: int) -> Tree[Token] | None:
        """Return the tree of a piece of text, or None when it has a fault."""
        table, fixed, new = self._actions, self._fixed, str.__new__
        stack = _Stack(table, self._start)
        states, values, firsts, lasts = stack.states, stack.values, stack.firsts, stack.lasts
        line, begun = self._lines.at(text, start), text.rfind("\n", 0, start) + 1
        actions, at = table[self._start], start
        for found in SCANNER.finditer(text, start, stop):
            begin, end = found.span()
            if begin != at:
                return None
            at, kind, value = end, found.lastgroup or "", found.group()
            if kind == "SPACE":
                if "\n" in value:
                    line += value.count("\n")
                    begun = begin + value.rfind("\n") + 1
                continue
            if kind == "COMMENT":
                continue
            name = name_of(fixed, kind, value, actions) if kind in ("WORD", "SIGN") else kind
            column = begin - begun + 1
            token: Token = new(Token, value)  # as Lark's own, without its two calls
            token.type, token.value, token.start_pos, token.end_pos = name, value, begin, end
            token.line = token.end_line = line
            token.column, token.end_column = column, column + end - begin
            action = actions.get(name)
            while type(action) is Plan:
                actions = stack.reduce(action)
                action = actions.get(name)
            if action is None:
                return None
            states.append(action)
            actions = table[action]
            values.append(token)
            firsts.append(token)
            lasts.append(token)
        return self._ended(stack, actions) if at == stop else None

    def _ended(self, stack: _Stack, actions: dict[str, Any]) -> Tree[Token] | None:
        while (action := actions.get(_END)) is not None:
            actions = stack.reduce(action)
            if stack.states[-1] == self._end:
                found: Tree[Token] = stack.values[-1]
                return found
        return None


class _Stack:
    """What is read and not yet put together: states, what they stand for, and its first and last token."""

    __slots__ = ("_table", "firsts", "lasts", "states", "values")

    def __init__(self, table: _Actions, start: int) -> None:
        self._table = table
        self.states = [start]
        self.values: list[Any] = []
        self.firsts: list[Token | None] = []
        self.lasts: list[Token | None] = []

    def reduce(self, plan: Plan) -> dict[str, Any]:
        """Put the parts of a rule together, and return what may come then."""
        size, origin, name, kept, passes, opens = plan
        states, values, firsts, lasts = self.states, self.values, self.firsts, self.lasts
        first = last = None
        children: list[Any] = []
        if size:
            children = parts = values[-size:]
            first, last = firsts[-size], lasts[-1]
            if size > 1 and (first is None or last is None):
                first = next((each for each in firsts[-size:] if each is not None), None)
                last = next((each for each in reversed(lasts[-size:]) if each is not None), None)
            del states[-size:], values[-size:], firsts[-size:], lasts[-size:]
            if kept is not None:
                children = _children(parts, kept)
        value: Any
        if passes and len(children) == 1:
            value = children[0]
            if type(value) is Token:
                first = last = value
        elif opens:
            value = children
        else:
            value = Tree(name, children, Between(first, last) if first is not None and last is not None else Meta())  # type: ignore[arg-type]
        state = self._table[states[-1]][origin]
        states.append(state)
        values.append(value)
        firsts.append(first)
        lasts.append(last)
        return self._table[state]


def _children(parts: list[Any], kept: tuple[tuple[int, bool], ...]) -> list[Any]:
    """Return the parts that are children; a list that is opened first is grown, so that long lists cost little."""
    found: list[Any] | None = None
    for place, opens in kept:
        if not opens:
            found = [] if found is None else found
            found.append(parts[place])
        elif found is None:
            found = parts[place]
        else:
            found += parts[place]
    return [] if found is None else found
