"""The one schema of the store, for every database: columns made from the classes of the model.

A column holds the value of the attribute that it is named for. NULL is "not supplied", and the column `absent` names
the attributes that are absent in another way, so a column that a later version adds says the right thing of older rows.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import attrs
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    types,
)

from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.remittance import Remittance
from rules_engine.claims.shapes import Field, Kind, shape_of

EVERYBODY: Final = ""
"""Stands in `spans.patient_id` for a span that holds for every patient; no patient id is empty."""

# Keys are given out by the one writer. SQLite keeps rows in the order of a key of its own integer type.
_KEY: Final = BigInteger().with_variant(Integer, "sqlite")


class Exact(types.TypeDecorator[Decimal]):
    """A number with all its digits, as text: SQLite would make a binary fraction of it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Return the digits without an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Return the number."""
        return None if value is None else Decimal(value)


_TYPES: Final[dict[Kind, Callable[[], types.TypeEngine[Any]]]] = {
    Kind.DAY: Date,
    Kind.AMOUNT: Exact,
    Kind.MONEY: Exact,
    Kind.FLAG: Boolean,
    Kind.WHOLE: BigInteger,
}


def _column(field: Field) -> Column[Any]:
    if field.many or not isinstance(field.of, Kind):
        return Column(field.name, String)  # a list, as JSON
    return Column(field.name, _TYPES.get(field.of, String)(), nullable=not field.required)


def columns_of(entity: type[attrs.AttrsInstance], without: str = "") -> list[Column[Any]]:
    """Return a column for each attribute of a class of the model, but for one that has a table of its own."""
    return [_column(field) for field in shape_of(entity).fields.values() if field.name != without]


METADATA: Final = MetaData()

STORE: Final = Table("store", METADATA, Column("version", Integer, primary_key=True))

IMPORTS: Final = Table(
    "imports",
    METADATA,
    Column("import_key", _KEY, primary_key=True, autoincrement=False),
    Column("source", String, nullable=False),  # the name of the file, without folder
    Column("digest", String, unique=True),  # SHA-256 of its bytes; NULL when something of it was refused
    Column("imported_on", Date, nullable=False),
    Column("counts", JSON, nullable=False),
)
SPANS: Final = Table(
    "spans",
    METADATA,
    Column("span_key", _KEY, primary_key=True, autoincrement=False),
    Column("patient_id", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("import_key", ForeignKey("imports.import_key"), nullable=False),
    Index("spans_by_patient", "patient_id"),
)
CLAIMS: Final = Table(
    "claims",
    METADATA,
    Column("claim_key", _KEY, primary_key=True, autoincrement=False),
    Column("import_key", ForeignKey("imports.import_key"), nullable=False),
    Column("is_in_force", Boolean, nullable=False),  # no other version of the claim stands in its place
    Column("first_day", Date),  # of its lines; NULL when the day of one of them is not known
    Column("last_day", Date),
    *columns_of(Claim, without="lines"),
    Column("absent", String),  # kinds of absence, by attribute, as JSON
    Column("came", String),  # what the claim said before an answer of the payer changed it, as JSON
    Index("claims_by_patient", "patient_id"),
    Index("claims_by_claim_id", "claim_id"),
    Index("claims_by_original", "original_claim_number"),
    Index("claims_by_day", "first_day"),
)
LINES: Final = Table(
    "lines",
    METADATA,
    Column("claim_key", ForeignKey("claims.claim_key"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # among the lines of its claim, from 0
    Column("control_number", String),  # REF*6R of an 837P
    *columns_of(ServiceLine),
    Column("line_absent", String),
)
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("answer_key", _KEY, primary_key=True, autoincrement=False),
    Column("import_key", ForeignKey("imports.import_key"), nullable=False),
    Column("unmatched", String),  # why it fits no claim of the store, or not all of it; NULL when it fits
    Column("found_at", String, nullable=False),  # in its file
    *columns_of(Remittance),
    Column("absent", String),
    Index("answers_by_claim_id", "claim_id"),
    Index("answers_by_payer_claim_number", "payer_claim_number"),
)
