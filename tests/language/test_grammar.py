"""The grammar has one reading: no conflict, and one way to see a word."""

import pytest
from language.books import parser
from language.texts import all_texts
from lark import Lark, Token, Tree

from rules_engine.language.tables import OPTIONS, build_parser, grammar_text


@pytest.fixture(scope="module")
def by_lark() -> Lark:
    """Return the parser with Lark's own contextual lexer, made from the grammar."""
    return Lark(grammar_text(), **{**OPTIONS, "_plugins": {}})


def shape(tree: Tree[Token] | Token) -> object:
    """Return a tree as nested tuples with places: what was read, and where."""
    if isinstance(tree, Token):
        return (tree.type, str(tree), tree.start_pos, tree.line, tree.column)
    return (str(tree.data), *map(shape, tree.children))


def test_there_is_no_conflict() -> None:
    # strict: shift/reduce and reduce/reduce conflicts raise, and so do terminals of one priority that may collide.
    Lark(grammar_text(), parser="lalr", lexer="contextual", strict=True, maybe_placeholders=False)


def test_a_planted_conflict_is_seen() -> None:
    planted = grammar_text().replace("?condition: conjunction", "?condition: condition condition | conjunction")
    with pytest.raises(Exception, match="Shift/Reduce"):
        Lark(planted, parser="lalr", lexer="contextual", strict=True, maybe_placeholders=False)


def test_the_kept_tables_are_those_of_the_grammar() -> None:
    # Tables that do not fit are passed over in silence, and every start is slower.
    built = Lark(grammar_text(), **OPTIONS)
    assert build_parser().rules == built.rules
    assert {t.name for t in build_parser().terminals} == {t.name for t in built.terminals}
    assert type(build_parser().parser.parser).__name__ == "KeptTables"


def test_the_soft_lexer_sees_the_words_that_the_contextual_one_sees(by_lark: Lark) -> None:
    differing = [
        name for name, text in all_texts().items() if shape(parser().parse(text)) != shape(by_lark.parse(text))
    ]
    assert differing == []


def test_the_tour_shows_every_kind_of_statement() -> None:
    kinds = {str(rule.expansion[0].name) for rule in parser().rules if rule.origin.name == "_statement"}
    kind_of = {str(rule.alias or rule.origin.name): str(rule.origin.name) for rule in parser().rules}
    shown = {kind_of[str(each.data)] for each in parser().parse(all_texts()["grammar/README.md"]).children}
    assert len(kinds) >= 17
    assert kinds - shown == {"withdraws"}  # it needs a rulebook that is extended, and stands in the second text
