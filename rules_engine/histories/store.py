"""Opening a store: a SQLite file by its path, or a PostgreSQL database by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.schema import CreateColumn

from rules_engine.histories.errors import StoreError
from rules_engine.histories.tables import METADATA, STORE

VERSION: Final = 1
_LONGEST_WAIT: Final = 3600  # seconds
_SCHEMES: Final = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_FORMS: Final = "give the path of a SQLite file, or postgresql://user@host/database"


class HistoryStore:
    """An open store. place: where it lies, for messages; without a password."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.place: Final = engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the store."""
        with _faults_told(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept, or none when the block raises; one writer at a time."""
        with _faults_told(self._engine), self._engine.begin() as connection:
            connection.execute(sa.update(STORE).values(version=VERSION))  # locks the store for other writers
            yield connection


@contextmanager
def open_store(url: str, *, create: bool = False) -> Iterator[HistoryStore]:
    """Give the store at a URL or path, and close it after the block.

    create: make it when it is not there, and bring it up to date when an earlier version made it.
    Raises StoreError when it cannot be opened.
    """
    engine = _engine(url, create=create)
    try:
        with _faults_told(engine):
            _make(engine) if create else _check(engine)
        yield HistoryStore(engine)
    finally:
        engine.dispose()


def _engine(text: str, *, create: bool) -> sa.Engine:
    url = _url(text)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not url.database or not (path.is_file() or (create and path.parent.is_dir())):
            raise StoreError(f"no store at {path}", "make one with `payer-rules history import FILE --store PATH`")
    try:
        # A second import waits for the first.
        waits = {"connect_args": {"timeout": _LONGEST_WAIT}} if url.get_backend_name() == "sqlite" else {}
        engine = sa.create_engine(url, **waits)
    except ImportError:
        cure = "pip install 'payer-rules[postgres]'"
        raise StoreError("PostgreSQL needs psycopg, which is not installed", cure) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
    return engine


def _url(text: str) -> sa.URL:
    if "://" not in text:
        return sa.URL.create("sqlite", database=text)
    try:
        url = sa.make_url(text)
    except (exc.ArgumentError, ValueError):
        raise StoreError("the URL of the store cannot be read", _FORMS) from None
    if url.get_backend_name() not in _SCHEMES:
        raise StoreError("the store is neither SQLite nor PostgreSQL", _FORMS)
    return url.set(drivername=_SCHEMES[url.get_backend_name()])


def _prepare(connection: Any, _: object) -> None:
    """Let readers read while an import writes. What is no database is closed again: nobody else holds it yet."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except Exception:
        connection.close()
        raise


@contextmanager
def _faults_told(engine: sa.Engine) -> Iterator[None]:
    """Tell a fault of the database by its cause alone: the statement and its values stay unsaid."""
    try:
        yield
    except exc.DBAPIError as fault:
        place = engine.url.render_as_string(hide_password=True)
        cause = _cause(fault, str(engine.url.password or ""))
        raise StoreError(f"the store {place} cannot be used: {cause}", "see that the database is there") from None


def _cause(fault: exc.DBAPIError, password: str) -> str:
    # Faults of data quote it; those of connections and files say where and why.
    if not isinstance(fault, exc.OperationalError):
        return type(fault.orig).__name__
    lines = str(fault.orig).strip().splitlines() or [type(fault.orig).__name__]
    return lines[0].replace(password, "***") if password else lines[0]


def _make(engine: sa.Engine) -> None:
    """Make tables that are not there, and columns that a later version has added."""
    with engine.begin() as connection:
        METADATA.create_all(connection)
        version = connection.execute(sa.select(STORE.c.version)).scalar()
        if version is None:
            connection.execute(sa.insert(STORE).values(version=VERSION))
        elif version != VERSION:
            raise _other_version()
        for column in _missing(connection):
            # NULL is "not supplied", which is what older rows say of an attribute that they never had.
            specification = CreateColumn(column).compile(dialect=engine.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {specification}")


def _check(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(STORE.name):
            raise StoreError("this database holds no store of histories", "make one with `payer-rules history import`")
        if connection.execute(sa.select(STORE.c.version)).scalar() != VERSION:
            raise _other_version()
        if _missing(connection):
            raise StoreError(
                "an earlier version made this store", "`payer-rules history import` of any file brings it up to date"
            )


def _missing(connection: sa.Connection) -> list[sa.Column[Any]]:
    inspector = sa.inspect(connection)
    there = {(name, column["name"]) for name in METADATA.tables for column in inspector.get_columns(name)}
    columns = [column for table in METADATA.sorted_tables for column in table.columns]
    return [column for column in columns if (column.table.name, column.name) not in there]


def _other_version() -> StoreError:
    return StoreError("another version of payer-rules made this store", "import its files into a new one")
