"""The parse tables, made once from the grammar and kept as compressed data: building them takes half a second, reading 50 ms.

`python -m rules_engine.language.tables` writes `grammar/payer_rules.tables`. Tables of another grammar or another release of
Lark are not used; the parser is then built from the grammar.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import Any, Final

import lark
import msgspec
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from rules_engine.content import content_root
from rules_engine.language.lexer import SoftKeywordLexer

OPTIONS: Final[dict[str, Any]] = {
    "parser": "lalr",
    "lexer": "contextual",
    "propagate_positions": True,
    "maybe_placeholders": False,
    "_plugins": {"ContextualLexer": SoftKeywordLexer},
}
_LARGEST: Final = 2**62  # Lark writes "no bound" as a number too large for MessagePack
_FILE: Final = "payer_rules.tables"


def build_parser() -> Lark:
    """Return the parser: from the kept tables when they fit the grammar, else built from it."""
    grammar = grammar_text()
    kept = _kept(grammar)
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
        loaded = Lark._load_from_dict(data, memo, _plugins=OPTIONS["_plugins"])  # what Lark's own stand-alone parsers call
    except (OSError, ValueError, zlib.error, msgspec.MsgspecError, KeyError, TypeError, AttributeError):
        return None
    assert isinstance(loaded, Lark)
    return loaded


def packed_tables(grammar: str) -> bytes:
    """Return the tables of a grammar as compressed MessagePack."""
    data, memo = Lark(grammar, **{**OPTIONS, "_plugins": {}}).memo_serialize([TerminalDef, Rule])
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
