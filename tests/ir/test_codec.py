"""The IR survives being data, and nothing but the IR comes out of data."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_engine.ir import codec
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
