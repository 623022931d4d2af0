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
    data[1] = "another"
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
    used: set[int] = set()
    waiting = [codec.encode(book) for book in (*BOOKS.values(), *(drawn(seed)[1] for seed in range(40)))]
    waiting += [codec.encode(EXAMPLES), *(codec.encode(book) for book in pages())]
    while waiting:
        data = waiting.pop()
        if isinstance(data, list):
            used |= {data[0]} if data and type(data[0]) is int and data[0] >= 0 else set()
            waiting += data
    assert {cls.__name__ for number, cls in enumerate(codec.CLASSES) if number not in used} == set()


def pages() -> list[Rulebook]:
    """Return the rulebooks of the conformance cases."""
    texts = [case.rules for case in cases() if not case.texts("faults")]
    return [book for text in texts for book in compiled(text).rulebooks.values()]


JUNK = [
    None,
    True,
    -1,
    -2,
    -7,
    -99,
    0,
    5,
    46,
    999,
    1.5,
    "",
    "text",
    b"bytes",
    [],
    [[]],
    {},
    [-3, "x"],
    [-4, "2026-02-30"],
]


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


def test_data_that_is_nested_without_end_is_refused() -> None:
    data: list[Any] = [-1]
    for _ in range(100_000):
        data = [-1, data]
    with pytest.raises(ValueError, match="not an encoded IR"):
        codec.decode(data)
    while data and isinstance(data[-1], list):
        data = data[-1]
