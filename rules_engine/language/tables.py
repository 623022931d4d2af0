"""The parse tables, made once from the grammar and kept as compressed data.

Building them takes half a second, reading them 20 ms.

`python -m rules_engine.language.tables` writes `grammar/payer_rules.tables`. Tables of another grammar or another
release of Lark are not used; the parser is then built from the grammar.
"""

from __future__ import annotations

import gc
import hashlib
import zlib
from pathlib import Path
from typing import Any, Final

import lark
import msgspec
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef
from lark.parsers.lalr_analysis import IntParseTable, Reduce, Shift
from lark.parsers.lalr_parser import LALR_Parser, _Parser

from rules_engine.content import content_root
from rules_engine.language.driver import Driver
from rules_engine.language.lexer import SoftKeywordLexer


class KeptTables(LALR_Parser):
    """Lark's LALR parser, with its tables read from flat lists of token, action, argument, and a loop of its own."""

    _driver: Driver

    @classmethod
    def deserialize(  # type: ignore[override]  # as LALR_Parser has it
        cls, data: Any, memo: Any, callbacks: Any, debug: bool = False
    ) -> KeptTables:
        """Return the parser whose tables `_flat` wrote; a rule is given by its number in `memo`."""
        tokens, states = data["tokens"], {}
        for state, flat in data["states"].items():
            parts = iter(flat)
            states[state] = {
                tokens[token]: (Reduce, memo[argument]) if action else (Shift, argument)
                for token, action, argument in zip(parts, parts, parts, strict=True)
            }
        made = cls.__new__(cls)
        table: Any = IntParseTable(states, data["start_states"], data["end_states"])
        made._parse_table = table
        made.parser = _Parser(table, callbacks, debug)
        made._driver = Driver(table, memo)
        return made

    def parse(self, lexer: Any, start: str, on_error: Any = None) -> Any:
        """Return the tree of a text. Raises what Lark raises for one that has a fault."""
        piece = lexer.state.text
        found = self._driver.parse(lexer.lexer, piece.text, piece.start, piece.end)
        return found if found is not None else super().parse(lexer, start, on_error)  # type: ignore[no-untyped-call]


def _flat(data: Any) -> Any:
    """Return Lark's own tables with each state's actions in one list."""
    states = {
        state: [part for token, (action, argument) in actions.items() for part in (token, action, _number(argument))]
        for state, actions in data["states"].items()
    }
    return {**data, "states": states}


def _number(argument: Any) -> int:
    return int(argument["@"] if isinstance(argument, dict) else argument)


_PLUGINS: Final = {"ContextualLexer": SoftKeywordLexer, "LALR_Parser": KeptTables}
OPTIONS: Final[dict[str, Any]] = {
    "parser": "lalr",
    "lexer": "contextual",
    "propagate_positions": True,
    "maybe_placeholders": False,
    "_plugins": _PLUGINS,
}
_LARGEST: Final = 2**62  # Lark writes "no bound" as a number too large for MessagePack
_FILE: Final = "payer_rules.tables"


def build_parser() -> Lark:
    """Return the parser: from the kept tables when they fit the grammar, else built from it."""
    grammar = grammar_text()
    collected = gc.isenabled()
    gc.disable()  # ten thousand small lists, none of them garbage
    try:
        kept = _kept(grammar)
    finally:
        if collected:
            gc.enable()
    return kept if kept is not None else Lark(grammar, **OPTIONS)


def grammar_text() -> str:
    """Return the grammar file's text."""
    return (content_root() / "grammar" / "payer_rules.lark").read_text("utf-8")


def key_of(grammar: str) -> str:
    """Return what tables must carry to be used: the grammar's SHA-256 and the release of Lark."""
    return f"{hashlib.sha256(grammar.encode()).hexdigest()} lark {lark.__version__}"


def _kept(grammar: str) -> Lark | None:
    try:
        packed = (content_root() / "grammar" / _FILE).read_bytes()
        key, data, memo = msgspec.msgpack.decode(zlib.decompress(packed), strict=False)
        if key != key_of(grammar):
            return None
        loaded = Lark._load_from_dict(data, memo, _plugins=_PLUGINS)  # what Lark's own stand-alone parsers call
    except (OSError, ValueError, zlib.error, msgspec.MsgspecError, KeyError, TypeError, AttributeError):
        return None
    assert isinstance(loaded, Lark)
    return loaded


def packed_tables(grammar: str) -> bytes:
    """Return the tables of a grammar as compressed MessagePack."""
    data, memo = Lark(grammar, **{**OPTIONS, "_plugins": {}}).memo_serialize([TerminalDef, Rule])
    data["parser"]["parser"] = _flat(data["parser"]["parser"])
    return zlib.compress(msgspec.msgpack.encode([key_of(grammar), _plain(data), _plain(memo)]), 9)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return min(value, _LARGEST) if isinstance(value, int) else value


if __name__ == "__main__":
    target = Path(str(content_root() / "grammar" / _FILE))
    target.write_bytes(packed_tables(grammar_text()))
