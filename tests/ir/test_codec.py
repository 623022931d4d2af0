"""The IR survives being data, and nothing but the IR comes out of data."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

import msgspec
import pytest
from conformance.pages import cases
from hypothesis import given
from hypothesis import strategies as st
from language.books import compiled
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier

from rules_engine.interpreters.row import judge
from rules_engine.ir import codec
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.library import examples_of

BOOKS, EXAMPLES, _ = examples_of()


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_a_rulebook_survives(name: str) -> None:
    packed = msgspec.msgpack.encode(codec.encode(BOOKS[name]))
    found = codec.decode(msgspec.msgpack.decode(packed))
    assert found == BOOKS[name]
    assert [rule.texts for rule in found.rules] == [rule.texts for rule in BOOKS[name].rules]
    assert [rule.places for rule in found.rules] == [rule.places for rule in BOOKS[name].rules]
    assert msgspec.msgpack.encode(codec.encode(found)) == packed


def test_examples_survive() -> None:
    assert codec.decode(codec.encode(EXAMPLES)) == EXAMPLES


def test_a_change_would_be_seen() -> None:
    book = next(iter(BOOKS.values()))
    data = codec.encode(book)
    data[0][data[0].index(book.title)] = "another"
    assert codec.decode(data) != book


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)


@given(plain)
def test_other_data_is_refused_with_one_kind_of_error(data: object) -> None:
    try:
        codec.decode(data)
    except ValueError:
        return


def test_what_is_not_ir_is_not_written() -> None:
    with pytest.raises(TypeError):
        codec.encode({1.5})
    assert codec.decode(codec.encode(Decimal("1.50"))) == Decimal("1.50")


# --- rulebooks of every shape, and damaged data -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_a_random_rulebook_survives_and_judges_the_same(seed: int) -> None:
    _, book, claims = drawn(seed)
    again = codec.decode(msgspec.msgpack.decode(msgspec.msgpack.encode(codec.encode(book))))
    assert again == book
    for claim in claims[:5]:
        one, other = judge(to_dossier(claim), book), judge(to_dossier(claim), again)
        assert [(r.rule.address, r.line, r.outcome, r.needs) for r in one.results] == [
            (r.rule.address, r.line, r.outcome, r.needs) for r in other.results
        ]


def test_every_kind_of_node_is_encoded_somewhere() -> None:
    wholes = [*BOOKS.values(), EXAMPLES, *pages(), *(drawn(seed)[1] for seed in range(40))]
    used = {node[0] for whole in wholes for node in codec.encode(whole)[1]}
    assert {cls.__name__ for number, cls in enumerate(codec.CLASSES) if number not in used} == set()


def pages() -> list[Rulebook]:
    """Return the rulebooks of the conformance cases."""
    texts = [case.rules for case in cases() if not case.texts("faults")]
    return [book for text in texts for book in compiled(text).rulebooks.values()]


JUNK = [None, True, -1, -2, -7, -99, 0, 5, 46, 999, 1.5, "", "text", b"bytes", [], [[]], {}, [-3, "x"]]


def damaged(data: list[Any], random: Random) -> list[Any]:
    """Return encoded IR with one part replaced by something else, dropped or doubled."""
    whole = deepcopy(data)
    place = whole
    while True:
        inner = [part for part in place if isinstance(part, list) and part]
        if not inner or random.random() < 0.1:
            break
        place = random.choice(inner)
    at = random.randrange(len(place))
    place[at : at + 1] = random.choice([[random.choice(JUNK)], [], [place[at], place[at]]])
    return whole


@pytest.mark.parametrize("seed", range(4))
def test_damaged_data_is_refused_with_one_kind_of_error(seed: int) -> None:
    random = Random(seed)
    encoded = codec.encode(drawn(seed)[1])
    refused = 0
    for _ in range(150):
        try:
            codec.decode(damaged(encoded, random))
        except ValueError:
            refused += 1
    assert refused > 20


def test_what_is_nested_without_end_survives() -> None:
    value: Any = ()
    for _ in range(100_000):
        value = (value,)
    found = codec.decode(codec.encode(value))
    for _ in range(100_000):
        (found,) = found
    assert found == ()
    while value:
        (value,) = value


def test_what_is_equal_is_written_once() -> None:
    day = Decimal("1.50")
    leaves, nodes = codec.encode(((day, 1), (Decimal("1.50"), True), (day, 1)))
    assert leaves == [[-3, "1.50"], 1, True]
    assert len(nodes) == 3


SIDE = [{1: "one", 2: "two"}, {7: (0, 9, 1, 1)}, {}]


@pytest.mark.parametrize("table", SIDE)
def test_a_table_by_node_id_survives(table: dict[int, object]) -> None:
    written = codec.encode(table)
    found = codec.decode(msgspec.json.decode(msgspec.json.encode(written)))
    assert dict(found) == table
    assert codec.encode(found) == written


@pytest.mark.parametrize("table", [{1: 1.5}, {1: "one", 2: (1, 2)}, {1: (b"",)}])
def test_another_table_is_not_written(table: dict[int, object]) -> None:
    with pytest.raises(TypeError):
        codec.encode(table)
