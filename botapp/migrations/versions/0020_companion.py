"""who comes along to an appointment, by their own yes"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATUS = sa.Enum("invited", "joined", "left", name="status", native_enum=False, length=32)


def upgrade() -> None:
    """One table, and services to which two may come."""
    op.add_column("service", sa.Column("pairs", sa.Boolean(), nullable=False, server_default=sa.false()))
    service = sa.table("service", sa.column("slug", sa.String()), sa.column("pairs", sa.Boolean()))
    op.execute(service.update().where(service.c.slug.in_(("pre-pregnancy", "premarital"))).values(pairs=True))
    op.create_table(
        "companion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("invited_at", botapp.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
            name=op.f("fk_companion_appointment_id_appointment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_companion_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companion")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_companion_appointment_id")),
        sa.UniqueConstraint("code", name=op.f("uq_companion_code")),
    )
    op.create_index(op.f("ix_companion_resident_id"), "companion", ["resident_id"])


def downgrade() -> None:
    """Everybody comes alone."""
    op.execute("DELETE FROM reminder WHERE subject = 'companion'")
    op.drop_table("companion")
    op.drop_column("service", "pairs")
