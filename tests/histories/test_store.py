"""Opening a store: what is there, what is not, and what is told without a password or a value."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from histories.stores import TODAY, batch, claim, history, made, take

from rules_engine.histories import StoreError, histories_in, is_store
from rules_engine.histories.families import Codec
from rules_engine.histories.store import open_store
from rules_engine.histories.tables import METADATA
from rules_engine.histories.take_in import Batch, Intaking


def told(url: str, create: bool = False) -> str:
    with pytest.raises(StoreError) as fault, open_store(url, create=create):
        pass
    return fault.value.told()


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert "no store at" in told(str(path)) and "history import" in told(str(path))
    assert "no store at" in told(str(tmp_path / "no folder" / "x.db"), create=True)
    assert not path.exists()


def test_another_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("not a database" * 100)
    assert str(path) in told(str(path))
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'y.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE other (x INTEGER)"))
    engine.dispose()
    assert "holds no store" in told(str(tmp_path / "y.db"))


@pytest.mark.parametrize("url", ["mysql://u:CANARY@h/db", "postgresql://u:CANARY@h:port/db", "://"])
def test_a_url_that_is_not_understood_is_told_without_its_password(url: str) -> None:
    assert "postgresql://user@host/database" in told(url)
    assert "CANARY" not in told(url)


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    said = told(f"postgresql://clinic:CANARY@/claims?host={tmp_path}")
    assert "cannot be used" in said and "CANARY" not in said
    assert "Traceback" not in said and "\n" not in said


@pytest.mark.parametrize("text", ["a.db", "/x/a.db", "C:\\a.db", "sqlite:///a", "postgres://h/d", "postgresql://h/d"])
def test_a_path_or_a_url_names_a_store_of_this_project(text: str) -> None:
    assert is_store(text)


@pytest.mark.parametrize("text", ["elsewhere:a", "mysql://h/d"])
def test_another_kind_is_left_to_plugins(text: str) -> None:
    assert not is_store(text)


def test_a_store_of_another_version_is_left_alone(url: str) -> None:
    with made(url) as store, store.writing() as connection:
        connection.execute(sa.text("UPDATE store SET version = 99"))
    assert "another version" in told(url) and "another version" in told(url, create=True)


def test_a_store_of_an_earlier_model_gets_the_new_columns(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1", attachments=())))
        with store.writing() as connection:
            connection.execute(sa.text("ALTER TABLE claims DROP COLUMN delay_reason"))
    assert "earlier version" in told(url)
    with made(url) as store:
        assert history(store).claims == (claim("C1", attachments=()),)
        take(store, batch(claim("C2", delay_reason="7")))
        assert [each.delay_reason for each in history(store).claims][1] == "7"


def test_a_patient_of_whom_nothing_is_known_is_not_in_the_answer(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1")))
    assert set(histories_in(url, ["P1", "P2"])) == {"P1"}


def test_values_are_values_and_no_sql(url: str) -> None:
    hostile = "'; DROP TABLE claims; --"
    with made(url) as store:
        take(store, batch(claim(hostile, patient_id=hostile, original_claim_number=hostile, frequency="void")))
        assert [each.claim_id for each in history(store, hostile).claims] == [hostile]


def test_a_fault_of_the_database_holds_no_value(url: str) -> None:
    with made(url) as store, pytest.raises(StoreError) as fault, store.reading() as connection:
        connection.execute(sa.text("SELECT 'CANARY' FROM nowhere"))
    assert "CANARY" not in fault.value.told()


def test_a_second_import_waits_for_the_first(url: str) -> None:
    done: list[str] = []
    with made(url) as store:
        with store.writing() as connection:
            Intaking(connection, Codec(), TODAY).take(batch(claim("C1")))
            with ThreadPoolExecutor() as pool:
                other = pool.submit(lambda: (_take_alone(url, batch(claim("C2"), source="b")), done.append("second")))
                time.sleep(0.3)
                done.append("first")
                connection.commit()
                other.result(timeout=60)
        assert done == ["first", "second"]
        assert [each.claim_id for each in history(store).claims] == ["C1", "C2"]


def _take_alone(url: str, file: Batch) -> None:
    with made(url) as store:
        take(store, file)


def test_one_schema_serves_both_databases() -> None:
    assert sorted(METADATA.tables) == ["answers", "claims", "imports", "lines", "spans", "store"]


def test_nobody_pays_for_the_store_who_has_none() -> None:
    program = "import sys, rules_engine.engine, rules_engine.histories; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_sqlalchemy_it_is_said_what_to_install() -> None:
    program = (
        "import sys; sys.modules['sqlalchemy'] = None\n"
        "from rules_engine.histories import StoreError, histories_in\n"
        "try:\n    histories_in('x.db', [])\nexcept StoreError as fault:\n    print(fault.told())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "payer-rules[history]" in done.stdout
