"""One loop from text to surface tree, by Lark's tables: the trees, tokens and places that Lark makes, in half the time.

It reads what is right. At anything else it gives up, and Lark reads the text again to say what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lark import Token, Tree
from lark.grammar import Rule, Terminal
from lark.parsers.lalr_analysis import Shift
from lark.tree import Meta

from rules_engine.language.lexer import SCANNER, SoftKeywordLexer

Actions = Mapping[str, tuple[Any, Any]]
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


class Driver:
    """Reads texts by a table of actions. rules: among other things, every rule that the table reduces by."""

    def __init__(self, table: Any, rules: Mapping[Any, Any]) -> None:
        self._table: Mapping[int, Actions] = table.states
        (self._start,) = table.start_states.values()
        (self._end,) = table.end_states.values()
        self._plans = {id(rule): plan_of(rule) for rule in rules.values() if isinstance(rule, Rule)}

    def parse(self, lexer: SoftKeywordLexer, text: str, start: int, stop: int) -> Tree[Token] | None:
        """Return the tree of a piece of text, or None when it has a fault."""
        stack = _Stack(self._table, self._plans, self._start)
        states, values, firsts, lasts = stack.states, stack.values, stack.firsts, stack.lasts
        fixed, named, reduced, new = lexer.fixed, lexer.name, stack.reduce, str.__new__
        line, begun = lexer.line_at(text, start), text.rfind("\n", 0, start) + 1
        actions, at = self._table[self._start], start
        for found in SCANNER.finditer(text, start, stop):
            begin, end = found.span()
            if begin != at:
                return None
            at, kind, value = end, found.lastgroup, found.group()
            if kind == "SPACE":
                if "\n" in value:
                    line += value.count("\n")
                    begun = begin + value.rfind("\n") + 1
                continue
            if kind == "COMMENT":
                continue
            name = named(kind, value, actions) if kind == "WORD" else fixed[value] if kind == "SIGN" else kind
            column = begin - begun + 1
            token: Token = new(Token, value)  # as Lark's own, without its two calls
            token.type, token.value, token.start_pos, token.end_pos = name, value, begin, end  # type: ignore[assignment]
            token.line = token.end_line = line
            token.column, token.end_column = column, column + end - begin
            while True:
                action = actions.get(name)  # type: ignore[arg-type]
                if action is None:
                    return None
                if action[0] is Shift:
                    break
                actions = reduced(action[1])
            states.append(action[1])
            actions = self._table[action[1]]
            values.append(token)
            firsts.append(token)
            lasts.append(token)
        return self._ended(stack, actions) if at == stop else None

    def _ended(self, stack: _Stack, actions: Actions) -> Tree[Token] | None:
        while True:
            action = actions.get(_END)
            if action is None:
                return None
            actions = stack.reduce(action[1])
            if stack.states[-1] == self._end:
                found: Tree[Token] = stack.values[-1]
                return found


class _Stack:
    """What is read and not yet put together: states, what they stand for, and its first and last token."""

    __slots__ = ("_plans", "_table", "firsts", "lasts", "states", "values")

    def __init__(self, table: Mapping[int, Actions], plans: Mapping[int, Plan], start: int) -> None:
        self._table = table
        self._plans = plans
        self.states = [start]
        self.values: list[Any] = []
        self.firsts: list[Token | None] = []
        self.lasts: list[Token | None] = []

    def reduce(self, rule: Rule) -> Actions:
        """Put the parts of a rule together, and return what may come then."""
        size, origin, name, kept, passes, opens = self._plans[id(rule)]
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
        state = self._table[states[-1]][origin][1]
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
