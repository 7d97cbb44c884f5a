"""Models equal migrations, and the way down leads back up, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from botapp.cli import migrating
from botapp.db import db
from botapp.lib.seal import new_key


@pytest.fixture
def empty(database, tmp_path):
    """An application on a database without tables."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        address = f"sqlite:///{tmp_path}/empty.sqlite"
    else:
        address = _fresh_postgresql(database)
    app = migrating(DATABASE_URL=address, DATA_DIR=str(tmp_path), DATA_KEYS=new_key(), SECRET_KEY="test")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _fresh_postgresql(database: str) -> str:
    engine = create_engine(database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrated"))
        connection.execute(text("CREATE DATABASE migrated"))
    engine.dispose()
    return make_url(database).set(database="migrated").render_as_string(hide_password=False)


def test_models_equal_migrations_and_down_leads_up_again(empty):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert "resident" in inspect(db.engine).get_table_names()


def test_migrations_are_numbered_in_one_line():
    names = sorted(path.name for path in Path("botapp/migrations/versions").glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_the_channel_comes_to_a_town_that_already_has_people(empty):
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO resident (id, openid, met_at, sent_since, puzzled_count)"
                " VALUES (1, 'o_1', '2026-11-23 02:00:00', 3, 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO outbox (id, resident_id, kind, facts, status, reason, channel, urgent, attempts,"
                " due_at, written_at) VALUES (1, 1, 'more', :facts, 'planned', '', '', false, 0,"
                " '2026-11-23 02:00:00', '2026-11-23 02:00:00')"
            ),
            {"facts": b"x"},
        )
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT words_sent, click_sent FROM resident")).one() == (3, 0)
        assert connection.execute(text("SELECT rid, called_at FROM outbox")).one() == ("", None)
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT sent_since FROM resident")).scalar() == 3
