"""referral: slips for other institutions, and each of their steps"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = ("draft", "asked", "sent", "accepted", "declined", "seen", "fed_back", "refused", "stopped")


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Enum(*STATES, name="status", native_enum=False, length=32), nullable=False),
        sa.Column("to_place", sa.LargeBinary(), nullable=False),
        sa.Column("slip", sa.LargeBinary(), nullable=False),
        sa.Column("feedback", sa.LargeBinary(), nullable=True),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_until", botapp.db.Moment(), nullable=True),
        sa.Column("due_at", botapp.db.Moment(), nullable=True),
        sa.Column("written_at", botapp.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_referral_resident_id_resident")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_referral_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_referral_link_hash")),
    )
    for name in ("resident_id", "status", "due_at"):
        op.create_index(op.f(f"ix_referral_{name}"), "referral", [name])
    op.create_table(
        "referral_hop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("at", botapp.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_hop_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_referral_hop_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_hop")),
    )
    op.create_index(op.f("ix_referral_hop_referral_id"), "referral_hop", ["referral_id"])


def downgrade() -> None:
    """No slips."""
    op.drop_table("referral_hop")
    op.drop_table("referral")
