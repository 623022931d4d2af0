"""Empty stores: a SQLite file, and a database of a real PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from histories import postgres

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server that may make databases."""
    named = os.environ.get(postgres.NAMED)
    if named:
        yield named
        return
    folder = postgres.binaries()
    if folder is None:
        pytest.skip(postgres.HOW_TO_RUN)
    with postgres.started(folder) as url:
        yield url


@pytest.fixture
def postgres_url(server: str) -> Iterator[str]:
    """The URL of an empty database, which is dropped after the test."""
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    name = f"payer_rules_test_{os.getpid()}_{next(_NUMBERS)}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store may be made, in each of the databases."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    found = request.getfixturevalue("postgres_url")
    assert isinstance(found, str)
    return found
