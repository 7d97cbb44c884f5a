"""plan: what residents ask to be reminded of"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; the reminders lie in theirs."""
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("anchor", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("active", "stopped", name="status", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("started_at", botapp.db.Moment(), nullable=False),
        sa.Column("stopped_at", botapp.db.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_plan_resident_id_resident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_resident_id"), "plan", ["resident_id"])


def downgrade() -> None:
    """Nobody is reminded of anything but bookings and cards."""
    op.execute("DELETE FROM reminder WHERE subject = 'plan'")
    op.drop_table("plan")
