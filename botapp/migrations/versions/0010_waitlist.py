"""waitlist: who would come if a seat were free"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("waiting", "offered", "booked", "passed", "left")
OPEN = "status IN ('waiting', 'offered')"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "waitlist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("wanted_at", botapp.db.Moment(), nullable=True),
        sa.Column("status", sa.Enum(*STATES, name="status", native_enum=False, length=32), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("joined_at", botapp.db.Moment(), nullable=False),
        sa.Column("offered_at", botapp.db.Moment(), nullable=True),
        sa.Column("offered_until", botapp.db.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_waitlist_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_waitlist_service_id_service")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_waitlist_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist")),
    )
    op.create_index(op.f("ix_waitlist_resident_id"), "waitlist", ["resident_id"])
    op.create_index(op.f("ix_waitlist_status"), "waitlist", ["status"])
    op.create_index(
        "uq_waitlist_open",
        "waitlist",
        ["resident_id", "service_id"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def downgrade() -> None:
    """Nobody waits any more."""
    op.drop_table("waitlist")
