"""The parse tables, made once from the grammar and kept as compressed data.

Building them takes half a second, reading them 3 ms.

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
from lark import Lark, TextSlice
from lark.grammar import Rule
from lark.lexer import TerminalDef
from lark.parsers.lalr_analysis import IntParseTable, Reduce, Shift
from lark.parsers.lalr_parser import LALR_Parser, _Parser

from rules_engine.content import content_root
from rules_engine.language.driver import Driver, Tables, plan_of
from rules_engine.language.lexer import SoftKeywordLexer


class KeptTables(LALR_Parser):
    """Lark's LALR parser, with its tables read from flat lists of token, action, argument."""

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
        return made


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


class QuickLark(Lark):
    """Lark in all but this: texts that are right are read by `Driver`, and Lark's own parts are made when asked for."""

    def __init__(self, tables: Tables, rest: bytes) -> None:
        self._driver = Driver(tables)
        self._rest = tables, rest

    def parse(self, text: Any, start: str | None = None, on_error: Any = None) -> Any:
        """Return the tree of a text. Raises what Lark raises for one that has a fault."""
        piece = text if isinstance(text, TextSlice) else TextSlice(text, 0, len(text))
        found = self._driver.parse(piece.text, piece.start, piece.end)
        return found if found is not None else super().parse(text, start, on_error)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("_rest", "_driver"):
            raise AttributeError(name)
        vars(self).update(vars(_whole(*self._rest)))
        return object.__getattribute__(self, name)


def _whole(tables: Tables, rest: bytes) -> Lark:
    data, memo = msgspec.msgpack.decode(rest, strict=False)
    data["parser"]["parser"] |= {"tokens": tables.symbols, "states": tables.states}
    loaded = Lark._load_from_dict(data, memo, _plugins=_PLUGINS)  # what Lark's own stand-alone parsers call
    assert isinstance(loaded, Lark)
    return loaded


def build_parser() -> Lark:
    """Return the parser: from the kept tables when they fit the grammar, else from tables that are made of it."""
    grammar = grammar_text()
    collected = gc.isenabled()
    gc.disable()  # ten thousand small lists, none of them garbage
    try:
        return _kept(grammar) or QuickLark(*_unpacked(packed_tables(grammar))[1:])
    finally:
        if collected:
            gc.enable()


def grammar_text() -> str:
    """Return the grammar file's text."""
    return (content_root() / "grammar" / "payer_rules.lark").read_text("utf-8")


def key_of(grammar: str) -> str:
    """Return what tables must carry to be used: the grammar's SHA-256 and the release of Lark."""
    return f"{hashlib.sha256(grammar.encode()).hexdigest()} lark {lark.__version__}"


def _kept(grammar: str) -> Lark | None:
    try:
        key, tables, rest = _unpacked((content_root() / "grammar" / _FILE).read_bytes())
    except (OSError, ValueError, zlib.error, msgspec.MsgspecError):
        return None
    return QuickLark(tables, rest) if key == key_of(grammar) else None


def _unpacked(packed: bytes) -> tuple[str, Tables, bytes]:
    return msgspec.msgpack.decode(zlib.decompress(packed), type=tuple[str, Tables, bytes])


def packed_tables(grammar: str) -> bytes:
    """Return the tables of a grammar as compressed MessagePack: those of the driver, and the rest of Lark's own."""
    built = Lark(grammar, **{**OPTIONS, "_plugins": {}})
    data, memo = built.memo_serialize([TerminalDef, Rule])
    flat = _flat(data["parser"]["parser"])
    tables = Tables(
        start=flat["start_states"]["start"],
        end=flat["end_states"]["start"],
        fixed={t.pattern.value: t.name for t in built.terminals if type(t.pattern).__name__ == "PatternStr"},
        symbols=[name for _, name in sorted(flat.pop("tokens").items())],
        states=flat.pop("states"),
        plans={n: plan_of(Rule.deserialize(each, memo)) for n, each in memo.items() if each["__type__"] == "Rule"},
    )
    data["parser"]["parser"] = flat
    rest = msgspec.msgpack.encode([_plain(data), _plain(memo)])
    return zlib.compress(msgspec.msgpack.encode([key_of(grammar), tables, rest]), 9)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return min(value, _LARGEST) if isinstance(value, int) else value


if __name__ == "__main__":
    target = Path(str(content_root() / "grammar" / _FILE))
    target.write_bytes(packed_tables(grammar_text()))
