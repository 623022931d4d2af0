"""Which words a name cannot hold, worked out from the parse table, and whether the vocabulary keeps to it."""

from functools import cache
from pathlib import Path

import pytest
from language.books import HEAD, faults, parser
from lark.parsers.lalr_analysis import Shift

from rules_engine.language.compile import compile_texts
from rules_engine.language.page import page_with_tables
from rules_engine.language.reserved import Reserved, VocabularyError, check_vocabulary, reserved_words
from rules_engine.language.vocabulary import KindWord, Vocabulary, load_vocabulary

VOCABULARY: Vocabulary = load_vocabulary()
UNREADABLE = {"unexpected-text", "unexpected-end", "unknown-field", "unknown-kind", "name-over-line-end"}


@cache
def after_a_name() -> frozenset[str]:
    """Return the keywords that the parser can take after a word of a name."""
    states = parser().parser.parser._parse_table.states
    inside = [actions for actions in states.values() if "OF" in actions and actions["OF"][0] is Shift]
    fixed = {t.name: str(t.pattern.value) for t in parser().terminals if type(t.pattern).__name__ == "PatternStr"}
    found = {fixed[name] for actions in inside for name in actions if name in fixed and name != "OF"}
    return frozenset(word for word in found if word.isalpha())


def names() -> list[tuple[str, str]]:
    """Return every name of the vocabulary with its kind; kinds themselves are of the kind "kind"."""
    fields = [(kind, name) for kind, of_kind in VOCABULARY.fields.items() for name in of_kind]
    return fields + [("kind", name) for name in VOCABULARY.kinds]


def cases(found: list[tuple[str, str]]) -> list[object]:
    return [pytest.param(*each, id=" ".join(each)) for each in found]


def test_the_reserved_words_are_those_that_begin_a_clause_or_an_operator() -> None:
    assert after_a_name() >= {"is", "and", "or", "where", "requires", "when", "rule", "example", "per", "on", "by"}
    assert after_a_name().isdisjoint({"of", "day", "line", "first", "steps", "row", "modifiers", "a", "the"})


@pytest.mark.parametrize(("kind", "name"), names())
def test_no_name_holds_a_reserved_word_after_its_first(kind: str, name: str) -> None:
    assert set(name.split()[1:]) & after_a_name() == set()


OF_LINES = {
    "on the left": "requires {name} is documented",
    "on the right": "requires service date is {name}",
    "in brackets": "requires not ({name} is documented)",
    "in a choice of dates": "requires service date is later of ({name}, {name})",
    "in a sum": "requires units is units - {name}",
    "as an anchor": "requires service date is within 3 days before {name}",
    "read on a day": "requires patient age on {name} is at least 3 years",
    "of this line": "requires some line on the same claim where code is this {name}",
    "that must be the same": "requires some line by the same {name}",
    "as a key": "limits lines to 1 per {name} per day",
    "added up": "requires total {name} among lines on the same claim is 3",
    "counted": "limits different {name} to 1 per day",
    "as a bound": "limits lines to {name} per day",
    "as a heading": "requires\n | when code | {name} |\n | 90837 | any |\n",
    "in a list": "requires modifiers include this {name}",
}
EXAMPLE = 'example "e" on 2026-01-01 for book bills 90837'


@pytest.mark.parametrize(("kind", "name"), cases([each for each in names() if each[0] == "line"]))
def test_a_field_of_a_line_can_be_written_everywhere(kind: str, name: str) -> None:
    texts = {where: f"rule r cites manual {clause}" for where, clause in OF_LINES.items()}
    texts["in a record"] = f"record x holds {name}, {name} holds either {name} and {name} or {name}"
    texts["in an example"] = (
        f"{EXAMPLE}, {name} is not supplied given {name} is not supplied expect x unknown because {name}"
    )
    whole = "\n".join(text.format(name=name).replace("rule r", f"rule r{n}") for n, text in enumerate(texts.values()))
    assert [each.message for each in faults(HEAD + whole) if each.name in UNREADABLE] == []


@pytest.mark.parametrize(("kind", "name"), cases([each for each in names() if each[0] not in ("line", "kind")]))
def test_a_field_of_an_entry_can_be_written_everywhere(kind: str, name: str) -> None:
    whole = f"""
    rule a cites manual requires some {kind} where {name} is documented
    rule b cites manual requires some {kind} where ({name} is documented and {name} is documented)
    {EXAMPLE} given {kind} has {name} is not supplied, {name} is not supplied expect verdict passes
    """
    assert [each.message for each in faults(HEAD + whole) if each.name in UNREADABLE] == []


def kinds() -> list[tuple[str, str]]:
    return [(kind.name, kind.plural) for kind in {id(k): k for k in VOCABULARY.kinds.values()}.values()]


def test_a_kind_can_be_written_everywhere() -> None:
    quantified = ("some {}", "no {}", "another {}", "exactly 1 {}", "at most 1 {}", "number of {} is 1")
    clauses = [text.format(name) for pair in kinds() for name in pair for text in quantified]
    whole = "\n".join(f"rule r{n} cites manual requires {clause}" for n, clause in enumerate(clauses))
    assert [each.message for each in faults(HEAD + whole) if each.name in UNREADABLE] == []


def test_there_can_be_no_other_payer() -> None:
    assert faults(HEAD + "rule r cites manual requires no other payer") == ()
    where = "where other payer status is paid"
    assert faults(HEAD + f"rule r cites manual requires no other payer covering service date {where}") == ()


@cache
def reserved() -> Reserved:
    return reserved_words(parser())


def test_the_words_are_those_of_the_parse_table() -> None:
    assert reserved().inside == after_a_name()
    assert reserved().first >= {"some", "no", "total", "number", "this", "it", "any", "not", "greater", "later"}
    assert reserved().in_a_cell >= {"rule", "codes", "requires"}
    assert reserved().first.isdisjoint({"code", "units", "session", "other", "first", "line"})


def test_the_shipped_vocabulary_keeps_to_them() -> None:
    check_vocabulary(VOCABULARY, reserved())


def with_field(name: str, kind: str = "line") -> Vocabulary:
    fields = {each: dict(words) for each, words in VOCABULARY.fields.items()}
    fields[kind][name] = next(iter(fields[kind].values()))
    return Vocabulary(fields, VOCABULARY.kinds)


@pytest.mark.parametrize("word", sorted(reserved_words(parser()).inside))
def test_a_name_with_a_word_that_ends_it_is_refused(word: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        compile_texts({"book.rules": HEAD}, with_field(f"payer {word} note"))
    (reason,) = caught.value.reasons
    assert f"`payer {word} note` (field of a line): `{word}`" in reason


@pytest.mark.parametrize("word", sorted(reserved_words(parser()).first | reserved_words(parser()).in_a_cell))
def test_a_name_that_begins_with_a_keyword_is_refused(word: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        check_vocabulary(with_field(f"{word} note"), reserved())
    assert f"`{word}` is read as a keyword" in caught.value.reasons[0]


def test_another_vocabulary_that_keeps_to_them_is_taken() -> None:
    whole = compile_texts(
        {"book.rules": HEAD + "rule r cites manual requires payer note is 90837"}, with_field("payer note")
    )
    assert [rule.name for rule in whole.rulebooks["book"].rules] == ["r"]


def test_the_reference_lists_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
    assert page == page_with_tables(page)


def test_every_kind_has_fields_or_is_a_list_of_words() -> None:
    entities = {kind.name for kind in VOCABULARY.kinds.values() if isinstance(kind, KindWord)}
    assert entities - set(VOCABULARY.fields) <= {"test"}
