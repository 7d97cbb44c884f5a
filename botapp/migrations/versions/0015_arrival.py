"""tickets for who comes without an appointment, and what residents thought of closed cases"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('waiting', 'called')")
STATUS = sa.Enum("waiting", "called", "served", "left", name="status", native_enum=False, length=32)
FACE = sa.Enum("good", "fair", "poor", name="face", native_enum=False, length=32)


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("taken_at", botapp.db.Moment(), nullable=False),
        sa.Column("called_at", botapp.db.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_ticket_point_id_point")),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_ticket_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_ticket_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("point_id", "day", "number", name=op.f("uq_ticket_point_id_day_number")),
    )
    op.create_index(
        "uq_ticket_open",
        "ticket",
        ["resident_id", "day"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("face", FACE, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("mark", name=op.f("uq_survey_mark")),
    )
    op.create_index(op.f("ix_survey_month"), "survey", ["month"])


def downgrade() -> None:
    """The day is kept on paper again, and nobody is asked."""
    op.drop_table("survey")
    op.drop_table("ticket")
